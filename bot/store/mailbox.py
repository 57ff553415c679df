"""Private cards that wait for their members, in SQL."""

from sqlalchemy import delete, select

from bot.quiz.model import ChannelId, MemberId
from bot.quiz.outbox import PendingCard, PendingCards
from bot.store.engine import Part
from bot.store.tables import held_cards

COLUMNS = [column for column in held_cards.c if column.name != "id"]


class SqlMailbox(Part, PendingCards):
    async def hold(self, held: PendingCard) -> None:
        insert = self._database.insert(held_cards).values(
            channel=held.channel, key=held.key, member=held.member, card=held.card
        )
        await self._database.change(
            insert.on_conflict_do_update(
                index_elements=["channel", "key"], set_={"card": held.card}
            )
        )

    async def held(self, channel: ChannelId, member: MemberId) -> list[PendingCard]:
        query = (
            select(*COLUMNS)
            .where(held_cards.c.channel == channel, held_cards.c.member == member)
            .order_by(held_cards.c.id)
        )
        return [PendingCard(**row._mapping) for row in await self._database.fetch(query)]

    async def release(self, channel: ChannelId, key: str) -> None:
        await self._database.change(
            delete(held_cards).where(held_cards.c.channel == channel, held_cards.c.key == key)
        )
