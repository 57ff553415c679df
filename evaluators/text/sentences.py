"""Split a text into claims that can be matched and quoted: clauses, sentences and neighbours.

Sentences are Kiwi's, cut further at line breaks and full stops; clauses end at Korean connective
endings, at commas outside brackets and before English conjunctions.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from evaluators.text.plain import PlainText, plain
from evaluators.text.tokens import Analyzer, Token
from evaluators.text.vocabulary import CONJUNCTIONS, DEGREES

_CONNECTIVES = (
    "고", "지만", "는데", "ㄴ데", "은데", "며", "으며", "면서", "니까", "으니까", "므로", "으므로",
    "라서", "아서", "어서", "라", "어", "니", "으니", "다가", "거나",
)  # fmt: skip
_STOPS = frozenset(".?!;")
_MIN_CONTENT = 2


@dataclass(frozen=True)
class Segment:
    """A stretch of one text with its tokens; offsets are those of the smoothed text."""

    text: str
    start: int
    end: int
    tokens: tuple[Token, ...]

    def meets(self, other: "Segment") -> bool:
        """Tell whether the two share any of the text."""
        return self.start < other.end and other.start < self.end


@dataclass(frozen=True)
class Parsed:
    """A text taken apart once, for all that is asked of it later."""

    source: PlainText
    sentences: tuple[Segment, ...]
    clauses: tuple[Segment, ...]

    @property
    def tokens(self) -> tuple[Token, ...]:
        return tuple(token for sentence in self.sentences for token in sentence.tokens)

    def segments(self) -> list[Segment]:
        """Return clauses, sentences and neighbouring pairs of either, each stretch once."""
        found = [*self.clauses, *self.sentences]
        found += [_join(self.source.text, a, b) for a, b in pairwise(self.clauses)]
        found += [_join(self.source.text, a, b) for a, b in pairwise(self.sentences)]
        return list({(segment.start, segment.end): segment for segment in found}.values())

    def quote(self, segment: Segment) -> str:
        """Return the member's own words behind a segment."""
        return self.source.quote(segment.start, segment.end)


def parse(text: str, analyzer: Analyzer) -> Parsed:
    """Take a text apart."""
    source = plain(text)
    sentences = [
        segment
        for tokens in analyzer.sentences(source.text)
        for part in _cut(
            tokens, [i for i, t in enumerate(tokens) if _breaks(source.text, tokens, i)]
        )
        if (segment := _segment(source.text, part)) is not None
    ]
    clauses = [clause for sentence in sentences for clause in _clauses(source.text, sentence)]
    return Parsed(source, tuple(sentences), tuple(clauses))


def _breaks(text: str, tokens: Sequence[Token], index: int) -> bool:
    """Tell whether a new line starts before this token, or a new sentence Kiwi joined."""
    if index == 0:
        return False
    before, token = tokens[index - 1], tokens[index]
    gap = text[before.end : token.start]
    return "\n" in gap or (before.form in _STOPS and " " in gap)


def _clauses(text: str, sentence: Segment) -> list[Segment]:
    """Cut a sentence where a clause ends; a stub without content opens the next clause."""
    parts: list[list[Token]] = [[]]
    held = 0
    for part in _cut(sentence.tokens, _clause_ends(sentence.tokens)):
        added = _content(part)
        if held >= _MIN_CONTENT and added >= 1:
            parts.append([])
            held = 0
        parts[-1] += part
        held += added
    if len(parts) > 1 and _content(parts[-1]) < _MIN_CONTENT:
        stub = parts.pop()
        parts[-1] += stub
    return [segment for part in parts if (segment := _segment(text, part)) is not None]


def _clause_ends(tokens: Sequence[Token]) -> list[int]:
    """Return before which tokens a clause ends."""
    ends: list[int] = []
    level = 0
    for index, (before, token) in enumerate(pairwise(tokens), 1):
        level += (before.form == "(") - (before.form == ")")
        is_connected = index > 1 and _is_connective_de(tokens[index - 2], before)
        is_ended = is_connected or _ends_clause(before, token, is_bracketed=level > 0)
        if is_ended and not _is_of_degree(tokens[index : index + 2]):
            ends.append(index)
    return ends


def _is_of_degree(tokens: Sequence[Token]) -> bool:
    """Tell whether "so" says how much of something, and begins no clause."""
    return tokens[0].form == "so" and tokens[-1].form in DEGREES


def _is_connective_de(before: Token, token: Token) -> bool:
    """Tell whether two tokens are the ending "-는데", which Kiwi mostly takes for the noun "데"."""
    return before.tag == "ETM" and (token.form, token.start) == ("데", before.end)


def _ends_clause(before: Token, token: Token, is_bracketed: bool) -> bool:
    """Tell whether a clause ends between two tokens."""
    if token.tag == "SL" and token.form in CONJUNCTIONS:
        return True
    if before.tag == "EC" and before.form.endswith(_CONNECTIVES):
        return token.tag not in {"VX", "SP"} and not (before.form in "아어" and token.tag == "VV")
    return before.form == "," and not is_bracketed


def _cut(tokens: Sequence[Token], before: Sequence[int]) -> list[Sequence[Token]]:
    edges = [0, *before, len(tokens)]
    return [tokens[a:b] for a, b in pairwise(edges) if a < b]


def _content(tokens: Sequence[Token]) -> int:
    return sum(token.is_content for token in tokens)


def _segment(text: str, tokens: Sequence[Token]) -> Segment | None:
    if not tokens:
        return None
    start, end = tokens[0].start, max(token.end for token in tokens)
    return Segment(text[start:end], start, end, tuple(tokens))


def _join(text: str, a: Segment, b: Segment) -> Segment:
    return Segment(text[a.start : b.end], a.start, b.end, a.tokens + b.tokens)
