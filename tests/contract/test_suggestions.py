"""Suggested questions: what every store keeps of them, and what it lets happen only once."""

import asyncio
from dataclasses import replace
from datetime import timedelta

import pytest

from bot.quiz.model import (
    ChannelId,
    Decision,
    EventId,
    MemberId,
    NewSuggestion,
    Suggestion,
    SuggestionId,
    SuggestionState,
    Wording,
)
from bot.quiz.ports import Store
from bot.store.errors import UnknownReference
from tests.samples import GENERAL, JUN, MINA, NOON, RANDOM, SORA

WORDING = Wording(
    question="배치 정규화는 왜 학습을 빠르게 하나요?",
    reference="입력 분포를 맞춰서\n큰 학습률을 쓸 수 있어요. 🙂",
    key_points=("분포를 맞춰요", "큰 학습률"),
)
OTHER = replace(WORDING, question="Something else entirely?")
PENDING, APPROVED, REJECTED = SuggestionState


def new_suggestion(
    event: str, wording: Wording = WORDING, channel: ChannelId = GENERAL.id
) -> NewSuggestion:
    return NewSuggestion(EventId(event), channel, MINA.id, wording, NOON)


@pytest.fixture
async def suggestion(store: Store) -> Suggestion:
    return await store.suggest(new_suggestion("e1"))


async def test_suggestion_comes_back_as_it_was_given_first(
    store: Store, suggestion: Suggestion
) -> None:
    assert suggestion == Suggestion(
        suggestion.id, EventId("e1"), GENERAL.id, MINA.id, WORDING, PENDING, created_at=NOON
    )
    assert await store.suggest(new_suggestion("e1", OTHER)) == suggestion
    assert await store.suggestion(suggestion.id) == suggestion
    assert await store.suggestion(SuggestionId(987654)) is None


async def test_suggestions_are_listed_by_state_and_channel_oldest_first(
    store: Store, suggestion: Suggestion
) -> None:
    elsewhere = await store.suggest(new_suggestion("e2", channel=RANDOM.id))
    last = await store.suggest(new_suggestion("e3"))
    assert await store.suggestions(PENDING) == [suggestion, elsewhere, last]
    assert await store.suggestions(PENDING, GENERAL.id) == [suggestion, last]
    assert await store.suggestions(APPROVED) == []


async def test_suggestion_delivered_twice_at_once_is_stored_once(store: Store) -> None:
    stored = await asyncio.gather(*(store.suggest(new_suggestion("e1")) for _ in range(8)))
    assert await store.suggestions(PENDING) == [stored[0]]
    assert set(stored) == {stored[0]}


@pytest.mark.parametrize("state", [APPROVED, REJECTED])
async def test_decision_is_kept_and_final(
    store: Store, suggestion: Suggestion, state: SuggestionState
) -> None:
    assert await store.decide(suggestion, Decision(state, JUN.id, NOON, "왜냐하면\x00"))
    for other in (APPROVED, REJECTED):
        later = Decision(other, SORA.id, NOON + timedelta(days=1), "no")
        assert not await store.decide(suggestion, later)
    assert not await store.revise(suggestion.id, OTHER)
    decided = replace(
        suggestion, state=state, decided_by=JUN.id, decided_at=NOON, reason="왜냐하면�"
    )
    assert await store.suggestion(suggestion.id) == decided
    assert await store.suggestions(state) == [decided]
    assert await store.suggestions(PENDING) == []


async def test_one_of_two_racing_decisions_wins(store: Store, suggestion: Suggestion) -> None:
    choices = [Decision(APPROVED, JUN.id, NOON), Decision(REJECTED, SORA.id, NOON, "no")] * 4
    won = await asyncio.gather(*(store.decide(suggestion, choice) for choice in choices))
    assert won.count(True) == 1
    stored = await store.suggestion(suggestion.id)
    winner = choices[won.index(True)]
    assert stored is not None
    assert (stored.state, stored.decided_by) == (winner.state, winner.by)


async def test_pending_suggestion_is_revised(store: Store, suggestion: Suggestion) -> None:
    better = Wording("Why\x00 does it help?", "Because \ud800 it does.", ("a \x00 point",))
    assert await store.revise(suggestion.id, better)
    kept = Wording("Why� does it help?", "Because � it does.", ("a � point",))
    assert await store.suggestion(suggestion.id) == replace(suggestion, wording=kept, revision=1)


async def test_decision_about_no_suggestion_or_an_older_wording_changes_nothing(
    store: Store, suggestion: Suggestion
) -> None:
    approval = Decision(APPROVED, JUN.id, NOON)
    gone = replace(suggestion, id=SuggestionId(2**70))
    assert not await store.decide(gone, approval)
    assert not await store.revise(gone.id, WORDING)
    await store.revise(suggestion.id, OTHER)
    assert not await store.decide(suggestion, approval)
    [revised] = await store.suggestions(PENDING)
    assert await store.decide(revised, approval)


async def test_suggestion_needs_a_known_channel_and_author(store: Store) -> None:
    nobodys = replace(new_suggestion("e2"), author=MemberId("web:nobody"))
    for new in (new_suggestion("e1", channel=ChannelId("web:nowhere")), nobodys):
        with pytest.raises(UnknownReference):
            await store.suggest(new)
