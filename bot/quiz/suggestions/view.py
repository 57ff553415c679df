"""Cards and forms of suggested questions: for their authors, and for the admins who decide."""

from collections.abc import Mapping
from types import MappingProxyType

from bot.i18n.messages import say
from bot.quiz.cards import Action, Block, Card, Form, InputField, Meter, Paragraph, Point, shortened
from bot.quiz.model import Channel
from bot.quiz.suggestions.checking import SOUND, Check
from bot.quiz.suggestions.model import Suggestion, SuggestionState, Wording
from bot.quiz.suggestions.rules import (
    MAX_POINTS,
    MAX_REASON_CHARS,
    POINT_CHARS,
    QUESTION_CHARS,
    REFERENCE_CHARS,
)
from content.schema import Language
from evaluators.grade import Grade, KeyPointGrade, Verdict

_NOTHING: Mapping[str, str] = MappingProxyType({})


def suggest_form(language: Language, values: Mapping[str, str] = _NOTHING) -> Form:
    return Form(
        title=say(language, "suggestion-form-title"),
        command="question suggest",
        intro=say(language, "suggestion-form-intro"),
        fields=_fields(language, values),
        submit=say(language, "suggestion-form-submit"),
    )


def edit_form(language: Language, suggestion: Suggestion, values: Mapping[str, str]) -> Form:
    title = "suggestion-edit-title" if suggestion.is_pending else "suggestion-reword-title"
    return Form(
        title=say(language, title),
        command="question edit",
        args=_args(suggestion),
        fields=_fields(language, values),
        submit=say(language, "settings-submit"),
    )


def values_of(wording: Wording) -> dict[str, str]:
    return {
        "question": wording.question,
        "reference": wording.reference,
        "key_points": "\n".join(wording.key_points),
    }


def _fields(language: Language, values: Mapping[str, str]) -> tuple[InputField, ...]:
    def field(name: str, chars: tuple[int, int]) -> InputField:
        least, most = chars
        message = f"suggestion-{name.replace('_', '-')}"
        return InputField(
            name=name,
            label=say(language, message, least=least, most=most, limit=MAX_POINTS),
            kind="paragraph",
            placeholder=say(language, f"{message}-placeholder"),
            value=values.get(name, ""),
            required=least > 0,
            max_length=most,
        )

    points = (0, MAX_POINTS * (POINT_CHARS[1] + len("\n")))
    return (
        field("question", QUESTION_CHARS),
        field("reference", REFERENCE_CHARS),
        field("key_points", points),
    )


def reject_form(language: Language, suggestion: Suggestion, reason: str = "") -> Form:
    return Form(
        title=say(language, "suggestion-reject-title"),
        command="question reject",
        args=_args(suggestion),
        intro=suggestion.wording.question,
        fields=(
            InputField(
                name="reason",
                label=say(language, "suggestion-reason"),
                kind="paragraph",
                placeholder=say(language, "suggestion-reason-placeholder"),
                value=reason,
                required=False,
                max_length=MAX_REASON_CHARS,
            ),
        ),
        submit=say(language, "action-reject"),
    )


def checking(language: Language) -> Card:
    """Return the card shown while a stored suggestion is being checked."""
    text = say(language, "suggestion-checking")
    return Card(blocks=(Paragraph(text=text),), tone="notice", passes=True)


def taken(language: Language, check: Check) -> Card:
    """Return what the author sees: what was taken, and how the grader reads it."""
    return Card(
        title=say(language, "suggestion-taken"),
        blocks=(*_wording(check.suggestion.wording), *_findings(language, check)),
        footer=say(language, "suggestion-taken-next"),
        actions=(withdraw_action(language, check.suggestion), mine_action(language)),
        tone="good" if check.is_sound and not check.missed else "notice",
    )


def withdraw_action(language: Language, suggestion: Suggestion) -> Action:
    return Action(
        label=say(language, "action-withdraw"),
        command="question withdraw",
        args={"suggestion": str(suggestion.id)},
        replaces=True,
    )


def mine_action(language: Language) -> Action:
    return Action(
        label=say(language, "action-my-suggestions"), command="question mine", replaces=True
    )


def review(
    language: Language,
    check: Check,
    author: str,
    *,
    total: int = 0,
    is_refused: bool = False,
) -> Card:
    """Return what an admin decides on: the first of `total` that wait, or the one that just came.

    One that `is_refused` says first why it could not be approved.
    """
    title = say(language, "suggestion-new")
    if total:
        title = say(language, "suggestion-review", place=1, total=total)
    why = [Paragraph(text=why_not(language, check), style="strong")] if is_refused else []
    return Card(
        title=title,
        blocks=(*why, *_wording(check.suggestion.wording), *_findings(language, check)),
        footer=say(language, "suggestion-credit", name=author) if author else "",
        actions=_choices(language, check.suggestion),
        tone="notice" if check.is_sound else "partial",
    )


