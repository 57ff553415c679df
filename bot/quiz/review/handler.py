"""Reviews: what is due is asked again in private, and graded like any answer."""

import asyncio
from datetime import datetime

from bot.quiz.answering import text as answers
from bot.quiz.answering import view as grade_views
from bot.quiz.answering.grading import GradingWorker
from bot.quiz.answering.handler import PATIENCE_S
from bot.quiz.answering.telling import Teller
from bot.quiz.channels import channel_of
from bot.quiz.dispatch import asked_again, given_back
from bot.quiz.errors import Refusal
from bot.quiz.model import Answer, Invocation, QuestionId
from bot.quiz.ports import Clock, Reply
from bot.quiz.review import view as views
from bot.quiz.review.model import NewReview
from bot.quiz.review.queue import ReviewQuestion, ReviewQueue
from bot.quiz.rounds import schedule
from bot.quiz.store import Store


class Reviewing:
    """Handlers of `review`, `review answer` and `review hint`."""

    def __init__(
        self, store: Store, queue: ReviewQueue, grading: GradingWorker, teller: Teller, clock: Clock
    ) -> None:
        self._store = store
        self._queue = queue
        self._grading = grading
        self._teller = teller
        self._clock = clock

    async def run(self) -> None:
        """Grade and tell, for ever."""
        async with asyncio.TaskGroup() as tasks:
            tasks.create_task(self._grading.run(), name="grading reviews")
            tasks.create_task(self._teller.run(), name="telling reviews")

    @property
    def grading_since(self) -> datetime | None:
        """When the oldest review came that is being graded; None while nothing waits."""
        return self._grading.since

    def wake(self) -> None:
        """Note that there may be answers to grade, and grades to tell."""
        self._grading.wake()
        self._teller.wake()

    async def review(self, invocation: Invocation, reply: Reply) -> None:
        """Ask what is due first; of a topic that was named, also what is not due yet."""
        member, topic = invocation.member, invocation.args.get("topic", "")
        if topic:
            await self._queue.recall(member.id, invocation.channel, topic)
        found, now = await self._queue.all(member.id, topic), self._clock.now()
        due = [one for one in found if one.card.due_at <= now]
        if asked := due or (found if topic else []):
            await reply.show(await self._queue.asked(member, asked[0], len(due)))
            return
        if not found:
            held_up = await self._queue.held_up(member.id, topic)
            if held_up is None:
                await channel_of(invocation, self._store)
            await reply.show(views.none(member.language, held_up))
            return
        card = found[0].card
        zone = await self._queue.zone(member, card.channel)
        soonest = views.when(member.language, card.due_at, now, zone)
        await reply.show(views.none_due(member.language, soonest))

    async def answer(self, invocation: Invocation, reply: Reply) -> None:
        """Open the form, or take the answer: stored first, then graded, then explained."""
        text, language = invocation.args.get("text"), invocation.member.language
        if known := await self._store.review_of(invocation.event):
            # What was cut short is served again.
            await self._report(invocation, reply, known)
            return
        try:
            one = await self._meant(invocation)
        except Refusal as refusal:
            if text is None:
                raise
            await reply.show(given_back(language, refusal, text))
            return
        if text is None:
            await reply.ask(views.form(language, one.card, one.question))
            return
        try:
            checked = answers.check(text, one.question.kind)
        except Refusal as refusal:
            form = views.form(language, one.card, one.question, text)
            await reply.ask(asked_again(language, form, refusal, "text"))
            return
        stored = await self._take(invocation, one, checked)
        if stored.text != checked:
            await reply.show(given_back(language, Refusal("error-review-done"), text))
            return
        await self._report(invocation, reply, stored)

    async def _take(self, invocation: Invocation, one: ReviewQuestion, text: str) -> Answer:
        at = invocation.at or self._clock.now()
        channel = await self._store.channel(one.card.channel)
        assert channel is not None, "a card's channel is never forgotten"
        day = schedule.local_date(channel, at)
        return await self._store.add_review(NewReview(invocation.event, one.card, text, day, at))

    async def _report(self, invocation: Invocation, reply: Reply, stored: Answer) -> None:
        """Show that a review is being graded, and then what came of it, unless that was told."""
        if not stored.is_pending:
            self._teller.wake()
            return
        with self._teller.leave(stored) as is_ours:
            if is_ours:
                await self._tell(invocation, reply, stored)

    async def _tell(self, invocation: Invocation, reply: Reply, stored: Answer) -> None:
        language = invocation.member.language
        with self._grading.expecting(stored) as grading:
            await reply.show(grade_views.grading(language, is_second=False), stored.key)
            reply.rest()
            graded = await grading.wait(PATIENCE_S)
        graded = graded or await self._grading.graded(stored)
        if graded is None and await self._store.review(stored.id):
            await reply.show(grade_views.waiting(language, stored), stored.key)
            graded = await self._grading.graded(stored)
        card = await self._queue.outcome(invocation.member, graded) if graded else None
        if graded and card:
            await reply.show(card, graded.key)
            await self._teller.told(graded)

    async def hint(self, invocation: Invocation, reply: Reply) -> None:
        one = await self._meant(invocation)
        if not one.question.hints:
            raise Refusal("error-no-hints")
        count = max(1, int(invocation.args.get("count") or 1))
        await reply.show(views.hint(invocation.member.language, one.card, one.question, count))

    async def _meant(self, invocation: Invocation) -> ReviewQuestion:
        """Return what is to be reviewed.

        Raises:
            Refusal: it was reviewed meanwhile, is open in its channel, or is gone; or the member
                is muted there.
        """
        args = invocation.args
        one = await self._queue.find(invocation.member.id, QuestionId(args["question"]))
        if one is None:
            raise Refusal("error-review-gone")
        if await self._store.is_muted(one.card.channel, one.card.member):
            raise Refusal("error-muted")
        if one.card.number != int(args["number"]):
            raise Refusal("error-review-done")
        return one
