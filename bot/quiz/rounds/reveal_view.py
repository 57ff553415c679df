"""The public cards at a round's end: key points with how many met each, a model answer, why."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from bot.i18n.messages import say
from bot.quiz.answering.progress import Step
from bot.quiz.cards import Action, Block, Card, Column, Meter, Paragraph, Table
from bot.quiz.model import Answer, Standing
from bot.quiz.rounds.question_view import demo_action, own_values_action
from content.schema import Language, Question

DAY_ROWS = 5


@dataclass(frozen=True, slots=True)
class Tally:
    """How a question went: members who answered, and per key point or misconception how many."""

    members: int
    met: Counter[str]
    believed: Counter[str]


def tally(answers: Sequence[Answer]) -> Tally:
    """Count each member once: a point they met in any attempt, a misconception they ever stated."""
    met: set[tuple[str, str]] = set()
    believed: set[tuple[str, str]] = set()
    for answer in answers:
        if answer.grade:
            met |= {(answer.member, p.id) for p in answer.grade.key_points if p.met}
            believed |= {(answer.member, m.text.en) for m in answer.grade.misconceptions}
    return Tally(
        members=len({answer.member for answer in answers}),
        met=Counter(point for _, point in met),
        believed=Counter(text for _, text in believed),
    )


def reveal(
    language: Language, question: Question, answers: Sequence[Answer], day: Sequence[Standing]
) -> Card:
    """Return the reveal of the round's main question, with the day's ranking."""
    return Card(
        title=say(language, "reveal-title"),
        blocks=(*_solution(language, question, tally(answers)), *_ranking(language, day)),
        footer=_sources(language, question),
        actions=_demo_actions(language, question),
        tone="plain",
    )


def follow_up_reveal(language: Language, step: Step, answers: Sequence[Answer]) -> Card:
    question = step.question
    return Card(
        title=say(language, "reveal-follow-up-title", place=step.place, total=step.total),
        blocks=_solution(language, question, tally(answers)),
        footer=_sources(language, question),
        actions=_demo_actions(language, question),
    )


def _demo_actions(language: Language, question: Question) -> tuple[Action, ...]:
    if question.demo is None:
        return ()
    return (demo_action(language, question.demo), own_values_action(language, question.demo))


def _solution(language: Language, question: Question, counts: Tally) -> tuple[Block, ...]:
    blocks: list[Block] = [Paragraph(text=question.text[language], style="strong")]
    for point in question.key_points:
        met = counts.met[point.id]
        share = met / counts.members if counts.members else 0.0
        label = say(language, "reveal-met", met=met, members=counts.members)
        text = point.text[language]
        blocks.append(
            Paragraph(text=text if point.needed else say(language, "grade-bonus", text=text))
        )
        blocks.append(Meter(fraction=share, label=label))
    if model := question.references[language] or question.references.all():
        blocks.append(Paragraph(text=say(language, "reveal-model-answer", text=model[0])))
    if question.explanation:
        blocks.append(Paragraph(text=question.explanation[language]))
    blocks += _misconception(language, question, counts)
    return tuple(blocks)


def _misconception(language: Language, question: Question, counts: Tally) -> list[Block]:
    if not question.misconceptions:
        return []
    common = max(question.misconceptions, key=lambda m: counts.believed[m.text.en])
    return [
        Paragraph(
            text=say(language, "reveal-misconception", text=common.text[language]), style="quote"
        ),
        Paragraph(text=common.why[language]),
    ]


def _ranking(language: Language, day: Sequence[Standing]) -> list[Block]:
    if not day:
        return []
    rows = tuple((str(s.rank), s.name, str(s.points)) for s in day[:DAY_ROWS])
    columns = (
        Column(title=say(language, "column-rank"), align="right", medals=True),
        Column(title=say(language, "column-name")),
        Column(title=say(language, "column-points"), align="right"),
    )
    heading = Paragraph(text=say(language, "reveal-ranking"), style="strong")
    return [heading, Table(columns=columns, rows=rows)]


def _sources(language: Language, question: Question) -> str:
    titles = " · ".join(source.title for source in question.sources)
    return say(language, "reveal-sources", titles=titles) if titles else ""
