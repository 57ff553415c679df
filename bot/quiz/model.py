"""The nouns of the quiz: members, channels, rounds, answers and standings, as immutable values.

All times are aware UTC; a `local_date` is the date on the wall of the channel's time zone.
"""

import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field, replace
from datetime import date, datetime, time, timedelta
from enum import StrEnum
from typing import NewType, Self
from zoneinfo import ZoneInfo

from content.schema import Language
from evaluators.grade import Grade

WorkspaceId = NewType("WorkspaceId", str)
ChannelId = NewType("ChannelId", str)
MemberId = NewType("MemberId", str)
MessageId = NewType("MessageId", str)
QuestionId = NewType("QuestionId", str)
EventId = NewType("EventId", str)
RoundId = NewType("RoundId", int)
AnswerId = NewType("AnswerId", int)
UTC_ZONE = ZoneInfo("UTC")
EVERY_DAY = frozenset(range(7))
WEEKDAYS = frozenset(range(5))
DEFAULT_DECK = "deep-learning"


@dataclass(frozen=True, slots=True)
class Member:
    """A person in a workspace; ids carry their platform ("web:mina"), so they never collide.

    `timezone` is the IANA name of theirs, as far as their platform lets guess.
    """

    id: MemberId
    workspace: WorkspaceId
    name: str
    language: Language
    is_admin: bool = False
    timezone: str | None = None


MAX_DAILY = 4
"""How many questions a channel is asked a day at most, of itself."""


@dataclass(frozen=True, slots=True)
class DailyQuiz:
    """One more question a day, at a time and from decks of its own.

    Its `slot`, from 1, stays the same while there are others before and after it.
    """

    slot: int
    at: time
    decks: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class DayOff:
    """Days on which a channel is asked nothing, and why; without a `last` until it is resumed."""

    first: date
    last: date | None
    reason: str = ""
    is_pause: bool = False

    def covers(self, day: date) -> bool:
        return self.first <= day and self.is_left(day)

    def is_left(self, today: date) -> bool:
        """Tell whether it is not over yet."""
        return self.last is None or today <= self.last


@dataclass(frozen=True, slots=True)
class Ping:
    """Whom the question of the day calls: `id` as the platform has it, `name` for people."""

    id: str
    name: str


DIRECT_MESSAGE = "DM"
"""The name of somebody's own conversation with the bot."""


def titled(name: str) -> str:
    """Return a channel's name with the sign of one, which a direct message is not."""
    return name if name == DIRECT_MESSAGE else f"#{name}"


@dataclass(frozen=True, slots=True)
class Channel:
    """A channel with its settings. `weekdays` are 0 (Monday) to 6; `at` is local wall time.

    `topics` empty means all topics of its decks, `levels` all difficulties (1 to 5); `late_h` is
    how late a question may still be posted; `reminder_h` before the close its thread is reminded,
    0 is never; `takes_drafts` asks questions without a reference too,
    ungraded; `is_active` off keeps the settings but posts nothing. `admin` set it up last and hears
    of `trouble`, the reason why it cannot be reached now. `more` are asked besides the question
    that comes `at` its time from its `decks`. Nothing is asked on its `days_off`, nor on the
    public holidays of the country that `holidays` names by its code, if any. `ping` is called as
    a daily question is posted. What was due before `since`, when its times were set, is not asked.
    """

    id: ChannelId
    workspace: WorkspaceId
    name: str
    language: Language = "ko"
    timezone: ZoneInfo = UTC_ZONE
    at: time = time(9, 0)
    weekdays: frozenset[int] = WEEKDAYS
    decks: tuple[str, ...] = (DEFAULT_DECK,)
    topics: frozenset[str] = frozenset()
    levels: frozenset[int] = frozenset()
    late_h: int = 6
    reminder_h: int = 0
    takes_drafts: bool = False
    is_active: bool = True
    admin: MemberId | None = None
    trouble: str = ""
    more: tuple[DailyQuiz, ...] = ()
    days_off: tuple[DayOff, ...] = ()
    holidays: str = ""
    ping: Ping | None = None
    since: datetime | None = None

    @property
    def title(self) -> str:
        """Return its name as members read it."""
        return titled(self.name)

    @property
    def all_decks(self) -> tuple[str, ...]:
        decks = (deck for daily in self.by_slot.values() for deck in daily.decks)
        return tuple(dict.fromkeys(decks))

    @property
    def by_slot(self) -> dict[int, "Channel"]:
        """Return the channel as each of its daily questions has it, by slot."""
        return {0: replace(self, more=())} | {
            quiz.slot: replace(self, at=quiz.at, decks=quiz.decks, more=()) for quiz in self.more
        }


