"""The card of a grade: whose words it quotes, and how it says what is wrong."""

from datetime import UTC, date, datetime

from bot.quiz.cards import Point
from bot.quiz.model import (
    Answer,
    AnswerId,
    ChannelId,
    EventId,
    MemberId,
    QuestionId,
    Round,
    RoundId,
    RoundState,
)
from bot.quiz.progress import Step
from bot.quiz.views.grade import MAX_QUOTE_CHARS, graded
from evaluators.grade import Grade, KeyPointGrade, MisconceptionFound, Verdict
from tests.unit.quiz.conftest import both, question

NOW = datetime(2026, 11, 20, tzinfo=UTC)
ROUND = Round(
    id=RoundId(1),
    channel=ChannelId("web:daily"),
    local_date=date(2026, 11, 20),
    slot=0,
    question=QuestionId("first"),
    state=RoundState.OPEN,
    due_at=NOW,
    closes_at=NOW,
)
STEP = Step(question("first"), 1, 1)


def point(
    id_: str, *, met: bool = False, reversed_: bool = False, quote: str | None = None
) -> KeyPointGrade:
    return KeyPointGrade(
        id=id_, text=both(id_), weight=1, score=0.5, met=met, reversed=reversed_, evidence=quote
    )


def lines(grade: Grade) -> list[Point]:
    answer = Answer(
        id=AnswerId(1),
        event=EventId("e"),
        round=ROUND.id,
        channel=ROUND.channel,
        question=ROUND.question,
        member=MemberId("web:mina"),
        attempt=1,
        text="…",
        study_date=ROUND.local_date,
        at=NOW,
        grade=grade,
    )
    card = graded("en", ROUND, STEP, answer, [], 0, has_next=False)
    return [block for block in card.blocks if isinstance(block, Point)]


def grade_of(*points: KeyPointGrade, wrong: tuple[MisconceptionFound, ...] = ()) -> Grade:
    return Grade(score=0.5, verdict=Verdict.PARTIAL, key_points=points, misconceptions=wrong)


def test_a_met_point_quotes_the_member_and_a_missed_one_does_not() -> None:
    met, missed = lines(grade_of(point("a", met=True, quote="my words"), point("b")))
    assert (met.mark, met.quote) == ("met", "my words")
    assert (missed.mark, missed.quote, missed.note) == ("missed", None, "not mentioned yet")


def test_a_reversed_point_says_what_is_right() -> None:
    [line] = lines(grade_of(point("a", reversed_=True, quote="the opposite")))
    assert (line.mark, line.quote, line.note) == ("wrong", "the opposite", "What's right: a")


def test_a_sentence_that_states_a_misconception_is_quoted_once() -> None:
    wrong = MisconceptionFound(text=both("myth"), why=both("why"), evidence="myth it is", score=1)
    reversed_point = point("a", reversed_=True, quote="myth it is")
    first, second = lines(grade_of(reversed_point, wrong=(wrong,)))
    assert (first.mark, first.quote) == ("wrong", None)
    assert (second.quote, second.note) == ("myth it is", "why")


def test_a_long_quote_is_cut() -> None:
    [line] = lines(grade_of(point("a", met=True, quote="word " * 200)))
    assert line.quote is not None
    assert len(line.quote) <= MAX_QUOTE_CHARS
    assert line.quote.endswith("…")
