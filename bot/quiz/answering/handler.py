"""Answers, hints and follow-ups: what a member does with a question."""

from collections.abc import Sequence

from bot.i18n.messages import say
from bot.quiz.answering import progress
from bot.quiz.answering import text as answers
from bot.quiz.answering import view as grade_views
from bot.quiz.answering.delivery import Delivery
from bot.quiz.answering.grading import GradingWorker
from bot.quiz.answering.progress import Position, Step
from bot.quiz.answering.scoring import MAX_ATTEMPTS
from bot.quiz.answering.telling import Teller
from bot.quiz.cards import Form
from bot.quiz.dispatch import given_back
from bot.quiz.errors import Refusal
from bot.quiz.library import Library
from bot.quiz.model import (
    Answer,
    Invocation,
    Member,
    NewAnswer,
    NewHint,
    QuestionId,
    Round,
    RoundId,
    RoundState,
)
from bot.quiz.ports import Clock, Reply, Store
from bot.quiz.rounds import question_view as question_views
from bot.quiz.rounds import schedule
from bot.quiz.rounds.host import RoundHost

PATIENCE_S = 20.0


class Answering:
    """Handlers of `answer`, `hint` and `next`."""

    def __init__(
        self,
        store: Store,
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
            position = await self._position(invocation)
        except Refusal as refusal:
            if text is None:
                raise
            await reply.show(given_back(invocation.member.language, refusal, text))
            return
        step = position.step
        left = MAX_ATTEMPTS - len(position.attempts(step))
        try:
            if text is None:
                self._refuse_without_attempts(left)
                await reply.ask(self._form(invocation, position.round, step, left))
                return
            checked = answers.check(text, step.question.kind)
            stored = await self._take(invocation, position, checked)
        except Refusal as refusal:
            if text is None:
                raise
            error = say(invocation.member.language, refusal.message, **refusal.variables)
            form = self._form(invocation, position.round, step, left, text=text, error=error)
            await reply.ask(form)
            return
        if stored.event == invocation.event and not stored.is_pending:
            # What was cut short is served again. The teller knows what the member has seen.
            self._teller.wake()
            return
        with self._teller.leave(stored) as is_ours:
            if is_ours:
                await self._report(invocation, reply, stored, position)

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

    async def _take(self, invocation: Invocation, position: Position, text: str) -> Answer:
        at = invocation.at or self._clock.now()
        new = NewAnswer(
            event=invocation.event,
            round=position.round.id,
            channel=position.channel.id,
            question=QuestionId(position.step.question.id),
            member=invocation.member.id,
            text=text,
            study_date=schedule.local_date(position.channel, at),
            at=at,
        )
        stored = await self._store.add(new, MAX_ATTEMPTS)
        if stored is None:
            raise Refusal("error-no-attempts", total=MAX_ATTEMPTS)
        self._host.answered(position.round.id)
        return stored

    async def _report(
        self, invocation: Invocation, reply: Reply, stored: Answer, position: Position
    ) -> None:
        """Show that an answer is being graded, and then what came of it."""
        language = invocation.member.language
        with self._grading.expecting(stored) as grading:
            if stored.is_pending:
                is_second = any(one.is_pending and one.id != stored.id for one in position.mine)
                await reply.show(grade_views.grading(language, is_second=is_second), stored.key)
            graded = await grading.wait(PATIENCE_S)
        if graded is None:
            await reply.show(grade_views.waiting(language, stored), stored.key)
            graded = await self._grading.stored(stored)
        if graded is not None:
            await self._tell(invocation.member, reply, graded, position)

    async def _tell(self, member: Member, reply: Reply, graded: Answer, position: Position) -> None:
        card = await self._delivery.card(member.language, position, graded)
        await reply.show(card, graded.key)
        await self._teller.told(graded)
        await self._delivery.open_next(member, position, graded)

    async def hint(self, invocation: Invocation, reply: Reply) -> None:
        """Show one more hint and all before it."""
        position = await self._position(invocation)
        round, question = position.round, position.step.question
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
        position = await self._position(invocation)
        round, following = position.round, self._following(invocation, position)
        if following not in progress.reached(position.main, position.mine):
            raise Refusal("error-not-yet")
        await reply.show(
            await self._delivery.follow_up(invocation.member.language, round, following),
            f"follow-up:{round.id}:{following.question.id}:{invocation.member.id}",
        )
        await self._delivery.announce(position.channel, round, following)

    def _following(self, invocation: Invocation, position: Position) -> Step:
        step = position.step
        is_here = "question" not in invocation.args and step.is_follow_up
        following = step if is_here else position.following
        if following is None or (is_here and position.attempts(step)):
            raise Refusal("error-no-follow-up")
        return following

    async def _position(self, invocation: Invocation) -> Position:
        """Find which question is meant, and what the member has answered in its round.

        Raises:
            Refusal: there is no such round or question, or the member is not there yet.
        """
        named = invocation.args.get("round")
        found = await self._store.member_round(
            invocation.channel, invocation.member.id, RoundId(int(named)) if named else None
        )
        if found.channel is None:
            raise Refusal("error-not-set-up")
        if found.round is None:
            raise Refusal("error-question-gone" if named else "error-no-open-round")
        main = self._library.main(found.round)
        if main is None:
            raise Refusal("error-question-gone")
        mine = found.answers
        question = invocation.args.get("question") or _said_before(invocation, mine)
        step = progress.step(main, question) if question else progress.current(main, mine)
        if step is None:
            raise Refusal("error-question-gone")
        if step not in progress.reached(main, mine):
            raise Refusal("error-not-yet")
        return Position(found.channel, found.round, main, step, mine)


def _said_before(invocation: Invocation, mine: Sequence[Answer]) -> str | None:
    """Return the question that a typed text has answered already, and so answers again.

    Whoever hears nothing types the same once more, when they may be a question further.
    """
    said = answers.clean(invocation.args.get("text", ""))
    return next((one.question for one in mine if one.text == said), None)
