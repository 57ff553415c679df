"""The deck as a document to print: a heading for each question, then a line for each fact.

Whatever a text holds stays text: only code between backticks and math between dollar signs keep
their meaning.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from itertools import count

from content.exporters.spans import spans
from content.loader import Bank
from content.schema import Language, Question, Source

LABELS = ("Keyword", "Answer", "Explanation", "Misconception", "Why", "Hint", "Source")

_BREAK = "  \n"
_ACTIVE = re.compile(
    r"""
    \\(?=[!-/:-@\[-`{-~]|$)       # a backslash that would escape
    | [`~|$]
    | (?<![^\W_])_ | _(?![^\W_])  # emphasis, unless inside a word
    | (?<!\s)\* | \*(?!\s)
    | \](?=[(\[:])                # a link or its definition
    | <(?=[A-Za-z/!?])            # HTML
    | &(?=\#?\w+;)
    | (?<=\s)\#(?=\#*\s*$)        # the end of a heading
    """,
    re.VERBOSE,
)
_LEADING = re.compile(
    rf"""
    \d{{1,9}}(?=[.)](?:\s|$))                # an ordered list
    | (?=[\#>\[]|[-+*](?:\s|$)|[-=*_: ]+$)   # a heading, quote, checkbox, list or rule
    | (?:{"|".join(LABELS)})(?=:)
    """,
    re.VERBOSE,
)


def export(bank: Bank, title: str, languages: Sequence[Language]) -> str:
    """Return the document; of two languages, the first one is in the headings."""
    blocks = [f"# {_line(' '.join(title.split()))}"]
    for main in bank.mains():
        blocks += _question(main, "##", languages)
        for child in main.follow_ups:
            blocks += _question(child, "###", languages)
    return "\n\n".join(blocks) + "\n"


def _question(question: Question, level: str, languages: Sequence[Language]) -> Iterator[str]:
    yield from _heading(question, level, languages[0])
    yield from (body(question.text[language]) for language in languages[1:])
    level_of = f"difficulty {question.difficulty} of 5"
    yield f"`{question.id}` · {question.topic} · {question.kind} · {level_of}"
    if question.lead:
        yield from (body(question.lead[language]) for language in languages)
    facts = {
        "Hint": [hint[language] for language in languages for hint in question.hints],
        "Keyword": [point.text[one] for one in languages for point in question.key_points],
        "Answer": [text for language in languages for text in question.references[language]],
    }
    for label, texts in facts.items():
        yield from _facts((label, text) for text in texts)
    if question.explanation:
        yield from _facts(("Explanation", question.explanation[one]) for one in languages)
    for language in languages:
        for wrong in question.misconceptions:
            yield from _facts(
                [("Misconception", wrong.text[language]), ("Why", wrong.why[language])]
            )
    if question.sources:
        yield _BREAK.join(_source(source) for source in question.sources)


def _heading(question: Question, level: str, language: Language) -> Iterator[str]:
    text = question.text[language]
    first, _, rest = text.partition("\n")
    if text.startswith(("```", "$$")):
        first, rest = question.id, text
    yield f"{level} {body(first)}"
    if rest.strip():
        yield body(rest)


def _facts(facts: Iterable[tuple[str, str]]) -> Iterator[str]:
    lines = [f"{label}:{_apart(body(text))}" for label, text in facts]
    if any("\n" in line for line in lines):
        yield from lines
    elif lines:
        yield _BREAK.join(lines)


def _apart(text: str) -> str:
    return f"\n\n{text}" if text.startswith("```") else f" {text}"


def _source(source: Source) -> str:
    title = f"Source: {_line(' '.join(source.title.split()))}"
    if source.url is None:
        return title
    return f"{title} <{source.url.replace('<', '%3C').replace('>', '%3E')}>"


def body(text: str) -> str:
    """Return Markdown that shows the text, its line breaks, code and math, and nothing else."""
    shown = ""
    for style, part in spans(text):
        if style == "plain" and (not shown or shown.endswith("\n")):
            shown += _plain(part.lstrip("\n"), starts=True)
        elif style == "plain":
            shown += _plain(part, starts=False)
        elif style == "code":
            ticks = _ticks(part, least=1)
            shown += f"{ticks}{part}{ticks}"
        elif style == "block":
            ticks = _ticks(part, least=3)
            shown = f"{shown.rstrip()}\n\n{ticks}\n{part}{ticks}\n\n"
        else:
            sign = "$" if style == "math" else "$$"
            shown += f"{sign}{_math(part)}{sign}"
    return shown.strip()


def _plain(text: str, starts: bool) -> str:
    pieces = re.split(r"(\n(?:[ \t]*\n)*)", text)
    shown = _line(pieces[0], starts)
    for gap, line in zip(pieces[1::2], pieces[2::2], strict=True):
        shown += ("\n\n" if gap.count("\n") > 1 else _BREAK) + _line(line)
    return shown


def _line(text: str, starts: bool = True) -> str:
    indent = ""
    if starts:
        bare = text.expandtabs(4).lstrip(" ")
        indent = "\u00a0" * (len(text.expandtabs(4)) - len(bare))
        text = bare
    active = {found.start() for found in _ACTIVE.finditer(text)}
    if starts and (leading := _LEADING.match(text)):
        active.add(leading.end())
    return indent + "".join(f"\\{char}" if at in active else char for at, char in enumerate(text))


def _ticks(code: str, least: int) -> str:
    runs = {len(run) for run in re.findall("`+", code)}
    return "`" * next(length for length in count(least) if length not in runs)


def _math(text: str) -> str:
    """TeX where a space keeps apart what Markdown would take for HTML or for a link."""
    return re.sub(r"<(?=\S)|\](?=\()", r"\g<0> ", " ".join(text.split()))
