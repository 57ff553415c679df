"""A playground process for browser tests: the real page, a scripted quiz, no grader, no database.

`python -m tests.browser.playground FILE [PORT]` prints its URL; FILE is its memory, so that a
restarted process knows what was said. A line on stdin runs a scripted event.
"""

import asyncio
import pickle
import struct
import sys
import zlib
from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, NamedTuple

from bot.platforms.shared import rate_limits
from bot.platforms.shared.http import HttpServer
from bot.platforms.web.chat import WebChat
from bot.platforms.web.demo_pages import serve_demo_pages
from bot.platforms.web.platform import WebPlatform
from bot.platforms.web.uploads import Uploads
from bot.quiz import commands
from bot.quiz.cards import (
    Action,
    Card,
    Code,
    Column,
    Form,
    InputField,
    Meter,
    Option,
    Paragraph,
    Picture,
    Point,
    Table,
)
from bot.quiz.clock import SystemClock
from bot.quiz.demos.form_view import pick_form
from bot.quiz.demos.view import demo_list
from bot.quiz.dispatch import Dispatcher
from bot.quiz.imports.handler import Importing
from bot.quiz.imports.model import ImportedList, Piece, ReadQuestion
from bot.quiz.model import Address, Channel, ChannelId, Invocation, Member, MessageId, WorkspaceId
from bot.quiz.ports import Reply
from bot.quiz.transcript import Posting
from bot.store.media import media_id
from content.demo import DemoSpec
from content.schema import Bilingual, Language
from tests.browser.demos_here import DemosHere
from tests.doubles import FakeImporter
from tests.fakes import InMemoryStore
from tests.fakes_chat import InMemoryTranscript
from tests.fakes_outbox import InMemoryInbox

STUDY = Channel(ChannelId("web:study"), WorkspaceId("web"), "딥러닝-스터디")
LOUNGE = Channel(ChannelId("web:lounge"), WorkspaceId("web"), "잡담")
HERE = Address(STUDY.id)
CURVE = DemoSpec(
    name="relu-curve-fit",
    title=Bilingual(ko="곡선 그리기", en="Drawing a curve"),
    params=(),
)
LIMIT = 4000
SLOW = "천천히 채점해 주세요"  # this answer is taken only once the test says "go on"
SLOW_REFUSED = "길게 " * LIMIT
HOSTILE = "<img src=x onerror=\"document.title='pwned'\"> **bold** [link](javascript:alert(1)) ${1}"


class FileTranscript(InMemoryTranscript):
    """Survives the process: every change is written before it is seen."""

    def __init__(self, file: Path) -> None:
        super().__init__()
        self._file = file
        if file.exists():
            self.postings = pickle.loads(file.read_bytes())

    async def put(self, *args: Any) -> tuple[Posting, bool]:
        done = await super().put(*args)
        self._file.write_bytes(pickle.dumps(self.postings))
        return done

    async def replace(self, id: MessageId, card: Card) -> Posting:
        done = await super().replace(id, card)
        self._file.write_bytes(pickle.dumps(self.postings))
        return done

    def forget(self) -> None:
        self.postings = {}
        self._file.unlink(missing_ok=True)

    def tick(self) -> datetime:
        return datetime.now(UTC)


class Script:
    """The scripted quiz: what each command answers."""

    def __init__(self, chat: WebChat) -> None:
        self._chat = chat
        self.go_on = asyncio.Event()

    async def handle(self, invocation: Invocation, reply: Reply) -> None:
        method = getattr(self, invocation.command.replace(" ", "_"), None)
        if method is None:
            await reply.show(_card(f"{invocation.command} {dict(invocation.args)}"))
        else:
            await method(invocation, reply)

    async def answer(self, invocation: Invocation, reply: Reply) -> None:
        text = invocation.args.get("text")
        if text is None:
            await reply.ask(answer_form())
        elif len(text) > LIMIT:
            if text == SLOW_REFUSED:
                await self.go_on.wait()
            error = f"답은 {LIMIT:,}자까지 받을 수 있어요 (지금 {len(text):,}자)."
            await reply.ask(answer_form(value=text, error=error))
        else:
            if text == SLOW:
                await self.go_on.wait()
            await reply.show(
                _card("답을 저장했고 지금 채점하고 있어요."), "answer:" + invocation.event
            )
            await reply.show(grade(text), "answer:" + invocation.event)

    async def stats(self, invocation: Invocation, reply: Reply) -> None:
        await reply.show(Card(blocks=(Code(text='{"name": "민지 #1"}', name="mine.json"),)))

    async def leaderboard(self, invocation: Invocation, reply: Reply) -> None:
        await reply.show(leaderboard())

    async def hint(self, invocation: Invocation, reply: Reply) -> None:
        await reply.show(_card(HOSTILE, title=HOSTILE, footer="가" * 400 + "w" * 400))

    async def demo(self, invocation: Invocation, reply: Reply) -> None:
        if "name" not in invocation.args:
            await reply.show(demo_list("ko", [CURVE]))
            return
        await reply.show(demo_running(0.0))
        await self.go_on.wait()
        await reply.show(demo_running(0.52))

    async def demo_form(self, invocation: Invocation, reply: Reply) -> None:
        await reply.ask(tune_form() if "name" in invocation.args else pick_form("ko"))

    async def quiz_now(self, invocation: Invocation, reply: Reply) -> None:
        await self.post_question()

    async def post_question(self) -> None:
        await self._chat.post(HERE, question(), "round:1")

    async def post_reveal(self) -> None:
        root = await self._chat.find(HERE, "round:1")
        await self._chat.post(Address(STUDY.id, thread=root), reveal(), "reveal:1")


