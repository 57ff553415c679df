"""Everything members do on Slack comes in here, and runs in tasks that somebody owns."""

import asyncio
import logging
from collections.abc import Awaitable, Callable, Coroutine, Mapping
from typing import Any

from slack_bolt.context.ack.async_ack import AsyncAck

from bot.i18n.messages import say
from bot.platforms.buttons import Way
from bot.platforms.slack.home import Home
from bot.platforms.slack.people import People
from bot.platforms.slack.refusals import FAILURES
from bot.platforms.slack.reply import TAKEN, Desk, SlackReply, Verdict
from bot.platforms.slack.visits import Payload, Visit, of_event, of_interaction, of_slash
from bot.platforms.slack.wishes import Wish, Wishes, way_of
from bot.platforms.slack.workspaces import Workspace, Workspaces
from bot.platforms.text import clip
from bot.quiz import commands
from bot.quiz.dispatch import Dispatcher, notice
from bot.quiz.errors import ChannelUnreachable, QuizError, Refusal
from bot.quiz.model import Member
from bot.quiz.outbox import Events
from bot.quiz.ports import Clock

log = logging.getLogger(__name__)

MAX_IN_FLIGHT = 2000
PATIENCE_S = 2.0
MAX_CHOICE = 75

Read = Callable[[Visit, Workspace, Member, Payload], Awaitable[Wish]]
Work = Coroutine[Any, Any, None]


class Busy(Exception):
    """This cannot be served now. Slack, left without an answer, asks again or says so."""


