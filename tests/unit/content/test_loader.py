from itertools import pairwise
from pathlib import Path

import pytest

from content.document import MAX_BYTES
from content.loader import Bank, Fault, load
from tests.bank import BANK
from tests.unit.content.conftest import Deck, Text


def family(question: Text) -> str:
    lines = ["id: child", "topic: optimization", "text: {ko: 자식, en: Child}"]
    return question("parent") + "follow_ups:\n  - " + "\n    ".join(lines) + "\n"


def only_fault(bank: Bank) -> Fault:
    (fault,) = bank.faults
    return fault


def test_bank_holds_families_in_the_order_of_files(deck: Deck, question: Text) -> None:
    bank = load(deck(b=question("last"), a=family(question)))
    assert list(bank.questions) == ["parent", "child", "last"]
    assert [one.id for one in bank.mains()] == ["parent", "last"]
    assert bank.follow_ups("parent") == (bank.get("child"),)
    assert bank.parent("child") is bank.get("parent")
    assert bank.parent("parent") is None


def test_unknown_id_finds_nothing(deck: Deck, question: Text) -> None:
    bank = load(deck(a=question("one")))
    assert (bank.get("two"), bank.parent("two"), bank.follow_ups("two")) == (None, None, ())


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        ("topic: optimization\n", "", "1: topic: is missing"),
        ("demo:\n", "demos:\n", "26: demos: is not a known field"),
        ("ko: 둘, en: two", "ko: 둘", "15: key_points.1.text.en: is missing"),
        ("{ko: 자식, en: Child}", "{ko: 자식}", "31: follow_ups.0.text.en: is missing"),
        (
            "terms: [하나]",
            "terms: [no]",
            "14: key_points.0.terms.0: must be text (put quotes round it), got False",
        ),
        (
            "terms: [하나]",
            "weight: 0",
            "14: key_points.0.weight: should be greater than 0, got 0",
        ),
        (
            "  name: gd-1d",
            "  name: gd-1d\n  params: {lrs: [1, 2]}",
            "28: demo.params.lrs: must be text, a number or true/false, got [1, 2]",
        ),
        (
            "topic: optimization",
            "topic: CNN",
            "2: topic: must be of lower-case letters, digits and hyphens, got 'CNN'",
        ),
        ("id: two", "id: one", "1: key point ids must differ, got ['one', 'one', 'three']"),
    ],
)
def test_schema_fault_names_file_line_and_field(
    deck: Deck, question: Text, old: str, new: str, expected: str
) -> None:
    broken = family(question)
    assert old in broken
    fault = only_fault(load(deck(bad=broken.replace(old, new, 1))))
    assert str(fault) == f"bad.yaml:{expected}"


def test_each_broken_field_is_one_fault(deck: Deck, question: Text) -> None:
    broken = question("Bad Id").replace("topic: optimization\n", "")
    assert [fault.field for fault in load(deck(bad=broken)).faults] == ["id", "topic"]


BOMB = ["a: &a [x, x, x, x, x, x, x, x, x]"]
BOMB += [f"{b}: &{b} [{', '.join([f'*{a}'] * 9)}]" for a, b in pairwise("abcdefghi")]


@pytest.mark.parametrize(
    ("text", "line", "message"),
    [
        ("id: one\ntext: [open\ntopic: x\n", 3, "close the bracket"),
        ("id: one\ntext:\n\tko: x\n", 3, "indent with spaces, not tabs"),
        ("id: one\ntext:\n  en: Note: why?\n", 3, "put quotes round a text with a colon"),
        ("id: one\ntext:\n  ko: 'x\n  en: 'y'\n", 4, "close the quote"),
        ("topic: x\nid: !!python/object/apply:os.getcwd []\n", 2, "os.getcwd' is not allowed"),
        ("\n".join(BOMB), 1, "anchors (&name) and aliases (*name) are not allowed"),
        ("id: one\ntopic: x\nid: two\n", 3, "'id' is given twice"),
        (f"\nid: 0x{'f' * 300_000}\n", 2, "more than 64 characters"),
        (f"\nid: {'5:' * 30_000}5\n", 2, "more than 64 characters"),
        ("\nhints: 2001-99-99\n", 2, "month must be in 1..12"),
        (b"id: one\ntopic: " + "한글".encode("euc-kr"), 2, "is not UTF-8 text"),
    ],
    ids=[
        "syntax", "tab", "colon", "quote", "python tag", "alias bomb", "key twice", "long hex",
        "long base 60", "date", "euc-kr",
    ],
)  # fmt: skip
def test_text_that_is_no_question_is_a_fault_with_its_line(
    deck: Deck, text: str | bytes, line: int, message: str
) -> None:
    folder = deck()
    content = text.encode() if isinstance(text, str) else text
    (folder / "bad.yaml").write_bytes(content)
    fault = only_fault(load(folder))
    assert (fault.file, fault.line) == ("bad.yaml", line)
    assert message in fault.message


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("", "is empty"),
        ("just text", "must be a mapping"),
        ("[" * 400_000, "levels deep"),
        ("{a: " * 200_000, "levels deep"),
        ("id: one\n" + "#" * MAX_BYTES, "is larger than 1,000,000 bytes"),
        ("difficulty: " + "9" * 5000, ""),
    ],
    ids=lambda text: text[:20],
)
def test_file_of_another_shape_or_beyond_the_limits_is_refused(
    deck: Deck, text: str, message: str
) -> None:
    fault = only_fault(load(deck(bad=text)))
    assert fault.file == "bad.yaml"
    assert message in fault.message


