"""A button in place of a form that cannot be opened now, so that nothing typed is lost."""

from collections.abc import Mapping

from bot.i18n.messages import say
from bot.platforms.shared.buttons import NO_DRAFT
from bot.quiz import commands
from bot.quiz.cards import Action, Card, Form, Paragraph
from bot.quiz.model import Invocation
from content.schema import Language


def form_card(
    form: Form, asked: Invocation | None, language: Language, draft: Mapping[str, str] = NO_DRAFT
) -> tuple[Card, Mapping[str, str]]:
    """Return a card whose button opens a form, and the draft that the form then starts with.

    The card shows what was typed and why it was not taken. `asked` is what the form answers;
    `language` is for a form that names none.
    """
    language = form.language or language
    typed = [f.value for f in form.fields if f.kind == "paragraph" and f.value]
    blocks = [Paragraph(text=text, style="quote") for text in typed]
    blocks.insert(0, Paragraph(text=form.error or say(language, "form-not-opened")))
    label = say(language, "action-again" if form.error else "action-open")
    card = Card(
        title=form.title,
        blocks=tuple(blocks),
        actions=(_opener(form, asked, label),),
        tone="notice",
    )
    return card, {f.name: f.value for f in form.fields if f.value} if form.error else draft


def _opener(form: Form, asked: Invocation | None, label: str) -> Action:
    """Return the button that asks for a form: its own command, or the one served now."""
    command, args = form.opened_by or form.command, dict(form.args)
    opens = commands.command(command).opens_form(args)
    if asked and (asked.command == form.opened_by or not opens):
        command, args = asked.command, dict(asked.args)
    return Action(label=label, command=command, args=args, style="primary")
