"""Serves what members did on Slack: reads what they want, and hands it to the core."""

import asyncio
import contextlib
import logging
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import replace
from typing import Any

from bot.i18n.messages import say
from bot.platforms.shared.buttons import ResponseMode
from bot.platforms.shared.inbox_worker import Serving
from bot.platforms.shared.text import clip
from bot.platforms.slack.channel_directory import ChannelDirectory
from bot.platforms.slack.events import Payload, SlackEvent, of_event, of_interaction, of_slash
from bot.platforms.slack.forms import MAX_OPTION_VALUE, MAX_OPTIONS, opened_in
from bot.platforms.slack.parse import Caller, InvocationParser, mode_of
from bot.platforms.slack.people import People
from bot.platforms.slack.refusals import FAILURES
from bot.platforms.slack.reply import AckResponse, ReplyContext, SlackReply
from bot.platforms.slack.response_urls import ResponseUrl
from bot.platforms.slack.workspaces import Workspaces
from bot.quiz import commands
from bot.quiz.dispatch import Dispatcher, notice
from bot.quiz.errors import ChannelUnreachable, QuizError, Refusal, StoreAway
from bot.quiz.inbox import Arrival
from bot.quiz.model import Invocation

log = logging.getLogger(__name__)

MAX_CHOICE = 75

SLASH, PRESS, FORM, SHORTCUT, MENTION = "slash", "press", "form", "shortcut", "mention"
READ_EVENT: Mapping[str, Callable[[Payload], SlackEvent]] = {
    SLASH: of_slash,
    PRESS: of_interaction,
    FORM: of_interaction,
    SHORTCUT: of_interaction,
    MENTION: of_event,
}

Read = Callable[[Caller], Awaitable[Invocation]]


class Service:
    """Serves one event at a time; the same one again does nothing twice."""

    def __init__(
        self,
        dispatcher: Dispatcher,
        parser: InvocationParser,
        workspaces: Workspaces,
        people: People,
        directory: ChannelDirectory,
        context: ReplyContext,
    ) -> None:
        self._dispatcher = dispatcher
        self._parser = parser
        self._workspaces = workspaces
        self._people = people
        self._directory = directory
        self._context = context
        self._readers: Mapping[str, Read] = {
            SLASH: parser.typed,
            PRESS: parser.pressed,
            FORM: parser.submitted,
            SHORTCUT: parser.of_message,
            MENTION: parser.help,
        }

    async def serve(
        self,
        arrival: Arrival,
        body: Payload,
        ack_response: asyncio.Future[AckResponse],
        serving: Serving,
    ) -> Caller:
        """Serve what is kept, and return whose it was.

        Raises:
            StoreAway: not now; the first time tells the member so.
            ChannelUnreachable: Slack is away, or does not show the member what came of it.
        """
        event = replace(READ_EVENT[arrival.kind](body), id=arrival.event)
        caller = await self.caller(body, event)
        mode = mode_of(event, body) if arrival.kind == PRESS else ResponseMode.SHOW
        response_url = await self._response_url(caller)
        reply = SlackReply(caller, mode, self._context, response_url, ack_response)
        try:
            await self._answer(arrival, caller, reply, serving)
            await reply.finish()
        except StoreAway:
            if not serving.tries:
                await self._put_off(caller, reply)
            raise
        finally:
            reply.close()
        return caller

    async def _put_off(self, caller: Caller, reply: SlackReply) -> None:
        """Tell a member that theirs is kept, and served later."""
        reply.take()
        with contextlib.suppress(QuizError, *FAILURES):
            language = await self._people.chosen_language(caller.member)
            await reply.show(notice(say(language, "kept-for-later")))

    async def caller(self, body: Payload, event: SlackEvent) -> Caller:
        """Return who did something.

        Raises:
            ChannelUnreachable: the bot is not installed there, or Slack is away.
        """
        workspace = await self._workspaces.find(event.team)
        member = await self._people.member(workspace, event.user, event.called)
        return Caller(event, workspace, member, body)

    async def _answer(
        self, arrival: Arrival, caller: Caller, reply: SlackReply, serving: Serving
    ) -> None:
        try:
            asked = await self._readers[arrival.kind](caller)
        except Refusal as refusal:
            await self._dispatcher.refuse(caller.member, refusal, reply)
        except ChannelUnreachable as exc:
            log.warning("%s could not be read: %s", caller.event.id, exc)
            await self._dispatcher.refuse(caller.member, Refusal("slack-away"), reply)
        else:
            reply.serve(asked)
            await self._dispatcher.handle(replace(asked, at=arrival.at), reply, serving.rest)

    async def _response_url(self, caller: Caller) -> ResponseUrl | None:
        """Return the way back to where a member is; None if that is with the bot."""
        event = caller.event
        if event.form:
            return self._back_from_form(caller)
        if not event.channel:
            return None
        if not event.channel.startswith("D"):
            return self._context.response_urls.of(event)
        if event.message and not event.is_private:
            return None  # Only the bot's own messages have buttons, and it is told of no others.
        if await self._directory.is_with_bot(caller.workspace, event.channel, event.user):
            return None
        return self._context.response_urls.of(event)

    def _back_from_form(self, caller: Caller) -> ResponseUrl | None:
        """Return the way back to where a form was opened, be it by another process."""
        urls, event = self._context.response_urls, caller.event
        place = opened_in(caller.view, event)
        return urls.of_form(event.form) or (urls.of(place) if place else None)

    async def options(self, body: Payload, event: SlackEvent) -> list[dict[str, Any]]:
        """Return what a field of a form could hold, as Slack takes it."""
        caller = await self.caller(body, event)
        button = await self._parser.form_of(caller)
        options = await self._dispatcher.complete(
            await self._people.chosen_language(caller.member),
            commands.command(button.command),
            button.args,
            str(body.get("block_id") or ""),
            str(body.get("value") or ""),
            button.channel,
            MAX_OPTIONS,
        )
        return [
            {"text": {"type": "plain_text", "text": clip(o.label, MAX_CHOICE)}, "value": o.value}
            for o in options
            if len(o.value) <= MAX_OPTION_VALUE
        ]
