"""Words of a Korean, English or mixed text: dictionary forms and parts of speech.

Korean morphemes come from Kiwi (Lee, 2022, github.com/bab2min/Kiwi), English words are stemmed by
light suffix rules. Kiwi takes a second to load, once in a process.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from typing import Any

from evaluators.text.vocabulary import (
    EMPTY_KOREAN,
    FINITE,
    FUNCTION_WORDS,
    IRREGULAR,
    NOUNS,
    VERBS,
)

_CONTENT = frozenset({"NNG", "NNP", "NR", "VV", "VA", "XR", "SL", "SN", "SH", "MM", "MAG"})
_PREDICATE = frozenset({"VV", "VA", "VX", "VCP", "VCN", "XSV", "XSA"})
_SUFFIXES = (
    ("ational", "ate"), ("ations", "ate"), ("ation", "ate"), ("izing", "ize"), ("ising", "ize"),
    ("ises", "ize"), ("ised", "ize"), ("ise", "ize"), ("ies", "y"), ("ied", "y"), ("ments", "ment"),
    ("ingly", ""), ("edly", ""), ("ings", ""), ("ing", ""), ("ed", ""), ("ers", "er"), ("ly", ""),
    ("sses", "ss"), ("xes", "x"), ("ches", "ch"), ("shes", "sh"), ("s", ""),
)  # fmt: skip


def _third_person(verb: str) -> str:
    """Return what one does: fix → fixes, apply → applies."""
    if verb == "have":
        return "has"
    if verb.endswith(("s", "x", "ch", "sh", "o")):
        return verb + "es"
    is_y = verb.endswith("y") and verb[-2] not in "aeou"
    return verb[:-1] + "ies" if is_y else verb + "s"


_FINITE = VERBS | FINITE | {_third_person(verb) for verb in VERBS}
_HANGUL = re.compile(r"[가-힣ᄀ-ᇿㄱ-ㆎ]")
_FOREIGN = re.compile(
    r"(?P<SY>\b(?:e\.g|i\.e|vs|cf|etc|approx)\.)"
    r"|(?P<SL>n't|[a-zà-öø-ÿ]+?(?=n't)|[a-zà-öø-ÿ]+|[α-ω])|(?P<SN>\d+(?:[.,]\d+)*)"
    r"|(?P<SF>[.?!])|(?P<SP>[,;:·/])|(?P<SW>[^\w\s가-힣ᄀ-ᇿㄱ-ㆎ])"
)


@dataclass(frozen=True, slots=True)
class Token:
    """One morpheme or word: its dictionary form, Kiwi's tag and where it stands.

    `is_finite` tells of an English verb that it says something of something.
    """

    form: str
    tag: str
    start: int
    end: int
    is_finite: bool = False

    @property
    def is_content(self) -> bool:
        """Tell whether the word carries meaning by itself."""
        if self.tag == "SL":
            return self.form not in FUNCTION_WORDS
        return self.tag in _CONTENT and self.form not in EMPTY_KOREAN

    @property
    def is_predicate(self) -> bool:
        """Tell whether the word is a predicate or makes one."""
        return self.is_finite or self.tag in _PREDICATE


class Analyzer:
    """Splits a smoothed text into sentences of tokens: Hangul by Kiwi, all else by rules."""

    def __init__(self) -> None:
        self._kiwi = _kiwi()

    def sentences(self, text: str) -> list[list[Token]]:
        """Return the tokens of each sentence, in order."""
        if not _HANGUL.search(text):
            return _grouped(_foreign(text), [len(text)])
        found = self._kiwi.split_into_sents(text, return_tokens=True)
        korean = [
            Token(item.form, item.tag.partition("-")[0], item.start, item.start + item.len)
            for sentence in found
            for item in sentence.tokens
            if _HANGUL.search(text, item.start, item.start + item.len)
        ]
        tokens = sorted(korean + _foreign(text), key=lambda token: (token.start, token.end))
        return _grouped(tokens, [sentence.end for sentence in found])

    def tokens(self, text: str) -> list[Token]:
        """Return the tokens of a whole text."""
        return [token for sentence in self.sentences(text) for token in sentence]


@cache
def _kiwi() -> Any:
    """Return this process's Kiwi, which is only read once it is loaded."""
    from kiwipiepy import Kiwi

    # Names of several words take most of the time to load, and are hardly ever in an answer.
    kiwi = Kiwi(num_workers=1, load_multi_dict=False)
    for word in sorted(NOUNS):
        kiwi.add_user_word(word, "NNG")
    kiwi.tokenize("준비")
    return kiwi


def _foreign(text: str) -> list[Token]:
    """Return words, numbers and signs that are not Korean.

    `n't` is a word of its own, as is a Greek letter; the stop of "e.g." ends no sentence.
    """
    tokens = []
    for match in _FOREIGN.finditer(text):
        kind = str(match.lastgroup)
        form = word = match.group()
        if kind == "SL":
            form = "not" if word == "n't" else stem(word)
        tokens.append(Token(form, kind, match.start(), match.end(), word in _FINITE))
    return tokens


def _grouped(tokens: Sequence[Token], ends: Sequence[int]) -> list[list[Token]]:
    """Distribute tokens over sentences that end at `ends`."""
    groups: list[list[Token]] = [[] for _ in ends]
    row = 0
    for token in tokens:
        while row < len(ends) - 1 and token.start >= ends[row]:
            row += 1
        groups[row].append(token)
    return [group for group in groups if group]


def content_words(tokens: Sequence[Token], text: str) -> dict[str, str]:
    """Return the words of `text` that carry meaning: dictionary form → as written."""
    return {t.form: text[t.start : t.end] for t in tokens if t.is_content}


def content_forms(tokens: Sequence[Token]) -> frozenset[str]:
    """Return the dictionary forms of the words that carry meaning."""
    return frozenset(token.form for token in tokens if token.is_content)


@lru_cache(maxsize=20_000)
def stem(word: str) -> str:
    """Return the stem of a lower-case English word; function words stay as they are."""
    if word in IRREGULAR:
        return IRREGULAR[word]
    if word in FUNCTION_WORDS or len(word) < 4 or word.endswith(("ss", "us", "is")):
        return word
    for suffix, replacement in _SUFFIXES:
        if word.endswith(suffix) and len(word) - len(suffix) >= 3:
            return _undouble(word[: -len(suffix)] + replacement)
    return _undouble(word)


def _undouble(word: str) -> str:
    """Drop what -ed and -ing left over: stepp → step, moves and moving → mov."""
    if len(word) > 4 and word[-1] == word[-2] and word[-1] not in "lsz":
        word = word[:-1]
    return word[:-1] if len(word) > 4 and word.endswith("e") else word
