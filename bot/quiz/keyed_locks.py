"""Locks by key: those who would do the same thing do it one after another."""

import asyncio
from weakref import WeakValueDictionary


class KeyedLocks:
    """A lock for each key; one that nobody holds or waits for is forgotten."""

    def __init__(self) -> None:
        self._locks: WeakValueDictionary[tuple[str, ...], asyncio.Lock] = WeakValueDictionary()

    def of(self, *key: str) -> asyncio.Lock:
        return self._locks.setdefault(key, asyncio.Lock())
