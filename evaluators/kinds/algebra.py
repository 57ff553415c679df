"""Carry out equations in order, in whatever algebra: at a random point, or as sets of names.

Knows nothing of roles or of what is right.
"""

import hashlib
from collections.abc import Callable, Sequence
from fractions import Fraction
from functools import lru_cache
from typing import Protocol, TypeVar

from content.formula.expressions import Equation, Expression, Number, Symbol

T = TypeVar("T")
Atom = str | Fraction
"""What stands for a role: a name, or a number."""

PRIME = 2**61 - 1
MAX_POWER = 4


class Algebra(Protocol[T]):
    """What numbers, symbols (`lag` steps older than the old value) and operators mean."""

    def number(self, value: Fraction) -> T: ...
    def symbol(self, name: str, lag: int) -> T: ...
    def apply(self, head: str, args: Sequence[T]) -> T: ...


def outputs(equations: Sequence[Equation], algebra: Algebra[T]) -> dict[str, T]:
    """Return what each target holds in the end, given what the symbols held before.

    A symbol without a time index is read as code is: its value by then. One with an index is the
    new value if no index of that name is later, else the old one, or the one before that.
    """
    steps = _steps(equations)
    targets = {one.target.name for one in equations}
    held: dict[str, T] = {}

    def age(symbol: Symbol) -> int:
        later = [step for step in steps[symbol.name] if step > (symbol.step or 0)]
        return len(later) if symbol.name in targets else 0

    def value(node: Expression) -> T:
        if isinstance(node, Number):
            return algebra.number(node.value)
        if isinstance(node, Symbol):
            if node.name in held and (node.step is None or age(node) == 0):
                return held[node.name]
            return algebra.symbol(node.name, max(age(node) - 1, 0))
        return algebra.apply(node.head, [value(one) for one in node.args])

    for equation in equations:
        held[equation.target.name] = value(equation.value)
    return held


def _steps(equations: Sequence[Equation]) -> dict[str, set[int]]:
    """Return the times at which each name stands; no index is t, until it is the new value."""
    steps: dict[str, set[int]] = {}
    written: set[str] = set()
    for equation in equations:
        read = (
            one for one in equation.symbols()[1:] if one.step is not None or one.name not in written
        )
        for symbol in (equation.target, *read):
            steps.setdefault(symbol.name, set()).add(symbol.step or 0)
        written.add(equation.target.name)
    return steps


class Atoms:
    """What an expression is made of: names with their lags, and numbers."""

    def number(self, value: Fraction) -> frozenset[Atom]:
        return frozenset((value,))

    def symbol(self, name: str, lag: int) -> frozenset[Atom]:
        return frozenset((name,))

    def apply(self, head: str, args: Sequence[frozenset[Atom]]) -> frozenset[Atom]:
        return frozenset().union(*args)


class Residues:
    """Values at one random point, modulo a prime: different formulas give different numbers.

    Two polynomials of degree d agree by chance with probability d / 2^61 (Schwartz, 1980). A
    function's value is a hash of its arguments' values, and so is what is divided by zero.
    """

    def __init__(self, atoms: Callable[[str], Atom] = lambda name: name) -> None:
        self._atoms = atoms

    def number(self, value: Fraction) -> int:
        return value.numerator * _inverse(value.denominator) % PRIME

    def symbol(self, name: str, lag: int) -> int:
        atom = self._atoms(name)
        return self.number(atom) if isinstance(atom, Fraction) else _random("symbol", atom, lag)

    def apply(self, head: str, args: Sequence[int]) -> int:
        match head, args:
            case "+", [a, b]:
                return (a + b) % PRIME
            case "*", [a, b]:
                return a * b % PRIME
            case "-", [a]:
                return -a % PRIME
            case "/", [a, b] if b:
                return a * _inverse(b) % PRIME
            case "^", [a, b] if b <= MAX_POWER:
                return pow(a, b, PRIME)
            case "^", [a, b] if 2 * b % PRIME == 1:
                return _random("sqrt", a)
        return _random(head, *args)


def _inverse(value: int) -> int:
    return pow(value, PRIME - 2, PRIME)


@lru_cache(maxsize=8192)
def _random(*key: str | int) -> int:
    digest = hashlib.blake2b(repr(key).encode(), digest_size=8).digest()
    return int.from_bytes(digest) % PRIME
