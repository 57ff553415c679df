"""The private card of a grade: score, why, and what next."""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence

from bot.i18n.messages import say
from bot.quiz.answering.celebrations import Celebration
from bot.quiz.answering.progress import Step
from bot.quiz.answering.scoring import MAX_ATTEMPTS, gain, hint_cost, retry_cost
from bot.quiz.cards import MAX_ABOUT_CHARS, Action, Block, Card, Meter, Paragraph, Point, shortened
from bot.quiz.model import Answer, Round, RoundState
from bot.quiz.review import rules as review
from bot.quiz.rounds.question_view import answer_action, hint_actions, question_args
from bot.quiz.standings.streak_view import streak_line
from bot.quiz.standings.streaks import Streak
from content.schema import Bilingual, Kind, Language, Question
from evaluators.grade import VALUE, Grade, KeyPointGrade, PointState, Verdict

_TONES = {
    Verdict.CORRECT: "good",
    Verdict.PARTIAL: "partial",
    Verdict.INCORRECT: "bad",
    Verdict.OFF_TOPIC: "bad",
    Verdict.NO_ANSWER: "bad",
}


Nudges = Mapping[str, Bilingual | None]
"""By key point, the question that leads on to it; None for a point that has none."""


def graded(
    language: Language,
    round: Round,
    step: Step,
    answer: Answer,
    earlier: Sequence[Answer],
    streak: Streak,
    *,
    following: Step | None,
    celebrated: Celebration | None = None,
) -> Card:
    """Return the card of a graded answer; `earlier` are the member's attempts before it.

    While they may try again it leads on to what is missing, and never says it. The follow-up it
    leads to waits behind a button.
    """
    grade = answer.grade
    assert grade is not None, "only a graded answer has this card"
    told = _facts(language, answer, earlier, streak)
    if review.comes_back(step.question.kind, grade):
        told.append(say(language, "review-added"))
    if step.is_follow_up and step.number == step.total:
        told.append(say(language, "grade-last-step"))
    facts = " · ".join(told)
    actions = _actions(language, round, step, answer, following)
    cheer = _cheer(language, celebrated)
    if step.question.kind is Kind.PERSONAL and grade.verdict is Verdict.CORRECT:
        about = shortened(step.question.text[language], MAX_ABOUT_CHARS)
        thanks = Paragraph(text=say(language, "grade-personal-about"))
        title = say(language, "grade-personal")
        return Card(
            about=about,
            title=title,
            blocks=(thanks, *cheer),
            footer=facts,
            actions=actions,
            tone="good",
        )
    nudges = _nudges(step.question, round, answer)
    has_hint = nudges is not None and _is_helped_by_hint(round, step.question, answer)
    card = explained(language, step.question, grade, nudges, facts, actions, has_hint=has_hint)
    return card.model_copy(update={"blocks": (*card.blocks, *cheer)})


def explained(
    language: Language,
    question: Question,
    grade: Grade,
    nudges: Nudges | None,
    facts: str,
    actions: tuple[Action, ...],
    *,
    has_hint: bool = False,
) -> Card:
    """Return the card of a grade with its reasons; without `nudges` it says what was missing.

    Who has said nothing is advised to take a hint where one is left.
    """
    if grade.verdict is Verdict.NO_ANSWER:
        advice = "grade-no-answer-hint" if has_hint else "grade-no-answer-advice"
        reasons: Sequence[Block] = [Paragraph(text=say(language, advice))]
    else:
        reasons = [*_enough(language, question, grade), *_reasons(language, grade, nudges)]
    return Card(
        about=shortened(question.text[language], MAX_ABOUT_CHARS),
        title=f"{_score(language, grade)} · {_headline(language, grade)}",
        blocks=(Meter(fraction=_points(grade) / 100), *reasons),
        footer=facts,
        actions=actions,
        tone=_TONES[grade.verdict],
    )


def _cheer(language: Language, celebrated: Celebration | None) -> tuple[Block, ...]:
    if celebrated is None:
        return ()
    text = say(language, celebrated.message, count=celebrated.count)
    return (Paragraph(text=text, style="strong"),)


def _points(grade: Grade) -> int:
    return round(100 * grade.score)


def _score(language: Language, grade: Grade) -> str:
    return say(language, "grade-score", score=_points(grade))


def _headline(language: Language, grade: Grade) -> str:
    if grade.verdict is Verdict.PARTIAL:
        more = "grade-partial-most" if grade.score >= 0.6 else "grade-partial-some"
        return say(language, more)
    return say(language, f"grade-{grade.verdict.value.replace('_', '-')}")


def _nudges(question: Question, round: Round, answer: Answer) -> Nudges | None:
    """Return what may be said of missing points; None if that is all there is to say of them."""
    is_over = answer.attempt >= MAX_ATTEMPTS or round.state is RoundState.CLOSED
    return None if is_over else {point.id: point.nudge for point in question.key_points}


def _enough(language: Language, question: Question, grade: Grade) -> list[Block]:
    """Say how many ideas are enough where a question leaves it open which."""
    is_full = all(point.met for point in grade.key_points if point.needed)
    if question.enough is None or is_full:
        return []
    return [Paragraph(text=say(language, "grade-enough", count=question.enough), style="muted")]


def _reasons(language: Language, grade: Grade, nudges: Nudges | None) -> list[Block]:
    wrong = {found.evidence for found in grade.misconceptions}
    elsewhere = wrong | {point.evidence for point in grade.key_points if point.met}
    points: list[Block] = []
    if grade.answers:
        other = say(language, "grade-answers-another", question=grade.answers[language])
        points.append(Paragraph(text=other))
    judged = _quoted_once(
        _key_point(
            language, point, elsewhere if point.state is PointState.UNCLEAR else wrong, nudges
        )
        for point in grade.key_points
    )
    points += _counted(language, list(judged))
    points += [
        Point(
            mark="wrong",
            text=say(language, "grade-misconception", text=found.text[language]),
            quote=shortened(found.evidence),
            note=found.why[language],
        )
        for found in grade.misconceptions
    ]
    return points


