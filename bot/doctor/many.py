"""Looking at many servers: some at once, none for long, and a broken one hides no other."""

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass

from bot.doctor.finding import Diagnosis, ok, problem, warning
from content.cli import count

FEW = 5
LATER = "ask again later; report it if it stays"

Look = Callable[[], Awaitable[list[Diagnosis]]]


@dataclass(frozen=True, slots=True)
class Pace:
    """How many are looked at at once, and the seconds for each of them and for all."""

    at_once: int = 8
    each_s: float = 10.0
    all_s: float = 120.0


PACE = Pace()


async def look_at_each(
    check: str, noun: str, looks: Sequence[tuple[str, Look]], pace: Pace, every: bool
) -> list[Diagnosis]:
    """Look at many by their names, and say how many are fine, then what is wrong.

    What is fine is listed too where `every` is asked for, or where there are few.
    """
    found: list[list[Diagnosis] | None] = [None] * len(looks)
    room = asyncio.Semaphore(pace.at_once)

    async def fill(index: int, name: str, look: Look) -> None:
        async with room:
            found[index] = await _attempt(check, name, look, pace.each_s)

    with suppress(TimeoutError):
        async with asyncio.timeout(pace.all_s), asyncio.TaskGroup() as tasks:
            for index, (name, look) in enumerate(looks):
                tasks.create_task(fill(index, name, look))
    asked = [one for one in found if one is not None]
    lines = [line for one in asked for line in one]
    if left := len(looks) - len(asked):
        detail = f"not looked at within {pace.all_s:.0f} seconds: {count(left, noun)}"
        lines.append(warning(check, detail, LATER))
    if len(looks) <= FEW:
        return lines
    fine = sum(all(line.status == "ok" for line in one) for one in asked)
    total = ok(check, f"{fine} of {len(looks)} {noun}s are fine")
    return [total, *(line for line in lines if every or line.status != "ok")]


async def _attempt(check: str, name: str, look: Look, deadline_s: float) -> list[Diagnosis]:
    try:
        async with asyncio.timeout(deadline_s):
            return await look()
    except TimeoutError:
        return [problem(check, f"{name}: no answer within {deadline_s:.0f} seconds", LATER)]
    except Exception as exc:  # One that breaks must not hide what is found in the others.
        return [problem(check, f"{name} could not be read ({type(exc).__name__})", LATER)]
