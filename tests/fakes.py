"""Doubles of the core's ports that behave like the real ones, without a database or a disk."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import UTC, date, datetime
from typing import Any

from bot.quiz.disputes.model import (
    Dispute,
    DisputeId,
    DisputeState,
    NewDispute,
    Regrade,
    Ruling,
)
from bot.quiz.model import (
    Answer,
    AnswerId,
    Asked,
    Channel,
    ChannelId,
    Decision,
    EventId,
    Member,
    MemberId,
    MemberRound,
    NewAnswer,
    NewHint,
    NewRound,
    NewSuggestion,
    QuestionId,
    Round,
    RoundId,
    RoundState,
    Score,
    Suggestion,
    SuggestionId,
    SuggestionState,
    Wording,
)
from bot.quiz.ports import Media, Store
from bot.store.errors import UnknownReference
from bot.store.media import media_id
from bot.store.types import storable
from evaluators.grade import Grade, Verdict

LONG_AFTER = datetime.max.replace(tzinfo=UTC)


class InMemoryStore(Store):
    """The whole store in dictionaries. Methods never await, so each is one unit of work.

    As in the database, rows may only name channels, members and rounds that are there.
    """

    def __init__(self) -> None:
        self._channels: dict[ChannelId, Channel] = {}
        self._due: dict[ChannelId, datetime] = {}
        self._members: dict[MemberId, Member] = {}
        self._people: list[set[MemberId]] = []
        self._rounds: dict[RoundId, Round] = {}
        self._requests: dict[EventId, RoundId] = {}
        self._answers: dict[AnswerId, Answer] = {}
        self._told: set[AnswerId] = set()
        self._hints: dict[EventId, NewHint] = {}
        self._suggestions: dict[SuggestionId, Suggestion] = {}
        self._disputes: dict[DisputeId, Dispute] = {}
        self._carried: set[DisputeId] = set()
        self._regrades: dict[tuple[DisputeId, AnswerId], float] = {}
        self._accepted: list[tuple[DisputeId, QuestionId, str, str]] = []

    async def channels(self) -> list[Channel]:
        return sorted(self._channels.values(), key=lambda channel: channel.id)

    async def channel(self, channel: ChannelId) -> Channel | None:
        return self._channels.get(channel)

    async def due(self, now: datetime) -> list[Channel]:
        return [one for one in await self._active() if self._due.get(one.id, now) <= now]

    async def unsettled(self, now: datetime) -> list[Channel]:
        begun = (RoundState.CLAIMED, RoundState.CLOSING, RoundState.SKIPPING)
        ids = {
            round.channel
            for round in self._rounds.values()
            if round.state in begun or (round.state is RoundState.OPEN and round.closes_at <= now)
        }
        return [one for one in await self._active() if one.id in ids or one.trouble]

    async def _active(self) -> list[Channel]:
        channels = sorted(self._channels.values(), key=lambda channel: channel.id)
        return [channel for channel in channels if channel.is_active]

    async def schedule(
        self, channel: Channel, due_at: datetime, claim: NewRound | None = None
    ) -> Round | None:
        stored = self._channels.get(channel.id, channel)
        if _times(stored) == _times(channel):
            self._due[channel.id] = due_at
        return await self._claim(claim, RoundState.CLOSING, claim.due_at) if claim else None

    async def save_channel(self, channel: Channel) -> None:
        self._due.pop(channel.id, None)
        self._channels[channel.id] = replace(
            channel, name=storable(channel.name), trouble=storable(channel.trouble)
        )

    async def remember(self, member: Member) -> None:
        before = self._members.get(member.id, member)
        self._members[member.id] = replace(
            member, workspace=before.workspace, name=storable(member.name)
        )

    async def member(self, member: MemberId) -> Member | None:
        return self._members.get(member)

    async def link(self, first: MemberId, second: MemberId) -> None:
        for member in (first, second):
            _require(member, self._members)
        whole = {first, second}.union(*(one for one in self._people if one & {first, second}))
        self._set_people([one for one in self._people if not one & whole] + [whole])

    async def unlink(self, member: MemberId) -> None:
        self._set_people([one - {member} for one in self._people])

    async def linked(self) -> dict[MemberId, MemberId]:
        return {member: min(person) for person in self._people for member in person}

    def _set_people(self, people: list[set[MemberId]]) -> None:
        self._people = [person for person in people if len(person) > 1]

    async def claim(self, new: NewRound, ends: RoundState | None = None) -> Round | None:
        return await self._claim(new, ends, LONG_AFTER)

    async def _claim(self, new: NewRound, ends: RoundState | None, by: datetime) -> Round | None:
        _require(new.channel, self._channels)
        day = (new.channel, new.local_date)
        slots = [r.slot for r in self._rounds.values() if (r.channel, r.local_date) == day]
        if new.slot in slots or new.request in self._requests:
            return None
        if ends is not None:
            for open_ in await self.rounds(channel=new.channel, states=[RoundState.OPEN]):
                if open_.closes_at <= by:
                    over = min(open_.closes_at, new.due_at)
                    self._rounds[open_.id] = replace(open_, state=ends, closes_at=over)
        round = Round(
            id=RoundId(len(self._rounds) + 1),
            channel=new.channel,
            local_date=new.local_date,
            slot=max(slots, default=-1) + 1 if new.slot is None else new.slot,
            question=new.question,
            state=RoundState.CLAIMED,
            due_at=new.due_at,
            closes_at=new.closes_at,
            takes_drafts=new.takes_drafts,
        )
        self._rounds[round.id] = round
        if new.request is not None:
            self._requests[new.request] = round.id
        return round

    async def requested(self, request: EventId) -> Round | None:
        return self._rounds[self._requests[request]] if request in self._requests else None

    async def rounds(
        self,
        *,
        channel: ChannelId | None = None,
        local_date: date | None = None,
        states: Sequence[RoundState] = (),
    ) -> list[Round]:
        matching = [
            round
            for round in self._rounds.values()
            if channel in (None, round.channel)
            and local_date in (None, round.local_date)
            and (not states or round.state in states)
        ]
        return sorted(matching, key=lambda found: (found.due_at, found.id))

    async def asked(self, channel: ChannelId) -> dict[QuestionId, Asked]:
        asked: dict[QuestionId, Asked] = {}
        for round in self._rounds.values():
            if round.channel == channel and round.state is not RoundState.MISSED:
                times = asked[round.question].times if round.question in asked else 0
                asked[round.question] = Asked(times + 1, round.id)
        return asked

    async def round(self, round: RoundId) -> Round | None:
        return self._rounds.get(round)

    async def save_round(self, round: Round, since: RoundState) -> bool:
        stored = self._rounds.get(round.id)
        if stored is None or stored.state is not since:
            return False
        self._rounds[round.id] = replace(
            stored, state=round.state, message=round.message, reveal=round.reveal
        )
        return True

    async def add(self, new: NewAnswer, max_attempts: int) -> Answer | None:
        text = storable(new.text)
        tried = self._of(new.round, new.member, new.question)
        known = [a for a in self._answers.values() if a.event == new.event]
        known += [a for a in tried if a.text == text]
        if known:
            return known[0]
        if len(tried) >= max_attempts:
            return None
        _require(new.round, self._rounds)
        _require(new.channel, self._channels)
        _require(new.member, self._members)
        round = self._rounds[new.round]
        answer = Answer(
            id=AnswerId(len(self._answers) + 1),
            event=new.event,
            round=new.round,
            channel=new.channel,
            question=new.question,
            member=new.member,
            attempt=len(tried) + 1,
            text=text,
            study_date=new.study_date,
            at=new.at,
            is_late=round.state is RoundState.MISSED or round.closes_at <= new.at,
            hints=await self.hints(new.round, new.question, new.member),
        )
        self._answers[answer.id] = answer
        return answer

    async def answers(
        self, *, round: RoundId, member: MemberId | None = None, question: QuestionId | None = None
    ) -> list[Answer]:
        return self._of(round, member, question)

    async def member_round(
        self, channel: ChannelId, member: MemberId, round: RoundId | None = None
    ) -> MemberRound:
        here = [
            one
            for one in await self.rounds(channel=channel)
            if (one.id == round if round else one.state is RoundState.OPEN)
        ]
        mine = self._of(here[-1].id, member, None) if here else ()
        return MemberRound(self._channels.get(channel), here[-1] if here else None, tuple(mine))

    async def pending(self, limit: int) -> list[tuple[Answer, Round]]:
        found = [one for one in self._answers.values() if one.is_pending][:limit]
        return [(one, self._rounds[one.round]) for one in found]

    async def grade(self, answer: AnswerId, grade: Grade, value: int, at: datetime) -> bool:
        stored = self._answers.get(answer)
        if stored is None or not stored.is_pending:
            return False
        self._answers[answer] = replace(stored, grade=grade, value=value)
        return True

    async def untold(self, limit: int) -> list[Answer]:
        graded = [answer for answer in self._answers.values() if not answer.is_pending]
        return [answer for answer in graded if answer.id not in self._told][:limit]

    async def told(self, answer: AnswerId) -> None:
        self._told.add(answer)

    async def hints(self, round: RoundId, question: QuestionId, member: MemberId) -> int:
        wanted = (round, question, member)
        return sum((one.round, one.question, one.member) == wanted for one in self._hints.values())

    async def take_hint(self, new: NewHint, limit: int) -> int:
        taken = await self.hints(new.round, new.question, new.member)
        if taken >= limit or new.event in self._hints:
            return taken
        _require(new.round, self._rounds)
        _require(new.member, self._members)
        self._hints[new.event] = new
        return taken + 1

    async def scores(self, channel: ChannelId, since: date | None, until: date) -> list[Score]:
        best: dict[tuple[MemberId, QuestionId, RoundId | date], int] = {}
        for answer, member, is_linked in self._counted(channel):
            round = self._rounds[answer.round]
            if (since is None or since <= round.local_date) and round.local_date <= until:
                occasion = round.local_date if is_linked else round.id
                key = (member, answer.question, occasion)
                best[key] = max(best.get(key, 0), answer.value)
        points: dict[MemberId, int] = {}
        for (member, _, _), value in best.items():
            points[member] = points.get(member, 0) + value
        scores = [Score(member, self._members[member].name, n) for member, n in points.items()]
        return sorted(scores, key=lambda score: (-score.points, score.member))

    async def study_dates(self, channel: ChannelId) -> dict[MemberId, list[date]]:
        dates: dict[MemberId, set[date]] = {}
        for answer, member, _ in self._counted(channel):
            if answer.grade and answer.grade.verdict is not Verdict.NO_ANSWER:
                dates.setdefault(member, set()).add(answer.study_date)
        return {member: sorted(days) for member, days in dates.items()}

    def _counted(self, channel: ChannelId) -> Iterator[tuple[Answer, MemberId, bool]]:
        """Yield the answers that count in a channel, whose they are, and if those are linked."""
        shown: dict[MemberId, MemberId] = {}
        for answer in self._answers.values():
            if answer.channel == channel:
                for person in self._people:
                    if answer.member in person:
                        shown |= dict.fromkeys(person, answer.member)
        for answer in self._answers.values():
            is_linked = answer.member in shown
            if answer.channel == channel or (is_linked and self._are_apart(answer, channel)):
                yield answer, shown.get(answer.member, answer.member), is_linked

    def _are_apart(self, answer: Answer, channel: ChannelId) -> bool:
        return self._channels[answer.channel].workspace != self._channels[channel].workspace

    async def answer(self, answer: AnswerId) -> Answer | None:
        return self._answers.get(answer)

    async def object(self, new: NewDispute) -> Dispute:
        known = [one for one in self._disputes.values() if one.answer == new.answer]
        if known:
            return known[0]
        _require(new.answer, self._answers)
        stored = Dispute(
            id=DisputeId(len(self._disputes) + 1),
            answer=new.answer,
            channel=new.channel,
            member=new.member,
            reason=storable(new.reason),
            state=DisputeState.OPEN,
            created_at=new.at,
        )
        self._disputes[stored.id] = stored
        return stored

    async def disputes(self, channel: ChannelId) -> list[Dispute]:
        return [one for one in self._disputes.values() if one.is_open and one.channel == channel]

    async def dispute(self, dispute: DisputeId) -> Dispute | None:
        return self._disputes.get(dispute)

    async def rule(self, dispute: Dispute, ruling: Ruling) -> bool:
        stored = self._disputes.get(dispute.id)
        if stored is None or not stored.is_open:
            return False
        _require(ruling.by, self._members)
        self._disputes[dispute.id] = replace(
            stored,
            state=ruling.state,
            decided_by=ruling.by,
            decided_at=ruling.at,
            ruling=storable(ruling.text),
        )
        if ruling.grade is not None:
            answer = self._answers[dispute.answer]
            await self.regrade(dispute.id, answer, ruling.grade, ruling.value)
            self._accepted += [
                (dispute.id, answer.question, point, answer.text) for point in ruling.accepted
            ]
        return True

    async def uncarried(self) -> list[Dispute]:
        return [
            one
            for one in self._disputes.values()
            if not one.is_open and one.id not in self._carried
        ]

    async def regrade(self, dispute: DisputeId, answer: Answer, grade: Grade, value: int) -> None:
        if (dispute, answer.id) not in self._regrades:
            self._regrades[dispute, answer.id] = answer.grade.score if answer.grade else 0.0
            stored = self._answers[answer.id]
            self._answers[answer.id] = replace(stored, grade=grade, value=value)

    async def regrades(self, dispute: DisputeId) -> list[Regrade]:
        disputed = self._disputes[dispute].answer
        found = [
            Regrade(self._answers[answer], before)
            for (of, answer), before in self._regrades.items()
            if of == dispute
        ]
        return sorted(found, key=lambda one: (one.answer.id != disputed, one.answer.id))

    async def carried(self, dispute: DisputeId) -> None:
        self._carried.add(dispute)

    async def accepted(
        self, questions: Collection[QuestionId]
    ) -> Mapping[QuestionId, Mapping[str, Sequence[str]]]:
        found: dict[QuestionId, dict[str, list[str]]] = {}
        for _, of, point, text in sorted(self._accepted, key=lambda one: -one[0]):
            if of in questions:
                found.setdefault(of, {}).setdefault(point, []).append(text)
        return found

    async def rulings(self) -> list[tuple[Dispute, Answer]]:
        ruled = [one for one in self._disputes.values() if not one.is_open]
        return [(one, self._answers[one.answer]) for one in ruled]

    async def suggest(self, new: NewSuggestion) -> Suggestion:
        known = [one for one in self._suggestions.values() if one.event == new.event]
        if known:
            return known[0]
        _require(new.channel, self._channels)
        _require(new.author, self._members)
        stored = Suggestion(
            id=SuggestionId(len(self._suggestions) + 1),
            event=new.event,
            channel=new.channel,
            author=new.author,
            wording=_storable(new.wording),
            state=SuggestionState.PENDING,
            created_at=new.at,
        )
        self._suggestions[stored.id] = stored
        return stored

    async def suggestions(
        self, state: SuggestionState, channel: ChannelId | None = None
    ) -> list[Suggestion]:
        return [
            one
            for one in self._suggestions.values()
            if one.state is state and channel in (None, one.channel)
        ]

    async def suggestion(self, suggestion: SuggestionId) -> Suggestion | None:
        return self._suggestions.get(suggestion)

    async def revise(self, suggestion: SuggestionId, wording: Wording) -> bool:
        stored = self._suggestions.get(suggestion)
        revision = stored.revision + 1 if stored else 0
        return self._change(suggestion, wording=_storable(wording), revision=revision)

    async def decide(self, suggestion: Suggestion, decision: Decision) -> bool:
        _require(decision.by, self._members)
        stored = self._suggestions.get(suggestion.id)
        if stored is None or stored.revision != suggestion.revision:
            return False
        return self._change(
            suggestion.id,
            state=decision.state,
            decided_by=decision.by,
            decided_at=decision.at,
            reason=storable(decision.reason),
        )

    def _change(self, suggestion: SuggestionId, **changes: Any) -> bool:
        stored = self._suggestions.get(suggestion)
        if stored is None or not stored.is_pending:
            return False
        self._suggestions[suggestion] = replace(stored, **changes)
        return True

    def _of(
        self, round: RoundId, member: MemberId | None, question: QuestionId | None
    ) -> list[Answer]:
        return [
            answer
            for answer in self._answers.values()
            if answer.round == round
            and member in (None, answer.member)
            and question in (None, answer.question)
        ]


def _times(channel: Channel) -> tuple[object, ...]:
    return channel.timezone, channel.at, channel.weekdays


def _storable(wording: Wording) -> Wording:
    points = tuple(storable(point) for point in wording.key_points)
    return Wording(storable(wording.question), storable(wording.reference), points)


def _require(key: object, known: object) -> None:
    if key not in known:  # type: ignore[operator]
        raise UnknownReference(f"the store does not know {key!r}")


class InMemoryMedia(Media):
    """Pictures in a dictionary, under the same kind of id as on the disk."""

    def __init__(self) -> None:
        self._pictures: dict[str, bytes] = {}

    async def put(self, data: bytes, suffix: str) -> str:
        media = media_id(data, suffix)
        self._pictures[media] = data
        return media

    async def get(self, media: str) -> bytes | None:
        return self._pictures.get(media)
