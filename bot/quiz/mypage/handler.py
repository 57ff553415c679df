"""A member's own page: how they do, what they answered, and what is kept about them."""

from collections import defaultdict
from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any

from bot.quiz import commands
from bot.quiz.answering.delivery import Delivery
from bot.quiz.channels import channel_of
from bot.quiz.clock import first_of_week
from bot.quiz.errors import Refusal
from bot.quiz.figures import Figures
from bot.quiz.library import Library
from bot.quiz.model import AnswerId, Invocation
from bot.quiz.mypage import rules
from bot.quiz.mypage import view as views
from bot.quiz.mypage.model import Rows
from bot.quiz.paging import page_of
from bot.quiz.ports import Clock, Reply
from bot.quiz.review import view as review_views
from bot.quiz.rounds import schedule
from bot.quiz.standings.numbers import numbers
from bot.quiz.store import Store
from bot.quiz.suggestions.asking import restore

WEEKS = 12
MAX_PAST = 500


class MyPage:
    """Handlers of `stats` and `forget`."""

    def __init__(
        self, store: Store, library: Library, figures: Figures, delivery: Delivery, clock: Clock
    ) -> None:
        self._store = store
        self._library = library
        self._figures = figures
        self._delivery = delivery
        self._clock = clock

    async def stats(self, invocation: Invocation, reply: Reply) -> None:
        """Show what is asked for: the page, past answers or one of them, an export, a deletion."""
        args = invocation.args
        if args.get("answer"):
            await self._open(invocation, reply, AnswerId(int(args["answer"])))
            return
        if args.get("review"):
            await self._open_review(invocation, reply, AnswerId(int(args["review"])))
            return
        match args.get("what"):
            case "answers":
                await self._answers(invocation, reply)
            case commands.EXPORT:
                rows = await self._kept(invocation)
                await reply.show(views.export(invocation.member, rows, self._clock.now()))
            case commands.FORGET:
                await reply.show(views.confirmation(invocation.member.language))
            case _:
                await self._page(invocation, reply)

    async def _kept(self, invocation: Invocation) -> Rows:
        kept = defaultdict[str, list[Mapping[str, Any]]](list)
        for member in invocation.own_ids:
            for table, rows in (await self._store.kept_about(member)).items():
                kept[table] += rows
        return kept

    async def forget(self, invocation: Invocation, reply: Reply) -> None:
        """Delete everything kept about the member, who has confirmed it."""
        for member in invocation.own_ids:
            await self._store.forget(member)
        await restore(self._store, self._library)
        await reply.show(views.forgotten(invocation.member.language))

    async def _page(self, invocation: Invocation, reply: Reply) -> None:
        channel = await channel_of(invocation, self._store)
        member, language = invocation.member.id, invocation.member.language
        today = schedule.local_date(channel, self._clock.now())
        first = first_day(today)
        days = await self._store.past_days(channel.id, member, first)
        past = await self._store.past_answers(channel.id, member, MAX_PAST)
        reviews = await self._store.past_reviews(channel.id, member, MAX_PAST)
        scored = [
            rules.Scored(
                question.topic, one.question, one.score, is_over=not one.round.state.takes_points
            )
            for one in (*past, *reviews)
            if (question := self._library.question(one.round, one.question))
        ]
        mine = await numbers(self._store, channel, member, today)
        calendar = await self._figures.calendar(first, today, days) if mine else None
        await reply.show(views.page(language, mine, days, calendar, rules.topics(scored)))

    async def _answers(self, invocation: Invocation, reply: Reply) -> None:
        channel = await channel_of(invocation, self._store)
        mine = (channel.id, invocation.member.id, MAX_PAST)
        given = [*await self._store.past_answers(*mine), *await self._store.past_reviews(*mine)]
        past = sorted(given, key=lambda one: one.at, reverse=True)
        page = page_of(invocation)
        named = [(one, self._library.question(one.round, one.question)) for one in past]
        await reply.show(views.answers(invocation.member.language, named, page))

    async def _open(self, invocation: Invocation, reply: Reply, id: AnswerId) -> None:
        answer = await self._store.answer(id)
        if answer is None or answer.member != invocation.member.id or answer.is_pending:
            raise Refusal("error-question-gone")
        language = invocation.member.language
        grade = await self._delivery.past_card(language, answer)
        page = page_of(invocation)
        await reply.show(views.opened(language, grade, answer, page))

    async def _open_review(self, invocation: Invocation, reply: Reply, id: AnswerId) -> None:
        review = await self._store.review(id)
        if review is None or review.member != invocation.member.id or review.grade is None:
            raise Refusal("error-question-gone")
        language, page = invocation.member.language, page_of(invocation)
        round = await self._store.round(review.round)
        question = self._library.question(round, review.question) if round else None
        grade = review_views.past(language, question, review.grade) if question else None
        await reply.show(views.opened(language, grade, review, page))


def first_day(today: date) -> date:
    """Return the Monday that the calendar begins with."""
    return first_of_week(today) - timedelta(weeks=WEEKS - 1)
