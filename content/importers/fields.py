"""The labels inside a list: `Q1.`, `Answer:`, `답)`, `→`, and headings such as "References"."""

import re
from enum import Enum, auto

from content.exporters.labels import WORDS, FieldLabel
from content.importers.difficulty import level_of
from content.importers.wording import asks, asks_last, is_placeholder


class Field(Enum):
    QUESTION = auto()
    FOLLOW_UP = auto()
    ANSWER = auto()
    KEYWORDS = auto()
    NOTES = auto()
    LINKS = auto()
    LEVEL = auto()
    HINT = auto()
    ASIDE = auto()
    """What is said of the question, such as its tags, for whoever keeps the list."""


Piece = tuple[Field | None, str, int]
"""A field, or none; its text; and the line it starts on, from 0."""

BESIDE = {Field.HINT, Field.ASIDE}
"""Fields of a line each: what stands below it goes on with what stands above."""
ANSWERING = set(Field) - {Field.QUESTION, Field.FOLLOW_UP} - BESIDE

ANSWERS = (
    "(?:(?:(?:model|expected|suggested|sample|your|correct|right) )?answers?|ans|solution"
    "|답|답변|정답|해답|모범 ?답[안변])"
    "(?: ?[(（](?:en|ko|kr|english|korean|영어|한국어)[)）])?"
)
"""What a label calls an answer, as a pattern."""

_NAMES = {
    Field.FOLLOW_UP: "follow[- ]?ups?(?: questions?)?|꼬리(?: ?질문)?|추가 ?질문|후속 ?질문",
    Field.QUESTION: "question|질문|문제|문",
    Field.ANSWER: f"{ANSWERS}|EN|KO|KR",
    Field.KEYWORDS: "keywords?|key points?|키워드|핵심어|핵심 ?단어",
    Field.NOTES: "(?:speaker |presenter )?notes?|explanation|해설|설명|메모|발표자? ?노트",
    Field.LINKS: "references?|sources?|links?|see also|참고|참고 ?자료|참고 ?문헌|출처|링크",
    Field.LEVEL: "difficulty|level|난이도",
}
_HINTS = f"(?:{'|'.join(words[FieldLabel.HINT] for words in WORDS.values())})s?"
_HEADINGS = {
    name: re.compile(rf"\W*({words})(?: ?\d{{1,4}})?\W*", re.IGNORECASE)
    for name, words in {
        **_NAMES,
        Field.ANSWER: rf"{_NAMES[Field.ANSWER]}|(?-i:A)",
        Field.HINT: _HINTS,
    }.items()
    if name is not Field.QUESTION
}
_REVEALS = re.compile(
    r"\W*((show|see|view|reveal|click|정답|답안?|해설|모범 ?답안)\b.{0,40}"
    r"|.{0,20}(보기|펼치기|열기|확인)|(suggested |sample )?(answer|solution)s?)\W*",
    re.IGNORECASE,
)
ICON = (
    r"(?:\d\ufe0f?\u20e3|[\u25b6\u25b8\u2600-\u2604\u2607-\u27bf\U0001f000-\U0001faff])"
    r"[\u200d\ufe0f]?"
)
"""A sign in front of a text that is no part of it; stars say how hard it is."""
_MARK = r"(?:\*\*|__|\*|_)?"
_ICONS = rf"(?:(?:{ICON})+\s*)?"
_COUNT = r"(?:\d{1,4}(?:[.-]\d{1,3})?)"
_LABELS = {
    name: re.compile(
        rf"\s*{_ICONS}{_MARK}[\[(]?(?:{words})[\])]?(?:[ .]?{_COUNT})?\s*"
        rf"(?:{_MARK}\s*[:：]|[)）.](?=\s|\*|_|$)|(?:(?<=\d)|(?<=\d ))[-–—](?=\s)){_MARK}\s*(.*)",
        re.IGNORECASE,
    )
    for name, words in _NAMES.items()
}
_HINT = re.compile(
    rf"\s*{_ICONS}{_MARK}\[?(?:{_HINTS})\]?(?:[ .#]?{_COUNT})?\s*{_MARK}\s*[:：]{_MARK}\s*(.*)",
    re.IGNORECASE,
)
_SHORT = {
    Field.QUESTION: re.compile(
        rf"\s*{_ICONS}{_MARK}(?:Q\.?\s?{_COUNT}?|q{_COUNT})\s*[.:：)]{_MARK}(?:\s+(.*)|$)"
    ),
    Field.ANSWER: re.compile(
        rf"\s*{_ICONS}{_MARK}(?:A\.?\s?{_COUNT}?|a{_COUNT})\s?"
        rf"(?:[.:：)]{_MARK}|\*\*[.:])(?:\s+(.*)|$)"
    ),
}
_BRACKETED = {
    name: re.compile(
        rf"\s*{_MARK}[\[【<](?:{words})\s?{_COUNT}?[\]】>]{_MARK}\s*[:：]?\s*(.*)", re.IGNORECASE
    )
    for name, words in {
        Field.QUESTION: r"Q|질문|문제?|question(?=\s?\d|.*[?？])",
        Field.ANSWER: f"A|{_NAMES[Field.ANSWER]}",
    }.items()
}
_PICKED = re.compile(
    rf"\s*{_MARK}[\[(]?(?:정답|답)[\])]?{_MARK}\s*([①-⑳]|[(（][A-Ea-e1-9][)）]|[1-9]번|[A-E])\.?\s*"
)
_NAMED = "tags|categor(?:y|ies)|authors?|difficulty|태그|카테고리|작성자|출제자|난이도"
_TOLD = (
    "notes? (?:to|for) (?:the )?interviewers?|see also|참고(?: ?자료| ?문헌)?|출처|출제 ?의도"
    "|면접관 ?(?:메모|참고)"
)
_ASIDE = re.compile(
    rf"\s*{_ICONS}{_MARK}(?:(?:{_NAMED})(?!.*[.!?。][*_]*\s*$)|{_TOLD}){_MARK}\s*[:：](?!:){_MARK}\s*\S.*",
    re.IGNORECASE,
)
"""Few, as an answer may begin its lines with any other word; a name ends in no full stop."""
_WRAPPED = re.compile(r"\s*[a-z](?![.)])")
_FOLLOWS = re.compile(
    rf"[└↳ㄴ>\s]*{_MARK}(?:[Qq]?\d{{1,3}}(?:[.-]\d{{1,3}})?[.)]?\s+)?(?:[\[(（](?:{_NAMES[Field.FOLLOW_UP]})[\])）]{_MARK}\s*[:：]?"
    rf"|(?:{_NAMES[Field.FOLLOW_UP]})\s*\d{{0,3}}{_MARK}\s*[:：)）]{_MARK})\s*(\S.*)",
    re.IGNORECASE | re.DOTALL,
)
_NESTED = re.compile(r"\s*[└↳ㄴ][─\s]*(?=\S)(.+[?？]\W*)")
_CHOICES = re.compile(
    r"\s*[(（]?[Aa][)）.]\s.*(?:\n\s*[(（]?[Bb][)）.]|\s[(（]?[Bb][)）])\s.*", re.DOTALL
)
_ABOVE_ARROW = 20
_ARROW = re.compile(r"\s*(?:→|->|=>|⇒|➡️?|▶️?|☞)\s*(.+)")
_NUMBERED = re.compile(
    rf"\s*(?:{_MARK}[(（]\d{{1,4}}[)）]{_MARK}|[①-⑳]|\*\*\d{{1,4}}[.)]\*\*|\d{{1,4}}[.)])\s+(\S.*)"
)
_DASHED = re.compile(r"\s*(?:[Qq]\.?\s?)?\d{1,4}\s?[-–—]\s+([^\W\d_].*)")
_BULLETS = r"\s*(?:•\s*|[●○▪◦‣∙·■]\s+)++"
_BULLETED = re.compile(rf"{_BULLETS}(\S.*)")
_IN_FRONT = re.compile(rf"\A{_BULLETS}(?=\S)")
_ASKED_FIRST = re.compile(r"[^?？]{1,400}[?？](?:\s+[-–—:=→⇒].*)?")
_COUNTED = re.compile(
    r"\s*(?:\*\*[(（]?\d{1,4}[.)）]\*\*\s+|\*\*[(（]?\d{1,4}[.)）]\s+(?=.+\*\*))(\S.*)"
)
_LINK = re.compile(r"\[((?:[^\[\]]|\[[^\[\]]*\])+)\]\(([^()\s]+)\)|(https?://[^\s)>]+)")


