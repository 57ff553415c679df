"""The bot as its user starts it, on Discord: a process, and the first steps of its admin."""

from collections.abc import Awaitable, Callable
from contextlib import AbstractAsyncContextManager, suppress
from pathlib import Path

from tests.bot_process import DEADLINE_S, BotProcess, bot_in, some_weekday
from tests.discord_fake import FakeDiscord
from tests.discord_fake.channels import Channel
from tests.discord_fake.interactions import Interaction
from tests.discord_fake.messages import Message
from tests.discord_fake.people import Member


def bot_on(
    fake: FakeDiscord, data: Path, token: str = "", **more: str
) -> AbstractAsyncContextManager[BotProcess]:
    """Start a bot on the fake; what still runs after the block is killed."""
    return bot_in(data, **settings(fake) | ({"DISCORD_TOKEN": token} if token else {}) | more)


def settings(fake: FakeDiscord) -> dict[str, str]:
    """Return what has to be set."""
    return {
        "DISCORD_TOKEN": fake.token,
        "DISCORD_API_BASE": fake.api_base,
        "DISCORD_GATEWAY_URL": fake.gateway_url,
    }


async def open_question(boss: Member, place: Channel) -> Message:
    """Set a channel up, post a question at once and return its message."""
    form = await opened(lambda: boss.slash(place, "quiz settings"))
    filled = {
        "at": "09:00",
        "timezone": "Asia/Seoul",
        "weekdays": [some_weekday()],
        "language": ["ko"],
        "decks": ["deep-learning"],
    }
    saving = await boss.submit(form, filled)
    saved = await saving.shown(DEADLINE_S, where=says("저장했어요"))
    posting = await boss.press(saved, "지금 올리기")
    await posting.shown(DEADLINE_S, where=says("새 질문을 올렸어요"))
    return await place.message(DEADLINE_S, where=says("오늘의 질문"))


async def opened(act: Callable[[], Awaitable[Interaction]]) -> Interaction:
    """Do again what opens a form, as people do, until the bot is in time to open it."""
    while True:
        done = await act()
        with suppress(TimeoutError):
            await done.acked(done.world.ack_deadline_s)
        if done.modal:
            return done


def says(text: str) -> Callable[[Message], bool]:
    return lambda message: text in message.text
