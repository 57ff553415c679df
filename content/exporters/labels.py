"""The labels in front of each fact of a printed deck, in the fact's own language."""

import re
from enum import StrEnum

from content.schema import Language


class FieldLabel(StrEnum):
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
    FieldLabel.ID: "ID",
    FieldLabel.QUESTION: "질문",
    FieldLabel.LEAD: "도입",
    FieldLabel.HINT: "힌트",
    FieldLabel.KEY_POINT: "핵심",
    FieldLabel.ANSWER: "모범 답안",
    FieldLabel.EXPLANATION: "해설",
    FieldLabel.MISCONCEPTION: "오해",
    FieldLabel.WHY: "이유",
    FieldLabel.SOURCE: "출처",
    FieldLabel.DEMO: "데모",
    FieldLabel.FIGURE: "그림",
}
WORDS: dict[Language, dict[FieldLabel, str]] = {
    "ko": _KOREAN,
    "en": {one: one.value for one in FieldLabel},
}

_ALSO: dict[str, tuple[FieldLabel, Language]] = {
    "답": (FieldLabel.ANSWER, "ko"),
    "답변": (FieldLabel.ANSWER, "ko"),
    "정답": (FieldLabel.ANSWER, "ko"),
    "키워드": (FieldLabel.KEY_POINT, "ko"),
    "keyword": (FieldLabel.KEY_POINT, "en"),
}
_KNOWN = {
    word.casefold(): (label, language)
    for language, words in WORDS.items()
    for label, word in words.items()
} | _ALSO
UNMARKED = rf"(?P<word>(?ai:{'|'.join(map(re.escape, _KNOWN))}))(?:[ ]\(×(?P<weight>[\d.]+)\))?"
"""A label without its colon and emphasis."""

_LABEL = re.compile(rf"(?:\*\*)?{UNMARKED}(?::\*\*|\*\*:|:)[ \t]*")


def label(kind: FieldLabel, language: Language, weight: float = 1.0) -> str:
    """Return the label as Markdown; a weight other than 1 stands behind its word."""
    shown = "" if weight == 1 else f" (×{str(weight).removesuffix('.0')})"
    return f"**{WORDS[language][kind]}{shown}:**"


def labelled(line: str) -> tuple[FieldLabel, Language, str, str] | None:
    """Return what the label of a line says, its weight or nothing, and the rest of the line."""
    found = _LABEL.match(line)
    if found is None:
        return None
    kind, language = _KNOWN[found["word"].casefold()]
    return kind, language, found["weight"] or "", line[found.end() :]
