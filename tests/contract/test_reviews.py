"""Spaced review: what every store keeps of cards, reviews and reminders, and what happens once."""

import asyncio
from dataclasses import replace
from datetime import time, timedelta

import pytest

from bot.quiz.model import EventId, QuestionId, Round
from bot.quiz.preferences.model import Preferences
from bot.quiz.review.model import NewReview, Outcome, Review, ReviewCard, ReviewReminder
from bot.quiz.store import Store
from tests.samples import FOLLOW_UP, GENERAL, JUN, MINA, MONDAY, NOON, QUESTION, a_grade, new_answer

DAY = timedelta(days=1)


def a_card(round: Round, question: QuestionId = QUESTION) -> ReviewCard:
    state = {"card_id": 0, "state": 1, "stability": 0.1 + 0.2}
    return ReviewCard(MINA.id, question, GENERAL.id, round.id, "f1", state, NOON)


async def keep(store: Store, round: Round, card: ReviewCard, event: str = "a1") -> None:
    new = new_answer(round, event, text=event, question=card.question)
    answer = await store.add(new, max_attempts=3)
    assert answer is not None
    assert await store.grade(answer.id, a_grade(0.5), 50, NOON, card)


@pytest.fixture
async def card(store: Store, round: Round) -> ReviewCard:
    card = a_card(round)
    await keep(store, round, card)
    return card


def new_review(card: ReviewCard, event: str = "r1", text: str = "a review\x00") -> NewReview:
    return NewReview(EventId(event), card, text, MONDAY + DAY, NOON + DAY)


def outcome(card: ReviewCard, points: int = 10) -> Outcome:
    following = replace(card, number=card.number + 1, due_at=NOON + 9 * DAY, state={"state": 2})
    return Outcome(a_grade(), points, is_study=True, card=following, at=NOON + DAY)


async def points(store: Store) -> int:
    scores = await store.scores(GENERAL.id, None, MONDAY + 30 * DAY)
    return next(one.points for one in scores if one.member == MINA.id)


async def test_card_comes_with_the_grade_and_only_once(
    store: Store, round: Round, card: ReviewCard
) -> None:
    assert await store.review_cards(MINA.id) == [(card, round)]
    assert await store.review_card(MINA.id, QUESTION) == (card, round)
    await keep(store, round, replace(card, fingerprint="f2", number=5), "a2")
    assert await store.review_cards(MINA.id) == [(card, round)]
    assert await store.review_cards(JUN.id) == []
    assert await store.review_card(JUN.id, QUESTION) is None


async def test_cards_come_in_the_order_they_are_due(
    store: Store, round: Round, card: ReviewCard
) -> None:
    sooner = replace(a_card(round, FOLLOW_UP), due_at=NOON - DAY)
    await keep(store, round, sooner, "a2")
    assert [one for one, _ in await store.review_cards(MINA.id)] == [sooner, card]
    later = replace(sooner, due_at=NOON + DAY, fingerprint="f2")
    await store.renew(later)
    assert [one for one, _ in await store.review_cards(MINA.id)] == [card, later]
    await store.renew(replace(later, number=3, due_at=NOON))
    assert [one for one, _ in await store.review_cards(MINA.id)] == [card, later]


async def test_card_that_is_kept_later_leaves_one_that_is_there(
    store: Store, round: Round, card: ReviewCard
) -> None:
    other = a_card(round, FOLLOW_UP)
    for _ in range(2):
        await store.keep_card(other)
    await store.keep_card(replace(card, number=5))
    assert [one for one, _ in await store.review_cards(MINA.id)] == [card, other]


async def test_past_holds_graded_reviews(store: Store, round: Round, card: ReviewCard) -> None:
    review = await store.add_review(new_review(card))
    assert await store.past_reviews(GENERAL.id, MINA.id, 9) == []
    await store.grade_review(review.id, outcome(card))
    [past] = await store.past_reviews(GENERAL.id, MINA.id, 9)
    assert (past.round, past.question, past.score) == (round, QUESTION, a_grade().score)
    assert await store.past_reviews(GENERAL.id, JUN.id, 9) == []


