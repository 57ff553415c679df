"""Of several cards on their way under one key, only the newest is sent."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager


class Newest:
    """Knows, by key, who came last of those who still wait."""

    def __init__(self) -> None:
        self._last: dict[tuple[str, ...], object] = {}

    @contextmanager
    def begin(self, *key: str) -> Iterator[Callable[[], bool]]:
        """Begin to send something newer; what is yielded tells whether it still is the newest."""
        mine = object()
        self._last[key] = mine
        try:
            yield lambda: self._last.get(key) is mine
        finally:
            if self._last.get(key) is mine:
                del self._last[key]
