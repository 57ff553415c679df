"""What admins take back, in SQL: each change is one transaction with what the audit list tells."""

from collections.abc import Collection, Sequence
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Integer,
    Row,
    Select,
    Table,
    UpdateBase,
    delete,
    false,
    func,
    literal,
    null,
    select,
    union_all,
    update,
)
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.quiz.audit.model import AuditEntry
from bot.quiz.model import AnswerId, ChannelId, Member, MemberId
from bot.quiz.moderation.model import (
    Moderation,
    NewShare,
    Participant,
    Share,
    ShareId,
    Submission,
    SubmissionKind,
)
from bot.store.audit import change_and_note, note
from bot.store.engine import Part
from bot.store.members import NOBODY
from bot.store.person_days import Day, days_of, recount
from bot.store.tables import (
    answers,
    guesses,
    members,
    mutes,
    predictions,
    reviews,
    shares,
    suggestions,
)

# Who took part otherwise than by an answer.
OTHERS = (
    (guesses, "member"),
    (shares, "member"),
    (mutes, "member"),
    (suggestions, "author"),
)
TABLES = {
    SubmissionKind.ANSWER: answers,
    SubmissionKind.REVIEW: reviews,
    SubmissionKind.GUESS: guesses,
}


class SqlModeration(Part, Moderation):
    async def is_muted(self, channel: ChannelId, member: MemberId) -> bool:
        query = select(mutes.c.member).where(mutes.c.channel == channel, mutes.c.member == member)
        return bool(await self._database.fetch(query))

    async def mute(
        self, channel: ChannelId, member: MemberId, is_muted: bool, entry: AuditEntry
    ) -> bool:
        change: UpdateBase
        if is_muted:
            insert = self._database.insert(mutes).values(channel=channel, member=member)
            change = insert.on_conflict_do_nothing().returning(mutes.c.member)
        else:
            its = (mutes.c.channel == channel, mutes.c.member == member)
            change = delete(mutes).where(*its).returning(mutes.c.member)
        return await change_and_note(self._database, change, entry)

    async def void(self, kind: SubmissionKind, id: int, is_void: bool, entry: AuditEntry) -> bool:
        table = TABLES[kind]
        change = update(table).where(table.c.id == id, table.c.is_void.is_(not is_void))
        changed = change.values(is_void=is_void)

        async def work(connection: AsyncConnection) -> bool:
            day = (table.c.channel, table.c.member, table.c.study_date)
            rows = (await connection.execute(changed.returning(*day))).all()
            if not rows:
                return False
            answered = [AnswerId(id)] if kind is SubmissionKind.ANSWER else []
            days = await days_of(connection, answered) | {Day(*row) for row in rows}
            await recount(connection, days)
            await note(self._database, connection, [entry])
            return True

        return await self._database.write(work)

    async def hide(self, share: ShareId, is_hidden: bool, entry: AuditEntry) -> bool:
        change = update(shares).where(shares.c.id == share, shares.c.is_hidden.is_(not is_hidden))
        changed = change.values(is_hidden=is_hidden).returning(shares.c.id)
        return await change_and_note(self._database, changed, entry)

    async def keep_share(self, new: NewShare) -> Share:
        insert = self._database.insert(shares).values(
            channel=new.channel,
            member=new.member,
            key=new.key,
            card=new.card,
            instead=new.instead,
            at=new.at,
            thread=new.thread,
            is_hidden=False,
        )
        keep = insert.on_conflict_do_update(
            index_elements=["channel", "key"],
            set_={"card": insert.excluded.card, "instead": insert.excluded.instead},
        )
        [row] = await self._database.change(keep.returning(shares))
        return _share(row)

    async def share_of(self, channel: ChannelId, key: str) -> Share | None:
        its = (shares.c.channel == channel, shares.c.key == key)
        rows = await self._database.fetch(select(shares).where(*its))
        return _share(rows[0]) if rows else None

    async def left_behind(self) -> Collection[ChannelId]:
        query = select(shares.c.channel).where(shares.c.member == NOBODY).distinct()
        return [row.channel for row in await self._database.fetch(query)]

    async def ownerless(self, channel: ChannelId) -> Sequence[Share]:
        its = (shares.c.channel == channel, shares.c.member == NOBODY)
        rows = await self._database.fetch(select(shares).where(*its).order_by(shares.c.id))
        return [_share(row) for row in rows]

    async def drop_share(self, share: ShareId) -> None:
        await self._database.change(delete(shares).where(shares.c.id == share))

    async def share(self, share: ShareId) -> Share | None:
        its = (shares.c.id == share, shares.c.member != NOBODY)
        rows = await self._database.fetch(select(shares).where(*its))
        return _share(rows[0]) if rows else None

    async def shares(self, channel: ChannelId, member: MemberId, limit: int) -> Sequence[Share]:
        theirs = (shares.c.channel == channel, shares.c.member == member)
        query = select(shares).where(*theirs).order_by(shares.c.id.desc()).limit(limit)
        return [_share(row) for row in await self._database.fetch(query)]

    async def submission(self, kind: SubmissionKind, id: int) -> Submission | None:
        query = select(SUBMISSIONS).where(SUBMISSIONS.c.kind == kind.value, SUBMISSIONS.c.id == id)
        rows = await self._database.fetch(query)
        return _submission(rows[0]) if rows else None

    async def submissions_of(
        self, channel: ChannelId, member: MemberId, limit: int
    ) -> Sequence[Submission]:
        theirs = (SUBMISSIONS.c.channel == channel, SUBMISSIONS.c.member == member)
        newest = (SUBMISSIONS.c.study_date.desc(), SUBMISSIONS.c.kind, SUBMISSIONS.c.id.desc())
        query = select(SUBMISSIONS).where(*theirs).order_by(*newest).limit(limit)
        return [_submission(row) for row in await self._database.fetch(query)]

    async def participants(
        self, channel: ChannelId, named: str, limit: int, offset: int = 0
    ) -> Sequence[Participant]:
        query = _participants(channel).limit(limit).offset(offset)
        if named:
            query = query.where(members.c.name.icontains(named, autoescape=True))
        rows = await self._database.fetch(query)
        return [Participant(_member(row), row.muted is not None) for row in rows]