class LineImporter(FakeImporter):
    """Finds a question on every line."""

    async def read(self, name: str, content: bytes, deck: str) -> ImportedList:
        lines = tuple(content.decode().splitlines())
        same = Piece("merged", 9, lines[0], Bilingual(ko="1번 줄과 같아요.", en="As line 1."))
        count = len(lines)
        first = tuple(ReadQuestion(Bilingual(ko=line, en=line), "") for line in lines[:3])
        self.found = ImportedList("kept-1", deck, count, count, count, first, (same,))
        return await super().read(name, content, deck)


class OpenDoor:
    async def remember(self, member: Member) -> Member:
        return member

    async def member(self, member: object) -> None: ...


class TwoChannels:
    async def channels(self) -> list[Channel]:
        return [STUDY, LOUNGE]

    async def channel(self, channel: ChannelId) -> Channel | None:
        return None

    async def save_channel(self, channel: Channel) -> None: ...


class Pictures:
    """One that is always there, and those of demos."""

    def __init__(self) -> None:
        self._kept = {"plot.png": stripes()}

    async def put(self, data: bytes, suffix: str) -> str:
        media = media_id(data, suffix)
        self._kept[media] = data
        return media

    async def get(self, media: str) -> bytes | None:
        return self._kept.get(media)


def question() -> Card:
    return Card(
        title="🧠 오늘의 질문 · 2026-11-20 · 난이도 ★★★☆☆ · 활성화 함수",
        blocks=(
            Paragraph(
                text="요즘 신경망은 왜 시그모이드 대신 ReLU를 기본으로 쓸까요?", style="strong"
            ),
            Paragraph(
                text="이어지는 질문 4개 · 지금까지 6명이 답했어요 · 내일 09:00에 풀이 공개",
                style="muted",
            ),
        ),
        actions=(
            Action(label="답하기", command="answer", style="primary"),
            Action(label="힌트", command="hint"),
            Action(label="순위", command="leaderboard"),
            Action(label="데모로 보기", command="demo", args={"name": "activation-gradients"}),
        ),
    )


def grade(text: str) -> Card:
    return Card(
        title="72점 · 절반 이상 맞았어요",
        blocks=(
            Meter(fraction=0.72),
            Point(mark="met", text="양수 구간에서 기울기가 줄지 않아요", quote=text[:80]),
            Point(mark="met", text="계산이 싸요", quote="exp가 없어서 빨라요"),
            Point(mark="missed", text="시그모이드는 양 끝에서 포화돼요", note="아직 언급이 없어요"),
            Point(
                mark="wrong",
                text="반대로 말한 부분이 있어요",
                quote="ReLU는 평균이 0이라",
                note="ReLU의 출력은 0 이상이라 평균이 0이 아니에요.",
            ),
        ),
        footer="시도 1/3 · +72점 · 🔥 5일째",
        actions=(
            Action(label="다시 답하기", command="answer"),
            Action(label="이어지는 질문 1/4 →", command="next", style="primary"),
            Action(label="이의 있어요", command="dispute", args={"answer": "1"}),
        ),
        tone="partial",
    )


def leaderboard() -> Card:
    columns = (
        Column(title="", align="right"),
        Column(title="이름"),
        Column(title="점수", align="right"),
        Column(title="연속", align="right"),
    )
    rows = (
        ("1", "민지", "412", "🔥 9"),
        ("2", "Alex" * 10, "398", "🔥 9"),
        ("2", "지훈", "398", "🔥 4"),
        ("14", "나", "120", "🔥 2"),
    )
    return Card(
        title="🏆 이번 주 · #딥러닝-스터디",
        blocks=(Table(columns=columns, rows=rows, highlight=3),),
        footer="13위까지 31점",
        actions=tuple(
            Action(label=label, command="leaderboard", args={"period": period}, replaces=True)
            for label, period in zip(
                ("오늘", "이번 주", "이번 달", "전체"), commands.PERIODS, strict=True
            )
        ),
    )


def demo_running(fraction: float) -> Card:
    return Card(
        title="⏳ activation-gradients",
        blocks=(Meter(fraction=fraction, label=f"{fraction:.0%} · depth 20 · sigmoid"),),
        actions=(Action(label="그만두기", command="demo cancel", args={"job": "1"}),),
        tone="notice",
    )


