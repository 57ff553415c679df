"""The audit list, and what is void: noted together with what changes, in every store."""

from dataclasses import replace
from datetime import date

import pytest

from bot.quiz.audit.model import AuditEntry
from bot.quiz.model import AnswerId, EventId, Round
from bot.quiz.moderation.model import SubmissionKind
from bot.quiz.store import Store
from bot.store.errors import UnknownReference
from tests.samples import GENERAL, JUN, MINA, NOON, RANDOM, answered, new_round

FAR_FUTURE = date(9999, 12, 31)


def entry(event: str, what: str = "audit-at", **changes: object) -> AuditEntry:
    details = {"before": "09:00", "after": {"ko": "저녁", "en": "evening"}, "count": 3}
    made = AuditEntry(EventId(event), GENERAL.id, JUN.id, NOON, what, details)
    return replace(made, **changes)  # type: ignore[arg-type]


async def test_only_a_claim_that_is_made_is_noted(store: Store) -> None:
    for event in ("e1", "e2"):
        await store.claim(new_round(slot=1), None, entry(event))
    assert [one.event for one in await store.entries(GENERAL.id, 9)] == ["e1"]


async def test_entries_of_a_channel_come_newest_first_and_in_parts(store: Store) -> None:
    first, second, third = entry("e1"), entry("e2"), entry("e3", details={})
    await store.record(first, second)
    await store.record(entry("e4", channel=RANDOM.id))
    await store.record(third)
    assert list(await store.entries(GENERAL.id, 10)) == [third, second, first]
    assert list(await store.entries(GENERAL.id, 1, 1)) == [second]
    assert list(await store.entries(GENERAL.id, 10, 3)) == []


async def test_what_an_event_did_is_noted_once(store: Store) -> None:
    await store.record(entry("e1"), entry("e1", "audit-weekdays"))
    await store.record(entry("e1", details={}), entry("e2"))
    found = await store.entries(GENERAL.id, 10)
    assert [(one.event, one.what) for one in found] == [
        ("e2", "audit-at"),
        ("e1", "audit-weekdays"),
        ("e1", "audit-at"),
    ]
    assert found[-1] == entry("e1")


async def test_settings_are_saved_together_with_what_is_told_of_them(store: Store) -> None:
    changed = replace(GENERAL, late_h=5)
    await store.save_channel(changed, entry("e1"))
    assert await store.channel(GENERAL.id) == changed
    assert list(await store.entries(GENERAL.id, 10)) == [entry("e1")]
    unknown = replace(entry("e2"), channel=JUN.id)
    with pytest.raises(UnknownReference):
        await store.record(unknown)


@pytest.fixture
async def answer(store: Store, round: Round) -> AnswerId:
    return await answered(store, round, "a1", MINA, 70)


async def test_void_answer_counts_nowhere_until_it_counts_again(
    store: Store, answer: AnswerId
) -> None:
    counted = await store.scores(GENERAL.id, None, FAR_FUTURE)
    studied = await store.study_dates(GENERAL.id, [MINA.id])
    assert counted
    assert studied
    assert await store.void(SubmissionKind.ANSWER, answer, True, entry("e1", "audit-void"))
    assert not await store.void(SubmissionKind.ANSWER, answer, True, entry("e2", "audit-void"))
    assert await store.scores(GENERAL.id, None, FAR_FUTURE) == []
    assert await store.study_dates(GENERAL.id, [MINA.id]) == {}
    stored = await store.answer(answer)
    assert stored is not None
    assert (stored.is_void, stored.value) == (True, 70)
    assert await store.void(SubmissionKind.ANSWER, answer, False, entry("e3", "audit-unvoid"))
    assert await store.scores(GENERAL.id, None, FAR_FUTURE) == counted
    assert await store.study_dates(GENERAL.id, [MINA.id]) == studied
    noted = [one.what for one in await store.entries(GENERAL.id, 10)]
    assert noted == ["audit-unvoid", "audit-void"]
    assert not await store.void(SubmissionKind.ANSWER, AnswerId(987), True, entry("e4"))
