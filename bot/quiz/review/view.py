"""What a member sees of a review: the question again, its grade, and when it comes back."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from bot.i18n.messages import say
from bot.quiz.answering import view as grade_views
from bot.quiz.cards import Action, Card, Form, InputField, Paragraph
from bot.quiz.model import Answer
from bot.quiz.review.model import ReviewCard
from bot.quiz.rounds import question_view as question_views
from content.schema import Language, Question
from evaluators.grade import MAX_ANSWER_CHARS, Grade

SOON = timedelta(hours=1)
LATER_DAYS = 2


def asked(
    language: Language, card: ReviewCard, question: Question, left: int, figure: str | None
) -> Card:
    """Return a question that is asked again; `left` are due, this one included."""
    actions = [_answer(language, card)]
    if question.hints:
        actions.append(_hint(language, "action-hint", card, 1))
    return Card(
        title=say(language, "review-title", topic=question_views.topic(language, question.topic)),
        blocks=question_views.asked(language, question, figure),
        footer=say(language, "review-left", count=left) if left else "",
        actions=tuple(actions),
    )


def _args(card: ReviewCard) -> dict[str, str]:
    return {"question": card.question, "number": str(card.number)}


def _answer(language: Language, card: ReviewCard) -> Action:
    return Action(
        label=say(language, "action-answer"),
        command="review answer",
        args=_args(card),
        style="primary",
    )


def _hint(language: Language, label: str, card: ReviewCard, count: int) -> Action:
    return Action(
        label=say(language, label),
        command="review hint",
        args=_args(card) | {"count": str(count)},
    )


def form(language: Language, card: ReviewCard, question: Question, text: str = "") -> Form:
    return Form(
        title=say(language, "answer-form-title"),
        command="review answer",
        args=_args(card),
        intro=question.text[language],
        fields=(
            InputField(
                name="text",
                label=say(language, "review-form-label"),
                kind="paragraph",
                placeholder=say(language, "answer-form-placeholder"),
                value=text,
                max_length=MAX_ANSWER_CHARS,
            ),
        ),
        submit=say(language, "answer-form-submit"),
    )


def hint(language: Language, card: ReviewCard, question: Question, count: int) -> Card:
    """Return the first hints of a question; in a review they cost nothing."""
    shown = question.hints[:count]
    actions = [_answer(language, card)]
    if len(shown) < len(question.hints):
        actions.append(_hint(language, "action-more-hint", card, len(shown) + 1))
    return Card(
        title=say(language, "hint-title", taken=len(shown), total=len(question.hints)),
        blocks=tuple(Paragraph(text=text[language]) for text in shown),
        footer=say(language, "review-hint-free"),
        actions=tuple(actions),
    )


def graded(language: Language, question: Question, review: Answer, again: str, left: int) -> Card:
    """Return the grade of a review, when its question comes again, and the way to the next."""
    assert review.grade is not None, "only a graded review has this card"
    facts = [say(language, "review-again", when=again)]
    if review.value:
        facts.append(say(language, "review-points", points=review.value))
    facts.append(say(language, "review-left", count=left))
    following = (next_action(language),) if left else ()
    return grade_views.explained(
        language, question, review.grade, None, " · ".join(facts), following
    )


def past(language: Language, question: Question, grade: Grade) -> Card:
    """Return the grade of a review that was told before."""
    return grade_views.explained(language, question, grade, None, "", ())


def next_action(language: Language, label: str = "review-next") -> Action:
    return Action(label=say(language, label), command="review", style="primary")


def none(language: Language, held_up: str | None) -> Card:
    """Return the card of who has nothing to review, or whom something keeps from all of it."""
    return _nothing(language, say(language, f"review-none-{held_up}" if held_up else "review-none"))


def none_due(language: Language, soonest: str) -> Card:
    """Return the card of who has nothing to review now, with when that is over."""
    return _nothing(language, say(language, "review-none-due", when=soonest))


def _nothing(language: Language, text: str) -> Card:
    return Card(title=say(language, "review-none-title"), blocks=(Paragraph(text=text),))


def reminder(language: Language, count: int) -> Card:
    """Return the day's line about what is due, with the button that begins."""
    return Card(
        title=say(language, "review-reminder-title"),
        blocks=(Paragraph(text=say(language, "review-reminder", count=count)),),
        footer=say(language, "review-reminder-off"),
        actions=(next_action(language, "review-begin"),),
    )


def when(language: Language, moment: datetime, now: datetime, zone: ZoneInfo) -> str:
    """Return in words when something comes again, by a member's own clock."""
    away = moment - now
    if away < SOON:
        return say(language, "review-in-minutes", minutes=max(1, round(away.total_seconds() / 60)))
    local, today = moment.astimezone(zone), now.astimezone(zone).date()
    days = (local.date() - today).days
    if days < LATER_DAYS:
        return say(language, ("when-today", "when-tomorrow")[days], time=f"{local:%H:%M}")
    return say(language, "review-in-days", days=days, date=local.date().isoformat())
