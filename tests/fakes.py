"""Doubles of the core's ports that behave like the real ones, without a database or a disk."""

from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict, replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

from bot.quiz.answering.scoring import is_study
from bot.quiz.audit.model import AuditEntry
from bot.quiz.cards import Card
from bot.quiz.disputes.model import (
    Dispute,
    DisputeId,
    DisputeState,
    NewDispute,
    Regrade,
    Ruling,
    better,
)
from bot.quiz.model import (
    MAX_DAILY,
    Answer,
    AnswerId,
    Channel,
    ChannelId,
    EventId,
    Member,
    MemberId,
    MemberRound,
    Membership,
    MemberStudy,
    NewAnswer,
    NewHint,
    NewRound,
    QuestionId,
    Round,
    RoundId,
    RoundState,
    Score,
    Standing,
    TimesAsked,
    WorkspaceId,
)
from bot.quiz.moderation.model import (
    NewShare,
    Participant,
    Share,
    ShareId,
    Submission,
    SubmissionKind,
)
from bot.quiz.mypage.model import Past, PastDay, Rows
from bot.quiz.plans.model import Plan
from bot.quiz.ports import Media
from bot.quiz.preferences.model import Preferences
from bot.quiz.recaps.model import Recap, Result
from bot.quiz.review.model import Review, ReviewCard
from bot.quiz.seasons.model import Season, SeasonId, SeasonState
from bot.quiz.store import Store
from bot.quiz.suggestions.model import (
    Decision,
    NewSuggestion,
    Reception,
    Suggestion,
    SuggestionId,
    SuggestionState,
    Wording,
)
from bot.store.errors import UnknownReference
from bot.store.media import media_id
from bot.store.members import NOBODY
from bot.store.types import storable
from content.schema import Language
from evaluators.grade import Grade
from tests.fakes_predictions import InMemoryPredictions
from tests.fakes_reviews import InMemoryReviews

LONG_AFTER = datetime.max.replace(tzinfo=UTC)


