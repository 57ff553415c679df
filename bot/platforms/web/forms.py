"""The dialog of a page: one form at a time; `static/form.js` is its browser half."""

from collections.abc import Callable

from nicegui.element import Element
from nicegui.events import GenericEventArguments

from bot.i18n.messages import say
from bot.quiz.cards import Form
from bot.quiz.model import Member

MAX_VALUE = 150_000

Submitted = Callable[[Form, dict[str, str]], None]


class FormDialog(Element, component="static/form.js"):
    """Opens forms and hands what was filled in to `on_submit`, once per opening or refusal."""

    def __init__(self, member: Member, on_submit: Submitted) -> None:
        super().__init__()
        self._on_submit = on_submit
        self._form: Form | None = None
        self._token = 0
        self._is_in_flight = False
        names = ("required", "keys", "sending")
        self.props["labels"] = {
            "locale": member.language,
            # The browser puts the field's name where the NUL is.
            **{name: say(member.language, f"web-form-{name}", field="\0") for name in names},
            "cancel": say(member.language, "web-cancel"),
        }
        self.props["draft"] = f"quizmaster form|{member.id}"
        self.on("sent", self._sent)
        self.on("dismissed", self._dismissed)

    def open(self, form: Form) -> None:
        """Show a form; the one that is open already only gets its new error."""
        if self._form is None or _identity(self._form) != _identity(form):
            self._token += 1
        self._form = form
        self._is_in_flight = False
        if not self.is_deleted:
            self.run_method("open", self._token, form.model_dump(mode="json"))

    def refuse(self, sentence: str) -> bool:
        if self._form is None or self.is_deleted:
            return False
        self._is_in_flight = False
        self.run_method("refuse", sentence)
        return True

    def finish(self) -> None:
        if self._form is None or self.is_deleted:
            return
        self._form = None
        self._is_in_flight = False
        self.run_method("finish", False)

    def _sent(self, event: GenericEventArguments) -> None:
        if self._form is None or self._is_in_flight or event.args.get("token") != self._token:
            return
        given = event.args.get("values", {})
        names = [field.name for field in self._form.fields]
        values = {name: str(given.get(name, ""))[:MAX_VALUE] for name in names}
        self._is_in_flight = True
        self._on_submit(self._form, values)

    def _dismissed(self, event: GenericEventArguments) -> None:
        if event.args.get("token") == self._token and self._form is not None:
            self._form = None
            self._is_in_flight = False


def _identity(form: Form) -> tuple[object, ...]:
    return form.command, tuple(form.args.items()), tuple(field.name for field in form.fields)
