"""Who is muted, what is public, and who took part: what every store keeps of it."""

from dataclasses import replace
from datetime import date, timedelta

from bot.quiz.audit.model import AuditEntry
from bot.quiz.cards import Card, Paragraph
from bot.quiz.model import EventId, MemberId, MessageId, Round
from bot.quiz.moderation.model import NewShare, Participant, ShareId, SubmissionKind
from bot.quiz.predictions.model import POINTS, NewPrediction
from bot.quiz.review.model import NewReview, Outcome, ReviewCard
from bot.quiz.store import Store
from tests.samples import (
    GENERAL,
    JUN,
    MINA,
    MONDAY,
    NOON,
    QUESTION,
    RANDOM,
    SORA,
    a_grade,
    answered,
    open_round,
)

TUESDAY = MONDAY + timedelta(days=1)


def entry(event: str) -> AuditEntry:
    return AuditEntry(EventId(event), GENERAL.id, JUN.id, NOON, "audit-mute")


def new_share(key: str = "demo:1") -> NewShare:
    card, instead = Card(title="보세요"), Card(blocks=(Paragraph(text="숨겼어요"),))
    return NewShare(GENERAL.id, MINA.id, key, card, instead, NOON, thread=MessageId("m1"))


async def test_member_is_muted_in_one_channel_until_it_is_undone(store: Store) -> None:
    assert await store.mute(GENERAL.id, MINA.id, True, entry("e1"))
    assert not await store.mute(GENERAL.id, MINA.id, True, entry("e2"))
    assert await store.is_muted(GENERAL.id, MINA.id)
    await open_round(store)
    found = [await store.member_round(GENERAL.id, one.id) for one in (MINA, JUN)]
    assert [one.is_muted for one in found] == [True, False]
    assert not await store.is_muted(RANDOM.id, MINA.id)
    assert not await store.is_muted(GENERAL.id, JUN.id)
    assert await store.mute(GENERAL.id, MINA.id, False, entry("e3"))
    assert not await store.mute(GENERAL.id, MINA.id, False, entry("e4"))
    assert not await store.is_muted(GENERAL.id, MINA.id)
    assert [one.event for one in await store.entries(GENERAL.id, 9)] == ["e3", "e1"]


async def test_share_is_kept_once_and_hidden_until_it_is_undone(store: Store) -> None:
    kept = await store.keep_share(new_share())
    assert (kept.new, kept.is_hidden, kept.shown) == (new_share(), False, new_share().card)
    assert await store.keep_share(new_share()) == kept
    assert await store.hide(kept.id, True, entry("e1"))
    assert not await store.hide(kept.id, True, entry("e2"))
    hidden = await store.share(kept.id)
    assert hidden is not None
    assert (hidden.is_hidden, hidden.shown) == (True, new_share().instead)
    assert await store.keep_share(new_share()) == hidden
    assert await store.hide(kept.id, False, entry("e3"))
    assert await store.share(kept.id) == kept
    assert await store.share(ShareId(987)) is None
    assert [one.event for one in await store.entries(GENERAL.id, 9)] == ["e3", "e1"]


async def test_shares_of_a_member_come_newest_first(store: Store) -> None:
    first, second = [await store.keep_share(new_share(key)) for key in ("demo:1", "demo:2")]
    assert list(await store.shares(GENERAL.id, MINA.id, 9)) == [second, first]
    assert list(await store.shares(GENERAL.id, MINA.id, 1)) == [second]
    assert list(await store.shares(GENERAL.id, JUN.id, 9)) == []
    assert list(await store.shares(RANDOM.id, MINA.id, 9)) == []


async def test_share_of_who_is_forgotten_is_empty_and_stays_until_it_is_dropped(
    store: Store,
) -> None:
    kept = await store.keep_share(new_share())
    others = await store.keep_share(replace(new_share("demo:2"), member=JUN.id))
    assert list(await store.left_behind()) == []
    await store.forget(MINA.id)
    assert list(await store.left_behind()) == [GENERAL.id]
    [left] = await store.ownerless(GENERAL.id)
    assert (left.id, left.new.key, left.new.thread) == (kept.id, "demo:1", MessageId("m1"))
    assert (left.new.card, left.new.instead) == (Card(), Card())
    assert await store.share(kept.id) is None
    assert list(await store.ownerless(RANDOM.id)) == []
    assert await store.participants(GENERAL.id, "", 9) == [Participant(JUN, False)]
    await store.drop_share(kept.id)
    assert list(await store.left_behind()) == []
    assert await store.share(others.id) == others


