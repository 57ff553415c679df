from collections.abc import Callable
from itertools import pairwise
from pathlib import Path

import pytest

from content.document import MAX_BYTES
from content.loader import Bank, Fault, load

Deck = Callable[..., Path]
Text = Callable[[str], str]

RELU = [
    "relu-over-sigmoid",
    "non-linearity-meaning",
    "relu-approximates-curve",
    "relu-problems",
    "why-bias",
]
DESCENT = [
    "gradient-descent-simple",
    "why-gradient",
    "gd-graph-axes",
    "gd-graph-in-practice",
    "gd-loss-increase",
    "gd-for-middle-schooler",
    "backprop-simple",
]


def family(question: Text) -> str:
    lines = ["id: child", "topic: optimization", "text: {ko: 자식, en: Child}"]
    return question("parent") + "follow_ups:\n  - " + "\n    ".join(lines) + "\n"


def only_fault(bank: Bank) -> Fault:
    (fault,) = bank.faults
    return fault


def test_packaged_bank_has_no_faults() -> None:
    assert load().faults == ()


@pytest.mark.parametrize("ids", [RELU, DESCENT])
def test_packaged_bank_holds_the_family_in_order(ids: list[str]) -> None:
    bank = load()
    assert [ids[0], *(one.id for one in bank.follow_ups(ids[0]))] == ids


def test_questions_keep_the_order_of_files_and_follow_ups(deck: Deck, question: Text) -> None:
    bank = load(deck(b=question("last"), a=family(question)))
    assert list(bank.questions) == ["parent", "child", "last"]


def test_mains_leave_follow_ups_out(deck: Deck, question: Text) -> None:
    bank = load(deck(a=family(question), b=question("other")))
    assert [one.id for one in bank.mains()] == ["parent", "other"]


def test_parent_of_a_follow_up_is_its_main(deck: Deck, question: Text) -> None:
    bank = load(deck(a=family(question)))
    assert bank.parent("child") is bank.get("parent")


def test_main_has_no_parent(deck: Deck, question: Text) -> None:
    assert load(deck(a=family(question))).parent("parent") is None


def test_unknown_id_finds_nothing(deck: Deck, question: Text) -> None:
    bank = load(deck(a=question("one")))
    assert (bank.get("two"), bank.parent("two"), bank.follow_ups("two")) == (None, None, ())


def test_bank_cannot_be_changed(deck: Deck, question: Text) -> None:
    bank = load(deck(a=question("one")))
    with pytest.raises(TypeError):
        bank.questions["two"] = bank.questions["one"]  # type: ignore[index]


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        ("topic: optimization\n", "", "bad.yaml:1: topic: is missing"),
        ("demo:\n", "demos:\n", "bad.yaml:26: demos: is not a known field"),
        (
            "ko: 둘, en: two",
            "ko: 둘",
            "bad.yaml:15: key_points.1.text.en: is missing",
        ),
        (
            "terms: [하나]",
            "terms: [no]",
            "bad.yaml:14: key_points.0.terms.0: must be text (put quotes round it), got False",
        ),
        (
            "terms: [하나]",
            "weight: 0",
            "bad.yaml:14: key_points.0.weight: should be greater than 0, got 0",
        ),
        (
            "  name: gd-1d",
            "  name: gd-1d\n  params: {lrs: [1, 2]}",
            "bad.yaml:28: demo.params.lrs: must be text, a number or true/false, got [1, 2]",
        ),
        (
            "id: two",
            "id: one",
            "bad.yaml:1: key point ids must differ, got ['one', 'one', 'three']",
        ),
    ],
)
def test_schema_fault_names_file_line_and_field(
    deck: Deck, question: Text, old: str, new: str, expected: str
) -> None:
    broken = question("bad")
    assert old in broken
    assert [str(fault) for fault in load(deck(bad=broken.replace(old, new))).faults] == [expected]


def test_each_broken_field_is_one_fault(deck: Deck, question: Text) -> None:
    broken = question("Bad Id").replace("topic: optimization\n", "")
    assert [fault.field for fault in load(deck(bad=broken)).faults] == ["id", "topic"]


def test_fault_in_a_follow_up_names_its_own_line(deck: Deck, question: Text) -> None:
    broken = family(question).replace("{ko: 자식, en: Child}", "{ko: 자식}")
    fault = only_fault(load(deck(bad=broken)))
    assert (fault.line, fault.field) == (31, "follow_ups.0.text.en")


def test_yaml_syntax_fault_names_its_line(deck: Deck) -> None:
    fault = only_fault(load(deck(bad="id: one\ntext: [open\ntopic: x\n")))
    assert (fault.file, fault.line) == ("bad.yaml", 3)


def test_questions_of_other_files_load_beside_broken_ones(deck: Deck, question: Text) -> None:
    bank = load(deck(a=question("one"), b="id: [", c="- list\n", d=question("two")))
    assert list(bank.questions) == ["one", "two"]
    assert [fault.file for fault in bank.faults] == ["b.yaml", "c.yaml"]


def test_python_tag_is_refused(deck: Deck) -> None:
    fault = only_fault(load(deck(bad="topic: x\nid: !!python/object/apply:os.getcwd []\n")))
    assert fault.line == 2
    assert "python/object/apply:os.getcwd' is not allowed" in fault.message