async def test_review_is_pending_until_it_is_graded(
    store: Store, round: Round, card: ReviewCard
) -> None:
    review = await store.add_review(new_review(card))
    assert isinstance(review, Review)
    assert (review.text, review.number, review.is_pending) == ("a review\ufffd", 1, True)
    assert (review.channel, review.round, review.member) == (GENERAL.id, round.id, MINA.id)
    assert await store.pending_reviews(9) == [(review, round)]
    assert await store.untold_reviews(9) == []
    assert await store.grade_review(review.id, outcome(card)) is True
    assert await store.pending_reviews(9) == []
    graded = await store.review(review.id)
    assert graded == replace(review, grade=a_grade(), value=10, is_study=True)
    assert await store.untold_reviews(9) == [graded]
    await store.review_told(review.id)
    assert await store.untold_reviews(9) == []


async def test_review_delivered_or_given_twice_at_once_is_stored_once(
    store: Store, card: ReviewCard
) -> None:
    news = [new_review(card, f"r{number % 2}") for number in range(8)]
    stored = await asyncio.gather(*(store.add_review(new) for new in news))
    assert set(stored) == {stored[0]}
    assert await store.review_of(stored[0].event) == stored[0]
    assert await store.review_of(EventId("nothing")) is None


async def test_one_of_two_grades_is_kept_with_its_card(store: Store, card: ReviewCard) -> None:
    review = await store.add_review(new_review(card))
    given = [outcome(card), outcome(replace(card, fingerprint="other"))] * 3
    kept = await asyncio.gather(*(store.grade_review(review.id, one) for one in given))
    assert kept.count(True) == 1
    found = await store.review_card(MINA.id, QUESTION)
    assert found is not None
    assert found[0] == given[kept.index(True)].card


async def test_first_review_passed_on_a_day_is_paid_and_its_day_is_a_study_day(
    store: Store, round: Round, card: ReviewCard
) -> None:
    other = a_card(round, FOLLOW_UP)
    await keep(store, round, other, "a2")
    before = await points(store)
    failed = await store.add_review(new_review(card, "r1"))
    await store.grade_review(failed.id, replace(outcome(card, points=0), is_study=False))
    assert await points(store) == before
    assert await store.study_dates(GENERAL.id, [MINA.id]) == {MINA.id: [MONDAY]}
    for event, one in (("r2", other), ("r3", outcome(card).card)):
        review = await store.add_review(new_review(one, event))
        await store.grade_review(review.id, outcome(one))
        assert await points(store) == before + 10
    assert await store.study_dates(GENERAL.id, [MINA.id]) == {MINA.id: [MONDAY, MONDAY + DAY]}
    scores = await store.scores(GENERAL.id, MONDAY + DAY, MONDAY + DAY)
    assert [(one.member, one.points) for one in scores] == [(MINA.id, 10)]


async def test_moment_of_a_reminder_is_claimed_by_one_and_settled(store: Store) -> None:
    await store.save_preferences(MINA.id, Preferences(reminder_at=time(21)), NOON)
    await store.save_preferences(JUN.id, Preferences(reminder_at=time(21)), NOON + DAY)
    assert await store.reminders(NOON - DAY, 9) == []
    [due] = await store.reminders(NOON, 9)
    assert due == ReviewReminder(MINA, NOON)
    hold = NOON + timedelta(minutes=5)
    claims = [store.claim_reminder(due, NOON, hold) for _ in range(6)]
    assert (await asyncio.gather(*claims)).count(True) == 1
    assert await store.reminders(NOON, 9) == []
    # Whoever claimed it may have ended: later it is somebody else's.
    assert await store.reminders(hold, 9) == [due]
    assert await store.claim_reminder(due, hold, hold + DAY)
    await store.settle_reminder(due, NOON + DAY)
    assert await store.reminders(hold, 9) == []
    assert [one.member for one in await store.reminders(NOON + DAY, 9)] == [JUN, MINA]


async def test_reminder_that_was_turned_off_or_moved_meanwhile_stays_so(store: Store) -> None:
    await store.save_preferences(MINA.id, Preferences(reminder_at=time(21)), NOON)
    [due] = await store.reminders(NOON, 9)
    await store.save_preferences(MINA.id, Preferences(), None)
    await store.settle_reminder(due, NOON)
    assert await store.reminders(NOON + DAY, 9) == []
    assert not await store.claim_reminder(due, NOON, NOON + DAY)
