"""Answers, hints and follow-ups: what a member does with a question."""

import asyncio
from collections.abc import Sequence
from typing import Protocol

from bot.i18n.messages import say
from bot.quiz import answers, progress, schedule
from bot.quiz.cards import Form
from bot.quiz.delivery import Delivery
from bot.quiz.dispatch import given_back
from bot.quiz.errors import Refusal
from bot.quiz.grading import GradingWorker
from bot.quiz.handlers.place import channel_of
from bot.quiz.library import Library
from bot.quiz.model import (
    Answer,
    Channel,
    Invocation,
    NewAnswer,
    NewHint,
    QuestionId,
    Round,
    RoundId,
    RoundState,
)
from bot.quiz.ports import Answers, Channels, Clock, Deliveries, Hints, Reply, Rounds
from bot.quiz.progress import Step
from bot.quiz.rounds import RoundHost
from bot.quiz.scoring import MAX_ATTEMPTS
from bot.quiz.telling import Teller
from bot.quiz.views import grade as grade_views
from bot.quiz.views import question as question_views
from content.schema import Question

PATIENCE_S = 20.0


class AnsweringStore(Channels, Rounds, Answers, Deliveries, Hints, Protocol):
    """The part of the store that answering needs."""


class Answering:
    """Handlers of `answer`, `hint` and `next`."""

    def __init__(
        self,
        store: AnsweringStore,
        grading: GradingWorker,
        teller: Teller,
        delivery: Delivery,
        host: RoundHost,
        library: Library,
        clock: Clock,
    ) -> None:
        self._store = store
        self._grading = grading
        self._teller = teller
        self._delivery = delivery
        self._host = host
        self._library = library
        self._clock = clock

    async def answer(self, invocation: Invocation, reply: Reply) -> None:
        """Open the form, or take the answer: stored first, then graded, then explained."""
        text = invocation.args.get("text")
        try:
            channel, round, _, step, mine = await self._place(invocation)
        except Refusal as refusal:
            if text is None:
                raise
            await reply.show(given_back(invocation.member.language, refusal, text))
            return
        left = MAX_ATTEMPTS - sum(one.question == step.question.id for one in mine)
        try:
            if text is None:
                self._refuse_without_attempts(left)
                await reply.ask(self._form(invocation, round, step, left))
                return
            checked = answers.check(text, step.question.kind)
            stored = await self._take(invocation, channel, round, step, checked)
        except Refusal as refusal:
            if text is None:
                raise
            error = say(invocation.member.language, refusal.message, **refusal.variables)
            await reply.ask(self._form(invocation, round, step, left, text=text, error=error))
            return
        if stored.event == invocation.event and not stored.is_pending:
            # What was cut short is served again. The teller knows what the member has seen.
            self._teller.wake()
            return
        with self._teller.leave(stored):
            await self._report(invocation, reply, stored, mine)

    def _refuse_without_attempts(self, left: int) -> None:
        if left <= 0:
            raise Refusal("error-no-attempts", total=MAX_ATTEMPTS)

    def _form(
        self,
        invocation: Invocation,
        round: Round,
        step: Step,
        left: int,
        text: str = "",
        error: str = "",
    ) -> Form:
        language = invocation.member.language
        return question_views.answer_form(
            language, round, step.question, max(left, 0), text=text, error=error
        )

    async def _take(
        self, invocation: Invocation, channel: Channel, round: Round, step: Step, text: str
    ) -> Answer:
        at = invocation.at or self._clock.now()
        new = NewAnswer(
            event=invocation.event,
            round=round.id,
            channel=channel.id,
            question=QuestionId(step.question.id),
            member=invocation.member.id,
            text=text,
            study_date=schedule.local_date(channel, at),
            at=at,
        )
        stored = await self._store.add(new, MAX_ATTEMPTS)
        if stored is None:
            raise Refusal("error-no-attempts", total=MAX_ATTEMPTS)
        self._host.answered(round.id)
        return stored

    async def _report(
        self, invocation: Invocation, reply: Reply, stored: Answer, mine: list[Answer]
    ) -> None:
        language = invocation.member.language
        if stored.is_pending:
            is_second = any(one.is_pending and one.id != stored.id for one in mine)
            await reply.show(grade_views.grading(language, is_second=is_second), stored.key)
        try:
            async with asyncio.timeout(PATIENCE_S):
                is_graded = await self._grading.graded(stored)
        except TimeoutError:
            is_graded = False
        if not is_graded and (await self._reread(stored)).is_pending:
            await reply.show(grade_views.waiting(language, stored), stored.key)
        await self._show_grade(invocation, reply, stored)

    async def _show_grade(self, invocation: Invocation, reply: Reply, stored: Answer) -> None:
        graded = await self._reread(stored)
        if graded.is_pending:
            return
        card = await self._delivery.card(invocation.member, graded)
        if card is not None:
            await reply.show(card, graded.key)
        await self._store.told(graded.id)
        await self._delivery.lead_on(graded)

    async def _reread(self, answer: Answer) -> Answer:
        stored = await self._store.answers(
            round=answer.round, member=answer.member, question=answer.question
        )
        return next(one for one in stored if one.id == answer.id)

    async def hint(self, invocation: Invocation, reply: Reply) -> None:
        """Show one more hint and all before it."""
        _, round, _, step, _ = await self._place(invocation)
        question = step.question
        if not question.hints:
            raise Refusal("error-no-hints")
        if round.state is not RoundState.OPEN:
            raise Refusal("error-round-closed")
        new = NewHint(invocation.event, round.id, QuestionId(question.id), invocation.member.id)
        taken = await self._store.take_hint(new, len(question.hints))
        language = invocation.member.language
        await reply.show(question_views.hint(language, round, question, taken))

    async def next(self, invocation: Invocation, reply: Reply) -> None:
        """Open the follow-up after a question, or without one the follow-up the member is at."""
        _, round, main, step, mine = await self._place(invocation)
        following = self._following(invocation, main, step, mine)
        if following not in progress.reached(main, mine):
            raise Refusal("error-not-yet")
        await reply.show(
            await self._delivery.follow_up(invocation.member.language, round, following),
            f"follow-up:{round.id}:{following.question.id}:{invocation.member.id}",
        )
        await self._delivery.announce(round, following)

    def _following(
        self, invocation: Invocation, main: Question, step: Step, mine: Sequence[Answer]
    ) -> Step:
        is_here = "question" not in invocation.args and step.is_follow_up
        following = step if is_here else progress.after(main, step.question.id)
        if following is None or (is_here and any(a.question == step.question.id for a in mine)):
            raise Refusal("error-no-follow-up")
        return following

    async def _place(
        self, invocation: Invocation
    ) -> tuple[Channel, Round, Question, Step, list[Answer]]:
        """Find which question is meant, and what the member has answered in its round.

        Raises:
            Refusal: there is no such round or question, or the member is not there yet.
        """
        channel = await channel_of(invocation, self._store)
        round = await self._round(channel, invocation.args.get("round"))
        main = self._library.main(round)
        if main is None:
            raise Refusal("error-question-gone")
        mine = await self._store.answers(round=round.id, member=invocation.member.id)
        named = invocation.args.get("question") or _said_before(invocation, mine)
        step = progress.step(main, named) if named else progress.current(main, mine)
        if step is None:
            raise Refusal("error-question-gone")
        if step not in progress.reached(main, mine):
            raise Refusal("error-not-yet")
        return channel, round, main, step, mine

    async def _round(self, channel: Channel, named: str | None) -> Round:
        if named is not None:
            round = await self._store.round(RoundId(int(named)))
            if round is None or round.channel != channel.id:
                raise Refusal("error-question-gone")
            return round
        rounds = await self._store.rounds(channel=channel.id, states=[RoundState.OPEN])
        if not rounds:
            raise Refusal("error-no-open-round")
        return rounds[-1]


def _said_before(invocation: Invocation, mine: Sequence[Answer]) -> str | None:
    """Return the question that a typed text has answered already, and so answers again.

    Whoever hears nothing types the same once more, when they may be a question further.
    """
    said = answers.clean(invocation.args.get("text", ""))
    return next((one.question for one in mine if one.text == said), None)
