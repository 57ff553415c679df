"""What a demo is: typed bounded params, and three functions that measure, draw and tell.

Imports neither torch nor Matplotlib, so that listing demos is quick.
"""

import hashlib
import inspect
import os
import re
import sys
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import (
    TYPE_CHECKING,
    Annotated,
    Any,
    Generic,
    Literal,
    TypeAlias,
    TypeVar,
    get_args,
    get_origin,
)

from annotated_types import Ge, Le, MaxLen, MinLen
from pydantic import (
    Base64Bytes,
    BaseModel,
    ConfigDict,
    Field,
    FiniteFloat,
    TypeAdapter,
    ValidationError,
    field_validator,
)
from pydantic.fields import FieldInfo

from compute.api import MAX_FILE_BYTES, DemoResult, FileName
from compute.problems import bad_param, unknown_demo, unknown_param, unknown_preset
from compute.toolkit.data import MNIST_DIR
from compute.toolkit.lab import Lab, Progress
from compute.toolkit.topics import Topic
from content.demo import DemoSpec, ParamSpec, PredictionQuestion, Preset
from content.demo_words import (
    DemoWords,
    ParamWords,
    PredictionWords,
    PresetWords,
    path_of,
    words_at,
)
from content.schema import Bilingual, Language, ParamValue
from content.telling import Telling, Told

if TYPE_CHECKING:
    from compute.plots import Picture
    from compute.script.script import Script

Metrics = dict[str, float]
Pictures: TypeAlias = "Mapping[str, Picture]"
MAX_FILES = 3

_ROOT = Path(__file__).parents[2]
_MAKERS = (
    *("compute/toolkit/*.py", "compute/script/*.py"),
    *("compute/plots.py", "compute/render.py", "compute/interactive.py"),
    *("content/telling.py", "content/numerals.py"),
)
"""What results come from besides the demo and its words."""
_OTHER_DEMO = re.compile(r"\bcompute\.demos\.\w+")
_METRICS = TypeAdapter(dict[str, FiniteFloat])
_LISTS = {int: "ints", float: "floats", str: "choices"}


class Params(BaseModel):
    """Base of every demo's params; each field is `Annotated[type, Field(…)]`, with bounds.

    A field is an int or float with bounds, a bool, a `Literal` of choices, a short text with a
    pattern, or a tuple of bounded numbers or choices, which is written with commas. What stands in
    a tuple twice counts once.
    """

    model_config = ConfigDict(frozen=True, extra="forbid", allow_inf_nan=False)

    @field_validator("*", mode="before")
    @classmethod
    def _split_lists(cls, given: Any, info: Any) -> Any:
        field = cls.model_fields[info.field_name]
        if get_origin(field.annotation) is not tuple:
            return given
        if isinstance(given, str):
            return tuple(part.strip() for part in given.split(","))
        return (given,) if isinstance(given, int | float) else given

    @field_validator("*")
    @classmethod
    def _take_each_once(cls, given: Any, info: Any) -> Any:
        if not isinstance(given, tuple):
            return _without_sign_if_zero(given)
        once = tuple(dict.fromkeys(map(_without_sign_if_zero, given)))
        least, _ = _lengths(cls.model_fields[info.field_name])
        if len(once) < least:
            raise ValueError("too few different values")
        return once

    def plain(self) -> dict[str, ParamValue]:
        """Return the values as they are typed: a list is one text with commas."""
        return {name: _plain(value) for name, value in self.model_dump().items()}


P = TypeVar("P", bound=Params)
D = TypeVar("D")


@dataclass(frozen=True)
class Say:
    """Takes a text in Korean and in English and returns the one in the language of the picture.

    `headline` is what the picture says, as is true of this run.
    """

    language: Language
    headline: str = ""

    def __call__(self, ko: str, en: str) -> str:
        return ko if self.language == "ko" else en


class Finished(BaseModel):
    """A run's result, its image files and the script that repeats it, as a worker sends them.

    `plots` has the pictures that a browser can draw, as JSON.
    """

    result: DemoResult
    files: Annotated[dict[FileName, Base64Bytes], Field(max_length=MAX_FILES)]
    plots: Annotated[dict[FileName, str], Field(max_length=MAX_FILES)] = {}
    code: str


