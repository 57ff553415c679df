"""What a finished question has: enough to grade, to hint at, to explain and to show."""

from collections.abc import Mapping

from content.checks.finding import Rule, Said
from content.schema import LANGUAGES, Kind, Question

MIN_REFERENCES = 2
MIN_KEY_POINTS, MAX_KEY_POINTS = 3, 6
MIN_MISCONCEPTIONS = 2
HINTS = 2

WITHOUT_ANSWER = {Kind.PERSONAL}
WITHOUT_DEMO = {Kind.PERSONAL, Kind.ESTIMATE, Kind.OPEN}
WITH_AMOUNT = {Kind.CALCULATION: "calculation", Kind.ESTIMATE: "amount"}
NOTHING_TO_TRAIN = {"frameworks"}


def _references(question: Question) -> Said:
    for language in LANGUAGES:
        count = len(question.references[language])
        if question.kind not in WITHOUT_ANSWER and count < MIN_REFERENCES:
            yield ("references", language), f"needs {MIN_REFERENCES} or more, got {count}"


def _key_points(question: Question) -> Said:
    count = len(question.key_points)
    if question.kind not in WITHOUT_ANSWER and not MIN_KEY_POINTS <= count <= MAX_KEY_POINTS:
        yield ("key_points",), f"needs {MIN_KEY_POINTS} to {MAX_KEY_POINTS}, got {count}"


def _terms(question: Question) -> Said:
    for index, point in enumerate(question.key_points):
        if not point.terms:
            yield ("key_points", index, "terms"), "is empty: name words that members type"


def _nudges(question: Question) -> Said:
    for index, point in enumerate(question.key_points):
        if point.nudge is None and question.kind not in WITHOUT_ANSWER:
            yield ("key_points", index, "nudge"), "is missing: ask what leads on to the point"


def _misconceptions(question: Question) -> Said:
    count = len(question.misconceptions)
    if question.kind not in WITHOUT_ANSWER and count < MIN_MISCONCEPTIONS:
        yield ("misconceptions",), f"needs {MIN_MISCONCEPTIONS} or more, got {count}"


def _hints(question: Question) -> Said:
    if len(question.hints) != HINTS:
        yield ("hints",), f"needs exactly {HINTS}, got {len(question.hints)}"


def _explanation(question: Question) -> Said:
    if question.explanation is None:
        yield ("explanation",), "is missing"


def _sources(question: Question) -> Said:
    if not question.sources:
        yield ("sources",), "needs 1 or more, got 0"


def _demo(question: Question) -> Said:
    can_be_shown = question.kind not in WITHOUT_DEMO and question.topic not in NOTHING_TO_TRAIN
    if question.demo is None and can_be_shown:
        yield ("demo",), "is missing"


def _amount(question: Question) -> Said:
    if question.kind in WITH_AMOUNT and question.amount is None:
        yield (WITH_AMOUNT[question.kind],), "is missing: say which number is right"


def _lead(question: Question) -> Said:
    if question.lead is None:
        yield ("lead",), "is missing: say why this follows"


RULES: Mapping[str, Rule] = {
    "few-references": _references,
    "key-points": _key_points,
    "no-terms": _terms,
    "no-nudge": _nudges,
    "few-misconceptions": _misconceptions,
    "hints": _hints,
    "no-explanation": _explanation,
    "no-sources": _sources,
    "no-demo": _demo,
    "no-amount": _amount,
}
OF_FOLLOW_UPS: Mapping[str, Rule] = {"no-lead": _lead}
