"""The input line: typed commands with completion; `static/composer.js` is its browser half."""

from collections.abc import Awaitable, Callable
from dataclasses import asdict

from nicegui.element import Element
from nicegui.events import GenericEventArguments

from bot.i18n.messages import say
from bot.platforms.web.completion import Completion
from bot.platforms.web.forms import draft_of
from bot.quiz import commands, typed_line
from bot.quiz.commands import Command
from bot.quiz.errors import Refusal
from bot.quiz.model import ChannelId, Member
from bot.quiz.zones import known_zone

MAX_LINE = 6000

Suggest = Callable[[str], Awaitable[list[Completion]]]
Send = Callable[[Command, dict[str, str], str, object], Awaitable[str | None]]


class Composer(Element, component="static/composer.js"):
    """Hands a readable command line to `on_send`, which returns why not, or None.

    `timezone` is the browser's, once it is there.
    """

    def __init__(self, member: Member, channel: ChannelId, suggest: Suggest, on_send: Send) -> None:
        super().__init__()
        self._language = member.language
        self._suggest = suggest
        self._on_send = on_send
        self.timezone: str | None = None
        names = ("placeholder", "send", "answer", "keys", "unsent", "unpressed")
        self.props["labels"] = {
            **{name: say(member.language, f"web-compose-{name}") for name in names},
            "input": say(member.language, "web-compose"),
            "suggestions": say(member.language, "web-suggestions"),
        }
        self.props["draft"] = f"quizmaster line|{member.id}|{channel}"
        self.props["formDraft"] = draft_of(member)
        self.on("complete", self._complete)
        self.on("send", self._sent)
        self.on("placed", self._placed)

    def _placed(self, event: GenericEventArguments) -> None:
        zone = known_zone(str(event.args))
        self.timezone = zone.key if zone else None

    async def _complete(self, event: GenericEventArguments) -> None:
        line = str(event.args.get("line", ""))[:MAX_LINE]
        suggestions = [asdict(suggestion) for suggestion in await self._suggest(line)]
        self.run_method("suggest", line, suggestions)

    async def _sent(self, event: GenericEventArguments) -> None:
        """Take a line; it stays in the browser until it is kept here."""
        line = str(event.args.get("line", ""))
        refusal = await self._send(line, event.args.get("id"))
        if self.is_deleted:
            return
        if refusal is None:
            self.run_method("accepted", line)
        else:
            self.run_method("refused", line, refusal, _is_plain(line) and len(line) <= MAX_LINE)

    async def _send(self, line: str, id: object) -> str | None:
        if len(line) > MAX_LINE:
            return say(self._language, "web-too-long", limit=MAX_LINE)
        if _is_plain(line):
            return say(self._language, "web-plain-line")
        try:
            command, args = typed_line.parse(line)
            commands.check_args(command, args)
        except Refusal as refusal:
            return say(self._language, refusal.message, **refusal.variables)
        return await self._on_send(command, args, line.strip(), id)


def _is_plain(line: str) -> bool:
    return not line.lstrip().startswith("/")
