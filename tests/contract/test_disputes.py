"""Disputes and rulings: what every store keeps of them, and what it lets happen only once."""

import asyncio
from dataclasses import replace

import pytest

from bot.quiz.audit.model import AuditEntry
from bot.quiz.disputes.model import Dispute, DisputeId, DisputeState, NewDispute, Regrade, Ruling
from bot.quiz.model import Answer, AnswerId, EventId, Member
from bot.quiz.store import Store
from bot.store.errors import UnknownReference
from tests.samples import (
    GENERAL,
    JUN,
    MINA,
    MONDAY,
    NOON,
    QUESTION,
    SORA,
    a_grade,
    new_answer,
    open_round,
)

GIVEN = a_grade(0.9)
ACCEPTED, KEPT = DisputeState.ACCEPTED, DisputeState.KEPT


@pytest.fixture
async def graded(store: Store) -> Answer:
    """Mina's answer, which got half."""
    return await given(store, MINA, "e1", "Mina's own words \x00")


async def given(store: Store, member: Member, event: str, text: str) -> Answer:
    rounds = await store.rounds()
    round = rounds[0] if rounds else await open_round(store)
    added = await store.add(new_answer(round, event, member, text), 3)
    assert added is not None
    await store.grade(added.id, a_grade(0.5), 50, NOON)
    stored = await store.answer(added.id)
    assert stored is not None
    return stored


def objection(answer: Answer, event: str = "d1", reason: str = "왜요\x00?") -> NewDispute:
    return NewDispute(EventId(event), answer.id, answer.channel, answer.member, reason, NOON)


def acceptance(points: tuple[str, ...] = ("sums",)) -> Ruling:
    return Ruling(ACCEPTED, JUN.id, NOON, "yes", GIVEN, 90, points)


async def test_an_objection_comes_back_as_it_was_first_made(store: Store, graded: Answer) -> None:
    kept = await store.object(objection(graded))
    assert kept == Dispute(
        kept.id, graded.id, GENERAL.id, MINA.id, "왜요�?", DisputeState.OPEN, created_at=NOON
    )
    for again in (objection(graded), objection(graded, "d2", "again")):
        assert await store.object(again) == kept
    assert await store.dispute(kept.id) == kept
    assert await store.disputes(GENERAL.id) == [kept]
    assert await store.uncarried() == []
    assert await store.dispute(DisputeId(987654)) is None
    assert await store.answer(AnswerId(987654)) is None


async def test_nothing_is_disputed_that_is_not_there(store: Store, graded: Answer) -> None:
    with pytest.raises(UnknownReference):
        await store.object(replace(objection(graded), answer=AnswerId(987654)))


async def test_an_accepted_one_changes_grade_points_and_standings(
    store: Store, graded: Answer
) -> None:
    dispute = await store.object(objection(graded))
    assert await store.rule(dispute, acceptance())
    ruled = await store.answer(graded.id)
    assert ruled is not None
    assert (ruled.grade, ruled.value) == (GIVEN, 90)
    [score] = await store.scores(GENERAL.id, None, MONDAY)
    assert score.points == 90
    assert await store.regrades(dispute.id) == [Regrade(ruled, 0.5)]
    assert await store.accepted([QUESTION]) == {QUESTION: {"sums": [graded.text]}}
    decided = await store.dispute(dispute.id)
    assert decided == replace(
        dispute, state=ACCEPTED, decided_by=JUN.id, decided_at=NOON, ruling="yes"
    )
    assert await store.disputes(GENERAL.id) == []
    assert await store.rulings() == [(decided, ruled)]


async def test_a_ruling_on_an_answer_whose_text_is_gone_teaches_nothing(
    store: Store,
) -> None:
    silent = await given(store, MINA, "silent", "")
    await store.grade(silent.id, a_grade(), 50, NOON)
    dispute = await store.object(objection(silent))
    assert await store.rule(dispute, acceptance())
    assert await store.rulings() == []


async def test_a_kept_one_changes_nothing(store: Store, graded: Answer) -> None:
    dispute = await store.object(objection(graded))
    assert await store.rule(dispute, Ruling(KEPT, JUN.id, NOON, "because"))
    assert await store.answer(graded.id) == graded
    assert await store.regrades(dispute.id) == []
    assert await store.accepted([QUESTION]) == {}


