"""What becomes of suggestions: withdrawn, reworded, retired, and how they did."""

from dataclasses import replace

import pytest

from bot.quiz.audit.view import sentence
from bot.quiz.cards import Card
from bot.quiz.library import Library
from bot.quiz.suggestions.asking import restore
from bot.quiz.suggestions.model import Suggestion, SuggestionState
from tests.unit.quiz.conftest import CHANNEL, JUN, MINA, World, texts

TEXTS = {
    "question": "Why do we shuffle the training data?",
    "reference": "good answers see all classes in every batch",
    "key_points": "",
}
BETTER = {**TEXTS, "question": "Why is the training data shuffled?"}


@pytest.fixture
async def suggestion(world: World) -> Suggestion:
    """What 민아 suggests to the channel that Jun set up."""
    await world.store.remember(JUN)
    await world.store.save_channel(replace(CHANNEL, admin=JUN.id))
    await world.say(MINA, "question suggest", **TEXTS)
    [stored] = await world.store.suggestions(SuggestionState.PENDING)
    return stored


@pytest.fixture
async def approved(world: World, suggestion: Suggestion) -> Suggestion:
    which = {"suggestion": str(suggestion.id), "revision": "0"}
    await world.say(JUN, "question approve", **which)
    [stored] = await world.store.suggestions(SuggestionState.APPROVED)
    return stored


def labels(card: Card) -> list[str]:
    return [action.label for action in card.actions]


async def press(world: World, card: Card, label: str, **args: str) -> Card:
    """Let the admin press a button."""
    [action] = [one for one in card.actions if one.label == label]
    return (await world.say(JUN, action.command, **action.args, **args)).last


async def noted(world: World) -> list[str]:
    return [sentence("en", one, {}) for one in await world.store.entries(CHANNEL.id, 9)]


async def test_author_takes_back_what_waits(world: World, suggestion: Suggestion) -> None:
    mine = (await world.say(MINA, "question mine")).last
    assert texts(mine) == [f"1. {TEXTS['question']}", "검토를 기다리고 있어요"]
    assert labels(mine) == ["1번 거둬들이기", "질문 제안하기"]
    which = mine.actions[0].args
    assert (await world.say(JUN, "question withdraw", **which)).last.sentence is not None
    gone = (await world.say(MINA, "question withdraw", **which)).last
    assert texts(gone)[1] == "거둬들였어요"
    assert texts((await world.say(MINA, "question withdraw", **which)).last)[1] == "거둬들였어요"
    late = await world.say(JUN, "question approve", **which, revision="0")
    assert late.last.sentence == "Whoever suggested this has taken it back."


async def test_what_is_decided_is_not_taken_back(world: World, approved: Suggestion) -> None:
    refused = await world.say(MINA, "question withdraw", suggestion=str(approved.id))
    assert refused.last.sentence == "관리자가 이미 정한 제안이라 거둬들일 수 없어요."


async def test_author_sees_how_a_question_did(world: World, approved: Suggestion) -> None:
    assert texts((await world.say(MINA, "question mine")).last)[1] == (
        "채택됐어요 · 아직 나온 적이 없어요"
    )
    await world.quiz.host.tick()
    await world.say(JUN, "answer", text="half of it")
    assert texts((await world.say(MINA, "question mine")).last)[1] == (
        "채택됐어요 · 1번 나왔어요 · 1명이 답했어요 · 평균 50점"
    )


async def test_admin_retires_a_question_and_asks_it_again(
    world: World, approved: Suggestion
) -> None:
    card = (await world.say(JUN, "question approved")).last
    assert labels(card) == ["Edit", "Stop asking it"]
    retired = await press(world, card, "Stop asking it")
    assert labels(retired) == ["Ask it again"]
    await world.quiz.host.tick()
    [round] = await world.store.rounds()
    assert round.question == "first"
    again = await press(world, retired, "Ask it again")
    assert labels(again) == labels(card)
    assert (await noted(world))[:2] == [
        f"brought a question back: {TEXTS['question']}",
        f"stopped asking a question: {TEXTS['question']}",
    ]


async def test_a_retired_question_still_ends_its_round(world: World, approved: Suggestion) -> None:
    await world.quiz.host.tick()
    await press(world, (await world.say(JUN, "question approved")).last, "Stop asking it")
    assert (await world.say(MINA, "answer", text="good one")).last.sentence is None
    library = Library({})
    await restore(world.store, library)
    [round] = await world.store.rounds()
    assert library.main(round) is not None
    assert library.askable(CHANNEL) == []


async def test_admin_rewords_what_is_approved_and_old_grades_stay(
    world: World, approved: Suggestion
) -> None:
    await world.quiz.host.tick()
    await world.say(MINA, "answer", text="half of it")
    await world.quiz.host.refresh_boards()
    card = (await world.say(JUN, "question approved")).last
    [edit] = [one for one in card.actions if one.label == "Edit"]
    [form] = (await world.say(JUN, "question edit", **edit.args)).forms
    assert form.fields[0].value == TEXTS["question"]
    changed = (await world.say(JUN, "question edit", **form.args, **BETTER)).last
    assert changed.title == "📝 Question changed"
    [round] = await world.store.rounds()
    await world.quiz.host.refresh_boards()
    [board] = [one.card for one in world.chat.messages if one.to.only is None]
    assert BETTER["question"] in texts(board)[0]
    [answer] = await world.store.answers(round=round.id)
    assert answer.value == 50
    shown = (await world.say(JUN, "question approved")).last
    assert texts(shown)[0] == BETTER["question"]
    assert (await noted(world))[0].startswith("changed an approved question: ")
    stale = await world.say(JUN, "question edit", **form.args, **TEXTS)
    assert stale.forms[-1].error


async def test_a_reference_that_does_not_hold_up_changes_nothing(
    world: World, approved: Suggestion
) -> None:
    which = {"suggestion": str(approved.id), "revision": "0"}
    bad = {**BETTER, "reference": "bad answers are no help to anybody"}
    [form] = (await world.say(JUN, "question edit", **which, **bad)).forms
    assert "85" in form.error
    assert form.fields[1].value == bad["reference"]
    world.grader.is_away = True
    [form] = (await world.say(JUN, "question edit", **which, **BETTER)).forms
    assert form.error
    assert await world.store.suggestion(approved.id) == approved


async def test_admin_is_told_once_and_not_of_what_a_muted_member_says(world: World) -> None:
    await world.store.remember(JUN)
    await world.store.save_channel(replace(CHANNEL, admin=JUN.id))
    for _ in range(2):
        await world.say(MINA, "question suggest", event="sent", **TEXTS)
    assert len(world.told(JUN)) == 1
    await world.say(JUN, "quiz mute", who=MINA.id)
    await world.say(MINA, "question suggest", **BETTER)
    assert len(world.told(JUN)) == 1


async def test_credit_goes_with_who_is_forgotten(world: World, approved: Suggestion) -> None:
    library = Library({})
    world = world.with_library(library)
    await restore(world.store, library)
    [question] = library.askable(CHANNEL)
    assert question.explanation
    await world.say(MINA, "forget")
    [question] = library.askable(CHANNEL)
    assert question.explanation is None
    card = (await world.say(JUN, "question approved")).last
    assert card.footer == ""
