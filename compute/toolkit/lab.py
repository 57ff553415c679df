"""What a measurement is given besides its params: a seed, and someone to tell how far it is."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import TypeVar

Progress = Callable[[float, str], None]
"""Takes the fraction done in [0, 1] and a short language-free note."""

T = TypeVar("T")


@dataclass(frozen=True)
class Lab:
    """The seed of a run, and `report(fraction, note)` to tell how far it is."""

    seed: int
    report: Callable[[float, str], None] = lambda fraction, note: None

    def share(self, items: Sequence[T]) -> Iterator[tuple[T, "Lab"]]:
        """Yield each item with a lab whose reports cover its equal share of this one's."""
        for index, item in enumerate(items):

            def report(fraction: float, note: str, index: int = index) -> None:
                self.report((index + fraction) / len(items), note)

            yield item, Lab(self.seed, report)
            report(1.0, str(item))

    def repeats(self, times: int) -> Iterator["Lab"]:
        """Yield as many labs with seeds that no other lab's repeats share, and shares of this."""
        for index, part in self.share(range(times)):
            yield Lab(self.seed * times + index, part.report)
