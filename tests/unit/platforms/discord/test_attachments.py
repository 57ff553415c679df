"""Files fetched from where Discord keeps them, or not at all."""

from collections.abc import AsyncIterator
from typing import Any

import pytest
import yarl
from discord.http import Route

from bot.platforms.discord import attachments
from bot.platforms.discord.endpoints import keeps_files, point_at
from bot.quiz.errors import AttachmentGone
from bot.quiz.imports.handler import MAX_BYTES
from bot.quiz.model import Attachment
from tests.discord_fake import FakeDiscord

LIST = "질문: 왜?\n".encode()


@pytest.fixture(autouse=True)
def there(monkeypatch: pytest.MonkeyPatch) -> None:
    """Leave what answers for Discord as it was."""
    monkeypatch.setattr(Route, "BASE", Route.BASE)


@pytest.fixture
async def fake() -> AsyncIterator[FakeDiscord]:
    async with FakeDiscord() as server:
        point_at(server.api_base, None)
        yield server


def sent(fake: FakeDiscord, content: bytes = LIST, **changes: Any) -> Attachment:
    kept = fake.world.store("1", "목록.md", content)
    told = {"name": kept["filename"], "size": kept["size"], "source": kept["url"]}
    return Attachment(**told | changes)


async def refused(attachment: Attachment) -> str:
    with pytest.raises(AttachmentGone) as gone:
        await attachments.fetch(attachment)
    return str(gone.value)


async def test_what_was_sent_is_fetched_without_a_token(fake: FakeDiscord) -> None:
    assert await attachments.fetch(sent(fake)) == LIST
    [download] = fake.downloads
    assert {"Authorization", "Cookie"}.isdisjoint(download.headers)


async def test_the_largest_file_is_fetched_and_one_byte_more_is_not(fake: FakeDiscord) -> None:
    assert len(await attachments.fetch(sent(fake, b"x" * MAX_BYTES))) == MAX_BYTES
    assert "more than" in await refused(sent(fake, b"x" * (MAX_BYTES + 1)))


async def test_no_more_is_read_than_was_said_to_be_there(fake: FakeDiscord) -> None:
    assert "more than 3 bytes" in await refused(sent(fake, b"x" * 100_000, size=3))


async def test_what_was_deleted_is_gone(fake: FakeDiscord) -> None:
    file = sent(fake)
    fake.world.files.clear()
    assert await refused(file) == "status 404"


@pytest.mark.parametrize("fault", [{"status": 403}, {"status": 503}, {"drop": True, "times": 9}])
async def test_what_discord_does_not_give_is_gone(fake: FakeDiscord, fault: Any) -> None:
    fake.inject("GET", "/attachments/", **fault)
    assert await refused(sent(fake))


async def test_what_takes_too_long_is_gone(
    fake: FakeDiscord, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(attachments, "FETCH_S", 0.05)
    fake.inject("GET", "/attachments/", hang=True)
    assert await refused(sent(fake)) == "TimeoutError"


async def test_nobody_is_followed_elsewhere(fake: FakeDiscord) -> None:
    async with FakeDiscord() as other:
        fake.inject("GET", "/attachments/", status=302, location=sent(other).source)
        assert await refused(sent(fake)) == "status 302"
        assert other.downloads == []


async def test_nothing_is_asked_of_another_host(fake: FakeDiscord) -> None:
    async with FakeDiscord() as other:
        assert "elsewhere" in await refused(sent(other))
        assert other.downloads == []


@pytest.mark.parametrize("source", ["", "list.md", "/attachments/1/2/a.md", "http://[", "https://"])
async def test_what_is_no_address_is_gone(source: str) -> None:
    assert await refused(Attachment("a.md", 1, source))


@pytest.mark.parametrize(
    "address",
    [
        "https://cdn.discordapp.com/ephemeral-attachments/1/2/a.md?ex=1&is=2&hm=3",
        "https://media.discordapp.net/attachments/1/2/a.md",
        "https://CDN.discordapp.com:443/attachments/1/2/a.md",
    ],
)
def test_files_are_on_discords_hosts(address: str) -> None:
    assert keeps_files(yarl.URL(address))


@pytest.mark.parametrize(
    "address",
    [
        "http://cdn.discordapp.com/a.md",
        "https://cdn.discordapp.com:8443/a.md",
        "https://cdn.discordapp.com.evil.example/a.md",
        "https://cdn.discordapp.com@evil.example/a.md",
        "https://evil.example/cdn.discordapp.com/a.md",
        "https://discord.com/api/v10/users/@me",
        "https://discordapp.com/a.md",
        "https://x.cdn.discordapp.com/a.md",
        "https://127.0.0.1/a.md",
        "https://169.254.169.254/latest/meta-data",
        "ftp://cdn.discordapp.com/a.md",
    ],
)
def test_files_are_nowhere_else(address: str) -> None:
    assert not keeps_files(yarl.URL(address))
