"""What a rule has to say about a question, and the line of the file where it says it."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass

from content.document import Document, FieldPath, MalformedError, read
from content.loader import Bank, Fault, paths
from content.schema import Question

Said = Iterator[tuple[FieldPath, str]]
"""Fields of a question, and what is wrong with each."""
Rule = Callable[[Question], Said]


NOTES = frozenset(
    {"draft", "one-language", "refused-demo", "repeated-term", "misspelt-term", "unused-terms"}
    | {"unheeded-contrast", "no-demo", "another-spelling"}
)
"""Rules whose findings are advice."""


@dataclass(frozen=True)
class Finding:
    """What the rule of that name says about a field of the question with that id."""

    question: str
    field: FieldPath
    message: str
    rule: str


def located(bank: Bank, findings: Iterable[Finding]) -> list[Fault]:
    """Return the findings as faults of files, each file read once."""
    places = {one.id: (main, path) for main in bank.mains() for path, one in paths(main)}
    documents: dict[str, Document | None] = {}
    faults = []
    for finding in findings:
        main, path = places[finding.question]
        if main.id not in documents:
            documents[main.id] = _document(bank, main)
        document, field = documents[main.id], (*path, *finding.field)
        line = None if document is None else document.locate(field)[1]
        file = bank.files[main.id].name if main.id in bank.files else main.id
        named = ".".join(map(str, field))
        is_note = finding.rule in NOTES
        faults.append(Fault(file, line, named, finding.message, finding.rule, is_note))
    return faults


def _document(bank: Bank, main: Question) -> Document | None:
    try:
        return read(bank.files[main.id])
    except (KeyError, MalformedError):
        return None
