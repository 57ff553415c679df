"""Reveals: the solution of a round in its thread, with the day's ranking."""

from collections.abc import Sequence

from bot.quiz.answering import progress, scoring
from bot.quiz.answering.progress import Step
from bot.quiz.model import Address, Answer, Channel, MessageId, Round, Standing
from bot.quiz.ports import Chat, Clock, Store
from bot.quiz.rounds import reveal_view as views
from bot.quiz.rounds import schedule
from bot.quiz.standings.streaks import streaks
from content.schema import Question


class Reveals:
    """Posts what a round's questions were about, each once."""

    def __init__(self, store: Store, chat: Chat, clock: Clock) -> None:
        self._store = store
        self._chat = chat
        self._clock = clock

    async def post(self, channel: Channel, round: Round, main: Question) -> MessageId:
        """Reveal the main question and the follow-ups that anybody answered."""
        thread = Address(channel.id, thread=round.message)
        answers = await self._store.answers(round=round.id)
        key = f"reveal:{round.id}"
        reveal = await self._chat.find(thread, key)
        if reveal is None:
            mains = [answer for answer in answers if answer.question == round.question]
            card = views.reveal(channel.language, main, mains, await self._ranking(channel, round))
            reveal = await self._chat.post(thread, card, key)
        for step in progress.steps(main)[1:]:
            await self._post_follow_up(channel, thread, round, step, answers)
        return reveal

    async def _ranking(self, channel: Channel, round: Round) -> list[Standing]:
        scores = await self._store.scores(channel.id, round.local_date, round.local_date)
        scored = [score for score in scores if score.points > 0]
        studied = await self._store.study_dates(channel.id) if scored else {}
        today = schedule.local_date(channel, self._clock.now())
        return scoring.rank(scored, streaks(studied, today, channel.weekdays))

    async def _post_follow_up(
        self,
        channel: Channel,
        thread: Address,
        round: Round,
        step: Step,
        answers: Sequence[Answer],
    ) -> None:
        its = [answer for answer in answers if answer.question == step.question.id]
        key = f"reveal:{round.id}:{step.question.id}"
        if its and await self._chat.find(thread, key) is None:
            card = views.follow_up_reveal(channel.language, step, its)
            await self._chat.post(thread, card, key)
