"""The card of a grade: whose words it quotes, and how it says what is wrong."""

from typing import Any

import pytest

from bot.quiz.answering.progress import Step
from bot.quiz.answering.view import explained, graded
from bot.quiz.cards import MAX_QUOTE_CHARS, Card, Meter, Paragraph, Point
from bot.quiz.model import Round, RoundState
from bot.quiz.standings.streaks import NONE
from content.schema import KeyPoint, Kind, Question
from evaluators.grade import VALUE, Grade, KeyPointGrade, MisconceptionFound, PointState, Verdict
from tests.unit.quiz.conftest import a_round, an_answer, both, question

STATED, CONTRADICTED, UNCLEAR = PointState.STATED, PointState.CONTRADICTED, PointState.UNCLEAR
OPEN, CLOSED = a_round(), a_round(state=RoundState.CLOSED)
PERSONAL = Question(id="taste", topic="practice", text=both("Which?"), kind=Kind.PERSONAL)


def point(
    id_: str, state: PointState = PointState.MISSING, quote: str | None = None
) -> KeyPointGrade:
    return KeyPointGrade(id=id_, text=both(id_), weight=1, score=0.5, state=state, evidence=quote)


def card_of(
    grade: Grade, asked: Question | None = None, attempt: int = 1, round: Round = OPEN
) -> Card:
    answer = an_answer(attempt=attempt, grade=grade, value=10)
    step = Step(asked or question("first"), 0, 0)
    return graded("en", round, step, answer, [], NONE, following=None)


@pytest.mark.parametrize(("place", "is_said"), [(0, False), (1, False), (2, True)])
def test_a_chains_last_follow_up_says_so(place: int, is_said: bool) -> None:
    answer = an_answer(grade=grade_of(point("a", STATED, quote="my words")), value=10)
    step = Step(question("first"), place, 2)
    card = graded("en", OPEN, step, answer, [], NONE, following=None)
    assert ("that was the last follow-up" in card.footer) is is_said


@pytest.mark.parametrize(("score", "title", "full"), [(0.004, "0 points", 0), (0.996, "100", 1)])
def test_the_bar_shows_the_points_that_are_told(score: float, title: str, full: float) -> None:
    card = card_of(grade_of(point("a")).model_copy(update={"score": score}))
    assert card.title.startswith(title)
    assert Meter(fraction=full) in card.blocks


def lines(grade: Grade, **more: Any) -> list[Point]:
    return [block for block in card_of(grade, **more).blocks if isinstance(block, Point)]


def grade_of(*points: KeyPointGrade, wrong: tuple[MisconceptionFound, ...] = ()) -> Grade:
    return Grade(score=0.5, verdict=Verdict.PARTIAL, key_points=points, misconceptions=wrong)


def led_on() -> Question:
    """Return a question whose first key point has a nudge, and its second has none."""
    points = (
        KeyPoint(id="a", text=both("the key"), nudge=both("where would you look?")),
        KeyPoint(id="b", text=both("the other key")),
    )
    return question("first").model_copy(update={"key_points": points})


KEYS = (point("a"), point("b"), point("a", CONTRADICTED, "no"), point("b", UNCLEAR, "some"))
LEADS = ["where would you look?", "There's one more idea to this."]


def test_a_sentence_that_meets_several_points_is_quoted_once() -> None:
    same = [point(id_, STATED, quote="my words") for id_ in "ab"]
    other = point("c", STATED, quote="others")
    assert [line.quote for line in lines(grade_of(*same, other))] == ["my words", None, "others"]


def test_a_met_point_quotes_the_member_and_a_missed_one_does_not() -> None:
    met, missed = lines(grade_of(point("a", STATED, quote="my words"), point("b")))
    assert (met.mark, met.text, met.quote) == ("met", "a", "my words")
    assert (missed.mark, missed.quote) == ("missed", None)


def test_a_point_is_led_on_to_and_never_said_while_one_may_try_again() -> None:
    first, second, reversed_, unclear = lines(grade_of(*KEYS), asked=led_on())
    assert [first.text, second.text] == LEADS
    assert (reversed_.mark, reversed_.text) == ("wrong", "Shall we look at this again?")
    assert (reversed_.quote, reversed_.note) == ("no", LEADS[0])
    assert (unclear.mark, unclear.text) == ("missed", "Not clear yet")
    assert (unclear.quote, unclear.note) == ("some", LEADS[1])


def test_what_nothing_leads_on_to_is_counted_in_one_line() -> None:
    missed = lines(grade_of(*map(point, "xbya")), asked=led_on())
    assert [one.text for one in missed] == ["There are 3 more ideas to this.", LEADS[0]]


def test_how_many_ideas_are_enough_is_said_until_they_are_there() -> None:
    asked = led_on().model_copy(update={"enough": 1})

    def said(*points: KeyPointGrade) -> bool:
        card = explained("en", asked, grade_of(*points), None, "", ())
        return any("1 key idea is enough here" in str(block) for block in card.blocks)

    assert said(point("a"), point("b"))
    assert not said(point("a", STATED, "my words"))


def test_a_value_that_is_missing_or_wrong_is_asked_for() -> None:
    [line] = lines(grade_of(point(VALUE)), asked=led_on())
    assert line.text == "Going through it once more, what number do you get?"


