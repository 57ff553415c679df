"""Whether a formula question says what is right, in equations that can be read."""

from collections.abc import Mapping

from content.checks.finding import Rule, Said
from content.formula.equations import equations
from content.formula.names import Names
from content.schema import Kind, Question


def _missing(question: Question) -> Said:
    if question.kind is Kind.FORMULA and question.formula is None:
        yield ("formula",), "is missing: write down which equations are right"


def _unreadable(question: Question) -> Said:
    if question.formula is None:
        return
    names = Names.of(question.formula)
    for field in ("accepted", "wrong"):
        for index, one in enumerate(getattr(question.formula, field)):
            for place, text in enumerate(one.any):
                if trouble := _trouble(text, names):
                    yield ("formula", field, index, "any", place), trouble


def _trouble(text: str, names: Names) -> str | None:
    """Return what keeps equations from being read from one end to the other."""
    for part in map(str.strip, text.split(";")):
        found = equations(part, names)
        if not found or (found[0].start, found[0].end) != (0, len(part)):
            return f"can't be read as an equation: {part}"
        for symbol in (symbol for one in found for symbol in one.symbols()):
            if symbol.name and symbol.name not in names.roles:
                return f"has a symbol that is no role: {symbol.name}"
    return None


def _unknown_points(question: Question) -> Said:
    if question.formula is None:
        return
    known = {point.id for point in question.key_points}
    for index, one in enumerate(question.formula.accepted):
        for place, id_ in enumerate(one.meets or ()):
            if id_ not in known:
                yield ("formula", "accepted", index, "meets", place), f"is no key point: {id_}"


RULES: Mapping[str, Rule] = {
    "no-formula": _missing,
    "unreadable-formula": _unreadable,
    "unknown-point": _unknown_points,
}