def _choices(language: Language, suggestion: Suggestion) -> tuple[Action, ...]:
    return (
        Action(
            label=say(language, "action-approve"),
            command="question approve",
            args=_args(suggestion),
            style="primary",
            replaces=True,
        ),
        Action(label=say(language, "action-edit"), command="question edit", args=_args(suggestion)),
        Action(
            label=say(language, "action-reject"),
            command="question reject",
            args=_args(suggestion),
            style="danger",
        ),
    )


def _args(suggestion: Suggestion) -> dict[str, str]:
    return {"suggestion": str(suggestion.id), "revision": str(suggestion.revision)}


def why_not(language: Language, check: Check) -> str:
    """Return why a suggestion can't be approved as it is."""
    needed = round(100 * SOUND)
    if check.grade is None:
        return say(language, "suggestion-not-checkable")
    if not check.missed:
        return say(language, "suggestion-too-weak", needed=needed)
    missed = " · ".join(point.text[language] for point in check.missed)
    return say(language, "suggestion-too-little", needed=needed, missed=missed)


def _wording(wording: Wording) -> tuple[Block, ...]:
    return (
        Paragraph(text=wording.question, style="strong"),
        Paragraph(text=wording.reference, style="quote"),
    )


def _findings(language: Language, check: Check) -> list[Block]:
    """Return how the grader reads the reference, and which question is much the same."""
    blocks = _reading(language, check.grade) if check.grade else [_unchecked(language)]
    blocks += [_point(language, point) for point in check.points]
    if check.missed:
        blocks.append(Paragraph(text=say(language, "suggestion-out-of-reach")))
    if check.repeats:
        text = shortened(check.repeats.text[language])
        blocks.append(Paragraph(text=say(language, "suggestion-repeats", question=text)))
    return blocks


def _unchecked(language: Language) -> Block:
    return Paragraph(text=say(language, "suggestion-unchecked"))


def _reading(language: Language, grade: Grade) -> list[Block]:
    score, needed = round(100 * grade.score), round(100 * SOUND)
    label = say(language, "suggestion-score", score=score, needed=needed)
    blocks: list[Block] = [
        Paragraph(text=say(language, "suggestion-checked")),
        Meter(fraction=grade.score, label=label),
    ]
    if grade.verdict is Verdict.NO_ANSWER:
        blocks.append(Paragraph(text=say(language, "suggestion-no-answer")))
    return blocks


def _point(language: Language, point: KeyPointGrade) -> Block:
    text = point.text[language]
    if not point.met:
        return Point(mark="missed", text=text, note=say(language, "suggestion-missed"))
    return Point(mark="met", text=text, quote=shortened(point.evidence or ""))


def decided(language: Language, suggestion: Suggestion, left: int) -> Card:
    """Return what the admin sees who decided; `left` is how many more wait."""
    state = suggestion.state
    following = Action(
        label=say(language, "action-next-suggestion"), command="question review", replaces=True
    )
    return Card(
        title=say(language, f"suggestion-{state.value}"),
        blocks=(
            Paragraph(text=suggestion.wording.question, style="strong"),
            Paragraph(text=say(language, f"suggestion-{state.value}-next")),
        ),
        footer=say(language, "suggestion-left", count=left),
        actions=(following,) if left else (approved_action(language),),
        tone="good" if state is SuggestionState.APPROVED else "notice",
    )


def reworded(language: Language, suggestion: Suggestion) -> Card:
    """Return what the admin sees who changed the words of an approved one."""
    return Card(
        title=say(language, "suggestion-reworded"),
        blocks=(
            *_wording(suggestion.wording),
            Paragraph(text=say(language, "suggestion-reworded-next")),
        ),
        actions=(approved_action(language),),
        tone="good",
    )


def approved_action(language: Language) -> Action:
    return Action(
        label=say(language, "action-approved-questions"), command="question approved", replaces=True
    )


def outcome(language: Language, channel: Channel, suggestion: Suggestion) -> Card:
    """Return what the author hears once their suggestion has been decided."""
    if suggestion.state is SuggestionState.APPROVED:
        text = say(language, "suggestion-outcome-approved", channel=channel.title)
        return Card(
            title=say(language, "suggestion-outcome-approved-title"),
            blocks=(
                Paragraph(text=suggestion.wording.question, style="strong"),
                Paragraph(text=text),
            ),
            tone="good",
        )
    text = say(language, "suggestion-outcome-reason", reason=suggestion.reason)
    reason = (Paragraph(text=text),) if suggestion.reason else ()
    again = Action(label=say(language, "action-suggest-another"), command="question suggest")
    return Card(
        title=say(language, "suggestion-outcome-rejected-title"),
        blocks=(*_wording(suggestion.wording), *reason),
        actions=(again,),
        tone="notice",
    )
