"""Members of a Slack workspace, what the stand-in shows them, and what can go wrong with Slack."""

from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from functools import partial
from random import Random
from typing import Any, Self

from bot.platforms.slack import identity
from bot.platforms.slack.events import event_of
from bot.quiz.model import ChannelId, MemberId
from bot.store.engine import Database
from tests.bot_process import DEADLINE_S
from tests.chaos.cards import is_refusal
from tests.chaos.databases import Fault
from tests.chaos.journal import Act, Journal, Said, Sight, now
from tests.chaos.words import MARK
from tests.slack_fake import FakeSlack
from tests.slack_fake.deliveries import Delivery
from tests.slack_fake.interactions import Interaction
from tests.slack_fake.messages import Message
from tests.slack_fake.people import Member
from tests.slack_process import by_requests, by_socket, open_question

WAIT_S = 3.2
IN_TIME_S = 3.0
EVERY = "*"
METHODS = (
    EVERY,
    EVERY,
    "chat.postMessage",
    "chat.update",
    "chat.postEphemeral",
    "response_url",
    "views.open",
    "users.info",
    "conversations.history",
    "conversations.replies",
)
WAYS: Mapping[str, Mapping[str, Any]] = {
    "5xx": {"status": 503},
    "plain 5xx": {"status": 502, "text": "upstream connect error"},
    "5xx after": {"status": 500, "after": True},
    "429": {"status": 429},
    "hang": {"hang": True},
    "cut": {"drop": True},
    "cut after": {"drop": True, "after": True},
    "slow": {"latency_s": 2.5},
}
ALWAYS = 10**9


