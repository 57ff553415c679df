"""Everything that is kept, in parts. Who needs one part alone asks for that."""

from collections.abc import Collection, Mapping, Sequence
from datetime import date, datetime
from typing import Protocol

from bot.quiz.audit.model import Audit, AuditEntry
from bot.quiz.disputes.model import Disputes
from bot.quiz.model import (
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
    TimesAsked,
    WorkspaceId,
)
from bot.quiz.moderation.model import Moderation
from bot.quiz.mypage.model import MyData, MyPast
from bot.quiz.plans.model import Plans
from bot.quiz.predictions.model import Predictions
from bot.quiz.preferences.model import PreferenceStore
from bot.quiz.recaps.model import Recap, RecapLog
from bot.quiz.review.model import ReviewCard, ReviewReminders, Reviews
from bot.quiz.seasons.model import Seasons
from bot.quiz.suggestions.model import Suggestions
from evaluators.grade import Grade


class Channels(Protocol):
    async def channels(self) -> list[Channel]: ...

    async def channel(self, channel: ChannelId) -> Channel | None: ...

    async def save_channel(
        self,
        channel: Channel,
        *entries: AuditEntry,
        closes: Mapping[RoundId, datetime] | None = None,
    ) -> None:
        """Keep the settings, together with what the audit list tells of them, and with when those
        of its rounds that are open or about to be `closes` from now on.

        When the channel is due next is no longer known then.
        """
        ...

    async def rename_channel(self, channel: ChannelId, name: str) -> None:
        """Call a channel by another name; its settings may change meanwhile."""
        ...

    async def note_trouble(self, channel: ChannelId, trouble: str) -> None:
        """Keep why the bot can do nothing in a channel, "" if it can, likewise."""
        ...


class Agenda(Protocol):
    """Which channels have something to do, told without a look at all the others."""

    async def due(self, now: datetime) -> list[Channel]:
        """Return active channels whose next daily moment has come, or is not known."""
        ...

    async def unsettled(self, now: datetime) -> list[Channel]:
        """Return active channels in trouble, with something begun – a round, a recap, the end of
        a season –, or with rounds due to be closed."""
        ...

    async def schedule(
        self,
        channel: Channel,
        due_at: datetime,
        claims: Sequence[NewRound] = (),
        recap: Recap | None = None,
    ) -> list[Round]:
        """Note a channel's next daily moment, unless other times have been set meanwhile.

        Together with it a recap begins, unless that of its week has begun before.

        Rounds can be claimed together with it, as by `Rounds.claim`; then those that were to
        close by the time one is due are closing. Returns what was claimed.
        """
        ...

    async def last_there(self) -> datetime | None:
        """Return when a bot noted last that it was there."""
        ...

    async def note_there(self, at: datetime) -> None: ...


class Leases(Protocol):
    """Work that only one process does at a time, of those that share a database.

    What a process holds is free again once it has ended, or been silent for some seconds.
    """

    async def take_lease(self, name: str) -> bool:
        """Have something to oneself; False if another process has it."""
        ...

    async def drop_lease(self, name: str) -> None:
        """Let go of it; while the store is away, that comes about as soon as it is back."""
        ...


class Departures(Protocol):
    """Workspaces that removed the bot. What is kept of one goes once it has been away for long."""

    async def left(self, workspace: WorkspaceId, at: datetime) -> None:
        """Note that a workspace removed the bot; one that is noted keeps its time."""
        ...

    async def came_back(self, workspace: WorkspaceId) -> None:
        """Note that a workspace has the bot."""
        ...

    async def departed(self) -> Collection[WorkspaceId]: ...


class Members(Protocol):
    async def remember(self, member: Member) -> Member:
        """Insert the member, or update what their platform says: name, language, time zone if it
        is known, and whether they are an admin. Return them as they want to be spoken to."""
        ...

    async def member(self, member: MemberId) -> Member | None:
        """Return a member as they want to be spoken to, by their preferences; also None for the
        placeholder of a forgotten member."""
        ...

    async def memberships(self, user: str) -> Sequence[Membership]:
        """Return the channels with a quiz in workspaces that know a user as `<workspace>/<user>`;
        the one in which they answered last comes first."""
        ...


class Links(Protocol):
    """Which members, of different workspaces mostly, are one person, as an admin has said."""

    async def link(self, first: MemberId, second: MemberId) -> None:
        """Make two members, and all that either is linked with, one person."""
        ...

    async def unlink(self, member: MemberId) -> None:
        """Make a member their own person again; the others stay linked."""
        ...

    async def linked(self) -> dict[MemberId, MemberId]:
        """Return the person of each linked member: the first id, in order, of all of theirs."""
        ...


