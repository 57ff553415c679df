"""A parser for formulas in mixed notations, from numbers to LaTeX fractions and calls in code.

A Pratt parser, bounded in nesting: how tightly operators bind, written or left out between factors.
Nothing is ever evaluated. Knows nothing of equations.
"""

import re
from fractions import Fraction
from functools import reduce

from content.formula.cursor import Cursor, Unreadable
from content.formula.expressions import (
    ONE,
    UNKNOWN,
    Apply,
    Expression,
    Number,
    Symbol,
    minus,
    negative,
    times,
)
from content.formula.names import Names, spelled
from content.formula.tokens import Mark, MathToken

MAX_DEPTH = 24
IN_PLACE = {"mul_": "*", "add_": "+", "sub_": "-", "div_": "/"}
_SUM, _NEGATION, _PRODUCT, _APPLICATION, _POWER = 10, 15, 20, 25, 30
_INFIX = {"+": _SUM, "-": _SUM, "*": _PRODUCT, "/": _PRODUCT, "^": _POWER}
_TINY = Fraction("1e-5")
_FRACTIONS = ("frac", "dfrac", "tfrac")
_LOSSES = frozenset(("L", "J", "f", "E", "C", "Q", "F", "ℒ", "loss", "Loss", "cost", "ell"))
_DROPPED_METHODS = frozenset(
    ("mean", "sum", "item", "detach", "data", "cpu", "squeeze", "view", "backward")
)
_TIME = re.compile(r"\(?[tkni]([-+][12])?\)?")
_STEPS = {"new": 1, "next": 1, "old": -1, "prev": -1, "previous": -1, "last": -1}


