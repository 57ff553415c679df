"""Everything members do on Slack comes in here: it is kept and acknowledged, then served."""

import asyncio
import contextlib
import logging
from collections import OrderedDict
from collections.abc import Awaitable, Callable, Mapping
from functools import partial
from itertools import islice
from typing import Any

from slack_bolt.context.ack.async_ack import AsyncAck

from bot.i18n.messages import say
from bot.platforms.shared.inbox_worker import PATIENCE_S, InboxWorker, NotKept, Serving, backoffs
from bot.platforms.shared.rate_limits import RateLimiter
from bot.platforms.slack.events import Payload, SlackEvent, of_event, of_interaction, of_slash
from bot.platforms.slack.forms import errors
from bot.platforms.slack.greeter import Greeter, is_of_the_bot
from bot.platforms.slack.home import Home
from bot.platforms.slack.identity import PLATFORM
from bot.platforms.slack.people import People
from bot.platforms.slack.refusals import FAILURES
from bot.platforms.slack.renaming import Renaming
from bot.platforms.slack.reply import TAKEN, AckResponse, ReplyContext
from bot.platforms.slack.service import FORM, MENTION, PRESS, READ_EVENT, SHORTCUT, SLASH, Service
from bot.platforms.slack.typed import plain
from bot.platforms.slack.workspaces import Workspaces
from bot.quiz.dispatch import given_back, notice
from bot.quiz.errors import ChannelUnreachable, QuizError, Refusal, StoreAway
from bot.quiz.inbox import Arrival
from bot.quiz.keyed_locks import KeyedLocks
from bot.quiz.model import ChannelId, EventId
from bot.quiz.ports import Clock
from content.schema import Language

log = logging.getLogger(__name__)

MAX_LOOKS = 500
MAX_ACK_RESPONSES = 5000
GREETING_TRIES = 20

WRITTEN_WITH = "/answer"
SAID = ("", "file_share", "me_message", "thread_broadcast")
"""The kinds of message that somebody wrote; others tell of changes."""
# As good as passwords, and of use only for a while: what is kept has other ways to its member.
UNKEPT = frozenset({"response_url", "response_urls", "token"})

Work = Callable[[], Awaitable[None]]


class Unserved(Exception):
    """This is not served. Slack, left without an answer, asks again or says so to the member."""


class Nobody(Unserved):
    """Nobody did this, so there is nobody to answer."""


class TooFast(Exception):
    """Somebody asks for more than one may in so short a time."""


