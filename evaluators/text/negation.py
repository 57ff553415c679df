"""Which words of a claim stand under a negation, in Korean and English."""

from collections.abc import Sequence

from evaluators.text.tokens import Token
from evaluators.text.vocabulary import FUNCTION_WORDS

_DENIES = frozenset({"not", "never", "no", "non", "neither", "nor", "cannot", "without"})


def denied(tokens: Sequence[Token]) -> set[int]:
    """Return the positions of words under a negation."""
    found: set[int] = set()
    for index, token in enumerate(tokens):
        if token.form in {"않", "못하"} or (token.tag == "VCN" and token.form == "아니"):
            found ^= _nearest(tokens, range(index - 1, -1, -1))
        elif token.tag == "MAG" and token.form in {"안", "못"}:
            found ^= _nearest(tokens, range(index + 1, len(tokens)))
        elif token.tag == "XPN" and token.form in {"비", "무", "불"}:
            found ^= {index + 1} & set(range(len(tokens)))
        elif token.form == "없" and token.tag in {"VA", "MAG"}:
            found ^= _nearest(tokens, range(index - 1, -1, -1))
        elif token.tag == "SL" and token.form in _DENIES:
            found ^= _nearest(tokens, range(index + 1, len(tokens)))
    return found


def _nearest(tokens: Sequence[Token], order: range) -> set[int]:
    """Return the position of the first word that carries meaning, if any."""
    found = (i for i in order if tokens[i].is_content and tokens[i].form not in FUNCTION_WORDS)
    return {first for first in (next(found, None),) if first is not None}
