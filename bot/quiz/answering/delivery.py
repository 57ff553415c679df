"""Brings a stored grade to its member, and opens the follow-up it leads to."""

import logging

from bot.quiz.answering import progress
from bot.quiz.answering import view as grade_views
from bot.quiz.answering.progress import Position, Step
from bot.quiz.cards import Card
from bot.quiz.errors import ChannelUnreachable
from bot.quiz.library import Library
from bot.quiz.model import Address, Answer, Channel, Member, MemberId, Round
from bot.quiz.ports import Chat, Clock, Figures, Store
from bot.quiz.rounds import question_view as question_views
from bot.quiz.rounds import schedule
from bot.quiz.standings.streaks import streak
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

    async def open_next_later(self, answer: Answer) -> None:
        """Open what an answer leads to, as `open_next` does, some time after it."""
        member, position = await self._member_at(answer)
        if member and position:
            await self.open_next(member, position, answer)

    async def _member_at(self, answer: Answer) -> tuple[Member | None, Position | None]:
        """Return who answered, and where that was; None if the round or question is gone."""
        member = await self._store.member(answer.member)
        found = await self._store.member_round(answer.channel, answer.member, answer.round)
        main = self._library.main(found.round) if found.round else None
        step = progress.step(main, answer.question) if main else None
        if found.channel is None or found.round is None or main is None or step is None:
            return member, None
        return member, Position(found.channel, found.round, main, step, found.answers)

    async def card(self, language: Language, position: Position, answer: Answer) -> Card:
        """Return the card of a graded answer, given at that position."""
        attempts = position.attempts(position.step)
        return grade_views.graded(
            language,
            position.round,
            position.step,
            answer,
            [past for past in attempts if past.attempt < answer.attempt],
            await self._streak(position.channel, answer.member),
            has_next=position.following is not None,
        )

    async def _streak(self, channel: Channel, member: MemberId) -> int:
        studied = await self._store.study_dates(channel.id)
        today = schedule.local_date(channel, self._clock.now())
        return streak(studied.get(member, []), today, channel.weekdays)

    async def open_next(self, member: Member, position: Position, answer: Answer) -> None:
        """Show the follow-up that opens by itself.

        That is a courtesy, for the card of the grade has a button which opens it too.
        """
        if following := position.opens_by_itself(answer):
            try:
                await self._open_follow_up(member, position, following)
            except ChannelUnreachable as exc:
                log.info("follow-up %s waits for a press: %s", following.question.id, exc)

    async def _open_follow_up(self, member: Member, position: Position, step: Step) -> None:
        """Show a follow-up to the member, and to the thread if they are the first to get there."""
        round = position.round
        key = f"follow-up:{round.id}:{step.question.id}:{member.id}"
        card = await self.follow_up(member.language, round, step)
        await self._chat.post(Address(round.channel, only=member.id), card, key)
        await self.announce(position.channel, round, step)

    async def follow_up(self, language: Language, round: Round, step: Step) -> Card:
        """Return the card of a follow-up, with its figure if it has one."""
        name = step.question.figure
        figure = await self._figures.figure(name) if name else None
        return question_views.follow_up(language, round, step, figure)

    async def announce(self, channel: Channel, round: Round, step: Step) -> None:
        """Post a follow-up in the round's thread unless it is there.

        The thread is a courtesy: where it cannot be reached, the member's own way goes on.
        """
        thread = Address(round.channel, thread=round.message)
        key = f"follow-up:{round.id}:{step.question.id}"
        try:
            if await self._chat.find(thread, key) is None:
                notice = question_views.follow_up_notice(channel.language, step)
                await self._chat.post(thread, notice, key)
        except ChannelUnreachable as exc:
            log.info("follow-up %s is not in the thread: %s", step.question.id, exc)
