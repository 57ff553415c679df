"""Brings a card to one member, by the first way that is open.

Where they just did something, as a message only they see; else in their conversation with the bot,
where it stays and can still be changed. What only one member sees holds no picture on Slack, so a
card with one goes into the conversation, too, and a line says so where they are.
"""

import hashlib
import json
import logging
from collections.abc import Mapping
from dataclasses import replace

from slack_sdk.errors import SlackApiError

from bot.i18n.messages import say
from bot.platforms.shared.buttons import NO_DRAFT
from bot.platforms.slack import messages
from bot.platforms.slack.channel_directory import ChannelDirectory
from bot.platforms.slack.identity import own_id
from bot.platforms.slack.people import People
from bot.platforms.slack.refusals import code_of, translated
from bot.platforms.slack.render import RenderedMessage, Renderer
from bot.platforms.slack.response_urls import ResponseUrl, ResponseUrls
from bot.platforms.slack.workspaces import Workspace
from bot.quiz.cards import Card
from bot.quiz.dispatch import notice
from bot.quiz.keyed_locks import KeyedLocks
from bot.quiz.model import ChannelId, MemberId, MessageId
from bot.quiz.outbox import Outbox, Sent

log = logging.getLogger(__name__)


class Private:
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
    ) -> MessageId:
        """Show a card to one member by a response URL; without one, in their conversation.

        A known key gives its card to the message of that key, if that can be changed, and is
        shown anew if not; one that is overtaken by a newer one, while it waits, is not shown.
        Without a key it is shown and forgotten.
        """
        workspace = await self._directory.workspace(channel)
        rendered = await self._renderer.write(card, channel, key or "", draft)
        new = Sent(channel, key or "", member=member)
        with translated():
            if key is None:
                sent = await self._send(workspace, new, rendered, response_url)
            else:
                async with self._locks.of(channel, key):
                    sent = await self._show(workspace, new, rendered, response_url)
                    await self._outbox.record(sent)
            if rendered.attachments and response_url is not None:
                await self._say_where(workspace, channel, response_url)
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
            known = await self._found(workspace, new)
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
        posted = await messages.send(workspace, own_id(str(new.member)), rendered)
        return replace(new, place=posted.channel, message=posted.message)

    async def _say_where(
        self, workspace: Workspace, channel: ChannelId, response_url: ResponseUrl
    ) -> None:
        """Tell a member where they are that a card is in their conversation with the bot."""
        member = await self._people.member(workspace, response_url.event.user)
        line = notice(say(member.language, "slack-picture-elsewhere"))
        await self._whisper(workspace, await self._renderer.write(line, channel, ""), response_url)

    async def _found(self, workspace: Workspace, lost: Sent) -> Sent | None:
        """Look whether a message of which nobody knows it is in the member's conversation."""
        told = await workspace.client.conversations_open(users=own_id(str(lost.member)))
        spot = str(told["channel"]["id"])
        message = await messages.search(workspace, spot, lost.key, None)
        return replace(lost, place=spot, message=message) if message else None

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
            log.info("%s cannot be told in %s: %s", at.user, at.channel, code_of(exc))
            return False
        return True


def _whispered(rendered: RenderedMessage) -> MessageId:
    """Return what is kept of a message that cannot be found again: what it said."""
    said = json.dumps(rendered.body, sort_keys=True).encode()
    return MessageId(f"whispered:{hashlib.sha256(said).hexdigest()[:16]}")
