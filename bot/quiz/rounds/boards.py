"""Boards: the public messages that show a round as it stands.

That of a daily question calls whom the channel's ping names; one that was asked for calls nobody.
"""

from collections import OrderedDict

from bot.quiz.cards import Card
from bot.quiz.figures import Figures
from bot.quiz.library import Library
from bot.quiz.model import Address, Channel, MessageId, Round, RoundId
from bot.quiz.ports import Chat, Clock
from bot.quiz.rounds import question_view as views
from bot.quiz.store import Answers
from content.schema import Question

MAX_DRAWN = 10_000


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
        self._drawn: OrderedDict[RoundId, Card] = OrderedDict()

    async def post(self, channel: Channel, round: Round, main: Question) -> MessageId:
        card = await self._card(channel, round, main, members=0)
        message = await self._chat.post(Address(channel.id), card, round.key)
        self._note(round, card)
        return message

    async def redraw(self, channel: Channel, round: Round) -> None:
        """Show a round as it is now, unless its board shows that already, as far as we know.

        One that was never posted, or whose question is gone, is left alone.
        """
        main = self._library.main(round)
        if round.message and main:
            answers = await self._store.answers(round=round.id)
            members = len({answer.member for answer in answers})
            card = await self._card(channel, round, main, members)
            if card != self._drawn.get(round.id):
                await self._chat.edit(Address(channel.id), round.message, card)
                self._note(round, card)

    def _note(self, round: Round, card: Card) -> None:
        self._drawn[round.id] = card
        if len(self._drawn) > MAX_DRAWN:
            self._drawn.popitem(last=False)

    async def _card(self, channel: Channel, round: Round, main: Question, members: int) -> Card:
        figure = await self._figures.figure(main.figure) if main.figure else None
        card = views.board(channel, round, main, members, self._clock.now(), figure)
        if channel.ping is None or round.request:
            return card
        return card.model_copy(update={"calls": channel.ping.id})
