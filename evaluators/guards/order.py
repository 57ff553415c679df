"""Whether words stand in an order in which they say something, whatever that is.

A reference whose words are shuffled, or a list of its terms, holds all the right words. What tells
it from a sentence is which word follows which: a logistic model of the transitions between
neighbours, and between words with one in between, by their grammar alone. Its weights stand in
`order.json`; `python -m evaluators.training order` fits them.
"""

import json
from collections.abc import Iterator, Mapping, Sequence
from functools import lru_cache
from itertools import pairwise
from pathlib import Path

from evaluators.text.sentences import Parsed
from evaluators.text.tokens import Token
from evaluators.text.vocabulary import FUNCTION_WORDS

FILE = Path(__file__).parent / "order.json"
LEAST = -6.0
"""Log-odds of one line below which an answer counts as words in no order; all of them together may
come to twice that. None of 600 written answers does, and 19 of 20 shuffled references do."""

COPIED = 0.85
"""From which share of words on that its question's texts have, too, an answer may be one of those,
shuffled: nearly all that are have more, and of written answers that are nearly as odd hardly any.
"""

LISTED = 0.5
"""What is enough where a text looks like a list of short items anyway."""

Edges = tuple[str, str]
"""How a word begins and ends, grammatically."""


def is_out_of_order(parsed: Parsed) -> bool:
    """Tell whether a text's words stand in no order that says anything."""
    return oddness(parsed, _weights()) < LEAST


def is_shuffled(parsed: Parsed, shown: frozenset[str]) -> bool:
    """Tell whether an answer is words of its question's texts, in an order that says nothing.

    Notes without particles and verbs look so, too, but whoever takes them has words of their own.
    """
    return _share_of(parsed, shown) >= COPIED and is_out_of_order(parsed)


def is_rather_listed(parsed: Parsed) -> bool:
    """Tell whether what looks like a list of a few words each says nothing of them."""
    return oddness(parsed, _weights()) < LISTED


def oddness(parsed: Parsed, weights: Mapping[str, float]) -> float:
    """Return how much likelier the order of a text's words is as written than as shuffled, as
    log-odds: of the worst line, or half of all lines together."""
    lines = [sum(weights.get(one, 0.0) for one in line) for line in transitions(parsed)]
    return min([*lines, sum(lines) / 2], default=0.0)


def transitions(parsed: Parsed) -> Iterator[list[str]]:
    """Yield what follows what in each line: the end of a word with how the next two begin."""
    for line in _lines(parsed):
        edges = [("^", "^"), *map(_edges, line), ("$", "$")]
        pairs = [f"{a[1]} {b[0]}" for a, b in pairwise(edges)]
        yield pairs + [f"{a[1]} _ {c[0]}" for a, c in zip(edges, edges[2:], strict=False)]


def _share_of(parsed: Parsed, shown: frozenset[str]) -> float:
    words = [token.form for token in parsed.tokens if token.is_content]
    return sum(word in shown for word in words) / max(len(words), 1)


def _lines(parsed: Parsed) -> Iterator[list[list[Token]]]:
    """Yield the words of each line, each as its morphemes."""
    text = parsed.source.text
    line: list[list[Token]] = []
    end = 0
    for token in sorted(parsed.tokens, key=lambda one: (one.start, one.end)):
        gap = text[end : token.start]
        if "\n" in gap and line:
            yield line
            line = []
        if not line or gap.strip() != gap or gap.isspace():
            line.append([])
        line[-1].append(token)
        end = max(end, token.end)
    if line:
        yield line


def _edges(word: Sequence[Token]) -> Edges:
    first, last = word[0], word[-1]
    return _first(first), _last(last)


def _first(token: Token) -> str:
    is_own = token.tag == "SL" and token.form in FUNCTION_WORDS
    return token.form if is_own else token.tag


def _last(token: Token) -> str:
    return f"{token.form}/{token.tag}" if token.tag[0] in "JE" else _first(token)


@lru_cache(maxsize=1)
def _weights() -> dict[str, float]:
    weights: dict[str, float] = json.loads(FILE.read_bytes())
    return weights
