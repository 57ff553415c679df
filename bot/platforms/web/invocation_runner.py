"""Takes what members ask for on their pages: it is kept, and then served."""

import hashlib
import re
from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass, replace
from functools import partial
from typing import Any
from uuid import uuid4

from bot import metrics
from bot.i18n.messages import say
from bot.platforms.shared.inbox_worker import InboxWorker, NotKept, Serving
from bot.platforms.shared.rate_limits import RateLimiter
from bot.platforms.web.chat import WebChat
from bot.platforms.web.identity import PLATFORM
from bot.platforms.web.reply import Dialog, NoDialog, WebReply
from bot.quiz.dispatch import Dispatcher, notice
from bot.quiz.errors import QuizError, StoreAway
from bot.quiz.inbox import Arrival
from bot.quiz.model import ChannelId, EventId, Invocation, Member, MemberId, MessageId
from bot.quiz.ports import Clock

COMMAND, FORM = "command", "form"
SENT_ID = re.compile(r"[0-9a-f-]{16,64}")


@dataclass(frozen=True, slots=True)
class PageRequest:
    """What a member asks for: `said` is what they typed, `over` the message it turns."""

    invocation: Invocation
    said: str = ""
    is_form: bool = False
    over: MessageId | None = None


def event_of(member: MemberId, sent: object = None) -> EventId:
    """Return the event of something sent: the same one if a page says it is sent again.

    Events stay with what others need, so they don't name the member.
    """
    if not (isinstance(sent, str) and SENT_ID.fullmatch(sent)):
        return EventId(f"web:{uuid4().hex}")
    return EventId(f"web:{hashlib.sha256(f'{member}:{sent}'.encode()).hexdigest()[:32]}")


class InvocationRunner:
    """Keeps and serves what pages ask for; one may be sent again after it was cut off."""

    def __init__(
        self, dispatcher: Dispatcher, chat: WebChat, worker: InboxWorker, clock: Clock
    ) -> None:
        self._dispatcher = dispatcher
        self._chat = chat
        self._worker = worker
        self._clock = clock
        self._limiter = RateLimiter()

    async def run(
        self, request: PageRequest, dialog: Dialog, then: Callable[[], None]
    ) -> str | None:
        """Keep a request and have it served, with `then` called at its end; or return why not."""
        member = request.invocation.member
        if not await self._limiter.allows(member.id, member.workspace):
            return say(member.language, "error-too-fast")
        kind = FORM if request.is_form else COMMAND
        event = request.invocation.event
        arrival = Arrival(event, PLATFORM, kind, _body(request), self._clock.now())
        try:
            with metrics.ACK.labels(PLATFORM).time():
                is_new = await self._worker.keep(arrival)
        except NotKept:
            return say(member.language, "error-not-kept")
        if not is_new:
            dialog.finish()
            then()
            return None
        reply = WebReply(self._chat, request.invocation, dialog, request.said, request.is_form)
        self._start(arrival, request, reply, then)
        return None

    async def resume(self) -> None:
        """Serve what an earlier process kept and did not get to; its page may be gone."""
        await self._worker.resume(self._start_left)

    def _start_left(self, arrival: Arrival) -> None:
        request = _request(arrival)
        reply = WebReply(self._chat, request.invocation, NoDialog(), request.said)
        self._start(arrival, request, reply, lambda: None)

    def _start(
        self, arrival: Arrival, request: PageRequest, reply: WebReply, then: Callable[[], None]
    ) -> None:
        is_written = request.is_form or "text" in request.invocation.args
        asked = replace(request.invocation, at=arrival.at)
        serve = partial(self._serve, asked, request.over, reply, then)
        self._worker.start(arrival, serve, is_written=is_written)

    async def _serve(
        self,
        asked: Invocation,
        over: MessageId | None,
        reply: WebReply,
        then: Callable[[], None],
        serving: Serving,
    ) -> None:
        try:
            if over is not None:
                reply.take_over(over)
            await reply.begin()
            await self._dispatcher.handle(asked, reply, serving.rest)
        except StoreAway:
            if not serving.tries:
                await self._put_off(asked.member, reply)
            raise
        finally:
            if not serving.tries:
                reply.end()
                then()

    async def _put_off(self, member: Member, reply: WebReply) -> None:
        """Tell a member that theirs is kept, and served later.

        What was sent with a form is taken, so the form must not ask for it again.
        """
        reply.end()
        sentence = say(member.language, "kept-for-later")
        try:
            await reply.show(notice(sentence))
        except QuizError:
            reply.tell(sentence)


def _body(request: PageRequest) -> Mapping[str, Any]:
    asked = request.invocation
    return {
        "member": asdict(asked.member),
        "channel": asked.channel,
        "command": asked.command,
        "args": dict(asked.args),
        "said": request.said,
        "over": request.over,
    }


def _request(arrival: Arrival) -> PageRequest:
    said = arrival.body
    member, channel = Member(**said["member"]), ChannelId(said["channel"])
    command, args = said["command"], said["args"]
    asked = Invocation(arrival.event, member, channel, command, args)
    return PageRequest(asked, said["said"], arrival.kind == FORM, said["over"])
