"""The number that a calculation or an estimate asks for."""

from collections.abc import Mapping
from typing import Annotated

from pydantic import Field, StringConstraints

from content.base import Bilingual, Strict, Text

Name = Annotated[str, StringConstraints(pattern=r"^[A-Za-z][A-Za-z0-9_]*$", max_length=24)]
Expression = Annotated[str, StringConstraints(min_length=1, max_length=200)]


class Slip(Strict):
    """A wrong number that people arrive at, and what went wrong on the way."""

    value: float
    why: Bilingual


class Amount(Strict):
    """The number asked for, in the first of its units: anything from `low` to `high` is right.

    `near` is the wider range that still earns half; `units` says how much of the first unit one
    of each is, such as {"GB": 1, "MB": 0.001}.
    """

    low: float
    high: float
    near: tuple[float, float] | None = None
    units: Mapping[Text, float] = Field(default_factory=dict)
    slips: tuple[Slip, ...] = ()


class SlipRule(Strict):
    """A slip whose value depends on the numbers drawn."""

    value: Expression
    why: Bilingual


class Calculation(Strict):
    """Numbers that change from round to round, and the value that they lead to.

    `draw` lists the choices of each quantity, the default first; `where` are conditions that the
    numbers drawn together must meet; `let` are values worked out from them, in order. `{name}` in
    any text of the question stands for one of these, `{name:,}` for one with its thousands apart.
    `tolerance` is relative.
    """

    draw: Mapping[Name, tuple[int | float, ...]]
    where: tuple[Expression, ...] = ()
    let: Mapping[Name, Expression] = Field(default_factory=dict)
    value: Expression
    tolerance: Annotated[float, Field(ge=0, le=0.5)] = 0.0
    units: Mapping[Text, float] = Field(default_factory=dict)
    slips: tuple[SlipRule, ...] = ()