def test_without_points_of_its_own_a_question_gives_none_away() -> None:
    bare = question("first").model_copy(update={"key_points": ()})
    missed, reversed_ = lines(grade_of(KEYS[0], KEYS[2]), asked=bare)
    assert (missed.text, missed.note) == (LEADS[1], None)
    assert reversed_.note == LEADS[1]


@pytest.mark.parametrize(
    "over",
    [{"attempt": 3}, {"round": CLOSED}],
    ids=["no attempt is left", "the round is closed"],
)
def test_every_point_is_said_once_that_gives_nothing_away(over: dict[str, Any]) -> None:
    first, second, reversed_, unclear = lines(grade_of(*KEYS), asked=led_on(), **over)
    assert [(one.text, one.note) for one in (first, second)] == [
        ("a", "not in this answer"),
        ("b", "not in this answer"),
    ]
    assert (reversed_.mark, reversed_.note) == ("wrong", "What's right: a")
    assert (unclear.mark, unclear.note) == ("missed", "b")


def test_a_bonus_is_called_one_whether_it_is_there_or_not() -> None:
    there = point("a", STATED, quote="my words").model_copy(update={"needed": False})
    left_out = point("b").model_copy(update={"needed": False})
    said, missing = lines(grade_of(there, left_out))
    assert (said.mark, said.text) == ("met", f"Bonus: {there.text.en}")
    assert (missing.mark, missing.quote) == ("bonus", None)
    assert missing.text.startswith("Bonus: ")
    assert left_out.text.en not in missing.text


def test_a_sentence_that_states_a_misconception_is_quoted_once() -> None:
    wrong = MisconceptionFound(text=both("myth"), why=both("why"), evidence="myth it is", score=1)
    first, second = lines(grade_of(point("a", CONTRADICTED, "myth it is"), wrong=(wrong,)))
    assert (first.mark, first.quote) == ("missed", None)
    assert (second.quote, second.note) == ("myth it is", "why")
    assert second.text == "Is this what you had in mind? myth"


def test_a_sentence_that_states_a_point_is_not_called_unclear_as_well() -> None:
    met = point("b", STATED, "my words")
    _, unclear, turned = lines(
        grade_of(met, point("a", UNCLEAR, "my words"), point("a", CONTRADICTED, "my words")),
        asked=led_on(),
    )
    assert (unclear.mark, unclear.text, unclear.quote) == ("missed", LEADS[0], None)
    assert (turned.mark, turned.quote) == ("wrong", "my words")


def test_a_long_quote_is_cut() -> None:
    [line] = lines(grade_of(point("a", STATED, quote="word " * 200)))
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
    card = card_of(Grade(score=1, verdict=Verdict.CORRECT), PERSONAL)
    assert card.title == "Thanks for sharing"
    assert not any(isinstance(block, Meter | Point) for block in card.blocks)
    assert "+10" in card.footer


def test_a_personal_question_still_wants_an_answer() -> None:
    card = card_of(Grade(score=0, verdict=Verdict.NO_ANSWER), PERSONAL)
    assert card.title == "0 points · that's not quite an answer yet"


@pytest.mark.parametrize(
    ("asked", "round", "taken", "is_advised"),
    [
        (question("first"), OPEN, 0, True),
        (question("first"), OPEN, 1, True),
        (question("first"), OPEN, 2, False),
        (question("first").model_copy(update={"hints": ()}), OPEN, 0, False),
        (question("first"), CLOSED, 0, False),
    ],
    ids=["there are hints", "one is left", "all are taken", "there is none", "round is closed"],
)
def test_hints_are_advised_only_where_one_may_take_them(
    asked: Question, round: Round, taken: int, is_advised: bool
) -> None:
    answer = an_answer(hints=taken, grade=Grade(score=0, verdict=Verdict.NO_ANSWER))
    card = graded("en", round, Step(asked, 0, 0), answer, [], NONE, following=None)
    assert ("take a hint (each takes 10% off)" in card.model_dump_json()) is is_advised


@pytest.mark.parametrize(
    ("score", "verdict", "attempt", "taken", "is_offered"),
    [
        (0.1, Verdict.INCORRECT, 1, 1, True),
        (0, Verdict.NO_ANSWER, 1, 0, True),
        (0.9, Verdict.CORRECT, 1, 0, False),
        (0.1, Verdict.INCORRECT, 1, 2, False),
        (0.1, Verdict.INCORRECT, 3, 0, False),
    ],
    ids=["wrong", "nothing said", "right", "all hints taken", "no attempt is left"],
)
def test_a_hint_is_offered_to_who_needs_it(
    score: float, verdict: Verdict, attempt: int, taken: int, is_offered: bool
) -> None:
    grade = Grade(score=score, verdict=verdict)
    answer = an_answer(attempt=attempt, hints=taken, grade=grade)
    card = graded("en", OPEN, Step(question("first"), 0, 0), answer, [], NONE, following=None)
    assert ("hint" in [action.command for action in card.actions]) is is_offered


def test_one_point_is_no_points() -> None:
    card = card_of(Grade(score=0.01, verdict=Verdict.INCORRECT))
    assert card.title.startswith("1 point ·")
