"""Posts the recap of a channel's week."""

from collections.abc import Awaitable, Callable
from datetime import date, timedelta

from bot.quiz.answering.scoring import GRACE
from bot.quiz.figures import Figures
from bot.quiz.library import Library
from bot.quiz.model import Address, Channel
from bot.quiz.ports import Chat
from bot.quiz.recaps import rules
from bot.quiz.recaps import view as views
from bot.quiz.recaps.model import WEEK, Recap, Result
from bot.quiz.recaps.view import Liked, Week
from bot.quiz.store import Store


class Recaps:
    """Goes on with recaps that were begun: looked for on the platform by their key, or posted."""

    def __init__(self, store: Store, chat: Chat, library: Library, figures: Figures) -> None:
        self._store = store
        self._chat = chat
        self._library = library
        self._figures = figures

    async def settle(
        self, channel: Channel, open_since: Callable[[timedelta], Awaitable[date]]
    ) -> None:
        """Post the recaps whose rounds are all over, and again when no answer counts any more.

        `open_since` is the first date with a round that is not over for longer than a while.
        """
        begun = await self._store.begun_recaps(channel.id)
        if not begun:
            return
        since, settled = await open_since(timedelta()), await open_since(GRACE)
        for recap in begun:
            is_last = recap.until < settled
            if is_last or (recap.until < since and not await self._is_there(recap)):
                await self._post(channel, recap)
            if is_last:
                await self._store.recap_posted(recap)

    async def _is_there(self, recap: Recap) -> bool:
        return await self._chat.find(Address(recap.channel), recap.key) is not None

    async def _post(self, channel: Channel, recap: Recap) -> None:
        """Post a recap, unless there is nothing to tell."""
        week = await self._week(channel, recap)
        if week:
            chart = views.chart(channel.language, week)
            picture = await self._figures.bars(chart) if chart else None
            card = views.recap(channel, recap, week, picture)
            await self._chat.post(Address(channel.id), card, recap.key)

    async def _week(self, channel: Channel, recap: Recap) -> Week | None:
        """Return what is told of a week; None if nobody has earned a point."""
        now = await self._store.scores(channel.id, recap.since, recap.until)
        if not any(score.points > 0 for score in now):
            return None
        week_before = (recap.since - WEEK, recap.since - timedelta(days=1))
        before = await self._store.scores(channel.id, *week_before)
        results = await self._store.results(channel.id, recap.since, recap.until)
        hardest = rules.hardest(results)
        asked = [
            (question, one)
            for one in rules.comparable(results)
            if (question := self._library.question(one.round, one.question))
        ]
        return Week(
            standings=rules.moved(now, before),
            improved=rules.most_improved(now, before),
            hardest=next(((q, one) for q, one in asked if one == hardest), None),
            liked=await self._liked(recap),
            weak=rules.weak_topics(results, self._topic),
            asked=asked,
            members=len(now),
        )

    async def _liked(self, recap: Recap) -> Liked | None:
        """Return the question most liked on the days of a recap, whenever it was asked.

        So a 👍 counts in the recap of the week in which it was given: that of a question which is
        revealed as a recap comes counts in the next.
        """
        liked = await self._store.liked(recap.channel, recap.since, recap.until)
        found = rules.most_liked(liked)
        if found is None:
            return None
        round, likes = found
        main = self._library.main(round)
        return Liked(main, round.local_date, likes) if main else None

    def _topic(self, result: Result) -> str | None:
        question = self._library.question(result.round, result.question)
        return question.topic if question else None
