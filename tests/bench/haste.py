"""One member who sends commands without a pause, and what that costs all others."""

import asyncio
import tempfile
from pathlib import Path

from tests.bench.crowd import check_unopposed, judged_later, lateness, ms, own_row
from tests.bench.processes import Row, percentile
from tests.bot_process import DEADLINE_S
from tests.slack_fake import FakeSlack, spec
from tests.slack_fake.channels import Channel
from tests.slack_fake.people import Member
from tests.slack_process import bot_on, by_socket, open_question

COMMANDS = 300
OTHERS = 30


async def haste() -> list[Row]:
    """Measure how long members wait for an acknowledgement, alone and beside one in haste.

    Raises:
        RuntimeError: Slack objects to something.
    """
    with tempfile.TemporaryDirectory() as folder:
        async with FakeSlack(rate_limits=True) as fake, judged_later(spec, fake.violations):
            team = fake.add_team("스터디")
            boss, rush = team.add_member("지훈", is_admin=True), team.add_member("급한 민지")
            place = team.add_channel("딥러닝-스터디")
            people = [team.add_member(f"회원{number}") for number in range(2 * OTHERS)]
            async with bot_on(fake, Path(folder), by_socket(fake, team)) as bot:
                await bot.ready()
                await open_question(boss, place)
                await _acked(people[0], place)
                alone = [await _acked(one, place) for one in people[:OTHERS]]
                async with lateness() as late:
                    rushing = [await rush.slash(place, "/stats") for _ in range(COMMANDS)]
                    beside = [await _acked(one, place) for one in people[OTHERS:]]
                    await asyncio.gather(*(one.acked(DEADLINE_S) for one in rushing))
                await bot.stopped()
        check_unopposed(fake.too_many, fake.violations)
    slower = percentile(beside, 99) - percentile(alone, 99)
    return [
        (
            f"ack beside {COMMANDS} commands of one member, p99 (goal: not 100 ms more)",
            f"{ms(percentile(beside, 99))} ({ms(slower)} more)",
            f"{ms(percentile(alone, 99))} without them",
            f"{percentile(beside, 99) / percentile(alone, 99):.1f}",
        ),
        own_row(late),
    ]


async def _acked(member: Member, place: Channel) -> float:
    """Answer, and return how long the acknowledgement took in seconds."""
    sent = await member.slash(place, "/answer", f"{member.name}: 기울기의 반대 방향으로 옮겨요.")
    return await sent.acked(DEADLINE_S)