class RoundState(StrEnum):
    """claimed → open → closing → closed, or open → skipping → skipped; a late claim is missed.

    Each change is stored before or after a step on the platform: whatever is claimed, closing or
    skipping was begun and is gone on with. Once closing or skipping, a round takes no points.
    """

    CLAIMED = "claimed"
    OPEN = "open"
    CLOSING = "closing"
    SKIPPING = "skipping"
    CLOSED = "closed"
    SKIPPED = "skipped"
    MISSED = "missed"

    @property
    def takes_points(self) -> bool:
        """Tell whether answers count: one claimed may be up already, and nobody told us yet."""
        return self in BEGUN


BEGUN = (RoundState.CLAIMED, RoundState.OPEN)
"""What rounds are in that are up, or about to be."""
UNSETTLED = (*BEGUN, RoundState.CLOSING, RoundState.SKIPPING)
"""What rounds are in that have not come to their end."""


@dataclass(frozen=True, slots=True)
class NewRound:
    """A claim on `(channel, local_date, slot)`; slots below `MAX_DAILY` are daily questions.

    Without a slot it is an extra one: it gets the date's next slot from `MAX_DAILY` on, or, where
    the date has no round yet, slot 0, in place of that day's first question. `request` is the event
    that asked for it, so that a redelivered one adds nothing; what was asked for by a button of a
    round is the same event for everybody.
    """

    channel: ChannelId
    local_date: date
    question: QuestionId
    due_at: datetime
    closes_at: datetime
    slot: int | None = 0
    takes_drafts: bool = False
    request: EventId | None = None
    remind_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Round:
    """A question posted in a channel on a local date.

    `message` and `posted_at` are set once it has been sent, and so is whether it `asks_study`: its
    date is one that a streak breaks on.
    """

    id: RoundId
    channel: ChannelId
    local_date: date
    slot: int
    question: QuestionId
    state: RoundState
    due_at: datetime
    closes_at: datetime
    takes_drafts: bool = False
    message: MessageId | None = None
    reveal: MessageId | None = None
    request: EventId | None = None
    posted_at: datetime | None = None
    remind_at: datetime | None = None
    asks_study: bool = False

    @property
    def key(self) -> str:
        return f"round:{self.id}"


@dataclass(frozen=True, slots=True)
class TimesAsked:
    """How often a channel was asked a question, and in which round the last time."""

    times: int
    last: RoundId


@dataclass(frozen=True, slots=True)
class NewAnswer:
    """One attempt as it arrived; `event` makes a redelivery recognisable.

    With `grace` it is in time for so long after its round was over.
    """

    event: EventId
    round: RoundId
    channel: ChannelId
    question: QuestionId
    member: MemberId
    text: str
    study_date: date
    at: datetime
    grace: timedelta = timedelta()


@dataclass(frozen=True, slots=True)
class NewHint:
    """A member's request for one more hint; `event` makes a redelivery recognisable."""

    event: EventId
    round: RoundId
    question: QuestionId
    member: MemberId


