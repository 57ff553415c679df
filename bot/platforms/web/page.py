"""One open page: a member in a channel. Draws what comes in and passes on what they do."""

from collections.abc import Callable, Sequence

from nicegui import ui

from bot.i18n.messages import say
from bot.platforms.web.address import PageAddress
from bot.platforms.web.chat import WebChat
from bot.platforms.web.completion import Suggestion, suggest
from bot.platforms.web.composer import Composer
from bot.platforms.web.forms import FormDialog
from bot.platforms.web.page_updates import PageUpdates
from bot.platforms.web.presses import Presses, new_event
from bot.platforms.web.rail import TOGGLE_RAIL, rail
from bot.platforms.web.reply import WebReply
from bot.platforms.web.stream import Stream
from bot.quiz import commands
from bot.quiz.cards import Action, Form, Option
from bot.quiz.commands import Command
from bot.quiz.dispatch import Dispatcher
from bot.quiz.model import Channel, ChannelId, Invocation, Member, Posting

STARTERS = (("quiz now", "now"), ("demo", "demo"), ("help", "help"))


class Page:
    """Built once per visit, inside NiceGUI's page context."""

    def __init__(
        self,
        dispatcher: Dispatcher,
        chat: WebChat,
        presses: Presses,
        member: Member,
        channel: ChannelId,
    ) -> None:
        self._dispatcher = dispatcher
        self._chat = chat
        self._presses = presses
        self._member = member
        self._channel = channel
        self._in_flight = 0

    def build(self, address: PageAddress, channels: Sequence[Channel]) -> None:
        """Draw everything but the messages."""
        channel = next(one for one in channels if one.id == self._channel)
        with ui.element("div").classes("shell"):
            rail(address, channels)
            with ui.element("main").classes("conversation"):
                self._header(channel)
                with Stream(self._member, self._press) as self._stream:
                    self._empty = self._empty_state()
                self._thinking = self._thinking_line()
                self._composer = Composer(self._member, self._channel, self._suggest, self._send)
        self._form = FormDialog(self._member, self._complete, self._submit)

    async def load(self) -> None:
        """Draw the messages that are there."""
        for posting in await self._chat.history(self._channel, self._member.id):
            self._stream.draw(posting)
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
                    self._stream.follow(is_mine=posting.author.id == self._member.id)
            self._empty.set_visibility(self._stream.is_empty)

    def _header(self, channel: Channel) -> None:
        language = self._member.language
        with ui.element("header").classes("top"):
            menu = ui.element("button").classes("icon-button menu").props("type=button")
            menu.props["aria-label"] = say(language, "web-menu")
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

    def _starter(self, command: str) -> Callable[[], None]:
        return lambda: self._press(Action(label="", command=command), None, lambda: None)

    def _thinking_line(self) -> ui.element:
        with ui.element("div").classes("thinking").props("role=status") as line:
            with ui.element("span").classes("dots").props("aria-hidden=true"):
                for _ in range(3):
                    ui.element("span")
            ui.label(say(self._member.language, "web-thinking"))
        line.set_visibility(False)
        return line

    async def _suggest(self, line: str) -> list[Suggestion]:
        return await suggest(self._dispatcher, self._member.language, line)

    async def _complete(self, form: Form, values: dict[str, str], field: str) -> list[Option]:
        command, args = commands.command(form.command), {**form.args, **values}
        language = self._member.language
        return await self._dispatcher.complete(language, command, args, field, values[field])

    def _press(self, action: Action, on: Posting | None, then: Callable[[], None]) -> None:
        over = on if on and action.replaces and on.only == self._member.id else None
        if not self._run(action.command, dict(action.args), then, over=over):
            then()
            ui.notify(say(self._member.language, "web-busy"))

    def _send(self, command: Command, args: dict[str, str], line: str) -> str | None:
        is_run = self._run(command.name, args, lambda: None, said=line)
        return None if is_run else say(self._member.language, "web-busy")

    def _submit(self, form: Form, values: dict[str, str]) -> None:
        texts = [values[field.name] for field in form.fields if field.kind == "paragraph"]
        said = texts[0] if len(form.fields) == len(texts) == 1 else ""
        args = {**form.args, **values}
        if not self._run(form.command, args, lambda: None, said=said, is_form=True):
            self._form.refuse(say(self._member.language, "web-busy"))

    def _run(
        self,
        command: str,
        args: dict[str, str],
        then: Callable[[], None],
        said: str = "",
        is_form: bool = False,
        over: Posting | None = None,
    ) -> bool:
        invocation = Invocation(new_event(), self._member, self._channel, command, args)
        reply = WebReply(self._chat, invocation, self._form, said, is_form, over)

        def end() -> None:
            self._count(-1)
            reply.end()
            then()

        if not self._presses.run(invocation, reply, end):
            return False
        self._count(+1)
        return True

    def _count(self, change: int) -> None:
        self._in_flight += change
        if not self._thinking.is_deleted:
            self._thinking.set_visibility(self._in_flight > 0)
