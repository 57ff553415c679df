"""The playground as a chat platform: messages go to the transcript and from there to open pages."""

from collections.abc import Sequence

from bot.platforms.web.identity import PLATFORM
from bot.platforms.web.page_updates import PageUpdates
from bot.platforms.web.uploads import Uploads
from bot.quiz.cards import Card
from bot.quiz.errors import AttachmentGone, Refusal
from bot.quiz.model import Address, Attachment, Channel, ChannelId, MemberId, MessageId, Ping
from bot.quiz.ports import PlatformChat
from bot.quiz.transcript import BOT, Author, Posting, Transcript


class WebChat(PlatformChat):
    """Keeps what is said and tells the pages that may see it."""

    def __init__(self, transcript: Transcript, uploads: Uploads) -> None:
        self.uploads = uploads
        self._transcript = transcript
        self._inboxes: set[PageUpdates] = set()

    async def post(self, to: Address, card: Card, key: str) -> MessageId:
        return (await self.write(to, BOT, card, key)).id

    async def edit(self, to: Address, message: MessageId, card: Card) -> None:
        await self.rewrite(message, card)

    async def find(self, to: Address, key: str) -> MessageId | None:
        posting = await self._transcript.by_key(to.channel, key)
        return posting.id if posting else None

    def serves(self, channel: Channel) -> bool:
        return True

    async def check(self, channel: ChannelId) -> None:
        """Return at once: the page is always there."""

    async def lacking(self, channel: ChannelId) -> Sequence[str]:
        return ()

    async def fetch(self, channel: ChannelId, attachment: Attachment) -> bytes:
        if channel.partition(":")[0] != PLATFORM:
            raise AttachmentGone(f"{channel} is none of the page's")
        return await self.uploads.read(attachment)

    def has_pings(self, channel: ChannelId) -> bool:
        return False

    async def is_there(self, channel: ChannelId, ping: Ping) -> bool:
        return False

    async def find_ping(self, channel: ChannelId, said: str) -> Ping:
        raise Refusal("error-unknown-ping", given=said[:40])

    async def write(self, to: Address, author: Author, card: Card, key: str | None) -> Posting:
        """Add a message, or give its card to the one of this key, and show it."""
        posting, _ = await self._transcript.put(to.channel, to.thread, to.only, author, card, key)
        self._publish(posting)
        return posting

    async def rewrite(self, message: MessageId, card: Card) -> Posting:
        """Give a message another card and show it."""
        posting = await self._transcript.replace(message, card)
        self._publish(posting)
        return posting

    async def history(self, channel: ChannelId, member: MemberId) -> Sequence[Posting]:
        """Return the latest messages the member may see, oldest first."""
        return await self._transcript.visible(channel, member)

    def open(self, channel: ChannelId, member: MemberId) -> PageUpdates:
        """Collect what a page may see, until it is closed."""
        inbox = PageUpdates(channel, member)
        self._inboxes.add(inbox)
        return inbox

    def close(self, inbox: PageUpdates) -> None:
        self._inboxes.discard(inbox)

    def _publish(self, posting: Posting) -> None:
        for inbox in self._inboxes:
            inbox.offer(posting)
