"""What the grader makes of a bank's own texts: each is given as an answer and must fare as meant.

A reference has to answer its own question and none of those beside it, a misconception nothing.
Knows no files: a finding names its question and field.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum

from content.checks.finding import Finding
from content.document import FieldPath
from content.loader import Bank
from content.schema import LANGUAGES, Bilingual, Kind, Language, Question, Rubric
from evaluators.encoders.encoder import Vectors
from evaluators.evidence.terms import NAMES, term_findings
from evaluators.grade import BatchGrader, Grade, GradeRequest

LEAST_RIGHT = 0.85
MOST_WRONG = 0.35
MOST_LED = 0.2
MOST_TOLD = 0.4
MOST_ALIKE = 0.97
"""Cosine of two references; those of the packaged bank have 0.91 at most."""
SEEDS = ("one", "two", "three")
"""The further numbers with which a calculation is tried."""
CHUNK = 512

Encode = Callable[[Sequence[str]], Vectors]
Progress = Callable[[str, int, int], None]
"""Told what is being done, how many are done and how many there are."""


class Role(StrEnum):
    """What a text is to the question that it's given to as an answer."""

    REFERENCE = "reference"
    SIBLING = "sibling"
    MISCONCEPTION = "misconception"
    HINT = "hint"
    LEAD = "lead"
    CONTRAST = "contrast"
    NUDGE = "nudge"


JUDGED = (Role.REFERENCE, Role.SIBLING, Role.MISCONCEPTION)


@dataclass(frozen=True)
class Trial:
    """A text at a field of the question `owner`, given as an answer to the question of a rubric.

    `seed` is what the numbers of a calculation were drawn with, empty for its own.
    """

    role: Role
    rubric: Rubric
    owner: str
    field: FieldPath
    language: Language
    text: str
    seed: str = ""


@dataclass(frozen=True)
class Outcome:
    """How one text fared."""

    trial: Trial
    grade: Grade

    @property
    def margin(self) -> float:
        """How far the score is on the right side of its limit; below zero, on the wrong one."""
        if self.trial.role is Role.REFERENCE:
            return self.grade.score - LEAST_RIGHT
        return MOST_WRONG - self.grade.score


@dataclass(frozen=True)
class Audit:
    """What was found, and how every text fared."""

    findings: tuple[Finding, ...]
    outcomes: tuple[Outcome, ...]

    def worst(self, count: int) -> list[Outcome]:
        """Return the references, siblings and misconceptions that fared worst, worst first."""
        judged = (one for one in self.outcomes if one.trial.role in JUDGED)
        return sorted(judged, key=lambda one: one.margin)[:count]


def audit(bank: Bank, grader: BatchGrader, encode: Encode, progress: Progress) -> Audit:
    """Grade the bank's own texts; questions without references are left out."""
    gradable = [one for one in bank.questions.values() if is_gradable(one)]
    outcomes = _graded(list(_trials(bank)), grader, progress)
    findings = [
        *(found for outcome in outcomes for found in _about(outcome)),
        *_unmet_points(gradable, outcomes),
        *(found for question in gradable for found in term_findings(question)),
        *(found for question in gradable for found in _alike(question, encode)),
    ]
    return Audit(tuple(findings), tuple(outcomes))


def is_gradable(question: Question) -> bool:
    return question.kind is not Kind.PERSONAL and question.has_reference


def _trials(bank: Bank) -> Iterator[Trial]:
    for main in bank.mains():
        family = [one for one in main.walk() if is_gradable(one)]
        for question in family:
            rubric = _as_if_nothing_was_shown(question.rubric(main.walk()))
            yield from _own(question, rubric)
            yield from _told(question, rubric)
            for sibling in family:
                if sibling is not question:
                    yield from _references(sibling, rubric, Role.SIBLING)
    for template in bank.templates.values():
        yield from _redrawn(bank, template)


def _redrawn(bank: Bank, template: Question) -> Iterator[Trial]:
    """Try the calculations of a family with other numbers than their own."""
    changing = {one.id for one in template.walk() if one.calculation and is_gradable(one)}
    for seed in SEEDS:
        main = bank.drawn(template.id, seed) or template
        for question in main.walk():
            if question.id in changing:
                rubric = _as_if_nothing_was_shown(question.rubric(main.walk()))
                yield from _own(question, rubric, seed)


def _as_if_nothing_was_shown(rubric: Rubric) -> Rubric:
    """Leave out hints and nudges, whose very words the grader takes for no answer: it's what they
    say that must not answer the question."""
    points = tuple(one.model_copy(update={"nudge": None}) for one in rubric.key_points)
    return rubric.model_copy(update={"hints": (), "key_points": points})


def _own(question: Question, rubric: Rubric, seed: str = "") -> Iterator[Trial]:
    yield from _references(question, rubric, Role.REFERENCE, seed)
    for index, wrong in enumerate(question.misconceptions):
        path = ("misconceptions", index, "text")
        for language, text in _wordings(wrong.text):
            field = (*path, language)
            yield Trial(Role.MISCONCEPTION, rubric, question.id, field, language, text, seed)


def _references(question: Question, rubric: Rubric, role: Role, seed: str = "") -> Iterator[Trial]:
    for language in LANGUAGES:
        for index, text in enumerate(question.references[language]):
            field = ("references", language, index)
            yield Trial(role, rubric, question.id, field, language, text, seed)


