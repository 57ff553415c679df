"""The question bank: every YAML file of a folder as questions, or as faults that say where.

A broken file never hides the others. Knows the schema, but not what makes a question complete.
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from types import MappingProxyType

from pydantic import ValidationError
from pydantic_core import ErrorDetails

from content.base import SLUG, Bilingual
from content.document import Document, FieldPath, MalformedError, read, read_text
from content.drawing import DrawingError, draw
from content.schema import Question, Rubric

PACKAGED = Path(__file__).parent / "bank"
PACKAGED_DECKS = {name: PACKAGED / name for name in ("deep-learning", "modern")}
"""The decks that come with the bot; no id is in two of them."""
ORDER = "order.txt"

_WORDS = {
    "missing": "is missing",
    "extra_forbidden": "is not a known field",
    "string_type": "must be text (put quotes round it)",
    "string_pattern_mismatch": "has a form that is not allowed",
    SLUG: "must be of lower-case letters, digits and hyphens",
    "model_type": "must be a mapping of named fields",
    Bilingual.__name__: "must hold a text under ko and one under en",
    "tuple_type": "must be a list",
}


@dataclass(frozen=True)
class Fault:
    """One thing wrong with a file, and where; a note is advice, not wrong."""

    file: str
    line: int | None
    field: str
    message: str
    rule: str = "schema"
    is_note: bool = False

    def __str__(self) -> str:
        place = self.file if self.line is None else f"{self.file}:{self.line}"
        kind = "note" if self.is_note else ""
        return ": ".join(part for part in (place, kind, self.field, self.message) if part)


@dataclass(frozen=True)
class Bank:
    """Questions by id, in the order they were read; nothing in it can change.

    Questions hold the default of each number; `templates` are the main ones whose families have
    numbers to draw, as written.
    """

    questions: Mapping[str, Question] = field(default_factory=dict)
    templates: Mapping[str, Question] = field(default_factory=dict)
    parents: Mapping[str, str] = field(default_factory=dict)
    files: Mapping[str, Path] = field(default_factory=dict)
    faults: tuple[Fault, ...] = ()

    def __post_init__(self) -> None:
        for name in ("questions", "templates", "parents", "files"):
            object.__setattr__(self, name, MappingProxyType(dict(getattr(self, name))))

    def mains(self) -> tuple[Question, ...]:
        """Return the questions that follow from no other."""
        return tuple(one for id_, one in self.questions.items() if id_ not in self.parents)

    def get(self, id_: str) -> Question | None:
        return self.questions.get(id_)

    def drawn(self, id_: str, seed: str) -> Question | None:
        """Return a question with the numbers that the seed draws."""
        template = self.templates.get(self.parents.get(id_, id_))
        if template is None:
            return self.questions.get(id_)
        return next(one for one in draw(template, seed).walk() if one.id == id_)

    def rubric(self, id_: str) -> Rubric | None:
        """Return what grading a question needs, the questions beside it included."""
        main = self.parent(id_) or self.questions.get(id_)
        return main.rubric_of(id_) if main else None

    def parent(self, id_: str) -> Question | None:
        """Return the main question that this one follows from, if it is a follow-up."""
        return self.questions.get(self.parents.get(id_, ""))

    def by_demo(self) -> dict[str, list[str]]:
        """Return which questions lead to a demo, by its name."""
        found: dict[str, list[str]] = {}
        for id_, question in self.questions.items():
            if question.demo:
                found.setdefault(question.demo.name, []).append(id_)
        return found

    def with_demos(self, names: Iterable[str]) -> "Bank":
        """Return the bank with only those demos, so that no button leads nowhere."""
        known = frozenset(names)
        mains = [_with_demos(main, known) for main in self.mains()]
        return replace(
            self,
            questions={one.id: one for main in mains for one in main.walk()},
            templates={id_: _with_demos(one, known) for id_, one in self.templates.items()},
        )

    def follow_ups(self, id_: str) -> tuple[Question, ...]:
        question = self.questions.get(id_)
        return () if question is None else question.follow_ups


def _with_demos(question: Question, known: frozenset[str]) -> Question:
    demo = question.demo if question.demo and question.demo.name in known else None
    follow_ups = tuple(_with_demos(child, known) for child in question.follow_ups)
    return question.model_copy(update={"demo": demo, "follow_ups": follow_ups})


def load(folder: Path | None = None) -> Bank:
    """Read every *.yaml file of the folder, by default the first packaged deck.

    A file `order.txt` lists names of files in the order in which their questions are asked.
    """
    folder = next(iter(PACKAGED_DECKS.values())) if folder is None else folder
    if not folder.is_dir():
        return Bank(faults=(Fault(str(folder), None, "", "is not a folder"),))
    mains: dict[Path, Question] = {}
    taken: dict[str, Path] = {}
    ordered, faults = _ordered(folder)
    for path in ordered:
        outcome = _read_question(path, taken)
        if isinstance(outcome, Question):
            mains[path] = outcome
            taken |= dict.fromkeys((one.id for one in outcome.walk()), path)
        else:
            faults += outcome
    return _bank(mains, faults)


def packaged() -> Bank:
    """Read all decks that come with the bot as one."""
    banks = [load(folder) for folder in PACKAGED_DECKS.values()]
    return Bank(
        questions={id_: one for bank in banks for id_, one in bank.questions.items()},
        templates={id_: one for bank in banks for id_, one in bank.templates.items()},
        parents={id_: one for bank in banks for id_, one in bank.parents.items()},
        files={id_: one for bank in banks for id_, one in bank.files.items()},
        faults=tuple(fault for bank in banks for fault in bank.faults),
    )


def _ordered(folder: Path) -> tuple[list[Path], list[Fault]]:
    """Return the files as listed, those that are not by name after, and what is wrong with it."""
    files = {path.stem: path for path in folder.glob("*.yaml")}
    lines, faults = list[str](), list[Fault]()
    try:
        if (folder / ORDER).exists():
            lines = read_text(folder / ORDER).removeprefix("\ufeff").split("\n")
    except MalformedError as exc:
        faults.append(Fault(ORDER, exc.line, "", str(exc)))
    named = {name: line for line, text in enumerate(lines, 1) for name in text.split()}
    for name, line in named.items():
        if name not in files:
            faults.append(Fault(ORDER, line, "", f"names {_shown(name)}, which no *.yaml file is"))
    place = {name: index for index, name in enumerate(named)}
    ordered = sorted(files.values(), key=lambda one: (place.get(one.stem, len(place)), one.name))
    return ordered, faults


def _bank(templates: Mapping[Path, Question], faults: Iterable[Fault]) -> Bank:
    mains = {path: draw(one, None) for path, one in templates.items()}
    walked = [(path, main, one) for path, main in mains.items() for one in main.walk()]
    return Bank(
        questions={one.id: one for _, _, one in walked},
        templates={one.id: one for one in templates.values() if _draws(one)},
        parents={one.id: main.id for _, main, one in walked if one is not main},
        files={one.id: path for path, _, one in walked},
        faults=tuple(faults),
    )


def _draws(template: Question) -> bool:
    return any(one.calculation for one in template.walk())


def _read_question(path: Path, taken: Mapping[str, Path]) -> Question | list[Fault]:
    try:
        document = read(path)
    except MalformedError as exc:
        return [Fault(path.name, exc.line, "", str(exc))]
    try:
        question = Question.model_validate(document.data)
    except ValidationError as exc:
        return _schema_faults(path.name, document, exc)
    faults = _duplicates(path.name, document, question, taken)
    faults += _numbers_that_cannot_be_drawn(path.name, document, question)
    return faults or question


def _numbers_that_cannot_be_drawn(file: str, document: Document, question: Question) -> list[Fault]:
    try:
        draw(question, None)
    except DrawingError as exc:
        field, line = document.locate(exc.field)
        return [Fault(file, line, ".".join(map(str, field)), str(exc), rule="calculation")]
    return []


def _schema_faults(file: str, document: Document, error: ValidationError) -> list[Fault]:
    faults: dict[str, Fault] = {}
    for detail in error.errors(include_url=False):
        held, line = document.locate(detail["loc"])
        path = detail["loc"] if detail["type"] == "missing" else held
        name = ".".join(map(str, path))
        faults.setdefault(name, Fault(file, line, name, _message(detail, held)))
    return list(faults.values())


def _message(detail: ErrorDetails, held: FieldPath) -> str:
    if detail["type"] != "missing" and len(held) < len(detail["loc"]):
        return f"must be text, a number or true/false, got {_shown(detail['input'])}"
    if not held and detail["input"] is None:
        return "is empty: write a question with id, topic and text"
    wanted = detail.get("ctx", {})
    names = (wanted.get("pattern"), wanted.get("class_name"), detail["type"])
    text = next((_WORDS[name] for name in names if name in _WORDS), None)
    if text is None:
        text = detail["msg"].removeprefix("Value error, ").replace("Input should", "should")
    if detail["type"] == "extra_forbidden" or isinstance(detail["input"], dict):
        return text
    return f"{text}, got {_shown(detail['input'])}"


def _shown(value: object) -> str:
    text = repr(value)
    return text if len(text) <= 60 else f"{text[:57]}..."


def _duplicates(
    file: str, document: Document, question: Question, taken: Mapping[str, Path]
) -> list[Fault]:
    uses = Counter(one.id for one in question.walk())
    faults = []
    for path, one in paths(question):
        elsewhere = taken[one.id].name if one.id in taken else None
        if elsewhere or uses[one.id] > 1:
            where = f"already in {elsewhere}" if elsewhere else "used twice in this file"
            held, line = document.locate((*path, "id"))
            faults.append(
                Fault(file, line, ".".join(map(str, held)), f"the id {one.id!r} is {where}")
            )
    return faults


def paths(main: Question) -> Iterator[tuple[tuple[int | str, ...], Question]]:
    """Yield each question of a file with the path to it."""
    yield (), main
    for index, child in enumerate(main.follow_ups):
        yield ("follow_ups", index), child
