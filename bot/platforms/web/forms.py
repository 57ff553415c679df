"""The dialog of a page: one form at a time; `static/form.js` is its browser half.

Each opening has a token, until the form is closed or asked again. An answer may come late, so it
names the opening that was sent, and leaves alone another form that is open by then. So does the
word that a form was closed.
"""

from collections.abc import Awaitable, Callable
from functools import partial

from nicegui import ui
from nicegui.element import Element
from nicegui.events import GenericEventArguments

from bot.i18n.messages import say
from bot.platforms.web.file_field import FileField, Keep
from bot.platforms.web.reply import Dialog
from bot.quiz.cards import Form, Option
from bot.quiz.model import Member

MAX_VALUE = 150_000
NO_FORM = 0

Complete = Callable[[Form, dict[str, str], str], Awaitable[list[Option]]]
Submitted = Callable[[Form, dict[str, str], object, Dialog], Awaitable[None]]


def draft_of(member: Member) -> str:
    """Return how the browser calls what a member types in forms."""
    return f"quizmaster form|{member.id}"


class FormDialog(Element, component="static/form.js"):
    """Opens forms and hands what was filled in to `on_submit`, once per opening or refusal, with
    the dialog to answer it in.

    `complete` returns what a field named last could hold, given what is filled in so far; `keep`
    takes the file of a form.
    """

    def __init__(
        self, member: Member, complete: Complete, keep: Keep, on_submit: Submitted
    ) -> None:
        super().__init__()
        self._language = member.language
        self._complete = complete
        self._keep = keep
        self._on_submit = on_submit
        self._form: Form | None = None
        self._file: FileField | None = None
        self._token = NO_FORM
        self._is_in_flight = False
        names = ("required", "keys", "sending", "uploading")
        self.props["labels"] = {
            "locale": member.language,
            # The browser puts the field's name where the NUL is.
            **{name: say(member.language, f"web-form-{name}", field="\0") for name in names},
            "cancel": say(member.language, "web-cancel"),
        }
        self.props["draft"] = draft_of(member)
        self.on("typed", self._typed)
        self.on("sent", self._sent)
        self.on("dismissed", self._dismissed)

    @property
    def shown(self) -> int | None:
        """Return the token of the form that is open, or None if the page is gone."""
        if self.is_deleted:
            return None
        return NO_FORM if self._form is None else self._token

    def open(self, form: Form) -> None:
        """Show a form; the one that is open already only gets its new error."""
        is_same = self._form is not None and _identity(self._form) == _identity(form)
        if not is_same:
            self._draw_file(form)
        answered = self.shown
        self._token += 1
        self._form = form
        self._is_in_flight = False
        fields = form.model_dump(mode="json")
        self.run_method("open", self._token, fields, answered, is_same)

    def refuse(self, token: int, sentence: str, field: str = "") -> None:
        """Say in a form why it was not taken; once it is closed, its draft is there again."""
        if self.shown == token:
            self._is_in_flight = False
        if not self.is_deleted:
            self.run_method("refuse", token, sentence, field)

    def finish(self, token: int) -> None:
        """Close a form that was taken, and drop its draft, also if it is closed already."""
        if self.shown == token:
            self._forget()
        if not self.is_deleted:
            self.run_method("finish", token)

    def tell(self, sentence: str) -> None:
        """Say something beside the form."""
        if not self.is_deleted:
            with self:
                ui.notify(sentence)

    def _draw_file(self, form: Form) -> None:
        """Draw the field that takes a file, in place of an earlier form's."""
        self._file = None
        self.clear()
        field = next((field for field in form.fields if field.kind == "file"), None)
        if field is not None:
            trouble = partial(self._refuse_file, field.name)
            self._file = FileField(self, field, self._language, self._keep, trouble)

    def _refuse_file(self, field: str, sentence: str) -> None:
        self.refuse(self._token, sentence, field)

    def _forget(self) -> None:
        self._form = self._file = None
        self._is_in_flight = False
        self.clear()

    async def _typed(self, event: GenericEventArguments) -> None:
        form, name = self._form, event.args.get("field")
        if form is None or event.args.get("token") != self._token:
            return
        if any(field.name == name and field.completes for field in form.fields):
            values = self._values(form, event)
            options = await self._complete(form, values, name)
            shown = [option.model_dump() for option in options]
            if not self.is_deleted:
                self.run_method("suggest", name, values[name], shown)

    async def _sent(self, event: GenericEventArguments) -> None:
        if self._form is None or self._is_in_flight or event.args.get("token") != self._token:
            return
        self._is_in_flight = True
        values, dialog = self._values(self._form, event), RequestDialog(self, self._token)
        await self._on_submit(self._form, values, event.args.get("id"), dialog)

    def _dismissed(self, event: GenericEventArguments) -> None:
        if event.args.get("token") == self._token and self._form is not None:
            self._forget()

    def _values(self, form: Form, event: GenericEventArguments) -> dict[str, str]:
        given = event.args.get("values", {})
        values = {field.name: str(given.get(field.name, ""))[:MAX_VALUE] for field in form.fields}
        if self._file is not None:
            values[self._file.name] = self._file.value
        return values


class RequestDialog(Dialog):
    """The dialog as the answer to one request has it: with the form that was sent, if one was."""

    def __init__(self, dialog: FormDialog, token: int = NO_FORM) -> None:
        self._dialog = dialog
        self._token = token

    @property
    def _is_mine(self) -> bool:
        return self._dialog.shown == self._token

    def open(self, form: Form) -> bool:
        if not self._is_mine:
            self._dialog.refuse(self._token, form.error)
            return False
        self._dialog.open(form)
        return True

    def refuse(self, sentence: str) -> bool:
        self._dialog.refuse(self._token, sentence)
        return self._is_mine

    def finish(self) -> None:
        self._dialog.finish(self._token)

    def tell(self, sentence: str) -> None:
        self._dialog.tell(sentence)


def _identity(form: Form) -> tuple[object, ...]:
    return form.command, tuple(form.args.items()), tuple(field.name for field in form.fields)