def _quoted_once(points: Iterable[Point]) -> Iterator[Point]:
    """Leave out where a sentence meets several points what was quoted under the first of them."""
    quoted = set[str | None]()
    for point in points:
        again = point.mark == "met" and point.quote in quoted
        yield point.model_copy(update={"quote": None}) if again else point
        quoted.add(point.quote)


def _counted(language: Language, points: Sequence[Point]) -> list[Point]:
    """Say in one line how much is missing that nothing leads on to."""
    bare = Point(mark="missed", text=_more(language, 1))
    many = bare.model_copy(update={"text": _more(language, points.count(bare))})
    return list(dict.fromkeys(many if point == bare else point for point in points))


def _key_point(
    language: Language, point: KeyPointGrade, quoted: Collection[str | None], nudges: Nudges | None
) -> Point:
    """Return a key point's line, without its sentence where another line quotes that as well."""
    if point.met and point.evidence:
        text = labelled(language, point, point.text[language])
        return Point(mark="met", text=text, quote=shortened(point.evidence))
    lead = _lead(language, point, nudges)
    if not point.needed and point.state is not PointState.CONTRADICTED:
        return Point(mark="bonus", text=labelled(language, point, lead))
    if point.evidence is None or point.evidence in quoted:
        note = say(language, "grade-not-mentioned") if nudges is None else None
        return Point(mark="missed", text=lead, note=note)
    if point.state is PointState.CONTRADICTED:
        note = say(language, "grade-right-is", text=lead) if nudges is None else lead
        text = say(language, "grade-look-again")
        return Point(mark="wrong", text=text, quote=shortened(point.evidence), note=note)
    text = say(language, "grade-unclear")
    return Point(mark="missed", text=text, quote=shortened(point.evidence), note=lead)


def labelled(language: Language, point: KeyPointGrade, text: str) -> str:
    """Return a text about a key point, called a bonus if it is one."""
    return text if point.needed else say(language, "grade-bonus", text=text)


def _lead(language: Language, point: KeyPointGrade, nudges: Nudges | None) -> str:
    """Return the point itself once that may be said, and until then what leads on to it."""
    if nudges is None:
        return point.text[language]
    nudge = nudges.get(point.id)
    if nudge:
        return nudge[language]
    return say(language, "grade-value") if point.id == VALUE else _more(language, 1)


def _more(language: Language, count: int) -> str:
    """Return what is said of ideas that nothing leads on to."""
    return say(language, "grade-more", count=count)


def _facts(
    language: Language, answer: Answer, earlier: Sequence[Answer], streak: Streak
) -> list[str]:
    facts = [say(language, "grade-attempt", attempt=answer.attempt, total=MAX_ATTEMPTS)]
    if answer.is_late:
        facts.append(say(language, "grade-late"))
    else:
        facts += _gained(language, answer, [past.value for past in earlier])
    if streak.days:
        facts.append(streak_line(language, streak.days, streak.freezes, streak.saved))
    return facts


def _gained(language: Language, answer: Answer, earlier: Sequence[int]) -> list[str]:
    """Return what an attempt adds to what others have earned, and what it cost."""
    had, points = max(earlier, default=0), gain(answer.value, earlier)
    if had and not points:
        return [say(language, "grade-gain-none", had=had)]
    more = {"value": answer.value, "had": had}
    told = [say(language, "grade-gain-more" if had else "grade-gain", points=points, **more)]
    if cost := retry_cost(answer.attempt):
        told.append(say(language, "grade-retry", cost=cost))
    if cost := hint_cost(answer.hints):
        told.append(say(language, "grade-hints", count=answer.hints, cost=cost))
    return told


def _actions(
    language: Language, round: Round, step: Step, answer: Answer, following: Step | None
) -> tuple[Action, ...]:
    actions = []
    if answer.attempt < MAX_ATTEMPTS:
        retry = answer_action(language, round, step.question)
        actions.append(
            retry.model_copy(update={"label": say(language, "action-retry"), "style": "secondary"})
        )
        if _is_helped_by_hint(round, step.question, answer):
            actions += hint_actions(language, round, step.question)
    if following:
        actions.append(
            Action(
                label=say(language, "action-next", place=following.number, total=following.total),
                command="next",
                args=question_args(round, step.question),
                style="primary",
            )
        )
    actions.append(
        Action(
            label=say(language, "action-dispute"),
            command="dispute",
            args={"answer": str(answer.id)},
        )
    )
    return tuple(actions)


def _is_helped_by_hint(round: Round, question: Question, answer: Answer) -> bool:
    """Tell whether who tries again may take a hint that they have not seen, and needs it."""
    is_correct = answer.grade is not None and answer.grade.verdict is Verdict.CORRECT
    return round.state is RoundState.OPEN and not is_correct and answer.hints < len(question.hints)


def grading(language: Language, *, is_second: bool) -> Card:
    """Return the card shown while an answer is being graded, or waits behind an earlier one."""
    return Card(
        blocks=(Paragraph(text=say(language, "grading-second" if is_second else "grading-now")),),
        tone="notice",
        passes=True,
    )


def waiting(language: Language, answer: Answer) -> Card:
    """Return the card of an answer that is stored while the grader is away."""
    return Card(
        blocks=(
            Paragraph(text=say(language, "grading-later")),
            Paragraph(text=shortened(answer.text), style="quote"),
        ),
        tone="notice",
    )
