"""Demos: live progress, a result to share, other values, and completion of what is typed."""

import pytest

from bot.quiz import commands
from bot.quiz.cards import Picture
from bot.quiz.errors import DemoRefused, DemosUnavailable
from bot.quiz.ports import Demo, DemoParam, DemoRun
from content.schema import Bilingual
from tests.unit.quiz.conftest import JUN, MINA, World

TITLE = Bilingual(ko="곡선 그리기", en="Drawing a curve")
UNITS = DemoParam("units", "int", Bilingual(ko="유닛", en="units"), 16, 1, 256, ())
TARGET = DemoParam(
    "target", "choice", Bilingual(ko="함수", en="target"), "sin", None, None, ("sin", "abs")
)
CURVE = Demo("relu-curve-fit", TITLE, (UNITS, TARGET), ())
OTHER = Demo("gd-curve", TITLE, (), ())
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
    assert "/demo relu-curve-fit — 곡선 그리기" in reply.last.model_dump_json()


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
        ("settings", "", ["units=16", "target=sin"]),
        ("settings", "units=4 t", ["units=4 target=sin"]),
        ("settings", "units=4", []),
        ("settings", "units=4 ", ["units=4 target=sin"]),
    ],
)
async def test_completion_offers_what_is_left_and_never_overwrites_a_value(
    demo_world: World, param: str, typed: str, expected: list[str]
) -> None:
    found = await demo_world.quiz.dispatcher.complete(
        "en", commands.command("demo"), {"name": CURVE.name}, param, typed
    )
    assert sorted(option.value for option in found) == sorted(expected)
