"""Cards and forms of disputes: for whoever objects, for the admin who rules, for all concerned."""

from collections.abc import Mapping
from types import MappingProxyType

from bot.i18n.messages import say
from bot.quiz.answering.view import labelled
from bot.quiz.cards import (
    MAX_ABOUT_CHARS,
    Action,
    Block,
    Card,
    Form,
    InputField,
    Option,
    Paragraph,
    Point,
    shortened,
)
from bot.quiz.disputes.model import MAX_REASON_CHARS, Dispute, DisputeState, Regrade, Ruling
from bot.quiz.model import Answer
from content.schema import Language, Question, Rubric
from evaluators.grade import PointState

_NOTHING: Mapping[str, str] = MappingProxyType({})
MAX_SCORE_CHARS = 4
_MARKS = {PointState.STATED: "met", PointState.CONTRADICTED: "wrong"}


def object_form(language: Language, answer: Answer, reason: str = "") -> Form:
    return Form(
        title=say(language, "dispute-form-title"),
        command="dispute",
        args={"answer": str(answer.id)},
        intro=say(language, "dispute-form-intro"),
        fields=(_reason_field(language, "dispute-reason", reason, required=False),),
        submit=say(language, "dispute-form-submit"),
    )


def _reason_field(language: Language, label: str, value: str, *, required: bool) -> InputField:
    return InputField(
        name="reason",
        label=say(language, label),
        kind="paragraph",
        placeholder=say(language, f"{label}-placeholder"),
        value=value,
        required=required,
        max_length=MAX_REASON_CHARS,
    )


def taken(language: Language, dispute: Dispute) -> Card:
    """Return what a member sees whose objection is kept."""
    if not dispute.is_open:
        return already(language, dispute)
    return Card(blocks=(Paragraph(text=say(language, "dispute-taken")),), tone="good")


def already(language: Language, dispute: Dispute, text: str = "") -> Card:
    """Return what a member sees who has objected before; `text` is what they say of it now, which
    they get back."""
    blocks = [Paragraph(text=say(language, f"dispute-already-{dispute.state.value}"))]
    if dispute.ruling:
        blocks.append(Paragraph(text=dispute.ruling, style="quote"))
    if text:
        blocks.append(Paragraph(text=say(language, "dispute-not-added")))
        blocks.append(Paragraph(text=text, style="quote"))
    return Card(blocks=tuple(blocks), tone="notice")


def to_rule(
    language: Language,
    dispute: Dispute,
    answer: Answer,
    question: Question | None,
    name: str,
    total: int = 0,
) -> Card:
    """Return what an admin rules on: question, answer, grade and reasons, and the objection."""
    title = say(language, "dispute-review", place=1, total=total) if total else ""
    blocks: list[Block] = []
    if question is not None:
        blocks.append(Paragraph(text=question.text[language], style="strong"))
    blocks.append(Paragraph(text=answer.text, style="quote"))
    if answer.grade is not None:
        points = round(100 * answer.grade.score)
        blocks.append(Paragraph(text=say(language, "dispute-graded", score=points)))
        blocks += [
            Point(
                mark=_MARKS.get(point.state, "missed" if point.needed else "bonus"),
                text=labelled(language, point, point.text[language]),
                quote=shortened(point.evidence) if point.evidence else None,
            )
            for point in answer.grade.key_points
        ]
    if dispute.reason:
        blocks.append(Paragraph(text=say(language, "dispute-says", reason=dispute.reason)))
    return Card(
        title=title or say(language, "dispute-new"),
        blocks=tuple(blocks),
        footer=say(language, "dispute-by", name=name),
        actions=(
            _action(language, dispute, "accept", "primary"),
            _action(language, dispute, "keep", "secondary"),
        ),
        tone="notice",
    )


