"""Serves what members did on Slack: reads what they want, and hands it to the core."""

import asyncio
import contextlib
import logging
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import replace
from typing import Any

from bot.i18n.messages import say
from bot.platforms.buttons import Way
from bot.platforms.slack.doors import Door
from bot.platforms.slack.people import People
from bot.platforms.slack.places import Places
from bot.platforms.slack.refusals import FAILURES
from bot.platforms.slack.reply import Desk, SlackReply, Verdict
from bot.platforms.slack.visits import Payload, Visit, of_event, of_interaction, of_slash
from bot.platforms.slack.wishes import Caller, Wish, Wishes, way_of
from bot.platforms.slack.workspaces import Workspace, Workspaces
from bot.platforms.text import clip
from bot.quiz import commands
from bot.quiz.dispatch import Dispatcher, notice
from bot.quiz.errors import QuizError, Refusal, StoreAway
from bot.quiz.inbox import Arrival

log = logging.getLogger(__name__)

MAX_CHOICE = 75

SLASH, PRESS, FORM, SHORTCUT, MENTION = "slash", "press", "form", "shortcut", "mention"
READ_VISIT: Mapping[str, Callable[[Payload], Visit]] = {
    SLASH: of_slash,
    PRESS: of_interaction,
    FORM: of_interaction,
    SHORTCUT: of_interaction,
    MENTION: of_event,
}

Read = Callable[[Caller], Awaitable[Wish]]


class Service:
    """Serves one visit at a time; the same one again does nothing twice."""

    def __init__(
        self,
        dispatcher: Dispatcher,
        wishes: Wishes,
        workspaces: Workspaces,
        people: People,
        places: Places,
        desk: Desk,
    ) -> None:
        self._dispatcher = dispatcher
        self._wishes = wishes
        self._workspaces = workspaces
        self._people = people
        self._places = places
        self._desk = desk
        self._readers: Mapping[str, Read] = {
            SLASH: wishes.typed,
            PRESS: wishes.pressed,
            FORM: wishes.submitted,
            SHORTCUT: wishes.of_message,
            MENTION: wishes.help,
        }

    async def serve(
        self, arrival: Arrival, body: Payload, verdict: asyncio.Future[Verdict], tries: int
    ) -> Caller:
        """Serve what is kept, and return whose it was.

        Raises:
            StoreAway: not now; the first of the `tries` tells the member so.
            ChannelUnreachable: Slack is away, or does not show the member what came of it.
        """
        visit = replace(READ_VISIT[arrival.kind](body), event=arrival.event)
        caller = await self.caller(body, visit)
        way = way_of(visit, body) if arrival.kind == PRESS else Way.SHOW
        door = await self._door(visit, caller.workspace)
        reply = SlackReply(caller, way, self._desk, door, verdict)
        try:
            await self._answer(arrival, caller, reply)
            await reply.finish()
        except StoreAway:
            if not tries:
                await self._put_off(caller, reply)
            raise
        finally:
            reply.close()
        return caller

    async def _put_off(self, caller: Caller, reply: SlackReply) -> None:
        """Tell a member that theirs is kept, and served later."""
        reply.take()
        with contextlib.suppress(QuizError, *FAILURES):
            await reply.show(notice(say(caller.member.language, "kept-for-later")))

    async def caller(self, body: Payload, visit: Visit) -> Caller:
        """Return who did something.

        Raises:
            ChannelUnreachable: the bot is not installed there, or Slack is away.
        """
        workspace = await self._workspaces.find(visit.team)
        member = await self._people.member(workspace, visit.user, visit.called)
        return Caller(visit, workspace, member, body)

    async def _answer(self, arrival: Arrival, caller: Caller, reply: SlackReply) -> None:
        language = caller.member.language
        try:
            wish = await self._readers[arrival.kind](caller)
        except StoreAway:
            raise
        except Refusal as refusal:
            await reply.show(notice(say(language, refusal.message, **refusal.variables)))
        except (QuizError, *FAILURES):
            log.exception("%s could not be read", caller.visit.event)
            await reply.show(notice(say(language, "error-unavailable")))
        else:
            reply.serve(wish.invocation, wish.draft)
            await self._dispatcher.handle(replace(wish.invocation, at=arrival.at), reply)

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

    async def options(self, body: Payload, visit: Visit) -> list[dict[str, Any]]:
        """Return what a field of a form could hold, as Slack takes it."""
        caller = await self.caller(body, visit)
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
