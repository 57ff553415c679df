"""The card of a grade: whose words it quotes, and how it says what is wrong."""

from datetime import UTC, date, datetime

from bot.quiz.cards import Card, Meter, Paragraph, Point
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
from content.schema import Kind, Question
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


def card_of(grade: Grade, asked: Question | None = None) -> Card:
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
        value=10,
    )
    step = Step(asked, 1, 1) if asked else STEP
    return graded("en", ROUND, step, answer, [], 0, has_next=False)


def lines(grade: Grade) -> list[Point]:
    return [block for block in card_of(grade).blocks if isinstance(block, Point)]


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


def test_an_answer_to_another_question_says_which() -> None:
    grade = Grade(score=0.3, verdict=Verdict.OFF_TOPIC, answers=both("Why a bias?"))
    card = card_of(grade)
    assert card.title == "30 points · this seems to answer another question"
    [_, other] = card.blocks
    assert isinstance(other, Paragraph)
    assert other.text == "This comes closer to answering another question: Why a bias?"


def test_a_personal_answer_is_thanked_and_not_judged() -> None:
    question = Question(id="taste", topic="practice", text=both("Which?"), kind=Kind.PERSONAL)
    card = card_of(Grade(score=1, verdict=Verdict.CORRECT), question)
    assert card.title == "Thanks for sharing"
    assert not any(isinstance(block, Meter | Point) for block in card.blocks)
    assert "+10" in card.footer


def test_a_personal_question_still_wants_an_answer() -> None:
    question = Question(id="taste", topic="practice", text=both("Which?"), kind=Kind.PERSONAL)
    card = card_of(Grade(score=0, verdict=Verdict.NO_ANSWER), question)
    assert card.title == "0 points · that's not quite an answer yet"
