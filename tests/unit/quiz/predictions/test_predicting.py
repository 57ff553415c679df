"""Predict first: the channel is asked, members choose privately, the run shows who was right."""

from dataclasses import replace

import pytest

from bot.i18n.messages import say
from bot.quiz.audit.model import AuditEntry
from bot.quiz.cards import Card
from bot.quiz.model import EventId, Member
from bot.quiz.predictions.model import POINTS
from content.demo import PredictionQuestion
from content.schema import Bilingual
from tests.doubles import FakeReply
from tests.unit.quiz.conftest import CHANNEL, JUN, MINA, World, texts
from tests.unit.quiz.demos.test_demos import CURVE, DONE, OTHER, RUNNING

RUN = "Run it and see"
UP = Bilingual(ko="올라가요", en="It climbs")
DOWN = Bilingual(ko="내려가요", en="It falls")
ASK = Bilingual(ko="어떻게 될까요?", en="What will happen?")
BENT = replace(DONE, outcome="down", headline=Bilingual(ko="내려갔어요", en="It fell"))
ASKING = CURVE.model_copy(
    update={
        "prediction": PredictionQuestion(
            params={"units": 2}, ask=ASK, choices={"up": UP, "down": DOWN}
        )
    }
)


@pytest.fixture
def asked(world: World) -> World:
    world.demos.offer([ASKING, OTHER], [RUNNING, BENT])
    return world


async def ask(world: World) -> Card:
    await world.say(MINA, "demo", name=CURVE.name, settings=" Predict ")
    return world.chat.messages[-1].card


async def press(world: World, member: Member, card: Card, label: str) -> FakeReply:
    [action] = [action for action in card.actions if action.label == label]
    return await world.say(member, action.command, **action.args)


async def test_who_asks_hears_that_the_channel_was_asked(asked: World) -> None:
    reply = await asked.say(MINA, "demo", name=CURVE.name, settings="predict")
    assert reply.last.title == say("ko", "prediction-posted")


async def test_the_run_shows_the_channel_who_was_right(asked: World) -> None:
    card = await ask(asked)
    assert ASK.en in texts(card)
    await press(asked, MINA, card, UP.en)
    chosen = await press(asked, MINA, card, DOWN.en)
    assert DOWN.ko in texts(chosen.last)
    await press(asked, JUN, card, UP.en)
    assert len(asked.chat.messages) == 1
    assert (await press(asked, JUN, card, RUN)).rested_after == [0]
    assert asked.demos.started == [(CURVE.name, {"units": "2"}, 0)]
    reveal = asked.chat.messages[-1].card
    assert f"✅ {DOWN.en}" in texts(reveal)
    assert f"Right: {MINA.name} (1 of 2)" in texts(reveal)
    assert "It climbs 1 · It falls 1" in texts(reveal)
    scores = await asked.store.scores(CHANNEL.id, None, asked.clock.now().date())
    assert [(score.member, score.points) for score in scores] == [(MINA.id, POINTS)]
    over = asked.chat.messages[0].card
    assert (texts(over), over.actions) == ([ASK.en], ())
    assert "no points this time" in (await ask(asked)).footer


async def test_after_the_run_no_guess_counts_and_a_second_run_tells_nothing_new(
    asked: World,
) -> None:
    card = await ask(asked)
    await press(asked, MINA, card, UP.en)
    await press(asked, MINA, card, RUN)
    assert "One member chose, and was wrong." in texts(asked.chat.messages[-1].card)
    late = await press(asked, JUN, card, DOWN.en)
    assert "has run already" in texts(late.last)[0]
    again = replace(BENT, job="j2")
    asked.demos.offer([ASKING, OTHER], [again, BENT])
    told = await press(asked, JUN, card, RUN)
    assert told.last.title == "The result is in the channel."
    assert len(asked.demos.started) == 1
    assert len(asked.chat.messages) == 2
    assert asked.chat.messages[-1].card.footer.endswith("#j1")


async def test_of_two_runs_at_once_the_first_is_shown(asked: World) -> None:
    card = await ask(asked)
    await press(asked, MINA, card, UP.en)
    asked.demos.offer([ASKING, OTHER], [BENT, replace(BENT, job="j2")])
    await press(asked, MINA, card, RUN)
    assert asked.chat.messages[-1].card.footer.endswith("#j1")


async def test_nothing_runs_before_somebody_has_chosen(asked: World) -> None:
    card = await ask(asked)
    refused = await press(asked, JUN, card, RUN)
    assert "Nobody has chosen" in texts(refused.last)[0]
    assert asked.demos.started == []


async def test_muted_members_ask_the_channel_nothing_and_run_no_demo(asked: World) -> None:
    card = await ask(asked)
    await press(asked, JUN, card, UP.en)
    entry = AuditEntry(EventId("m"), CHANNEL.id, JUN.id, asked.clock.now(), "audit-mute")
    await asked.store.mute(CHANNEL.id, MINA.id, True, entry)
    await ask(asked)
    await press(asked, MINA, card, RUN)
    refused = await asked.say(MINA, "demo", name=OTHER.name)
    assert refused.last.sentence is not None
    assert "퀴즈 참여를 멈춰" in refused.last.sentence
    assert len(asked.chat.messages) == 1
    assert asked.demos.started == []


@pytest.mark.parametrize(
    ("command", "args", "said"),
    [
        ("demo", {"name": OTHER.name, "settings": "predict"}, "nothing to predict"),
        ("demo", {"name": "nope", "settings": "predict"}, "no demo called"),
        ("demo", {"name": "Predict"}, "Name the demo"),
        ("prediction guess", {"prediction": "9", "choice": "up"}, "gone"),
        ("prediction guess", {"prediction": "1", "choice": "sideways"}, "gone"),
    ],
)
async def test_what_cannot_be_predicted_is_said(
    asked: World, command: str, args: dict[str, str], said: str
) -> None:
    await ask(asked)
    assert said in texts((await asked.say(JUN, command, **args)).last)[0]


async def test_a_takeaway_comes_first_and_the_rest_behind_a_button(asked: World) -> None:
    shown = (await asked.say(JUN, "demo", name=CURVE.name)).last
    assert "It fell" in texts(shown)
    assert "error 0.1" not in texts(shown)
    more = await press(asked, JUN, shown, "More")
    assert texts(more.last)[:2] == ["It fell", "error 0.1"]
