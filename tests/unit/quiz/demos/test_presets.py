"""What presets are called where they are picked from a row of buttons."""

from typing import Any

import pytest

from bot.quiz.demos.presets import called
from content.demo import DemoSpec, ParamSpec, Preset
from content.schema import Bilingual, ParamValue


def param(name: str, ko: str, en: str, default: ParamValue, **more: Any) -> ParamSpec:
    return ParamSpec(
        name=name, title=Bilingual(ko=ko, en=en), default=default, **{"type": "float"} | more
    )


TITLE = Bilingual(ko="데모", en="Demo")
DEMO = DemoSpec(
    name="demo",
    title=TITLE,
    params=(
        param("lr", "학습률", "learning rate", 0.1),
        param("step", "한 걸음 (ms)", "a step (ms)", 60, type="int"),
        param(
            "sizes", "크기들 (작은 것부터)", "sizes (small ones first)", "1,8", type="ints", most=3
        ),
        param("quick", "빠르게", "quickly", False, type="bool"),
    ),
)


@pytest.mark.parametrize(
    ("params", "korean", "english"),
    [
        ({"lr": 1.05}, "학습률: 1.05", "learning rate: 1.05"),
        ({"lr": 0.1, "step": 20}, "한 걸음 (ms): 20", "a step (ms): 20"),
        ({"sizes": "1,4,32"}, "크기들: 1, 4, 32", "sizes: 1, 4, 32"),
        ({"quick": True, "lr": 1.0}, "빠르게: 켬 · 학습률: 1", "quickly: on · learning rate: 1"),
        ({}, "all leaked", "all leaked"),
    ],
    ids=["one value", "only what differs", "a list", "several", "none"],
)
def test_a_preset_is_called_by_the_values_it_sets(
    params: dict[str, ParamValue], korean: str, english: str
) -> None:
    preset = Preset(name="all-leaked", works=False, look=TITLE, params=params)
    assert (called("ko", DEMO, preset), called("en", DEMO, preset)) == (korean, english)