def field_of_heading(text: str) -> Field | None:
    """Return what a heading such as "References" says its section holds."""
    return next((name for name, form in _HEADINGS.items() if form.fullmatch(text)), None)


def follow_up(text: str) -> str | None:
    """Return the question behind a label such as `꼬리질문)` or `(follow-up)`, or behind `└`."""
    found = _FOLLOWS.fullmatch(text) or _NESTED.fullmatch(text)
    return _unmarked(found[1]) if found else None


def is_labelled(text: str) -> bool:
    """Tell a text that begins with a label of a question, such as `Q:`, and no mere number."""
    line, *_ = text.split("\n")
    forms = (_LABELS, _SHORT, _BRACKETED)
    return any(one[Field.QUESTION].fullmatch(line) for one in forms)


def reveals(text: str) -> bool:
    """Tell a caption behind which an answer is hidden, such as "Show answer"."""
    return field_of_heading(text) is Field.ANSWER or _REVEALS.fullmatch(text) is not None


def split_fields(text: str) -> list[Piece]:
    """Split a paragraph at its labels and at its numbered questions."""
    pieces: list[tuple[Field | None, list[str], int]] = []
    lines = text.split("\n")
    for number, line in enumerate(lines):
        name, rest = _label(line)
        if name is Field.ANSWER and _CHOICES.fullmatch("\n".join(lines[number : number + 2])):
            name, rest = None, line.strip()
        if name is None and pieces and _answers_by_arrow(line, pieces[-1]):
            name, rest = Field.ANSWER, _ARROW.sub(r"\1", line).strip()
        if name is not None or not pieces:
            pieces.append((name, [rest], number))
        elif pieces[-1][0] is Field.LEVEL or _ends_beside(pieces[-1], line):
            is_answered = any(name is Field.ANSWER for name, _, _ in pieces)
            pieces.append((None if is_answered else Field.NOTES, [rest], number))
        else:
            pieces[-1][1].append(line.strip())
    return [(name, "\n".join(held).strip(), number) for name, held, number in pieces]