def test_alias_bomb_is_refused(deck: Deck) -> None:
    lines = ["a: &a [x, x, x, x, x, x, x, x, x]"]
    lines += [f"{b}: &{b} [{', '.join([f'*{a}'] * 9)}]" for a, b in pairwise("abcdefghi")]
    fault = only_fault(load(deck(bad="\n".join(lines))))
    assert (fault.line, fault.message) == (
        1,
        "anchors (&name) and aliases (*name) are not allowed",
    )


def test_ampersand_and_star_in_prose_are_text(deck: Deck, question: Text) -> None:
    text = question("one").replace("A book", "Bengio & Courville (*2016*), Q&A")
    assert load(deck(a=text)).faults == ()


@pytest.mark.parametrize("bomb", ["[" * 400_000, "- " * 400_000, "{a: " * 200_000])
def test_deep_nesting_is_refused(deck: Deck, bomb: str) -> None:
    assert "levels deep" in only_fault(load(deck(bad=bomb))).message


def test_key_given_twice_is_refused(deck: Deck, question: Text) -> None:
    fault = only_fault(load(deck(bad=question("bad") + "topic: again\n")))
    assert (fault.line, fault.message) == (28, "'topic' is given twice")


def test_id_of_another_file_is_refused_and_the_first_stays(deck: Deck, question: Text) -> None:
    bank = load(deck(a=question("one"), b="# second\n" + question("one")))
    assert str(only_fault(bank)) == "b.yaml:2: id: the id 'one' is already in a.yaml"
    assert bank.files["one"].name == "a.yaml"


def test_id_used_twice_in_one_file_is_refused(deck: Deck, question: Text) -> None:
    bank = load(deck(a=family(question).replace("id: child", "id: parent")))
    assert [fault.field for fault in bank.faults] == ["id", "follow_ups.0.id"]
    assert not bank.questions


def test_file_that_is_not_utf8_is_refused_with_its_line(deck: Deck) -> None:
    folder = deck()
    (folder / "bad.yaml").write_bytes(b"id: one\ntopic: " + "한글".encode("euc-kr"))
    assert str(only_fault(load(folder))) == "bad.yaml:2: is not UTF-8 text"


def test_byte_order_mark_is_skipped(deck: Deck, question: Text) -> None:
    assert list(load(deck(a="\ufeff" + question("one"))).questions) == ["one"]


def test_file_larger_than_the_limit_is_refused(deck: Deck, question: Text) -> None:
    bank = load(deck(big=question("one") + "#" * MAX_BYTES))
    assert only_fault(bank).message == "is larger than 1,000,000 bytes"


def test_folder_named_like_a_file_is_refused(deck: Deck) -> None:
    folder = deck()
    (folder / "bad.yaml").mkdir()
    assert str(only_fault(load(folder))) == "bad.yaml: is not a regular file"


@pytest.mark.parametrize("text", ["", "just text", "- a\n- b\n", "null"])
def test_file_that_is_not_a_mapping_is_refused(deck: Deck, text: str) -> None:
    assert "must be a mapping" in only_fault(load(deck(bad=text))).message


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        (f"\nid: 0x{'f' * 300_000}\n", "more than 64 characters"),
        (f"\nid: {'5:' * 30_000}5\n", "more than 64 characters"),
        ("\nhints: 2001-99-99\n", "month must be in 1..12"),
    ],
)
def test_number_or_date_that_is_none_is_a_fault_with_its_line(
    deck: Deck, text: str, problem: str
) -> None:
    fault = only_fault(load(deck(bad=text)))
    assert problem in fault.message
    assert fault.line == 2


def test_number_too_long_to_read_is_a_fault(deck: Deck) -> None:
    assert only_fault(load(deck(bad="difficulty: " + "9" * 5000))).file == "bad.yaml"


def test_order_that_cannot_be_read_is_a_fault_and_hides_no_question(
    deck: Deck, question: Text
) -> None:
    folder = deck(b=question("b"), a=question("a"))
    (folder / "order.txt").write_bytes("b\n가".encode("utf-16"))
    bank = load(folder)
    assert only_fault(bank).file == "order.txt"
    assert list(bank.questions) == ["a", "b"]


def test_missing_folder_is_a_fault(tmp_path: Path) -> None:
    assert only_fault(load(tmp_path / "nowhere")).message == "is not a folder"


def test_files_of_other_kinds_are_left_alone(deck: Deck, question: Text) -> None:
    folder = deck(a=question("one"))
    (folder / "notes.txt").write_text("[", encoding="utf-8")
    assert load(folder).faults == ()


def test_fault_without_a_line_shows_the_file_alone() -> None:
    assert str(Fault("relu.yaml", None, "", "is empty")) == "relu.yaml: is empty"


def test_demos_that_are_not_there_are_left_out() -> None:
    bank = load().with_demos(["relu-curve-fit"])
    demos = {one.demo.name for one in bank.questions.values() if one.demo}
    assert demos == {"relu-curve-fit"}
    simple = bank.questions["gradient-descent-simple"]
    assert [child.demo for child in simple.follow_ups] == [None] * 6
    assert len(bank.questions) == len(load().questions)
