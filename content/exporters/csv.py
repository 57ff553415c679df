"""The deck as a sheet: one row a question, a follow-up naming its parent.

How a cell holds a list or begins with an apostrophe is told in `content.exporters.cells`.
"""

import csv
import io
import json
from collections.abc import Iterator, Sequence

from content.exporters.cells import guard, join
from content.loader import Bank
from content.schema import Bilingual, Language, Question


def export(bank: Bank, languages: Sequence[Language]) -> str:
    """Return the sheet with a header; columns of a language left out are not there."""
    sheet = io.StringIO()
    writer = csv.writer(sheet)
    writer.writerow(_header(languages))
    for question in bank.questions.values():
        parent = bank.parents.get(question.id, "")
        writer.writerow(guard(cell) for _, cell in _row(question, parent, languages))
    return sheet.getvalue()


def _header(languages: Sequence[Language]) -> list[str]:
    blank = Question.model_construct(id="", text=_BLANK, topic="")
    return [name for name, _ in _row(blank, "", languages)]


_BLANK = Bilingual(ko="-", en="-")


def _row(
    question: Question, parent: str, languages: Sequence[Language]
) -> Iterator[tuple[str, str]]:
    points, wrongs = question.key_points, question.misconceptions
    yield "id", question.id
    yield "parent", parent
    yield "kind", question.kind
    yield "topic", question.topic
    yield "difficulty", str(question.difficulty)
    yield from _text("text", question.text, languages)
    yield from _text("lead", question.lead, languages)
    for language in languages:
        yield f"references_{language}", join(question.references[language])
    yield from _texts("key_points", [point.text for point in points], languages)
    yield "key_point_ids", join(point.id for point in points)
    yield "key_point_weights", join(str(point.weight) for point in points)
    yield "key_points_needed", join("yes" if point.needed else "no" for point in points)
    yield "enough", str(question.enough or "")
    yield "key_point_terms", join(join(point.terms, ";") for point in points)
    for language in languages:
        nudges = (point.nudge[language] if point.nudge else "" for point in points)
        yield f"key_point_nudges_{language}", join(nudges)
    for language in languages:
        contrasts = [join((one[language] for one in point.contrasts), ";") for point in points]
        yield f"key_point_contrasts_{language}", join(contrasts)
    yield from _texts("misconceptions", [one.text for one in wrongs], languages)
    yield from _texts("misconception_reasons", [one.why for one in wrongs], languages)
    yield from _texts("hints", question.hints, languages)
    yield from _text("explanation", question.explanation, languages)
    yield "source_titles", join(source.title for source in question.sources)
    yield "source_urls", join(source.url or "" for source in question.sources)
    yield "demo", question.demo.name if question.demo else ""
    yield "demo_params", _params(question)
    yield "figure", question.figure or ""


def _text(
    name: str, text: Bilingual | None, languages: Sequence[Language]
) -> Iterator[tuple[str, str]]:
    for language in languages:
        yield f"{name}_{language}", text[language] if text else ""


def _texts(
    name: str, texts: Sequence[Bilingual], languages: Sequence[Language]
) -> Iterator[tuple[str, str]]:
    for language in languages:
        yield f"{name}_{language}", join(text[language] for text in texts)


def _params(question: Question) -> str:
    params = question.demo.params if question.demo else {}
    return json.dumps(params, ensure_ascii=False) if params else ""
