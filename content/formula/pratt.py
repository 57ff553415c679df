"""The core of a Pratt parser: how tightly operators bind, written or left out between factors.

Bounded in nesting. Knows nothing of how an operand is written.
"""

from abc import ABC, abstractmethod
from fractions import Fraction

from content.formula.cursor import Cursor, Unreadable
from content.formula.expressions import Apply, Expression, Number, minus, negative, times
from content.formula.names import Names, spelled
from content.formula.tokens import Mark, MathToken

MAX_DEPTH = 24
SUM, NEGATION, PRODUCT, APPLICATION, POWER = 10, 15, 20, 25, 30
_INFIX = {"+": SUM, "-": SUM, "*": PRODUCT, "/": PRODUCT, "^": POWER}
TINY = Fraction("1e-5")
FRACTIONS = ("frac", "dfrac", "tfrac")


class Pratt(Cursor, ABC):
    """Reads expressions from tokens, given how to read an operand."""

    def __init__(self, tokens: list[MathToken], names: Names) -> None:
        super().__init__(tokens)
        self.names = names
        self._depth = 0

    @abstractmethod
    def operand(self, token: MathToken) -> Expression:
        """Read the operand that `token`, just taken, begins; raises Unreadable when none does."""

    def begin(self) -> None:
        """Allow another statement its length and depth."""
        super().begin()
        self._depth = 0

    def expression(self, least: int = 0) -> Expression:
        """Read operands as long as their operators bind more tightly than `least`.

        Raises Unreadable, also when the expression has no end.
        """
        self._depth += 1
        if self._depth > MAX_DEPTH:
            raise Unreadable
        left = self.prefix()
        while (binding := self._binding()) > least:
            token = self.peek()
            assert token is not None
            if token.mark is Mark.OPERATOR and token.text in _INFIX:
                self.take()
                right = self.expression(binding - 1 if token.text == "^" else binding)
                left = joined(token.text, left, right)
            elif (factor := self._factor(token)) is not None:
                left = times(left, factor)
            else:
                break
        self._depth -= 1
        return left

    def prefix(self) -> Expression:
        """Read one operand with the signs before it."""
        token = self.take()
        if token.mark is Mark.OPERATOR and token.text in ("+", "-"):
            inner = self.expression(NEGATION)
            return negative(inner) if token.text == "-" else inner
        return self.operand(token)

    def is_symbol(self, token: MathToken) -> bool:
        """Tell a name that may stand in a product without an operator from a word of prose."""
        known = token.text in FRACTIONS or self.names.is_known(spelled(token.text.split(".")[-1]))
        return known or (len(token.text) == 1 and token.text not in "aI")

    def _factor(self, token: MathToken) -> Expression | None:
        """Read a factor without an operator; brackets set off by a space may be an aside."""
        start, depth = self.at, self._depth
        is_aside = token.mark is Mark.OPEN and not token.glued
        try:
            factor = self.expression(PRODUCT)
        except Unreadable:
            if not is_aside:
                raise
        else:
            names = [one for one in self.tokens[start : self.at] if one.mark is Mark.NAME]
            if not is_aside or all(map(self.is_symbol, names)):
                return factor
        self.at, self._depth = start, depth
        return None

    def _binding(self) -> int:
        """Return how tightly what stands here binds to the operand before it; -1 if not at all."""
        token = self.peek()
        if token is None:
            return -1
        if token.text == "/" and self.starts_equation(ahead=1):
            return -1
        if token.mark is Mark.OPERATOR:
            return _INFIX.get(token.text, -1)
        return PRODUCT if self._multiplies(token) else -1

    def _multiplies(self, token: MathToken) -> bool:
        """Tell whether a token that follows an operand is its factor."""
        if token.mark is Mark.OPEN:
            return True
        if token.mark is Mark.NUMBER:
            return False
        return token.mark is Mark.NAME and self.is_symbol(token) and not self.starts_equation()


def joined(operator: str, a: Expression, b: Expression) -> Expression:
    """Join two expressions; numbers divide at once, and what keeps a log finite is left out."""
    if operator == "/" and isinstance(a, Number) and isinstance(b, Number) and b.value:
        return Number(a.value / b.value)
    if operator == "+" and isinstance(b, Number) and b.value < TINY:
        return a
    return minus(a, b) if operator == "-" else Apply(operator, (a, b))
