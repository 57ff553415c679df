"""What a demo is: typed bounded params, a title, and a seeded function. Imports no torch."""

import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Generic, Literal, TypeVar, get_args, get_origin

from annotated_types import Ge, Le
from pydantic import Base64Bytes, BaseModel, ConfigDict, FiniteFloat, TypeAdapter, ValidationError
from pydantic.fields import FieldInfo

from compute.api import DemoResult, DemoSpec, ParamSpec
from compute.problems import bad_param, unknown_demo, unknown_param
from content.schema import Bilingual

if TYPE_CHECKING:
    from matplotlib.figure import Figure

Progress = Callable[[float, str], None]
"""Takes the fraction done in [0, 1] and a short language-free note."""

_METRICS = TypeAdapter(dict[str, FiniteFloat])


class Params(BaseModel):
    """Base of every demo's params; each field is `Annotated[type, Title(…), Field(ge, le)]`."""

    model_config = ConfigDict(frozen=True, extra="forbid", allow_inf_nan=False)


P = TypeVar("P", bound=Params)


@dataclass(frozen=True)
class Title:
    """A param's name in both languages, for forms."""

    ko: str
    en: str


@dataclass(frozen=True)
class Output:
    """What a run found; the numbers in `caption` are those of `metrics`."""

    metrics: Mapping[str, float]
    caption: Bilingual
    figures: "Mapping[str, Figure]"


class Finished(BaseModel):
    """A run's result and its image files, as they travel from a worker."""

    result: DemoResult
    files: dict[str, Base64Bytes]


@dataclass(frozen=True)
class Demo(Generic[P]):
    """A small model trained right now to answer the questions `questions`."""

    name: str
    title: Bilingual
    params: type[P]
    questions: tuple[str, ...]
    run: Callable[[P, int, Progress], Output]

    @property
    def spec(self) -> DemoSpec:
        fields = self.params.model_fields.items()
        return DemoSpec(
            name=self.name,
            title=self.title,
            params=tuple(_param_spec(name, field) for name, field in fields),
            questions=self.questions,
        )

    def check(self, given: Mapping[str, Any]) -> P:
        """Return the params with defaults filled in; raise `Refused` naming the first bad one."""
        try:
            return self.params.model_validate(dict(given))
        except ValidationError as error:
            name = str(error.errors(include_input=False)[0]["loc"][0])
        specs = {spec.name: spec for spec in self.spec.params}
        if name not in specs:
            raise unknown_param(self.name, name, specs)
        raise bad_param(specs[name], given[name])

    def execute(self, params: P, seed: int, progress: Progress) -> Finished:
        """Run to the end and draw every figure; blocking."""
        from compute.plots import png

        started = time.perf_counter()
        output = self.run(params, seed, progress)
        files = {f"{name}.png": png(figure) for name, figure in output.figures.items()}
        result = DemoResult(
            metrics=_METRICS.validate_python(output.metrics),
            caption=output.caption,
            params=params.model_dump(),
            seed=seed,
            artifacts=tuple(files),
            elapsed_s=round(time.perf_counter() - started, 3),
        )
        return Finished.model_construct(result=result, files=files)


class Catalog:
    """The demos there are, by name."""

    def __init__(self, *demos: Demo[Any]) -> None:
        self._demos = {demo.name: demo for demo in demos}

    def find(self, name: str) -> Demo[Any]:
        """Return the demo; raise `Refused` with the nearest names where there is none."""
        if name not in self._demos:
            raise unknown_demo(name, self._demos)
        return self._demos[name]

    @property
    def specs(self) -> tuple[DemoSpec, ...]:
        return tuple(demo.spec for demo in self._demos.values())


def some(count: int, noun: str) -> str:
    """Return an English count: "1 unit", "2 units"."""
    return f"{count} {noun}" if count == 1 else f"{count} {noun}s"


def _param_spec(name: str, field: FieldInfo) -> ParamSpec:
    kind: Any = field.annotation
    is_choice = get_origin(kind) is Literal
    title = next(item for item in field.metadata if isinstance(item, Title))
    return ParamSpec(
        name=name,
        type="choice" if is_choice else kind.__name__,
        title=Bilingual(ko=title.ko, en=title.en),
        default=field.default,
        minimum=next((item.ge for item in field.metadata if isinstance(item, Ge)), None),
        maximum=next((item.le for item in field.metadata if isinstance(item, Le)), None),
        choices=get_args(kind) if is_choice else (),
    )
