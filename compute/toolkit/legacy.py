"""Demos whose words still stand in Python."""

import re
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from compute.toolkit import demo
from compute.toolkit.demo import D, Metrics, P
from compute.toolkit.topics import Topic
from content.demo import Preset
from content.demo_words import DemoWords, PresetWords, Sentence
from content.schema import Bilingual
from content.telling import Told

_FIRST = re.compile(r"(?<=[.!?])\s")


@dataclass(frozen=True)
class Title:
    """A param's name in both languages, for forms."""

    ko: str
    en: str


class LegacyDemo(demo.Demo[P, D]):
    caption: Callable[[P, Metrics], Bilingual]

    def tell(self, params: P, metrics: Metrics) -> Told:
        said = self.caption(params, metrics)
        first = Bilingual(ko=_FIRST.split(said.ko)[0], en=_FIRST.split(said.en)[0])
        return Told(first, said, self.words.title)


def Demo(  # noqa: N802
    name: str,
    topic: Topic,
    title: Bilingual,
    params: type[P],
    presets: tuple[Preset, ...],
    measure: Any,
    draw: Any,
    caption: Any,
    num_gpus: int = 0,
) -> Any:
    made: Any = LegacyDemo(name, Path(), params, measure, draw, num_gpus)
    object.__setattr__(made, "path", Path(str(sys.modules[measure.__module__].__file__)))
    object.__setattr__(made, "caption", caption)
    fields = {
        field: next(item for item in info.metadata if isinstance(item, Title))
        for field, info in params.model_fields.items()
    }
    object.__setattr__(
        made,
        "words",
        DemoWords(
            topic=topic.name.lower(),
            title=title,
            params={field: Bilingual(ko=one.ko, en=one.en) for field, one in fields.items()},
            headline=(Sentence(ko=title.ko, en=title.en),),
            caption=(Sentence(ko=title.ko, en=title.en),),
            alt=title,
            presets={
                one.name: PresetWords(works=one.works, params=one.params, look=one.look)
                for one in presets
            },
        ),
    )
    return made
