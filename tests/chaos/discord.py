"""Members of a Discord server, what the stand-in shows them, and what can go wrong with Discord."""

from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from functools import partial
from random import Random
from typing import Any, Self

from bot.platforms.discord import identity
from bot.platforms.discord.render import mark
from bot.quiz.model import ChannelId, MemberId
from bot.store.engine import Database
from tests.bot_process import DEADLINE_S
from tests.chaos.cards import is_refusal
from tests.chaos.databases import Fault
from tests.chaos.journal import Act, Journal, Said, Sight, now
from tests.discord_fake import FakeDiscord
from tests.discord_fake.interactions import MODAL, Interaction
from tests.discord_fake.messages import Message
from tests.discord_fake.options import Refused
from tests.discord_fake.people import Member
from tests.discord_process import open_question, settings

WAIT_S = 3.2
IN_TIME_S = 3.0
ALWAYS = 10**9
PATHS = ("", "", "/callback", "/webhooks/", r"/channels/\d+/messages", "/threads", "/users/@me")
WAYS: Mapping[str, Mapping[str, Any]] = {
    "5xx": {"status": 503},
    "plain 5xx": {"status": 502, "is_plain": True},
    "5xx after": {"status": 500, "after": True},
    "429": {"status": 429, "retry_after": 1.0},
    "429 global": {"status": 429, "retry_after": 1.0, "is_global": True},
    "hang": {"hang": True},
    "cut": {"drop": True},
    "cut after": {"after": True},
    "slow": {"latency_s": 2.5},
}
MOST_ROUNDS = 5000
KEYS = {
    mark(key): key
    for number in range(1, MOST_ROUNDS)
    for key in (f"round:{number}", f"reveal:{number}")
}


