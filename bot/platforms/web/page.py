"""One open page: a member in a channel. Draws what comes in and passes on what they do."""

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import replace

from nicegui import ui

from bot.i18n.messages import say
from bot.platforms.web.address import PageAddress
from bot.platforms.web.chat import WebChat
from bot.platforms.web.completion import Completion, suggest
from bot.platforms.web.composer import Composer
from bot.platforms.web.forms import FormDialog, RequestDialog
from bot.platforms.web.invocation_runner import InvocationRunner, PageRequest, event_of
from bot.platforms.web.page_updates import PageUpdates
from bot.platforms.web.rail import TOGGLE_RAIL, rail
from bot.platforms.web.reply import Dialog
from bot.platforms.web.stream import Stream
from bot.quiz import commands
from bot.quiz.cards import Action, Form, Option
from bot.quiz.commands import Command
from bot.quiz.dispatch import Dispatcher
from bot.quiz.model import Channel, ChannelId, Invocation, Member
from bot.quiz.transcript import Posting

STARTERS = (("quiz now", "now"), ("demo", "demo"), ("help", "help"))


class Page:
    """Built once per visit, inside NiceGUI's page context."""

    def __init__(
        self,
        dispatcher: Dispatcher,
        chat: WebChat,
        runner: InvocationRunner,
        member: Member,
        channel: ChannelId,
    ) -> None:
        self._dispatcher = dispatcher
        self._chat = chat
        self._runner = runner
        self._member = member
        self._channel = channel
        self._in_flight = 0
        self._has_pressed = False

    def build(self, address: PageAddress, channels: Sequence[Channel]) -> None:
        """Draw everything but the messages."""
        channel = next(one for one in channels if one.id == self._channel)
        skip = ui.element("a").classes("skip").props("href=#composer-input data-testid=skip")
        with skip:
            ui.label(say(self._member.language, "web-skip"))
        with ui.element("div").classes("shell"):
            rail(address, channels)
            with ui.element("div").classes("conversation"):
                self._header(channel)
                with Stream(self._member, self._press) as self._stream:
                    self._empty = self._empty_state()
                self._thinking = self._thinking_line()
                self._composer = Composer(self._member, self._channel, self._suggest, self._send)
        self._form = FormDialog(self._member, self._complete, self._chat.uploads.keep, self._submit)

    async def load(self) -> None:
        """Draw the messages that are there."""
        self._stream.begin(await self._chat.history(self._channel, self._member.id))
        self._stream.fold_all_but_last()
        self._empty.set_visibility(self._stream.is_empty)

    async def live(self, inbox: PageUpdates) -> None:
        """Draw changes as they come; a page that fell behind is loaded again."""
        while True:
            changes = await inbox.take()
            if changes is None:
                ui.navigate.reload()
                continue
            for posting in changes:
                is_new = self._stream.draw(posting)
                if is_new:
                    self._stream.follow(is_mine=self._is_mine(posting))
            self._empty.set_visibility(self._stream.is_empty)

    def _is_mine(self, posting: Posting) -> bool:
        """Tell whether a message is the member's, or what the button they just pressed brought."""
        is_reply = self._has_pressed and posting.only == self._member.id
        self._has_pressed = self._has_pressed and not is_reply
        return is_reply or posting.author.id == self._member.id

    def _header(self, channel: Channel) -> None:
        language = self._member.language
        with ui.element("header").classes("top"):
            menu = ui.element("button").classes("icon-button menu").props("type=button")
            menu.props["aria-label"] = say(language, "web-menu")
            menu.props["aria-expanded"] = "false"
            with menu.on("click", js_handler=TOGGLE_RAIL):
                ui.element("span").classes("icon icon-menu").props("aria-hidden=true")
            with ui.element("div").classes("top-names"):
                with ui.element("h1").classes("top-name"):
                    ui.label(f"#{channel.name}")
                ui.label(say(language, "web-channel-about")).classes("top-about")

    def _empty_state(self) -> ui.element:
        language = self._member.language
        with ui.element("div").classes("empty").props("data-testid=empty") as empty:
            ui.element("span").classes("brand-mark large").props("aria-hidden=true")
            ui.label(say(language, "web-empty-title")).classes("empty-title")
            ui.label(say(language, "web-empty-text")).classes("empty-text")
            with ui.element("div").classes("actions"):
                for command, word in STARTERS:
                    style = "primary" if word == "now" else "secondary"
                    button = ui.element("button").classes(f"button {style}").props("type=button")
                    with button.on("click", self._starter(command), throttle=1.0):
                        ui.label(say(language, f"web-try-{word}"))
        return empty

    def _starter(self, command: str) -> Callable[[], Awaitable[None]]:
        return lambda: self._press(Action(label="", command=command), None, lambda: None)

    def _thinking_line(self) -> ui.element:
        with ui.element("div").classes("thinking").props("role=status") as line:
            with ui.element("span").classes("dots").props("aria-hidden=true"):
                for _ in range(3):
                    ui.element("span")
            ui.label(say(self._member.language, "web-thinking"))
        line.set_visibility(False)
        return line

    async def _suggest(self, line: str) -> list[Completion]:
        return await suggest(self._dispatcher, self._member.language, line, self._channel)

    async def _complete(self, form: Form, values: dict[str, str], field: str) -> list[Option]:
        command, args = commands.command(form.command), {**form.args, **values}
        language = self._member.language
        return await self._dispatcher.complete(
            language, command, args, field, values[field], self._channel
        )

    async def _press(self, action: Action, on: Posting | None, then: Callable[[], None]) -> None:
        is_tab = on is not None and action.replaces and on.only == self._member.id
        asked = self._invocation(action.command, dict(action.args))
        over = on.id if on and is_tab else None
        self._has_pressed = over is None
        dialog = RequestDialog(self._form)
        refusal = await self._run(PageRequest(asked, over=over), dialog, then)
        if refusal is not None:
            then()
            dialog.tell(refusal)

    async def _send(
        self, command: Command, args: dict[str, str], line: str, id: object
    ) -> str | None:
        asked = self._invocation(command.name, args, id)
        return await self._run(
            PageRequest(asked, said=line), RequestDialog(self._form), lambda: None
        )

    async def _submit(self, form: Form, values: dict[str, str], id: object, dialog: Dialog) -> None:
        texts = [values[field.name] for field in form.fields if field.kind == "paragraph"]
        said = texts[0] if len(form.fields) == len(texts) == 1 else ""
        asked = self._invocation(form.command, {**form.args, **values}, id)
        refusal = await self._run(PageRequest(asked, said, is_form=True), dialog, lambda: None)
        if refusal is not None and not dialog.refuse(refusal):
            dialog.tell(refusal)

    def _invocation(self, command: str, args: dict[str, str], id: object = None) -> Invocation:
        event = event_of(self._member.id, id)
        member = replace(self._member, timezone=self._composer.timezone)
        return Invocation(event, member, self._channel, command, args)

    async def _run(
        self, press: PageRequest, dialog: Dialog, then: Callable[[], None]
    ) -> str | None:
        """Have something served, with a line that says so; return why not."""

        def end() -> None:
            self._count(-1)
            then()

        self._count(+1)
        refusal = await self._runner.run(press, dialog, end)
        if refusal is not None:
            self._count(-1)
        return refusal

    def _count(self, change: int) -> None:
        self._in_flight += change
        if not self._thinking.is_deleted:
            self._thinking.set_visibility(self._in_flight > 0)
