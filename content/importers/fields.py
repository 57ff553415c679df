"""The labels inside a list: `Keyword:`, `Answer:`, `A.` and headings such as "References"."""

import re
from enum import Enum, auto

from content.importers.wording import is_placeholder


class Field(Enum):
    ANSWER = auto()
    KEYWORDS = auto()
    NOTES = auto()
    LINKS = auto()


_NAMES = {
    Field.ANSWER: "answer|answers|model answer|답|답변|정답|모범 ?답안",
    Field.KEYWORDS: "keyword|keywords|key points?|키워드|핵심어|핵심 ?단어",
    Field.NOTES: "notes?|explanation|해설|설명|메모",
    Field.LINKS: "references?|sources?|links?|참고|참고 ?자료|참고 ?문헌|출처|링크",
}
_HEADINGS = {name: re.compile(rf"\W*({words})\W*", re.IGNORECASE) for name, words in _NAMES.items()}
_LABELS = {
    name: re.compile(
        rf"\s*(?:\*\*|__)?(?:{words})\s*(?:[:：](?:\*\*|__)?|(?:\*\*|__)[:：])(.*)", re.IGNORECASE
    )
    for name, words in _NAMES.items()
}
_SHORT_ANSWER = re.compile(r"\s*(?:\*\*)?A(?:[.:)](?:\*\*)?|\*\*[.:])(?:\s+(.*)|$)")
_LINK = re.compile(r"\[((?:[^\[\]]|\[[^\[\]]*\])+)\]\(([^()\s]+)\)|(https?://[^\s)>]+)")


def field_of_heading(text: str) -> Field | None:
    """Return what a heading such as "References" says its section holds."""
    return next((name for name, form in _HEADINGS.items() if form.fullmatch(text)), None)


def split_fields(text: str) -> list[tuple[Field | None, str, int]]:
    """Split a paragraph at its labels: each field, its text and the line it starts on, from 0."""
    pieces: list[tuple[Field | None, list[str], int]] = []
    for number, line in enumerate(text.split("\n")):
        name, rest = _label(line)
        if name is not None or not pieces:
            pieces.append((name, [rest], number))
        else:
            pieces[-1][1].append(line.strip())
    return [(name, "\n".join(lines).strip(), number) for name, lines, number in pieces]


def _label(line: str) -> tuple[Field | None, str]:
    for name, form in _LABELS.items():
        if match := form.fullmatch(line):
            return name, match[1].strip()
    if match := _SHORT_ANSWER.fullmatch(line):
        return Field.ANSWER, (match[1] or "").strip()
    return None, line.strip()


def links_of(text: str) -> list[tuple[str, str]]:
    """Return the title and address of every link that leads somewhere."""
    found = [(title or bare, url or bare) for title, url, bare in _LINK.findall(text)]
    return [(title, url) for title, url in found if "://" in url and not is_placeholder(title)]


def bare_text(text: str) -> str:
    """Return the text without HTML breaks, tags and the emptiness round it."""
    text = re.sub(r"</?(?:br|div|p|h[1-6]|strong|b|em|i|center|details|summary)\b[^>]*>", " ", text)
    return re.sub(r"<!--(?:(?!<!--).)*?-->", " ", text, flags=re.DOTALL).strip()