@dataclass(frozen=True, slots=True)
class Answer:
    """A stored attempt: pending until `grade` is there. `value` is the points it is worth.

    One `is_late` came after its round was over; `hints` is how many hints the
    member had taken when answering. One that an admin made void `is_void`: it counts nowhere.
    Else one that `is_study` makes its `study_date` a study day.
    """

    id: AnswerId
    event: EventId
    round: RoundId
    channel: ChannelId
    question: QuestionId
    member: MemberId
    attempt: int
    text: str
    study_date: date
    at: datetime
    is_late: bool = False
    hints: int = 0
    grade: Grade | None = None
    value: int = 0
    is_void: bool = False
    is_study: bool = False

    @property
    def is_pending(self) -> bool:
        return self.grade is None

    @property
    def key(self) -> str:
        return f"answer:{self.id}"


@dataclass(frozen=True, slots=True)
class Score:
    """A member's points in one period, before ranking."""

    member: MemberId
    name: str
    points: int


@dataclass(frozen=True, slots=True)
class Standing:
    """A leaderboard row; ties share a rank and the next rank is skipped (1 2 2 4).

    `freezes` are those held by the streak.
    """

    rank: int
    member: MemberId
    name: str
    points: int
    streak: int
    freezes: int = 0


@dataclass(frozen=True, slots=True)
class MemberRound:
    """A round of a channel and a member's answers in it; None is what is not there.

    `opened` is the follow-up that the member opened last; one who `is_muted` takes no part there.
    """

    channel: Channel | None
    round: Round | None
    answers: tuple[Answer, ...] = ()
    opened: QuestionId | None = None
    is_muted: bool = False


@dataclass(frozen=True, slots=True)
class Membership:
    """A channel with a quiz, and who somebody is in its workspace; they may have answered there."""

    channel: Channel
    member: MemberId
    has_answered: bool


@dataclass(frozen=True, slots=True)
class MemberStudy:
    """What a member has done in a channel, for the card of an answer's grade.

    `asked` is as `Rounds.asked_days` returns it, `studied` are their study days, ascending, and
    `points` those of each date's rounds. `made_day` tells that no earlier answer made its date a
    study day; `week` is what the answer and those before it earned since the first of its week.
    """

    asked: Sequence[date]
    studied: Sequence[date]
    points: Mapping[date, int]
    made_day: bool
    week: int


@dataclass(frozen=True, slots=True)
class Invocation:
    """What a member asks for: a command with arguments, whether typed, pressed or submitted.

    `at` is when it came, which may be long before it is served; None is just now. `draft` is what
    the form starts with, should this open one. `here` is who the member is where they did it, if
    that is somebody else to us than where it belongs.
    """

    event: EventId
    member: Member
    channel: ChannelId
    command: str
    args: Mapping[str, str] = field(default_factory=dict)
    channel_name: str = ""
    at: datetime | None = None
    draft: Mapping[str, str] = field(default_factory=dict)
    here: Member | None = None

    @property
    def own_ids(self) -> tuple[MemberId, ...]:
        """Return who the member is to us, where it belongs and where they did it."""
        return (self.member.id, *([self.here.id] if self.here else []))

    @property
    def is_direct(self) -> bool:
        """Tell whether it comes from somebody's own conversation, where everybody is an admin."""
        return self.channel_name == DIRECT_MESSAGE


@dataclass(frozen=True, slots=True)
class Attachment:
    """A file that was sent with a form: its name, its size in bytes, and where the platform keeps
    it."""

    name: str
    size: int
    source: str

    @classmethod
    def of_field(cls, value: str) -> Self:
        """Read what a form's field came back with.

        Raises:
            ValueError, TypeError: no file was sent.
        """
        return cls(**json.loads(value))

    @property
    def as_field(self) -> str:
        return json.dumps(asdict(self), ensure_ascii=False)


@dataclass(frozen=True, slots=True)
class Address:
    """Where a message goes: a channel, a thread under one of its messages, or one member only."""

    channel: ChannelId
    thread: MessageId | None = None
    only: MemberId | None = None