class Rounds(Protocol):
    async def claim(
        self,
        new: NewRound,
        ends: RoundState | None = None,
        entry: AuditEntry | None = None,
        over: RoundId | None = None,
    ) -> Round | None:
        """Claim a round; None if its (channel, local_date, slot) or its request is taken.

        Together with the claim the channel's open rounds, or `over` alone, go to the state `ends`,
        and their time is over at the new one's `due_at`.
        """
        ...

    async def requested(self, request: EventId) -> Round | None:
        """Return the round that a request has claimed."""
        ...

    async def remind(self, round: RoundId, at: datetime | None) -> None:
        """Note when the thread of a round is to be reminded; None is not, or not again."""
        ...

    async def withdraw(self, round: RoundId) -> None:
        """Let a round be missed that is claimed still, as though it had never been asked for.

        Its slot is free again, and when its channel is due next is no longer known.
        """
        ...

    async def rounds(
        self,
        *,
        channel: ChannelId | None = None,
        since: date | None = None,
        closed_after: datetime | None = None,
        states: Collection[RoundState] = (),
    ) -> list[Round]:
        """Return rounds with since <= local_date and closed_after < closes_at, oldest first; no
        states means all."""
        ...

    async def asked(self, channel: ChannelId) -> Mapping[QuestionId, TimesAsked]:
        """Return what a channel was asked; a missed question never was."""
        ...

    async def asked_days(self, channel: ChannelId) -> Sequence[date]:
        """Return the local dates with a round that asks for study, ascending."""
        ...

    async def excuse(self, channel: ChannelId, day: date) -> None:
        """Let the rounds of a local date ask for no study."""
        ...

    async def round(self, round: RoundId) -> Round | None: ...

    async def update_round(self, round: Round, since: RoundState) -> bool:
        """Store what has become of a round; False if it has left the state `since`."""
        ...


class Answers(Protocol):
    async def answer(self, answer: AnswerId) -> Answer | None: ...

    async def add(self, new: NewAnswer, max_attempts: int) -> Answer | None:
        """Store an attempt as pending, committed on return.

        It is late if the round was over when it came. A known event, or a text this member has
        given to this question before, returns the stored answer and changes nothing. None when no
        attempt is left.
        """
        ...

    async def answers(
        self, *, round: RoundId, member: MemberId | None = None, question: QuestionId | None = None
    ) -> list[Answer]:
        """Return attempts in the order they were made."""
        ...

    async def member_round(
        self, channel: ChannelId, member: MemberId, round: RoundId | None = None
    ) -> MemberRound:
        """Return a round of the channel, by default the newest open one, with the member's answers
        in it in the order they were made, the follow-up they opened last, and whether they are
        muted: all that answering needs, in one look."""
        ...

    async def open_follow_up(self, round: RoundId, member: MemberId, question: QuestionId) -> None:
        """Note the follow-up that a member has opened, in place of an earlier one."""
        ...

    async def pending(self, limit: int) -> list[tuple[Answer, Round]]:
        """Return ungraded answers with their rounds, oldest first."""
        ...

    async def being_graded(self, channel: ChannelId, closed_after: datetime) -> list[Round]:
        """Return the rounds that close after a moment and have answers, given in time, without a
        grade."""
        ...

    async def grade(
        self,
        answer: AnswerId,
        grade: Grade,
        value: int,
        at: datetime,
        card: ReviewCard | None = None,
    ) -> bool:
        """Store grade, points and whether it makes a study day, and the card for review unless its
        question has one; False if it has a grade already."""
        ...


class Deliveries(Protocol):
    """Which grades have reached their member: a grade not yet told is told after a restart."""

    async def untold(self, limit: int) -> list[Answer]:
        """Return graded answers whose member has not been told, oldest first."""
        ...

    async def told(self, answer: AnswerId) -> None: ...


class Hints(Protocol):
    async def hints(self, round: RoundId, question: QuestionId, member: MemberId) -> int: ...

    async def take_hint(self, new: NewHint, limit: int) -> int:
        """Take one more hint, up to `limit`, and return how many are taken.

        A known event takes none.
        """
        ...


class Likes(Protocol):
    """Who liked the question of a round, once it was revealed."""

    async def like(self, round: RoundId, member: MemberId, day: date) -> None:
        """Like a round's question; a member likes it once, on the day of the first press."""
        ...

    async def unlike(self, round: RoundId, member: MemberId) -> None: ...

    async def likes(self, round: RoundId) -> int: ...

    async def liked(
        self, channel: ChannelId, since: date, until: date
    ) -> Sequence[tuple[Round, int]]:
        """Return the rounds whose questions were liked with since <= day <= until, and by how many
        members; oldest first."""
        ...


class Scores(Protocol):
    """What members earned in a channel, and with it what linked members earned elsewhere.

    A person who has answered in the channel is one member there, the one who answered last, and
    brings what all of theirs did there and in other workspaces.
    """

    async def scores(
        self, channel: ChannelId, since: date | None, until: date | None
    ) -> list[Score]:
        """Return each member's points over rounds with since <= local_date <= until.

        A question of a round counts once, with the member's best attempt; where it was asked of
        linked members more than once on a date, still once. Members with answers but no points
        are included.
        """
        ...

    async def study_dates(
        self, channel: ChannelId, of: Collection[MemberId]
    ) -> dict[MemberId, list[date]]:
        """Return the study days of these members: local dates with at least one answer that is
        study, ascending. Who has none is left out."""
        ...

    async def member_study(self, answer: Answer, since: date) -> MemberStudy:
        """Return what the member of an answer has done, in one look; `since` starts its week."""
        ...


class Store(
    Channels,
    Agenda,
    Leases,
    Departures,
    Members,
    PreferenceStore,
    Links,
    Rounds,
    Answers,
    Deliveries,
    Hints,
    Likes,
    Scores,
    Suggestions,
    Disputes,
    MyPast,
    MyData,
    Audit,
    Plans,
    Moderation,
    RecapLog,
    Seasons,
    Reviews,
    ReviewReminders,
    Predictions,
    Protocol,
):
    """All of it, and what use cases keep in their own `model`."""
