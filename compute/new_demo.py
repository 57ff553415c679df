"""Writes the frame of a new demo: one Python file and one of words, both to be filled in."""

import re
from pathlib import Path

from content.demo_words import FOLDER

DEMOS = Path(__file__).parent / "demos"
NAME = re.compile(r"[a-z][a-z0-9]*(-[a-z0-9]+)*")

_CODE = '''"""What {name} shows."""

from typing import TYPE_CHECKING, Annotated

from pydantic import Field

from compute.toolkit.demo import Metrics, Params, Say, packaged
from compute.toolkit.lab import Lab

if TYPE_CHECKING:
    from compute.plots import Picture


class Values(Params):
    steps: Annotated[int, Field(ge=1, le=100)] = 10


def measure(params: Values, lab: Lab) -> tuple[Metrics, list[float]]:
    """Halve a loss again and again."""
    losses = [1.0]
    for step in range(1, params.steps + 1):
        losses.append(losses[-1] / 2)
        lab.report(step / params.steps, f"loss {{losses[-1]:.3g}}")
    return {{"first_loss": losses[0], "final_loss": losses[-1]}}, losses


def draw(params: Values, metrics: Metrics, losses: list[float], say: Say) -> "dict[str, Picture]":
    from compute import plots

    figure, (panel,) = plots.panels(say.headline)
    plots.line(panel, range(len(losses)), losses, plots.BLUE)
    panel.set(xlabel=say("걸음", "step"), ylabel="loss")
    return {{"losses": figure}}


DEMO = packaged(Values, measure, draw)
'''

_WORDS = """topic: practice
title:
  ko: {name}
  en: {name}
params:
  steps:
    ko: 걸음 수
    en: steps

values:
  share: final_loss / first_loss
headline:
- when: share < 0.01
  ko: loss가 100분의 1보다 작아졌어요
  en: The loss fell below a hundredth
- ko: loss가 줄어요
  en: The loss falls
caption:
- ko: >-
    {{steps}}걸음 동안 loss가 {{first_loss|g}}에서
    {{final_loss|fmt(".3g")|josa("으로", "로")}} 줄었어요.
  en: >-
    In {{steps|some("step")}} the loss went from {{first_loss|g}} to
    {{final_loss|fmt(".3g")}}.
- ko: 가로축은 걸음, 세로축은 loss예요.
  en: Steps run along the horizontal axis, the loss up the vertical one.
alt:
  ko: loss가 {{first_loss|g}}에서 {{final_loss|fmt(".3g")}}까지 내려가는 선.
  en: A line of the loss that falls from {{first_loss|g}} to {{final_loss|fmt(".3g")}}.

presets:
  few:
    works: false
    params: {{steps: 2}}
    look:
      ko: 두 걸음으로는 얼마 줄지 않아요.
      en: Two steps don't bring it far.
  many:
    works: true
    params: {{steps: 50}}
    look:
      ko: 걸음이 많으면 거의 0이 돼요.
      en: With many steps next to nothing is left.
"""


def write_frame(name: str, demos: Path = DEMOS, words: Path = FOLDER) -> tuple[Path, Path]:
    """Write the two files of a demo that runs as it is; return their paths.

    Raises:
        ValueError: the name is none for a demo, or taken.
        OSError: the files cannot be written here.
    """
    if not NAME.fullmatch(name) or len(name) > 48:
        raise ValueError(f"{name[:60]!r} is no name: small letters and digits, joined by hyphens")
    paths = demos / f"{name.replace('-', '_')}.py", words / f"{name}.yaml"
    for path, frame in zip(paths, (_CODE, _WORDS), strict=True):
        try:
            with path.open("x", encoding="utf-8") as file:
                file.write(frame.format(name=name))
        except FileExistsError as exc:
            raise ValueError(f"there is a demo {name} already") from exc
    return paths
