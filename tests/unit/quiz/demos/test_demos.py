"""Demos: live progress, a result to share, other values, and completion of what is typed."""

import pytest

from bot.quiz import commands
from bot.quiz.cards import Action, Card, Code, Meter, Paragraph, Picture
from bot.quiz.errors import DemoRefused, DemosUnavailable
from bot.quiz.ports import DemoRun
from content.demo import DemoSpec, ParamSpec, Preset
from content.schema import Bilingual
from tests.unit.quiz.conftest import CHANNEL, JUN, MINA, World

TITLE = Bilingual(ko="곡선 그리기", en="Drawing a curve")
UNITS = ParamSpec(
    name="units",
    type="int",
    title=Bilingual(ko="유닛", en="units"),
    default=16,
    minimum=1,
    maximum=256,
    choices=(),
)
TARGET = ParamSpec(
    name="target",
    type="choice",
    title=Bilingual(ko="함수", en="target"),
    default="sin",
    minimum=None,
    maximum=None,
    choices=("sin", "abs"),
)
FEW = Preset(
    name="too-few", works=False, look=Bilingual(ko="꺾인 점을 보세요", en="look at the bends")
)
ENOUGH = Preset(name="enough", works=True, look=Bilingual(ko="선을 보세요", en="look at the line"))
CURVE = DemoSpec(
    name="relu-curve-fit",
    title=TITLE,
    params=(UNITS, TARGET),
    topic=Bilingual(ko="활성화 함수", en="Activations"),
    presets=(ENOUGH, FEW),
)
OTHER = DemoSpec(
    name="gd-curve",
    title=TITLE,
    params=(),
    topic=Bilingual(ko="최적화", en="Optimisation"),
)
QUEUED = DemoRun("j1", CURVE.name, "queued", position=2)
RUNNING = DemoRun("j1", CURVE.name, "running", fraction=0.5, note="step 250")
DONE = DemoRun(
    "j1",
    CURVE.name,
    "done",
    fraction=1.0,
    caption=Bilingual(ko="오차 0.1", en="error 0.1"),
    params={"units": 16},
    pictures=("p.png",),
)


@pytest.fixture
def demo_world(world: World) -> World:
    world.demos.offer([CURVE, OTHER], [QUEUED, RUNNING, DONE])
    return world


async def test_progress_moves_and_ends_in_a_picture(demo_world: World) -> None:
    reply = await demo_world.say(JUN, "demo", name="relu-curve-fit", settings="units=16 seed=7")
    assert [card.title for _, card in reply.cards] == ["⏳ relu-curve-fit"] * 2 + [
        "📈 relu-curve-fit"
    ]
    assert any(isinstance(block, Picture) for block in reply.last.blocks)
    assert "error 0.1" in reply.last.model_dump_json()
    assert demo_world.demos.started == [("relu-curve-fit", {"units": "16"}, 7)]


async def test_form_fields_count_as_settings(demo_world: World) -> None:
    await demo_world.say(JUN, "demo", name="relu-curve-fit", units="4", target="abs")
    assert demo_world.demos.started == [("relu-curve-fit", {"units": "4", "target": "abs"}, 0)]


async def test_without_a_name_lists_what_there_is(demo_world: World) -> None:
    reply = await demo_world.say(MINA, "demo")
    texts = [block.text for block in reply.last.blocks if isinstance(block, Paragraph)]
    assert texts[:2] == ["활성화 함수", "relu-curve-fit — 곡선 그리기"]
    assert texts[2:] == ["최적화", "gd-curve — 곡선 그리기"]


async def test_the_list_offers_to_pick_one(demo_world: World) -> None:
    [button] = (await demo_world.say(JUN, "demo")).last.actions
    assert (button.label, button.style) == ("Pick one to run", "primary")
    [form] = (await demo_world.say(JUN, button.command, **button.args)).forms
    assert [(field.name, field.completes, field.required) for field in form.fields] == [
        ("name", "demo", True),
        ("settings", "demo-param", False),
    ]
    await demo_world.say(JUN, form.command, **form.args, name=CURVE.name, settings="units=4")
    assert demo_world.demos.started == [("relu-curve-fit", {"units": "4"}, 0)]


async def test_no_demos_leave_nothing_to_pick(world: World) -> None:
    assert (await world.say(JUN, "demo")).last.actions == ()


async def test_a_name_may_be_typed_as_phones_write_it(demo_world: World) -> None:
    await demo_world.say(JUN, "demo", name="Relu-curve-fit ", settings="")
    assert demo_world.demos.started == [("relu-curve-fit", {}, 0)]


