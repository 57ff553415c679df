"""The labels in front of each fact of a printed deck, in the fact's own language."""

import re
from enum import StrEnum

from content.schema import Language


class Label(StrEnum):
    ID = "ID"
    QUESTION = "Question"
    LEAD = "Lead"
    HINT = "Hint"
    KEY_POINT = "Key point"
    ANSWER = "Answer"
    EXPLANATION = "Explanation"
    MISCONCEPTION = "Misconception"
    WHY = "Why"
    SOURCE = "Source"
    DEMO = "Demo"
    FIGURE = "Figure"


_KOREAN = {
    Label.ID: "ID",
    Label.QUESTION: "질문",
    Label.LEAD: "도입",
    Label.HINT: "힌트",
    Label.KEY_POINT: "핵심",
    Label.ANSWER: "모범 답안",
    Label.EXPLANATION: "해설",
    Label.MISCONCEPTION: "오해",
    Label.WHY: "이유",
    Label.SOURCE: "출처",
    Label.DEMO: "데모",
    Label.FIGURE: "그림",
}
WORDS: dict[Language, dict[Label, str]] = {"ko": _KOREAN, "en": {one: one.value for one in Label}}

_ALSO: dict[str, tuple[Label, Language]] = {
    "답": (Label.ANSWER, "ko"),
    "답변": (Label.ANSWER, "ko"),
    "정답": (Label.ANSWER, "ko"),
    "키워드": (Label.KEY_POINT, "ko"),
    "keyword": (Label.KEY_POINT, "en"),
}
_KNOWN = {
    word.casefold(): (label, language)
    for language, words in WORDS.items()
    for label, word in words.items()
} | _ALSO
UNMARKED = rf"(?P<word>(?ai:{'|'.join(map(re.escape, _KNOWN))}))(?:[ ]\(×(?P<weight>[\d.]+)\))?"
"""A label without its colon and emphasis."""

_LABEL = re.compile(rf"(?:\*\*)?{UNMARKED}(?::\*\*|\*\*:|:)[ \t]*")


def label(kind: Label, language: Language, weight: float = 1.0) -> str:
    """Return the label as Markdown; a weight other than 1 stands behind its word."""
    shown = "" if weight == 1 else f" (×{str(weight).removesuffix('.0')})"
    return f"**{WORDS[language][kind]}{shown}:**"


def labelled(line: str) -> tuple[Label, Language, str, str] | None:
    """Return what the label of a line says, its weight or nothing, and the rest of the line."""
    found = _LABEL.match(line)
    if found is None:
        return None
    kind, language = _KNOWN[found["word"].casefold()]
    return kind, language, found["weight"] or "", line[found.end() :]
