"""The number that a calculation or an estimate asks for."""

from collections.abc import Mapping
from typing import Annotated, Self

from pydantic import Field, FiniteFloat, StringConstraints, model_validator

from content.base import Bilingual, Strict, Text

Name = Annotated[str, StringConstraints(pattern=r"^[A-Za-z][A-Za-z0-9_]*$", max_length=24)]
Letter = Annotated[str, StringConstraints(pattern=r"^[A-Za-z]$")]
Expression = Annotated[str, StringConstraints(min_length=1, max_length=200)]
Choices = Annotated[tuple[int | FiniteFloat, ...], Field(min_length=1, max_length=50)]
Factor = Annotated[float, Field(gt=0, allow_inf_nan=False)]
Units = Annotated[Mapping[Text, Factor], Field(max_length=60)]
Others = Annotated[tuple[Text, ...], Field(max_length=20)]


class Slip(Strict):
    """A wrong number that people arrive at, and what went wrong on the way."""

    value: FiniteFloat
    why: Bilingual


class Amount(Strict):
    """The number asked for, in the first of its units: anything from `low` to `high` is right.

    `near` is the wider range that still earns half. `units` says how much of the first unit one
    of each is, such as {"GB": 1, "MB": 0.001}; `words` are amounts said without a number, such as
    {"half a day": 4} for hours. What an answer gives for another letter than `symbol`, or
    for what is called by one of `others`, is none.
    """

    low: FiniteFloat
    high: FiniteFloat
    near: tuple[FiniteFloat, FiniteFloat] | None = None
    units: Units = Field(default_factory=dict)
    words: Units = Field(default_factory=dict)
    symbol: Letter | None = None
    others: Others = ()
    slips: tuple[Slip, ...] = ()

    @model_validator(mode="after")
    def _ranges_are_nested(self) -> Self:
        near = self.near or (self.low, self.high)
        if not near[0] <= self.low <= self.high <= near[1]:
            raise ValueError("must satisfy near[0] <= low <= high <= near[1]")
        return self


class SlipRule(Strict):
    """A slip whose value depends on the numbers drawn."""

    value: Expression
    why: Bilingual


class Calculation(Strict):
    """Numbers that change from round to round, and the value that they lead to.

    `draw` lists the choices of each quantity, the default first; `where` are conditions that the
    numbers drawn together must meet; `let` are values worked out from them, in order. `{name}` in
    any text of the question stands for one of these, `{name:,}` for one with its thousands apart.
    `tolerance` is relative. `symbol` is the letter by which the question calls the value, `others`
    are what answers call other values by, such as "토큰" where parameters are asked for.
    """

    draw: Annotated[Mapping[Name, Choices], Field(min_length=1, max_length=20)]
    where: Annotated[tuple[Expression, ...], Field(max_length=20)] = ()
    let: Annotated[Mapping[Name, Expression], Field(max_length=60)] = Field(default_factory=dict)
    value: Expression
    tolerance: Annotated[float, Field(ge=0, le=0.5)] = 0.0
    symbol: Letter | None = None
    others: Others = ()
    units: Units = Field(default_factory=dict)
    slips: Annotated[tuple[SlipRule, ...], Field(max_length=12)] = ()
