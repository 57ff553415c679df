import csv
import io

import pytest

from content.exporters import export as export_bytes
from content.exporters.cells import split, unguard
from content.exporters.csv import export
from content.loader import Bank
from content.schema import Language
from tests.unit.content.exporters.samples import HOSTILE, bank_of, filled, make

BOTH: tuple[Language, ...] = ("ko", "en")


def rows(bank: Bank, languages: tuple[Language, ...] = BOTH) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(export(bank, languages), newline="")))


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
def test_no_cell_begins_with_a_formula_and_what_was_guarded_comes_back(text: str) -> None:
    question = filled(text).follow_ups[0]
    (row,) = rows(bank_of(question))
    assert not [cell for cell in row.values() if cell[:1] in tuple("=+-@\t\r")]
    assert unguard(row["text_ko"]) == question.text.ko
    assert split(unguard(row["hints_ko"])) == [one.ko for one in question.hints]
