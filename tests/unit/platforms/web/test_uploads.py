"""Files that come with forms: where they lie, how long, and who gets none."""

import os
import time
import unicodedata
from dataclasses import replace
from pathlib import Path

import httpx
import pytest
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import PlainTextResponse
from starlette.routing import Route

from bot.platforms.web import uploads as rules
from bot.platforms.web.uploads import UploadLimit, Uploads
from bot.quiz.errors import AttachmentGone
from bot.quiz.imports.handler import MAX_BYTES
from bot.quiz.model import Attachment

HOUR = 3600
UPLOAD = "/_nicegui/client/c1/upload/7"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "uploads"


@pytest.fixture
def uploads(folder: Path) -> Uploads:
    return Uploads(folder)


def age(path: Path, seconds: float) -> None:
    then = time.time() - seconds
    os.utime(path, (then, then))


async def test_a_file_is_there_for_the_next_process(uploads: Uploads, folder: Path) -> None:
    sent = await uploads.keep("list.md", b"Q: Why?")
    assert (sent.name, sent.size) == ("list.md", 7)
    assert await Uploads(folder).read(sent) == b"Q: Why?"


@pytest.mark.parametrize(
    ("given", "shown"),
    [
        (unicodedata.normalize("NFD", "질문.md"), "질문.md"),
        ("a\n\x00b\u202e.csv", "ab.csv"),
        ("x" * 200 + ".docx", "x" * 95 + ".docx"),
    ],
    ids=["of a Mac", "turning", "long"],
)
async def test_a_name_is_only_ever_shown(uploads: Uploads, given: str, shown: str) -> None:
    assert (await uploads.keep(given, b"")).name == shown


@pytest.mark.parametrize("name", ["../../secret", "/etc/passwd", "..\\secret"])
async def test_a_name_leads_nowhere(uploads: Uploads, folder: Path, name: str) -> None:
    sent = await uploads.keep(name, b"mine")
    assert [path.name for path in folder.iterdir()] == [sent.source]


@pytest.mark.parametrize(
    "source",
    ["", "../secret", "secret", "/etc/passwd", "0" * 32 + ".md", "A" * 32, "0" * 32],
)
async def test_only_ids_made_here_are_read(
    uploads: Uploads, folder: Path, tmp_path: Path, source: str
) -> None:
    await uploads.keep("list.md", b"Q: Why?")
    for place in (tmp_path / "secret", folder / "secret", folder / ("0" * 32 + ".md")):
        place.write_text("token")
    with pytest.raises(AttachmentGone):
        await uploads.read(Attachment("list.md", 7, source))


async def test_what_is_too_large_is_not_kept(uploads: Uploads, folder: Path) -> None:
    with pytest.raises(AttachmentGone):
        await uploads.keep("list.md", b"x" * (MAX_BYTES + 1))
    assert not folder.exists()
    assert (await uploads.keep("list.md", b"x" * MAX_BYTES)).size == MAX_BYTES


async def test_what_holds_more_than_was_said_is_not_read(uploads: Uploads, folder: Path) -> None:
    sent = await uploads.keep("list.md", b"x")
    with pytest.raises(AttachmentGone):
        await uploads.read(replace(sent, size=0))
    (folder / sent.source).write_bytes(b"x" * (MAX_BYTES + 1))
    with pytest.raises(AttachmentGone):
        await uploads.read(replace(sent, size=2 * MAX_BYTES))


async def test_a_disk_that_takes_nothing_is_told(tmp_path: Path) -> None:
    (tmp_path / "uploads").write_text("in the way")
    with pytest.raises(AttachmentGone):
        await Uploads(tmp_path / "uploads").keep("list.md", b"Q: Why?")


async def test_a_disk_that_hangs_is_not_waited_for(
    uploads: Uploads, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(rules, "READ_S", 0.01)
    folder.mkdir()
    hanging = folder / ("0" * 32)
    os.mkfifo(hanging)
    with pytest.raises(AttachmentGone):
        await uploads.read(Attachment("list.md", 7, hanging.name))
    os.close(os.open(hanging, os.O_WRONLY))  # lets the thread go


async def test_a_file_is_kept_for_a_day(uploads: Uploads, folder: Path) -> None:
    old, young = [await uploads.keep("list.md", b"x") for _ in range(2)]
    age(folder / old.source, 25 * HOUR)
    age(folder / young.source, 23 * HOUR)
    await uploads.keep("list.md", b"x")
    assert await uploads.read(young) == b"x"
    with pytest.raises(AttachmentGone):
        await uploads.read(old)


async def test_at_most_fifty_files_are_kept(uploads: Uploads, folder: Path) -> None:
    sent = [await uploads.keep("list.md", b"x") for _ in range(50)]
    for place, one in enumerate(sent):
        age(folder / one.source, HOUR - place)
    last = await uploads.keep("list.md", b"x")
    kept = {path.name for path in folder.iterdir()}
    assert kept == {one.source for one in (*sent[1:], last)}


@pytest.mark.parametrize(
    ("path", "header", "status"),
    [
        (UPLOAD, {"content-length": str(MAX_BYTES)}, 200),
        (UPLOAD, {"content-length": str(MAX_BYTES + 20_000)}, 413),
        (UPLOAD, {"transfer-encoding": "chunked"}, 413),
        ("/slack/events", {"content-length": str(MAX_BYTES + 20_000)}, 200),
    ],
    ids=["fits", "too large", "says no length", "no upload"],
)
async def test_a_request_is_refused_by_its_length(
    path: str, header: dict[str, str], status: int
) -> None:
    async def take(request: Request) -> PlainTextResponse:
        return PlainTextResponse("taken")

    app = UploadLimit(Starlette(routes=[Route(path, take, methods=["POST"])]))
    async with httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://x") as client:
        assert (await client.post(path, headers=header)).status_code == status