def hint_or_aside(line: str) -> tuple[Field, str] | None:
    """Return the hint or the aside that a line is, or none."""
    if match := _HINT.fullmatch(line):
        return Field.HINT, _unmarked(match[1].strip())
    return (Field.ASIDE, line.strip()) if _ASIDE.fullmatch(line) else None


def _ends_beside(above: tuple[Field | None, list[str], int], line: str) -> bool:
    name, lines, _ = above
    return name in BESIDE and not goes_on(lines[-1], line)


def goes_on(above: str, line: str) -> bool:
    """Tell a line of a hint that stands below its label, or was broken within a sentence."""
    if not above:
        return bool(line.strip())
    return above[-1] not in ".!?:。" and _WRAPPED.match(line) is not None


def _answers_by_arrow(line: str, above: tuple[Field | None, list[str], int]) -> bool:
    """Tell an arrow right below a question from one inside an answer."""
    name, lines, _ = above
    if name not in (None, Field.QUESTION, Field.FOLLOW_UP) or not _ARROW.fullmatch(line):
        return False
    return asks(" ".join(lines[-_ABOVE_ARROW:]))


def _label(line: str) -> tuple[Field | None, str]:
    if (asked := follow_up(line)) is not None:
        return Field.FOLLOW_UP, asked.strip()
    for forms in (_LABELS, _SHORT, _BRACKETED):
        for name, form in forms.items():
            if match := form.fullmatch(line):
                rest = _unmarked((match[1] or "").strip())
                if name is not Field.LEVEL or level_of(rest):
                    return name, rest
    if held := hint_or_aside(line):
        return held
    if match := _PICKED.fullmatch(line):
        return Field.ANSWER, match[1]
    if match := _COUNTED.fullmatch(line):
        return Field.QUESTION, _unmarked(match[1].strip())
    if (match := _NUMBERED.fullmatch(line)) and asks(match[1]):
        return Field.QUESTION, match[1].strip()
    if (match := _DASHED.fullmatch(line)) and _asks_first(match[1]):
        return Field.QUESTION, match[1].strip()
    if match := _BULLETED.fullmatch(line):
        labelled, rest = _label(match[1])
        if labelled in (Field.QUESTION, Field.FOLLOW_UP, Field.ANSWER):
            return labelled, rest
        if _asks_first(match[1]):
            return Field.QUESTION, match[1].strip()
    return None, line.strip()


def _asks_first(text: str) -> bool:
    """Tell a line that plainly is a question, or one before its answer, from one that has one."""
    return asks_last(text, plainly=True) or _ASKED_FIRST.fullmatch(text) is not None


def _unmarked(text: str) -> str:
    """Drop the end of an emphasis that began before the label, or begin it behind the label."""
    if text.count("**") % 2 and not text.endswith("**"):
        return f"**{text}"
    odd = (one for one in ("**", "*") if text.endswith(one) and text.count(one) % 2)
    return text.removesuffix(next(odd, "")).rstrip()


def links_of(text: str) -> list[tuple[str, str]]:
    """Return the title and address of every link that leads somewhere."""
    found = [(title or bare, url or bare) for title, url, bare in _LINK.findall(text)]
    return [(title, url) for title, url in found if "://" in url and not is_placeholder(title)]


def referred(text: str) -> list[tuple[str, str]]:
    """Return the links of a text that is labelled as naming nothing else."""
    pieces = split_fields(text)
    return links_of(text) if len(pieces) == 1 and pieces[0][0] is Field.LINKS else []


def keywords_of(text: str) -> list[str]:
    """Return the words of a list by commas and lines, or its bullets where it has some."""
    listed = re.findall(r"(?m)^[ \t]*[-*+•][ \t]+(\S.*)$", text) or re.split(r"[,;\n]", text)
    return [one.strip() for one in listed if one.strip()]


def bare_text(text: str) -> str:
    """Return the text without HTML breaks, tags and the emptiness round it."""
    text = re.sub(
        r"</?(?:br|div|p|h[1-6]|strong|b|em|i|center|details|summary)\b[^<>]*>", " ", text
    )
    return re.sub(r"<!--(?:(?!<!--).)*?-->", " ", text, flags=re.DOTALL).strip()


def unbulleted(text: str) -> str:
    """Return the bare text without a bullet that Markdown knows nothing of."""
    return _IN_FRONT.sub("", bare_text(text))
