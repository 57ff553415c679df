"""A demo from its command to its plot, and once more with other values."""

from dataclasses import replace
from typing import Any

import pytest

from bot.platforms.shared import inbox_worker
from bot.quiz.demos.model import DemoRun
from content.demo import DemoSpec, ParamSpec, PredictionQuestion
from content.schema import Bilingual
from tests.scenarios.group import Group
from tests.scenarios.test_answering import open_board
from tests.study import Bot

DEMO = DemoSpec(
    name="relu-curve-fit",
    title=Bilingual(ko="ReLU로 곡선 맞추기", en="Fit a curve with ReLU"),
    params=(
        ParamSpec(
            name="units",
            type="int",
            title=Bilingual(ko="유닛 수", en="units"),
            default=8,
            minimum=1,
            maximum=64,
        ),
    ),
)
GUESSED = DEMO.model_copy(
    update={
        "prediction": PredictionQuestion(
            params={"units": 2},
            ask=Bilingual(ko="두 유닛이면 어떨까요?", en="What do two units do?"),
            choices={
                "fits": Bilingual(ko="잘 맞아요", en="They fit"),
                "bends": Bilingual(ko="한 번만 꺾여요", en="They bend once"),
            },
        )
    }
)
STARTED = DemoRun("j1", DEMO.name, "queued", position=2)
FITS = Bilingual(ko="잘 맞았어요.", en="It fits.")


async def offer(bot: Bot, *steps: DemoRun, **done: Any) -> str:
    """Offer a demo that takes these steps; return the id of its picture."""
    picture = await bot.memory.media.put(b"\x89PNG\r\n\x1a\n plot", ".png")
    ending = {"caption": FITS, "params": {"units": 16}, "pictures": (picture,)} | done
    bot.demos.offer([GUESSED], [STARTED, *steps, replace(STARTED, state="done", **ending)])
    return picture


async def test_a_demo_ends_with_what_there_is_to_see(group: Group) -> None:
    async with group.bot() as bot:
        await offer(bot, *(replace(STARTED, state="running", fraction=n / 50) for n in range(50)))
        await group.mina.type("/demo relu-curve-fit units=16")
        shown = await group.ran("잘 맞았어요.")
        assert "값 바꿔 보기" in shown.labels
        assert bot.demos.started == [("relu-curve-fit", {"units": "16"}, 0)]


async def test_a_demo_that_goes_on_keeps_nobody_else_waiting(
    group: Group, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(inbox_worker, "MAX_ASKED", 1)
    async with group.bot() as bot:
        await offer(bot)
        bot.demos.may_go_on.clear()
        await group.mina.type("/demo relu-curve-fit units=16")
        await group.ran("대기 2번째")
        await (await group.mina.type("/demo")).shown("relu-curve-fit")


async def test_other_values_start_from_those_of_the_run(group: Group) -> None:
    async with group.bot() as bot:
        await offer(bot)
        await group.mina.type("/demo relu-curve-fit units=16")
        shown = await group.ran("units=16")
        tuned = await group.mina.press(shown, "값 바꿔 보기")
        assert "16" in await tuned.form()
        await tuned.submit(units="32")
        await group.ran("units=32")
        assert [params for _, params, _ in bot.demos.started] == [{"units": "16"}, {"units": "32"}]


async def test_a_channel_predicts_what_a_demo_will_show(group: Group) -> None:
    async with group.bot() as bot:
        await open_board(group, bot)
        await offer(bot, outcome="bends", headline=Bilingual(ko="꺾였어요", en="Bent"))
        await group.boss.type("/demo relu-curve-fit predict")
        asked = await group.posted("두 유닛이면 어떨까요?")
        await (await group.mina.press(asked, "잘 맞아요")).shown("이렇게 골랐어요")
        await (await group.mina.press(asked, "한 번만 꺾여요")).shown("한 번만 꺾여요")
        await (await group.alex.press(asked, "잘 맞아요")).shown("You chose")
        await group.alex.press(asked, "실행해서 확인하기")
        reveal = await group.posted("맞힌 사람: 민지 (2명 중 1명)")
        assert "꺾였어요" in reveal.text
        await (await group.mina.press(reveal, "자세히")).shown("잘 맞았어요.")
