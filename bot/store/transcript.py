"""The playground's messages: the web page is its own chat server, and this is its memory."""

from typing import Any

from sqlalchemy import Row, Select, or_, select, update

from bot.quiz.cards import Card
from bot.quiz.model import ChannelId, MemberId, MessageId
from bot.quiz.ports import Clock
from bot.quiz.transcript import Author, Posting, Transcript
from bot.store.engine import Database
from bot.store.errors import UnknownReference
from bot.store.tables import transcript


class SqlTranscript(Transcript):
    def __init__(self, database: Database, clock: Clock) -> None:
        self._database = database
        self._clock = clock

    async def put(
        self,
        channel: ChannelId,
        thread: MessageId | None,
        only: MemberId | None,
        author: Author,
        card: Card,
        key: str | None,
    ) -> tuple[Posting, bool]:
        now = self._clock.now()
        insert = self._database.insert(transcript).values(
            channel=channel,
            thread=thread,
            only_member=only,
            author=author.id,
            author_name=author.name,
            card=card,
            key=key,
            at=now,
        )
        upsert = insert.on_conflict_do_update(
            index_elements=["channel", "key"], set_={"card": card, "edited_at": now}
        )
        [row] = await self._database.change(upsert.returning(*transcript.c))
        posting = _posting(row)
        return posting, posting.edited_at is None

    async def replace(self, id: MessageId, card: Card) -> Posting:
        """Give a message another card.

        Raises:
            UnknownReference: there is no such message.
        """
        change = (
            update(transcript)
            .where(transcript.c.id == _row_id(id))
            .values(card=card, edited_at=self._clock.now())
            .returning(*transcript.c)
        )
        rows = await self._database.change(change)
        if not rows:
            raise UnknownReference(f"there is no message {id!r}")
        return _posting(rows[0])

    async def by_key(self, channel: ChannelId, key: str) -> Posting | None:
        query = select(transcript).where(transcript.c.channel == channel, transcript.c.key == key)
        found = await self._fetch(query)
        return found[0] if found else None

    async def visible(
        self, channel: ChannelId, member: MemberId, limit: int = 200
    ) -> list[Posting]:
        only = transcript.c.only_member
        query = (
            select(transcript)
            .where(transcript.c.channel == channel, or_(only.is_(None), only == member))
            .order_by(transcript.c.id.desc())
            .limit(limit)
        )
        return (await self._fetch(query))[::-1]

    async def _fetch(self, query: Select[Any]) -> list[Posting]:
        return [_posting(row) for row in await self._database.fetch(query)]


def _row_id(id: MessageId) -> int:
    try:
        return int(id)
    except ValueError as exc:
        raise UnknownReference(f"there is no message {id!r}") from exc


def _posting(row: Row[Any]) -> Posting:
    return Posting(
        id=MessageId(str(row.id)),
        channel=row.channel,
        thread=row.thread,
        only=row.only_member,
        author=Author(row.author, row.author_name),
        key=row.key,
        card=row.card,
        at=row.at,
        edited_at=row.edited_at,
    )
