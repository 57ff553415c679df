"""Recognise texts that claim nothing: blanks, "I don't know", keyword lists, the question again.

Rules only, no model: each has to be right on its own.
"""

import re
from collections.abc import Collection, Sequence

from evaluators.guards.order import is_rather_listed
from evaluators.text.sentences import Parsed, Segment
from evaluators.text.tokens import Token
from evaluators.text.vocabulary import FUNCTION_WORDS

_WORD = re.compile(r"[^\W_]", re.UNICODE)
_MIN_WORD_CHARACTERS = 2
_MIN_LISTED = 3
_MANY_LISTED, _MOST_WORDS_OF_MANY, _MEAN_WORDS_OF_MANY = 5, 4, 2.3
_MIN_BESIDES = 2
_MAX_WORDS_LISTED = 3
_ECHO_SHARE = 0.8
_REPORTED = r"(?!다(?:고|는|며|면|기)|(?:어요|습니다|네요)?['\"])"
_SOMETIMES = r"(?!으면|을|은\s|는\s)"  # "자신이 없으면 기권해요" tells of a model
_UNSURE_KO = (
    rf"모르겠{_REPORTED}|^글쎄|^\W*패스\W*$|기억이?\s*(?:안|나지)|생각이?\s*안\s*나|공부해\s*올게"
    rf"|못\s*하겠|헷갈(?:려|리네|립니다|린다|림)|자신이?\s*없{_SOMETIMES}|확실하?지\s*않{_SOMETIMES}"
    r"|설명을?\s*(?:잘\s*)?못\s*(?:해|하|합)"
)
_WRITER = (  # "we can't tell" and "it can't recall" tell of others
    r"(?:^\W*|[.,;!?] |\b(?:sorry|honestly|but|and) "
    r"|(?<!['\"])\bi(?:'m| am| have)? )(?:really |honestly |quite |just |totally )*"
)
_UNSURE_EN = (
    r"\b(?:idk|dunno|beats me)\b|^\W*pass\W*$"
    rf"|{_WRITER}(?:no idea|no clue|not (?:really |quite |totally |entirely )?sure"
    r"|(?:don't|do not|dont|can't|cannot|couldn't|didn't)\s+(?:really\s+|quite\s+)?"
    r"(?:know|remember|recall|say|explain|tell|understand))\b"
)
_DO_NOT_KNOW = re.compile(f"{_UNSURE_KO}|{_UNSURE_EN}")
_UNKNOWING = re.compile(r"모름|몰라|모릅니다")
_ASKED_FOR = ("답", "이유", "뜻", "의미", "개념", "내용", "방법", "원리", "차이", "것", "거", "건")
_NOT_ASKED_FOR = "".join(rf"(?<!{word})" for word in _ASKED_FOR)
# "어텐션은 순서를 모름" tells of attention, "이유를 모름" of the writer.
_UNKNOWN_TO_IT = re.compile(
    rf"{_NOT_ASKED_FOR}(?:을|를|밖에|(?<!저)(?<!나)도)\s*(?:(?:잘|전혀|아예)\s*)?"
    r"(?:모름|몰라|모릅니다)|[는은ㄴ인]지\s*몰라서"
)
_HEDGE = re.compile(
    r"(?:모르겠|확실하?지\s*않|자신이?\s*없)(?:지만|는데|은데|으나)"
    r"|\b(?:not sure|don't know|do not know|dont know|no idea)\b[^.!?]{0,30}\bbut\b"
)
_ASKS = re.compile(
    r"무엇|무슨|뭐|뭘|뭔|어떻|어떤|어디|언제|누가|얼마|몇|왜|다면요\?|\b(?:what|why|how|which|where|who|when)\b"
)
_JOINS = re.compile(r"[=<>≤≥→:~+×]|->")
_CLOSED = frozenset({"EF", "ETN"})  # "…다", "…음": somebody says something of something
_RELATING = frozenset((
    "up", "down", "more", "less", "no", "without", "higher", "lower", "bigger", "smaller",
    "faster", "slower", "cheaper", "fewer",
))  # fmt: skip
_SEPARATORS = re.compile(r"[,;/·|\n•]+|\s[-*]\s")


def is_blank(text: str, least: int = _MIN_WORD_CHARACTERS) -> bool:
    """Tell whether a text has fewer than so many letters, digits or syllables that make a word."""
    letters = [c for c in text if _WORD.match(c) and not "ㄱ" <= c <= "ㆎ" and not "ᄀ" <= c <= "ᇿ"]
    return len(letters) < least


def admits_not_knowing(segment: Segment) -> bool:
    """Tell whether a clause says that its writer does not know, other than to guess anyway."""
    return _admits(segment.text)


def gives_up(answer: Parsed) -> bool:
    """Tell whether a writer says anywhere that they do not know, other than to guess."""
    return _admits(answer.source.text)


def _admits(text: str) -> bool:
    return _not_knowing(_HEDGE.sub(" ", text)) is not None


def _not_knowing(text: str) -> re.Match[str] | None:
    """Find where a writer says that they don't know: no model, method or reader of theirs."""
    if found := _DO_NOT_KNOW.search(text):
        return found
    return None if _UNKNOWN_TO_IT.search(text) else _UNKNOWING.search(text)


def asks(sentence: Segment) -> bool:
    """Tell whether a sentence asks for something rather than claims it."""
    return sentence.text.rstrip().endswith("?") and _ASKS.search(sentence.text) is not None


def only_admits_not_knowing(segment: Segment) -> bool:
    """Tell whether a clause says that its writer does not know, and hardly a word besides."""
    found = _not_knowing(segment.text)
    if found is None:
        return False
    start, end = (segment.start + edge for edge in found.span())
    besides = [t for t in segment.tokens if t.is_content and (t.end <= start or end <= t.start)]
    return len(besides) < _MIN_BESIDES


def is_keyword_list(parsed: Parsed) -> bool:
    """Tell whether a text strings words together without saying anything about them.

    Many short items are a list even where one of them has an ending or a particle.
    """
    text = parsed.source.text
    if _JOINS.search(text):
        return False
    sizes = [len(item.split()) for item in _SEPARATORS.split(text) if item.strip()]
    if not says_something(parsed.tokens):
        if len(sizes) == 1:
            return sizes[0] > _MIN_LISTED
        return len(sizes) >= _MIN_LISTED and sum(sizes) <= _MAX_WORDS_LISTED * len(sizes)
    if any(token.tag in _CLOSED or token.form in _RELATING for token in parsed.tokens):
        return False
    is_list = len(sizes) >= _MANY_LISTED and max(sizes) <= _MOST_WORDS_OF_MANY
    return is_list and sum(sizes) <= _MEAN_WORDS_OF_MANY * len(sizes) and is_rather_listed(parsed)


def echo(words: Collection[str], asked: Collection[str]) -> float:
    """Return the share of an answer's content words that the question already has."""
    return sum(word in asked for word in words) / len(words) if words else 1.0


def is_echo(echo_share: float) -> bool:
    """Tell whether so many content words are the question's own that nothing was added."""
    return echo_share >= _ECHO_SHARE


def says_something(tokens: Sequence[Token]) -> bool:
    """Tell whether a word relates the others: a predicate, a particle, an English link."""
    return any(
        token.is_predicate
        or token.tag.startswith(("J", "E"))
        or (token.tag == "SL" and (token.form in FUNCTION_WORDS or token.form in _RELATING))
        for token in tokens
    )
