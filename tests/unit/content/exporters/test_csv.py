import csv
import io
import json

import pytest

from content.exporters import export as export_bytes
from content.exporters.cells import split, unguard
from content.exporters.csv import export
from content.loader import Bank
from content.schema import Bilingual, Language, Question
from tests.unit.content.exporters.samples import HOSTILE, bank_of, filled, make

BOTH: tuple[Language, ...] = ("ko", "en")


def rows(bank: Bank, languages: tuple[Language, ...] = BOTH) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(export(bank, languages), newline="")))


def texts(row: dict[str, str], name: str) -> list[Bilingual]:
    pairs = zip(split(row[f"{name}_ko"]), split(row[f"{name}_en"]), strict=True)
    return [Bilingual(ko=ko, en=en) for ko, en in pairs]


def test_each_question_is_a_row_and_a_list_one_cell() -> None:
    about = {"kind": "code", "difficulty": 4, "references": {"ko": ["하나", "둘"]}}
    main = make("main", "왜?", en="Why?", **about, follow_ups=[make("child")])
    row, child = rows(bank_of(main))
    wanted = {"id": "main", "parent": "", "kind": "code", "topic": "optimization"}
    wanted |= {"difficulty": "4", "text_ko": "왜?", "text_en": "Why?", "references_ko": "하나 | 둘"}
    assert row.items() >= wanted.items()
    assert (child["id"], child["parent"]) == ("child", "main")


def test_a_language_left_out_has_no_columns() -> None:
    (row,) = rows(bank_of(make("main")), ("en",))
    assert "text_en" in row
    assert not [name for name in row if name.endswith("_ko")]


def test_the_file_tells_excel_that_it_is_utf8() -> None:
    assert export_bytes(Bank(), "csv", "Deck", BOTH).startswith(b"\xef\xbb\xbfid,parent,")


@pytest.mark.parametrize("text", HOSTILE)
def test_no_cell_begins_with_a_formula_and_all_can_be_read_back(text: str) -> None:
    question = filled(text).follow_ups[0]
    (row,) = rows(bank_of(question))
    assert not [cell for cell in row.values() if cell[:1] in tuple("=+-@\t\r")]
    assert restored({name: unguard(cell) for name, cell in row.items()}) == question


def restored(row: dict[str, str]) -> Question:
    points = zip(
        split(row["key_point_ids"]),
        split(row["key_point_weights"]),
        split(row["key_points_needed"]),
        texts(row, "key_points"),
        split(row["key_point_terms"]),
        split(row["key_point_nudges_ko"]),
        split(row["key_point_contrasts_ko"]),
        split(row["key_point_contrasts_en"]),
        strict=True,
    )
    wrongs = zip(texts(row, "misconceptions"), texts(row, "misconception_reasons"), strict=True)
    sources = zip(split(row["source_titles"]), split(row["source_urls"]), strict=True)
    return Question.model_validate(
        {
            **{name: row[name] for name in ("id", "kind", "topic", "figure")},
            "difficulty": int(row["difficulty"]),
            **{
                name: {one: row[f"{name}_{one}"] for one in BOTH}
                for name in ("text", "lead", "explanation")
            },
            "references": {one: split(row[f"references_{one}"]) for one in BOTH},
            "key_points": [
                {
                    "id": id,
                    "weight": float(weight),
                    "needed": needed,
                    "nudge": {"ko": nudge, "en": nudge} if nudge else None,
                    "text": text,
                    "terms": split(terms, ";"),
                    "contrasts": [
                        {"ko": in_ko, "en": in_en}
                        for in_ko, in_en in zip(split(ko, ";"), split(en, ";"), strict=True)
                    ],
                }
                for id, weight, needed, text, terms, nudge, ko, en in points
            ],
            "misconceptions": [{"text": text, "why": why} for text, why in wrongs],
            "hints": texts(row, "hints"),
            "sources": [{"title": title, "url": url or None} for title, url in sources],
            "demo": {"name": row["demo"], "params": json.loads(row["demo_params"])},
        }
    )
