"""When a question comes back: grades as ratings, and py-fsrs' own schedule."""

from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from fsrs import Card, Rating, Scheduler
from hypothesis import given
from hypothesis import strategies as st

from bot.quiz.review import rules
from content.schema import Bilingual, KeyPoint, Kind, Question, Rubric
from evaluators.grade import Grade, Verdict
from tests.unit.quiz.conftest import DECK, MORNING, a_round, an_answer

ASKED = DECK.questions["first"].rubric()
REVIEWS = st.lists(
    st.tuples(st.floats(0, 1), st.timedeltas(timedelta(seconds=1), timedelta(days=400))),
    min_size=1,
    max_size=12,
)
ZONES = st.sampled_from(["Asia/Seoul", "America/New_York", "Australia/Lord_Howe", "UTC"])


def graded(score: float, verdict: Verdict = Verdict.PARTIAL) -> Grade:
    return Grade(score=score, verdict=verdict, key_points=())


@given(REVIEWS)
def test_schedule_is_that_of_py_fsrs_for_the_same_reviews(
    reviews: list[tuple[float, timedelta]],
) -> None:
    ours = rules.first(an_answer(), a_round(), ASKED, graded(0.0))
    assert ours is not None
    scheduler, theirs = Scheduler(enable_fuzzing=False), Card(card_id=0, due=MORNING)
    theirs, _ = scheduler.review_card(theirs, Rating.Again, MORNING)
    at = MORNING
    for score, later in reviews:
        at += later
        ours = rules.reviewed(ours, ASKED, score, at)
        theirs, _ = scheduler.review_card(theirs, rules.rating(score), at)
        assert (ours.state, ours.due_at) == (theirs.to_dict(), theirs.due)
    assert ours.number == 1 + len(reviews)


@pytest.mark.parametrize(
    ("score", "rating"),
    [
        (0.0, Rating.Again),
        (0.49, Rating.Again),
        (0.5, Rating.Hard),
        (0.79, Rating.Hard),
        (0.8, Rating.Good),
        (0.99, Rating.Good),
        (0.995, Rating.Easy),
        (1.0, Rating.Easy),
    ],
)
def test_score_says_how_well_it_was_remembered(score: float, rating: Rating) -> None:
    assert rules.rating(score) is rating


def test_what_is_below_full_comes_back_once_its_round_is_over() -> None:
    closes_at = MORNING + timedelta(hours=20)
    round = a_round(closes_at=closes_at)
    card = rules.first(an_answer(), round, ASKED, graded(0.9))
    assert card is not None
    assert card.due_at == closes_at
    late = an_answer(at=closes_at + timedelta(days=1), is_late=True)
    card = rules.first(late, round, ASKED, graded(0.2))
    assert card is not None
    assert closes_at + timedelta(days=1) < card.due_at < closes_at + timedelta(days=2)


def test_full_answers_and_personal_ones_do_not_come_back() -> None:
    assert rules.first(an_answer(), a_round(), ASKED, graded(1.0)) is None
    personal = ASKED.model_copy(update={"kind": Kind.PERSONAL})
    assert rules.first(an_answer(), a_round(), personal, graded(0.2)) is None


@pytest.mark.parametrize(
    ("change", "is_another"),
    [
        ({"text": Bilingual(ko="다른 질문", en="Another question")}, True),
        ({"key_points": ()}, True),
        ({"hints": ()}, False),
        ({"follow_ups": ()}, False),
    ],
)
def test_question_that_asks_or_wants_something_else_is_asked_afresh(
    change: dict[str, object], is_another: bool
) -> None:
    question: Question = DECK.questions["first"]
    card = rules.first(an_answer(), a_round(), question.rubric(), graded(0.9))
    assert card is not None
    card = replace(card, due_at=MORNING + timedelta(days=300), number=7)
    changed = question.model_copy(update=change).rubric()
    now = MORNING + timedelta(days=1)
    renewed = rules.afresh(card, changed, now)
    assert (renewed != card) is is_another
    if is_another:
        assert (renewed.due_at, renewed.number) == (now, 7)
        assert renewed.state == Card(card_id=0, due=now).to_dict()


@pytest.mark.parametrize("enough", [None, 1])
def test_how_much_is_enough_leaves_a_question_what_it_was_when_cards_of_it_were_stored(
    enough: int | None,
) -> None:
    points = tuple(KeyPoint(id=id_, text=Bilingual(ko="왜", en="why")) for id_ in ("a", "b"))
    text = Bilingual(ko="왜?", en="Why?")
    asked = Rubric(id="why", text=text, key_points=points, enough=enough)
    assert rules.fingerprint(asked) == "fb2e4b101f57c21d"


def test_whoever_says_nothing_has_not_studied() -> None:
    assert rules.is_done(graded(0.1, Verdict.INCORRECT))
    assert not rules.is_done(graded(0.0, Verdict.OFF_TOPIC))
    assert not rules.is_done(graded(0.0, Verdict.NO_ANSWER))


def test_what_shows_no_point_is_no_review() -> None:
    assert not rules.is_done(graded(0.0, Verdict.INCORRECT))
    assert not rules.is_done(graded(0.004, Verdict.INCORRECT))
    assert rules.is_done(graded(0.01, Verdict.INCORRECT))


@given(st.datetimes(datetime(2024, 1, 1), datetime(2028, 1, 1)), st.integers(0, 23), ZONES)
def test_next_reminder_is_the_first_time_it_is_that_hour(
    now: datetime, hour: int, name: str
) -> None:
    zone, aware = ZoneInfo(name), now.replace(tzinfo=UTC)
    moment = rules.next_reminder(time(hour), zone, aware)
    assert aware < moment <= aware + timedelta(hours=26)
    local = moment.astimezone(zone)
    skipped = datetime.combine(local.date(), time(hour), zone)
    assert local.hour == hour or skipped.astimezone(UTC).astimezone(zone).hour != hour


def test_reminder_skipped_by_a_dst_change_comes_an_hour_later() -> None:
    zone = ZoneInfo("America/New_York")
    now = datetime(2025, 3, 9, 5, 0, tzinfo=UTC)
    moment = rules.next_reminder(time(2), zone, now)
    assert moment.astimezone(zone).date() == date(2025, 3, 9)