@pytest.mark.parametrize("state", [ACCEPTED, KEPT])
async def test_the_first_ruling_stands(store: Store, graded: Answer, state: DisputeState) -> None:
    dispute = await store.object(objection(graded))
    first = acceptance() if state is ACCEPTED else Ruling(KEPT, JUN.id, NOON, "because")
    entry = AuditEntry(EventId("r1"), GENERAL.id, JUN.id, NOON, "ruled", {"points": 90})
    assert await store.rule(dispute, first, entry)
    stood = await store.dispute(dispute.id), await store.answer(graded.id)
    for other in (Ruling(KEPT, SORA.id, NOON, "no"), acceptance(("other",))):
        assert not await store.rule(dispute, other, replace(entry, event=EventId("r2")))
    assert await store.entries(GENERAL.id, 10) == [entry]
    assert (await store.dispute(dispute.id), await store.answer(graded.id)) == stood
    assert "other" not in (await store.accepted([QUESTION])).get(QUESTION, {})


async def test_one_of_two_racing_rulings_wins(store: Store, graded: Answer) -> None:
    dispute = await store.object(objection(graded))
    rulings = (acceptance(), Ruling(KEPT, SORA.id, NOON, "no"))
    won = await asyncio.gather(*(store.rule(dispute, one) for one in rulings))
    assert sorted(won) == [False, True]


async def test_a_ruling_is_uncarried_until_everybody_knows(store: Store, graded: Answer) -> None:
    dispute = await store.object(objection(graded))
    await store.rule(dispute, acceptance())
    assert [one.id for one in await store.uncarried()] == [dispute.id]
    await store.carried(dispute.id)
    assert await store.uncarried() == []


async def test_another_answer_is_graded_again_once(store: Store, graded: Answer) -> None:
    other = await given(store, SORA, "e2", "the same, by Sora")
    dispute = await store.object(objection(graded))
    await store.rule(dispute, acceptance())
    better = a_grade(0.7)
    await store.regrade(dispute.id, other, better, 70)
    await store.regrade(dispute.id, replace(other, grade=better), a_grade(0.1), 10)
    first, second = await store.regrades(dispute.id)
    assert first.answer.id == graded.id
    assert (second.before, second.answer.grade, second.answer.value) == (0.5, better, 70)


async def test_a_ruling_stands_whatever_another_one_had_in_mind(
    store: Store, graded: Answer
) -> None:
    other = await given(store, SORA, "e2", "the same, by Sora")
    first = await store.object(objection(graded))
    second = await store.object(objection(other, "d2"))
    await store.rule(first, acceptance())
    await store.rule(second, acceptance())
    ruled = await store.answer(other.id)
    await store.regrade(first.id, other, a_grade(0.6), 60)
    assert await store.answer(other.id) == ruled
    assert [one.answer.id for one in await store.regrades(first.id)] == [graded.id]


async def test_accepted_wordings_are_those_of_their_question_newest_first(
    store: Store, graded: Answer
) -> None:
    for number, text in ((2, "second wording"), (3, "third wording")):
        answer = await given(store, MINA, f"e{number}", text)
        dispute = await store.object(objection(answer, f"d{number}"))
        await store.rule(dispute, acceptance(("sums", "largest")))
    accepted = (await store.accepted([QUESTION]))[QUESTION]
    assert accepted == {
        "sums": ["third wording", "second wording"],
        "largest": ["third wording", "second wording"],
    }


async def test_a_ruling_may_make_a_study_day_and_takes_none_away(store: Store) -> None:
    round = await open_round(store)
    days = {}
    for member, before, after in [(MINA, 40, 50), (SORA, 60, 40), (JUN, 20, 40)]:
        added = await store.add(new_answer(round, f"e:{member.id}", member), 3)
        assert added is not None
        await store.grade(added.id, a_grade(before / 100), before, NOON)
        dispute = await store.object(objection(added, f"d:{member.id}"))
        assert await store.rule(dispute, replace(acceptance(), value=after))
        days[member.id] = (await store.study_dates(GENERAL.id, [member.id])).get(member.id)
    assert days == {MINA.id: [MONDAY], SORA.id: [MONDAY], JUN.id: None}