@dataclass(frozen=True)
class Demo(Generic[P, D]):
    """A small model trained right now; a question of the bank names the demo that answers it.

    `measure` does the work and returns its metrics and whatever else there is to draw; it reads
    nothing but its arguments, so that its source is a script of its own. `draw` returns pictures by
    name. What is said about a run stands in the YAML file at `path`. `num_gpus` is how many GPUs it
    makes use of where it gets them; it has to run without any, too.
    """

    name: str
    path: Path
    params: type[P]
    measure: Callable[[P, Lab], tuple[Metrics, D]]
    draw: Callable[[P, Metrics, D, Say], Pictures]
    num_gpus: int = 0

    @cached_property
    def words(self) -> DemoWords:
        return words_at(self.path)

    @property
    def topic(self) -> Topic:
        return Topic[self.words.topic.upper()]

    @cached_property
    def spec(self) -> DemoSpec:
        words, fields = self.words, self.params.model_fields.items()
        return DemoSpec(
            name=self.name,
            topic=self.topic.title,
            title=words.title,
            params=tuple(_param_spec(name, field, words.params[name]) for name, field in fields),
            presets=tuple(
                Preset(name=name, works=one.works, look=one.look, params=one.params)
                for name, one in words.presets.items()
            ),
            prediction=_prediction(words.prediction),
        )

    @cached_property
    def version(self) -> str:
        """Return a hash of the source and of where MNIST is: another of either, another result."""
        sources = _sources(self.measure.__module__)
        makers = [path for pattern in _MAKERS for path in sorted(_ROOT.glob(pattern))]
        texts = [path.read_text(encoding="utf-8") for path in (self.path, *makers)]
        whole = "".join([*sources, *texts, os.environ.get(MNIST_DIR, "")])
        return hashlib.sha256(whole.encode()).hexdigest()[:8]

    def check(self, given: Mapping[str, Any]) -> P:
        """Return the params, those not given as in the `preset` named or as by default.

        Raises:
            Refused: naming the first param that is bad.
        """
        typed = {name: value for name, value in given.items() if name != "preset"}
        if "preset" in given:
            typed = {**self._preset(given["preset"]).params, **typed}
        try:
            return self.params.model_validate(typed)
        except ValidationError as error:
            name = str(error.errors(include_input=False)[0]["loc"][0])
        specs = {spec.name: spec for spec in self.spec.params}
        if name not in specs:
            raise unknown_param(self.name, name, specs)
        raise bad_param(specs[name], typed[name])

    def _preset(self, name: Any) -> PresetWords:
        found = self.words.presets
        if not isinstance(name, str) or name not in found:
            raise unknown_preset(self.name, name, found)
        return found[name]

    def execute(self, params: P, seed: int, progress: Progress, language: Language) -> Finished:
        """Run to the end and draw every picture with words in `language`; blocking."""
        from compute.interactive import Plot
        from compute.render import encoded

        started = time.perf_counter()
        measured, data = self.measure(params, Lab(seed, progress))
        metrics = _METRICS.validate_python(measured)
        told = self.tell(params, metrics)
        pictures = self.draw(params, metrics, data, Say(language, told.headline[language]))
        drawn = {name: Plot(picture) for name, picture in pictures.items()}
        files = bounded(
            dict(encoded(name, pictures[name], plot.see) for name, plot in drawn.items())
        )
        plots = {f"{name}.json": plot.json for name, plot in drawn.items() if plot.json}
        result = DemoResult(
            metrics=metrics,
            headline=told.headline,
            caption=told.caption,
            alt=told.alt,
            outcome=told.outcome,
            params=params.plain(),
            seed=seed,
            artifacts=tuple(files),
            plots=tuple(plots),
            elapsed_s=round(time.perf_counter() - started, 3),
        )
        code = self.code(params, seed, language)
        return Finished.model_construct(result=result, files=files, plots=plots, code=code)

    def tell(self, params: P, metrics: Metrics) -> Told:
        """Return what is said of a run that measured this."""
        return Telling(self.words).tell(params.model_dump(), metrics)

    def code(self, params: P, seed: int, language: Language) -> str:
        """Return a script that measures and draws the same without quizmaster."""
        return str(self.script(params, seed, language))

    def script(self, params: P, seed: int, language: Language) -> "Script":
        from compute.script.rewriter import Style
        from compute.script.script import script

        style = Style(language, getattr(self.words.title, language))
        return script(self.measure, self.draw, params.model_dump(), seed, style)


