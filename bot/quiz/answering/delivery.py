"""Brings a stored grade to its member, and follow-ups to whoever opens them."""

import logging
from dataclasses import replace

from bot.quiz.answering import progress
from bot.quiz.answering import view as grade_views
from bot.quiz.answering.celebrations import celebration
from bot.quiz.answering.progress import Position, Step
from bot.quiz.calendar.days_off import not_given_off
from bot.quiz.cards import Card
from bot.quiz.clock import first_of_week
from bot.quiz.errors import ChannelUnreachable
from bot.quiz.figures import Figures
from bot.quiz.library import Library
from bot.quiz.model import Address, Answer, Channel, Member, Round
from bot.quiz.ports import Chat, Clock
from bot.quiz.rounds import question_view as question_views
from bot.quiz.standings.streaks import streak as streak_of
from bot.quiz.store import Store
from content.schema import Language

log = logging.getLogger(__name__)


class Delivery:
    """Composes grade cards and posts what a member has earned to see."""

    def __init__(
        self,
        store: Store,
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
        member, position = await self._member_at(answer)
        if member and position:
            card = await self.card(member.language, position, answer)
            await self._chat.post(Address(answer.channel, only=answer.member), card, answer.key)

    async def _member_at(self, answer: Answer) -> tuple[Member | None, Position | None]:
        """Return who answered, and where that was; None if any of it is gone."""
        member = await self._store.member(answer.member)
        found = await self._store.member_round(answer.channel, answer.member, answer.round)
        main = self._library.main(found.round) if found.round else None
        step = progress.step(main, answer.question) if main else None
        is_there = any(one.id == answer.id for one in found.answers)
        if not is_there or not found.channel or not found.round or not main or not step:
            return member, None
        return member, Position(found.channel, found.round, main, step, found.answers)

    async def past_card(self, language: Language, answer: Answer) -> Card | None:
        """Return the card of a graded answer again; None if its question is gone."""
        _, position = await self._member_at(answer)
        return await self.card(language, position, answer) if position else None

    async def card(self, language: Language, position: Position, answer: Answer) -> Card:
        """Return the card of a graded answer, given at that position."""
        attempts = position.attempts(position.step)
        since = first_of_week(position.round.local_date)
        study = await self._store.member_study(answer, since)
        asked = not_given_off(position.channel, study.asked)
        streak = streak_of(study.studied, asked, answer.study_date)
        return grade_views.graded(
            language,
            position.round,
            position.step,
            answer,
            [past for past in attempts if past.attempt < answer.attempt and not past.is_void],
            streak if study.made_day else replace(streak, saved=0),
            following=position.following,
            celebrated=celebration(position, answer, study),
        )

    async def follow_up(self, language: Language, round: Round, step: Step) -> Card:
        """Return the card of a follow-up, with its figure if it has one."""
        name = step.question.figure
        figure = await self._figures.figure(name) if name else None
        return question_views.follow_up(language, round, step, figure)

    async def post_notice(self, channel: Channel, round: Round, step: Step) -> None:
        """Say in the round's thread that a follow-up is open, unless it says so already.

        The thread is a courtesy: where it cannot be reached, the member's own way goes on.
        """
        thread = Address(round.channel, thread=round.message)
        key = f"follow-up:{round.id}:{step.question.id}"
        try:
            if await self._chat.find(thread, key) is None:
                notice = question_views.follow_up_notice(channel.language, round, step)
                await self._chat.post(thread, notice, key)
        except ChannelUnreachable as exc:
            log.info("follow-up %s is not in the thread: %s", step.question.id, exc)
