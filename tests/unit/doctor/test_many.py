"""The doctor's look at many servers."""

import asyncio

from bot.doctor.finding import Diagnosis, ok, problem
from bot.doctor.many import FEW, Look, Pace, look_at_each

QUICK = Pace(each_s=0.01)


async def fine() -> list[Diagnosis]:
    return [ok("channel", "can be posted in")]


async def hang() -> list[Diagnosis]:
    await asyncio.Event().wait()
    return []


async def look(looks: list[Look], pace: Pace = QUICK) -> list[Diagnosis]:
    named = [(f"Server {number}", one) for number, one in enumerate(looks)]
    return await look_at_each("servers", "server", named, pace, every=False)


async def test_few_are_listed_each() -> None:
    assert await look([fine] * FEW) == [ok("channel", "can be posted in")] * FEW
    assert len(await look([fine] * (FEW + 1))) == 1


async def test_a_server_with_a_problem_is_not_fine_and_its_other_lines_are_left_out() -> None:
    async def partly() -> list[Diagnosis]:
        return [*await fine(), problem("channel", "the bot may not post", "allow it")]

    summary, wrong = await look([*[fine] * FEW, partly])
    assert (summary.detail, wrong.status) == ("5 of 6 servers are fine", "problem")


async def test_only_so_many_are_looked_at_at_once_and_only_so_long() -> None:
    begun: list[int] = []

    async def begin() -> list[Diagnosis]:
        begun.append(1)
        return await hang()

    found = await look([begin] * 50, Pace(at_once=3, each_s=60, all_s=0.01))
    assert len(begun) == 3
    assert [one.detail for one in found] == [
        "0 of 50 servers are fine",
        "not looked at within 0 seconds: 50 servers",
    ]


async def test_one_that_was_not_looked_at_is_not_counted_as_several() -> None:
    (left,) = await look([hang], Pace(all_s=0.01))
    assert left.detail == "not looked at within 0 seconds: 1 server"
