"""What only admins may do, said of commands that every platform lets members type."""

import pytest

from tests.scenarios.group import Group


@pytest.mark.parametrize("command", ["/question import", "/question review"])
async def test_members_are_refused_what_an_admin_may_do(group: Group, command: str) -> None:
    async with group.bot():
        await (await group.mina.type(command)).shown("관리자만 할 수 있어요")
        await (await group.alex.type(command)).shown("Only admins can do this")


async def test_an_admin_may_import_and_set_up(group: Group) -> None:
    async with group.bot():
        assert "파일" in await (await group.boss.type("/question import")).form()
        assert "올리는 시각" in await (await group.boss.type("/quiz settings")).form()


async def test_who_mistypes_a_command_reads_which_was_meant(group: Group) -> None:
    async with group.bot():
        for line in group.typos:
            await (await group.boss.type(line)).shown("혹시 /quiz settings인가요?")
