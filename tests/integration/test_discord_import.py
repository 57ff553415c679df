"""An admin sends a list into a channel on Discord, and makes a deck of it."""

from typing import Any

import pytest

from tests.discord_fake.interactions import MODAL_SUBMIT, Interaction
from tests.discord_fake.messages import Message
from tests.discord_fake.options import Refused
from tests.integration.conftest import Group
from tests.integration.discord_steps import form_of, says
from tests.study import Bot
from tests.unit.quiz.imports.test_imports import FOUND

LIST = "질문: 왜?\n".encode()
FILLED: dict[str, Any] = {"file": [("list.md", LIST)], "deck": "our-team"}
READ = [("list.md", LIST, "our-team")]
SAVE = "‘our-team’ 묶음으로 저장"


async def opened(group: Group) -> Interaction:
    """Have the admin open the form."""
    form: Interaction = await group.boss.slash(group.place, "question import")
    await form.acked()
    assert form.modal is not None
    return form


async def reported(group: Group, bot: Bot) -> Message:
    """Have the admin send a list, and wait for what was read."""
    bot.importer.found = FOUND
    sent = await group.boss.submit(await opened(group), FILLED)
    return await sent.shown(where=says("📥 list.md"))


async def test_an_admin_sends_a_list_reads_the_report_alone_and_saves(group: Group) -> None:
    async with group.bot() as bot:
        report = await reported(group, bot)
        assert report.ephemeral_to is group.boss
        assert "What is a seed?" in report.text
        assert bot.importer.read_lists == READ
        assert bot.importer.published == []
        saved = await group.boss.press(report, SAVE)
        await saved.shown(where=says("저장했어요"))
        assert bot.importer.published == ["our-team"]
        assert group.place.messages == []


async def test_the_form_is_acknowledged_before_the_file_is_there(group: Group) -> None:
    async with group.bot() as bot:
        bot.importer.found = FOUND
        late = group.fake.inject("GET", "/attachments/", hang=True)
        sent = await group.boss.submit(await opened(group), FILLED)
        await sent.acked()
        assert bot.importer.read_lists == []
        group.fake.heal(late)
        await sent.shown(where=says("📥 list.md"))


async def test_a_list_kept_when_the_bot_ends_is_read_by_the_next(group: Group) -> None:
    async with group.bot() as bot:
        late = group.fake.inject("GET", "/attachments/", hang=True)
        sent = await group.boss.submit(await opened(group), FILLED)
        await group.fake.world.changes.until(lambda: group.fake.downloads, 10, "download")
    group.fake.heal(late)
    assert bot.importer.read_lists == []
    async with group.bot() as bot:
        await sent.shown(where=says("비었어요."))
        assert bot.importer.read_lists == READ


async def test_a_file_that_is_gone_is_one_sentence(group: Group) -> None:
    async with group.bot() as bot:
        group.fake.inject("GET", "/attachments/", status=404)
        sent = await group.boss.submit(await opened(group), FILLED)
        await sent.shown(where=says("파일을 받아 오지 못했어요"))
        assert bot.importer.read_lists == []


async def test_a_name_that_cannot_be_used_opens_the_form_again(group: Group) -> None:
    async with group.bot() as bot:
        bot.importer.found = FOUND
        sent = await group.boss.submit(await opened(group), FILLED | {"deck": "우리 팀"})
        refusal = await sent.shown(where=says("이름은 쓸 수 없어요"))
        again = await form_of(group.boss, refusal, "고쳐서 다시 보내기")
        assert "우리 팀" in str(again.modal)
        await (await group.boss.submit(again, FILLED)).shown(where=says("📥 list.md"))


@pytest.mark.parametrize("count", [0, 2])
async def test_the_form_takes_one_file(group: Group, count: int) -> None:
    async with group.bot():
        form = await opened(group)
        with pytest.raises(Refused, match="file"):
            await group.boss.submit(form, FILLED | {"file": FILLED["file"] * count})


async def test_where_a_file_is_cannot_be_typed(group: Group) -> None:
    async with group.bot() as bot:
        bot.importer.found = FOUND
        form = await opened(group)
        kept = group.fake.world.store(group.place.id, "list.md", LIST)
        source = f'{{"name": "list.md", "size": {len(LIST)}, "source": "{kept["url"]}"}}'
        inputs = [
            {"type": 18, "component": {"type": 4, "custom_id": name, "value": value}}
            for name, value in {"file": source, "deck": "our-team"}.items()
        ]
        assert form.modal is not None
        data = {"custom_id": form.modal["custom_id"], "components": inputs}
        forged = Interaction(group.boss, group.place, MODAL_SUBMIT, data)
        await group.fake.world.deliver(forged)
        await forged.shown(where=lambda message: "열기" in message.labels)
        assert group.fake.downloads == []
        assert bot.importer.read_lists == []


async def test_members_cannot_import(group: Group) -> None:
    async with group.bot() as bot:
        form = await opened(group)
        tried = await group.mina.submit(form, FILLED)
        await tried.shown(where=says("관리자만"))
        assert group.fake.downloads == bot.importer.read_lists == []