class DiscordPlace:
    """One channel of a server, with its members."""

    def __init__(self, journal: Journal, random: Random, size: int) -> None:
        self._journal = journal
        self._random = random
        self._fake = FakeDiscord()
        self._fake.world.witnesses.append(self._witness)
        self._guild = self._fake.add_guild("스터디")
        self._workspace = identity.workspace_id(int(self._guild.id))
        self._boss = self._guild.add_member("지훈", is_admin=True)
        self._place = self._guild.add_channel("딥러닝-스터디")
        made = [self._guild.add_member(f"회원{number}") for number in range(1, size + 1)]
        self._members = {self._id(one.id): one for one in made}
        self._boards: list[Message] = []
        self._posted: dict[str, Sight] = {}
        self._messages: dict[str, Message] = {}
        self._act_of: dict[str, int] = {}
        self._sent: list[Interaction] = []
        self._leaderboard: str | None = None
        self._stack = AsyncExitStack()

    def _id(self, user: str) -> MemberId:
        return identity.member_id(self._workspace, int(user))

    async def __aenter__(self) -> Self:
        await self._stack.enter_async_context(self._fake)
        return self

    async def __aexit__(self, *_: object) -> None:
        await self._stack.aclose()

    @property
    def settings(self) -> Mapping[str, str]:
        return settings(self._fake)

    @property
    def channel(self) -> ChannelId:
        return identity.channel_id(int(self._place.id))

    @property
    def members(self) -> Sequence[MemberId]:
        return list(self._members)

    @property
    def rounds_seen(self) -> int:
        return len(self._boards)

    async def set_up(self) -> None:
        await open_question(self._boss, self._place)

    async def type_answer(self, act: Act) -> bool:
        sent = await self._slash(self._members[act.member], "answer", act, text=act.text)
        return sent is not None and await self._is_acked(sent)

    async def fill_in(self, act: Act) -> bool:
        member = self._members[act.member]
        pressed = await self._press(member, "답하기")
        if pressed is None or not await self._is_acked(pressed) or pressed.reply_type != MODAL:
            return False
        if not self._fake.has_session:
            return False
        sent = await member.submit(pressed, {"text": act.text})
        self._keep(sent, act)
        return await self._is_acked(sent)

    async def _press(self, member: Member, label: str) -> Interaction | None:
        """Press a button of the newest question, if it is there and somebody listens."""
        board = self._boards[-1]
        if label not in board.labels or not self._fake.has_session:
            return None
        pressed = await member.press(board, label)
        self._sent.append(pressed)
        return pressed

    async def hint(self, member: MemberId) -> None:
        await self._press(self._members[member], "힌트")

    async def command(self, member: MemberId, words: str) -> None:
        await self._slash(self._members[member], words)

    async def administer(self, words: str) -> bool:
        sent = await self._slash(self._boss, words)
        return sent is not None and await self._is_acked(sent)

    async def _slash(
        self, member: Member, words: str, act: Act | None = None, **options: Any
    ) -> Interaction | None:
        """Use a command; None where Discord says at once that nobody listens."""
        if not self._fake.has_session:
            return None
        try:
            sent = await member.slash(self._place, words, **options)
        except Refused:
            return None
        self._keep(sent, act)
        return sent

    def _keep(self, sent: Interaction, act: Act | None) -> None:
        self._sent.append(sent)
        if act is not None:
            self._act_of[sent.id] = act.number
            act.sent.append(sent)

    async def _is_acked(self, sent: Interaction) -> bool:
        try:
            await sent.acked(WAIT_S)
        except TimeoutError:
            return False
        return _is_acknowledged(sent)

    def deliver_again(self, is_late: bool) -> bool:
        some = self._sent[:-20] if is_late else self._sent[-5:]
        if some:
            self._fake.redeliver(self._random.choice(some))
        return bool(some)

    def faults(self) -> Mapping[str, Fault]:
        ways: dict[str, Fault] = {name: partial(self._fault, name) for name in WAYS}
        return ways | {
            "gateway lost": self._lost,
            "gateway away": self._away,
            "session invalid": self._invalid,
            "told to reconnect": self._reconnect,
        }

    @asynccontextmanager
    async def _fault(self, name: str) -> AsyncIterator[None]:
        path = self._random.choice(PATHS)
        made = self._fake.inject(path=path, **WAYS[name], times=ALWAYS)
        try:
            yield
        finally:
            self._fake.heal(made)

    @asynccontextmanager
    async def _lost(self) -> AsyncIterator[None]:
        await self._fake.drop_gateway()
        yield

    @asynccontextmanager
    async def _away(self) -> AsyncIterator[None]:
        await self._fake.drop_gateway(back=False)
        try:
            yield
        finally:
            self._fake.gateway_back()

    @asynccontextmanager
    async def _invalid(self) -> AsyncIterator[None]:
        await self._fake.invalidate_session(resumable=self._random.random() < 0.5)
        yield

    @asynccontextmanager
    async def _reconnect(self) -> AsyncIterator[None]:
        await self._fake.request_reconnect()
        yield

    def _witness(self, message: Message) -> None:
        """Keep what the bot shows, as it is now."""
        if not message.author.is_bot or not message.is_visible:
            return
        whose = message.ephemeral_to.id if message.ephemeral_to else None
        if message.channel.user is not None:
            whose = message.channel.user.id
        act = self._act_of.get((message.interaction or {}).get("id", ""))
        member = self._id(whose) if whose else None
        key = _key(message)
        sight = Sight(message.id, member, message.text, key, _place(message), now(), act)
        if member is None:
            if sight.message not in self._posted and key.startswith("round:"):
                self._boards.append(message)
            self._posted.setdefault(sight.message, sight)
            self._messages[sight.message] = message
            return
        self._journal.seen(sight)
        if whose == self._boss.id and "🏆" in sight.text:
            self._leaderboard = sight.text

    async def look(self, database: Database) -> Sequence[Sight]:
        return [one for id, one in self._posted.items() if self._messages[id].is_public]

    def said(self) -> Sequence[Said]:
        return [
            Said(act, any(map(_is_acknowledged, act.sent)), is_refused=False)
            for act in self._journal.acts
            if act.sent
        ]

    async def leaderboard(self) -> str | None:
        self._leaderboard = None
        await self._slash(self._boss, "leaderboard", period="all")
        try:
            await self._fake.world.changes.until(
                lambda: self._leaderboard, DEADLINE_S, "leaderboard"
            )
        except TimeoutError:
            return None
        return self._leaderboard

    def unanswered(self) -> int:
        return 0

    @property
    def violations(self) -> Sequence[str]:
        return self._fake.violations


def _place(message: Message) -> str:
    """Return the thread that a message is in, or would be if there could be one."""
    return message.reply_to.id if message.reply_to else message.channel.id


def _key(message: Message) -> str:
    """Return the key that a message was posted under, as far as its mark tells."""
    ids = [one.get("id") for one in message.components]
    known = next((KEYS[id] for id in ids if id in KEYS), None)
    marked = next((f"mark:{id}" for id in ids if isinstance(id, int) and id >> 30 == 1), "")
    return known or marked


def _is_acknowledged(sent: Interaction) -> bool:
    """Tell whether Discord took a callback in time that does not itself say no."""
    in_time = sent.acked_after_s is not None and sent.acked_after_s <= IN_TIME_S
    data = (sent.callback or {}).get("data") or {}
    return in_time and not is_refusal(str(data.get("content") or data.get("components") or ""))
