"""Parts of tokens, whose vectors are shared, so that a rare word form learns from its relatives."""

import re
from collections import Counter
from collections.abc import Sequence

import numpy as np
from scipy.sparse import csr_array  # type: ignore[import-untyped]

_FIRST, _FINALS = ord("가"), 28
_SYLLABLE = re.compile(r"[가-힣]")
_LATIN = re.compile(r"[a-z]")


def pieces(token: str) -> list[str]:
    """Return the runs of characters inside `token`, marked by kind; none for other scripts.

    A Korean token gives runs of one to three syllables, as written and again without final
    consonants: 간다, 갔다 and 가다 then have 가 in common. A Latin one gives runs of three to five
    letters, with `<` and `>` for its ends.
    """
    if _SYLLABLE.match(token):
        open_ = _SYLLABLE.sub(lambda match: _without_final(match.group()), token)
        starts = ["start " + open_[:length] for length in (1, 2) if len(token) >= length]
        return _runs("written ", token, 1, 3) + _runs("open ", open_, 1, 3) + starts
    if _LATIN.match(token) and len(token) > 2:
        return _runs("latin ", f"<{token}>", 3, 5)
    return []


def piece_weights(tokens: Sequence[str]) -> csr_array:
    """Return the weight of each piece (column) in each token (row), whose squares sum to one.

    A piece that only one token has is left out: it could not be shared.
    """
    lists = [pieces(token) for token in tokens]
    counts = Counter(piece for found in lists for piece in dict.fromkeys(found))
    shared = [piece for piece, count in counts.items() if count > 1]
    column = {piece: at for at, piece in enumerate(shared)}
    columns = [[column[piece] for piece in found if piece in column] for found in lists]
    return csr_array(
        (
            np.array([len(row) ** -0.5 for row in columns for _ in row], dtype=np.float32),
            np.array([at for row in columns for at in row]),
            np.cumsum([0, *map(len, columns)]),
        ),
        shape=(len(tokens), len(shared)),
    )


def _runs(kind: str, text: str, shortest: int, longest: int) -> list[str]:
    return [
        kind + text[start : start + length]
        for length in range(shortest, longest + 1)
        for start in range(len(text) - length + 1)
    ]


def _without_final(syllable: str) -> str:
    return chr(_FIRST + (ord(syllable) - _FIRST) // _FINALS * _FINALS)
