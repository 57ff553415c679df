"""Everything members do on Slack comes in here, and runs in tasks that somebody owns."""

import asyncio
import logging
from collections import OrderedDict
from collections.abc import Awaitable, Callable, Coroutine, Mapping
from typing import Any

from slack_bolt.context.ack.async_ack import AsyncAck

from bot.i18n.messages import say
from bot.platforms.buttons import Way
from bot.platforms.slack.doors import Door
from bot.platforms.slack.home import Home
from bot.platforms.slack.people import People
from bot.platforms.slack.places import Places
from bot.platforms.slack.refusals import FAILURES
from bot.platforms.slack.reply import TAKEN, Desk, SlackReply, Verdict
from bot.platforms.slack.visits import Payload, Visit, of_event, of_interaction, of_slash
from bot.platforms.slack.wishes import Caller, Wish, Wishes, way_of
from bot.platforms.slack.workspaces import Workspace, Workspaces
from bot.platforms.text import clip
from bot.quiz import commands
from bot.quiz.dispatch import Dispatcher, notice
from bot.quiz.errors import ChannelUnreachable, QuizError, Refusal
from bot.quiz.model import EventId
from bot.quiz.outbox import Events
from bot.quiz.ports import Clock

log = logging.getLogger(__name__)

MAX_IN_FLIGHT = 2000
PATIENCE_S = 2.0
MAX_CHOICE = 75
MAX_VERDICTS = 5000

Read = Callable[[Caller], Awaitable[Wish]]
Work = Coroutine[Any, Any, None]


class Unserved(Exception):
    """This is not served. Slack, left without an answer, asks again or says so to the member."""


class Nobody(Unserved):
    """Nobody did this, so there is nobody to answer."""


