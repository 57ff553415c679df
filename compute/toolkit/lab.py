"""What a measurement is given besides its params: a seed, and someone to tell how far it is."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from typing import TypeVar

Progress = Callable[[float, str], None]
"""Takes the fraction done in [0, 1] and a short language-free note."""

T = TypeVar("T")


@dataclass(frozen=True)
class Lab:
    """The seed of a run, and `report(fraction, note)` to tell how far it is."""

    seed: int
    report: Callable[[float, str], None] = lambda fraction, note: None

    def parts(self, count: int) -> list["Lab"]:
        """Return labs for one thing after the other, whose reports cover equal shares of this."""

        def report(index: int, fraction: float, note: str) -> None:
            self.report((index + fraction) / count, note)

        return [Lab(self.seed, partial(report, index)) for index in range(count)]

    def share(self, items: Sequence[T]) -> Iterator[tuple[T, "Lab"]]:
        """Yield each item with a lab whose reports cover its equal share of this one's."""
        for item, part in zip(items, self.parts(len(items)), strict=True):
            yield item, part
            part.report(1.0, str(item))

    def repeats(self, times: int) -> Iterator["Lab"]:
        """Yield as many labs with seeds that no other lab's repeats share, and shares of this."""
        for index, part in self.share(range(times)):
            yield Lab(self.seed * times + index, part.report)
