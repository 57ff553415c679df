"""Carry out equations in order, in whatever algebra: random numbers, term counts, SymPy.

Knows nothing of roles or of what is right.
"""

import hashlib
from collections.abc import Callable, Sequence
from fractions import Fraction
from functools import lru_cache
from typing import Any, Protocol, TypeVar

from content.formula.expressions import Equation, Expression, Number, Symbol

T = TypeVar("T")
Atom = str | Fraction
"""What stands for a role: a name, or a number."""

PRIME = 2**61 - 1
MAX_POWER = 4
MAX_TERMS = 200


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
    function's value is a hash of its arguments' values.
    """

    def __init__(self, atoms: Callable[[str], Atom] = lambda name: name) -> None:
        self._atoms = atoms

    def number(self, value: Fraction) -> int:
        return value.numerator * pow(value.denominator, -1, PRIME) % PRIME

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
            case "/", [a, b]:
                return a * pow(b, PRIME - 2, PRIME) % PRIME
            case "^", [a, b] if b <= MAX_POWER:
                return pow(a, b, PRIME)
            case "^", [a, b] if 2 * b % PRIME == 1:
                return _random("sqrt", a)
        return _random(head, *args)


@lru_cache(maxsize=8192)
def _random(*key: str | int) -> int:
    digest = hashlib.blake2b(repr(key).encode(), digest_size=8).digest()
    return int.from_bytes(digest) % PRIME


class Terms:
    """How many terms an expression has at most when it is multiplied out."""

    def number(self, value: Fraction) -> int:
        return 1

    def symbol(self, name: str, lag: int) -> int:
        return 1

    def apply(self, head: str, args: Sequence[int]) -> int:
        match head, args:
            case "+", [a, b]:
                count = a + b
            case (("*" | "/"), [a, b]):
                count = a * b
            case "^", [a, b]:
                count = a**MAX_POWER
            case _:
                count = max(args, default=1)
        return min(count, MAX_TERMS + 1)


class Symbolic:
    """SymPy's own expressions; a function stays whole, so that nothing but algebra is used."""

    def __init__(self, atoms: Callable[[str], Atom] = lambda name: name) -> None:
        import sympy  # slow to load, and few answers need it

        self._sympy = sympy
        self._atoms = atoms

    def number(self, value: Fraction) -> Any:
        return self._sympy.Rational(value.numerator, value.denominator)

    def symbol(self, name: str, lag: int) -> Any:
        atom = self._atoms(name)
        if isinstance(atom, Fraction):
            return self.number(atom)
        return self._sympy.Symbol(f"{atom}:{lag}")

    def apply(self, head: str, args: Sequence[Any]) -> Any:
        match head, args:
            case "+", [a, b]:
                return a + b
            case "*", [a, b]:
                return a * b
            case "-", [a]:
                return -a
            case "/", [a, b]:
                return a / b
            case "^", [a, b] if b in range(MAX_POWER + 1) or 2 * b == 1:
                return a**b
            case "sqrt", [a]:
                return self._sympy.sqrt(a)
        return self._sympy.Function(head)(*args)


def are_equal(a: Any, b: Any) -> bool:
    """Tell whether two SymPy expressions are the same when multiplied out."""
    import sympy

    return bool(sympy.expand(sympy.numer(sympy.together(a - b))) == 0)
