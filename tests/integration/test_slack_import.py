"""A list sent on Slack: the form with its file, the report, the deck, and where files come from."""

import asyncio
from collections.abc import AsyncIterator
from dataclasses import dataclass
from typing import Any

import pytest

from bot.platforms.slack import downloads
from bot.quiz.errors import AttachmentGone
from bot.quiz.imports.handler import MAX_BYTES
from bot.quiz.imports.model import ImportedList, Piece, ReadQuestion
from bot.quiz.model import Attachment
from content.schema import Bilingual
from tests.integration.conftest import SlackGroup
from tests.integration.slack_steps import opened, serves, shown
from tests.slack_fake import FakeSlack
from tests.study import Bot

BOTH_WAYS = pytest.mark.parametrize("by_http", [False, True])
LIST = "Q: 왜 섞나요?\nA: 순서를 외우지 않게요.\n".encode()
GONE = "파일을 받아 오지 못했어요"
FOUND = ImportedList(
    id="kept-1",
    deck="our-team",
    questions=5,
    mains=4,
    answered=3,
    first=(ReadQuestion(Bilingual(ko="왜 섞나요?", en="Why shuffle?"), "순서를 외우지 않게요."),),
    pieces=(Piece("doubt", 4, "On seeds", Bilingual(ko="질문 같지 않아요", en="no question")),),
)


@dataclass
class Import:
    """An admin who imports a list, and the bot that reads it."""

    group: SlackGroup
    bot: Bot

    async def form(self) -> Any:
        return await opened(self.group.boss.slash(self.group.place, "/question", "import"))

    def file(self, name: str = "우리 목록.md", content: bytes = LIST) -> Any:
        return self.group.team.add_file(self.group.boss, name, content)

    async def send(self, form: Any, deck: str = "our-team", **more: Any) -> Any:
        return await self.group.boss.submit(form, {"file": self.file(), "deck": deck} | more)

    async def fetch(self, source: str = "", content: bytes = LIST) -> bytes:
        kept = self.file(content=content).payload["url_private_download"]
        sent = Attachment("list.md", len(content), source or kept)
        fetched: bytes = await self.bot.platform.chat.fetch(self.group.channel.id, sent)
        return fetched

    async def is_gone(self, source: str = "", content: bytes = LIST) -> bool:
        with pytest.raises(AttachmentGone):
            await self.fetch(source, content)
        return True


@pytest.fixture
def importing(workspace: SlackGroup, bot: Bot) -> Import:
    bot.importer.found = FOUND
    return Import(workspace, bot)


@pytest.fixture
async def other() -> AsyncIterator[FakeSlack]:
    """Return a server that is not Slack."""
    async with FakeSlack() as fake:
        yield fake


@BOTH_WAYS
async def test_an_admin_sends_a_list_and_makes_a_deck_of_it(importing: Import) -> None:
    form, boss = await importing.form(), importing.group.boss
    assert "5MB" in form.modal_text
    report = await shown(importing.send(form), "질문 5개(본 질문 4개)")
    await form.closed()
    assert importing.bot.importer.read_lists == [("우리 목록.md", LIST, "our-team")]
    assert (report.ephemeral_to, "왜 섞나요?" in report.text) == (boss, True)
    assert importing.bot.importer.published == []
    await shown(boss.press(report, "‘our-team’ 묶음으로 저장"), "저장했어요")
    assert importing.bot.importer.published == ["our-team"]
    assert importing.group.place.messages == []


async def test_a_form_is_acknowledged_before_its_file_is_fetched(importing: Import) -> None:
    fake = importing.group.fake
    slow = fake.fail_next("download", hang=True)
    sent = await importing.send(await importing.form())
    await sent.acked()
    assert importing.bot.importer.read_lists == []
    fake.heal(slow)
    await sent.shown(lambda message: "질문 5개" in message.text)


async def test_a_name_that_does_not_do_is_said_in_the_form_which_keeps_its_file(
    importing: Import,
) -> None:
    form = await importing.form()
    sent = await importing.send(form, deck="Our Team!")
    await sent.acked()
    assert any("쓸 수 없어요" in sentence for sentence in sent.errors.values())
    assert form.modal is not None
    await shown(importing.group.boss.submit(form, {"deck": "our-team"}), "질문 5개")


async def test_a_form_without_a_file_stays_open(importing: Import) -> None:
    form = await importing.form()
    sent = await importing.group.boss.submit(form, {"deck": "our-team"}, anyway=True)
    await sent.acked()
    assert any("파일이 없어요" in sentence for sentence in sent.errors.values())


async def test_only_admins_are_asked_for_a_list(importing: Import) -> None:
    mina, place = importing.group.mina, importing.group.place
    refused = await shown(mina.slash(place, "/question", "import"), "관리자")
    assert refused.ephemeral_to is mina
    assert importing.group.fake.called("views.open") == []


async def test_a_workspace_that_lets_no_files_be_read_is_told_so(importing: Import) -> None:
    importing.group.team.scopes.discard("files:read")
    typing = importing.group.boss.slash(importing.group.place, "/question", "import")
    assert "files:read" in (await shown(typing, "다시 설치해야")).text


async def test_a_page_in_place_of_the_file_is_one_sentence(importing: Import) -> None:
    form = await importing.form()
    importing.group.team.scopes.discard("files:read")
    told = await shown(importing.send(form), GONE)
    assert told.ephemeral_to is importing.group.boss
    assert importing.bot.importer.read_lists == []
    await serves(importing.group)


async def test_a_file_is_fetched_with_the_token_of_its_workspace(importing: Import) -> None:
    assert await importing.fetch(content=bytes(MAX_BYTES)) == bytes(MAX_BYTES)
    [call] = importing.group.fake.called("download")
    assert call.token == importing.group.team.bot_token


async def test_what_is_too_large_is_not_read_whatever_was_said_of_it(importing: Import) -> None:
    assert await importing.is_gone(content=bytes(MAX_BYTES + 1))


@pytest.mark.parametrize(
    "fault", [{"status": 404}, {"status": 503}, {"status": 429}, {"drop": True, "times": 2}]
)
async def test_a_file_that_slack_does_not_hand_out_is_gone(
    importing: Import, fault: dict[str, Any]
) -> None:
    importing.group.fake.fail_next("download", **fault)
    assert await importing.is_gone()


async def test_a_slow_file_is_given_up(importing: Import, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(downloads, "DEADLINE_S", 0.05)
    importing.group.fake.fail_next("download", hang=True)
    async with asyncio.timeout(5):
        assert await importing.is_gone()


async def test_no_other_server_is_shown_the_token(importing: Import, other: FakeSlack) -> None:
    elsewhere = f"{other.world.base}/files/F1/list.md"
    assert await importing.is_gone(elsewhere)
    importing.group.fake.fail_next("download", status=302, location=elsewhere)
    assert await importing.is_gone()
    assert other.calls == []


async def test_a_workspace_that_is_gone_has_no_files(importing: Import) -> None:
    sent = Attachment("list.md", 1, importing.file().payload["url_private_download"])
    importing.bot.platform.workspaces.forget(importing.group.team.id)
    importing.group.team.revoke_token()
    with pytest.raises(AttachmentGone):
        await importing.bot.platform.chat.fetch(importing.group.channel.id, sent)
