"""Locks by key: one at a time for one key, and nothing is remembered of those that are over."""

import asyncio
import weakref

from bot.quiz.keyed_locks import KeyedLocks


async def test_those_of_one_key_wait_for_each_other() -> None:
    locks, said = KeyedLocks(), list[str]()

    async def speak(name: str, text: str) -> None:
        async with locks.of("channel", name):
            said.append(f"{text} begins")
            await asyncio.sleep(0.01)
            said.append(f"{text} ends")

    await asyncio.gather(speak("a", "one"), speak("a", "two"), speak("b", "other"))
    alone = [line for line in said if not line.startswith("other")]
    assert alone == ["one begins", "one ends", "two begins", "two ends"]
    assert said.index("other begins") < said.index("one ends")


async def test_a_lock_that_is_given_back_is_forgotten() -> None:
    locks = KeyedLocks()
    async with locks.of("channel", "a"):
        lock = weakref.ref(locks.of("channel", "a"))
        assert lock() is not None
    assert lock() is None
