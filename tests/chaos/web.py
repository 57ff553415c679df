"""Members of the playground, each with a tab of their own, and what they see there."""

import asyncio
import time
from collections import defaultdict
from collections.abc import AsyncIterator, Iterator, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from functools import partial
from random import Random
from typing import Any, Self
from urllib.parse import quote

from sqlalchemy import select

from bot.app.platforms import PLAYGROUND_CHANNEL
from bot.app.supervisor import free_port
from bot.platforms.web.identity import member_id
from bot.quiz.model import ChannelId, MemberId
from bot.store import tables
from bot.store.engine import Database
from tests.bot_process import DEADLINE_S
from tests.chaos.cards import QUESTION
from tests.chaos.databases import Fault
from tests.chaos.journal import Act, Journal, Said, Sight, now
from tests.chaos.tab import Away, Json, Tab

WAIT_S = 5.0
PATIENCE_S = 2.0
AGAIN_S = 0.3
MOST_MEMBERS = 4
BOSS = "지훈"


@dataclass
class Sent:
    """One sending: whether the page was told that it is taken, and why not otherwise."""

    is_taken: bool = False
    refusal: str = ""


class WebPlace:
    """The playground's channel; a member writes again when their page is back."""

    def __init__(self, journal: Journal, random: Random, size: int) -> None:
        self._journal = journal
        self._random = random
        self._port = free_port()
        names = [BOSS, *(f"회원{number}" for number in range(1, min(size, MOST_MEMBERS) + 1))]
        self._names = {member_id(name): name for name in names}
        self._tabs: dict[MemberId, Tab] = {}
        self._turns: defaultdict[MemberId, asyncio.Lock] = defaultdict(asyncio.Lock)
        self._shown: dict[tuple[MemberId, str], str] = {}
        self._boards: dict[str, None] = {}
        self._leaderboard: str | None = None

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(self, *_: object) -> None:
        for tab in self._tabs.values():
            await tab.close()

    @property
    def settings(self) -> Mapping[str, str]:
        return {"PORT": str(self._port), "LOCALE": "ko"}

    @property
    def channel(self) -> ChannelId:
        return PLAYGROUND_CHANNEL

    @property
    def members(self) -> Sequence[MemberId]:
        return [id for id, name in self._names.items() if name != BOSS]

    @property
    def rounds_seen(self) -> int:
        return len(self._boards)

    async def set_up(self) -> None:
        """Wait for the question that the playground posts by itself."""
        tab = await self._tab(member_id(BOSS))
        await tab.changes.until(lambda: bool(self._boards), DEADLINE_S, "question")

    async def _tab(self, member: MemberId) -> Tab:
        """Return a member's tab, loaded anew if its socket is lost.

        Raises:
            Away: nobody is there.
        """
        tab = self._tabs.get(member)
        if tab is not None and tab.is_open:
            return tab
        end = time.monotonic() + PATIENCE_S
        while True:
            tab = self._tabs[member] = self._new_tab(member)
            try:
                await tab.open()
            except Away:
                if time.monotonic() > end:
                    raise
                await asyncio.sleep(AGAIN_S)
            else:
                return tab

    def _new_tab(self, member: MemberId) -> Tab:
        path = f"/?name={quote(self._names[member])}&lang=ko"
        base = f"http://127.0.0.1:{self._port}"
        return Tab(base, path, partial(self._saw, member), partial(self._was_asked, member))

    async def type_answer(self, act: Act) -> bool:
        return await self._type(act.member, f"/answer {act.text}", act)

    async def _type(self, member: MemberId, line: str, act: Act | None = None) -> bool:
        """Type a line, and wait for what the page hears of it."""
        async with self._turns[member]:
            sent = Sent()
            try:
                tab = await self._tab(member)
                composer, since = tab.element("complete"), len(tab.calls)
                if act is not None:
                    act.sent.append(sent)
                await tab.emit(composer, "send", {"line": line})
                name, args = await tab.called(composer, since, WAIT_S)
            except Away:
                return False
            sent.is_taken = name == "accepted"
            sent.refusal = "" if sent.is_taken else str(args)
            return sent.is_taken

    async def fill_in(self, act: Act) -> bool:
        async with self._turns[act.member]:
            sent = Sent()
            try:
                tab = await self._tab(act.member)
                if not await self._press(tab, "answer"):
                    return False
                form = tab.element("dismissed")
                name, args = await tab.called(form, 0, WAIT_S)
                if name != "open":
                    return False
                since = len(tab.calls)
                act.sent.append(sent)
                values = {"token": args[0], "values": {"text": act.text}}
                await tab.emit(form, "sent", values)
                name, args = await tab.called(form, since, WAIT_S)
            except Away:
                return False
            finally:
                await self._leave(act.member)
            sent.is_taken = name == "finish"
            sent.refusal = "" if sent.is_taken else str(args)
            return sent.is_taken

    async def _leave(self, member: MemberId) -> None:
        """Close a tab now and then: a form begins on a fresh page."""
        tab = self._tabs.pop(member, None)
        if tab is not None:
            await tab.close()

    async def _press(self, tab: Tab, label: str) -> bool:
        """Press the first button of the newest question, or the second."""
        wanted = {"answer": "답하기", "hint": "힌트"}[label]
        newest = list(self._boards)[-1]
        bubble = tab.element("press", lambda one: _posting(one).get("id") == newest)
        actions = _posting(tab.elements[bubble])["card"]["actions"]
        index = next((i for i, one in enumerate(actions) if one["label"] == wanted), None)
        if index is None:
            return False
        await tab.emit(bubble, "press", {"index": index})
        return True

    async def hint(self, member: MemberId) -> None:
        async with self._turns[member]:
            try:
                await self._press(await self._tab(member), "hint")
            except Away:
                return

    async def command(self, member: MemberId, words: str) -> None:
        await self._type(member, f"/{words}")

    async def administer(self, words: str) -> bool:
        return await self._type(member_id(BOSS), f"/{words}")

    def deliver_again(self, is_late: bool) -> bool:
        """Do nothing: a page sends a line once, and what is sent again is typed again."""
        return False

    def faults(self) -> Mapping[str, Fault]:
        return {"sockets cut": self._cut}

    @asynccontextmanager
    async def _cut(self) -> AsyncIterator[None]:
        """Close some tabs in the middle of whatever they do."""
        for member in list(self._tabs):
            if self._random.random() < 0.5:
                await self._tabs[member].close()
        yield

    def _was_asked(self, member: MemberId, form: Json) -> None:
        """Keep what a form says is wrong with an answer, which it holds still."""
        if form["error"]:
            self._journal.seen(Sight("form", member, form["error"], "", self.channel, now()))

    def _saw(self, member: MemberId, posting: Json) -> None:
        """Keep what a page shows its member."""
        text = text_of(posting["card"])
        if self._shown.get((member, posting["id"])) == text:
            return
        self._shown[member, posting["id"]] = text
        if posting["private"]:
            sight = Sight(str(posting["id"]), member, text, "", self.channel, now())
            self._journal.seen(sight)
            if self._names[member] == BOSS and "🏆" in text:
                self._leaderboard = text
        elif QUESTION in text:
            self._boards.setdefault(posting["id"])

    async def look(self, database: Database) -> Sequence[Sight]:
        """Have every member load their page anew; what all see, the playground itself keeps."""
        for member in self._names:
            await self._leave(member)
            await self._tab(member)
        table = tables.transcript
        rows = await database.fetch(
            select(table).where(table.c.only_member.is_(None), table.c.author == "bot")
        )
        return [
            Sight(
                str(row.id),
                None,
                text_of(row.card.model_dump(mode="json")),
                row.key or "",
                row.thread or row.channel,
                row.at,
            )
            for row in rows
        ]

    def said(self) -> Sequence[Said]:
        return [
            Said(act, any(one.is_taken for one in act.sent), any(one.refusal for one in act.sent))
            for act in self._journal.acts
            if act.sent
        ]

    async def leaderboard(self) -> str | None:
        self._leaderboard = None
        if not await self._type(member_id(BOSS), "/leaderboard all"):
            return None
        tab = await self._tab(member_id(BOSS))
        try:
            await tab.changes.until(lambda: self._leaderboard, DEADLINE_S, "leaderboard")
        except TimeoutError:
            return None
        return self._leaderboard

    def unanswered(self) -> int:
        return 0

    @property
    def violations(self) -> Sequence[str]:
        return ()


def _posting(element: Json) -> Json:
    found: Json = (element.get("props") or {}).get("posting") or {}
    return found


def text_of(card: Json) -> str:
    """Return what one reads on a card, from top to bottom."""
    parts = [card.get("title"), *_lines(card.get("blocks")), card.get("footer")]
    return "\n".join(str(part) for part in parts if part)


def _lines(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, Mapping):
        for row in value.get("rows") or ():
            yield " | ".join(map(str, row))
        for name, inner in value.items():
            if name not in ("rows", "kind", "style", "mark", "columns"):
                yield from _lines(inner)
    elif isinstance(value, Sequence):
        for inner in value:
            yield from _lines(inner)
