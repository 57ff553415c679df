"""The equations that a formula question asks for, as data.

Equations are plain text over symbols of the question's own choosing, several joined by `;`. Knows
nothing of how text becomes algebra: see `content.formula.equations`.
"""

from typing import Annotated, Self

from pydantic import Field, StringConstraints, model_validator

from content.base import Bilingual, Slug, Strict

Symbol = Annotated[str, StringConstraints(pattern=r"^[A-Za-z][A-Za-z_]*$", max_length=24)]
Name = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=40)]
Names = Annotated[tuple[Name, ...], Field(max_length=60)]
Equations = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=400)]
Span = tuple[float, float]
Systems = Annotated[tuple[Equations, ...], Field(min_length=1, max_length=24)]


class Accepted(Strict):
    """Systems that are right; `worth` below 1 makes them right in part.

    `meets` are the key points that such a system shows; all of them when left out. `given` are
    roles that a number from here to there has to be given to in the answer: `(1 - a)*v + a*g` is
    right where `a` is said to be small.
    """

    any: Systems
    worth: Annotated[float, Field(gt=0, le=1)] = 1.0
    meets: tuple[Slug, ...] | None = None
    given: dict[Symbol, Span] = Field(default_factory=dict)


class Mistaken(Strict):
    """Systems that people write by mistake: what they say, and why it is wrong."""

    any: Systems
    text: Bilingual
    why: Bilingual


class Formula(Strict):
    """What a right formula says.

    `roles` are the symbols of the equations and the other names each goes by; a name of no role
    may stand for any. `functions` likewise are what is applied to an argument. `numbers` are the
    roles a number between 0 and 1 may stand for. `losses` are roles that somebody makes small,
    with that player's names, the outermost of `min … max …` first.
    """

    roles: Annotated[dict[Symbol, Names], Field(min_length=1, max_length=16)]
    functions: Annotated[dict[Symbol, Names], Field(max_length=16)] = Field(default_factory=dict)
    numbers: tuple[Symbol, ...] = ()
    losses: Annotated[dict[Symbol, Names], Field(max_length=4)] = Field(default_factory=dict)
    accepted: Annotated[tuple[Accepted, ...], Field(min_length=1, max_length=12)]
    wrong: Annotated[tuple[Mistaken, ...], Field(max_length=12)] = ()

    @model_validator(mode="after")
    def _names_are_roles(self) -> Self:
        for field in ("numbers", "losses"):
            unknown = sorted(set(getattr(self, field)) - set(self.roles))
            if unknown:
                raise ValueError(f"{field} must be roles, got {unknown}")
        for one in self.accepted:
            if unknown := sorted(set(one.given) - set(self.numbers)):
                raise ValueError(f"given must be among numbers, got {unknown}")
        return self