def _of_kind(
    kind: SubmissionKind, asked: ColumnElement[str], *rest: ColumnElement[Any]
) -> Select[Any]:
    """Select submissions of a kind; the rest is its round, number, and whether it's pending."""
    table = TABLES[kind]
    same = (table.c[name] for name in ("id", "channel", "member", "study_date", "value", "is_void"))
    named = zip(("round", "number", "is_pending"), rest, strict=True)
    return select(
        literal(kind.value).label("kind"),
        *same,
        asked.label("asked"),
        *(column.label(name) for name, column in named),
    )


def _answered(kind: SubmissionKind, table: Table, number: ColumnElement[int]) -> Select[Any]:
    return _of_kind(kind, table.c.question, table.c.round, number, table.c.graded_at.is_(None))


SUBMISSIONS = union_all(
    _answered(SubmissionKind.ANSWER, answers, answers.c.attempt),
    _answered(SubmissionKind.REVIEW, reviews, reviews.c.number),
    _of_kind(SubmissionKind.GUESS, predictions.c.demo, null(), literal(1, Integer), false())
    .join(predictions, predictions.c.id == guesses.c.prediction)
    .where(guesses.c.value > 0),
).subquery()


def _submission(row: Row[Any]) -> Submission:
    return Submission(**{**row._mapping, "kind": SubmissionKind(row.kind)})


def _participants(channel: ChannelId) -> Select[Any]:
    last = func.max(answers.c.id).label("last")
    none = null().label("last")
    took_part = union_all(
        select(answers.c.member, last)
        .where(answers.c.channel == channel)
        .group_by(answers.c.member),
        *(
            select(table.c[who].label("member"), none).where(table.c.channel == channel)
            for table, who in OTHERS
        ),
    ).subquery()
    once = (
        select(took_part.c.member, func.max(took_part.c.last).label("last"))
        .group_by(took_part.c.member)
        .subquery()
    )
    is_theirs = (mutes.c.member == members.c.id) & (mutes.c.channel == channel)
    return (
        select(members, mutes.c.member.label("muted"))
        .join(once, once.c.member == members.c.id)
        .outerjoin(mutes, is_theirs)
        .where(members.c.id != NOBODY)
        .order_by(once.c.last.desc().nulls_last(), members.c.name, members.c.id)
    )


def _member(row: Row[Any]) -> Member:
    fields = dict(row._mapping)
    fields.pop("muted")
    return Member(**fields)


def _share(row: Row[Any]) -> Share:
    new = NewShare(
        row.channel, row.member, row.key, row.card, row.instead, row.at, thread=row.thread
    )
    return Share(row.id, new, row.is_hidden)
