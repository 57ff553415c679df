"""Turns: one at a time for one name, and nothing is remembered of those that are over."""

import asyncio
import weakref

from bot.platforms.turns import Turns


async def test_those_of_one_name_wait_for_each_other() -> None:
    turns, said = Turns(), list[str]()

    async def speak(name: str, text: str) -> None:
        async with turns.of("channel", name):
            said.append(f"{text} begins")
            await asyncio.sleep(0.01)
            said.append(f"{text} ends")

    await asyncio.gather(speak("a", "one"), speak("a", "two"), speak("b", "other"))
    alone = [line for line in said if not line.startswith("other")]
    assert alone == ["one begins", "one ends", "two begins", "two ends"]
    assert said.index("other begins") < said.index("one ends")


async def test_a_turn_that_is_over_is_forgotten() -> None:
    turns = Turns()
    async with turns.of("channel", "a"):
        lock = weakref.ref(turns.of("channel", "a"))
        assert lock() is not None
    assert lock() is None
