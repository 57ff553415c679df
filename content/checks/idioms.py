"""What idioms have to be: readable, and there where a question is about code."""

from collections.abc import Mapping

from content.checks.finding import Rule, Said
from content.idiom import IdiomError, compiled
from content.schema import Kind, Question


def _unreadable(question: Question) -> Said:
    for name in ("key_points", "misconceptions"):
        for index, holder in enumerate(getattr(question, name)):
            for place, idiom in enumerate(holder.idioms):
                try:
                    compiled(idiom)
                except IdiomError as exc:
                    yield (name, index, "idioms", place), str(exc)


def _missing(question: Question) -> Said:
    is_code = question.kind is Kind.CODE
    if is_code and not any(point.idioms for point in question.key_points):
        yield ("key_points",), "need idioms: code that does what one of them says"


RULES: Mapping[str, Rule] = {"unreadable-idiom": _unreadable}
OF_FINISHED: Mapping[str, Rule] = {"no-idioms": _missing}
