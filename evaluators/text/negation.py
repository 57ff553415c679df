"""Which words of a claim stand under a negation, in Korean and English."""

from collections.abc import Sequence

from evaluators.text.tokens import Token
from evaluators.text.vocabulary import FUNCTION_WORDS

_DENIES = frozenset({"not", "never", "no", "non", "neither", "nor", "cannot", "without"})


def denied(tokens: Sequence[Token]) -> set[int]:
    """Return the positions of words under a negation."""
    found: set[int] = set()
    before = _nearest(tokens, range(len(tokens)))
    after = _nearest(tokens, range(len(tokens) - 1, -1, -1))
    for index, token in enumerate(tokens):
        if token.form in {"않", "못하"} or (token.tag == "VCN" and token.form == "아니"):
            found ^= before[index]
        elif token.tag == "MAG" and token.form in {"안", "못"}:
            found ^= after[index]
        elif token.tag == "XPN" and token.form in {"비", "무", "불"}:
            found ^= {index + 1} if index + 1 < len(tokens) else set()
        elif token.form == "없" and token.tag in {"VA", "MAG"}:
            found ^= before[index]
        elif token.tag == "SL" and token.form in _DENIES:
            found ^= after[index]
    return found


def _nearest(tokens: Sequence[Token], order: range) -> dict[int, set[int]]:
    """Return for each position that of the last word in order, before it, that carries meaning."""
    found: dict[int, set[int]] = {}
    last: set[int] = set()
    for index in order:
        found[index] = last
        if tokens[index].is_content and tokens[index].form not in FUNCTION_WORDS:
            last = {index}
    return found