def packaged(
    params: type[P],
    measure: Callable[[P, Lab], tuple[Metrics, D]],
    draw: Callable[[P, Metrics, D, Say], Pictures],
    num_gpus: int = 0,
) -> Demo[P, D]:
    """Return a demo of this package, which is called as its file is."""
    name = measure.__module__.rpartition(".")[2].replace("_", "-")
    return Demo(name, path_of(name), params, measure, draw, num_gpus)


def bounded(files: dict[str, bytes]) -> dict[str, bytes]:
    """Return the files if they are as few and as small as a chat can show.

    Raises:
        ValueError: there are too many, or one is too large.
    """
    if len(files) > MAX_FILES:
        raise ValueError(f"{len(files)} pictures, {MAX_FILES} are the most")
    for name, content in files.items():
        if len(content) > MAX_FILE_BYTES:
            raise ValueError(f"{name} has {len(content)} bytes, {MAX_FILE_BYTES} are the most")
    return files


class Catalog:
    """The demos there are, by name."""

    def __init__(self, *demos: Demo[Any, Any]) -> None:
        self._demos = {demo.name: demo for demo in demos}

    def find(self, name: str) -> Demo[Any, Any]:
        """Return the demo; raise `Refused` with the nearest names where there is none."""
        if name not in self._demos:
            raise unknown_demo(name, self._demos)
        return self._demos[name]

    @property
    def specs(self) -> tuple[DemoSpec, ...]:
        return tuple(demo.spec for demo in self._demos.values())


def _sources(module: str) -> list[str]:
    """Return the source of a demo's module, and of the demos' modules that it takes things from."""
    found: dict[str, str] = {}
    waiting = [module]
    while waiting:
        if (name := waiting.pop()) not in found:
            found[name] = inspect.getsource(sys.modules[name])
            waiting += _OTHER_DEMO.findall(found[name])
    return list(found.values())


def _without_sign_if_zero(value: Any) -> Any:
    return value + 0.0 if isinstance(value, float) else value


def _plain(value: Any) -> ParamValue:
    if isinstance(value, tuple):
        return ",".join(f"{one:.12g}" if isinstance(one, float) else str(one) for one in value)
    found: ParamValue = value
    return found


def _prediction(words: PredictionWords | None) -> PredictionQuestion | None:
    if words is None:
        return None
    choices = {name: Bilingual(ko=one.ko, en=one.en) for name, one in words.choices.items()}
    return PredictionQuestion(params=words.params, ask=words.ask, choices=choices)


def _param_spec(name: str, field: FieldInfo, words: ParamWords) -> ParamSpec:
    kind: Any = field.annotation
    type_, choices, bounds = _type_of(kind)
    bounds = bounds or field.metadata
    least, most = _lengths(field)
    return ParamSpec(
        name=name,
        type=type_,
        title=Bilingual(ko=words.ko, en=words.en),
        rule=words.rule,
        default=_plain(field.default),
        minimum=next((item.ge for item in bounds if isinstance(item, Ge)), None),
        maximum=next((item.le for item in bounds if isinstance(item, Le)), None),
        least=least,
        most=most,
        choices=choices,
    )


def _lengths(field: FieldInfo) -> tuple[int, int]:
    """Return how many values a param takes, at least and at most."""
    lengths = field.metadata if get_origin(field.annotation) is tuple else []
    return (
        next((item.min_length for item in lengths if isinstance(item, MinLen)), 1),
        next((item.max_length for item in lengths if isinstance(item, MaxLen)), 1),
    )


def _type_of(kind: Any) -> tuple[Any, tuple[str, ...], list[Any]]:
    """Return a param's type as a form has it, its choices, and the bounds of a list's items."""
    if get_origin(kind) is Literal:
        return "choice", get_args(kind), []
    if get_origin(kind) is not tuple:
        return ("text" if kind is str else kind.__name__), (), []
    item = get_args(kind)[0]
    if get_origin(item) is Literal:
        return "choices", get_args(item), []
    inner, *metadata = get_args(item)
    bounds = [one for found in metadata for one in (found.metadata or [found])]
    return _LISTS[inner], (), bounds
