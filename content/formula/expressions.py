"""What an equation is once read: a small tree of numbers, symbols and applications.

Knows nothing of text or of what a symbol means.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction


@dataclass(frozen=True)
class Number:
    value: Fraction


@dataclass(frozen=True)
class Symbol:
    """A symbol; `step` is its time index relative to t, None where none was written."""

    name: str
    step: int | None = None


@dataclass(frozen=True)
class Apply:
    """An operator (`+ - * / ^`, minus with one argument) or a function with its arguments."""

    head: str
    args: "tuple[Expression, ...]"


Expression = Number | Symbol | Apply
UNKNOWN = "?"
"""What the head of a function begins with that no question names."""
ONE = Number(Fraction(1))


@dataclass(frozen=True)
class Equation:
    """`target` becomes `value`, as text[start:end] says; that of a bare expression is nameless.

    It is `told` when a verb says so: in `D maximizes X` no sign of equality is written.
    """

    target: Symbol
    value: Expression
    start: int
    end: int
    told: bool = False

    def symbols(self) -> list[Symbol]:
        """Return every symbol on either side."""
        return [self.target, *(one for one in parts(self.value) if isinstance(one, Symbol))]

    def functions(self) -> set[str]:
        """Return the functions applied on the right side."""
        heads = {one.head for one in parts(self.value) if isinstance(one, Apply)}
        return heads - set("+-*/^")


def parts(expression: Expression) -> Iterator[Expression]:
    """Yield an expression and all it is made of."""
    left = [expression]
    while left:
        node = left.pop()
        yield node
        if isinstance(node, Apply):
            left += node.args


def negative(x: Expression) -> Expression:
    return Apply("-", (x,))


def plus(a: Expression, b: Expression) -> Expression:
    return Apply("+", (a, b))


def minus(a: Expression, b: Expression) -> Expression:
    return plus(a, negative(b))


def times(a: Expression, b: Expression) -> Expression:
    return Apply("*", (a, b))
