"""Which words of a claim stand under a negation, in Korean and English."""

from collections.abc import Sequence

from evaluators.text.tokens import Token
from evaluators.text.vocabulary import FUNCTION_WORDS

_DENIES = frozenset({"not", "never", "no", "non", "neither", "nor", "cannot", "without"})
_INSTEAD = frozenset({("instead", "of"), ("rather", "than")})
_REASONS = frozenset({"because", "since", "as"})
_PAUSES = frozenset({"SP", "SF", "SW"})


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
        elif (token.form == "없" and token.tag in {"VA", "MAG"}) or _passes_over(tokens, index):
            found ^= before[index]
        elif token.tag == "SL" and _denies(tokens, index):
            found ^= after[index]
    return found


def _passes_over(tokens: Sequence[Token], index: int) -> bool:
    """Tell whether a Korean word sets aside the noun right before it: "A 말고 B", "A 대신 B"."""
    if index == 0 or not tokens[index - 1].is_content:
        return False
    form = tokens[index].form
    return form == "대신" or (
        form == "말" and [t.form for t in tokens[index + 1 : index + 2]] == ["고"]
    )


def is_reply(tokens: Sequence[Token], index: int) -> bool:
    """Tell whether a word is a "no" of its own, which answers a question and denies no word."""
    if tokens[index].form != "no":
        return False
    following = tokens[index + 1] if index + 1 < len(tokens) else None
    if following is None or following.tag in _PAUSES:
        return True
    return index == 0 and following.form in _REASONS


def _denies(tokens: Sequence[Token], index: int) -> bool:
    """Tell whether an English word denies the next."""
    if is_reply(tokens, index):
        return False
    form = tokens[index].form
    return form in _DENIES or (index > 0 and (tokens[index - 1].form, form) in _INSTEAD)


def _nearest(tokens: Sequence[Token], order: range) -> dict[int, set[int]]:
    """Return for each position that of the last word in order, before it, that carries meaning."""
    found: dict[int, set[int]] = {}
    last: set[int] = set()
    for index in order:
        found[index] = last
        if tokens[index].is_content and tokens[index].form not in FUNCTION_WORDS:
            last = {index}
    return found
