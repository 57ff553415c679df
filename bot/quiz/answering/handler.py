"""Answers, hints and follow-ups: what a member does with a question."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, datetime, timedelta

from bot.quiz.answering import choice_view as choice_views
from bot.quiz.answering import progress
from bot.quiz.answering import text as texts
from bot.quiz.answering import view as grade_views
from bot.quiz.answering.choice_view import Choice
from bot.quiz.answering.delivery import Delivery
from bot.quiz.answering.grading import GradingWorker
from bot.quiz.answering.progress import Position, Step
from bot.quiz.answering.scoring import GRACE, MAX_ATTEMPTS
from bot.quiz.answering.telling import Teller
from bot.quiz.cards import Form
from bot.quiz.dispatch import asked_again, given_back
from bot.quiz.errors import Refusal
from bot.quiz.library import Library
from bot.quiz.model import (
    Answer,
    Invocation,
    MemberRound,
    NewAnswer,
    NewHint,
    QuestionId,
    Round,
    RoundId,
    RoundState,
)
from bot.quiz.ports import Clock, Reply
from bot.quiz.rounds import question_view as question_views
from bot.quiz.rounds import schedule
from bot.quiz.rounds.host import RoundHost
from bot.quiz.store import Store

PATIENCE_S = 20.0
IN_TIME = {"in_time": "yes"}


class Answering:
    """Handlers of `answer`, `answer elsewhere`, `hint` and `next`."""

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
        if text is None:
            await self._open_form(invocation, reply, position)
        elif choices := await self._meant(invocation, position):
            await reply.show(choice_views.which(invocation.member.language, choices, text))
        else:
            await self._answer(invocation, reply, position, text)

    async def _open_form(self, invocation: Invocation, reply: Reply, position: Position) -> None:
        """Ask for an answer, starting with what the member said last to the question."""
        positions = await self._going_on(invocation, position)
        if len(positions) > 1:
            await self._ask_which(invocation, reply, positions)
            return
        position = positions[0] if positions else position
        step = position.step
        said = position.attempts(step)
        left = MAX_ATTEMPTS - len(said)
        if left <= 0:
            raise Refusal("error-no-attempts", total=MAX_ATTEMPTS)
        last = said[-1].text if said else ""
        await reply.ask(self._form(invocation, position.round, step, left, text=last))

    async def _meant(self, invocation: Invocation, position: Position) -> list[Choice]:
        """Return what a text may be meant for where only its member can tell."""
        if invocation.args.get("question") or _said_before(invocation, position.answers):
            return []
        positions = await self._in_open_rounds(invocation, position)
        meant = [(one.round, step) for one in positions for step in one.meant(MAX_ATTEMPTS)]
        return [] if meant == [(position.round, position.step)] else meant

    async def _going_on(self, invocation: Invocation, position: Position) -> list[Position]:
        """Return where the member may go on: at the question they named, or once in each round."""
        if "question" in invocation.args:
            return [position]
        is_named = "round" in invocation.args
        positions = [position] if is_named else await self._in_open_rounds(invocation, position)
        return [
            replace(one, step=meant[0]) for one in positions if (meant := one.meant(MAX_ATTEMPTS))
        ]

    async def _ask_which(
        self, invocation: Invocation, reply: Reply, positions: Sequence[Position]
    ) -> None:
        choices = [(one.round, one.step) for one in positions]
        language, command = invocation.member.language, invocation.command
        await reply.show(choice_views.go_on(language, choices, command))

    async def _in_open_rounds(self, invocation: Invocation, position: Position) -> list[Position]:
        """Return a position, and where the member is in the channel's other open rounds, the
        newest first."""
        rounds = await self._store.rounds(channel=invocation.channel, states=[RoundState.OPEN])
        others = [
            await self._store.member_round(invocation.channel, invocation.member.id, one.id)
            for one in reversed(rounds)
            if one.id != position.round.id and not _is_later(one, invocation)
        ]
        return [position, *(one for one in map(self._shown, others) if one)]

    def _shown(self, found: MemberRound) -> Position | None:
        """Return where the member is in a round: at what they were shown last."""
        main = self._library.main(found.round) if found.round else None
        if found.channel is None or found.round is None or main is None:
            return None
        step = progress.shown(main, found.answers, found.opened)
        return Position(found.channel, found.round, main, step, found.answers, found.opened)

    async def _answer(
        self, invocation: Invocation, reply: Reply, position: Position, text: str
    ) -> None:
        step = position.step
        try:
            checked = texts.check(text, step.question.kind)
            stored = await self._take(invocation, position, checked)
        except Refusal as refusal:
            left = MAX_ATTEMPTS - len(position.attempts(step))
            form = self._form(invocation, position.round, step, left, text=text)
            await reply.ask(asked_again(invocation.member.language, form, refusal, "text"))
            return
        if stored.event == invocation.event and not stored.is_pending:
            # What was cut short is served again. The teller knows what the member has seen.
            self._teller.wake()
            return
        with self._teller.leave(stored) as is_ours:
            if is_ours or not stored.is_pending:
                await self._report(invocation, reply, stored, position)

    def _form(
        self,
        invocation: Invocation,
        round: Round,
        step: Step,
        left: int,
        text: str = "",
    ) -> Form:
        form = question_views.answer_form(
            invocation.member.language,
            round,
            step.question,
            max(left, 0),
            self._clock.now(),
            text=text,
        )
        is_in_time = round.state.takes_points or _was_begun_in_time(invocation)
        return form.model_copy(update={"args": form.args | IN_TIME}) if is_in_time else form

    async def _take(self, invocation: Invocation, position: Position, text: str) -> Answer:
        at = invocation.at or self._clock.now()
        new = NewAnswer(
            event=invocation.event,
            round=position.round.id,
            channel=position.channel.id,
            question=QuestionId(position.step.question.id),
            member=invocation.member.id,
            text=text,
            study_date=_study_date(position, at),
            at=at,
            grace=GRACE if _was_begun_in_time(invocation) else timedelta(),
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
                is_second = any(one.is_pending and one.id != stored.id for one in position.answers)
                await reply.show(grade_views.grading(language, is_second=is_second), stored.key)
            reply.rest()
            graded = await grading.wait(PATIENCE_S)
        graded = graded or await self._grading.graded(stored)
        if graded is None and await self._store.answer(stored.id):
            await reply.show(grade_views.waiting(language, stored), stored.key)
            graded = await self._grading.graded(stored)
        if graded is not None:
            await self._tell(invocation, reply, graded, position)

    async def _tell(
        self, invocation: Invocation, reply: Reply, graded: Answer, position: Position
    ) -> None:
        language = invocation.member.language
        if any(one.is_pending for one in position.answers):
            of_round = (invocation.channel, invocation.member.id, position.round.id)
            found = await self._store.member_round(*of_round)
            position = replace(position, answers=found.answers)
        card = await self._delivery.card(language, position, graded)
        if "question" not in invocation.args and position.others(graded.question, MAX_ATTEMPTS):
            card = choice_views.switchable(language, card, position.round, graded)
        await reply.show(card, graded.key)
        await self._teller.told(graded)

    async def elsewhere(self, invocation: Invocation, reply: Reply) -> None:
        """Offer to take an answer as one to another question of its round."""
        position = await self._position(invocation)
        id = invocation.args["answer"]
        given = next((one for one in position.answers if str(one.id) == id), None)
        steps = position.others(given.question, MAX_ATTEMPTS) if given else []
        if given is None or not steps:
            raise Refusal("error-no-other-question")
        choices = [(position.round, step) for step in steps]
        await reply.show(choice_views.elsewhere(invocation.member.language, choices, given.text))

    async def hint(self, invocation: Invocation, reply: Reply) -> None:
        """Show one more hint and all before it."""
        position = await self._position(invocation)
        positions = await self._going_on(invocation, position)
        helped = [one for one in positions if one.step.question.hints]
        if len(helped) > 1:
            await self._ask_which(invocation, reply, helped)
            return
        position = helped[0] if helped else position
        round, question = position.round, position.step.question
        if not question.hints:
            raise Refusal("error-no-hints")
        if not round.state.takes_points:
            raise Refusal("error-round-closed")
        new = NewHint(invocation.event, round.id, QuestionId(question.id), invocation.member.id)
        taken = await self._store.take_hint(new, len(question.hints))
        language = invocation.member.language
        await reply.show(question_views.hint(language, round, question, taken))

    async def next(self, invocation: Invocation, reply: Reply) -> None:
        """Open the follow-up after a question, or without one the follow-up the member is at."""
        position = await self._position(invocation)
        round, following = position.round, self._following(invocation, position)
        if following not in progress.reached(position.main, position.answers):
            raise _not_yet(invocation, position)
        id = QuestionId(following.question.id)
        await self._store.open_follow_up(round.id, invocation.member.id, id)
        await reply.show(
            await self._delivery.follow_up(invocation.member.language, round, following),
            f"follow-up:{round.id}:{following.question.id}:{invocation.member.id}",
        )
        await self._delivery.post_notice(position.channel, round, following)

    def _following(self, invocation: Invocation, position: Position) -> Step:
        if "question" in invocation.args:
            following = position.following
        else:
            current = progress.current(position.main, position.answers)
            is_over = current.is_follow_up and position.attempts(current)
            following = None if is_over else current if current.is_follow_up else position.following
        if following is None:
            raise Refusal("error-no-follow-up")
        return following

    async def _position(self, invocation: Invocation) -> Position:
        """Find which question is meant, and what the member has answered in its round.

        Raises:
            Refusal: there is no such round or question, or the member is not there yet, or muted.
        """
        named = invocation.args.get("round")
        found = await self._store.member_round(
            invocation.channel, invocation.member.id, RoundId(int(named)) if named else None
        )
        if not named and found.round and _is_later(found.round, invocation):
            found = await self._newest_then(invocation) or found
        if found.channel is None:
            raise Refusal("error-not-set-up")
        if found.is_muted:
            raise Refusal("error-muted")
        if found.round is None:
            raise Refusal("error-question-gone" if named else "error-no-open-round")
        position = self._shown(found)
        if position is None:
            raise Refusal("error-question-gone")
        question = invocation.args.get("question") or _said_before(invocation, position.answers)
        step = progress.step(position.main, question) if question else position.step
        if step is None:
            raise Refusal("error-question-gone")
        if step not in progress.reached(position.main, position.answers):
            raise _not_yet(invocation, position)
        return replace(position, step=step)

    async def _newest_then(self, invocation: Invocation) -> MemberRound | None:
        """Return the round that was the newest when something came that is served late."""
        ends_later = await self._store.rounds(
            channel=invocation.channel, closed_after=invocation.at
        )
        then = [one for one in ends_later if one.posted_at and not _is_later(one, invocation)]
        if not then:
            return None
        member = invocation.member.id
        return await self._store.member_round(invocation.channel, member, then[-1].id)


def _not_yet(invocation: Invocation, position: Position) -> Refusal:
    """Refuse what is not open to a member yet, with a button to where they are."""
    language, round = invocation.member.language, position.round
    if position.answers:
        here = question_views.follow_ups_action(language, round)
    else:
        here = question_views.answer_action(language, round, position.main)
    return Refusal("error-not-yet", actions=[here])


def _is_later(round: Round, invocation: Invocation) -> bool:
    """Tell whether a round was posted only after that came which is served late."""
    return bool(invocation.at and round.posted_at and invocation.at < round.posted_at)


def _was_begun_in_time(invocation: Invocation) -> bool:
    return "in_time" in invocation.args


def _said_before(invocation: Invocation, given: Sequence[Answer]) -> str | None:
    """Return the question that a typed text has answered already, and so answers again.

    Whoever hears nothing types the same once more, when they may be a question further.
    """
    said = texts.clean(invocation.args.get("text", ""))
    return next((one.question for one in given if one.text == said), None)


def _study_date(position: Position, at: datetime) -> date:
    """Return the date an answer counts for: the channel's, or that of an earlier one in the round.

    A change of the channel's time zone between two answers may have put the clocks past midnight,
    and one day of answering is no streak of two.
    """
    today = schedule.local_date(position.channel, at)
    earlier = (
        one.study_date
        for one in position.answers
        if one.study_date < today == schedule.local_date(position.channel, one.at)
    )
    return next(earlier, today)