def _action(language: Language, dispute: Dispute, what: str, style: str) -> Action:
    return Action.model_validate(
        {
            "label": say(language, f"action-dispute-{what}"),
            "command": f"dispute {what}",
            "args": {"dispute": str(dispute.id)},
            "style": style,
        }
    )


def accept_form(
    language: Language,
    dispute: Dispute,
    answer: Answer,
    values: Mapping[str, str] = _NOTHING,
) -> Form:
    """Return the form that asks which points an answer states, and what it earns.

    What points can be ticked for is left empty: the score is what they add up to.
    """
    grade = answer.grade
    points = grade.key_points if grade else ()
    now = round(100 * grade.score) if grade else 0
    met = ",".join(point.id for point in points if point.met)
    score = InputField(
        name="score",
        label=say(language, "dispute-score"),
        placeholder=say(language, "dispute-score-placeholder", score=now) if points else "",
        value=values.get("score", "" if points else str(now)),
        required=not points,
        max_length=MAX_SCORE_CHARS,
    )
    stated = InputField(
        name="points",
        label=say(language, "dispute-points"),
        kind="choices",
        options=tuple(
            Option(value=one.id, label=labelled(language, one, one.text[language]))
            for one in points
        ),
        value=values.get("points", met),
        required=False,
    )
    reason = _reason_field(
        language, "dispute-accept-reason", values.get("reason", ""), required=False
    )
    return Form(
        title=say(language, "dispute-accept-title"),
        command="dispute accept",
        args={"dispute": str(dispute.id)},
        intro=shortened(answer.text),
        fields=(*((stated,) if points else ()), score, reason),
        submit=say(language, "action-dispute-accept"),
    )


def keep_form(language: Language, dispute: Dispute, answer: Answer, reason: str = "") -> Form:
    return Form(
        title=say(language, "dispute-keep-title"),
        command="dispute keep",
        args={"dispute": str(dispute.id)},
        intro=shortened(answer.text),
        fields=(_reason_field(language, "dispute-keep-reason", reason, required=True),),
        submit=say(language, "action-dispute-keep"),
    )


def ruled(language: Language, ruling: Ruling, left: int) -> Card:
    """Return what the admin sees who ruled; `left` is how many more wait."""
    following = Action(
        label=say(language, "action-next-dispute"), command="quiz disputes", replaces=True
    )
    return Card(
        blocks=(Paragraph(text=say(language, f"dispute-ruled-{ruling.state.value}")),),
        footer=say(language, "disputes-left", count=left) if left else "",
        actions=(following,) if left else (),
        tone="good",
    )


def outcome(language: Language, dispute: Dispute, change: Regrade, asked: Rubric | None) -> Card:
    """Return what a member is told: the ruling on their own dispute, or what another's brought.

    Without what was `asked`, as its deck is away, it names no question.
    """
    answer = change.answer
    about = shortened(asked.text[language], MAX_ABOUT_CHARS) if asked else ""
    after = answer.grade.score if answer.grade else 0.0
    before, now = round(100 * change.before), round(100 * after)
    blocks: list[Block] = [Paragraph(text=shortened(answer.text), style="quote")]
    if answer.id != dispute.answer:
        title = say(language, "dispute-others")
        blocks.append(Paragraph(text=say(language, "dispute-change", before=before, after=now)))
        return Card(about=about, title=title, blocks=tuple(blocks), tone="good")
    is_accepted = dispute.state is DisputeState.ACCEPTED
    title = say(language, "dispute-accepted" if is_accepted else "dispute-kept")
    if is_accepted and now != before:
        blocks.append(Paragraph(text=say(language, "dispute-change", before=before, after=now)))
    elif is_accepted:
        blocks.append(Paragraph(text=say(language, "dispute-same", points=now)))
    if dispute.ruling:
        blocks.append(Paragraph(text=say(language, "dispute-because", reason=dispute.ruling)))
    return Card(
        about=about,
        title=title,
        blocks=tuple(blocks),
        tone="good" if is_accepted else "notice",
    )