def reveal() -> Card:
    return Card(
        title="📖 풀이",
        blocks=(
            Meter(fraction=5 / 6, label="양수 구간에서 기울기가 줄지 않아요 · 6명 중 5명"),
            Meter(fraction=2 / 6, label="양 끝에서 포화돼요 · 6명 중 2명"),
            Paragraph(
                text="ReLU는 양수 구간의 미분값이 1이라 층을 여러 번 지나도 기울기가 줄지 않아요.",
                style="quote",
            ),
            Picture(media="plot.png", alt="깊이에 따른 기울기 크기"),
        ),
        actions=(Action(label="값 바꿔 보기", command="demo form", args={"name": "x"}),),
    )


def answer_form(value: str = "", error: str = "") -> Form:
    field = InputField(
        name="text",
        label="내 답 (남은 기회 3번)",
        kind="paragraph",
        placeholder="두세 문장이면 충분해요. 한국어·영어·섞어 써도 돼요.",
        value=value,
        max_length=LIMIT,
    )
    return Form(
        title="답하기",
        command="answer",
        args={"round": "1"},
        intro="요즘 신경망은 왜 시그모이드 대신 ReLU를 기본으로 쓸까요?",
        fields=(field,),
        submit="보내기",
        error=error,
    )


def tune_form() -> Form:
    days = tuple(Option(value=str(i), label=day) for i, day in enumerate("월화수목금"))
    kinds = (Option(value="relu", label="ReLU"), Option(value="sigmoid", label="시그모이드"))
    return Form(
        title="값 바꿔 보기",
        command="demo",
        args={"name": "activation-gradients"},
        fields=(
            InputField(name="depth", label="깊이 (1–64)", value="20"),
            InputField(name="kind", label="활성화 함수", kind="choice", options=kinds),
            InputField(name="days", label="요일", kind="choices", options=days, value="0,2"),
        ),
        submit="실행하기",
    )


def stripes(size: int = 320) -> bytes:
    """Return a small PNG, drawn by hand so that no plotting library is needed."""
    row = b"\0" + b"".join(bytes((63, 81, 163 + x % 90)) for x in range(size))
    chunks = (
        (b"IHDR", struct.pack(">IIBBBBB", size, size // 2, 8, 2, 0, 0, 0)),
        (b"IDAT", zlib.compress(row * (size // 2))),
        (b"IEND", b""),
    )
    return b"\x89PNG\r\n\x1a\n" + b"".join(
        struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))
        for name, data in chunks
    )


def _card(text: str, title: str = "", footer: str = "") -> Card:
    return Card(title=title, blocks=(Paragraph(text=text),), footer=footer, tone="notice")


async def demo_names(
    language: Language, args: Mapping[str, str], typed: str, channel: ChannelId
) -> list[Option]:
    names = ("activation-gradients", "relu-curve-fit")
    return [Option(value=name, label=f"{name} — 데모") for name in names if typed in name]


async def demo_settings(
    language: Language, args: Mapping[str, str], typed: str, channel: ChannelId
) -> list[Option]:
    value = "units=16" if args["name"] == CURVE.name else "depth=20"
    return [Option(value=value, label=value)]


class Door(NamedTuple):
    """As much of the quiz as the page asks for."""

    dispatcher: Dispatcher


class Stop(Exception):
    """Ends the group, as a signal does in the bot."""


async def serve(file: Path, port: int) -> None:
    rate_limits.MEMBER_BURST = 10_000  # one member does what many tests ask for
    transcript = FileTranscript(file)
    chat = WebChat(transcript, Uploads(file.with_name("uploads")))
    script = Script(chat)
    importing = Importing(InMemoryStore(), LineImporter(), chat, SystemClock())
    scripted = {command.name: script.handle for command in commands.COMMANDS}
    handlers = scripted | {"question import": importing.take, "import save": importing.save}
    dispatcher = Dispatcher(OpenDoor(), handlers, {"demo": demo_names, "demo-param": demo_settings})
    async with asyncio.TaskGroup() as tasks:
        server = HttpServer(port=port)
        web = WebPlatform(chat, TwoChannels(), InMemoryInbox(), SystemClock(), server)
        pictures = Pictures()
        serve_demo_pages(server, DemosHere(pictures), pictures, has_chat=True)
        web.prepare(Door(dispatcher), tasks)
        server.bind()
        tasks.create_task(server.run())
        tasks.create_task(web.run())
        await web.ready.wait()
        print(server.url, flush=True)
        while event := (await asyncio.to_thread(sys.stdin.readline)).strip():
            await perform(script, transcript, event)
            print("done", flush=True)
        raise Stop


async def perform(script: Script, transcript: FileTranscript, event: str) -> None:
    match event:
        case "begin anew":
            transcript.forget()
            script.go_on.clear()
        case "question":
            await script.post_question()
        case "reveal":
            await script.post_reveal()
        case "go on":
            script.go_on.set()


if __name__ == "__main__":
    try:
        asyncio.run(serve(Path(sys.argv[1]), int(sys.argv[2]) if len(sys.argv) > 2 else 0))
    except* Stop:
        pass
