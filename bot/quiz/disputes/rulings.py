"""Carries rulings out: answers of the same round are graded again, everyone concerned is told once.

What is left half done by a crash is gone on with: each step is stored before the next.
"""

import asyncio
import logging
from collections.abc import Callable, Sequence

from bot.quiz.answering import scoring
from bot.quiz.answering.grading import with_accepted
from bot.quiz.answering.telling import rest
from bot.quiz.disputes import view as views
from bot.quiz.disputes.model import Dispute, DisputeState, Regrade, better
from bot.quiz.errors import GraderUnavailable, StoreAway
from bot.quiz.library import Library
from bot.quiz.model import Answer, RoundId
from bot.quiz.ports import Chat, Grader
from bot.quiz.private_message import tell
from bot.quiz.store import Store
from content.schema import Rubric
from evaluators.grade import Grade, GradeRequest

log = logging.getLogger(__name__)


class Rulings:
    """One runs per process, as a task."""

    def __init__(
        self,
        store: Store,
        grader: Grader,
        library: Library,
        chat: Chat,
        revealed: Callable[[RoundId], None],
    ) -> None:
        """`revealed` notes that a reveal is out of date."""
        self._store = store
        self._grader = grader
        self._library = library
        self._chat = chat
        self._revealed = revealed
        self._news = asyncio.Event()

    def wake(self) -> None:
        """Note that there may be a ruling to carry out."""
        self._news.set()

    async def run(self) -> None:
        """Carry out for ever."""
        while True:
            self._news.clear()
            try:
                for dispute in await self._store.uncarried():
                    await self._try(dispute)
            except StoreAway as exc:
                log.info("rulings wait: %s", exc)
            except Exception:
                log.exception("the rulings to carry out could not be looked up")
            await rest(self._news)

    async def _try(self, dispute: Dispute) -> None:
        """Carry out one ruling; whatever goes wrong with it holds up no other."""
        lease = f"ruling:{dispute.id}"
        try:
            if await self._store.take_lease(lease):
                try:
                    await self._carry_out(dispute)
                finally:
                    await self._store.drop_lease(lease)
        except (StoreAway, GraderUnavailable) as exc:
            log.info("the ruling on %s waits: %s", dispute.key, exc)
        except Exception:
            log.exception("the ruling on %s could not be carried out", dispute.key)

    async def _carry_out(self, dispute: Dispute) -> None:
        """Do what a ruling asks for; what cannot be told now is left for the next time."""
        answer = await self._store.answer(dispute.answer)
        if dispute.state is DisputeState.ACCEPTED and answer is not None:
            await self._grade_again(dispute, answer)
            self._revealed(answer.round)
        changes = await self._store.regrades(dispute.id)
        told = [await self._tell(dispute, change) for change in changes]
        if dispute.state is DisputeState.KEPT and answer is not None:
            told.append(await self._tell(dispute, Regrade(answer, _score(answer))))
        if all(told):
            await self._store.carried(dispute.id)

    async def _grade_again(self, dispute: Dispute, disputed: Answer) -> None:
        """Let others of the round have what the ruling accepts; nobody's score falls."""
        others = [
            one
            for one in await self._store.answers(round=disputed.round, question=disputed.question)
            if one.id != disputed.id and one.grade is not None
        ]
        grades = await self._grades(disputed, others)
        for one, grade in zip(others, grades, strict=True):
            if grade is not None and better(grade, one):
                value = scoring.value(grade.score, one.attempt, one.hints, one.is_late)
                await self._store.regrade(dispute.id, one, grade, value)

    async def _grades(self, disputed: Answer, others: Sequence[Answer]) -> Sequence[Grade | None]:
        asked = await self._asked(disputed)
        if asked is None or not others:
            return [None] * len(others)
        accepted = await self._store.accepted([disputed.question])
        question = with_accepted(asked, accepted.get(disputed.question, {}))
        requests = [GradeRequest(question=question, answer=one.text) for one in others]
        return await self._grader.grade(requests)

    async def _asked(self, answer: Answer) -> Rubric | None:
        round = await self._store.round(answer.round)
        main = self._library.main(round) if round else None
        return main.rubric_of(answer.question) if main else None

    async def _tell(self, dispute: Dispute, change: Regrade) -> bool:
        """Tell whether a member knows now, or cannot be told at all."""
        member = await self._store.member(change.answer.member)
        if member is None:
            return True
        asked = await self._asked(change.answer)
        card = views.outcome(member.language, dispute, change, asked)
        key = card_key(dispute, change)
        failure = await tell(self._chat, dispute.channel, member.id, card, key)
        return failure is None or failure.reason != "away"


def card_key(dispute: Dispute, change: Regrade) -> str:
    return f"{dispute.key}:answer:{change.answer.id}"


def _score(answer: Answer) -> float:
    return answer.grade.score if answer.grade else 0.0
