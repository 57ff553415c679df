"""Brings a card to one member, by the first way that is open.

Where they just did something, as a message only they see; else in their conversation with the bot,
where it stays and can still be changed. What only one member sees holds no picture on Slack, so a
card with one goes into the conversation, too, and a line says so where they are. Whom Slack lets
nobody write to, as some of other companies, is shown everything where they are, or else in the
channel that it is about, without pictures.
"""

import asyncio
import hashlib
import json
import logging
from collections import defaultdict
from collections.abc import Callable, Mapping
from dataclasses import replace

from aiolimiter import AsyncLimiter
from slack_sdk.errors import SlackApiError

from bot.i18n.messages import say
from bot.platforms.shared.buttons import NO_DRAFT
from bot.platforms.shared.newest import Newest
from bot.platforms.slack import messages
from bot.platforms.slack.channel_directory import ChannelDirectory
from bot.platforms.slack.events import SlackEvent
from bot.platforms.slack.identity import is_direct, own_id, team_of
from bot.platforms.slack.people import People
from bot.platforms.slack.refusals import PASSING, code_of, translated
from bot.platforms.slack.render import RenderedMessage, Renderer
from bot.platforms.slack.response_urls import ResponseUrl, ResponseUrls
from bot.platforms.slack.workspaces import Workspace
from bot.quiz.cards import Card
from bot.quiz.dispatch import notice
from bot.quiz.keyed_locks import KeyedLocks
from bot.quiz.model import ChannelId, EventId, MemberId, MessageId
from bot.quiz.outbox import Outbox, Sent

log = logging.getLogger(__name__)


STAND_INS = 10, 20.0
"""So many of them in so many seconds, of one workspace."""
LOOKS, LOOK_S = 20, 0.5
OVERTAKEN = MessageId("overtaken")
OTHERS_TROUBLE = PASSING | {"missing_scope"}
"""What keeps a message from a member that has nothing to do with them."""


