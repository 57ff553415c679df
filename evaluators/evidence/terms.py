"""Whether the terms of key points are words that answers hold, judged by the question's own texts.

A synonym may well occur nowhere; that none of a point's terms does means they were misspelt, or
that members put it otherwise.
"""

import re
from collections import defaultdict
from collections.abc import Callable, Collection, Iterator, Sequence

from content.checks.finding import Finding
from content.schema import LANGUAGES, Language, Question
from evaluators.evidence.anchors import term_pattern
from evaluators.text.plain import plain

MOST_UNUSED = 2 / 3
"""Share of a point's terms; a third of the packaged bank's terms are synonyms that don't occur."""
NAMES: dict[Language, str] = {"ko": "Korean", "en": "English"}


def term_findings(question: Question) -> Iterator[Finding]:
    """Find key points whose terms the references lack, and terms that occur nowhere."""
    references = {language: _smooth(question.references[language]) for language in LANGUAGES}
    every = _smooth(_texts(question))
    for row, point in enumerate(question.key_points):
        field = ("key_points", row, "terms")
        for language, text in references.items():
            if point.terms and text and not _used(point.terms, text):
                message = f"no {NAMES[language]} reference holds any of them"
                yield Finding(question.id, field, message, "absent-terms")
        used = _used(point.terms, every)
        unused = [term for term in point.terms if term not in used]
        if len(unused) > MOST_UNUSED * len(point.terms):
            message = f"most occur in no text of the question: {', '.join(unused)}"
            yield Finding(question.id, field, message, "unused-terms")
        needless = dict(_repeats(point.terms))
        for index, other in needless.items():
            message = f"{point.terms[index]!r} finds nothing that {other!r} doesn't"
            yield Finding(question.id, (*field, index), message, "repeated-term")
        for term in _used(unused, _bare(every), _bare):
            index = point.terms.index(term)
            if index not in needless:
                message = f"{term!r} isn't found: the texts write it with other punctuation"
                yield Finding(question.id, (*field, index), message, "misspelt-term")


def _used(terms: Collection[str], text: str, seen_as: Callable[[str], str] = str) -> list[str]:
    """Return the terms that a smooth text holds."""
    smooth = {term: seen_as(plain(term).text) for term in terms}
    return [term for term, one in smooth.items() if one and term_pattern(one).search(text)]


def _repeats(terms: Sequence[str]) -> Iterator[tuple[int, str]]:
    """Yield the place of each term that another spelling of it makes needless, and that one."""
    spellings: defaultdict[str, list[int]] = defaultdict(list)
    for index, term in enumerate(terms):
        spellings[re.sub(r"[\s-]+", "", plain(term).text)].append(index)
    for places in spellings.values():
        for index in places:
            for other in places:
                finds = other != index and _finds(terms[other], terms[index])
                if finds and (other < index or not _finds(terms[index], terms[other])):
                    yield index, terms[other]
                    break


def _finds(term: str, text: str) -> bool:
    return term_pattern(plain(term).text).fullmatch(plain(text).text) is not None


def _bare(text: str) -> str:
    """Return the text without punctuation."""
    return " ".join(re.sub(r"[^\w\s]+", " ", text).split())


def _texts(question: Question) -> list[str]:
    points = [text for one in question.key_points for text in (one.text, *one.contrasts)]
    both = [*points, *(wrong.text for wrong in question.misconceptions)]
    return [*question.references.all(), *(text[one] for text in both for one in LANGUAGES)]


def _smooth(texts: Collection[str]) -> str:
    return plain("\n".join(texts)).text