def test_questions_of_other_files_load_beside_broken_ones(deck: Deck, question: Text) -> None:
    bank = load(deck(a=question("one"), b="id: [", c="- list\n", d=question("two")))
    assert list(bank.questions) == ["one", "two"]
    assert [fault.file for fault in bank.faults] == ["b.yaml", "c.yaml"]


def test_ampersand_and_star_in_prose_are_text(deck: Deck, question: Text) -> None:
    text = question("one").replace("A book", "Bengio & Courville (*2016*), Q&A")
    assert load(deck(a=text)).faults == ()


def test_id_of_another_file_is_refused_and_the_first_stays(deck: Deck, question: Text) -> None:
    bank = load(deck(a=question("one"), b="# second\n" + question("one")))
    assert str(only_fault(bank)) == "b.yaml:2: id: the id 'one' is already in a.yaml"
    assert bank.files["one"].name == "a.yaml"


def test_id_used_twice_in_one_file_is_refused(deck: Deck, question: Text) -> None:
    bank = load(deck(a=family(question).replace("id: child", "id: parent")))
    assert [fault.field for fault in bank.faults] == ["id", "follow_ups.0.id"]
    assert not bank.questions


def test_byte_order_mark_is_skipped(deck: Deck, question: Text) -> None:
    assert list(load(deck(a="\ufeff" + question("one"))).questions) == ["one"]


def test_folder_named_like_a_file_is_refused(deck: Deck) -> None:
    folder = deck()
    (folder / "bad.yaml").mkdir()
    assert str(only_fault(load(folder))) == "bad.yaml: is not a regular file"


def test_order_that_cannot_be_read_is_a_fault_and_hides_no_question(
    deck: Deck, question: Text
) -> None:
    folder = deck(b=question("b"), a=question("a"))
    (folder / "order.txt").write_bytes("b\n가".encode("utf-16"))
    bank = load(folder)
    assert only_fault(bank).file == "order.txt"
    assert list(bank.questions) == ["a", "b"]


def test_order_that_names_no_file_is_a_fault_and_keeps_the_rest_in_order(
    deck: Deck, question: Text
) -> None:
    folder = deck(b=question("b"), a=question("a"))
    (folder / "order.txt").write_text("\ufeffb\n\ngone\na\n", encoding="utf-8")
    bank = load(folder)
    assert str(only_fault(bank)) == "order.txt:3: names 'gone', which no *.yaml file is"
    assert list(bank.questions) == ["b", "a"]


def test_missing_folder_is_a_fault(tmp_path: Path) -> None:
    assert only_fault(load(tmp_path / "nowhere")).message == "is not a folder"


def test_files_of_other_kinds_are_left_alone(deck: Deck, question: Text) -> None:
    folder = deck(a=question("one"))
    (folder / "notes.txt").write_text("[", encoding="utf-8")
    assert load(folder).faults == ()


def test_demos_that_are_not_there_are_left_out() -> None:
    bank = BANK.with_demos(["relu-curve-fit"])
    demos = {one.demo.name for one in bank.questions.values() if one.demo}
    assert demos == {"relu-curve-fit"}
    simple = bank.questions["gradient-descent-simple"]
    assert [child.demo for child in simple.follow_ups] == [None] * 6
    assert len(bank.questions) == len(BANK.questions)
