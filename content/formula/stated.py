"""Which number a text gives a symbol: `α = 0.1`, `α는 0.1이에요`, "alpha, say 0.1".

Knows nothing of equations.
"""

from collections.abc import Collection, Mapping
from fractions import Fraction

from content.formula.names import Names, spelled
from content.formula.tokens import Mark, MathToken, tokens

_REACH = 8
_BETWEEN = (Mark.NAME, Mark.WORD, Mark.RELATION, Mark.OPEN, Mark.LOW)


def stated(text: str, names: Names, roles: Collection[str]) -> Mapping[str, tuple[Fraction, ...]]:
    """Return the numbers given to each name that may play one of the roles."""
    found: dict[str, tuple[Fraction, ...]] = {}
    symbol, left, before = "", 0, ""
    for token in tokens(text, names):
        name = spelled(token.text) if token.mark is Mark.NAME else ""
        if not names.roles.get(name, frozenset()).isdisjoint(roles):
            symbol, left = ("", 0) if before in ("-", "+", "*", "/") else (name, _REACH)
        elif token.mark is Mark.NUMBER and symbol:
            found[symbol] = (*found.get(symbol, ()), Fraction(token.text))
            symbol = ""
        elif left == 0 or not _may_stand_between(token):
            symbol = ""
        else:
            left -= 1
        before = token.text
    return found


def _may_stand_between(token: MathToken) -> bool:
    return token.mark in _BETWEEN or token.text in (",", "≈", "~")
