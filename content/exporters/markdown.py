"""The deck as a document to print: a heading for each question, then a line for each fact.

Each line begins with a label in the language of its text, so that an import tells them apart.
"""

import json
import re
from collections.abc import Iterable, Iterator, Sequence
from itertools import count

from content.exporters.labels import FieldLabel, label
from content.exporters.prose import line, shown
from content.loader import Bank
from content.schema import Bilingual, Language, Question, Source

LEVELS: dict[Language, str] = {"ko": "난이도", "en": "difficulty"}

_BREAK = "  \n"
Fact = tuple[str, str]
"""A label and Markdown."""


def export(bank: Bank, title: str, languages: Sequence[Language]) -> str:
    """Return the document; of two languages, the first one is in the headings."""
    blocks = [f"# {_title(title)}"]
    for main in bank.mains():
        blocks += _question(main, "##", languages)
        for child in main.follow_ups:
            blocks += _question(child, "###", languages)
    return "\n\n".join(blocks) + "\n"


def _question(question: Question, level: str, languages: Sequence[Language]) -> Iterator[str]:
    first = languages[0]
    yield _heading(question, level, first)
    yield from _facts(_said(FieldLabel.QUESTION, question.text, languages[1:]))
    yield from _facts([(label(FieldLabel.ID, first), _rank(question, first))])
    for kind, texts in (
        (FieldLabel.LEAD, (question.lead,)),
        (FieldLabel.HINT, question.hints),
    ):
        yield from _facts(fact for text in texts for fact in _said(kind, text, languages))
    yield from _facts(
        fact
        for point in question.key_points
        for fact in _said(FieldLabel.KEY_POINT, point.text, languages, point.weight)
    )
    yield from _facts(
        (label(FieldLabel.ANSWER, one), shown(text))
        for one in languages
        for text in question.references[one]
    )
    yield from _facts(_said(FieldLabel.EXPLANATION, question.explanation, languages))
    for wrong in question.misconceptions:
        yield from _facts(
            fact
            for one in languages
            for fact in (
                *_said(FieldLabel.MISCONCEPTION, wrong.text, [one]),
                *_said(FieldLabel.WHY, wrong.why, [one]),
            )
        )
    yield from _facts((label(FieldLabel.SOURCE, first), _source(one)) for one in question.sources)
    yield from _facts(_extras(question, first))


def _heading(question: Question, level: str, language: Language) -> str:
    """Return the first line as the heading, or the id where that line would not come back."""
    text = question.text[language]
    first, _, rest = text.partition("\n")
    if text.startswith(("```", "$$")) or first == question.id or first != first.rstrip():
        first, rest = question.id, text
    heading = f"{level} {shown(first)}"
    return f"{heading}\n\n{shown(rest)}" if rest else heading


def _rank(question: Question, language: Language) -> str:
    level = f"{LEVELS[language]} {question.difficulty}/5"
    return f"`{question.id}` · {question.topic} · {question.kind} · {level}"


def _said(
    kind: FieldLabel, text: Bilingual | None, languages: Iterable[Language], weight: float = 1.0
) -> Iterator[Fact]:
    if text is not None:
        for one in languages:
            yield label(kind, one, weight), shown(text[one])


def _facts(facts: Iterable[Fact]) -> Iterator[str]:
    lines = [f"{name}{_apart(text)}" for name, text in facts]
    if any("\n" in line for line in lines):
        yield from lines
    elif lines:
        yield _BREAK.join(lines)


def _apart(text: str) -> str:
    return f"\n\n{text}" if text.startswith("```") else f" {text}"


def _title(text: str) -> str:
    return line(" ".join(text.split()))


def _source(source: Source) -> str:
    if source.url is None:
        return _title(source.title)
    return f"{_title(source.title)} <{source.url.replace('<', '%3C').replace('>', '%3E')}>"


def _extras(question: Question, language: Language) -> Iterator[Fact]:
    if question.demo:
        params = f" {_code(question.demo.params)}" if question.demo.params else ""
        yield label(FieldLabel.DEMO, language), f"`{question.demo.name}`{params}"
    if question.figure:
        yield label(FieldLabel.FIGURE, language), f"`{question.figure}`"


def _code(params: object) -> str:
    text = json.dumps(params)
    runs = {len(run) for run in re.findall("`+", text)}
    ticks = "`" * next(length for length in count(1) if length not in runs)
    return f"{ticks}{text}{ticks}"
