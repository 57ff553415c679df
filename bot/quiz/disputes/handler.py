"""Objections to grades: taken from whoever was graded, ruled on by admins."""

from bot.i18n.messages import say
from bot.quiz.answering import scoring
from bot.quiz.answering.text import clean
from bot.quiz.audit.model import AuditEntry
from bot.quiz.channels import channel_of
from bot.quiz.dispatch import asked_again, notice
from bot.quiz.disputes import view as views
from bot.quiz.disputes.model import (
    MAX_REASON_CHARS,
    Dispute,
    DisputeId,
    DisputeState,
    NewDispute,
    Ruling,
    changes,
    newly_stated,
    ruled_grade,
)
from bot.quiz.disputes.rulings import Rulings
from bot.quiz.errors import Refusal
from bot.quiz.library import Library
from bot.quiz.model import Answer, AnswerId, Channel, Invocation, QuestionId, RoundId
from bot.quiz.ports import Chat, Clock, Reply
from bot.quiz.private_message import tell
from bot.quiz.store import Store
from content.schema import Question


class Disputing:
    """Handlers of `dispute`, `quiz disputes`, `dispute accept` and `dispute keep`."""

    def __init__(
        self, store: Store, chat: Chat, library: Library, rulings: Rulings, clock: Clock
    ) -> None:
        self._store = store
        self._chat = chat
        self._library = library
        self._rulings = rulings
        self._clock = clock

    async def object(self, invocation: Invocation, reply: Reply) -> None:
        """Open the form, or take an objection and show it to whoever rules on it."""
        channel = await channel_of(invocation, self._store)
        answer = await self._own_answer(invocation)
        if not answer.text:
            raise Refusal("error-dispute-too-old")
        language, reason = invocation.member.language, invocation.args.get("reason")
        if reason is None:
            known = await self._store.dispute_of(answer.id)
            if known:
                await reply.show(views.already(language, known))
            else:
                await reply.ask(views.object_form(language, answer))
            return
        try:
            text = _read(reason)
        except Refusal as refusal:
            form = views.object_form(language, answer, reason)
            await reply.ask(asked_again(language, form, refusal))
            return
        new = NewDispute(
            event=invocation.event,
            answer=answer.id,
            channel=channel.id,
            member=invocation.member.id,
            reason=text,
            at=invocation.at or self._clock.now(),
        )
        stored = await self._store.object(new)
        if stored.reason != text:
            await reply.show(views.already(language, stored, text))
            return
        await reply.show(views.taken(language, stored))
        if stored.is_open:
            await self._tell_admin(channel, stored, answer)

    async def _own_answer(self, invocation: Invocation) -> Answer:
        if "answer" not in invocation.args:
            return await self._answer_to(invocation)
        answer = await self._store.answer(AnswerId(int(invocation.args["answer"])))
        if answer is None or answer.member != invocation.member.id:
            raise Refusal("error-dispute-not-yours")
        if answer.channel != invocation.channel or answer.is_pending:
            raise Refusal("error-dispute-gone")
        return answer

    async def _answer_to(self, invocation: Invocation) -> Answer:
        """Find the member's best answer to a question of a round, as the reveal names it."""
        args = invocation.args
        if not (args.get("round") and args.get("question")):
            raise Refusal("error-dispute-gone")
        mine = await self._store.answers(
            round=RoundId(int(args["round"])),
            member=invocation.member.id,
            question=QuestionId(args["question"]),
        )
        if not mine:
            raise Refusal("error-dispute-unanswered")
        graded = [answer for answer in mine if answer.grade]
        if not graded:
            raise Refusal("error-dispute-ungraded")
        return max(graded, key=lambda answer: answer.value)

    async def _tell_admin(self, channel: Channel, dispute: Dispute, answer: Answer) -> None:
        """Show it to the admin. Who cannot be reached finds it by `quiz disputes`."""
        admin = await self._store.member(channel.admin) if channel.admin else None
        if admin is None:
            return
        question = await self._question(answer)
        name = await self._name(dispute)
        card = views.to_rule(admin.language, dispute, answer, question, name)
        await tell(self._chat, channel.id, admin.id, card, f"{dispute.key}:to-rule")

    async def review(self, invocation: Invocation, reply: Reply) -> None:
        """Show the dispute that has waited longest."""
        channel = await channel_of(invocation, self._store)
        language, waiting = invocation.member.language, await self._store.disputes(channel.id)
        if not waiting:
            await reply.show(notice(say(language, "disputes-none")))
            return
        answer = await self._answer(waiting[0])
        question, name = await self._question(answer), await self._name(waiting[0])
        card = views.to_rule(language, waiting[0], answer, question, name, total=len(waiting))
        await reply.show(card)

    async def accept(self, invocation: Invocation, reply: Reply) -> None:
        """Ask for score and points, or give the answer what the admin says it earns."""
        dispute, answer = await self._open(invocation)
        language, args = invocation.member.language, invocation.args
        if "score" not in args:
            await reply.ask(views.accept_form(language, dispute, answer))
            return
        assert answer.grade is not None, "only graded answers are disputed"
        question = await self._question(answer)
        try:
            score, text = _score(args["score"], answer), _read(args.get("reason", ""))
            grade = ruled_grade(answer, score, args.get("points", "").split(","), question)
            if not changes(answer.grade, grade):
                raise Refusal("error-dispute-unchanged", score=round(100 * grade.score))
        except Refusal as refusal:
            form = views.accept_form(language, dispute, answer, args)
            await reply.ask(asked_again(language, form, refusal))
            return
        ruling = Ruling(
            state=DisputeState.ACCEPTED,
            by=invocation.member.id,
            at=self._clock.now(),
            text=text,
            grade=grade,
            value=scoring.value(grade.score, answer.attempt, answer.hints, answer.is_late),
            accepted=newly_stated(answer.grade, grade),
        )
        await self._rule(dispute, ruling, invocation, reply)

    async def keep(self, invocation: Invocation, reply: Reply) -> None:
        """Ask for the reason, or leave the grade as it is and tell why."""
        dispute, answer = await self._open(invocation)
        language, reason = invocation.member.language, invocation.args.get("reason")
        if reason is None:
            await reply.ask(views.keep_form(language, dispute, answer))
            return
        try:
            text = _read(reason, least=2)
        except Refusal as refusal:
            form = views.keep_form(language, dispute, answer, reason)
            await reply.ask(asked_again(language, form, refusal))
            return
        ruling = Ruling(DisputeState.KEPT, invocation.member.id, self._clock.now(), text)
        await self._rule(dispute, ruling, invocation, reply)

    async def _rule(
        self, dispute: Dispute, ruling: Ruling, invocation: Invocation, reply: Reply
    ) -> None:
        score = ruling.grade.score if ruling.grade else 0.0
        what, points = f"audit-dispute-{ruling.state.value}", round(scoring.MAX_POINTS * score)
        entry = AuditEntry.of(invocation, ruling.at, what, member=dispute.member, points=points)
        if not await self._store.rule(dispute, ruling, entry):
            raise await self._too_late(dispute.id)
        self._rulings.wake()
        left = len(await self._store.disputes(dispute.channel))
        await reply.show(views.ruled(invocation.member.language, ruling, left))

    async def _open(self, invocation: Invocation) -> tuple[Dispute, Answer]:
        """Find which dispute is meant.

        Raises:
            Refusal: there is none such in this channel, or it has been ruled on.
        """
        dispute = await self._store.dispute(DisputeId(int(invocation.args["dispute"])))
        if dispute is None or dispute.channel != invocation.channel:
            raise Refusal("error-dispute-gone")
        if not dispute.is_open:
            raise await self._too_late(dispute.id)
        return dispute, await self._answer(dispute)

    async def _too_late(self, dispute: DisputeId) -> Refusal:
        ruled = await self._store.dispute(dispute)
        by = ruled.decided_by if ruled else None
        admin = await self._store.member(by) if by else None
        if admin is None:
            return Refusal("error-dispute-ruled-by-nobody")
        return Refusal("error-dispute-ruled", name=admin.name)

    async def _answer(self, dispute: Dispute) -> Answer:
        answer = await self._store.answer(dispute.answer)
        if answer is None:
            raise Refusal("error-dispute-gone")
        return answer

    async def _question(self, answer: Answer) -> Question | None:
        round = await self._store.round(answer.round)
        return self._library.question(round, answer.question) if round else None

    async def _name(self, dispute: Dispute) -> str:
        member = await self._store.member(dispute.member)
        return member.name if member else ""


def _read(reason: str, least: int = 0) -> str:
    text = clean(reason)
    if not least <= len(text) <= MAX_REASON_CHARS:
        message = "error-dispute-reason-short" if len(text) < least else "error-dispute-reason"
        raise Refusal(message, field="reason", limit=MAX_REASON_CHARS, given=len(text))
    return text


def _score(typed: str, answer: Answer) -> float | None:
    """Read a number of points; the one the answer has leaves its score as it is, unrounded.

    Where there are points to tick, none typed is none said.
    """
    digits = typed.strip().removesuffix("점").strip()
    if not digits and answer.grade and answer.grade.key_points:
        return None
    if not (digits.isascii() and digits.isdigit() and int(digits) <= scoring.MAX_POINTS):
        raise Refusal("error-dispute-score", field="score", limit=scoring.MAX_POINTS)
    score = int(digits) / scoring.MAX_POINTS
    before = answer.grade.score if answer.grade else 0.0
    return before if round(before, 2) == score else score
