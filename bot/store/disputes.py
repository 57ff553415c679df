"""Disputes and rulings, in SQL. A ruling is one transaction, and the first one stands."""

from collections.abc import Collection, Mapping, Sequence
from typing import Any

from sqlalchemy import Row, literal, or_, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.quiz.answering.scoring import is_study
from bot.quiz.audit.model import AuditEntry
from bot.quiz.disputes.model import (
    Dispute,
    DisputeId,
    Disputes,
    DisputeState,
    NewDispute,
    Regrade,
    Ruling,
    better,
)
from bot.quiz.model import Answer, AnswerId, ChannelId, QuestionId
from bot.store.answers import COLUMNS
from bot.store.audit import note
from bot.store.engine import Part
from bot.store.person_days import days_of, recount
from bot.store.tables import accepted_wordings, answers, disputes, regrades
from evaluators.grade import Grade

MAX_WORDINGS = 20
PUBLIC = [disputes.c[field] for field in Dispute.__dataclass_fields__]


class SqlDisputes(Part, Disputes):
    async def object(self, new: NewDispute) -> Dispute:
        insert = self._database.insert(disputes).values(
            event=new.event,
            answer=new.answer,
            channel=new.channel,
            member=new.member,
            reason=new.reason,
            state=DisputeState.OPEN,
            created_at=new.at,
            ruling="",
            is_carried=False,
        )
        await self._database.change(insert.on_conflict_do_nothing())
        stored = await self.dispute_of(new.answer)
        assert stored is not None, "it was stored just now"
        return stored

    async def dispute_of(self, answer: AnswerId) -> Dispute | None:
        rows = await self._database.fetch(select(*PUBLIC).where(disputes.c.answer == answer))
        return _dispute(rows[0]) if rows else None

    async def disputes(self, channel: ChannelId) -> list[Dispute]:
        is_open = disputes.c.state == DisputeState.OPEN
        query = select(*PUBLIC).where(is_open, disputes.c.channel == channel)
        return [_dispute(row) for row in await self._database.fetch(query.order_by(disputes.c.id))]

    async def dispute(self, dispute: DisputeId) -> Dispute | None:
        rows = await self._database.fetch(select(*PUBLIC).where(disputes.c.id == dispute))
        return _dispute(rows[0]) if rows else None

    async def rule(self, dispute: Dispute, ruling: Ruling, *entries: AuditEntry) -> bool:
        return await self._database.write(
            lambda connection: self._rule(connection, dispute, ruling, entries)
        )

    async def _rule(
        self,
        connection: AsyncConnection,
        dispute: Dispute,
        ruling: Ruling,
        entries: Sequence[AuditEntry],
    ) -> bool:
        is_open = disputes.c.state == DisputeState.OPEN
        decided = (
            update(disputes)
            .where(disputes.c.id == dispute.id, is_open)
            .values(
                state=ruling.state,
                decided_by=ruling.by,
                decided_at=ruling.at,
                ruling=ruling.text,
            )
            .returning(disputes.c.id)
        )
        if (await connection.execute(decided)).one_or_none() is None:
            return False
        await note(self._database, connection, entries)
        if ruling.grade is not None:
            answer = await self._change_grade(connection, dispute, ruling, ruling.grade)
            await self._accept(connection, dispute, answer, ruling)
        return True

    async def _change_grade(
        self, connection: AsyncConnection, dispute: Dispute, ruling: Ruling, grade: Grade
    ) -> Answer:
        query = select(*COLUMNS).where(answers.c.id == dispute.answer)
        stored = Answer(**(await connection.execute(query)).one()._mapping)
        await self._regrade(connection, dispute.id, stored, grade, ruling.value)
        return stored

    async def _accept(
        self, connection: AsyncConnection, dispute: Dispute, answer: Answer, ruling: Ruling
    ) -> None:
        rows = [
            {"dispute": dispute.id, "question": answer.question, "point": point}
            | {"text": answer.text}
            for point in ruling.accepted
        ]
        if rows:
            await connection.execute(self._database.insert(accepted_wordings).values(rows))

    async def uncarried(self) -> list[Dispute]:
        is_ruled = disputes.c.state != DisputeState.OPEN
        query = select(*PUBLIC).where(is_ruled, disputes.c.is_carried.is_(False))
        return [_dispute(row) for row in await self._database.fetch(query.order_by(disputes.c.id))]

    async def regrade(self, dispute: DisputeId, answer: Answer, grade: Grade, value: int) -> None:
        async def raise_it(connection: AsyncConnection) -> None:
            query = select(*COLUMNS).where(answers.c.id == answer.id).with_for_update()
            row = (await connection.execute(query)).one_or_none()
            stored = Answer(**row._mapping) if row else None
            if stored and better(grade, stored):
                await self._regrade(connection, dispute, stored, grade, value)

        await self._database.write(raise_it)

    async def _regrade(
        self,
        connection: AsyncConnection,
        dispute: DisputeId,
        answer: Answer,
        grade: Grade,
        value: int,
    ) -> None:
        before = answer.grade.score if answer.grade else 0.0
        noted = self._database.insert(regrades).values(
            dispute=dispute, answer=answer.id, before=before
        )
        added = noted.on_conflict_do_nothing().returning(regrades.c.answer)
        if (await connection.execute(added)).one_or_none() is not None:
            changed = update(answers).where(answers.c.id == answer.id)
            studied = or_(answers.c.is_study, literal(is_study(value)))
            await connection.execute(changed.values(grade=grade, value=value, is_study=studied))
            await recount(connection, await days_of(connection, [answer.id]))

    async def regrades(self, dispute: DisputeId) -> list[Regrade]:
        query = (
            select(*COLUMNS, regrades.c.before)
            .join(regrades, regrades.c.answer == answers.c.id)
            .join(disputes, disputes.c.id == regrades.c.dispute)
            .where(regrades.c.dispute == dispute)
            .order_by(answers.c.id != disputes.c.answer, answers.c.id)
        )
        rows = await self._database.fetch(query)
        return [_regrade(dict(row._mapping)) for row in rows]

    async def carried(self, dispute: DisputeId) -> None:
        await self._database.change(
            update(disputes).where(disputes.c.id == dispute).values(is_carried=True)
        )

    async def accepted(
        self, questions: Collection[QuestionId]
    ) -> Mapping[QuestionId, Mapping[str, Sequence[str]]]:
        wordings = accepted_wordings.c
        query = select(wordings.question, wordings.point, wordings.text).where(
            wordings.question.in_(questions)
        )
        found: dict[QuestionId, dict[str, list[str]]] = {}
        for row in await self._database.fetch(query.order_by(wordings.dispute.desc())):
            texts = found.setdefault(QuestionId(row.question), {}).setdefault(row.point, [])
            if len(texts) < MAX_WORDINGS:
                texts.append(row.text)
        return found

    async def rulings(self) -> list[tuple[Dispute, Answer]]:
        ruled = [column.label(f"dispute_{column.name}") for column in PUBLIC]
        query = (
            select(*COLUMNS, *ruled)
            .join(disputes, disputes.c.answer == answers.c.id)
            .where(disputes.c.state != DisputeState.OPEN, answers.c.text != "")
            .order_by(disputes.c.id)
        )
        found = []
        for row in await self._database.fetch(query):
            fields = dict(row._mapping)
            told = {column.name: fields.pop(f"dispute_{column.name}") for column in PUBLIC}
            found.append((_made(told), Answer(**fields)))
        return found


def _regrade(fields: dict[str, Any]) -> Regrade:
    before = fields.pop("before")
    return Regrade(Answer(**fields), before)


def _dispute(row: Row[Any]) -> Dispute:
    return _made(dict(row._mapping))


def _made(fields: dict[str, Any]) -> Dispute:
    return Dispute(**fields | {"state": DisputeState(fields["state"])})
