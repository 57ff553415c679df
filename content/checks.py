"""What makes a bank complete: the rules beyond the schema that a shipped question must keep."""

import re
from collections.abc import Callable, Iterator

from content.document import Document, FieldPath, MalformedError, read
from content.loader import Bank, Fault, paths
from content.schema import LANGUAGES, Kind, Language, Question

MIN_REFERENCES = 2
MIN_KEY_POINTS, MAX_KEY_POINTS = 3, 6
MIN_MISCONCEPTIONS = 2
HINTS = 2
MIN_LENGTH: dict[Language, int] = {"ko": 30, "en": 60}
MAX_OVERLAP = 0.8

WITHOUT_ANSWER = {Kind.PERSONAL}
WITHOUT_DEMO = {Kind.PERSONAL, Kind.ESTIMATE, Kind.OPEN}
NOTHING_TO_TRAIN = {"frameworks"}

Finding = tuple[FieldPath, str]
Rule = Callable[[Question], Iterator[Finding]]


def check(bank: Bank) -> list[Fault]:
    """Return what could not be loaded and what is incomplete, in file order."""
    faults = list(bank.faults)
    if not bank.questions and not faults:
        faults.append(Fault("", None, "", "no question found: the folder holds no *.yaml file"))
    for main in bank.mains():
        faults += _check_file(bank, main)
    return sorted(faults, key=lambda fault: (fault.file, fault.line or 0))


def _check_file(bank: Bank, main: Question) -> list[Fault]:
    findings = [
        ((*path, *field), message)
        for path, question in paths(main)
        for rule in RULES
        for field, message in rule(question)
    ]
    findings += [
        (("follow_ups", index, "lead"), "is missing: say why this follows")
        for index, child in enumerate(main.follow_ups)
        if child.lead is None
    ]
    document = _document(bank, main) if findings else None
    return [_fault(bank, main, document, path, message) for path, message in findings]


def _document(bank: Bank, main: Question) -> Document | None:
    try:
        return read(bank.files[main.id])
    except (KeyError, MalformedError):
        return None


def _fault(
    bank: Bank, main: Question, document: Document | None, path: FieldPath, message: str
) -> Fault:
    file = bank.files[main.id].name if main.id in bank.files else main.id
    line = None if document is None else document.locate(path)[1]
    return Fault(file, line, ".".join(map(str, path)), message)


def _enough_references(question: Question) -> Iterator[Finding]:
    for language in LANGUAGES:
        count = len(question.references[language])
        if question.kind not in WITHOUT_ANSWER and count < MIN_REFERENCES:
            yield ("references", language), f"needs {MIN_REFERENCES} or more, got {count}"


def _full_references(question: Question) -> Iterator[Finding]:
    for language in LANGUAGES:
        least = MIN_LENGTH[language]
        for index, text in enumerate(question.references[language]):
            if len(text) < least:
                message = f"is too short: {len(text)} characters, {least} or more expected"
                yield ("references", language, index), message


def _distinct_references(question: Question) -> Iterator[Finding]:
    for language in LANGUAGES:
        seen = [(f"key point {point.id!r}", _words(point.text[language]))
                for point in question.key_points]  # fmt: skip
        for index, text in enumerate(question.references[language]):
            words = _words(text)
            for name, others in seen:
                if len(words & others) >= MAX_OVERLAP * len(words | others):
                    yield ("references", language, index), f"says nearly the same as {name}"
            seen.append((f"reference {index}", words))


def _words(text: str) -> frozenset[str]:
    return frozenset(re.findall(r"\w+", text.casefold()))


def _key_points(question: Question) -> Iterator[Finding]:
    count = len(question.key_points)
    if question.kind not in WITHOUT_ANSWER and not MIN_KEY_POINTS <= count <= MAX_KEY_POINTS:
        yield ("key_points",), f"needs {MIN_KEY_POINTS} to {MAX_KEY_POINTS}, got {count}"
    for index, point in enumerate(question.key_points):
        if not point.terms:
            yield ("key_points", index, "terms"), "is empty: name words that members type"


def _misconceptions(question: Question) -> Iterator[Finding]:
    count = len(question.misconceptions)
    if question.kind not in WITHOUT_ANSWER and count < MIN_MISCONCEPTIONS:
        yield ("misconceptions",), f"needs {MIN_MISCONCEPTIONS} or more, got {count}"


def _hints(question: Question) -> Iterator[Finding]:
    if len(question.hints) != HINTS:
        yield ("hints",), f"needs exactly {HINTS}, got {len(question.hints)}"


def _background(question: Question) -> Iterator[Finding]:
    if question.explanation is None:
        yield ("explanation",), "is missing"
    if not question.sources:
        yield ("sources",), "needs 1 or more, got 0"
    can_be_shown = question.kind not in WITHOUT_DEMO and question.topic not in NOTHING_TO_TRAIN
    if question.demo is None and can_be_shown:
        yield ("demo",), "is missing"


RULES: tuple[Rule, ...] = (
    _enough_references,
    _full_references,
    _distinct_references,
    _key_points,
    _misconceptions,
    _hints,
    _background,
)
