"""What a question is: the pydantic schema of the YAML bank and of every imported deck.

Knows nothing of files, grading or chat.
"""

from collections.abc import Iterable, Iterator
from enum import StrEnum
from typing import Annotated, Self

from pydantic import Field, StringConstraints, model_validator

from content.amount import Amount, Calculation
from content.base import LANGUAGES, Bilingual, Language, ParamValue, Slug, Strict, Text
from content.figures import Figure
from content.formula.schema import Formula

__all__ = ["LANGUAGES", "Bilingual", "Language", "ParamValue", "Slug", "Strict", "Text"]


MAX_NEIGHBOURS = 12
REFERENCES_OF_NEIGHBOUR = 2

Idiom = Annotated[str, StringConstraints(strip_whitespace=True, min_length=2, max_length=200)]


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

    def first(self, number: int) -> "References":
        """Return so many of each language."""
        return References(ko=self.ko[:number], en=self.en[:number])


class KeyPoint(Strict):
    """One idea a full answer holds; one that is not `needed` is a bonus.

    `nudge` is a question that leads on to the idea without saying it. `terms` are words of either
    language that usually carry it; `contrasts` say what a reversed claim would say instead;
    `idioms` are pieces of code that do what the point says, `accepted` are wordings of members
    that were ruled to say it.
    """

    id: Slug
    text: Bilingual
    weight: Annotated[float, Field(gt=0, le=10)] = 1.0
    needed: bool = True
    nudge: Bilingual | None = None
    terms: tuple[Text, ...] = ()
    contrasts: tuple[Bilingual, ...] = ()
    idioms: tuple[Idiom, ...] = ()
    accepted: tuple[Text, ...] = ()

    @property
    def is_worked_out(self) -> bool:
        """Tell a point somebody wrote from a sentence of a reference that was proposed for one."""
        return bool(self.terms or self.contrasts or self.nudge or self.idioms)


class Misconception(Strict):
    """A wrong claim people make, and why it is wrong; `idioms` are pieces of code that make it."""

    text: Bilingual
    why: Bilingual
    idioms: tuple[Idiom, ...] = ()


class Source(Strict):
    """Something a reader can look up."""

    title: Text
    url: Annotated[str, StringConstraints(pattern=r"^https://\S+$", max_length=500)] | None = None


class DemoRef(Strict):
    """A demo that answers the question with numbers, and the params to start it with.

    `figures` are metrics of that run as the texts of the question write them, such as "96%". With
    `predict` the question also leads to the demo's prediction.
    """

    name: Slug
    params: dict[str, ParamValue] = Field(default_factory=dict)
    figures: dict[str, Figure] = Field(default_factory=dict)
    predict: bool = False


class Neighbour(Strict):
    """A question asked beside this one, whose answer is none to this one."""

    text: Bilingual
    references: References


class Rubric(Strict):
    """The part of a question that grading needs.

    `enough` is how many of the needed points make a full answer, whichever they are; all of them
    do if it is left out.
    `amount` is what a calculation or an estimate comes to, `formula` what a formula has to say.
    `hints` are what a member may have read before answering.
    """

    id: Text
    kind: Kind = Kind.CONCEPT
    text: Bilingual
    references: References = References()
    key_points: Annotated[tuple[KeyPoint, ...], Field(max_length=12)] = ()
    enough: Annotated[int, Field(ge=1)] | None = None
    misconceptions: Annotated[tuple[Misconception, ...], Field(max_length=12)] = ()
    amount: Amount | None = None
    formula: Formula | None = None
    hints: tuple[Bilingual, ...] = ()
    neighbours: Annotated[tuple[Neighbour, ...], Field(max_length=MAX_NEIGHBOURS)] = ()

    @model_validator(mode="after")
    def _unique_key_points(self) -> Self:
        ids = [point.id for point in self.key_points]
        if len(set(ids)) != len(ids):
            raise ValueError(f"key point ids must differ, got {ids}")
        return self

    @model_validator(mode="after")
    def _enough_is_less_than_all(self) -> Self:
        if self.enough is None:
            return self
        if self.kind is Kind.FORMULA:
            raise ValueError("a formula says itself what is enough")
        needed = sum(point.needed for point in self.key_points) or len(self.key_points)
        if self.enough >= needed:
            raise ValueError(f"enough must be less than the {needed} points that are needed")
        return self


class Question(Rubric):
    """A question as members meet it; `lead` says why it follows from its parent.

    One with a `calculation` holds placeholders until its numbers are drawn.
    """

    id: Slug
    topic: Slug
    difficulty: Annotated[int, Field(ge=1, le=5)] = 3
    lead: Bilingual | None = None
    explanation: Bilingual | None = None
    sources: tuple[Source, ...] = ()
    demo: DemoRef | None = None
    figure: Slug | None = None
    calculation: Calculation | None = None
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

    def rubric(self, chain: Iterable["Question"] = ()) -> Rubric:
        """Return only what grading needs; `chain` are the questions that it is asked among."""
        fields = {name: getattr(self, name) for name in Rubric.model_fields}
        beside = [one for one in chain if one.id != self.id and one.has_reference]
        fields["neighbours"] = tuple(
            Neighbour(text=one.text, references=one.references.first(REFERENCES_OF_NEIGHBOUR))
            for one in beside[:MAX_NEIGHBOURS]
        )
        return Rubric.model_validate(fields)

    def rubric_of(self, id_: str) -> Rubric | None:
        """Return what grading one question of this chain needs."""
        chain = tuple(self.walk())
        return next((one.rubric(chain) for one in chain if one.id == id_), None)

    def walk(self) -> Iterator[Self]:
        """Yield this question and then its follow-ups, in order."""
        yield self
        for child in self.follow_ups:
            yield from child.walk()  # type: ignore[misc]