class Intake:
    """Serves visits. Slack may tell of one several times, it is served once."""

    def __init__(
        self,
        dispatcher: Dispatcher,
        wishes: Wishes,
        workspaces: Workspaces,
        people: People,
        events: Events,
        desk: Desk,
        home: Home,
        clock: Clock,
        tasks: asyncio.TaskGroup,
        patience_s: float = PATIENCE_S,
    ) -> None:
        self._dispatcher = dispatcher
        self._wishes = wishes
        self._workspaces = workspaces
        self._people = people
        self._events = events
        self._desk = desk
        self._home = home
        self._clock = clock
        self._tasks = tasks
        self._patience_s = patience_s
        self._in_flight = 0

    async def slash(self, ack: AsyncAck, body: dict[str, Any]) -> None:
        """Take a slash command; Slack holds on to what was typed until it is kept here."""
        verdict = self._start(body, of_slash(body), self._wishes.typed)
        await self._settled(verdict)
        await ack()

    async def press(self, ack: AsyncAck, body: dict[str, Any]) -> None:
        visit = of_interaction(body)
        self._start(body, visit, self._wishes.pressed, way_of(visit, body))
        await ack()

    async def form(self, ack: AsyncAck, body: dict[str, Any]) -> None:
        """Take a form; it stays open until it is kept, or says what is wrong with it."""
        verdict = self._start(body, of_interaction(body), self._wishes.submitted)
        await self._settled(verdict)
        await ack(**verdict.result())

    async def shortcut(self, ack: AsyncAck, body: dict[str, Any]) -> None:
        self._start(body, of_interaction(body), self._wishes.of_message)
        await ack()

    async def closed(self, ack: AsyncAck) -> None:
        await ack()

    async def event(self, ack: AsyncAck, body: dict[str, Any]) -> None:
        """Take an event: somebody speaks to the bot, looks at its home, or removes it."""
        event = body.get("event") or {}
        visit = of_event(body)
        match event.get("type"):
            case "app_home_opened" if event.get("tab", "home") == "home":
                self._do(self._look(visit, event.get("view")))
            case "app_mention":
                self._start(body, visit, self._wishes.help)
            case "message" if event.get("channel_type") == "im" and "subtype" not in event:
                self._start(body, visit, self._wishes.help)
            case "app_uninstalled" | "tokens_revoked":
                log.warning("removed from the workspace %s; its settings are kept", visit.team)
                self._do(self._workspaces.drop(visit.team))
        await ack()

    async def options(self, ack: AsyncAck, body: dict[str, Any]) -> None:
        """Offer values for a field."""
        found: list[dict[str, Any]] = []
        try:
            found = await self._options(of_interaction(body), body)
        except (QuizError, *FAILURES) as exc:
            log.info("no completion: %s", exc)
        await ack(options=found)

    def _start(
        self, body: Payload, visit: Visit, read: Read, way: Way = Way.SHOW
    ) -> asyncio.Future[Verdict]:
        """Start serving a visit; the verdict is there once what was typed is kept, or refused."""
        verdict: asyncio.Future[Verdict] = asyncio.get_running_loop().create_future()
        task = self._do(self._serve(body, visit, read, way, verdict))
        task.add_done_callback(lambda _: _take(verdict))
        return verdict

    async def _settled(self, verdict: asyncio.Future[Verdict]) -> None:
        """Wait for a verdict, but not longer than Slack does."""
        try:
            async with asyncio.timeout(self._patience_s):
                await asyncio.shield(verdict)
        except TimeoutError:
            _take(verdict)

    def _do(self, work: Work) -> asyncio.Task[None]:
        """Start some work.

        Raises:
            Busy: there is far too much of it already, or the bot is about to end.
        """
        guarded = _guarded(work)
        try:
            if self._in_flight >= MAX_IN_FLIGHT:
                raise RuntimeError("too much at once")
            task = self._tasks.create_task(guarded)
        except RuntimeError as exc:
            guarded.close()
            work.close()
            raise Busy(str(exc)) from None
        self._in_flight += 1
        task.add_done_callback(self._landed)
        return task

    def _landed(self, _: asyncio.Task[None]) -> None:
        self._in_flight -= 1

    async def _serve(
        self,
        body: Payload,
        visit: Visit,
        read: Read,
        way: Way,
        verdict: asyncio.Future[Verdict],
    ) -> None:
        workspace = await self._workspaces.find(visit.team)
        member = await self._people.member(workspace, visit.user, visit.called)
        reply = SlackReply(visit, workspace, member, way, self._desk, body.get("view"), verdict)
        try:
            if not await self._events.first(visit.event, self._clock.now()):
                return
            wish = await read(visit, workspace, member, body)
        except Refusal as refusal:
            await reply.show(notice(say(member.language, refusal.message, **refusal.variables)))
        except (QuizError, *FAILURES):
            log.exception("%s could not be read", visit.event)
            await reply.show(notice(say(member.language, "error-unavailable")))
        else:
            reply.serve(wish.invocation, wish.draft)
            await self._dispatcher.handle(wish.invocation, reply)
        await reply.finish()
        await self._home.refresh(workspace, member)

    async def _look(self, visit: Visit, view: Mapping[str, Any] | None) -> None:
        workspace = await self._workspaces.find(visit.team)
        member = await self._people.member(workspace, visit.user)
        await self._home.show(workspace, member, str((view or {}).get("hash") or ""))

    async def _options(self, visit: Visit, body: Payload) -> list[dict[str, Any]]:
        workspace = await self._workspaces.find(visit.team)
        member = await self._people.member(workspace, visit.user)
        button = await self._wishes.form_of(workspace, body)
        options = await self._dispatcher.complete(
            member.language,
            commands.command(button.command),
            button.args,
            str(body.get("block_id") or ""),
            str(body.get("value") or ""),
        )
        return [
            {"text": {"type": "plain_text", "text": clip(o.label, MAX_CHOICE)}, "value": o.value}
            for o in options
            if len(o.value) <= MAX_CHOICE
        ]


async def _guarded(work: Work) -> None:
    """Do some work. The group owns the whole bot: nothing in here may end it."""
    try:
        await work
    except ChannelUnreachable as exc:
        log.warning("something from Slack could not be served: %s", exc)
    except Exception:
        log.exception("something from Slack could not be served")


def _take(verdict: asyncio.Future[Verdict]) -> None:
    if not verdict.done():
        verdict.set_result(TAKEN)
