"""Cards of what became of suggestions: for their authors, and for the admins who keep them."""

from collections.abc import Sequence

from bot.i18n.messages import say
from bot.quiz.cards import Action, Block, Card, Paragraph, shortened
from bot.quiz.dispatch import notice
from bot.quiz.model import Channel
from bot.quiz.paging import turns
from bot.quiz.suggestions.model import Reception, Suggestion, SuggestionState
from bot.quiz.suggestions.view import withdraw_action
from content.schema import Language

PAGE = 4
MAX_QUESTION = 200


def mine(
    language: Language,
    channel: Channel,
    shown: Sequence[tuple[Suggestion, Reception]],
    page: int,
    *,
    has_more: bool,
) -> Card:
    """Return one page of an author's suggestions, with a button for each that can be withdrawn."""
    blocks: list[Block] = []
    withdraw: list[Action] = []
    for number, (one, reception) in enumerate(shown, start=1):
        text = shortened(one.wording.question, MAX_QUESTION)
        blocks.append(Paragraph(text=f"{number}. {text}"))
        blocks.append(Paragraph(text=_state(language, one, reception), style="muted"))
        if one.is_pending:
            label = say(language, "action-withdraw-one", number=number)
            withdraw.append(withdraw_action(language, one).model_copy(update={"label": label}))
    if not shown:
        blocks.append(Paragraph(text=say(language, "suggestions-none-of-mine")))
    another = Action(label=say(language, "action-suggest"), command="question suggest")
    return Card(
        title=f"{say(language, 'suggestions-mine')} · {channel.title}",
        blocks=tuple(blocks),
        actions=(
            *withdraw,
            another,
            *turns(language, "question mine", page, has_more=has_more),
        ),
    )


def _state(language: Language, one: Suggestion, reception: Reception) -> str:
    state = say(language, f"suggestion-state-{one.state.value}")
    if one.reason:
        state = f"{state} – {one.reason}"
    if one.state in (SuggestionState.APPROVED, SuggestionState.RETIRED):
        return " · ".join([state, *_received(language, reception)])
    return state


def _received(language: Language, reception: Reception) -> list[str]:
    if not reception.times:
        return [say(language, "suggestion-not-asked-yet")]
    facts = [
        say(language, "suggestion-asked", times=reception.times),
        say(language, "suggestion-answered", members=reception.members),
    ]
    if reception.members:
        facts.append(say(language, "suggestion-mean", points=round(reception.mean)))
    return facts


def none_approved(language: Language) -> Card:
    return notice(say(language, "suggestions-none-approved"))


def approved(
    language: Language,
    one: Suggestion,
    author: str,
    reception: Reception,
    page: int,
    total: int,
) -> Card:
    """Return one of the questions that members brought, to be changed or retired."""
    is_retired = one.state is SuggestionState.RETIRED
    which = {"suggestion": str(one.id), "revision": str(one.revision)}
    edit = Action(label=say(language, "action-edit"), command="question edit", args=which)
    retire = Action(
        label=say(language, "action-ask-again" if is_retired else "action-retire"),
        command="question retire",
        args={**which, "page": str(page), **({"undo": "yes"} if is_retired else {})},
        style="secondary" if is_retired else "danger",
        replaces=True,
    )
    turned = turns(language, "question approved", page, has_more=page < total)
    return Card(
        title=say(language, "suggestion-approved-one", place=page, total=total),
        blocks=(
            Paragraph(text=one.wording.question, style="strong"),
            Paragraph(text=one.wording.reference, style="quote"),
            Paragraph(text=_state(language, one, reception), style="muted"),
        ),
        footer=say(language, "suggestion-credit", name=author) if author else "",
        actions=(*(() if is_retired else (edit,)), retire, *turned),
        tone="notice" if is_retired else "plain",
    )
