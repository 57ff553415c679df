"""What the core needs from the world. Adapters carry their technology in their name."""

from collections.abc import AsyncIterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Literal, NamedTuple, Protocol

from bot.quiz.cards import Card, Form
from bot.quiz.disputes.model import Disputes
from bot.quiz.model import (
    Address,
    Answer,
    AnswerId,
    Asked,
    Attachment,
    Channel,
    ChannelId,
    Decision,
    EventId,
    Member,
    MemberId,
    MemberRound,
    MessageId,
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
from content.demo import DemoSpec
from content.schema import Bilingual, Language, ParamValue
from evaluators.grade import Grade, GradeRequest


class Clock(Protocol):
    def now(self) -> datetime:
        """Return the time as aware UTC."""
        ...

    async def sleep(self, seconds: float) -> None: ...


class Chat(Protocol):
    """A chat platform, outward. Raises `ChannelUnreachable` when the platform says no."""

    async def post(self, to: Address, card: Card, key: str) -> MessageId:
        """Send a message. `key` names it for good: posting it again replaces that message's card.

        So whoever does not know whether a message went out may simply post it again.
        """
        ...

    async def edit(self, to: Address, message: MessageId, card: Card) -> None:
        """Give a message another card; one that is gone stays gone."""
        ...

    async def find(self, to: Address, key: str) -> MessageId | None:
        """Return the message that was posted under this key, if it ever went out."""
        ...


class ChannelAccess(Protocol):
    """Whether the bot can do its work in a channel."""

    async def check(self, channel: ChannelId) -> None:
        """Return if questions can be posted there.

        Raises:
            ChannelUnreachable: saying why not.
        """
        ...


class Attachments(Protocol):
    """Where platforms keep the files that members send."""

    async def fetch(self, channel: ChannelId, attachment: Attachment) -> bytes:
        """Return what a file holds.

        Raises:
            AttachmentGone: it is not there, or larger than it was said to be.
        """
        ...


PieceEvent = Literal["merged", "skipped", "doubt"]


class Piece(NamedTuple):
    """A part of a list that was merged, skipped or is doubtful, on a line, and why."""

    event: PieceEvent
    line: int
    text: str
    why: Bilingual


@dataclass(frozen=True, slots=True)
class ImportedList:
    """What a list came to: kept under `id` until somebody makes the deck of it.

    `questions` counts follow-ups too, `answered` those with a reference; `first` are the wordings
    of the first main questions.
    """

    id: str
    deck: str
    questions: int
    mains: int
    answered: int
    first: tuple[Bilingual, ...]
    pieces: tuple[Piece, ...]


class Importer(Protocol):
    """Reads lists that members send, and makes decks of them."""

    async def read(self, name: str, content: bytes, deck: str) -> ImportedList:
        """Read a list and keep what came of it.

        Raises:
            ListRefused: saying why it cannot be read.
        """
        ...

    async def publish(self, id: str) -> str | None:
        """Make the deck of a list that was read, and return its name; None if it is kept no more.

        Raises:
            ListRefused: saying why the deck cannot be written.
        """
        ...


class Reply(Protocol):
    """The way back to the member of one invocation; only they see what is shown."""

    async def show(self, card: Card, key: str | None = None) -> None:
        """Show a card; showing again replaces it. `key` is as in `Chat.post`."""
        ...

    async def ask(self, form: Form) -> None: ...


class Grader(Protocol):
    async def grade(self, requests: Sequence[GradeRequest]) -> list[Grade | None]:
        """Grade a batch in order; None where one answer could not be graded.

        Raises:
            GraderUnavailable: nothing was graded; try again later.
        """
        ...


@dataclass(frozen=True, slots=True)
class DemoOrder:
    """What a member asks to run; the words in its pictures are in `language`."""

    name: str
    params: Mapping[str, str]
    seed: int
    member: MemberId
    channel: ChannelId
    language: Language


@dataclass(frozen=True, slots=True)
class DemoRun:
    """One demo run as it stands: queued (position ≥ 1), running, or final.

    `pictures` are ids in the media store, there once the run is done; `error` is one sentence.
    """

    job: str
    demo: str
    state: Literal["queued", "running", "done", "failed", "cancelled"]
    position: int = 0
    fraction: float = 0.0
    note: str = ""
    caption: Bilingual | None = None
    params: Mapping[str, ParamValue] | None = None
    seed: int = 0
    pictures: tuple[str, ...] = ()
    error: Bilingual | None = None


class Demos(Protocol):
    """Runs demos. Every method raises `DemosUnavailable` when the service is away."""

    async def demos(self) -> Sequence[DemoSpec]: ...

    def run(self, order: DemoOrder) -> AsyncIterator[DemoRun]:
        """Start a run and yield it as it changes; the last one is final.

        Raises:
            DemoRefused: the params or the limits do not allow it.
        """
        ...

    async def finished(self, job: str) -> DemoRun | None:
        """Return a run that is done, however long ago."""
        ...

    async def last(self, member: MemberId) -> DemoRun | None:
        """Return the latest of the member's runs that is done."""
        ...

    async def code(self, job: str) -> str | None:
        """Return a script that repeats a run that is done."""
        ...

    async def cancel(self, job: str, member: MemberId) -> None: ...


class Figures(Protocol):
    """The figures that questions refer to."""

    async def figure(self, name: str) -> str | None:
        """Return a figure's id in the media store; None while it cannot be had.

        A question goes out without its figure rather than not at all.
        """
        ...


class Channels(Protocol):
    async def channels(self) -> list[Channel]: ...

    async def channel(self, channel: ChannelId) -> Channel | None: ...

    async def save_channel(self, channel: Channel) -> None:
        """Keep the settings; when it is due next is no longer known then."""
        ...


class Agenda(Protocol):
    """Which channels have something to do, told without a look at all the others."""

    async def due(self, now: datetime) -> list[Channel]:
        """Return active channels whose next daily moment has come, or is not known."""
        ...

    async def unsettled(self, now: datetime) -> list[Channel]:
        """Return active channels in trouble, or with rounds begun or due to be closed."""
        ...

    async def schedule(
        self, channel: Channel, due_at: datetime, claim: NewRound | None = None
    ) -> Round | None:
        """Note a channel's next daily moment, unless other times have been set meanwhile.

        A round can be claimed together with it, as by `Rounds.claim`; then those that were to
        close by the time it is due are closing.
        """
        ...


class Members(Protocol):
    async def remember(self, member: Member) -> None:
        """Insert the member, or update name, language and whether they are an admin."""
        ...

    async def member(self, member: MemberId) -> Member | None: ...


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
    async def claim(self, new: NewRound, ends: RoundState | None = None) -> Round | None:
        """Claim a round; None if its (channel, local_date, slot) or its request is taken.

        Together with the claim the channel's open rounds go to the state `ends`, and their time is
        over at the new one's `due_at`.
        """
        ...

    async def requested(self, request: EventId) -> Round | None:
        """Return the round that a request has claimed."""
        ...

    async def rounds(
        self,
        *,
        channel: ChannelId | None = None,
        local_date: date | None = None,
        states: Sequence[RoundState] = (),
    ) -> list[Round]:
        """Return rounds, oldest first; no states means all."""
        ...

    async def asked(self, channel: ChannelId) -> Mapping[QuestionId, Asked]:
        """Return what a channel was asked; a missed question never was."""
        ...

    async def round(self, round: RoundId) -> Round | None: ...

    async def save_round(self, round: Round, since: RoundState) -> bool:
        """Store the round's state, message and reveal; False if it has left the state `since`."""
        ...


class Answers(Protocol):
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
        in it in the order they were made: all that answering needs, in one look."""
        ...

    async def pending(self, limit: int) -> list[tuple[Answer, Round]]:
        """Return ungraded answers with their rounds, oldest first."""
        ...

    async def grade(self, answer: AnswerId, grade: Grade, value: int, at: datetime) -> bool:
        """Store grade and points together; False if the answer has a grade already."""
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


class Scores(Protocol):
    """What members earned in a channel, and with it what linked members earned elsewhere.

    A person who has answered in the channel is one member there, the one who answered last, and
    brings what all of theirs did there and in other workspaces.
    """

    async def scores(self, channel: ChannelId, since: date | None, until: date) -> list[Score]:
        """Return each member's points over rounds with since <= local_date <= until.

        A question of a round counts once, with the member's best attempt; where it was asked of
        linked members more than once on a date, still once. Members with answers but no points
        are included.
        """
        ...

    async def study_dates(self, channel: ChannelId) -> dict[MemberId, list[date]]:
        """Return the local dates with at least one answer that claimed something, ascending."""
        ...


class Suggestions(Protocol):
    """Questions that members suggest. Each is decided once."""

    async def suggest(self, new: NewSuggestion) -> Suggestion:
        """Store it as pending, committed on return; a known event returns the stored one."""
        ...

    async def suggestions(
        self, state: SuggestionState, channel: ChannelId | None = None
    ) -> list[Suggestion]:
        """Return suggestions in this state, oldest first."""
        ...

    async def suggestion(self, suggestion: SuggestionId) -> Suggestion | None: ...

    async def revise(self, suggestion: SuggestionId, wording: Wording) -> bool:
        """Give a pending suggestion another wording; False if it has been decided."""
        ...

    async def decide(self, suggestion: Suggestion, decision: Decision) -> bool:
        """Approve or reject what was read; False if it has been decided or changed since."""
        ...


class Store(
    Channels,
    Agenda,
    Members,
    Links,
    Rounds,
    Answers,
    Deliveries,
    Hints,
    Scores,
    Suggestions,
    Disputes,
    Protocol,
):
    """Everything kept; each use-case asks only for the part it needs."""


class Media(Protocol):
    """Pictures by content: the same bytes get the same id."""

    async def put(self, data: bytes, suffix: str) -> str: ...

    async def get(self, media: str) -> bytes | None: ...
