"""What a question is: the pydantic schema of the YAML bank and of every imported deck.

Knows nothing of files, grading or chat.
"""

from collections.abc import Iterator
from enum import StrEnum
from typing import Annotated, Literal, Self

from pydantic import BaseModel, ConfigDict, Field, StringConstraints, model_validator

Language = Literal["ko", "en"]
LANGUAGES: tuple[Language, ...] = ("ko", "en")

Text = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=4000)]
Slug = Annotated[str, StringConstraints(pattern=r"^[a-z0-9]+(-[a-z0-9]+)*$", max_length=48)]
ParamValue = bool | int | float | str


class Strict(BaseModel):
    """Immutable, and an unknown field is an error: a misspelt one must not pass in silence."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class Bilingual(Strict):
    """One text in Korean and English."""

    ko: Text
    en: Text

    def __getitem__(self, language: Language) -> str:
        return self.ko if language == "ko" else self.en


class Kind(StrEnum):
    CONCEPT = "concept"
    FORMULA = "formula"
    CALCULATION = "calculation"
    ESTIMATE = "estimate"
    CODE = "code"
    OPEN = "open"
    PERSONAL = "personal"


class References(Strict):
    """Model answers per language; a draft may have none."""

    ko: tuple[Text, ...] = ()
    en: tuple[Text, ...] = ()

    def __getitem__(self, language: Language) -> tuple[str, ...]:
        return self.ko if language == "ko" else self.en

    def all(self) -> tuple[str, ...]:
        return self.ko + self.en


class KeyPoint(Strict):
    """One idea a full answer holds.

    `terms` are words of either language that usually carry the idea; `contrasts` say what a
    reversed claim would say instead.
    """

    id: Slug
    text: Bilingual
    weight: Annotated[float, Field(gt=0, le=10)] = 1.0
    terms: tuple[Text, ...] = ()
    contrasts: tuple[Bilingual, ...] = ()


class Misconception(Strict):
    """A wrong claim people make, and why it is wrong."""

    text: Bilingual
    why: Bilingual


class Source(Strict):
    """Something a reader can look up."""

    title: Text
    url: Annotated[str, StringConstraints(pattern=r"^https://\S+$", max_length=500)] | None = None


class DemoRef(Strict):
    """A demo that answers the question with numbers, and the params to start it with."""

    name: Slug
    params: dict[str, ParamValue] = Field(default_factory=dict)


class Rubric(Strict):
    """The part of a question that grading needs."""

    id: Slug
    kind: Kind = Kind.CONCEPT
    text: Bilingual
    references: References = References()
    key_points: Annotated[tuple[KeyPoint, ...], Field(max_length=12)] = ()
    misconceptions: Annotated[tuple[Misconception, ...], Field(max_length=12)] = ()

    @model_validator(mode="after")
    def _unique_key_points(self) -> Self:
        ids = [point.id for point in self.key_points]
        if len(set(ids)) != len(ids):
            raise ValueError(f"key point ids must differ, got {ids}")
        return self


class Question(Rubric):
    """A question as members meet it; `lead` says why it follows from its parent."""

    topic: Slug
    difficulty: Annotated[int, Field(ge=1, le=5)] = 3
    lead: Bilingual | None = None
    hints: tuple[Bilingual, ...] = ()
    explanation: Bilingual | None = None
    sources: tuple[Source, ...] = ()
    demo: DemoRef | None = None
    figure: Slug | None = None
    follow_ups: "tuple[Question, ...]" = ()

    @model_validator(mode="after")
    def _follow_ups_are_flat(self) -> Self:
        nested = [child.id for child in self.follow_ups if child.follow_ups]
        if nested:
            raise ValueError(f"a follow-up cannot have follow-ups of its own: {nested}")
        return self

    @property
    def has_reference(self) -> bool:
        return bool(self.references.all())

    def rubric(self) -> Rubric:
        """Return only what grading needs, so that a request stays small."""
        return Rubric.model_validate({name: getattr(self, name) for name in Rubric.model_fields})

    def walk(self) -> Iterator[Self]:
        """Yield this question and then its follow-ups, in order."""
        yield self
        for child in self.follow_ups:
            yield from child.walk()  # type: ignore[misc]
