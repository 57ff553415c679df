"""Reveals: the solution of a round in its thread, with the day's ranking."""

from typing import Protocol

from bot.quiz import progress, schedule, scoring
from bot.quiz.cards import Card
from bot.quiz.model import Address, Channel, MessageId, QuestionId, Round
from bot.quiz.ports import Answers, Chat, Clock, Scores
from bot.quiz.streaks import streaks
from bot.quiz.views import reveal as views
from content.schema import Question


class RevealStore(Answers, Scores, Protocol):
    """The part of the store that reveals need."""


class Reveals:
    """Posts what a round's questions were about, each once."""

    def __init__(self, store: RevealStore, chat: Chat, clock: Clock) -> None:
        self._store = store
        self._chat = chat
        self._clock = clock

    async def post(self, channel: Channel, round: Round, main: Question) -> MessageId:
        """Reveal the main question and the follow-ups that anybody answered."""
        thread = Address(channel.id, thread=round.message)
        key = f"reveal:{round.id}"
        reveal = await self._chat.find(thread, key)
        if reveal is None:
            card = await self._card(channel, round, main)
            reveal = await self._chat.post(thread, card, key)
        await self._post_follow_ups(channel, round, main, thread)
        return reveal

    async def _card(self, channel: Channel, round: Round, main: Question) -> Card:
        answers = await self._store.answers(round=round.id, question=round.question)
        scores = await self._store.scores(channel.id, round.local_date, round.local_date)
        studied = await self._store.study_dates(channel.id)
        today = schedule.local_date(channel, self._clock.now())
        everyone = streaks(studied, today, channel.weekdays)
        day = scoring.rank([s for s in scores if s.points > 0], everyone)
        return views.reveal(channel.language, main, answers, day)

    async def _post_follow_ups(
        self, channel: Channel, round: Round, main: Question, thread: Address
    ) -> None:
        for step in progress.steps(main)[1:]:
            question = QuestionId(step.question.id)
            answers = await self._store.answers(round=round.id, question=question)
            key = f"reveal:{round.id}:{question}"
            if answers and await self._chat.find(thread, key) is None:
                card = views.follow_up_reveal(channel.language, step, answers)
                await self._chat.post(thread, card, key)
