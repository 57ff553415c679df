"""Takes out of public messages what was of members who had themselves forgotten."""

from collections.abc import Awaitable, Callable

from bot.quiz.library import Library
from bot.quiz.model import Address, Channel, Round, RoundId, RoundState
from bot.quiz.moderation import view as views
from bot.quiz.moderation.model import Share
from bot.quiz.ports import Chat
from bot.quiz.store import Store

Redraw = Callable[[Channel, Round], Awaitable[None]]
REVEAL = "reveal:"


def reveal_key(round: RoundId) -> str:
    """Return what names the message of a reveal."""
    return f"{REVEAL}{round}"


class Erasing:
    """Goes through the shares that are left of nobody: each goes once its message is without it."""

    def __init__(self, store: Store, chat: Chat, library: Library, redraw: Redraw) -> None:
        """Take what draws a reveal anew, which names only who is still there."""
        self._store = store
        self._chat = chat
        self._library = library
        self._redraw = redraw

    async def erase(self, channel: Channel) -> None:
        """Bring each message up to date; one that is about to be posted is left for later.

        Raises:
            ChannelUnreachable: what is left to do would be in vain.
        """
        for share in await self._store.ownerless(channel.id):
            round = await self._round(share)
            if round and round.state is not RoundState.CLOSED:
                continue
            if round and round.reveal and self._library.main(round):
                await self._redraw(channel, round)
            else:
                address = Address(channel.id, thread=share.new.thread)
                await self._chat.post(address, views.erased(channel.language), share.new.key)
            await self._store.drop_share(share.id)

    async def _round(self, share: Share) -> Round | None:
        """Return the round that a share is the reveal of."""
        kind, _, id = share.new.key.partition(REVEAL)
        return await self._store.round(RoundId(int(id))) if not kind and id else None
