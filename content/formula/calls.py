"""Functions applied to arguments: logarithms, expectations, cross-entropies, gradients, methods.

Knows nothing of which names stand for which function.
"""

from fractions import Fraction
from functools import reduce

from content.formula.cursor import Unreadable
from content.formula.expressions import (
    ONE,
    Apply,
    Expression,
    Number,
    Symbol,
    minus,
    negative,
    times,
)
from content.formula.indices import skip_indices
from content.formula.pratt import APPLICATION, SUM, Pratt, joined
from content.formula.tokens import Mark

IN_PLACE = {"mul_": "*", "add_": "+", "sub_": "-", "div_": "/"}
_LOSSES = frozenset(("L", "J", "f", "E", "C", "Q", "F", "ℒ", "loss", "Loss", "cost", "ell"))
_DROPPED_METHODS = frozenset(
    ("mean", "sum", "item", "detach", "data", "cpu", "squeeze", "view", "backward")
)


def arguments(parser: Pratt) -> tuple[Expression, ...]:
    """Read what stands in brackets, its keywords dropped; raises Unreadable if that is nothing."""
    opening = parser.take()
    if opening.mark is not Mark.OPEN:
        raise Unreadable
    found: list[Expression] = []
    while not parser.is_next(Mark.CLOSE):
        keyword = parser.peek(1)
        if parser.is_next(Mark.NAME) and keyword and keyword.text == "=":
            parser.at += 2
        found.append(parser.expression())
        if parser.is_next(Mark.STOP, ","):
            parser.take()
    parser.close(opening)
    if not found:
        raise Unreadable
    return tuple(found)


def application(function: str, parser: Pratt) -> Expression:
    """Read what stands after a function other than a gradient; a mean is its argument."""
    skip_indices(parser, parser.names)
    if function == "mean":
        _skip_limit(parser)
        bracketed = parser.is_next(Mark.OPEN)
        return arguments(parser)[0] if bracketed else parser.expression(SUM)
    if function in ("one", "zero"):
        if parser.is_next(Mark.OPEN, "("):
            parser.skip_group()
        return Number(Fraction(function == "one"))
    if not parser.is_next(Mark.OPEN) and function in ("log", "sqrt"):
        return Apply(function, (parser.expression(APPLICATION),))
    if function == "bce":
        return _cross_entropy(_loss_arguments(parser))
    return Apply(function, arguments(parser))


def gradient(parser: Pratt) -> Expression:
    """Read ∇L(w), ∇_w L, ∇w, grad(w): one symbol, unless it is taken somewhere else."""
    skip_indices(parser, parser.names)
    token = parser.peek()
    while token and token.mark is Mark.NAME and (token.text in _LOSSES or token.glued):
        parser.take()
        skip_indices(parser, parser.names)
        token = parser.peek()
    if not parser.is_next(Mark.OPEN, "("):
        return Symbol("grad")
    start = parser.at
    found: tuple[Expression, ...] = ()
    try:
        found = arguments(parser)
    except Unreadable:
        parser.at = start
        parser.skip_group()
    plain = all(isinstance(one, Symbol) for one in found)
    return Symbol("grad") if plain else Apply("grad", found)


def method(value: Expression, name: str, parser: Pratt) -> Expression:
    """Apply what stands after a dot: arithmetic, a function, or nothing that matters."""
    found: tuple[Expression, ...] = ()
    if parser.is_next(Mark.OPEN, "("):
        found = _method_arguments(parser)
    if name in IN_PLACE and found:
        return joined(IN_PLACE[name], value, reduce(times, found))
    if name == "log":
        return Apply("log", (value,))
    if name not in _DROPPED_METHODS:
        raise Unreadable
    return value


def _method_arguments(parser: Pratt) -> tuple[Expression, ...]:
    """Read the arguments of a method, which needs none: x.mean()."""
    following = parser.peek(1)
    if following is None or following.mark is not Mark.CLOSE:
        return arguments(parser)
    parser.skip_group()
    return ()


def _skip_limit(parser: Pratt) -> None:
    """Leave out where a sum ends."""
    if parser.is_next(Mark.OPERATOR, "^"):
        parser.take()
        parser.skip_group()


def _loss_arguments(parser: Pratt) -> tuple[Expression, ...]:
    """Read the arguments of a loss, past those it is made with: BCELoss()(p, y)."""
    end = parser.group_end(parser.at)
    if end is not None and end < len(parser.tokens) and parser.tokens[end].text == "(":
        parser.at = end
    return arguments(parser)


def _cross_entropy(given: tuple[Expression, ...]) -> Expression:
    """Rewrite BCE(p, 1) as −log p and BCE(p, 0) as −log(1 − p), in either order."""
    if len(given) < 2:
        raise Unreadable
    labels = [one for one in given[:2] if isinstance(one, Number) and one.value in (0, 1)]
    guesses = [one for one in given[:2] if not isinstance(one, Number)]
    if not labels or not guesses:
        raise Unreadable
    guess = guesses[0] if labels[0] == ONE else minus(ONE, guesses[0])
    return negative(Apply("log", (guess,)))
