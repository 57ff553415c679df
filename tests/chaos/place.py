"""What a lane needs of a platform's stand-in."""

from collections.abc import Mapping, Sequence
from types import TracebackType
from typing import Protocol, Self

from bot.quiz.model import ChannelId, MemberId
from bot.store.engine import Database
from tests.chaos.databases import Fault
from tests.chaos.journal import Act, Said, Sight


class Place(Protocol):
    """One channel with its members and an admin; it outlives every bot."""

    async def __aenter__(self) -> Self: ...

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None: ...

    @property
    def settings(self) -> Mapping[str, str]:
        """Return what the bot is told of the platform."""
        ...

    @property
    def channel(self) -> ChannelId: ...

    @property
    def members(self) -> Sequence[MemberId]: ...

    @property
    def rounds_seen(self) -> int:
        """Return how many questions members have seen."""
        ...

    async def set_up(self) -> None:
        """Have the bot post a first question."""
        ...

    async def type_answer(self, act: Act) -> bool:
        """Type an answer once; tell whether it was acknowledged."""
        ...

    async def fill_in(self, act: Act) -> bool:
        """Press the button, fill the form in and send it once; tell whether it was acknowledged."""
        ...

    async def hint(self, member: MemberId) -> None: ...

    async def command(self, member: MemberId, words: str) -> None: ...

    async def administer(self, words: str) -> bool:
        """Type a command of the admins'; tell whether it was acknowledged."""
        ...

    def deliver_again(self, is_late: bool) -> bool:
        """Deliver something once more, of lately or of long ago; False if there is nothing."""
        ...

    def faults(self) -> Mapping[str, Fault]:
        """Return what can go wrong with the platform."""
        ...

    def said(self) -> Sequence[Said]: ...

    async def look(self, database: Database) -> Sequence[Sight]:
        """Let each member look, and return what everybody sees, as it was first posted."""
        ...

    async def leaderboard(self) -> str | None:
        """Ask for all points; None if no card of them comes."""
        ...

    def unanswered(self) -> int:
        """Return how much the bot has still to take from the platform."""
        ...

    @property
    def violations(self) -> Sequence[str]:
        """Return what the platform objects to in what the bot sent."""
        ...
