"""Brings a stored grade to its member, and opens the follow-up it leads to."""

import logging
from typing import Protocol

from bot.quiz import progress, schedule
from bot.quiz.cards import Card
from bot.quiz.errors import ChannelUnreachable
from bot.quiz.library import Library
from bot.quiz.model import Address, Answer, Member, MemberId, QuestionId, Round
from bot.quiz.ports import (
    Answers,
    Channels,
    Chat,
    Clock,
    Deliveries,
    Figures,
    Members,
    Rounds,
    Scores,
)
from bot.quiz.progress import Step
from bot.quiz.streaks import streak
from bot.quiz.views import grade as grade_views
from bot.quiz.views import question as question_views
from content.schema import Language
from evaluators.grade import Verdict

log = logging.getLogger(__name__)


class DeliveryStore(Channels, Members, Rounds, Answers, Deliveries, Scores, Protocol):
    """The part of the store that deliveries need."""


class Delivery:
    """Composes grade cards and posts what a member has earned to see."""

    def __init__(
        self,
        store: DeliveryStore,
        chat: Chat,
        library: Library,
        figures: Figures,
        clock: Clock,
    ) -> None:
        self._store = store
        self._chat = chat
        self._library = library
        self._figures = figures
        self._clock = clock

    async def deliver(self, answer: Answer) -> None:
        """Tell the member privately about a grade, wherever they are."""
        member = await self._store.member(answer.member)
        card = await self.card(member, answer) if member else None
        if card is not None:
            to = Address(answer.channel, only=answer.member)
            await self._chat.post(to, card, answer.key)

    async def card(self, member: Member, answer: Answer) -> Card | None:
        """Return the card of a graded answer; None if its round or question is gone."""
        round = await self._store.round(answer.round)
        main = self._library.main(round) if round else None
        step = progress.step(main, answer.question) if main else None
        if round is None or main is None or step is None:
            return None
        attempts = await self._store.answers(
            round=round.id, member=member.id, question=answer.question
        )
        return grade_views.graded(
            member.language,
            round,
            step,
            answer,
            [past for past in attempts if past.attempt < answer.attempt],
            await self._streak(answer),
            has_next=progress.after(main, answer.question) is not None,
        )

    async def _streak(self, answer: Answer) -> int:
        channel = await self._store.channel(answer.channel)
        if channel is None:
            return 0
        studied = await self._store.study_dates(channel.id)
        today = schedule.local_date(channel, self._clock.now())
        return streak(studied.get(answer.member, []), today, channel.weekdays)

    async def lead_on(self, answer: Answer) -> None:
        """Open the next follow-up for its member if the answer was at least partly right.

        That is a courtesy, for the card of the grade has a button which opens it too.
        """
        member = await self._store.member(answer.member)
        if member and answer.grade and answer.grade.verdict in (Verdict.CORRECT, Verdict.PARTIAL):
            round = await self._store.round(answer.round)
            main = self._library.main(round) if round else None
            step = progress.after(main, answer.question) if main else None
            if round and step and not await self._has_answered(round, member.id, step):
                try:
                    await self.open_follow_up(member, round, step)
                except ChannelUnreachable as exc:
                    log.info("follow-up %s waits for a press: %s", step.question.id, exc)

    async def _has_answered(self, round: Round, member: MemberId, step: Step) -> bool:
        question = QuestionId(step.question.id)
        return bool(await self._store.answers(round=round.id, member=member, question=question))

    async def open_follow_up(self, member: Member, round: Round, step: Step) -> None:
        """Show a follow-up to the member, and to the thread if they are the first to get there."""
        key = f"follow-up:{round.id}:{step.question.id}:{member.id}"
        card = await self.follow_up(member.language, round, step)
        await self._chat.post(Address(round.channel, only=member.id), card, key)
        await self.announce(round, step)

    async def follow_up(self, language: Language, round: Round, step: Step) -> Card:
        """Return the card of a follow-up, with its figure if it has one."""
        name = step.question.figure
        figure = await self._figures.figure(name) if name else None
        return question_views.follow_up(language, round, step, figure)

    async def announce(self, round: Round, step: Step) -> None:
        """Post a follow-up in the round's thread unless it is there.

        The thread is a courtesy: where it cannot be reached, the member's own way goes on.
        """
        channel = await self._store.channel(round.channel)
        thread = Address(round.channel, thread=round.message)
        key = f"follow-up:{round.id}:{step.question.id}"
        try:
            if channel and await self._chat.find(thread, key) is None:
                notice = question_views.follow_up_notice(channel.language, step)
                await self._chat.post(thread, notice, key)
        except ChannelUnreachable as exc:
            log.info("follow-up %s is not in the thread: %s", step.question.id, exc)