async def test_values_for_a_demo_that_is_gone_are_refused(demo_world: World) -> None:
    reply = await demo_world.say(MINA, "demo form", name="nope")
    assert "‘nope’ 데모는 없어요" in reply.last.model_dump_json()


async def test_other_values_start_from_those_of_the_run(demo_world: World) -> None:
    reply = await demo_world.say(JUN, "demo form", name="relu-curve-fit", units="4")
    assert [(field.name, field.value) for field in reply.forms[0].fields] == [
        ("units", "4"),
        ("target", "sin"),
    ]


async def test_a_form_has_room_for_every_param(demo_world: World) -> None:
    """Five fields are all that a platform may take; what is left is typed as in a command."""
    many = tuple(
        ParamSpec(
            name=f"p{n}",
            type="int",
            title=Bilingual(ko=f"값 {n}", en=f"value {n}"),
            default=n,
            minimum=0,
            maximum=9,
            choices=(),
        )
        for n in range(7)
    )
    demo_world.demos.offer([DemoSpec(name="many", title=TITLE, params=many)], [DONE])
    [form] = (await demo_world.say(JUN, "demo form", name="many", p5="7")).forms
    assert [field.name for field in form.fields] == ["p0", "p1", "p2", "p3", "settings"]
    assert form.fields[-1].value == "p4=4 p5=7 p6=6"
    filled = {field.name: field.value for field in form.fields}
    await demo_world.say(JUN, form.command, **form.args, **filled)
    assert demo_world.demos.started[-1][1] == {f"p{n}": str(n) for n in range(7)} | {"p5": "7"}


async def test_several_choices_are_several_choices_in_the_form(demo_world: World) -> None:
    names = ParamSpec(
        name="names",
        type="choices",
        title=TITLE,
        default="a,b",
        minimum=None,
        maximum=None,
        choices=("a", "b", "c"),
        most=3,
    )
    demo_world.demos.offer([DemoSpec(name="some", title=TITLE, params=(names,))], [DONE])
    [form] = (await demo_world.say(JUN, "demo form", name="some")).forms
    assert (form.fields[0].kind, form.fields[0].value) == ("choices", "a,b")


async def test_a_shared_result_goes_to_the_channel_once_and_names_who_ran_it(
    demo_world: World,
) -> None:
    for _ in range(2):
        await demo_world.say(JUN, "demo share", job="j1")
    [posted] = demo_world.chat.messages
    assert posted.to.only is None
    assert "run by Jun" in posted.card.footer


async def test_a_result_that_is_gone_cannot_be_shared(demo_world: World) -> None:
    reply = await demo_world.say(JUN, "demo share", job="j2")
    assert "no result to share" in reply.last.model_dump_json()


async def test_cancel_says_who_asks(demo_world: World) -> None:
    await demo_world.say(JUN, "demo cancel", job="j1")
    assert demo_world.demos.cancelled == [("j1", JUN.id)]


def button(card: Card, label: str) -> Action:
    return next(action for action in card.actions if action.label == label)


async def test_the_run_speaks_the_members_language_and_counts_for_their_channel(
    demo_world: World,
) -> None:
    await demo_world.say(MINA, "demo", name="relu-curve-fit")
    [order] = demo_world.demos.orders
    assert (order.language, order.member, order.channel) == ("ko", MINA.id, CHANNEL.id)


async def test_two_sets_of_values_are_run_and_shown_side_by_side(demo_world: World) -> None:
    settings = "target=abs units=2 seed=3 vs units=64"
    reply = await demo_world.say(JUN, "demo", name="relu-curve-fit", settings=settings)
    assert demo_world.demos.started == [
        ("relu-curve-fit", {"target": "abs", "units": "2"}, 3),
        ("relu-curve-fit", {"target": "abs", "units": "64"}, 3),
    ]
    card = reply.last
    assert card.title == "📈 relu-curve-fit · units=2 vs units=64"
    assert [type(block) for block in card.blocks[:3]] == [Picture, Picture, Paragraph]
    bars = [b.fraction for _, c in reply.cards for b in c.blocks if isinstance(b, Meter)]
    assert bars == [0, 0.25, 0.5, 0.75]
    shared = button(card, "Share")
    await demo_world.say(JUN, shared.command, **shared.args)
    [posted] = demo_world.chat.messages
    assert [type(block) for block in posted.card.blocks[:2]] == [Picture, Picture]
    assert "run by Jun" in posted.card.footer


async def test_defaults_may_be_one_side_of_a_comparison(demo_world: World) -> None:
    await demo_world.say(JUN, "demo", name="relu-curve-fit", settings="vs units=64")
    assert [params for _, params, _ in demo_world.demos.started] == [{}, {"units": "64"}]


