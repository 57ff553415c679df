"""A parser for formulas in mixed notations: what an operand is, from numbers to LaTeX fractions.

Nothing is ever evaluated. Knows nothing of equations.
"""

from fractions import Fraction

from content.formula.calls import IN_PLACE, application, arguments, gradient, method
from content.formula.cursor import Unreadable
from content.formula.expressions import UNKNOWN, Apply, Expression, Number, Symbol
from content.formula.indices import indexed, skip_indices
from content.formula.names import spelled
from content.formula.pratt import FRACTIONS, Pratt, joined
from content.formula.tokens import Mark, MathToken


class Parser(Pratt):
    """Reads expressions from tokens; `at` is the next one."""

    def operand(self, token: MathToken) -> Expression:
        """Read a number, a group or what a name begins, with the powers and methods after it."""
        if token.mark is Mark.NUMBER:
            return self._postfix(Number(Fraction(token.text)))
        if token.mark is Mark.OPEN:
            return self._postfix(self._group(token))
        if token.mark is Mark.NAME:
            return self._postfix(self._named(token))
        raise Unreadable

    def _group(self, opening: MathToken) -> Expression:
        inner = self.expression()
        self.close(opening)
        return inner

    def _named(self, token: MathToken) -> Expression:
        """Read what a name begins: a fraction, a function applied, a gradient or a symbol."""
        *path, last = token.text.split(".")
        function = self.names.functions.get(spelled(last))
        if last in FRACTIONS:
            return joined("/", self.prefix(), self.prefix())
        if path and last in IN_PLACE:
            return method(Symbol(spelled(path[-1])), last, self)
        if function == "grad":
            return gradient(self)
        if function is None or (spelled(last) in self.names.roles and not self._is_applied()):
            return self._symbol(last)
        return application(function, self)

    def _is_applied(self) -> bool:
        at = self.at
        skip_indices(self, self.names)
        found = self.is_next(Mark.OPEN, "(", "[")
        self.at = at
        return found

    def _symbol(self, text: str) -> Expression:
        symbol = indexed(text, self, self.names)
        opening = self.peek()
        if opening is None or opening.text != "(" or not opening.glued:
            return symbol
        if symbol.name not in self.names.roles:
            return Apply(f"{UNKNOWN}{symbol.name}", arguments(self))
        if not self.names.roles[symbol.name].isdisjoint(self.names.roles.get("grad", ())):
            self._skip_place()
        return symbol

    def _skip_place(self) -> None:
        """Leave out where a gradient is taken, as in g(w); g(1 - β) is a product."""
        start = self.at
        if not all(isinstance(one, Symbol) for one in arguments(self)):
            self.at = start

    def _postfix(self, value: Expression) -> Expression:
        while token := self.peek():
            if token.mark is Mark.HIGH and token.text.isdigit():
                value = joined("^", value, Number(Fraction(self.take().text)))
            elif token.mark is Mark.OPERATOR and token.text.startswith("."):
                value = method(value, self.take().text[1:], self)
            else:
                break
        return value
