"""Slack as a chat platform, outward: public messages, and private ones through `Private`."""

from dataclasses import replace
from datetime import timedelta

from bot.platforms.slack import messages
from bot.platforms.slack.channel_directory import ChannelDirectory
from bot.platforms.slack.identity import own_id
from bot.platforms.slack.private import Private
from bot.platforms.slack.rates import TIMEOUT_S
from bot.platforms.slack.refusals import translated
from bot.platforms.slack.render import RenderedMessage, Renderer
from bot.platforms.slack.workspaces import Workspace
from bot.quiz.cards import Card
from bot.quiz.errors import ChannelUnreachable
from bot.quiz.keyed_locks import KeyedLocks
from bot.quiz.model import Address, ChannelId, MessageId
from bot.quiz.outbox import Outbox, Sent
from bot.quiz.ports import ChannelAccess, Chat, Clock

# What was cut off can take effect for as long as its request may last.
IN_DOUBT = timedelta(seconds=TIMEOUT_S + 2)


class SlackChat(Chat, ChannelAccess):
    """Posts each key once: a known message is edited, and one in doubt is looked for first."""

    def __init__(
        self,
        directory: ChannelDirectory,
        renderer: Renderer,
        outbox: Outbox,
        private: Private,
        clock: Clock,
    ) -> None:
        self._directory = directory
        self._renderer = renderer
        self._outbox = outbox
        self._private = private
        self._clock = clock
        self._locks = KeyedLocks()

    async def check(self, channel: ChannelId) -> None:
        await self._directory.check(channel)

    async def post(self, to: Address, card: Card, key: str) -> MessageId:
        if to.only is not None:
            return await self._private.bring(to.channel, to.only, card, key)
        workspace = await self._directory.workspace(to.channel)
        rendered = await self._renderer.write(card, to.channel, key)
        async with self._locks.of(to.channel, key):
            with translated():
                return await self._post(workspace, to, rendered, key)

    async def _post(
        self, workspace: Workspace, to: Address, rendered: RenderedMessage, key: str
    ) -> MessageId:
        known = await self._outbox.begin(to.channel, key)
        message = await self._locate(workspace, to, known) if known else None
        if message and await messages.edit(workspace, own_id(to.channel), message, rendered):
            return message
        if known:
            await self._outbox.record(replace(known, message=None, begun_at=self._clock.now()))
        posted = await messages.send(
            workspace, own_id(to.channel), rendered, to.thread or "", enters=True
        )
        await self._outbox.record(Sent(to.channel, key, message=posted.message))
        return posted.message

    async def edit(self, to: Address, message: MessageId, card: Card) -> None:
        workspace = await self._directory.workspace(to.channel)
        rendered = await self._renderer.write(card, to.channel, "")
        with translated():
            await messages.edit(workspace, own_id(to.channel), message, rendered)

    async def find(self, to: Address, key: str) -> MessageId | None:
        known = await self._outbox.sent(to.channel, key)
        if known is None or known.message is not None or to.only is not None:
            return known.message if known else None
        workspace = await self._directory.workspace(to.channel)
        with translated():
            return await self._locate(workspace, to, known)

    async def _locate(self, workspace: Workspace, to: Address, known: Sent) -> MessageId | None:
        """Return where a message is; look for it if nobody knows whether it went out.

        Raises:
            ChannelUnreachable: it is not there, but was just cut off and may be on its way.
        """
        if known.message is not None:
            return known.message
        found = await messages.search(workspace, own_id(to.channel), known.key, to.thread)
        if found is not None:
            await self._outbox.record(Sent(to.channel, known.key, message=found))
        elif known.begun_at and self._clock.now() - known.begun_at < IN_DOUBT:
            raise ChannelUnreachable(f"{known.key} may be on its way", "away")
        return found