async def test_a_preset_stays_on_its_side_of_a_comparison(demo_world: World) -> None:
    await demo_world.say(JUN, "demo", name="relu-curve-fit", settings="preset=too-few vs units=64")
    assert demo_world.demos.started[1][1] == {"units": "64"}


async def test_three_are_too_many_to_compare(demo_world: World) -> None:
    reply = await demo_world.say(
        JUN, "demo", name="relu-curve-fit", settings="units=1 vs units=2 vs units=3"
    )
    assert "Only two runs" in reply.last.model_dump_json()
    assert demo_world.demos.started == []


async def test_a_comparison_ends_with_the_run_that_fails(demo_world: World) -> None:
    failed = DemoRun("j1", CURVE.name, "failed", error=Bilingual(ko="못 했어요", en="could not"))
    demo_world.demos.offer([CURVE], [QUEUED, failed])
    reply = await demo_world.say(JUN, "demo", name="relu-curve-fit", settings="vs units=64")
    assert "could not" in reply.last.model_dump_json()
    assert len(demo_world.demos.started) == 1


async def test_the_counter_example_is_one_press_away_and_says_what_to_look_for(
    demo_world: World,
) -> None:
    first = (await demo_world.say(JUN, "demo", name="relu-curve-fit")).last
    bad = button(first, "Counter-example")
    second = (await demo_world.say(JUN, bad.command, **bad.args)).last
    assert demo_world.demos.started[-1][1] == {"preset": "too-few"}
    assert Paragraph(text="look at the bends", style="strong") in second.blocks
    good = button(second, "Counter-example")
    await demo_world.say(JUN, good.command, **good.args)
    assert demo_world.demos.started[-1][1] == {"preset": "enough"}


async def test_the_code_of_a_run_is_shown(demo_world: World) -> None:
    done = (await demo_world.say(JUN, "demo", name="relu-curve-fit")).last
    ask = button(done, "Show the code")
    reply = await demo_world.say(JUN, ask.command, **ask.args)
    assert Code(text="print(1)\n", name="relu-curve-fit.py") in reply.last.blocks


async def test_a_result_can_be_seen_again_by_its_number_or_as_ones_last(demo_world: World) -> None:
    done = (await demo_world.say(JUN, "demo", name="relu-curve-fit")).last
    assert done.footer.endswith("#j1")
    for settings in ("", "#J1", "j1"):
        again = (await demo_world.say(JUN, "demo", name="again", settings=settings)).last
        assert again.blocks == done.blocks
    assert len(demo_world.demos.started) == 1


async def test_what_cannot_be_seen_again_is_said(demo_world: World) -> None:
    gone = await demo_world.say(JUN, "demo", name="again", settings="#nope")
    assert "no result #nope" in gone.last.model_dump_json()
    none = await demo_world.say(MINA, "demo", name="again")
    assert "아직 돌려 본 데모가 없어요" in none.last.model_dump_json()


@pytest.mark.parametrize(
    ("problem", "sentence"),
    [
        (DemosUnavailable("away"), "taking a break"),
        (DemoRefused(Bilingual(ko="units는 1부터", en="units from 1")), "units from 1"),
    ],
)
async def test_what_the_service_says_no_to_is_one_sentence(
    demo_world: World, problem: Exception, sentence: str
) -> None:
    demo_world.demos.fail(problem)
    reply = await demo_world.say(JUN, "demo", name="relu-curve-fit")
    assert sentence in reply.last.model_dump_json()


@pytest.mark.parametrize("seed", ["-1", "x", "9" * 12])
async def test_a_seed_that_is_none_is_refused(demo_world: World, seed: str) -> None:
    reply = await demo_world.say(JUN, "demo", name="relu-curve-fit", settings=f"seed={seed}")
    assert "whole number" in reply.last.model_dump_json()


@pytest.mark.parametrize(
    ("param", "typed", "expected"),
    [
        ("name", "curve", ["gd-curve", "relu-curve-fit"]),
        ("name", "relu", ["relu-curve-fit"]),
        ("settings", "", ["units=16", "target=sin", "preset=enough", "preset=too-few"]),
        ("settings", "preset=few vs u", ["preset=few vs units=16"]),
        ("name", "ag", ["again"]),
        ("settings", "units=4 t", ["units=4 target=sin"]),
        ("settings", "units=4", []),
        ("settings", "units=4 ta", ["units=4 target=sin"]),
    ],
)
async def test_completion_offers_what_is_left_and_never_overwrites_a_value(
    demo_world: World, param: str, typed: str, expected: list[str]
) -> None:
    found = await demo_world.quiz.dispatcher.complete(
        "en", commands.command("demo"), {"name": CURVE.name}, param, typed
    )
    assert sorted(option.value for option in found) == sorted(expected)
