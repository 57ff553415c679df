"""What is said about a demo: one YAML file for each in `demos/`, in Korean and in English.

A sentence may say `when` it is true, as an expression over the params and metrics of a run; of
alternatives the first that is true is said. `content/telling.py` has the language of both.
"""

from pathlib import Path
from typing import Annotated

from pydantic import Field, ValidationError

from content.base import Bilingual, ParamValue, Slug, Strict
from content.document import MalformedError, read

FOLDER = Path(__file__).parent / "demos"


class Sentence(Bilingual):
    """A template in both languages; said where `when` is true, which no condition always is."""

    when: str = ""


class ParamWords(Bilingual):
    """What a param is called, and of a text what it has to be, said after that."""

    rule: Bilingual | None = None


Alternatives = Annotated[tuple[Sentence, ...], Field(min_length=1)]


class PresetWords(Strict):
    """Values worth trying, whether they are known to work, and what to look for."""

    works: bool
    params: dict[str, ParamValue]
    look: Bilingual


class PredictionWords(Strict):
    """What members guess before a run with these params; the first choice that is true is right."""

    params: dict[str, ParamValue] = Field(default_factory=dict)
    ask: Bilingual
    choices: Annotated[dict[Slug, Sentence], Field(min_length=2, max_length=4)]


class DemoWords(Strict):
    """All that members read about one demo, but for the few words inside its pictures.

    `values` are named expressions that sentences share, and `terms` what things are called that a
    sentence only knows by a name: `{term(best)}`. The `headline` is said over the picture,
    the `caption` below, and `alt` to those who don't see it.
    """

    topic: Slug
    title: Bilingual
    params: dict[str, ParamWords] = Field(default_factory=dict)
    values: dict[str, str] = Field(default_factory=dict)
    terms: dict[str, Bilingual] = Field(default_factory=dict)
    headline: Alternatives
    caption: Annotated[tuple[Sentence | Alternatives, ...], Field(min_length=1)]
    alt: Bilingual
    presets: dict[Slug, PresetWords] = Field(default_factory=dict)
    prediction: PredictionWords | None = None


def packaged_demos() -> set[str]:
    """Return the names of the packaged demos, without loading one."""
    return {path.stem for path in FOLDER.glob("*.yaml")}


def path_of(name: str) -> Path:
    """Return where the words of a packaged demo stand."""
    return FOLDER / f"{name}.yaml"


def words_at(path: Path) -> DemoWords:
    """Read the words of a demo.

    Raises:
        ValueError: the file is missing or says what isn't understood; it names the file.
    """
    try:
        return DemoWords.model_validate(read(path).data)
    except (MalformedError, ValidationError) as exc:
        raise ValueError(f"{path.name}: {exc}") from exc
