"""What members type in their own conversation with the bot, about a quiz that is in a channel."""

import pytest

from tests.scenarios.group import Group
from tests.scenarios.test_answering import answer, miss, open_board


@pytest.mark.parametrize(
    ("line", "shown"),
    [
        ("/answer good reason", "어느 질문의 답인가요"),
        ("/hint", "first hint"),
        ("/leaderboard", "민지"),
        ("/stats", "내 기록"),
        ("/stats answers", "지난 답"),
        ("/review", "마감된 뒤에 다시"),
        ("/question mine", "제안한 질문"),
    ],
)
async def test_what_one_is_shown_alone_can_be_asked_for_anywhere(
    group: Group, line: str, shown: str
) -> None:
    async with group.bot() as bot:
        board = await open_board(group, bot)
        await (await answer(group.mina, board, "half of a reason")).shown("50점")
        await (await group.mina.write(line)).shown(shown)


async def test_a_review_and_an_answer_go_on_where_they_are_asked_for(group: Group) -> None:
    async with group.bot() as bot:
        await miss(group, bot)
        asked = await (await group.mina.write("/review")).shown("복습할 질문 1개")
        form = await group.mina.press(asked, "답하기")
        await (await form.submit(text="good reason")).shown("오늘 첫 복습 +10점")
        form = await group.mina.write("/answer")
        assert "What about second?" in await form.form()
        await (await form.submit(text="good reason")).shown("100점")


async def test_what_is_kept_of_a_channel_is_exported_and_forgotten(group: Group) -> None:
    async with group.bot() as bot:
        board = await open_board(group, bot)
        await (await answer(group.mina, board, "half of a reason")).shown("50점")
        await (await group.mina.write("/stats export")).shown("나에 대한 기록")
        asked = await (await group.mina.write("/stats forget")).shown("되돌릴 수 없어요")
        await (await group.mina.press(asked, "모두 지우기")).shown("모두 지웠어요")
        assert await bot.memory.store.kept_about(group.mina.id) == {}


async def test_what_one_chooses_holds_in_the_channel(group: Group) -> None:
    async with group.bot() as bot:
        board = await open_board(group, bot)
        await (await answer(group.mina, board, "half of a reason")).shown("50점")
        opened = await group.mina.write("/settings me")
        await (await opened.submit(language=["en"])).shown("Saved")
        await (await group.mina.type("/leaderboard")).shown("🏆 This week")
        await (await group.mina.write("/help")).shown("Help")