class PrivateMessages:
    def __init__(
        self,
        people: People,
        directory: ChannelDirectory,
        renderer: Renderer,
        outbox: Outbox,
        response_urls: ResponseUrls,
    ) -> None:
        self._people = people
        self._directory = directory
        self._renderer = renderer
        self._outbox = outbox
        self._response_urls = response_urls
        self._locks = KeyedLocks()
        self._newest = Newest()
        self._stand_ins = defaultdict[str, AsyncLimiter](lambda: AsyncLimiter(*STAND_INS))

    async def bring(self, channel: ChannelId, member: MemberId, card: Card, key: str) -> MessageId:
        """Show a card to one member, wherever they are, unless they have just seen it."""
        rendered = await self._renderer.write(card, channel, key)
        known = await self._outbox.sent(channel, key)
        if known and known.message == _whispered(rendered):
            return known.message
        response_url = self._response_urls.find(channel, member)
        return await self.show(channel, member, card, key, response_url)

    async def show(
        self,
        channel: ChannelId,
        member: MemberId,
        card: Card,
        key: str | None,
        response_url: ResponseUrl | None,
        draft: Mapping[str, str] = NO_DRAFT,
        hold_s: float = 0.0,
    ) -> MessageId:
        """Show a card to one member by a response URL; without one, in their conversation.

        A known key gives its card to the message of that key, if that can be changed, and is
        shown anew if not; one that is overtaken by a newer one, while it waits, is not shown.
        Without a key it is shown and forgotten. What is held for a while only stands in for what
        comes: in a conversation it also needs room, and is left out in a crowd.
        """
        with self._newest.begin(channel, key or "", member) as is_newest:
            if hold_s:
                await asyncio.sleep(hold_s)
                if response_url is None and not await self._has_room(channel, is_newest):
                    return OVERTAKEN
            return await self._shown(channel, member, card, key, response_url, draft, is_newest)

    async def _has_room(self, channel: ChannelId, is_newest: Callable[[], bool]) -> bool:
        """Wait a while for a card that only stands in to leave the others enough of Slack's rates.

        Each costs two requests, and Slack allows fewer changes than messages.
        """
        limiter = self._stand_ins[team_of(channel)]
        for _ in range(LOOKS):
            if not is_newest():
                return False
            if limiter.has_capacity():
                await limiter.acquire()
                return True
            await asyncio.sleep(LOOK_S)
        return False

    async def _shown(
        self,
        channel: ChannelId,
        member: MemberId,
        card: Card,
        key: str | None,
        response_url: ResponseUrl | None,
        draft: Mapping[str, str],
        is_newest: Callable[[], bool],
    ) -> MessageId:
        workspace = await self._directory.workspace(channel)
        rendered = await self._renderer.write(card, channel, key or "", draft)
        new = Sent(channel, key or "", member=member)
        with translated():
            if key is None:
                sent = await self._send(workspace, new, rendered, response_url)
            else:
                async with self._locks.of(channel, key):
                    if not is_newest():
                        return OVERTAKEN
                    sent = await self._show(workspace, new, rendered, response_url)
                    await self._outbox.record(sent)
            if rendered.attachments and response_url is not None:
                where = "elsewhere" if sent.place else "nowhere"
                await self._say_where(workspace, channel, response_url, where)
        assert sent.message is not None, "it was just sent"
        return sent.message

    async def _show(
        self,
        workspace: Workspace,
        new: Sent,
        rendered: RenderedMessage,
        response_url: ResponseUrl | None,
    ) -> Sent:
        known = await self._outbox.begin(new.channel, new.key)
        if known and known.message is None:
            known = await self._found(workspace, known, new)
        if known and known.place and known.message:
            if await messages.edit(workspace, known.place, known.message, rendered):
                return known
            response_url = None
        return await self._send(workspace, new, rendered, response_url)

    async def _send(
        self,
        workspace: Workspace,
        new: Sent,
        rendered: RenderedMessage,
        response_url: ResponseUrl | None,
    ) -> Sent:
        if not rendered.attachments and await self._whisper(workspace, rendered, response_url):
            return replace(new, message=_whispered(rendered))
        try:
            posted = await messages.send(workspace, own_id(str(new.member)), rendered)
        except SlackApiError as exc:
            way = response_url or self._where_it_belongs(new)
            if code_of(exc) in OTHERS_TROUBLE or not await self._whisper(workspace, rendered, way):
                raise
            return replace(new, message=_whispered(rendered))
        return replace(new, place=posted.channel, message=posted.message)

    def _where_it_belongs(self, sent: Sent) -> ResponseUrl | None:
        """Return the channel that a card is about, as if its member had just been there."""
        if is_direct(sent.channel):
            return None
        user, channel = own_id(str(sent.member)), own_id(sent.channel)
        team = team_of(sent.channel)
        return self._response_urls.of(SlackEvent(EventId(""), team, user, "", channel))

    async def _say_where(
        self, workspace: Workspace, channel: ChannelId, response_url: ResponseUrl, where: str
    ) -> None:
        """Tell a member where they are that a card is in their conversation with the bot, or that
        its pictures can be nowhere."""
        member = await self._people.member(workspace, response_url.event.user)
        language = await self._people.chosen_language(member)
        line = notice(say(language, f"slack-picture-{where}"))
        await self._whisper(workspace, await self._renderer.write(line, channel, ""), response_url)

    async def _found(self, workspace: Workspace, lost: Sent, new: Sent) -> Sent | None:
        """Look whether a message of which nobody knows it is in the member's conversation.

        Where nobody may look, now or ever, it counts as lost: better told twice than a minute late.
        """
        try:
            response = await workspace.client.conversations_open(users=own_id(str(new.member)))
            conversation = str(response["channel"]["id"])
            message = await messages.search(workspace, conversation, lost, None)
        except SlackApiError as exc:
            if code_of(exc) in PASSING - {"ratelimited"}:
                raise
            return None
        return replace(new, place=conversation, message=message) if message else None

    async def _whisper(
        self, workspace: Workspace, rendered: RenderedMessage, response_url: ResponseUrl | None
    ) -> bool:
        """Show a message where the member was lately; False if that is nowhere."""
        if response_url is None:
            return False
        if await self._response_urls.send(response_url, rendered):
            return True
        at = response_url.event
        try:
            await messages.whisper(workspace, at.channel, at.user, rendered, at.thread)
        except SlackApiError as exc:
            log.info("somebody cannot be told in %s: %s", at.channel, code_of(exc))
            return False
        return True


def _whispered(rendered: RenderedMessage) -> MessageId:
    """Return what is kept of a message that cannot be found again: what it said."""
    said = json.dumps(rendered.body, sort_keys=True).encode()
    return MessageId(f"whispered:{hashlib.sha256(said).hexdigest()[:16]}")
