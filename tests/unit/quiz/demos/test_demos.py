"""Demos: live progress, a result to share, other values, and completion of what is typed."""

from dataclasses import replace
from typing import Any

import pytest

from bot.platforms.shared.form_card import form_card
from bot.quiz import commands
from bot.quiz.cards import Card, Code, Meter, Paragraph, Picture
from bot.quiz.demos import form_view
from bot.quiz.demos.model import DemoRun
from bot.quiz.errors import DemoRefused, DemosUnavailable
from bot.quiz.model import Member
from bot.quiz.typed_line import split_settings
from content.demo import DemoSpec, ParamSpec, Preset
from content.schema import Bilingual
from tests.doubles import FakeReply
from tests.unit.quiz.conftest import CHANNEL, JUN, MINA, World, texts

TITLE = Bilingual(ko="곡선 그리기", en="Drawing a curve")
BENDS = Bilingual(ko="꺾인 점을 보세요", en="look at the bends")


def param(name: str, default: float | str, **more: Any) -> ParamSpec:
    title = Bilingual(ko=name, en=name)
    return ParamSpec(name=name, title=title, default=default, **{"type": "int"} | more)


CURVE = DemoSpec(
    name="relu-curve-fit",
    title=TITLE,
    params=(param("units", 16), param("target", "sin", type="choice", choices=("sin", "abs"))),
    topic=Bilingual(ko="활성화 함수", en="Activations"),
    presets=(
        Preset(name="enough", works=True, look=TITLE),
        Preset(name="too-few", works=False, look=BENDS),
    ),
)
OTHER = DemoSpec(
    name="gd-curve", title=TITLE, params=(), topic=Bilingual(ko="최적화", en="Optimisation")
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


async def run(world: World, settings: str = "", **args: str) -> FakeReply:
    return await world.say(JUN, "demo", **{"name": CURVE.name, "settings": settings} | args)


async def press(world: World, card: Card, label: str) -> FakeReply:
    [action] = [action for action in card.actions if action.label == label]
    return await world.say(JUN, action.command, **action.args)


async def test_progress_moves_and_ends_in_a_picture(demo_world: World) -> None:
    reply = await run(demo_world, "units=16 seed=7")
    titles = [card.title for _, card in reply.cards]
    assert titles == ["⏳ Drawing a curve", "⏳ Drawing a curve", "📈 Drawing a curve"]
    assert reply.rested_after == [0]
    assert any(isinstance(block, Picture) for block in reply.last.blocks)
    assert "error 0.1" in reply.last.model_dump_json()


@pytest.mark.parametrize(
    ("args", "runs"),
    [
        ({"settings": "units=16 seed=7"}, [({"units": "16"}, 7)]),
        ({"units": "4", "target": "abs"}, [({"units": "4", "target": "abs"}, 0)]),
        ({"name": "Relu-curve-fit "}, [({}, 0)]),
        ({"settings": "vs units=64"}, [({}, 0), ({"units": "64"}, 0)]),
        (
            {"settings": "preset=too-few vs units=64"},
            [({"preset": "too-few"}, 0), ({"units": "64"}, 0)],
        ),
        (
            {"settings": "units=64 seed=7 vs preset=too-few"},
            [({"units": "64"}, 7), ({"preset": "too-few"}, 7)],
        ),
    ],
    ids=[
        *("typed", "a form's fields", "as phones write it", "against defaults"),
        *("a preset against a value", "a value against a preset"),
    ],
)
async def test_runs_what_was_asked_for(
    demo_world: World, args: dict[str, str], runs: list[tuple[dict[str, str], int]]
) -> None:
    await run(demo_world, **args)
    assert demo_world.demos.started == [(CURVE.name, *started) for started in runs]


@pytest.mark.parametrize(
    ("member", "command", "args", "sentence"),
    [
        (MINA, "demo form", {"name": "nope"}, "‘nope’ 데모는 없어요"),
        (JUN, "demo share", {"job": "j2"}, "no result to share"),
        (JUN, "demo", {"name": "again", "settings": "#nope"}, "no result #nope"),
        (MINA, "demo", {"name": "again"}, "아직 돌려 본 데모가 없어요"),
        (JUN, "demo", {"settings": "units=1 vs units=2 vs units=3"}, "Only two runs"),
        (JUN, "demo", {"settings": "seed=-1"}, "whole number"),
        (JUN, "demo", {"settings": "seed=x"}, "whole number"),
        (JUN, "demo", {"settings": f"seed={'9' * 12}"}, "from 0 to 999999999"),
    ],
)
async def test_what_cannot_be_done_is_said_and_starts_nothing(
    demo_world: World, member: Member, command: str, args: dict[str, str], sentence: str
) -> None:
    named = args if command == "demo share" else {"name": CURVE.name} | args
    reply = await demo_world.say(member, command, **named)
    assert sentence in reply.last.model_dump_json()
    assert demo_world.demos.started == []


async def test_without_a_name_lists_what_there_is(demo_world: World) -> None:
    assert texts((await demo_world.say(MINA, "demo")).last) == [
        "활성화 함수",
        "relu-curve-fit — 곡선 그리기",
        "최적화",
        "gd-curve — 곡선 그리기",
    ]


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


async def test_a_form_has_room_for_every_param(demo_world: World) -> None:
    """Five fields are all that a platform may take; what is left is typed as in a command."""
    many = tuple(param(f"p{n}", n) for n in range(7))
    demo_world.demos.offer([DemoSpec(name="many", title=TITLE, params=many)], [DONE])
    [form] = (await demo_world.say(JUN, "demo form", name="many", p5="7")).forms
    assert [field.name for field in form.fields] == ["p0", "p1", "p2", "p3", "settings"]
    assert form.fields[-1].value == "p4=4 p5=7 p6=6"
    filled = {field.name: field.value for field in form.fields}
    await demo_world.say(JUN, form.command, **form.args, **filled)
    assert demo_world.demos.started[-1][1] == {f"p{n}": str(n) for n in range(7)} | {"p5": "7"}


async def test_several_choices_are_several_choices_in_the_form(demo_world: World) -> None:
    names = param("names", "a,b", type="choices", choices=("a", "b", "c"), most=3)
    demo_world.demos.offer([DemoSpec(name="some", title=TITLE, params=(names,))], [DONE])
    [form] = (await demo_world.say(JUN, "demo form", name="some")).forms
    assert (form.fields[0].kind, form.fields[0].value) == ("choices", "a,b")


async def test_a_form_says_how_many_values_a_list_takes(demo_world: World) -> None:
    sizes = param("sizes", "1,4", type="ints", minimum=-5, maximum=64, least=2, most=3)
    demo_world.demos.offer([DemoSpec(name="some", title=TITLE, params=(sizes,))], [DONE])
    [form] = (await demo_world.say(JUN, "demo form", name="some")).forms
    assert form.fields[0].label == "sizes (-5 to 64; 2 to 3 of them, with commas)"


async def test_a_shared_result_goes_to_the_channel_once_and_names_who_ran_it(
    demo_world: World,
) -> None:
    told = await demo_world.say(JUN, "demo share", job="j1")
    again = await demo_world.say(JUN, "demo share", job="j1")
    [posted] = demo_world.chat.messages
    assert posted.to.only is None
    assert texts(told.last) == ["Shared in #daily."]
    assert "run by Jun" in posted.card.footer
    assert "already in the channel" in texts(again.last)[0]
    assert demo_world.demos.orders == []


async def test_a_shared_result_is_in_the_channels_language_with_its_picture(
    demo_world: World,
) -> None:
    reply = await demo_world.say(MINA, "demo share", job="j1")
    assert reply.rested_after == [0]
    [order] = demo_world.demos.orders
    assert (order.params, order.seed, order.language) == ({"units": "16"}, 0, "en")
    [posted] = demo_world.chat.messages
    assert posted.card.title == "📈 Drawing a curve"


async def test_a_result_that_cannot_be_redrawn_is_shared_as_it_is(demo_world: World) -> None:
    demo_world.demos.fail(DemoRefused(TITLE))
    await demo_world.say(MINA, "demo share", job="j1")
    assert len(demo_world.chat.messages) == 1


async def test_cancel_says_who_asks(demo_world: World) -> None:
    await demo_world.say(JUN, "demo cancel", job="j2")
    assert demo_world.demos.cancelled == [("j2", JUN.id)]


async def test_cancel_typed_ends_the_members_own_runs(demo_world: World) -> None:
    demo_world.demos.going = [JUN.id, MINA.id]
    reply = await demo_world.say(JUN, "demo", name="Cancel")
    assert texts(reply.last) == ["The demo was cancelled."]
    assert demo_world.demos.going == [MINA.id]
    reply = await demo_world.say(JUN, "demo", name="cancel")
    assert texts(reply.last) == ["No demo of yours is running."]
    assert demo_world.demos.started == []


async def test_what_has_finished_cannot_be_cancelled(demo_world: World) -> None:
    reply = await demo_world.say(JUN, "demo cancel", job="j1")
    assert texts(reply.last) == ["This demo has finished already."]
    assert demo_world.demos.cancelled == []


async def test_the_run_speaks_the_members_language_and_counts_for_their_channel(
    demo_world: World,
) -> None:
    await demo_world.say(MINA, "demo", name="relu-curve-fit")
    [order] = demo_world.demos.orders
    assert (order.language, order.member, order.channel) == ("ko", MINA.id, CHANNEL.id)


@pytest.mark.parametrize(
    ("typed", "ran"),
    [
        ("text='cats vs dogs'", [{"text": "cats vs dogs"}]),
        ('text="a vs. b" vs text=c', [{"text": "a vs. b"}, {"text": "c"}]),
    ],
)
async def test_what_stands_in_quotes_is_one_text(
    demo_world: World, typed: str, ran: list[dict[str, str]]
) -> None:
    await run(demo_world, typed)
    assert [params for _, params, _ in demo_world.demos.started] == ran


async def test_what_is_offered_can_be_typed(demo_world: World) -> None:
    said = param("text", "on the sea", type="text")
    offered = form_view.settings("en", DemoSpec(name="some", title=TITLE, params=(said,)))
    assert split_settings(offered[0].value) == {"text": "on the sea"}


async def test_two_sets_of_values_are_run_shown_and_shared_side_by_side(demo_world: World) -> None:
    reply = await run(demo_world, "target=abs units=2 seed=3 vs units=64")
    assert demo_world.demos.started == [
        (CURVE.name, {"target": "abs", "units": "2"}, 3),
        (CURVE.name, {"target": "abs", "units": "64"}, 3),
    ]
    assert reply.last.title == "📈 Drawing a curve · units=2 vs units=64"
    assert [type(block) for block in reply.last.blocks[:3]] == [Picture, Picture, Paragraph]
    bars = [b.fraction for _, c in reply.cards for b in c.blocks if isinstance(b, Meter)]
    assert bars == [0, 0.25, 0.5, 0.75]
    await press(demo_world, reply.last, "Share")
    [posted] = demo_world.chat.messages
    assert [type(block) for block in posted.card.blocks[:2]] == [Picture, Picture]
    assert "run by Jun" in posted.card.footer


async def test_a_comparison_ends_with_the_run_that_fails(demo_world: World) -> None:
    failed = DemoRun("j1", CURVE.name, "failed", error=Bilingual(ko="못 했어요", en="could not"))
    demo_world.demos.offer([CURVE], [QUEUED, failed])
    reply = await run(demo_world, "vs units=64")
    assert "could not" in reply.last.model_dump_json()
    assert len(demo_world.demos.started) == 1


async def test_the_counter_example_is_one_press_away_and_says_what_to_look_for(
    demo_world: World,
) -> None:
    first = (await run(demo_world)).last
    second = (await press(demo_world, first, "Counter-example")).last
    assert Paragraph(text="look at the bends", style="strong") in second.blocks
    await press(demo_world, second, "Counter-example")
    presets = [params for _, params, _ in demo_world.demos.started]
    assert presets == [{}, {"preset": "too-few"}, {"preset": "enough"}]


async def test_the_code_of_a_run_is_shown(demo_world: World) -> None:
    shown = await press(demo_world, (await run(demo_world)).last, "Show the code")
    assert Code(text="print(1)\n", name="relu-curve-fit.py") in shown.last.blocks


async def test_a_result_can_be_seen_again_by_its_number_or_as_ones_last(demo_world: World) -> None:
    done = (await run(demo_world)).last
    assert done.footer.endswith("#j1")
    for settings in ("", "#J1", "j1"):
        again = (await run(demo_world, settings, name="again")).last
        assert again.blocks == done.blocks
    assert len(demo_world.demos.started) == 1


async def test_that_the_service_is_away_is_one_sentence(demo_world: World) -> None:
    demo_world.demos.fail(DemosUnavailable("away"))
    assert "taking a break" in (await run(demo_world)).last.model_dump_json()


async def test_values_that_are_refused_can_be_mended(demo_world: World) -> None:
    refused = DemoRefused(Bilingual(ko="units는 1부터", en="units from 1"), "units")
    demo_world.demos.fail(refused)
    [form] = (await run(demo_world, "units=0")).forms
    assert (form.error, form.error_field, form.fields[0].value) == ("units from 1", "units", "0")
    card, draft = form_card(form, None, "en")
    assert draft["units"] == "0"
    again = (await demo_world.say(JUN, card.actions[0].command, **card.actions[0].args)).forms
    assert [field.name for field in again[0].fields] == [field.name for field in form.fields]


async def test_mending_a_value_keeps_those_of_the_preset_and_the_seed(demo_world: World) -> None:
    low = Preset(name="low", works=True, look=TITLE, params={"rate": 0.12345678, "steps": 5})
    rate = param("rate", 0.5, type="float")
    gd = DemoSpec(name="gd", title=TITLE, params=(rate, param("steps", 20)), presets=(low,))
    demo_world.demos.offer([gd], [DONE])
    demo_world.demos.fail(DemoRefused(Bilingual(ko="99까지", en="up to 99"), "steps"))
    [form] = (await run(demo_world, "preset=low steps=100 seed=7", name="gd")).forms
    filled = {field.name: field.value for field in form.fields}
    assert filled == {"rate": "0.12345678", "steps": "100"}
    demo_world.demos.fail(None)
    await demo_world.say(JUN, form.command, **form.args, **filled | {"steps": "99"})
    assert demo_world.demos.started[-1] == ("gd", {"rate": "0.12345678", "steps": "99"}, 7)


async def test_other_values_are_tried_with_the_seed_of_the_run(demo_world: World) -> None:
    demo_world.demos.offer([CURVE, OTHER], [replace(DONE, seed=7)])
    done = (await run(demo_world, "seed=7")).last
    [form] = (await press(demo_world, done, "Try other values")).forms
    await demo_world.say(JUN, form.command, **form.args, units="3")
    assert demo_world.demos.started[-1] == (CURVE.name, {"units": "3"}, 7)


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


@pytest.mark.parametrize(
    ("settings", "path"),
    [
        ("units=8", "/d/relu-curve-fit?units=8&seed=0&lang=en"),
        ("units=8 vs units=64", "/d/relu-curve-fit?units=8&seed=0&vs.units=64&lang=en"),
    ],
)
async def test_a_result_links_to_its_page(demo_world: World, settings: str, path: str) -> None:
    reply = await run(demo_world, settings)
    assert reply.last.link is not None
    assert reply.last.link.path == path