def _told(question: Question, rubric: Rubric) -> Iterator[Trial]:
    """Try what members read before they answer, and what reversed claims say."""
    told: list[tuple[Role, FieldPath, Bilingual]] = [
        (Role.HINT, ("hints", index), hint) for index, hint in enumerate(question.hints)
    ]
    if question.lead is not None:
        told.append((Role.LEAD, ("lead",), question.lead))
    for row, point in enumerate(question.key_points):
        if point.nudge is not None:
            told.append((Role.NUDGE, ("key_points", row, "nudge"), point.nudge))
        for index, contrast in enumerate(point.contrasts):
            told.append((Role.CONTRAST, ("key_points", row, "contrasts", index), contrast))
    for role, path, both in told:
        for language, text in _wordings(both):
            yield Trial(role, rubric, question.id, (*path, language), language, text)


def _wordings(both: Bilingual) -> Iterator[tuple[Language, str]]:
    """Yield both texts, or one where they are the same."""
    yield "ko", both.ko
    if both.en != both.ko:
        yield "en", both.en


def _graded(trials: Sequence[Trial], grader: BatchGrader, progress: Progress) -> list[Outcome]:
    """Grade in chunks; a text that is given to a question twice is graded once."""
    requests = {
        _key(trial): GradeRequest(question=trial.rubric, answer=trial.text) for trial in trials
    }
    keys, grades = list(requests), dict[tuple[int, str], Grade]()
    for at in range(0, len(keys), CHUNK):
        progress("Grading", at, len(keys))
        chunk = keys[at : at + CHUNK]
        grades |= zip(chunk, grader.grade([requests[key] for key in chunk]), strict=True)
    return [Outcome(trial, grades[_key(trial)]) for trial in trials]


def _key(trial: Trial) -> tuple[int, str]:
    return id(trial.rubric), trial.text


def _about(outcome: Outcome) -> Iterator[Finding]:
    trial, grade = outcome.trial, outcome.grade
    for rule, message in _said(trial, grade):
        if trial.seed:
            message += f" (numbers drawn with seed {trial.seed!r})"
        yield Finding(trial.owner, trial.field, message, rule)


Said = Iterator[tuple[str, str]]
"""Names of rules, and what each has to say."""

TOO_MUCH = {
    Role.SIBLING: (MOST_WRONG, "answers-sibling", "scores {:.3f} on {!r} too, {} is the most"),
    Role.MISCONCEPTION: (
        MOST_WRONG,
        "right-misconception",
        "scores {0:.3f} as an answer, {2} is the most",
    ),
    Role.HINT: (MOST_TOLD, "telling-hint", "gives the answer away: as one it scores {:.3f}"),
    Role.LEAD: (MOST_TOLD, "telling-hint", "gives the answer away: as one it scores {:.3f}"),
    Role.NUDGE: (
        MOST_LED,
        "telling-nudge",
        "says too much: as an answer it scores {0:.3f}, {2} is the most",
    ),
}
"""The highest score of each that is no answer, the rule it breaks above that, and what is said."""


def _said(trial: Trial, grade: Grade) -> Said:
    most, rule, message = TOO_MUCH.get(trial.role, (1.0, "", ""))
    if grade.score > most:
        yield rule, message.format(grade.score, trial.rubric.id, most)
    if trial.role is Role.REFERENCE:
        yield from _of_reference(trial, grade)
    named = {wrong.text[trial.language] for wrong in grade.misconceptions}
    if trial.role is Role.MISCONCEPTION and trial.text not in named:
        yield "unnamed-misconception", "isn't recognised when somebody claims it"
    if trial.role is Role.CONTRAST:
        point = trial.rubric.key_points[int(trial.field[1])]
        if any(one.id == point.id and one.met for one in grade.key_points):
            yield "unheeded-contrast", "is taken for the key point, not for its opposite"


def _of_reference(trial: Trial, grade: Grade) -> Said:
    if grade.score < LEAST_RIGHT:
        unmet = ", ".join(point.id for point in grade.key_points if not point.met)
        message = f"scores {grade.score:.3f} on its own question, {LEAST_RIGHT} expected"
        yield "weak-reference", f"{message}; not met: {unmet}" if unmet else message
    for wrong in grade.misconceptions:
        message = f"is taken for the misconception {wrong.text[trial.language]!r}"
        yield "misread-reference", message


def _unmet_points(questions: Iterable[Question], outcomes: Iterable[Outcome]) -> Iterator[Finding]:
    """Find the key points that none of their question's references in a language meets."""
    met: defaultdict[tuple[str, Language], set[str]] = defaultdict(set)
    for one in outcomes:
        if one.trial.role is Role.REFERENCE and not one.trial.seed:
            points = {point.id for point in one.grade.key_points if point.met}
            met[one.trial.owner, one.trial.language] |= points
    for question in questions:
        for language in LANGUAGES:
            for row, point in enumerate(question.key_points):
                if question.references[language] and point.id not in met[question.id, language]:
                    message = f"no {NAMES[language]} reference meets it"
                    yield Finding(question.id, ("key_points", row), message, "unmet-point")


def _alike(question: Question, encode: Encode) -> Iterator[Finding]:
    """Find references that say the same in the encoder's eyes."""
    for language in LANGUAGES:
        vectors = encode(question.references[language])
        cosines = vectors @ vectors.T
        for index in range(1, len(vectors)):
            first = int(cosines[index, :index].argmax())
            if cosines[index, first] >= MOST_ALIKE:
                field = ("references", language, index)
                message = f"says nearly the same as reference {first}"
                yield Finding(question.id, field, message, "alike-references")
