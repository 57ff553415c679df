"""A channel that asks a deck its team imported: chosen, posted, answered, revealed."""

import asyncio
from collections.abc import AsyncIterator

import pytest

from bot.quiz.library import Library
from bot.quiz.model import DEFAULT_DECK, RoundState
from content.schema import Kind, References
from tests.doubles import FakeReply
from tests.unit.quiz.conftest import CHANNEL, DECK, JUN, MINA, World, bank, question

NAME = "a-team-that-likes-a-very-long-name-40-ch"
LONG = "a-question-id-that-is-as-long-as-one-may-ever-be"
OPEN = question("open").model_copy(update={"references": References()})
RIGHT = {"at": "08:30", "timezone": "Asia/Seoul", "weekdays": "0,1,2,3,4", "language": "en"}


TEAM = {DEFAULT_DECK: DECK, NAME: bank(question(LONG, question("next")), OPEN)}


@pytest.fixture
async def team(world: World) -> AsyncIterator[World]:
    """The world with a team's deck beside the packaged one, and its own grading at work."""
    changed = world.with_library(Library(TEAM))
    grading = asyncio.create_task(changed.quiz.grading.run())
    yield changed
    grading.cancel()


def only_form(reply: FakeReply) -> dict[str, list[str]]:
    [form] = reply.forms
    return {field.name: [option.value for option in field.options] for field in form.fields}


async def test_deck_is_offered_with_and_without_its_drafts(team: World) -> None:
    fields = only_form(await team.say(JUN, "quiz settings"))
    assert fields["decks"] == [DEFAULT_DECK, NAME, f"{NAME}+drafts"]


async def test_deck_of_one_topic_asks_for_none(team: World) -> None:
    await team.say(JUN, "quiz settings", **RIGHT, decks=NAME)
    channel = await team.store.channel(CHANNEL.id)
    assert channel is not None
    assert (channel.decks, channel.takes_drafts, channel.topics) == ((NAME,), False, frozenset())
    assert "topics" not in only_form(await team.say(JUN, "quiz questions"))


async def test_several_decks_take_turns(team: World) -> None:
    await team.say(JUN, "quiz settings", **RIGHT, decks=f"{NAME}+drafts,{DEFAULT_DECK}")
    channel = await team.store.channel(CHANNEL.id)
    assert channel is not None
    assert (channel.decks, channel.takes_drafts) == ((DEFAULT_DECK, NAME), True)
    for _ in range(4):
        await team.post_now()
    asked = [round.question for round in await team.store.rounds()]
    assert len(set(asked)) == len(asked)
    assert [question.startswith(NAME) for question in asked[:4]].count(True) == 2


async def test_question_with_the_longest_id_is_posted_and_answered(team: World) -> None:
    await team.say(JUN, "quiz settings", **RIGHT, decks=NAME)
    await team.post_now()
    [round] = await team.store.rounds()
    assert round.question == f"{NAME}/{LONG}"
    board = team.chat.messages[-1].card
    [answer] = [action for action in board.actions if action.command == "answer"]
    await team.say(MINA, "answer", **answer.args, text="good answer")
    [stored] = await team.store.answers(round=round.id)
    assert stored.question == f"{NAME}/{LONG}"


async def test_draft_is_asked_where_drafts_are_taken_and_told_not_to_be_graded(
    team: World,
) -> None:
    await team.say(JUN, "quiz settings", **RIGHT, decks=f"{NAME}+drafts")
    await team.post_now()
    await team.post_now()
    *_, round = await team.store.rounds()
    assert (round.question, round.takes_drafts) == (f"{NAME}/open", True)
    reply = await team.say(JUN, "answer", text="good enough")
    assert team.grader.rubrics[-1].kind is Kind.PERSONAL
    assert reply.last.title == "Thanks for sharing"


async def test_deck_without_an_askable_question_says_so(team: World) -> None:
    empty = team.with_library(Library({DEFAULT_DECK: bank(OPEN)}))
    reply = await empty.post_now()
    assert "no question left to post in #" in (reply.last.sentence or "")
    assert await team.store.rounds() == []


async def closed_without_its_deck(team: World) -> Library:
    """Post a question of the deck, then take the deck away and let its time run out."""
    library = Library(TEAM)
    away = team.with_library(library)
    await away.say(JUN, "quiz settings", **RIGHT, decks=NAME)
    await away.post_now()
    [round] = await team.store.rounds()
    library.exchange({DEFAULT_DECK: DECK})
    team.clock.set(round.closes_at)
    await away.quiz.host.tick()
    [round] = await team.store.rounds(states=[RoundState.CLOSING])
    team.quiz = away.quiz
    return library


async def test_round_waits_for_a_deck_that_is_away_which_is_trouble(team: World) -> None:
    library = await closed_without_its_deck(team)
    channel = await team.store.channel(CHANNEL.id)
    assert channel is not None
    assert channel.trouble == "empty"
    library.exchange(TEAM)
    await team.quiz.host.tick()
    assert any("Solution" in title for title in team.public())


async def test_round_whose_deck_stays_away_ends_without_a_solution(team: World) -> None:
    await closed_without_its_deck(team)
    team.clock.advance(hours=7)
    await team.quiz.host.tick()
    assert (await team.store.rounds())[0].state is RoundState.CLOSED
    assert not any("Solution" in title for title in team.public())


async def test_deck_that_is_away_after_the_question_of_the_day_is_no_trouble_yet(
    team: World,
) -> None:
    library = Library(TEAM)
    away = team.with_library(library)
    await away.say(JUN, "quiz settings", **RIGHT, decks=NAME)
    team.clock.advance(hours=72)
    await away.quiz.host.tick()
    library.exchange({DEFAULT_DECK: DECK})
    channel = await team.store.channel(CHANNEL.id)
    assert channel is not None
    await team.store.save_channel(channel)
    await away.quiz.host.tick()
    assert await team.store.channel(CHANNEL.id) == channel
    assert len(await team.store.rounds()) == 1