class EventHandler:
    """Keeps events and has them served. Slack may tell of one several times, it is served once."""

    def __init__(
        self,
        *,
        service: Service,
        workspaces: Workspaces,
        people: People,
        worker: InboxWorker,
        context: ReplyContext,
        home: Home,
        greeter: Greeter,
        renaming: Renaming,
        clock: Clock,
        tasks: asyncio.TaskGroup,
        patience_s: float = PATIENCE_S,
    ) -> None:
        self._service = service
        self._workspaces = workspaces
        self._people = people
        self._worker = worker
        self._context = context
        self._home = home
        self._greeter = greeter
        self._renaming = renaming
        self._clock = clock
        self._tasks = tasks
        self._patience_s = patience_s
        self._limiter = RateLimiter()
        self._locks = KeyedLocks()
        self._looks = 0
        self._ack_responses: OrderedDict[EventId, asyncio.Future[AckResponse]] = OrderedDict()

    async def slash(self, ack: AsyncAck, body: dict[str, Any]) -> None:
        """Take a slash command; what is not kept is given back to whoever typed it."""
        try:
            await self._take(SLASH, body)
        except (NotKept, TooFast) as exc:
            language, typed = await self._language(of_slash(body)), str(body.get("text") or "")
            card = given_back(language, _refusal(exc), plain(typed))
            rendered = await self._context.renderer.write(card, ChannelId(""), "")
            await ack(**rendered.body, response_type="ephemeral")
        else:
            await ack()

    async def press(self, ack: AsyncAck, body: dict[str, Any]) -> None:
        await self._take_or_say(PRESS, body)
        await ack()

    async def form(self, ack: AsyncAck, body: dict[str, Any]) -> None:
        """Take a form; it stays open until it is kept, or says what is wrong with it."""
        began = asyncio.get_running_loop().time()
        try:
            ack_response = await self._take(FORM, body)
        except (NotKept, TooFast) as exc:
            sentence = await self._sentence(of_interaction(body), exc)
            found = errors(body.get("view") or {}, sentence)
            if not found:
                raise Unserved(str(exc)) from exc
            await ack(response_action="errors", errors=found)
        else:
            await ack(**await self._settled(ack_response, began + self._patience_s))

    async def shortcut(self, ack: AsyncAck, body: dict[str, Any]) -> None:
        await self._take_or_say(SHORTCUT, body)
        await ack()

    async def event(self, body: dict[str, Any], next: Callable[[], Awaitable[None]]) -> None:
        """Take an event: somebody speaks to the bot, looks at its home, adds or removes it, or
        gives a channel another name.

        Bolt acknowledges events before it hands them to a listener, so this stands before those.
        """
        inner, event = body.get("event") or {}, of_event(body)
        match inner.get("type"):
            case "app_uninstalled" | "tokens_revoked":
                self._do(partial(self._workspaces.leave_if_removed, event.team))
            case "app_home_opened" if event.user and inner.get("tab", "home") == "home":
                self._do(partial(self._look, body, event))
            case "member_joined_channel" if is_of_the_bot(body):
                self._do(partial(_persisting, partial(self._greeter.greet, event.team, body)))
            case "channel_rename" | "group_rename":
                self._do(partial(self._renaming.note, event.team, body))
            case "app_mention" if event.user:
                await self._take(MENTION, body)
            case "message" if event.user and _is_said_to_the_bot(inner):
                await self._take(MENTION, body)
        await next()

    async def installed(self, team: str, user: str) -> None:
        """Take that somebody has installed the bot in a workspace, maybe again."""
        await self._workspaces.installed(team)
        with contextlib.suppress(Unserved):
            self._do(partial(_persisting, partial(self._greeter.installed, team, user)))

    async def options(self, ack: AsyncAck, body: dict[str, Any]) -> None:
        """Offer values for a field."""
        found: list[dict[str, Any]] = []
        event = of_interaction(body)
        if not event.user:
            raise Nobody("options for nobody")
        try:
            async with asyncio.timeout(self._patience_s):
                found = await self._service.options(body, event)
        except (QuizError, *FAILURES) as exc:
            log.info("no completion: %s", exc)
        await ack(options=found)

    async def resume(self) -> None:
        """Serve what an earlier process kept and did not get to."""
        await self._worker.resume(self._start_left)

    def _start_left(self, arrival: Arrival) -> None:
        ack_response = _taken()
        self._ack_responses[arrival.event] = ack_response
        self._start(arrival, arrival.body, ack_response)

    async def _sentence(self, event: SlackEvent, reason: NotKept | TooFast) -> str:
        """Return why something was not taken, in the member's language."""
        return say(await self._language(event), _refusal(reason).message)

    async def _language(self, event: SlackEvent) -> Language:
        return await self._people.language(event.team, event.user)

    async def _take_or_say(self, kind: str, body: Payload) -> None:
        """Take what can only be answered with a message of its own."""
        try:
            await self._take(kind, body)
        except TooFast as exc:
            event = of_interaction(body)
            if await self._limiter.may_say_so(_who(event)):
                self._do(partial(self._whisper, event, exc))

    async def _whisper(self, event: SlackEvent, reason: TooFast) -> None:
        card = notice(await self._sentence(event, reason))
        rendered = await self._context.renderer.write(card, ChannelId(""), "")
        await self._context.response_urls.send(self._context.response_urls.of(event), rendered)

    async def _take(self, kind: str, body: Payload) -> asyncio.Future[AckResponse]:
        """Keep what came and have it served; return what is said of it once that is known.

        What comes again meanwhile, or soon after, is answered alike.

        Raises:
            Nobody: there is no member who did it.
            NotKept: it cannot be said that it was kept.
            TooFast: the member, or their workspace, does too much at once.
            Unserved: it is a form that was served already, nobody knows how.
        """
        event = READ_EVENT[kind](body)
        if not event.user:
            raise Nobody("an event of nobody")
        async with self._locks.of(event.id):
            known = self._ack_responses.get(event.id)
            if known is not None:
                return known
            if not await self._limiter.allows(_who(event), event.team):
                raise TooFast(f"somebody of {event.team}")
            said = {name: value for name, value in body.items() if name not in UNKEPT}
            arrival = Arrival(event.id, PLATFORM, kind, said, self._clock.now())
            ack_response = await self._keep(arrival, body)
            self._ack_responses[event.id] = ack_response
        if len(self._ack_responses) > MAX_ACK_RESPONSES:
            self._ack_responses.popitem(last=False)
        return ack_response

    async def _keep(self, arrival: Arrival, body: Payload) -> asyncio.Future[AckResponse]:
        if await self._worker.keep(arrival):
            ack_response: asyncio.Future[AckResponse] = asyncio.get_running_loop().create_future()
            self._start(arrival, body, ack_response)
            return ack_response
        if arrival.kind == FORM:
            # Whatever was said of it was not heard, so the form had better stay.
            raise Unserved(f"{arrival.event} was served before")
        return _taken()

    def _start(
        self, arrival: Arrival, body: Payload, ack_response: asyncio.Future[AckResponse]
    ) -> None:
        """Have served what is kept; `body` is all that came, while that is known."""
        is_command = arrival.kind == SLASH and arrival.body.get("command") != WRITTEN_WITH
        is_written = arrival.kind in (FORM, SHORTCUT) or (arrival.kind == SLASH and not is_command)
        serve = partial(self._serve, arrival, body, ack_response)
        self._worker.start(arrival, serve, is_written=is_written)

    async def _settled(
        self, ack_response: asyncio.Future[AckResponse], until: float
    ) -> AckResponse:
        """Wait for what is said of a form that is kept, but not longer than Slack does."""
        try:
            async with asyncio.timeout_at(until):
                return await asyncio.shield(ack_response)
        except TimeoutError:
            if not ack_response.done():
                ack_response.set_result(TAKEN)
            return ack_response.result()

    def _do(self, work: Work) -> None:
        """Do something that no member waits for and that comes again, if it is not done.

        Raises:
            Unserved: there is far too much of it already, or the bot is about to end.
        """
        guarded = _guarded(work)
        try:
            if self._looks >= MAX_LOOKS:
                raise RuntimeError("too much at once")
            task = self._tasks.create_task(guarded)
        except RuntimeError as exc:
            guarded.close()
            raise Unserved(str(exc)) from None
        self._looks += 1
        task.add_done_callback(self._looked)

    def _looked(self, _: asyncio.Task[None]) -> None:
        self._looks -= 1

    async def _serve(
        self,
        arrival: Arrival,
        body: Payload,
        ack_response: asyncio.Future[AckResponse],
        serving: Serving,
    ) -> None:
        caller = await self._service.serve(arrival, body, ack_response, serving)
        with contextlib.suppress(Unserved):
            self._do(partial(self._home.refresh, caller.workspace, caller.member))

    async def _look(self, body: Payload, event: SlackEvent) -> None:
        caller = await self._service.caller(body, event)
        shown = (body.get("event") or {}).get("view") or {}
        hash = str(shown.get("hash") or "")
        await self._home.show(caller.workspace, caller.member, caller.channel, hash)


