"""The private card of a grade: score, why, and what next."""

from collections.abc import Collection, Sequence

from bot.i18n.messages import say
from bot.quiz.cards import Action, Block, Card, Meter, Paragraph, Point
from bot.quiz.model import Answer, Round
from bot.quiz.progress import Step
from bot.quiz.scoring import MAX_ATTEMPTS, gain
from bot.quiz.views.question import answer_action, question_args
from content.schema import Kind, Language
from evaluators.grade import Grade, KeyPointGrade, Verdict

MAX_QUOTE_CHARS = 160
_TONES = {
    Verdict.CORRECT: "good",
    Verdict.PARTIAL: "partial",
    Verdict.INCORRECT: "bad",
    Verdict.OFF_TOPIC: "bad",
    Verdict.NO_ANSWER: "bad",
}


def graded(
    language: Language,
    round: Round,
    step: Step,
    answer: Answer,
    earlier: Sequence[Answer],
    streak: int,
    *,
    has_next: bool,
) -> Card:
    """Return the card of a graded answer; `earlier` are the member's attempts before it."""
    grade = answer.grade
    assert grade is not None, "only a graded answer has this card"
    facts = " · ".join(_facts(language, answer, earlier, streak))
    actions = _actions(language, round, step, answer, has_next=has_next)
    if step.question.kind is Kind.PERSONAL and grade.verdict is Verdict.CORRECT:
        thanks = Paragraph(text=say(language, "grade-personal-about"))
        title = say(language, "grade-personal")
        return Card(title=title, blocks=(thanks,), footer=facts, actions=actions, tone="good")
    return Card(
        title=f"{_points(language, grade)} · {_headline(language, grade)}",
        blocks=(Meter(fraction=grade.score), *_reasons(language, grade)),
        footer=facts,
        actions=actions,
        tone=_TONES[grade.verdict],
    )


def _points(language: Language, grade: Grade) -> str:
    return say(language, "grade-score", score=round(100 * grade.score))


def _headline(language: Language, grade: Grade) -> str:
    if grade.verdict is Verdict.PARTIAL:
        more = "grade-partial-most" if grade.score >= 0.6 else "grade-partial-some"
        return say(language, more)
    return say(language, f"grade-{grade.verdict.value.replace('_', '-')}")


def _reasons(language: Language, grade: Grade) -> list[Block]:
    if grade.verdict is Verdict.NO_ANSWER:
        return [Paragraph(text=say(language, "grade-no-answer-advice"))]
    quoted = {found.evidence for found in grade.misconceptions}
    points: list[Block] = []
    if grade.answers:
        other = say(language, "grade-answers-another", question=grade.answers[language])
        points.append(Paragraph(text=other))
    points += [_key_point(language, point, quoted) for point in grade.key_points]
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


def _key_point(language: Language, point: KeyPointGrade, quoted: Collection[str]) -> Point:
    """Return a key point's line; a sentence that a misconception quotes is not quoted twice."""
    text = point.text[language]
    if point.reversed and point.evidence in quoted:
        return Point(mark="wrong", text=text, note=say(language, "grade-opposite"))
    if point.reversed and point.evidence:
        note = say(language, "grade-reversed", text=text)
        opposite = say(language, "grade-opposite")
        return Point(mark="wrong", text=opposite, quote=shortened(point.evidence), note=note)
    if point.met and point.evidence:
        return Point(mark="met", text=text, quote=shortened(point.evidence))
    return Point(mark="missed", text=text, note=say(language, "grade-not-mentioned"))


def shortened(quote: str) -> str:
    line = " ".join(quote.split())
    return line if len(line) <= MAX_QUOTE_CHARS else line[: MAX_QUOTE_CHARS - 1].rstrip() + "…"


def _facts(language: Language, answer: Answer, earlier: Sequence[Answer], streak: int) -> list[str]:
    facts = [say(language, "grade-attempt", attempt=answer.attempt, total=MAX_ATTEMPTS)]
    if answer.is_late:
        facts.append(say(language, "grade-late"))
    else:
        added = gain(answer.value, [past.value for past in earlier])
        facts.append(say(language, "grade-gain", points=added))
    if answer.hints and not answer.is_late:
        facts.append(say(language, "grade-hints", count=answer.hints))
    if streak:
        facts.append(say(language, "streak-days", days=streak))
    return facts


def _actions(
    language: Language, round: Round, step: Step, answer: Answer, *, has_next: bool
) -> tuple[Action, ...]:
    actions = []
    if answer.attempt < MAX_ATTEMPTS:
        retry = answer_action(language, round, step.question)
        actions.append(
            retry.model_copy(update={"label": say(language, "action-retry"), "style": "secondary"})
        )
    if has_next:
        actions.append(
            Action(
                label=say(language, "action-next"),
                command="next",
                args=question_args(round, step.question),
                style="primary",
            )
        )
    return tuple(actions)


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
