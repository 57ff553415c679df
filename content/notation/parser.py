"""A Pratt parser for formulas in mixed notations: tokens in, expressions out.

Bounded in length, nesting and steps, and nothing is ever evaluated. Knows nothing of equations.
"""

import re
from fractions import Fraction
from functools import reduce

from content.notation.expressions import (
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
from content.notation.names import Names, spelled
from content.notation.tokens import Mark, Token

MAX_DEPTH = 24
MAX_STEPS = 6000
MAX_GROUP = 24
MAX_LENGTH = 240
_SUM, _NEGATION, _PRODUCT, _APPLICATION, _POWER = 10, 15, 20, 25, 30
_INFIX = {"+": _SUM, "-": _SUM, "*": _PRODUCT, "/": _PRODUCT, "^": _POWER}
TINY = Fraction("1e-5")
_CLOSING = {"(": ")", "[": "]", "{": "}"}
_TIME = re.compile(r"\(?[tkni]([-+][12])?\)?")
_LOSSES = frozenset(("L", "J", "f", "E", "C", "Q", "F", "ℒ", "loss", "Loss", "cost", "ell"))
_STEPS = {"new": 1, "next": 1, "old": -1, "prev": -1, "previous": -1, "last": -1}
FRACTIONS = ("frac", "dfrac", "tfrac")
IN_PLACE = {"mul_": "*", "add_": "+", "sub_": "-", "div_": "/"}
_DROPPED_METHODS = frozenset(
    ("mean", "sum", "item", "detach", "data", "cpu", "squeeze", "view", "backward")
)


class Unreadable(ValueError):
    """What stands here is no formula that this parser knows."""


class Parser:
    """Reads expressions from tokens; `at` is the next one."""

    def __init__(self, tokens: list[Token], names: Names) -> None:
        self.tokens = tokens
        self.names = names
        self.at = 0
        self._depth = 0
        self.steps = 0
        self._limit = MAX_LENGTH

    def begin(self) -> None:
        """Allow another statement its length and depth."""
        self._depth = 0
        self._limit = self.at + MAX_LENGTH

    def expression(self) -> Expression:
        """Read the longest expression from here; raises Unreadable, also when it has no end."""
        return self._sum(0)

    @property
    def is_spent(self) -> bool:
        """Tell whether nothing is left to read, or no steps to read it with."""
        return self.at >= len(self.tokens) or self.steps > MAX_STEPS

    def peek(self, ahead: int = 0) -> Token | None:
        index = self.at + ahead
        return self.tokens[index] if index < len(self.tokens) else None

    def take(self) -> Token:
        token = self.peek()
        self.steps += 1
        if token is None or self.at > self._limit or self.steps > MAX_STEPS:
            raise Unreadable
        self.at += 1
        return token

    def is_next(self, mark: Mark, *texts: str) -> bool:
        token = self.peek()
        return token is not None and token.mark is mark and (not texts or token.text in texts)

    def starts_equation(self, ahead: int = 0) -> bool:
        """Tell whether a name stands here with a relation sign after it and its indices."""
        first = self.peek(ahead)
        if first is None or first.mark is not Mark.NAME:
            return False
        self.steps += 1
        at: int | None = self.at + ahead + 1
        while at is not None and at < min(len(self.tokens), self.at + MAX_GROUP):
            token = self.tokens[at]
            if token.mark is Mark.RELATION:
                return True
            if token.mark in (Mark.LOW, Mark.HIGH) or token.text == "'":
                at += 1
            elif token.text in ("_", "^"):
                at = self._group_end(at + 1)
            elif token.mark is Mark.OPEN and token.glued and token.text != "{":
                at = self._group_end(at)
            else:
                return False
        return False

    def _skip_group(self) -> None:
        end = self._group_end(self.at)
        if end is None:
            raise Unreadable
        self.at = end

    def _group_end(self, at: int) -> int | None:
        """Return where the token or the group at `at` ends; None if that is far away."""
        level = 0
        for index in range(at, min(at + MAX_GROUP, len(self.tokens))):
            self.steps += 1
            level += {Mark.OPEN: 1, Mark.CLOSE: -1}.get(self.tokens[index].mark, 0)
            if level <= 0:
                return index + 1
        return None

    def _sum(self, least: int) -> Expression:
        """Read operands as long as their operators bind more tightly than `least`."""
        self._depth += 1
        if self._depth > MAX_DEPTH:
            raise Unreadable
        left = self._prefix()
        while (binding := self._binding()) > least:
            token = self.peek()
            assert token is not None
            if token.mark is Mark.OPERATOR and token.text in _INFIX:
                self.take()
                right = self._sum(binding - 1 if token.text == "^" else binding)
                left = joined(token.text, left, right)
            elif (factor := self._factor(token)) is not None:
                left = times(left, factor)
            else:
                break
        self._depth -= 1
        return left

    def _factor(self, token: Token) -> Expression | None:
        """Read a factor without an operator; brackets set off by a space may be an aside."""
        start, depth = self.at, self._depth
        is_aside = token.mark is Mark.OPEN and not token.glued
        try:
            factor = self._sum(_PRODUCT)
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
        token = self.peek()
        if token is None:
            return -1
        if token.text == "/" and self.starts_equation(ahead=1):
            return -1
        if token.mark is Mark.OPERATOR:
            return _INFIX.get(token.text, -1)
        return _PRODUCT if self._multiplies(token) else -1

    def _multiplies(self, token: Token) -> bool:
        """Tell whether a token that follows an operand is its factor."""
        if token.mark is Mark.OPEN:
            return True
        if token.mark is Mark.NUMBER:
            return False
        return token.mark is Mark.NAME and self.is_symbol(token) and not self.starts_equation()

    def is_symbol(self, token: Token) -> bool:
        """Tell a name that may stand in a product without an operator from a word of prose."""
        known = token.text in FRACTIONS or self.names.is_known(spelled(token.text.split(".")[-1]))
        return known or (len(token.text) == 1 and token.text not in "aI")

    def _prefix(self) -> Expression:
        token = self.take()
        if token.mark is Mark.OPERATOR and token.text in ("+", "-"):
            inner = self._sum(_NEGATION)
            return negative(inner) if token.text == "-" else inner
        if token.mark is Mark.NUMBER:
            return self._postfix(Number(Fraction(token.text)))
        if token.mark is Mark.OPEN:
            return self._postfix(self._group(token))
        if token.mark is Mark.NAME:
            return self._postfix(self._named(token))
        raise Unreadable

    def _group(self, opening: Token) -> Expression:
        inner = self._sum(0)
        self._close(opening)
        return inner

    def _close(self, opening: Token) -> None:
        if self.take().text != _CLOSING[opening.text]:
            raise Unreadable

    def _named(self, token: Token) -> Expression:
        """Read what a name begins: a fraction, a function applied, a gradient or a symbol."""
        *path, last = token.text.split(".")
        function = self.names.functions.get(spelled(last))
        if last in FRACTIONS:
            return joined("/", self._prefix(), self._prefix())
        if path and last in IN_PLACE:
            return self._method(Symbol(spelled(path[-1])), last)
        if function == "grad":
            return self._gradient()
        if function is None or (spelled(last) in self.names.roles and not self._is_applied()):
            return self._symbol(last)
        return self._application(function)

    def _is_applied(self) -> bool:
        at = self.at
        while self._index() is not None:
            pass
        found = self.is_next(Mark.OPEN, "(", "[")
        self.at = at
        return found

    def _symbol(self, text: str) -> Expression:
        symbol = self.indexed(text)
        opening = self.peek()
        is_applied = opening is not None and opening.text == "(" and opening.glued
        if symbol.name in self.names.roles or not is_applied:
            return symbol
        return Apply(f"{UNKNOWN}{symbol.name}", self._arguments())

    def indexed(self, text: str) -> Symbol:
        """Read the indices after a name: its time, or a part of the name."""
        name, step = spelled(text), None
        while (index := self._index()) is not None:
            time = _time(index)
            step = step if time is None else time
            name = spelled(name + index) if time is None else name
        self._skip_key()
        return Symbol(name, step)

    def _skip_key(self) -> None:
        """Leave out which of many is meant: params[key]."""
        opening, key, closing = (self.peek(ahead) for ahead in range(3))
        if opening and opening.text == "[" and opening.glued and key and key.mark is Mark.NAME:
            self.at += 3 if closing and closing.text == "]" else 0

    def _index(self) -> str | None:
        """Take one index if one stands here; a power is none."""
        token = self.peek()
        if token is None:
            return None
        if token.mark is Mark.LOW or (token.mark is Mark.HIGH and _time(token.text) is not None):
            return self.take().text
        if token.mark is Mark.OPERATOR and token.text == "'" and token.glued:
            self.take()
            return "new"
        is_low, is_high = token.text == "_", token.text == "^"
        is_call = token.mark is Mark.OPEN and token.text != "{" and token.glued
        if not (is_low or is_high or is_call):
            return None
        start = self.at if is_call else self.at + 1
        end = self._group_end(start)
        index = "".join(one.text for one in self.tokens[start:end]).strip("{}()[]")
        if end is None:
            return None
        if not is_low and _time(index) is None and index not in self.names.functions:
            return None
        self.at = end
        return index

    def _postfix(self, value: Expression) -> Expression:
        while token := self.peek():
            if token.mark is Mark.HIGH and token.text.isdigit():
                value = joined("^", value, Number(Fraction(self.take().text)))
            elif token.mark is Mark.OPERATOR and token.text.startswith("."):
                value = self._method(value, self.take().text[1:])
            else:
                break
        return value

    def _method(self, value: Expression, name: str) -> Expression:
        """Apply what stands after a dot: arithmetic, a function, or nothing that matters."""
        arguments: tuple[Expression, ...] = ()
        if self.is_next(Mark.OPEN, "("):
            arguments = self._method_arguments()
        if name in IN_PLACE and arguments:
            return joined(IN_PLACE[name], value, reduce(times, arguments))
        if name == "log":
            return Apply("log", (value,))
        if name not in _DROPPED_METHODS:
            raise Unreadable
        return value

    def _method_arguments(self) -> tuple[Expression, ...]:
        """Read the arguments of a method, which needs none: x.mean()."""
        following = self.peek(1)
        if following is None or following.mark is not Mark.CLOSE:
            return self._arguments()
        self._skip_group()
        return ()

    def _application(self, function: str) -> Expression:
        while self._index() is not None:
            pass
        if function == "mean":
            self._skip_limit()
            bracketed = self.is_next(Mark.OPEN)
            return self._arguments()[0] if bracketed else self._sum(_SUM)
        if function in ("one", "zero"):
            if self.is_next(Mark.OPEN, "("):
                self._skip_group()
            return Number(Fraction(function == "one"))
        if not self.is_next(Mark.OPEN) and function in ("log", "sqrt"):
            return Apply(function, (self._sum(_APPLICATION),))
        if function == "bce":
            return _cross_entropy(self._loss_arguments())
        return Apply(function, self._arguments())

    def _loss_arguments(self) -> tuple[Expression, ...]:
        """Read the arguments of a loss, past those it is made with: BCELoss()(p, y)."""
        end = self._group_end(self.at)
        if end is not None and end < len(self.tokens) and self.tokens[end].text == "(":
            self.at = end
        return self._arguments()

    def _skip_limit(self) -> None:
        """Leave out where a sum ends."""
        if self.is_next(Mark.OPERATOR, "^"):
            self.take()
            self._skip_group()

    def _gradient(self) -> Expression:
        """Read ∇L(w), ∇_w L, ∇w, grad(w): one symbol, unless it is taken somewhere else."""
        while self._index() is not None:
            pass
        token = self.peek()
        while token and token.mark is Mark.NAME and (token.text in _LOSSES or token.glued):
            self.take()
            while self._index() is not None:
                pass
            token = self.peek()
        if not self.is_next(Mark.OPEN, "("):
            return Symbol("grad")
        start = self.at
        try:
            arguments = self._arguments()
        except Unreadable:
            self.at = start
            self._skip_group()
            arguments = ()
        plain = all(isinstance(one, Symbol) for one in arguments)
        return Symbol("grad") if plain else Apply("grad", arguments)

    def _arguments(self) -> tuple[Expression, ...]:
        """Read what stands in brackets, its keywords dropped."""
        opening = self.take()
        if opening.mark is not Mark.OPEN:
            raise Unreadable
        found: list[Expression] = []
        while not self.is_next(Mark.CLOSE):
            keyword = self.peek(1)
            if self.is_next(Mark.NAME) and keyword and keyword.text == "=":
                self.at += 2
            found.append(self._sum(0))
            if self.is_next(Mark.STOP, ","):
                self.take()
        self._close(opening)
        if not found:
            raise Unreadable
        return tuple(found)


def joined(operator: str, a: Expression, b: Expression) -> Expression:
    """Join two expressions; numbers divide at once, and what keeps a log finite is left out."""
    if operator == "/" and isinstance(a, Number) and isinstance(b, Number) and b.value:
        return Number(a.value / b.value)
    if operator == "+" and isinstance(b, Number) and b.value < TINY:
        return a
    return minus(a, b) if operator == "-" else Apply(operator, (a, b))


def _time(index: str) -> int | None:
    if index in _STEPS:
        return _STEPS[index]
    match = _TIME.fullmatch(index)
    return None if match is None else int(match[1] or 0)


def _cross_entropy(arguments: tuple[Expression, ...]) -> Expression:
    """Rewrite BCE(p, 1) as −log p and BCE(p, 0) as −log(1 − p), in either order."""
    if len(arguments) < 2:
        raise Unreadable
    labels = [one for one in arguments[:2] if isinstance(one, Number) and one.value in (0, 1)]
    guesses = [one for one in arguments[:2] if not isinstance(one, Number)]
    if not labels or not guesses:
        raise Unreadable
    guess = guesses[0] if labels[0] == ONE else minus(ONE, guesses[0])
    return negative(Apply("log", (guess,)))