async def test_answers_of_a_member_come_newest_first(store: Store, round: Round) -> None:
    later = await open_round(store, TUESDAY)
    first = await answered(store, round, "a1", MINA, 10)
    second = await answered(store, later, "a2", MINA, 20, study_date=TUESDAY)
    await answered(store, round, "a3", JUN, 30)
    found = await store.submissions_of(GENERAL.id, MINA.id, 9)
    assert [(one.id, one.value) for one in found] == [(second, 20), (first, 10)]
    assert await store.submission(SubmissionKind.ANSWER, second) == found[0]
    assert list(await store.submissions_of(GENERAL.id, MINA.id, 1)) == [found[0]]
    assert list(await store.submissions_of(RANDOM.id, MINA.id, 9)) == []


async def reviewed(store: Store, round: Round, value: int) -> None:
    card = ReviewCard(MINA.id, QUESTION, GENERAL.id, round.id, "f1", {}, NOON, number=2)
    await store.keep_card(card)
    review = await store.add_review(NewReview(EventId("r1"), card, "text", MONDAY, NOON))
    outcome = Outcome(a_grade(), value, is_study=True, card=replace(card, number=3), at=NOON)
    assert await store.grade_review(review.id, outcome)


async def guessed(store: Store, event: str, demo: str, choice: str, day: date = MONDAY) -> None:
    asked = await store.predict(NewPrediction(EventId(event), GENERAL.id, demo, {}, NOON))
    assert await store.guess(asked.id, MINA.id, choice, day)
    await store.settle(asked.id, "j", "up")


async def counted(store: Store) -> tuple[dict[str, int], dict[MemberId, list[date]]]:
    scores = await store.scores(GENERAL.id, None, TUESDAY)
    studied = await store.study_dates(GENERAL.id, [MINA.id])
    return {one.name: one.points for one in scores}, studied


async def test_review_counts_nowhere_until_it_counts_again(store: Store, round: Round) -> None:
    await reviewed(store, round, 7)
    await guessed(store, "p1", "gd-1d", "up", TUESDAY)
    [_, review] = await store.submissions_of(GENERAL.id, MINA.id, 9)
    assert (review.kind, review.number, review.asked) == (SubmissionKind.REVIEW, 2, QUESTION)
    before = await counted(store)
    assert before == ({MINA.name: 7 + POINTS}, {MINA.id: [MONDAY]})
    assert await store.void(SubmissionKind.REVIEW, review.id, True, entry("e1"))
    assert not await store.void(SubmissionKind.REVIEW, review.id, True, entry("e2"))
    assert await store.submission(SubmissionKind.REVIEW, review.id) == replace(review, is_void=True)
    assert await counted(store) == ({MINA.name: POINTS}, {})
    assert await store.past_reviews(GENERAL.id, MINA.id, 9) == []
    assert await store.void(SubmissionKind.REVIEW, review.id, False, entry("e3"))
    assert await counted(store) == before
    assert len(await store.past_reviews(GENERAL.id, MINA.id, 9)) == 1
    assert [one.event for one in await store.entries(GENERAL.id, 9)] == ["e3", "e1"]


async def test_paid_guess_counts_nowhere_until_it_counts_again(store: Store) -> None:
    await guessed(store, "p1", "gd-1d", "up")
    await guessed(store, "p2", "other", "down")
    [guess] = await store.submissions_of(GENERAL.id, MINA.id, 9)
    assert (guess.kind, guess.asked, guess.value) == (SubmissionKind.GUESS, "gd-1d", POINTS)
    assert await store.void(SubmissionKind.GUESS, guess.id, True, entry("e1"))
    assert not await store.void(SubmissionKind.GUESS, guess.id, True, entry("e2"))
    assert await store.submissions_of(GENERAL.id, MINA.id, 9) == [replace(guess, is_void=True)]
    assert await counted(store) == ({}, {})
    assert await store.void(SubmissionKind.GUESS, guess.id, False, entry("e3"))
    assert await counted(store) == ({MINA.name: POINTS}, {})
    assert await store.participants(GENERAL.id, "", 9) == [Participant(MINA, False)]
    assert [one.event for one in await store.entries(GENERAL.id, 9)] == ["e3", "e1"]


async def test_participants_are_who_answered_last_and_then_the_others(
    store: Store, round: Round
) -> None:
    await answered(store, round, "a1", JUN, 10)
    await answered(store, round, "a2", MINA, 20)
    await store.keep_share(new_share())
    await store.mute(GENERAL.id, SORA.id, True, entry("e1"))
    found = await store.participants(GENERAL.id, "", 9)
    assert [(one.member, one.is_muted) for one in found] == [
        (MINA, False),
        (JUN, False),
        (SORA, True),
    ]
    assert [one.member for one in await store.participants(GENERAL.id, "", 1, 1)] == [JUN]
    assert [one.member for one in await store.participants(GENERAL.id, "sORA", 9)] == [SORA]
    assert list(await store.participants(GENERAL.id, "%", 9)) == []
    assert list(await store.participants(RANDOM.id, "", 9)) == []
