"""The way back to the member of one invocation: private messages and a dialog on their page."""

from typing import Protocol

from bot.platforms.shared.form_card import form_card
from bot.platforms.web.chat import WebChat
from bot.quiz.cards import Card, Form, Paragraph
from bot.quiz.model import Address, Invocation, MessageId
from bot.quiz.ports import Reply
from bot.quiz.transcript import BOT, Author


class Dialog(Protocol):
    """The form that was sent, on the page that asked. A member may have closed it, or left."""

    def open(self, form: Form) -> bool:
        """Show a form in its place; False if another is there by now, or no page."""
        ...

    def refuse(self, sentence: str) -> bool:
        """Say why the form was not taken; False if it is no longer there."""
        ...

    def finish(self) -> None: ...

    def tell(self, sentence: str) -> None:
        """Say something on the page that stays nowhere."""
        ...


class WebReply(Reply):
    """Shows cards to one member only.

    `said` is what the member typed, shown as theirs: a command at once, a form before the first
    card, so that a refused one leaves no trace. With `is_form`, a bare refusal is told in the
    form itself.
    """

    def __init__(
        self,
        chat: WebChat,
        invocation: Invocation,
        dialog: Dialog,
        said: str = "",
        is_form: bool = False,
    ) -> None:
        self._chat = chat
        self._invocation = invocation
        self._to = Address(invocation.channel, only=invocation.member.id)
        self._dialog = dialog
        self._said = said
        self._is_form_open = is_form
        self._shown: MessageId | None = None

    def take_over(self, message: MessageId) -> None:
        """Put the answer in the place of the member's own message whose button was pressed."""
        self._shown = message

    async def begin(self) -> None:
        """Show the command that was typed, before whatever it brings about."""
        if not self._is_form_open:
            await self._echo()

    async def show(self, card: Card, key: str | None = None) -> None:
        if self._is_form_open and key is None and self._is_told_in_form(card):
            return
        self.end()
        await self._echo()
        if self._shown is None:
            # What is served again, after a crash, shows its answer in the same place.
            own = key or f"reply:{self._invocation.event}"
            self._shown = (await self._chat.write(self._to, BOT, card, own)).id
        else:
            await self._chat.rewrite(self._shown, card)

    async def ask(self, form: Form) -> None:
        """Open a form, or show what was typed, why it was not taken, and a button that opens it."""
        self._is_form_open = False
        if not self._dialog.open(form):
            card, _ = form_card(form, self._invocation, self._invocation.member.language)
            await self.show(card)

    def end(self) -> None:
        """Close the form that was sent, unless it was asked again or refused."""
        if self._is_form_open:
            self._is_form_open = False
            self._dialog.finish()

    def tell(self, sentence: str) -> None:
        """Say something to a member while no message can be kept."""
        self._dialog.tell(sentence)

    def _is_told_in_form(self, card: Card) -> bool:
        if card.sentence is None:
            return False
        self._is_form_open = False
        return self._dialog.refuse(card.sentence)

    async def _echo(self) -> None:
        """Show the member's own words once; an event that comes again adds nothing."""
        if not self._said:
            return
        said = Card(blocks=(Paragraph(text=self._said),))
        member = self._invocation.member
        author = Author(member.id, member.name)
        await self._chat.write(self._to, author, said, f"echo:{self._invocation.event}")
        self._said = ""


class NoDialog(Dialog):
    """The dialog of a page that is gone."""

    def open(self, form: Form) -> bool:
        return False

    def refuse(self, sentence: str) -> bool:
        return False

    def finish(self) -> None: ...

    def tell(self, sentence: str) -> None: ...
