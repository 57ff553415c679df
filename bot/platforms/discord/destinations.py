"""Where public messages stand: a channel with threads under its messages, or posts of a forum."""

from collections.abc import Sequence
from datetime import timedelta

import discord

from bot.platforms.discord import access, pings, threads
from bot.platforms.discord.channel_directory import Place, Target
from bot.platforms.discord.refusals import UNCHANGEABLE
from bot.platforms.discord.render import RenderedMessage, Renderer, is_marked
from bot.quiz.cards import Card
from bot.quiz.errors import ChannelUnreachable
from bot.quiz.model import Address, ChannelId, MessageId
from bot.quiz.outbox import Sent

SEARCHED = 300  # a hundred with each request
SEARCHED_POSTS = 10  # each takes a request
LEEWAY = timedelta(minutes=1)  # between our clock and Discord's
HISTORY = "read_message_history"


class ChannelDestination:
    """A channel, or a thread in it; a thread's messages may also stand in the channel."""

    def __init__(
        self,
        client: discord.AutoShardedClient,
        renderer: Renderer,
        place: Target,
        to: Address,
    ) -> None:
        self.channel = to.channel
        self._client = client
        self._renderer = renderer
        self._place = place
        self._root = to.thread

    @property
    def _likeliest_first(self) -> Sequence[Target]:
        if self._root is None or not threads.has_threads(self._place):
            return [self._place]
        return [_thread(self._client, self._root), self._place]

    async def search(self, lost: Sent) -> MessageId | None:
        _check_history(self._place)
        for target in self._likeliest_first:
            if found := await _search(self._client, target, lost):
                return found
        return None

    async def edit(self, message: MessageId, card: Card, key: str = "") -> bool:
        """Edit a message if it can still be changed, and start the thread that it lacks; False if
        it is gone."""
        rendered = await _written(self._renderer, self._place, self.channel, card, key)
        for target in self._likeliest_first:
            try:
                edited = await _edit(target, message, rendered)
            except discord.NotFound:
                continue
            if edited and not edited.flags.has_thread:
                await self.follow(message, card)
            return True
        return False

    async def send(self, card: Card, key: str) -> MessageId:
        rendered = await _written(self._renderer, self._place, self.channel, card, key)
        if self._root is not None:
            thread = _thread(self._client, self._root)
            sent = await threads.send(self._place, thread, rendered, card.title)
        else:
            sent = await _send(self._place, rendered)
        return MessageId(str(sent.id))

    async def follow(self, message: MessageId, card: Card) -> None:
        if card.thread:
            await threads.start(self._place, int(message), card.thread)


class ForumDestination:
    """A forum, where each message is a post of its own, or one of its posts.

    A post's thread has the id of the message it begins with.
    """

    def __init__(
        self,
        client: discord.AutoShardedClient,
        renderer: Renderer,
        forum: discord.ForumChannel,
        to: Address,
    ) -> None:
        self.channel = to.channel
        self._client = client
        self._renderer = renderer
        self._forum = forum
        self._root = to.thread

    async def search(self, lost: Sent) -> MessageId | None:
        _check_history(self._forum)
        if self._root is not None:
            return await _search(self._client, _thread(self._client, self._root), lost)
        for post in await self._own_posts():
            try:
                first = await post.fetch_message(post.id)
            except discord.NotFound:
                continue
            if is_marked(first, lost.key):
                return MessageId(str(first.id))
        return None

    async def _own_posts(self) -> list[discord.Thread]:
        """Return the bot's newest posts; only what was just sent is ever looked for."""
        guild, forum = self._forum.guild, self._forum.id
        posts = [
            post
            for post in await guild.active_threads()
            if (post.parent_id, post.owner_id) == (forum, guild.me.id)
        ]
        return sorted(posts, key=lambda post: post.id, reverse=True)[:SEARCHED_POSTS]

    async def edit(self, message: MessageId, card: Card, key: str = "") -> bool:
        """Edit a message if it can still be changed; False if it is gone."""
        rendered = await _written(self._renderer, self._forum, self.channel, card, key)
        try:
            await _edit(_thread(self._client, self._root or message), message, rendered)
        except discord.NotFound:
            return False
        return True

    async def send(self, card: Card, key: str) -> MessageId:
        rendered = await _written(self._renderer, self._forum, self.channel, card, key)
        if self._root is not None:
            try:
                sent = await _send(_thread(self._client, self._root), rendered)
                return MessageId(str(sent.id))
            except discord.HTTPException as exc:
                if not threads.is_shut(exc):
                    raise
        post = await self._forum.create_thread(
            name=threads.name_of(card),
            view=rendered.view,
            files=rendered.files(),
            auto_archive_duration=threads.ARCHIVE_MIN,
            allowed_mentions=rendered.calls,
            applied_tags=access.needed_tags(self._forum),
        )
        return MessageId(str(post.message.id))

    async def follow(self, message: MessageId, card: Card) -> None:
        """A post has its thread already."""


async def _written(
    renderer: Renderer, place: Place, channel: ChannelId, card: Card, key: str
) -> RenderedMessage:
    """Make a card ready for a place, without its pictures where the bot may attach none, and
    without whom it calls if they are gone."""
    if card.calls and not pings.is_there(place, card.calls):
        card = card.model_copy(update={"calls": ""})
    has_files = "attach_files" not in access.lacking(place)
    return await renderer.write(card, channel, key, has_files=has_files)


def _thread(client: discord.AutoShardedClient, root: MessageId) -> discord.PartialMessageable:
    return client.get_partial_messageable(int(root))


def _check_history(place: Place) -> None:
    """Raise where nothing can be looked for: Discord shows an empty history to who may not read it.

    Raises:
        ChannelUnreachable: the bot may not read what was said.
    """
    if HISTORY in access.lacking(place):
        raise ChannelUnreachable(f"{place.id} lacks {HISTORY}", "forbidden", [HISTORY])


async def _search(
    client: discord.AutoShardedClient, target: Target, lost: Sent
) -> MessageId | None:
    """Look among the first messages since one was begun."""
    since = lost.begun_at - LEEWAY if lost.begun_at else None
    try:
        async for message in target.history(limit=SEARCHED, after=since, oldest_first=True):
            if message.author == client.user and is_marked(message, lost.key):
                return MessageId(str(message.id))
    except discord.NotFound:
        return None
    return None


async def _edit(
    target: Target, message: MessageId, rendered: RenderedMessage
) -> discord.Message | None:
    """Return a message as it is now, None if it can't be changed any more."""
    try:
        known = target.get_partial_message(int(message))
        return await known.edit(view=rendered.view, attachments=rendered.files())
    except discord.HTTPException as exc:
        if exc.code not in UNCHANGEABLE:
            raise
    return None


async def _send(target: Target, rendered: RenderedMessage) -> discord.Message:
    return await target.send(
        view=rendered.view,
        files=rendered.files(),
        nonce=rendered.nonce,
        allowed_mentions=rendered.calls,
    )
