"""A question and its solution in the language of whoever reads them."""

from dataclasses import replace

from bot.quiz.cards import Card
from bot.quiz.library import Library
from bot.quiz.model import MemberId, RoundState
from bot.quiz.preferences.model import Preferences
from content.schema import Bilingual
from tests.unit.quiz.conftest import (
    DEFAULT_DECK,
    JUN,
    MINA,
    MORNING,
    World,
    bank,
    question,
    texts,
)

SORA = replace(JUN, id=MemberId("web:sora"))


def board(world: World) -> Card:
    return next(said.card for said in world.chat.messages if said.to.only is None)


async def test_the_board_offers_the_other_language_where_the_question_has_it(world: World) -> None:
    same = Bilingual(ko="Why?", en="Why?")
    only_english = question("first").model_copy(update={"text": same})
    poor = world.with_library(Library({DEFAULT_DECK: bank(only_english)}))
    await poor.quiz.host.tick()
    assert [one.command for one in board(poor).actions] == ["answer", "hint", "leaderboard"]


async def test_pressing_it_is_a_choice_that_lasts_and_can_be_turned_back(
    open_world: World,
) -> None:
    read = board(open_world).actions[-1]
    assert (read.label, read.args["language"]) == ("한국어", "ko")
    shown = (await open_world.say(JUN, read.command, **read.args)).last
    assert texts(shown)[0] == "What about first? (ko)"
    graded = await open_world.say(JUN, "answer", text="good reason")
    assert graded.last.title.startswith("100점")
    back = shown.actions[-1]
    assert (back.label, back.replaces) == ("English", True)
    await open_world.say(JUN, back.command, **back.args)
    assert "opens once" in texts((await open_world.say(SORA, "next")).last)[0]
    assert (await open_world.store.preferences(JUN.id)).language == "en"


async def test_whose_own_language_it_is_has_nothing_chosen_for_them(open_world: World) -> None:
    read = board(open_world).actions[-1]
    await open_world.say(MINA, read.command, **read.args)
    assert await open_world.store.preferences(MINA.id) == Preferences()


async def test_other_choices_are_kept(open_world: World) -> None:
    await open_world.say(JUN, "help")
    await open_world.store.save_preferences(JUN.id, Preferences(may_quote=True), None)
    read = board(open_world).actions[-1]
    await open_world.say(JUN, read.command, **read.args)
    assert await open_world.store.preferences(JUN.id) == Preferences("ko", may_quote=True)


async def test_once_it_is_over_the_button_shows_the_solution(open_world: World) -> None:
    read = board(open_world).actions[-1]
    open_world.clock.advance(hours=24)
    await open_world.quiz.host.tick()
    shown = (await open_world.say(JUN, read.command, **read.args)).last
    assert shown.title == "📖 풀이"
    assert "답하기" not in [one.label for one in shown.actions]


async def test_no_solution_is_shown_while_answers_count(open_world: World) -> None:
    args = {"round": "1", "question": "then"}
    early = await open_world.say(JUN, "solution", **args)
    assert early.last.sentence is not None
    [round] = await open_world.store.rounds()
    closed = replace(round, state=RoundState.CLOSED, closes_at=MORNING)
    await open_world.store.update_round(closed, since=RoundState.OPEN)
    shown = (await open_world.say(JUN, "solution", **args)).last
    assert shown.title == "📖 Solution to follow-up 1/2"
    assert [one.label for one in shown.actions if one.replaces] == [
        "← First question",
        "Follow-up 2/2 →",
        "한국어",
    ]