class Parser(Cursor):
    """Reads expressions from tokens; `at` is the next one."""

    def __init__(self, tokens: list[MathToken], names: Names) -> None:
        super().__init__(tokens)
        self._names = names
        self._depth = 0

    def expression(self, least: int = 0) -> Expression:
        """Read operands as long as their operators bind more tightly than `least`.

        Raises Unreadable, also when the expression has no end.
        """
        self._depth += 1
        try:
            if self._depth > MAX_DEPTH:
                raise Unreadable
            return self._operated(self._prefix(), least)
        finally:
            self._depth -= 1

    def _operated(self, left: Expression, least: int) -> Expression:
        while (binding := self._binding(token := self.peek())) > least:
            if token.mark is Mark.OPERATOR:
                self.take()
                right = self.expression(binding - 1 if token.text == "^" else binding)
                left = joined(token.text, left, right)
            elif (factor := self._factor(token)) is not None:
                left = times(left, factor)
            else:
                break
        return left

    def _binding(self, token: MathToken) -> int:
        """Return how tightly a token binds to the operand before it; -1 if not at all."""
        if token.mark is Mark.OPERATOR:
            ends = token.text == "/" and self.starts_equation(ahead=1)
            return -1 if ends else _INFIX.get(token.text, -1)
        is_name = token.mark is Mark.NAME and self.is_symbol(token) and not self.starts_equation()
        return _PRODUCT if is_name or token.mark is Mark.OPEN else -1

    def _factor(self, token: MathToken) -> Expression | None:
        """Read a factor without an operator; brackets set off by a space may be an aside."""
        start = self.at
        is_aside = token.mark is Mark.OPEN and not token.glued
        try:
            factor = self.expression(_PRODUCT)
        except Unreadable:
            if not is_aside:
                raise
        else:
            names = [one for one in self.tokens[start : self.at] if one.mark is Mark.NAME]
            if not is_aside or all(map(self.is_symbol, names)):
                return factor
        self.at = start
        return None

    def is_symbol(self, token: MathToken) -> bool:
        """Tell a name that may stand in a product without an operator from a word of prose."""
        last = token.text.split(".")[-1]
        known = last in _FRACTIONS or self._names.is_known(spelled(last))
        return known or (len(token.text) == 1 and token.text not in "aI")

    def _prefix(self) -> Expression:
        """Read one operand with the signs before it, and the powers and methods after it."""
        token = self.take()
        if token.mark is Mark.OPERATOR and token.text in ("+", "-"):
            inner = self.expression(_NEGATION)
            return negative(inner) if token.text == "-" else inner
        if token.mark is Mark.NUMBER:
            return self._postfix(Number(Fraction(token.text)))
        if token.mark is Mark.OPEN:
            inner = self.expression()
            self.close(token)
            return self._postfix(inner)
        if token.mark is Mark.NAME:
            return self._postfix(self._named(token))
        raise Unreadable

    def _postfix(self, value: Expression) -> Expression:
        while True:
            token = self.peek()
            if token.mark is Mark.HIGH and token.text.isdigit():
                value = joined("^", value, Number(Fraction(self.take().text)))
            elif token.mark is Mark.OPERATOR and token.text.startswith("."):
                value = self._method(value, self.take().text[1:])
            else:
                return value

    def _named(self, token: MathToken) -> Expression:
        """Read what a name begins: a fraction, a function applied, a gradient or a symbol."""
        *path, last = token.text.split(".")
        function = self._names.functions.get(spelled(last))
        if last in _FRACTIONS:
            return joined("/", self._prefix(), self._prefix())
        if path and last in IN_PLACE:
            return self._method(Symbol(spelled(path[-1])), last)
        if function == "grad":
            return self._gradient()
        if function is None or (spelled(last) in self._names.roles and not self._is_applied()):
            return self._symbol(last)
        return self._application(function)

    def _is_applied(self) -> bool:
        at = self.at
        self._skip_indices()
        found = self.is_next(Mark.OPEN, "(", "[")
        self.at = at
        return found

    def _symbol(self, text: str) -> Expression:
        symbol = self.indexed(text)
        opening = self.peek()
        if opening.text != "(" or not opening.glued:
            return symbol
        roles = self._names.roles
        if symbol.name not in roles:
            return Apply(f"{UNKNOWN}{symbol.name}", self._arguments())
        start = self.at
        is_gradient = not roles[symbol.name].isdisjoint(roles.get("grad", ()))
        # Where a gradient is taken says nothing, as in g(w); g(1 - β) is a product.
        if is_gradient and not all(isinstance(one, Symbol) for one in self._arguments()):
            self.at = start
        return symbol

    def indexed(self, text: str) -> Symbol:
        """Read the indices after the name `text`, its time or a part of it; return its symbol."""
        name, step = spelled(text), None
        while (index := self._index()) is not None:
            time = _time(index)
            step = step if time is None else time
            name = spelled(name + index) if time is None else name
        self._skip_key()
        return Symbol(name, step)

    def _skip_indices(self) -> None:
        while self._index() is not None:
            pass

    def _index(self) -> str | None:
        """Take one index if one stands here, low, high or in brackets; a power is none."""
        token = self.peek()
        if token.mark is Mark.LOW or (token.mark is Mark.HIGH and _time(token.text) is not None):
            return self.take().text
        if token.mark is Mark.OPERATOR and token.text == "'" and token.glued:
            self.take()
            return "new"
        is_call = token.mark is Mark.OPEN and token.text != "{" and token.glued
        if not (is_call or token.text in ("_", "^")):
            return None
        start = self.at if is_call else self.at + 1
        end = self.group_end(start)
        index = "".join(one.text for one in self.tokens[start:end]).strip("{}()[]")
        is_index = token.text == "_" or _time(index) is not None or index in self._names.functions
        if end is None or not is_index:
            return None
        self.at = end
        return index

    def _skip_key(self) -> None:
        """Leave out which of many is meant: params[key]."""
        opening, key, closing = (self.peek(ahead) for ahead in range(3))
        if opening.text == "[" and opening.glued and key.mark is Mark.NAME and closing.text == "]":
            self.at += 3

    def _arguments(self) -> tuple[Expression, ...]:
        """Read what stands in brackets, its keywords dropped; raises Unreadable if it's nothing."""
        opening = self.take()
        if opening.mark is not Mark.OPEN:
            raise Unreadable
        found: list[Expression] = []
        while not self.is_next(Mark.CLOSE):
            if self.is_next(Mark.NAME) and self.peek(1).text == "=":
                self.at += 2
            found.append(self.expression())
            if self.is_next(Mark.STOP, ","):
                self.take()
        self.close(opening)
        if not found:
            raise Unreadable
        return tuple(found)

    def _application(self, function: str) -> Expression:
        """Read what stands after a function other than a gradient; a mean is its argument."""
        self._skip_indices()
        if function == "mean":
            if self.is_next(Mark.OPERATOR, "^"):  # where a sum ends
                self.take()
                self.skip_group()
            return self._arguments()[0] if self.is_next(Mark.OPEN) else self.expression(_SUM)
        if function in ("one", "zero"):
            if self.is_next(Mark.OPEN, "("):
                self.skip_group()
            return Number(Fraction(function == "one"))
        if not self.is_next(Mark.OPEN) and function in ("log", "sqrt"):
            return Apply(function, (self.expression(_APPLICATION),))
        return self._cross_entropy() if function == "bce" else Apply(function, self._arguments())

    def _gradient(self) -> Expression:
        """Read ∇L(w), ∇_w L, ∇w, grad(w): one symbol, unless it is taken somewhere else."""
        self._skip_indices()
        while self.is_next(Mark.NAME) and (self.peek().text in _LOSSES or self.peek().glued):
            self.take()
            self._skip_indices()
        if not self.is_next(Mark.OPEN, "("):
            return Symbol("grad")
        start = self.at
        try:
            found = self._arguments()
        except Unreadable:
            self.at = start
            self.skip_group()
            return Symbol("grad")
        plain = all(isinstance(one, Symbol) for one in found)
        return Symbol("grad") if plain else Apply("grad", found)

    def _method(self, value: Expression, name: str) -> Expression:
        """Apply what stands after a dot: arithmetic, a function, or nothing that matters."""
        found: tuple[Expression, ...] = ()
        if self.is_next(Mark.OPEN, "("):
            if self.peek(1).mark is Mark.CLOSE:
                self.skip_group()
            else:
                found = self._arguments()
        if name in IN_PLACE and found:
            return joined(IN_PLACE[name], value, reduce(times, found))
        if name == "log":
            return Apply("log", (value,))
        if name not in _DROPPED_METHODS:
            raise Unreadable
        return value

    def _cross_entropy(self) -> Expression:
        """Read BCE(p, 1) as −log p and BCE(p, 0) as −log(1 − p), in either order."""
        end = self.group_end(self.at)
        if end is not None and end < len(self.tokens) and self.tokens[end].text == "(":
            self.at = end  # past what it is made with: BCELoss()(p, y)
        given = self._arguments()[:2]
        labels = [one for one in given if isinstance(one, Number) and one.value in (0, 1)]
        guesses = [one for one in given if not isinstance(one, Number)]
        if not labels or not guesses:
            raise Unreadable
        guess = guesses[0] if labels[0] == ONE else minus(ONE, guesses[0])
        return negative(Apply("log", (guess,)))


def _time(index: str) -> int | None:
    """Return the time relative to t that an index tells, None when it tells none."""
    if index in _STEPS:
        return _STEPS[index]
    match = _TIME.fullmatch(index)
    return None if match is None else int(match[1] or 0)


def joined(operator: str, a: Expression, b: Expression) -> Expression:
    """Join two expressions; numbers divide at once, and what keeps a log finite is left out."""
    if operator == "/" and isinstance(a, Number) and isinstance(b, Number) and b.value:
        return Number(a.value / b.value)
    if operator == "+" and isinstance(b, Number) and b.value < _TINY:
        return a
    return minus(a, b) if operator == "-" else Apply(operator, (a, b))