async def _persisting(work: Work) -> None:
    """Do what comes only once; while Slack or the store is away, try again for some minutes."""
    for backoff in islice(backoffs(), GREETING_TRIES):
        try:
            return await work()
        except (ChannelUnreachable, StoreAway) as exc:
            if isinstance(exc, ChannelUnreachable) and exc.reason != "away":
                raise
            log.warning("a greeting waits: %s", exc)
        await asyncio.sleep(backoff)


async def _guarded(work: Work) -> None:
    """Do some work. The group owns the whole bot: nothing in here may end it."""
    try:
        await work()
    except (ChannelUnreachable, StoreAway) as exc:
        log.warning("something from Slack could not be served: %s", exc)
    except Exception:
        log.exception("something from Slack could not be served")


def _taken() -> asyncio.Future[AckResponse]:
    ack_response: asyncio.Future[AckResponse] = asyncio.get_running_loop().create_future()
    ack_response.set_result(TAKEN)
    return ack_response


def _refusal(reason: NotKept | TooFast) -> Refusal:
    return Refusal("error-too-fast" if isinstance(reason, TooFast) else "error-not-kept")


def _who(event: SlackEvent) -> str:
    return f"{event.team} {event.user}"


def _is_said_to_the_bot(inner: Mapping[str, Any]) -> bool:
    return inner.get("channel_type") == "im" and inner.get("subtype", "") in SAID