class InMemoryStore(InMemoryReviews, InMemoryPredictions, Store):
    """The whole store in dictionaries. Methods never await, so each is one unit of work.

    As in the database, rows may only name channels, members and rounds that are there.
    """

    def __init__(self) -> None:
        super().__init__()
        self._channels: dict[ChannelId, Channel] = {}
        self._due: dict[ChannelId, datetime] = {}
        self._there: datetime | None = None
        self._members: dict[MemberId, Member] = {}
        self._preferences: dict[MemberId, Preferences] = {}
        self._people: list[set[MemberId]] = []
        self.held_elsewhere: set[str] = set()
        self.departures: dict[WorkspaceId, datetime] = {}
        self._rounds: dict[RoundId, Round] = {}
        self._requests: dict[EventId, RoundId] = {}
        self._answers: dict[AnswerId, Answer] = {}
        self._given = 0
        self._told: set[AnswerId] = set()
        self._recaps: dict[tuple[ChannelId, str], Recap] = {}
        self._told_recaps: set[str] = set()
        self._seasons: list[Season] = []
        self._archive: dict[SeasonId, list[Standing]] = {}
        self._hints: dict[EventId, NewHint] = {}
        self._opened: dict[tuple[RoundId, MemberId], QuestionId] = {}
        self._likes: dict[tuple[RoundId, MemberId], date] = {}
        self._suggestions: dict[SuggestionId, Suggestion] = {}
        self._disputes: dict[DisputeId, Dispute] = {}
        self._carried: set[DisputeId] = set()
        self._regrades: dict[tuple[DisputeId, AnswerId], float] = {}
        self._mutes: set[tuple[ChannelId, MemberId]] = set()
        self._shares: dict[ShareId, Share] = {}
        self._plans: dict[tuple[ChannelId, date, int], Plan] = {}
        self._audit: dict[tuple[EventId, str], AuditEntry] = {}
        self._accepted: list[tuple[DisputeId, QuestionId, str, str]] = []

    async def take_lease(self, name: str) -> bool:
        return name not in self.held_elsewhere

    async def drop_lease(self, name: str) -> None:
        """Nobody else waits for it."""

    async def left(self, workspace: WorkspaceId, at: datetime) -> None:
        self.departures.setdefault(workspace, at)

    async def came_back(self, workspace: WorkspaceId) -> None:
        self.departures.pop(workspace, None)

    async def departed(self) -> Collection[WorkspaceId]:
        return self.departures.keys()

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
            if round.state in begun
            or (round.state is RoundState.OPEN and round.closes_at <= now)
            or (round.state is RoundState.OPEN and round.remind_at and round.remind_at <= now)
        }
        ids |= {
            recap.channel for recap in self._recaps.values() if recap.key not in self._told_recaps
        }
        ending = (SeasonState.ENDING, SeasonState.ARCHIVED)
        ids |= {season.channel for season in self._seasons if season.state in ending}
        return [one for one in await self._active() if one.id in ids or one.trouble]

    async def _active(self) -> list[Channel]:
        channels = sorted(self._channels.values(), key=lambda channel: channel.id)
        return [channel for channel in channels if channel.is_active]

    async def schedule(
        self,
        channel: Channel,
        due_at: datetime,
        claims: Sequence[NewRound] = (),
        recap: Recap | None = None,
    ) -> list[Round]:
        if recap:
            self._recaps.setdefault((recap.channel, recap.week), recap)
        stored = self._channels.get(channel.id, channel)
        if _times(stored) == _times(channel):
            self._due[channel.id] = due_at
        claimed = [await self._claim(new, RoundState.CLOSING, new.due_at) for new in claims]
        return [round for round in claimed if round]

    async def last_there(self) -> datetime | None:
        return self._there

    async def note_there(self, at: datetime) -> None:
        self._there = at

    async def save_channel(
        self,
        channel: Channel,
        *entries: AuditEntry,
        closes: Mapping[RoundId, datetime] | None = None,
    ) -> None:
        self._due.pop(channel.id, None)
        self._channels[channel.id] = replace(
            channel, name=storable(channel.name), trouble=storable(channel.trouble)
        )
        await self.record(*entries)
        for id, at in (closes or {}).items():
            if self._rounds[id].state in (RoundState.CLAIMED, RoundState.OPEN):
                self._rounds[id] = replace(self._rounds[id], closes_at=at)

    async def rename_channel(self, channel: ChannelId, name: str) -> None:
        self._amend(channel, name=storable(name))

    async def note_trouble(self, channel: ChannelId, trouble: str) -> None:
        self._amend(channel, trouble=storable(trouble))

    def _amend(self, channel: ChannelId, **changes: Any) -> None:
        if known := self._channels.get(channel):
            self._channels[channel] = replace(known, **changes)

    async def record(self, *entries: AuditEntry) -> None:
        for entry in entries:
            _require(entry.channel, self._channels)
            self._audit.setdefault((entry.event, entry.what), entry)

    async def plans(self, channel: ChannelId, since: date) -> list[Plan]:
        kept = [plan for (_, day, _), plan in sorted(self._plans.items()) if day >= since]
        return [plan for plan in kept if plan.channel == channel]

    async def plan(self, plan: Plan, *entries: AuditEntry) -> None:
        _require(plan.channel, self._channels)
        _require(plan.by, self._members)
        self._plans[plan.channel, plan.local_date, plan.slot] = plan
        await self.record(*entries)

    async def unplan(self, channel: ChannelId, day: date, slot: int, *entries: AuditEntry) -> None:
        self._plans.pop((channel, day, slot), None)
        await self.record(*entries)

    async def entries(self, channel: ChannelId, limit: int, offset: int = 0) -> list[AuditEntry]:
        found = [entry for entry in self._audit.values() if entry.channel == channel]
        return found[::-1][offset : offset + limit]

    async def remember(self, member: Member) -> Member:
        before = self._members.get(member.id, member)
        self._members[member.id] = replace(
            member,
            workspace=before.workspace,
            name=storable(member.name),
            timezone=member.timezone or before.timezone,
        )
        known = self._preferences.get(member.id, Preferences()).of(self._members[member.id])
        return replace(member, language=known.language, timezone=known.timezone)

    async def member(self, member: MemberId) -> Member | None:
        known = self._members.get(member) if member != NOBODY else None
        return (await self.preferences(member)).of(known) if known else None

    async def memberships(self, user: str) -> list[Membership]:
        last = {(one.member, one.channel): one.id for one in self._answers.values()}
        found = [
            (one, MemberId(f"{one.workspace}/{user}"))
            for one in await self.channels()
            if f"{one.workspace}/{user}" in self._members
        ]
        found.sort(key=lambda one: -last.get((one[1], one[0].id), 0))
        return [Membership(one, who, (who, one.id) in last) for one, who in found]

    async def preferences(self, member: MemberId) -> Preferences:
        return self._preferences.get(member, Preferences())

    async def save_preferences(
        self, member: MemberId, chosen: Preferences, remind_at: datetime | None
    ) -> None:
        _require(member, self._members)
        self._preferences[member] = chosen
        self._set_reminder(member, remind_at)

    async def save_language(self, member: MemberId, language: Language | None) -> None:
        _require(member, self._members)
        chosen = await self.preferences(member)
        self._preferences[member] = replace(chosen, language=language)

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

    async def claim(
        self,
        new: NewRound,
        ends: RoundState | None = None,
        entry: AuditEntry | None = None,
        over: RoundId | None = None,
    ) -> Round | None:
        claimed = await self._claim(new, ends, LONG_AFTER, over)
        if claimed and entry:
            await self.record(entry)
        return claimed

    async def _claim(
        self, new: NewRound, ends: RoundState | None, by: datetime, over: RoundId | None = None
    ) -> Round | None:
        _require(new.channel, self._channels)
        day = (new.channel, new.local_date)
        slots = [r.slot for r in self._rounds.values() if (r.channel, r.local_date) == day]
        if new.slot in slots or new.request in self._requests:
            return None
        if ends is not None:
            for open_ in await self.rounds(channel=new.channel, states=[RoundState.OPEN]):
                if open_.closes_at <= by and over in (None, open_.id):
                    at = min(open_.closes_at, new.due_at)
                    self._rounds[open_.id] = replace(open_, state=ends, closes_at=at)
        round = Round(
            id=RoundId(len(self._rounds) + 1),
            channel=new.channel,
            local_date=new.local_date,
            slot=_next_slot(slots) if new.slot is None else new.slot,
            question=new.question,
            state=RoundState.CLAIMED,
            due_at=new.due_at,
            closes_at=new.closes_at,
            takes_drafts=new.takes_drafts,
            request=new.request,
            remind_at=new.remind_at,
        )
        self._rounds[round.id] = round
        if new.request is not None:
            self._requests[new.request] = round.id
        return round

    async def requested(self, request: EventId) -> Round | None:
        return self._rounds[self._requests[request]] if request in self._requests else None

    async def remind(self, round: RoundId, at: datetime | None) -> None:
        self._rounds[round] = replace(self._rounds[round], remind_at=at)

    async def withdraw(self, round: RoundId) -> None:
        stored = self._rounds[round]
        if stored.state is RoundState.CLAIMED:
            self._rounds[round] = replace(stored, state=RoundState.MISSED, slot=-round)
            self._due.pop(stored.channel, None)

    async def rounds(
        self,
        *,
        channel: ChannelId | None = None,
        since: date | None = None,
        closed_after: datetime | None = None,
        states: Collection[RoundState] = (),
    ) -> list[Round]:
        matching = [
            round
            for round in self._rounds.values()
            if channel in (None, round.channel)
            and (since is None or since <= round.local_date)
            and (closed_after is None or closed_after < round.closes_at)
            and (not states or round.state in states)
        ]
        return sorted(matching, key=lambda found: (found.due_at, found.id))

    async def asked(self, channel: ChannelId) -> dict[QuestionId, TimesAsked]:
        asked: dict[QuestionId, TimesAsked] = {}
        for round in self._rounds.values():
            if round.channel == channel and round.state is not RoundState.MISSED:
                times = asked[round.question].times if round.question in asked else 0
                asked[round.question] = TimesAsked(times + 1, round.id)
        return asked

    async def asked_days(self, channel: ChannelId) -> list[date]:
        here = (round for round in self._rounds.values() if round.channel == channel)
        return sorted({round.local_date for round in here if round.asks_study})

    async def excuse(self, channel: ChannelId, day: date) -> None:
        for id, round in self._rounds.items():
            if (round.channel, round.local_date) == (channel, day):
                self._rounds[id] = replace(round, asks_study=False)

    async def round(self, round: RoundId) -> Round | None:
        return self._rounds.get(round)

    async def update_round(self, round: Round, since: RoundState) -> bool:
        stored = self._rounds.get(round.id)
        if stored is None or stored.state is not since:
            return False
        self._rounds[round.id] = replace(
            stored,
            state=round.state,
            message=round.message,
            reveal=round.reveal,
            posted_at=round.posted_at,
            asks_study=round.asks_study,
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
        self._given += 1
        answer = Answer(
            id=AnswerId(self._given),
            event=new.event,
            round=new.round,
            channel=new.channel,
            question=new.question,
            member=new.member,
            attempt=len(tried) + 1,
            text=text,
            study_date=new.study_date,
            at=new.at,
            is_late=round.state is RoundState.MISSED or round.closes_at + new.grace <= new.at,
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
        place = self._channels.get(channel)
        if not here:
            return MemberRound(place, None)
        mine = self._of(here[-1].id, member, None)
        opened = self._opened.get((here[-1].id, member))
        is_muted = (channel, member) in self._mutes
        return MemberRound(place, here[-1], tuple(mine), opened, is_muted)

    async def open_follow_up(self, round: RoundId, member: MemberId, question: QuestionId) -> None:
        _require(round, self._rounds)
        _require(member, self._members)
        self._opened[round, member] = question

    async def pending(self, limit: int) -> list[tuple[Answer, Round]]:
        found = [one for one in self._answers.values() if one.is_pending][:limit]
        return [(one, self._rounds[one.round]) for one in found]

    async def being_graded(self, channel: ChannelId, closed_after: datetime) -> list[Round]:
        waiting = {
            one.round for one in self._answers.values() if one.is_pending and not one.is_late
        }
        here = await self.rounds(channel=channel)
        return [one for one in here if one.id in waiting and one.closes_at > closed_after]

    async def grade(
        self,
        answer: AnswerId,
        grade: Grade,
        value: int,
        at: datetime,
        card: ReviewCard | None = None,
    ) -> bool:
        stored = self._answers.get(answer)
        if stored is None or not stored.is_pending:
            return False
        self._answers[answer] = replace(stored, grade=grade, value=value, is_study=is_study(value))
        if card is not None:
            self.add_card(card)
        return True

    async def untold(self, limit: int) -> list[Answer]:
        graded = [answer for answer in self._answers.values() if not answer.is_pending]
        return [answer for answer in graded if answer.id not in self._told][:limit]

    async def told(self, answer: AnswerId) -> None:
        self._told.add(answer)

    async def begun_recaps(self, channel: ChannelId) -> list[Recap]:
        days = sorted(one.day for one in self._recaps.values() if one.channel == channel)
        each = [Recap(channel, *both) for both in zip(days, [None, *days], strict=False)]
        return [recap for recap in each if recap.key not in self._told_recaps]

    async def recap_posted(self, recap: Recap) -> None:
        self._told_recaps.add(recap.key)

    async def results(self, channel: ChannelId, since: date, until: date) -> list[Result]:
        best: dict[tuple[RoundId, QuestionId], dict[MemberId, int]] = {}
        for answer in self._answers.values():
            round = self._rounds[answer.round]
            counts = answer.grade and not answer.is_late and not answer.is_void
            if counts and round.channel == channel and since <= round.local_date <= until:
                values = best.setdefault((round.id, answer.question), {})
                values[answer.member] = max(values.get(answer.member, 0), answer.value)
        found = [
            Result(self._rounds[round], question, len(values), sum(values.values()) / len(values))
            for (round, question), values in best.items()
        ]
        return sorted(found, key=lambda one: (one.round.due_at, one.round.id, one.question))

    async def seasons(self, channel: ChannelId) -> list[Season]:
        return [season for season in self._seasons if season.channel == channel]

    async def start_season(
        self, channel: ChannelId, name: str, first: date, entry: AuditEntry
    ) -> Season | None:
        found = await self.seasons(channel)
        if found and found[-1].first and found[-1].first >= first:
            return None
        last = found[-1] if found else self._season(channel, 1, "", None)
        ended = replace(last, last=first - timedelta(days=1), state=SeasonState.ENDING)
        self._replace_season(ended)
        started = self._season(channel, last.number + 1, storable(name), first)
        await self.record(entry)
        return started

    def _season(self, channel: ChannelId, number: int, name: str, first: date | None) -> Season:
        id = SeasonId(len(self._seasons) + 1)
        self._seasons.append(Season(id, channel, number, name, first, None, SeasonState.RUNNING))
        return self._seasons[-1]

    def _replace_season(self, season: Season) -> None:
        self._seasons[season.id - 1] = season

    async def archive_season(self, season: SeasonId, standings: Sequence[Standing]) -> None:
        found = self._seasons[season - 1]
        if found.state in (SeasonState.ENDING, SeasonState.ARCHIVED):
            self._replace_season(replace(found, state=SeasonState.ARCHIVED))
            self._archive[season] = [replace(one, streak=0) for one in standings]

    async def season_over(self, season: SeasonId) -> None:
        found = self._seasons[season - 1]
        if found.state is SeasonState.ARCHIVED:
            self._replace_season(replace(found, state=SeasonState.OVER))

    async def archived(self, season: SeasonId) -> list[Standing]:
        kept = self._archive.get(season, [])
        return sorted(kept, key=lambda one: (one.rank, one.name, one.member))

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

    async def like(self, round: RoundId, member: MemberId, day: date) -> None:
        _require(round, self._rounds)
        _require(member, self._members)
        self._likes.setdefault((round, member), day)

    async def unlike(self, round: RoundId, member: MemberId) -> None:
        self._likes.pop((round, member), None)

    async def likes(self, round: RoundId) -> int:
        return sum(of == round for of, _ in self._likes)

    async def liked(self, channel: ChannelId, since: date, until: date) -> list[tuple[Round, int]]:
        counted = Counter(of for (of, _), day in self._likes.items() if since <= day <= until)
        here = await self.rounds(channel=channel)
        return [(round, counted[round.id]) for round in here if round.id in counted]

    async def scores(
        self, channel: ChannelId, since: date | None, until: date | None
    ) -> list[Score]:
        def is_within(day: date) -> bool:
            return (since is None or since <= day) and (until is None or day <= until)

        best: dict[tuple[MemberId, QuestionId, RoundId | date], int] = {}
        for answer, member, is_linked in self._counted(channel, self._answers.values()):
            round = self._rounds[answer.round]
            if is_within(round.local_date):
                occasion = round.local_date if is_linked else round.id
                key = (member, answer.question, occasion)
                best[key] = max(best.get(key, 0), answer.value)
        for review, member, _ in self._counted(channel, self._reviews.values()):
            if review.value and is_within(review.study_date):
                day = (member, QuestionId(""), review.study_date)
                best[day] = max(best.get(day, 0), review.value)
        for guess, member, _ in self._counted(channel, self._guesses.values()):
            if guess.value and is_within(guess.study_date):
                best[member, QuestionId("guess"), guess.study_date] = guess.value
        points: dict[MemberId, int] = {}
        for (member, _, _), value in best.items():
            points[member] = points.get(member, 0) + value
        scores = [Score(member, self._members[member].name, n) for member, n in points.items()]
        return sorted(scores, key=lambda score: (-score.points, score.member))

    async def study_dates(
        self, channel: ChannelId, of: Collection[MemberId]
    ) -> dict[MemberId, list[date]]:
        dates: dict[MemberId, set[date]] = {}
        given = [*self._answers.values(), *self._reviews.values()]
        for answer, member, _ in self._counted(channel, given):
            if member in of and answer.is_study:
                dates.setdefault(member, set()).add(answer.study_date)
        return {member: sorted(days) for member, days in dates.items()}

    async def member_study(self, answer: Answer, since: date) -> MemberStudy:
        person = next((one for one in self._people if answer.member in one), {answer.member})
        given = [*self._answers.values(), *self._reviews.values()]
        mine = [one for one, *_ in self._counted(answer.channel, given) if one.member in person]
        counted = [one for one in mine if not isinstance(one, Review)]
        made = [one for one in counted if one.is_study]
        points = self._points(counted)
        week = self._points([one for one in counted if one.id <= answer.id])
        until = since + timedelta(days=6)
        same_day = [one.id for one in made if one.study_date == answer.study_date]
        return MemberStudy(
            asked=await self.asked_days(answer.channel),
            studied=sorted({one.study_date for one in mine if one.is_study}),
            points=points,
            made_day=min(same_day, default=None) == answer.id,
            week=sum(value for on, value in week.items() if since <= on <= until),
        )

    def _points(self, given: Sequence[Answer]) -> dict[date, int]:
        """Return the points of one person by the dates of their rounds."""
        is_linked = any(given[0].member in person for person in self._people)
        best: dict[tuple[date, QuestionId, RoundId | None], int] = {}
        for one in given:
            on = self._rounds[one.round].local_date
            key = (on, one.question, None if is_linked else one.round)
            best[key] = max(best.get(key, 0), one.value)
        points: dict[date, int] = {}
        for (on, _, _), value in best.items():
            points[on] = points.get(on, 0) + value
        return points

    def _counted(
        self, channel: ChannelId, given: Iterable[Answer]
    ) -> Iterator[tuple[Answer, MemberId, bool]]:
        """Yield the answers that count in a channel, whose they are, and if those are linked."""
        shown: dict[MemberId, MemberId] = {}
        guessed = sorted(self._guesses.values(), key=lambda one: one.member)
        for one in (*guessed, *self._answers.values()):
            if one.channel == channel:
                for person in self._people:
                    if one.member in person:
                        shown |= dict.fromkeys(person, one.member)
        for answer in given:
            is_linked = answer.member in shown
            if answer.is_void:
                continue
            if answer.channel == channel or (is_linked and self._are_apart(answer, channel)):
                yield answer, shown.get(answer.member, answer.member), is_linked

    async def past_days(
        self, channel: ChannelId, member: MemberId, since: date
    ) -> Mapping[date, PastDay]:
        person = next((one for one in self._people if member in one), {member})
        given = [*self._answers.values(), *self._reviews.values()]
        mine = [one for one, who, _ in self._counted(channel, given) if who in person]
        guessed = [
            one
            for one, who, _ in self._counted(channel, self._guesses.values())
            if who in person and one.value
        ]
        best: dict[tuple[date, object], int] = {
            (one.study_date, "guess"): one.value for one in guessed
        }
        for one in mine:
            is_review = isinstance(one, Review)
            day = one.study_date if is_review else self._rounds[one.round].local_date
            asked = (one.question, None if len(person) > 1 else one.round)
            key = (day, "review" if is_review else asked)
            best[key] = max(best.get(key, 0), one.value)
        studied = {one.study_date for one in mine if one.is_study}
        days = studied | {day for day, _ in best}
        points = {day: sum(n for (on, _), n in best.items() if on == day) for day in days}
        return {day: PastDay(points[day], day in studied) for day in days if day >= since}

    def _past(self, one: Answer, score: float) -> Past:
        asked = (one.id, self._rounds[one.round], one.question, score)
        return Past(*asked, one.at, one.study_date, isinstance(one, Review))

    async def past_answers(self, channel: ChannelId, member: MemberId, limit: int) -> list[Past]:
        mine = [
            self._past(one, one.grade.score)
            for one in self._answers.values()
            if (one.channel, one.member) == (channel, member) and one.grade and not one.is_void
        ]
        return mine[::-1][:limit]

    async def past_reviews(self, channel: ChannelId, member: MemberId, limit: int) -> list[Past]:
        mine = [
            self._past(one, one.grade.score)
            for one in self._reviews.values()
            if (one.channel, one.member) == (channel, member) and one.grade and not one.is_void
        ]
        return mine[::-1][:limit]

    async def kept_about(self, member: MemberId) -> Rows:
        ids = next((one for one in self._people if member in one), {member})
        kept = {
            "members": [asdict(one) for one in self._members.values() if one.id in ids],
            "answers": [
                {"text": one.text, "question": one.question}
                for one in self._answers.values()
                if one.member in ids
            ],
        }
        return {name: rows for name, rows in kept.items() if rows}

    async def forget(self, member: MemberId) -> None:
        await self.unlink(member)
        mine = {one.id for one in self._answers.values() if one.member == member}
        gone = {one.id for one in self._disputes.values() if one.answer in mine}
        self._answers = {id: one for id, one in self._answers.items() if id not in mine}
        self._disputes = {id: one for id, one in self._disputes.items() if id not in gone}
        self._regrades = {
            key: score
            for key, score in self._regrades.items()
            if key[0] not in gone and key[1] not in mine
        }
        self._accepted = [one for one in self._accepted if one[0] not in gone]
        self._hints = {event: one for event, one in self._hints.items() if one.member != member}
        self._opened = {key: one for key, one in self._opened.items() if key[1] != member}
        self._likes = {key: one for key, one in self._likes.items() if key[1] != member}
        self._preferences.pop(member, None)
        self.forget_reviews(member)
        self.forget_guesses(member)
        self._suggestions = {
            id: replace(one, author=NOBODY) if one.author == member else one
            for id, one in self._suggestions.items()
        }
        for id, one in self._suggestions.items():
            if one.decided_by == member:
                self._suggestions[id] = replace(one, decided_by=None)
        for key, dispute in self._disputes.items():
            if dispute.decided_by == member:
                self._disputes[key] = replace(dispute, decided_by=None)
        self._audit = {
            key: replace(
                one,
                by=NOBODY if one.by == member else one.by,
                details=one.details | ({"member": ""} if one.concerns == member else {}),
            )
            for key, one in self._audit.items()
        }
        for id, channel in self._channels.items():
            if channel.admin == member:
                self._channels[id] = replace(channel, admin=None)
        for key, share in self._shares.items():
            if share.new.member == member:
                blank = replace(share.new, member=NOBODY, card=Card(), instead=Card())
                self._shares[key] = replace(share, new=blank, is_hidden=True)
        self._members.pop(member, None)
        self._members[NOBODY] = Member(NOBODY, WorkspaceId(""), "", "en")

    def _are_apart(self, answer: Answer, channel: ChannelId) -> bool:
        return self._channels[answer.channel].workspace != self._channels[channel].workspace

    async def is_muted(self, channel: ChannelId, member: MemberId) -> bool:
        return (channel, member) in self._mutes

    async def mute(
        self, channel: ChannelId, member: MemberId, is_muted: bool, entry: AuditEntry
    ) -> bool:
        _require(member, self._members)
        if ((channel, member) in self._mutes) is is_muted:
            return False
        self._mutes ^= {(channel, member)}
        await self.record(entry)
        return True

    def empty(self, answer: AnswerId) -> None:
        """Keep what an answer said no longer."""
        self._answers[answer] = replace(self._answers[answer], text="")

    async def void(self, kind: SubmissionKind, id: int, is_void: bool, entry: AuditEntry) -> bool:
        stored = await self.submission(kind, id)
        if stored is None or stored.is_void is is_void:
            return False
        kept: dict[Any, Any] = {
            SubmissionKind.ANSWER: self._answers,
            SubmissionKind.REVIEW: self._reviews,
            SubmissionKind.GUESS: self._guesses,
        }[kind]
        [key] = [key for key, one in kept.items() if one.id == id]
        kept[key] = replace(kept[key], is_void=is_void)
        await self.record(entry)
        return True

    async def keep_share(self, new: NewShare) -> Share:
        _require(new.member, self._members)
        known = [one for one in self._shares.values() if _share_key(one.new) == _share_key(new)]
        made = known[0] if known else Share(ShareId(max(self._shares, default=0) + 1), new)
        shown = replace(made.new, card=new.card, instead=new.instead)
        self._shares[made.id] = replace(made, new=shown)
        return self._shares[made.id]

    async def share_of(self, channel: ChannelId, key: str) -> Share | None:
        found = self._shares.values()
        return next((one for one in found if _share_key(one.new) == (channel, key)), None)

    async def left_behind(self) -> set[ChannelId]:
        return {one.new.channel for one in self._shares.values() if one.new.member == NOBODY}

    async def ownerless(self, channel: ChannelId) -> list[Share]:
        return (await self.shares(channel, NOBODY, len(self._shares)))[::-1]

    async def drop_share(self, share: ShareId) -> None:
        self._shares.pop(share, None)

    async def share(self, share: ShareId) -> Share | None:
        found = self._shares.get(share)
        return found if found and found.new.member != NOBODY else None

    async def hide(self, share: ShareId, is_hidden: bool, entry: AuditEntry) -> bool:
        stored = self._shares.get(share)
        if stored is None or stored.is_hidden is is_hidden:
            return False
        self._shares[share] = replace(stored, is_hidden=is_hidden)
        await self.record(entry)
        return True

    async def shares(self, channel: ChannelId, member: MemberId, limit: int) -> list[Share]:
        theirs = [
            one
            for one in self._shares.values()
            if (one.new.channel, one.new.member) == (channel, member)
        ]
        return theirs[::-1][:limit]

    async def submission(self, kind: SubmissionKind, id: int) -> Submission | None:
        return next(
            (one for one in self._every_submission() if (one.kind, one.id) == (kind, id)), None
        )

    async def submissions_of(
        self, channel: ChannelId, member: MemberId, limit: int
    ) -> list[Submission]:
        theirs = [
            one
            for one in self._every_submission()
            if (one.channel, one.member) == (channel, member)
        ]
        theirs.sort(key=lambda one: (-one.study_date.toordinal(), one.kind, -one.id))
        return theirs[:limit]

    def _every_submission(self) -> Iterator[Submission]:
        for one in (*self._answers.values(), *self._reviews.values()):
            kind = SubmissionKind.REVIEW if isinstance(one, Review) else SubmissionKind.ANSWER
            number = one.number if isinstance(one, Review) else one.attempt
            yield Submission(
                kind,
                one.id,
                one.channel,
                one.member,
                one.question,
                one.round,
                number,
                one.study_date,
                one.value,
                one.is_pending,
                one.is_void,
            )
        demos = {one.id: one.demo for one in self._predicted.values()}
        for (asked, _), guess in self._guesses.items():
            if guess.value:
                yield Submission(
                    SubmissionKind.GUESS,
                    guess.id,
                    guess.channel,
                    guess.member,
                    demos[asked],
                    None,
                    1,
                    guess.study_date,
                    guess.value,
                    is_pending=False,
                    is_void=guess.is_void,
                )

    async def participants(
        self, channel: ChannelId, named: str, limit: int, offset: int = 0
    ) -> list[Participant]:
        last: dict[MemberId, date] = {
            member: date.min for of, member in self._mutes if of == channel
        }
        for share in self._shares.values():
            if share.new.channel == channel:
                last.setdefault(share.new.member, date.min)
        for guess in self._guesses.values():
            if guess.channel == channel:
                last.setdefault(guess.member, date.min)
        for suggestion in self._suggestions.values():
            if suggestion.channel == channel:
                last.setdefault(suggestion.author, date.min)
        for answer in self._answers.values():
            if answer.channel == channel:
                before = last.get(answer.member, date.min)
                last[answer.member] = max(before, answer.study_date)
        found = [self._members[member] for member in last if member != NOBODY]
        found.sort(key=lambda one: (-last[one.id].toordinal(), one.name, one.id))
        named = named.lower()
        return [
            Participant(one, (channel, one.id) in self._mutes)
            for one in found
            if named in one.name.lower()
        ][offset : offset + limit]

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

    async def rule(self, dispute: Dispute, ruling: Ruling, *entries: AuditEntry) -> bool:
        stored = self._disputes.get(dispute.id)
        if stored is None or not stored.is_open:
            return False
        _require(ruling.by, self._members)
        await self.record(*entries)
        self._disputes[dispute.id] = replace(
            stored,
            state=ruling.state,
            decided_by=ruling.by,
            decided_at=ruling.at,
            ruling=storable(ruling.text),
        )
        if ruling.grade is not None:
            answer = self._answers[dispute.answer]
            self._regrade(dispute.id, answer, ruling.grade, ruling.value)
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
        stored = self._answers[answer.id]
        if better(grade, stored):
            self._regrade(dispute, stored, grade, value)

    def _regrade(self, dispute: DisputeId, stored: Answer, grade: Grade, value: int) -> None:
        if (dispute, stored.id) not in self._regrades:
            self._regrades[dispute, stored.id] = stored.grade.score if stored.grade else 0.0
            self._answers[stored.id] = replace(
                stored, grade=grade, value=value, is_study=stored.is_study or is_study(value)
            )

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
        answered = [(one, self._answers[one.answer]) for one in ruled]
        return [(one, answer) for one, answer in answered if answer.text]

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

    async def decided(self) -> dict[str, tuple[int, int, int]]:
        found: dict[str, tuple[int, int, int]] = {}
        for one in self._suggestions.values():
            if one.state is not SuggestionState.PENDING:
                count, revisions, forgotten = found.get(one.state, (0, 0, 0))
                forgotten += one.author == NOBODY
                found[one.state] = (count + 1, revisions + one.revision, forgotten)
        return found

    async def suggestion(self, suggestion: SuggestionId) -> Suggestion | None:
        return self._suggestions.get(suggestion)

    async def suggestions_of(
        self, channel: ChannelId, author: MemberId, limit: int, offset: int = 0
    ) -> list[Suggestion]:
        theirs = [
            one
            for one in self._suggestions.values()
            if (one.channel, one.author) == (channel, author)
        ]
        return theirs[::-1][offset : offset + limit]

    async def revise(
        self, suggestion: SuggestionId, wording: Wording, entry: AuditEntry | None = None
    ) -> bool:
        state = SuggestionState.APPROVED if entry else SuggestionState.PENDING
        stored = self._suggestions.get(suggestion)
        if stored is None or stored.state is not state:
            return False
        changes = {"wording": _storable(wording), "revision": stored.revision + 1}
        self._suggestions[suggestion] = replace(stored, **changes)  # type: ignore[arg-type]
        if entry:
            await self.record(entry)
        return True

    async def move(
        self, suggestion: Suggestion, state: SuggestionState, entry: AuditEntry | None = None
    ) -> bool:
        stored = self._suggestions.get(suggestion.id)
        if stored is None or (stored.state, stored.revision) != (
            suggestion.state,
            suggestion.revision,
        ):
            return False
        self._suggestions[suggestion.id] = replace(stored, state=state)
        if entry:
            await self.record(entry)
        return True

    async def receptions(
        self, channel: ChannelId, questions: Collection[QuestionId]
    ) -> dict[QuestionId, Reception]:
        found: dict[QuestionId, Reception] = {}
        for question in questions:
            asked = [
                round.id
                for round in self._rounds.values()
                if (round.channel, round.question) == (channel, question)
                and round.state is not RoundState.MISSED
            ]
            best: dict[tuple[RoundId, MemberId], int] = {}
            for one in self._answers.values():
                counts = not (one.is_pending or one.is_late or one.is_void)
                if one.round in asked and one.question == question and counts:
                    key = (one.round, one.member)
                    best[key] = max(best.get(key, 0), one.value)
            if asked:
                mean = sum(best.values()) / len(best) if best else 0.0
                found[question] = Reception(len(asked), len(best), mean)
        return found

    async def decide(
        self, suggestion: Suggestion, decision: Decision, entry: AuditEntry | None = None
    ) -> bool:
        _require(decision.by, self._members)
        stored = self._suggestions.get(suggestion.id)
        if stored is None or stored.revision != suggestion.revision:
            return False
        decided = self._change(
            suggestion.id,
            state=decision.state,
            decided_by=decision.by,
            decided_at=decision.at,
            reason=storable(decision.reason),
        )
        if decided and entry:
            await self.record(entry)
        return decided

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


def _next_slot(slots: Sequence[int]) -> int:
    taken = [slot for slot in slots if slot >= 0]
    return max(MAX_DAILY, max(taken) + 1) if taken else 0


def _share_key(new: NewShare) -> tuple[ChannelId, str]:
    return new.channel, new.key


def _times(channel: Channel) -> tuple[object, ...]:
    return (
        channel.timezone,
        channel.at,
        channel.weekdays,
        channel.more,
        channel.days_off,
        channel.holidays,
    )


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
