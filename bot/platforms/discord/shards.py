"""Which of Discord's shards a process connects; what happens in a server comes by one of them."""

import re
from dataclasses import dataclass

_WRITTEN = re.compile(r"(\d{1,6})(?:-(\d{1,6}))?/(\d{1,6})")


@dataclass(frozen=True, slots=True)
class Shards:
    """The shards `first` to `last` out of `count`."""

    first: int
    last: int
    count: int

    @property
    def ids(self) -> range:
        return range(self.first, self.last + 1)

    @property
    def are_all(self) -> bool:
        return len(self.ids) == self.count

    def hold(self, guild: int) -> bool:
        """Tell whether a guild is on one of them (Discord's formula); 0 stands for what is in none,
        such as direct messages."""
        return (guild >> 22) % self.count in self.ids

    def __str__(self) -> str:
        first = f"{self.first}-" if self.first < self.last else ""
        return f"{first}{self.last}/{self.count}"


ALONE = Shards(0, 0, 1)


def read_shards(said: str) -> Shards:
    """Read what is written as `0-3/16`, or `3/16` for a single one.

    Raises:
        ValueError: there are no such shards; the message says how to write them.
    """
    written = _WRITTEN.fullmatch(said.replace(" ", ""))
    first, last, count = (int(n) for n in written.groups(written[1])) if written else (0, 0, 0)
    if not first <= last < count:
        raise ValueError("write 0-3/16 for the first four of 16 shards, which are 0 to 15")
    return Shards(first, last, count)
