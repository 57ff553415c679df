"""What tests of the bot on Slack do again and again."""

import asyncio
import io
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import aiohttp

from bot.platforms.slack.identity import member_id
from bot.quiz.model import Address, Answer
from tests.study import Bot

if TYPE_CHECKING:
    from tests.integration.conftest import SlackGroup


def says(text: str) -> Callable[[Any], bool]:
    return lambda message: text in message.text


async def shown(doing: Awaitable[Any], text: str) -> Any:
    """Return the message with a text that what a member does leads to."""
    return await (await doing).shown(says(text))


async def opened(doing: Awaitable[Any]) -> Any:
    """Return what a member does once a form is open."""
    act = await doing
    await act.opened()
    return act


async def until(condition: Callable[[], Any]) -> None:
    """Wait until a condition holds."""
    async with asyncio.timeout(5):
        while not condition():
            await asyncio.sleep(0.01)


async def answered(member: Any, board: Any, text: str = "good reason") -> Any:
    """Press Answer, fill in the form and return the submission that the grade comes to."""
    label = next(label for label in board.labels if label in ("답하기", "Answer"))
    form = await opened(member.press(board, label))
    return await member.submit(form, {"text": text})


async def home_of(member: Any, text: str) -> str:
    """Open the Home tab and return what it says, once that holds the text."""
    await member.open_home()
    await member.world.changes.until(lambda: text in member.home_text, 5, "home")
    return str(member.home_text)


def direct(group: "SlackGroup", member: Any) -> Address:
    """Return where the bot writes to one member of the channel."""
    return Address(group.channel.id, only=member_id(group.team.id, member.id))


async def serves(group: "SlackGroup") -> None:
    """Wait for proof that the bot still runs."""
    await shown(group.alex.slash(group.place, "/quiz", "help"), "/answer")


async def sent_to(url: str, body: str | bytes, headers: dict[str, str]) -> tuple[int, str]:
    """Send the bot a request; return the status and the text of what it answers."""
    data = io.BytesIO(body.encode() if isinstance(body, str) else body)
    async with (
        aiohttp.ClientSession() as session,
        session.post(url, data=data, headers=headers) as response,
    ):
        return response.status, await response.text()


@dataclass
class Quiz:
    """A bot at work on an open question, and what 민지 does with that."""

    group: "SlackGroup"
    bot: Bot
    board: Any

    def __post_init__(self) -> None:
        self.fake, self.team, self.place = self.group.fake, self.group.team, self.group.place
        self.boss, self.mina, self.alex = self.group.boss, self.group.mina, self.group.alex

    async def tick(self, **later: float) -> None:
        """Let time go by, and do what is due then."""
        self.bot.clock.advance(**later)
        await self.bot.quiz.host.tick()

    async def form(self) -> Any:
        return await opened(self.mina.press(self.board, "답하기"))

    async def sent(self, text: str = "good reason") -> Any:
        return await self.mina.submit(await self.form(), {"text": text})

    async def graded(self) -> Any:
        return await shown(self.sent(), "100점")

    async def typed(self, text: str = "good reason") -> Any:
        return await self.mina.slash(self.place, "/answer", text)

    async def standings(self) -> Any:
        return await shown(self.mina.press(self.board, "순위"), "오늘")

    async def answers(self) -> list[Answer]:
        """Return what the first question has been answered."""
        [round, *_] = await self.bot.memory.store.rounds()
        return list(await self.bot.memory.store.answers(round=round.id))


@asynccontextmanager
async def at_work(group: "SlackGroup", by_http: bool = False) -> AsyncIterator[Quiz]:
    """Run a bot, and post the question that is due."""
    async with group.bot(by_http=by_http) as bot:
        await bot.quiz.host.tick()
        yield Quiz(group, bot, await group.place.message())
