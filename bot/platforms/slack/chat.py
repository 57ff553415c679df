"""Slack as a chat platform, outward: public messages, and those to one member."""

from collections.abc import Sequence
from datetime import timedelta

from bot.platforms.shared.outbox_chat import OutboxChat
from bot.platforms.shared.post_once import Destination, PostOnce
from bot.platforms.slack import messages, pings
from bot.platforms.slack.channel_directory import ChannelDirectory
from bot.platforms.slack.downloads import Downloads
from bot.platforms.slack.identity import is_direct, own_id
from bot.platforms.slack.private import PrivateMessages
from bot.platforms.slack.rates import TIMEOUT_S
from bot.platforms.slack.refusals import translated
from bot.platforms.slack.render import Renderer
from bot.platforms.slack.workspaces import Workspace
from bot.quiz.cards import Card
from bot.quiz.model import Address, Attachment, Channel, ChannelId, MessageId, Ping
from bot.quiz.outbox import Outbox, Sent
from bot.quiz.ports import Clock

# What was cut off can take effect for as long as its request may last.
IN_DOUBT = timedelta(seconds=TIMEOUT_S + 2)


class SlackDestination:
    """A channel, or a thread in it."""

    def __init__(self, workspace: Workspace, renderer: Renderer, to: Address) -> None:
        self.channel = to.channel
        self._workspace = workspace
        self._renderer = renderer
        self._own_id = own_id(to.channel)
        self._thread = to.thread

    async def search(self, lost: Sent) -> MessageId | None:
        return await messages.search(self._workspace, self._own_id, lost, self._thread)

    async def edit(self, message: MessageId, card: Card, key: str = "") -> bool:
        rendered = await self._renderer.write(card, self.channel, key)
        channel = self._own_id
        return await messages.edit(self._workspace, channel, message, rendered, may_stay=True)

    async def send(self, card: Card, key: str) -> MessageId:
        rendered = await self._renderer.write(card, self.channel, key)
        thread = self._thread or ""
        posted = await messages.send(self._workspace, self._own_id, rendered, thread, enters=True)
        return posted.message

    async def follow(self, message: MessageId, card: Card) -> None:
        """A thread on Slack needs no start."""


class SlackChat(OutboxChat):
    def __init__(
        self,
        directory: ChannelDirectory,
        renderer: Renderer,
        outbox: Outbox,
        private: PrivateMessages,
        downloads: Downloads,
        clock: Clock,
    ) -> None:
        self._directory = directory
        self._renderer = renderer
        self._downloads = downloads
        super().__init__(outbox, private.bring, PostOnce(outbox, clock, IN_DOUBT), translated)

    def serves(self, channel: Channel) -> bool:
        return True

    async def check(self, channel: ChannelId) -> None:
        await self._directory.check(channel)

    async def lacking(self, channel: ChannelId) -> Sequence[str]:
        """Return at once: scopes are a workspace's, and looked at as it connects."""
        return ()

    async def fetch(self, channel: ChannelId, attachment: Attachment) -> bytes:
        return await self._downloads.fetch(channel, attachment)

    def has_pings(self, channel: ChannelId) -> bool:
        return not is_direct(channel)

    async def is_there(self, channel: ChannelId, ping: Ping) -> bool:
        """Return at once: Slack shows a group that is gone by its name."""
        return True

    async def find_ping(self, channel: ChannelId, said: str) -> Ping:
        return await pings.find(await self._directory.workspace(channel), said)

    async def _destination(self, to: Address) -> Destination:
        workspace = await self._directory.workspace(to.channel)
        return SlackDestination(workspace, self._renderer, to)