class SlackPlace:
    """One channel of a workspace, with its members; the bot comes by one of two ways."""

    def __init__(self, journal: Journal, random: Random, size: int, by_http: bool) -> None:
        self._journal = journal
        self._random = random
        self._by_http = by_http
        self._fake = FakeSlack()
        self._fake.world.witnesses.append(self._witness)
        self._team = self._fake.add_team("스터디")
        self._boss = self._team.add_member("지훈", is_admin=True)
        self._place = self._team.add_channel("딥러닝-스터디")
        made = [self._team.add_member(f"회원{number}") for number in range(1, size + 1)]
        self._members = {identity.member_id(self._team.id, one.id): one for one in made}
        self._boards: list[Message] = []
        self._posted: dict[str, Sight] = {}
        self._messages: dict[str, Message] = {}
        self._act_of: dict[int, int] = {}
        self._sent: list[Delivery] = []
        self._leaderboard: str | None = None
        self._stack = AsyncExitStack()

    async def __aenter__(self) -> Self:
        await self._stack.enter_async_context(self._fake)
        return self

    async def __aexit__(self, *_: object) -> None:
        await self._stack.aclose()

    @property
    def settings(self) -> Mapping[str, str]:
        way = by_requests if self._by_http else by_socket
        return {"SLACK_API_BASE": self._fake.api_base} | way(self._fake, self._team)

    @property
    def channel(self) -> ChannelId:
        return identity.channel_id(self._team.id, self._place.id)

    @property
    def members(self) -> Sequence[MemberId]:
        return list(self._members)

    @property
    def rounds_seen(self) -> int:
        """Return how many questions members have seen."""
        return len(self._boards)

    async def set_up(self) -> None:
        """Set the channel up, and post its first question."""
        await open_question(self._boss, self._place)

    async def type_answer(self, act: Act) -> bool:
        """Type an answer once; tell whether it was acknowledged."""
        sent = await self._slash(self._members[act.member], "/answer", act.text, act)
        return await self._is_acked(sent)

    async def fill_in(self, act: Act) -> bool:
        """Press the button, fill the form in and send it once."""
        member, board = self._members[act.member], self._boards[-1]
        if "답하기" not in board.labels:
            return False
        pressed = await member.press(board, "답하기")
        self._act_of[id(pressed)] = act.number
        self._sent.append(pressed)
        try:
            await pressed.opened(timeout=WAIT_S)
        except TimeoutError:
            return False
        sent = await member.submit(pressed, {"text": act.text})
        self._act_of[id(sent)] = act.number
        self._sent.append(sent)
        act.sent.append(sent)
        return await self._is_acked(sent)

    async def hint(self, member: MemberId) -> None:
        board = self._boards[-1]
        if "힌트" in board.labels:
            self._sent.append(await self._members[member].press(board, "힌트"))

    async def command(self, member: MemberId, words: str) -> None:
        """Type a command of the members'."""
        await self._slash(self._members[member], *_split(words))

    async def administer(self, words: str) -> bool:
        """Type a command of the admins'; tell whether it was acknowledged."""
        return await self._is_acked(await self._slash(self._boss, *_split(words)))

    async def _slash(
        self, member: Member, command: str, text: str, act: Act | None = None
    ) -> Interaction:
        sent = await member.slash(self._place, command, text)
        self._sent.append(sent)
        if act is not None:
            self._act_of[id(sent)] = act.number
            act.sent.append(sent)
        return sent

    async def _is_acked(self, sent: Delivery) -> bool:
        try:
            await sent.acked(WAIT_S)
        except TimeoutError:
            return False
        return _is_acknowledged(sent)

    def deliver_again(self, is_late: bool) -> bool:
        """Deliver something again: one of the newest, or one of long ago."""
        some = self._sent[:-20] if is_late else self._sent[-5:]
        if some:
            self._fake.redeliver(self._random.choice(some))
        return bool(some)

    def faults(self) -> Mapping[str, Fault]:
        """Return what can go wrong with Slack."""
        found: dict[str, Fault] = {name: partial(self._fault, name) for name in WAYS}
        if not self._by_http:
            found["socket lost"] = self._lost
            found["socket refused"] = self._refused
        return found

    @asynccontextmanager
    async def _fault(self, name: str) -> AsyncIterator[None]:
        method = self._random.choice(METHODS)
        made = self._fake.fail_next(method, **WAYS[name], times=ALWAYS)
        try:
            yield
        finally:
            self._fake.heal(made)

    @asynccontextmanager
    async def _lost(self) -> AsyncIterator[None]:
        await self._fake.drop_sockets()
        yield

    @asynccontextmanager
    async def _refused(self) -> AsyncIterator[None]:
        self._fake.refuse_sockets(ALWAYS)
        try:
            await self._fake.drop_sockets()
            yield
        finally:
            self._fake.refuse_sockets(0)

    def _witness(self, message: Message) -> None:
        """Keep what the bot shows, as it is now."""
        if not message.is_of_bot:
            return
        member = message.ephemeral_to or message.channel.partner
        whose = identity.member_id(self._team.id, member.id) if member else None
        payload = (message.metadata or {}).get("event_payload") or {}
        act = self._act_of.get(id(message.via)) if message.via else None
        place = message.thread_ts or message.channel.id
        sight = Sight(
            message.ts, whose, message.text, str(payload.get("key", "")), place, now(), act
        )
        if whose is None:
            if sight.message not in self._posted and sight.key.startswith("round:"):
                self._boards.append(message)
            self._posted.setdefault(sight.message, sight)
            self._messages[sight.message] = message
        else:
            self._journal.seen(sight)
            if member is self._boss and "🏆" in sight.text:
                self._leaderboard = sight.text

    async def look(self, database: Database) -> Sequence[Sight]:
        """Return what everybody sees, as it was first posted."""
        return [one for id, one in self._posted.items() if self._messages[id].is_public]

    def said(self) -> Sequence[Said]:
        """Return what became of each answer."""
        return [
            Said(
                act,
                any(map(_is_acknowledged, act.sent)),
                any(map(_is_refused, act.sent)),
                "; ".join(map(_story, act.sent)),
            )
            for act in self._journal.acts
            if act.sent
        ]

    async def leaderboard(self) -> str | None:
        """Ask for all points, as the admin; None if no card of them comes."""
        self._leaderboard = None
        await self._slash(self._boss, "/leaderboard", "all")
        try:
            await self._fake.world.changes.until(
                lambda: self._leaderboard, DEADLINE_S, "leaderboard"
            )
        except TimeoutError:
            return None
        return self._leaderboard

    def unanswered(self) -> int:
        """Return how many deliveries the bot has still to take."""
        return self._fake.waiting

    @property
    def violations(self) -> Sequence[str]:
        """Return what Slack objects to, and which requests of its own were turned away."""
        turned_away = [
            f"HTTP {one.status} to {one.what} {MARK.sub('…', str(one.payload.get('text')))!r}"
            for one in self._sent
            if one.status is not None and 400 <= one.status < 500
        ]
        return [*self._fake.violations, *turned_away]


def _split(words: str) -> tuple[str, str]:
    command, _, text = words.partition(" ")
    return f"/{command}", text


def _is_acknowledged(sent: Delivery) -> bool:
    in_time = sent.ack_s is not None and sent.ack_s <= IN_TIME_S
    return in_time and not _is_refused(sent)


def _story(sent: Delivery) -> str:
    after = "never" if sent.ack_s is None else f"after {sent.ack_s:.1f} s with {sent.ack}"
    modal = sent.modal_seen if isinstance(sent, Interaction) else ""
    return f"{event_of(sent.payload)} acknowledged {after}, came {sent.retries} more, {modal!r}"


def _is_refused(sent: Delivery) -> bool:
    """Tell whether the acknowledgement says no or gives the words back, or a form does both."""
    if isinstance(sent, Interaction) and is_refusal(sent.modal_seen):
        return True
    ack = sent.ack or {}
    if ack.get("response_action") == "errors":
        return True
    said = str(ack.get("text") or ack.get("blocks") or "")
    typed = str(sent.payload.get("text") or "")
    return bool(said) and (is_refusal(said) or (bool(typed) and typed in said))
