"""Demos that members run: what is ordered, how a run stands, and what runs them."""

from collections.abc import AsyncIterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal, Protocol

from bot.quiz.model import ChannelId, MemberId
from content.demo import DemoSpec
from content.schema import Bilingual, Language, ParamValue


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

    `pictures` are ids in the media store, there once the run is done. `plots` has for each the name
    of what a browser can draw, or nothing. `outcome` is the choice of the demo's prediction that is
    right. `error` is one sentence.
    """

    job: str
    demo: str
    state: Literal["queued", "running", "done", "failed", "cancelled"]
    position: int = 0
    fraction: float = 0.0
    note: str = ""
    headline: Bilingual | None = None
    caption: Bilingual | None = None
    alt: Bilingual | None = None
    outcome: str = ""
    params: Mapping[str, ParamValue] | None = None
    seed: int = 0
    pictures: tuple[str, ...] = ()
    plots: tuple[str, ...] = ()
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

    async def recent(self, name: str, limit: int) -> Sequence[DemoRun]:
        """Return the latest runs of a demo that are done, whoever's, each result once."""
        ...

    async def plot(self, job: str, name: str) -> bytes | None:
        """Return a plot that a browser draws, as JSON."""
        ...

    async def code(self, job: str) -> str | None:
        """Return a script that repeats a run that is done."""
        ...

    async def cancel(self, job: str, member: MemberId) -> None: ...

    async def cancel_all(self, member: MemberId) -> int:
        """Cancel the member's runs that wait or run, and return how many there were."""
        ...


def plain(value: ParamValue) -> str:
    """Return a value as it is typed."""
    if isinstance(value, float):
        return f"{value:.12g}"
    return str(value).lower() if isinstance(value, bool) else str(value)
