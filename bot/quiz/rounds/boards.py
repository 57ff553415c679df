"""Boards: the public messages that show a round as it stands."""

from bot.quiz.cards import Card
from bot.quiz.library import Library
from bot.quiz.model import Address, Channel, MessageId, Round
from bot.quiz.ports import Answers, Chat, Clock, Figures
from bot.quiz.rounds import question_view as views
from content.schema import Question


class Boards:
    """Posts a round's board and brings it up to date."""

    def __init__(
        self, store: Answers, chat: Chat, library: Library, figures: Figures, clock: Clock
    ) -> None:
        self._store = store
        self._chat = chat
        self._library = library
        self._figures = figures
        self._clock = clock

    async def post(self, channel: Channel, round: Round, main: Question) -> MessageId:
        card = await self._card(channel, round, main, members=0)
        return await self._chat.post(Address(channel.id), card, round.key)

    async def redraw(self, channel: Channel, round: Round) -> None:
        """Show a round as it is now, unless it was never posted or its question is gone."""
        main = self._library.main(round)
        if round.message and main:
            answers = await self._store.answers(round=round.id)
            members = len({answer.member for answer in answers})
            card = await self._card(channel, round, main, members)
            await self._chat.edit(Address(channel.id), round.message, card)

    async def _card(self, channel: Channel, round: Round, main: Question, members: int) -> Card:
        figure = await self._figures.figure(main.figure) if main.figure else None
        return views.board(channel, round, main, members, self._clock.now(), figure)