class Intake:
    """Serves visits. Slack may tell of one several times, it is served once."""

    def __init__(
        self,
        dispatcher: Dispatcher,
        wishes: Wishes,
        workspaces: Workspaces,
        people: People,
        places: Places,
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
        self._places = places
        self._patience_s = patience_s
        self._in_flight = 0
        self._verdicts: OrderedDict[EventId, asyncio.Future[Verdict]] = OrderedDict()

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
        await ack(**await self._settled(verdict))

    async def shortcut(self, ack: AsyncAck, body: dict[str, Any]) -> None:
        self._start(body, of_interaction(body), self._wishes.of_message)
        await ack()

    async def closed(self, ack: AsyncAck) -> None:
        await ack()

    async def event(self, ack: AsyncAck, body: dict[str, Any]) -> None:
        """Take an event: somebody speaks to the bot, looks at its home, or removes it."""
        event, visit = body.get("event") or {}, of_event(body)
        match event.get("type"):
            case "app_uninstalled" | "tokens_revoked":
                self._do(self._workspaces.leave_if_removed(visit.team))
            case "app_home_opened" if visit.user and event.get("tab", "home") == "home":
                self._do(self._look(body, visit))
            case "app_mention" if visit.user:
                self._start(body, visit, self._wishes.help)
            case "message" if visit.user and _is_said_to_the_bot(event):
                self._start(body, visit, self._wishes.help)
        await ack()

    async def options(self, ack: AsyncAck, body: dict[str, Any]) -> None:
        """Offer values for a field."""
        found: list[dict[str, Any]] = []
        visit = of_interaction(body)
        if not visit.user:
            raise Nobody("options for nobody")
        try:
            async with asyncio.timeout(self._patience_s):
                found = await self._options(body, visit)
        except (QuizError, *FAILURES) as exc:
            log.info("no completion: %s", exc)
        await ack(options=found)

    def _start(
        self, body: Payload, visit: Visit, read: Read, way: Way = Way.SHOW
    ) -> asyncio.Future[Verdict]:
        """Start serving a visit; the verdict is there once what was typed is kept, or refused.

        One that comes again meanwhile, or soon after, has the same verdict.

        Raises:
            Unserved: not now, or not this.
        """
        if not visit.user:
            raise Nobody("a visit of nobody")
        if visit.event in self._verdicts:
            return self._verdicts[visit.event]
        verdict: asyncio.Future[Verdict] = asyncio.get_running_loop().create_future()
        task = self._do(self._serve(body, visit, read, way, verdict))
        task.add_done_callback(lambda _: self._give_up(visit.event, verdict))
        self._verdicts[visit.event] = verdict
        if len(self._verdicts) > MAX_VERDICTS:
            self._verdicts.popitem(last=False)
        return verdict

    def _give_up(self, event: EventId, verdict: asyncio.Future[Verdict]) -> None:
        """End the waiting for a verdict that nobody gives any more; Slack may ask again."""
        if not verdict.done():
            self._verdicts.pop(event, None)
            verdict.set_exception(Unserved("it went wrong before anything was kept"))
            verdict.exception()  # Not everybody waits for it.

    async def _settled(self, verdict: asyncio.Future[Verdict]) -> Verdict:
        """Wait for a verdict, but not longer than Slack does.

        Raises:
            Unserved: it cannot be said that anything was kept.
        """
        try:
            async with asyncio.timeout(self._patience_s):
                return await asyncio.shield(verdict)
        except TimeoutError:
            if not verdict.done():
                verdict.set_result(TAKEN)
            return verdict.result()

    def _do(self, work: Work) -> asyncio.Task[None]:
        """Start some work.

        Raises:
            Unserved: there is far too much of it already, or the bot is about to end.
        """
        guarded = _guarded(work)
        try:
            if self._in_flight >= MAX_IN_FLIGHT:
                raise RuntimeError("too much at once")
            task = self._tasks.create_task(guarded)
        except RuntimeError as exc:
            guarded.close()
            work.close()
            raise Unserved(str(exc)) from None
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
        caller = await self._caller(body, visit)
        door = await self._door(visit, caller.workspace)
        reply = SlackReply(caller, way, self._desk, door, verdict)
        try:
            await self._answer(caller, read, reply)
            await reply.finish()
            await self._events.served(visit.event, self._clock.now())
        finally:
            reply.close()
        await self._home.refresh(caller.workspace, caller.member)

    async def _caller(self, body: Payload, visit: Visit) -> Caller:
        workspace = await self._workspaces.find(visit.team)
        member = await self._people.member(workspace, visit.user, visit.called)
        return Caller(visit, workspace, member, body)

    async def _answer(self, caller: Caller, read: Read, reply: SlackReply) -> None:
        event, language = caller.visit.event, caller.member.language
        try:
            if await self._events.was_served(event):
                if caller.visit.form:
                    # Whatever was said of it was not heard, so the form had better stay.
                    raise Unserved(f"{event} was served before")
                return
            wish = await read(caller)
        except Refusal as refusal:
            await reply.show(notice(say(language, refusal.message, **refusal.variables)))
        except (QuizError, *FAILURES):
            log.exception("%s could not be read", event)
            await reply.show(notice(say(language, "error-unavailable")))
        else:
            reply.serve(wish.invocation, wish.draft)
            await self._dispatcher.handle(wish.invocation, reply)

    async def _door(self, visit: Visit, workspace: Workspace) -> Door | None:
        """Return the way back to where a member is; None if that is with the bot."""
        if visit.form:
            return self._desk.doors.of_form(visit.form)
        if not visit.channel:
            return None
        if not visit.channel.startswith("D"):
            return self._desk.doors.of(visit)
        if visit.message and not visit.is_private:
            return None  # Only the bot's own messages have buttons, and it is told of no others.
        if await self._places.is_with_bot(workspace, visit.channel, visit.user):
            return None
        return self._desk.doors.of(visit)

    async def _look(self, body: Payload, visit: Visit) -> None:
        caller = await self._caller(body, visit)
        shown = (body.get("event") or {}).get("view") or {}
        await self._home.show(caller.workspace, caller.member, str(shown.get("hash") or ""))

    async def _options(self, body: Payload, visit: Visit) -> list[dict[str, Any]]:
        caller = await self._caller(body, visit)
        button = await self._wishes.form_of(caller)
        options = await self._dispatcher.complete(
            caller.member.language,
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
    except (ChannelUnreachable, Unserved) as exc:
        log.warning("something from Slack could not be served: %s", exc)
    except Exception:
        log.exception("something from Slack could not be served")


def _is_said_to_the_bot(event: Mapping[str, Any]) -> bool:
    return event.get("channel_type") == "im" and "subtype" not in event
