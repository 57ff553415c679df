"""What a demo can be asked for, as members, forms and the compute service see it."""

from collections.abc import Mapping
from typing import Literal

from pydantic import BaseModel, ConfigDict

from content.schema import Bilingual, ParamValue


class Shape(BaseModel):
    model_config = ConfigDict(frozen=True)


class ParamSpec(Shape):
    """One typed, bounded parameter of a demo, as members and forms see it.

    "ints", "floats" and "choices" are lists of `least` to `most`, written with commas; the bounds
    are those of each item. A text has a `rule` that says what it has to be.
    """

    name: str
    type: Literal["int", "float", "bool", "choice", "text", "ints", "floats", "choices"]
    title: Bilingual
    rule: Bilingual | None = None
    default: ParamValue
    minimum: float | None = None
    maximum: float | None = None
    least: int = 1
    most: int = 1
    choices: tuple[str, ...] = ()

    @property
    def span(self) -> Bilingual | None:
        """The least and the greatest number it takes; None where it takes no numbers."""
        if self.minimum is None or self.maximum is None:
            return None
        low, high = f"{self.minimum:g}", f"{self.maximum:g}"
        return Bilingual(ko=f"{low}~{high}", en=f"{low} to {high}")


class Preset(Shape):
    """Values worth trying, whether they are known to work, and what to look for in the result."""

    name: str
    works: bool
    look: Bilingual
    params: dict[str, ParamValue] = {}


class PredictionQuestion(Shape):
    """What members guess before a run with these params: one of some choices, by their ids."""

    params: dict[str, ParamValue] = {}
    ask: Bilingual
    choices: dict[str, Bilingual]


class DemoSpec(Shape):
    """What `/demo` can run, and about what."""

    name: str
    title: Bilingual
    params: tuple[ParamSpec, ...] = ()
    topic: Bilingual | None = None
    presets: tuple[Preset, ...] = ()
    prediction: PredictionQuestion | None = None

    def is_personal(self, params: Mapping[str, ParamValue]) -> bool:
        """Tell whether words that a member wrote are among the params of a run."""
        texts = (param for param in self.params if param.type == "text")
        return any(params.get(text.name, text.default) != text.default for text in texts)
