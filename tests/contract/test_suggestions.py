"""Suggested questions: what every store keeps of them, and what it lets happen only once."""

import asyncio
from dataclasses import replace
from datetime import timedelta

import pytest

from bot.quiz.audit.model import AuditEntry
from bot.quiz.model import ChannelId, EventId, MemberId, QuestionId
from bot.quiz.moderation.model import SubmissionKind
from bot.quiz.store import Store
from bot.quiz.suggestions.model import (
    Decision,
    NewSuggestion,
    Reception,
    Suggestion,
    SuggestionId,
    SuggestionState,
    Wording,
)
from bot.store.errors import UnknownReference
from tests.samples import GENERAL, JUN, MINA, MONDAY, NOON, RANDOM, SORA, answered, new_round

WORDING = Wording(
    question="배치 정규화는 왜 학습을 빠르게 하나요?",
    reference="입력 분포를 맞춰서\n큰 학습률을 쓸 수 있어요. 🙂",
    key_points=("분포를 맞춰요", "큰 학습률"),
)
OTHER = replace(WORDING, question="Something else entirely?")
PENDING, APPROVED, REJECTED, WITHDRAWN, RETIRED = SuggestionState


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


async def test_only_a_decision_that_is_made_is_noted(store: Store, suggestion: Suggestion) -> None:
    for event, state in (("e1", APPROVED), ("e2", REJECTED)):
        entry = AuditEntry(EventId(event), GENERAL.id, JUN.id, NOON, "audit-at")
        await store.decide(suggestion, Decision(state, JUN.id, NOON), entry)
    assert [one.event for one in await store.entries(GENERAL.id, 9)] == ["e1"]


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


def entry(event: str) -> AuditEntry:
    return AuditEntry(EventId(event), GENERAL.id, JUN.id, NOON, "audit-suggestion-retired")


async def test_a_suggestion_moves_on_from_the_state_it_was_read_in(
    store: Store, suggestion: Suggestion
) -> None:
    assert await store.move(suggestion, WITHDRAWN)
    assert not await store.move(suggestion, WITHDRAWN)
    assert not await store.decide(suggestion, Decision(APPROVED, JUN.id, NOON))
    other = await store.suggest(new_suggestion("e2"))
    await store.decide(other, Decision(APPROVED, JUN.id, NOON))
    [approved] = await store.suggestions(APPROVED)
    assert not await store.move(other, WITHDRAWN)
    assert await store.move(approved, RETIRED, entry("r1"))
    assert not await store.move(approved, RETIRED, entry("r2"))
    [retired] = await store.suggestions(RETIRED)
    assert retired == replace(approved, state=RETIRED)
    assert await store.move(retired, APPROVED, entry("r3"))
    assert [one.event for one in await store.entries(GENERAL.id, 9)] == ["r3", "r1"]


async def test_an_approved_one_is_reworded_with_an_entry_of_the_audit_list(
    store: Store, suggestion: Suggestion
) -> None:
    assert not await store.revise(suggestion.id, OTHER, entry("r1"))
    await store.decide(suggestion, Decision(APPROVED, JUN.id, NOON))
    assert not await store.revise(suggestion.id, OTHER)
    assert await store.revise(suggestion.id, OTHER, entry("r2"))
    [stored] = await store.suggestions(APPROVED)
    assert (stored.wording, stored.revision) == (OTHER, 1)
    assert not await store.move(replace(stored, revision=0), RETIRED)
    assert [one.event for one in await store.entries(GENERAL.id, 9)] == ["r2"]


async def test_suggestions_of_a_member_come_newest_first(
    store: Store, suggestion: Suggestion
) -> None:
    await store.suggest(new_suggestion("e2", channel=RANDOM.id))
    await store.suggest(replace(new_suggestion("e3"), author=JUN.id))
    last = await store.suggest(new_suggestion("e4"))
    assert await store.suggestions_of(GENERAL.id, MINA.id, 9) == [last, suggestion]
    assert await store.suggestions_of(GENERAL.id, MINA.id, 1, 1) == [suggestion]


async def test_reception_counts_the_best_of_each_member_in_time_that_is_not_void(
    store: Store,
) -> None:
    ours, other = QuestionId("suggested-1"), QuestionId("suggested-2")
    assert await store.receptions(GENERAL.id, [ours]) == {}
    rounds = [await store.claim(new_round(MONDAY, slot=slot, question=ours)) for slot in (0, 1)]
    await store.claim(new_round(MONDAY, slot=2, question=other))
    first, second = [one for one in rounds if one]
    for event, member, value in (("a1", MINA, 40), ("a2", MINA, 80), ("a3", JUN, 20)):
        await answered(store, first, event, member, value, ours)
    void = await answered(store, second, "a4", SORA, 100, ours)
    await store.void(SubmissionKind.ANSWER, void, True, entry("v1"))
    assert await store.receptions(GENERAL.id, [ours, other]) == {
        ours: Reception(times=2, members=2, mean=50.0),
        other: Reception(times=1),
    }
    assert await store.receptions(RANDOM.id, [ours]) == {}
