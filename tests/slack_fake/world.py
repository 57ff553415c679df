"""All that Slack knows: workspaces, tokens, messages, views and files."""

import asyncio
import secrets
from collections.abc import Callable, Coroutine
from typing import Any

from tests.slack_fake.basics import ApiError, Timestamps, new_id
from tests.slack_fake.deliveries import Delivery
from tests.slack_fake.files import StoredFile
from tests.slack_fake.hooks import ResponseUrl
from tests.slack_fake.interactions import Interaction, Trigger
from tests.slack_fake.messages import Message
from tests.slack_fake.pages import MOST
from tests.slack_fake.spec import Judge
from tests.slack_fake.teams import Team
from tests.waiting import Changes

TRIGGER_LIFE_S = 3.0
SUBSCRIPTIONS = {"app_mention", "app_uninstalled", "message.im", "tokens_revoked"}


class World:
    """The state behind the Web API and all that is sent to the bot."""

    def __init__(self) -> None:
        self.app_id = new_id("A")
        self.bot_id = new_id("B")
        self.verification_token = secrets.token_hex(12)
        self.timestamps = Timestamps()
        self.most_of_history = MOST
        self.changes = Changes()
        self.judge = Judge()
        self.teams: dict[str, Team] = {}
        self.tokens: dict[str, Team] = {}
        self.dead_tokens: dict[str, str] = {}
        self.codes: dict[str, Team] = {}
        self.files: dict[str, StoredFile] = {}
        self.touches: list[Message] = []
        self.witnesses: list[Callable[[Message], None]] = []
        self.interactions: list[Interaction] = []
        self.asked: dict[tuple[str, str], Interaction] = {}
        self.response_urls: dict[str, ResponseUrl] = {}
        self.subscriptions = set(SUBSCRIPTIONS)
        self.base = ""
        self.app_token = f"xapp-1-{self.app_id}-{secrets.randbelow(10**13)}-{secrets.token_hex(32)}"
        self.client_id = f"{secrets.randbelow(10**12)}.{secrets.randbelow(10**13)}"
        self.client_secret = secrets.token_hex(16)
        self.signing_secret = secrets.token_hex(16)
        self.ack_deadline_s = 3.0
        self.trigger_age_s = 0.0
        self.response_url_age_s = 0.0
        self.socket_url: Callable[[str], str] = lambda token: ""
        self.deliver: Callable[[Delivery], Coroutine[Any, Any, None]] = _nowhere
        self._triggers: dict[str, Trigger] = {}
        self._tasks: set[asyncio.Task[None]] = set()

    def complain(self, wrong: str) -> None:
        """Note what the bot did wrong."""
        self.judge.violations.append(wrong)

    def spawn(self, work: Coroutine[Any, Any, None]) -> "asyncio.Task[None]":
        """Do something beside all else, until it is done or the server ends."""
        task = asyncio.create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)
        return task

    async def end(self) -> None:
        """End what is still being done."""
        tasks = list(self._tasks)
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)

    def add_team(self, name: str, installed: bool) -> Team:
        team = Team(self, name)
        self.teams[team.id] = team
        if installed:
            team.install()
        return team

    def touched(self, message: Message) -> None:
        """Note that a message is new or has changed."""
        self.touches.append(message)
        for witness in self.witnesses:
            witness(message)
        self.changes.tell()

    def trigger(self, interaction: Interaction) -> str:
        """Make an id that lets the bot open one modal."""
        id = f"{secrets.randbelow(10**12)}.{secrets.randbelow(10**12)}.{secrets.token_hex(16)}"
        self._triggers[id] = Trigger(interaction)
        return id

    def use_trigger(self, id: str) -> Interaction:
        """Return the interaction of a trigger, which is used up by that."""
        trigger = self._triggers.get(id)
        if trigger is None:
            raise ApiError("invalid_trigger_id")
        trigger.use(TRIGGER_LIFE_S, self.trigger_age_s)
        return trigger.interaction

    def response_url(self, interaction: Interaction, kind: str) -> str:
        """Make a URL that answers an interaction."""
        path = f"/hooks/{kind}/{interaction.member.team.id}/{secrets.token_urlsafe(24)}"
        self.response_urls[path] = ResponseUrl(interaction)
        return self.base + path


async def _nowhere(delivery: Delivery) -> None:
    raise RuntimeError("the server is not running")
