from collections.abc import Callable
from pathlib import Path

import pytest

from content.checks import check
from content.loader import load

Deck = Callable[..., Path]
Text = Callable[[str], str]

FIRST_KO = "첫 번째 모범 답안이고 핵심을 모두 담은 두세 문장짜리 글이에요."
SECOND_KO = "두 번째 답은 전혀 다른 낱말로 똑같은 내용을 풀어서 다시 적었습니다."
SECOND_EN = "Another reply says just that with quite different words, so graders see variety."
CHILD = """\
follow_ups:
  - id: child
    kind: personal
    topic: optimization
    text: {ko: 자식, en: Child}
    hints: [{ko: 하나, en: one}, {ko: 둘, en: two}]
    explanation: {ko: 설명, en: why}
    sources: [{title: A book}]
"""


def test_packaged_bank_is_complete() -> None:
    assert [str(fault) for fault in check(load())] == []


def test_complete_question_has_no_faults(deck: Deck, question: Text) -> None:
    assert check(load(deck(a=question("one")))) == []


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        (f"    - {SECOND_KO}\n", "", "a.yaml:7: references.ko: needs 2 or more, got 1"),
        (f"    - {SECOND_EN}\n", "", "a.yaml:10: references.en: needs 2 or more, got 1"),
        (
            SECOND_KO,
            "짧은 답이에요.",
            "a.yaml:9: references.ko.1: is too short: 8 characters, 30 or more expected",
        ),
        (
            SECOND_KO,
            FIRST_KO.replace("요.", "요!"),
            "a.yaml:9: references.ko.1: says nearly the same as reference 0",
        ),
        (
            "en: two",
            f'en: "{SECOND_EN}"',
            "a.yaml:12: references.en.1: says nearly the same as key point 'two'",
        ),
        (
            "  - {id: three, text: {ko: 셋, en: three}, terms: [셋]}\n",
            "",
            "a.yaml:13: key_points: needs 3 to 6, got 2",
        ),
        (
            "terms: [둘]",
            "terms: []",
            "a.yaml:15: key_points.1.terms: is empty: name words that members type",
        ),
        (
            "  - {text: {ko: 오해, en: untrue}, why: {ko: 까닭, en: since}}\n",
            "",
            "a.yaml:17: misconceptions: needs 2 or more, got 1",
        ),
        ("  - {ko: 힌트, en: hint}\n", "", "a.yaml:20: hints: needs exactly 2, got 1"),
        ("explanation: {ko: 설명, en: explanation}\n", "", "a.yaml:1: explanation: is missing"),
        ("sources:\n  - title: A book\n", "", "a.yaml:1: sources: needs 1 or more, got 0"),
        ("demo:\n  name: gd-1d\n", "", "a.yaml:1: demo: is missing"),
    ],
)
def test_incomplete_question_names_the_place(
    deck: Deck, question: Text, old: str, new: str, expected: str
) -> None:
    text = question("one")
    assert old in text
    assert [str(fault) for fault in check(load(deck(a=text.replace(old, new))))] == [expected]


def test_more_key_points_than_a_card_shows_is_a_fault(deck: Deck, question: Text) -> None:
    extra = "".join(
        f"  - {{id: more-{n}, text: {{ko: 더, en: more}}, terms: [더]}}\n" for n in range(4)
    )
    text = question("one").replace("misconceptions:\n", extra + "misconceptions:\n")
    assert [fault.message for fault in check(load(deck(a=text)))] == ["needs 3 to 6, got 7"]


def test_follow_up_without_a_lead_is_a_fault(deck: Deck, question: Text) -> None:
    (fault,) = check(load(deck(a=question("one") + CHILD)))
    assert str(fault) == "a.yaml:29: follow_ups.0.lead: is missing: say why this follows"


def test_personal_question_needs_no_answer_and_no_demo(deck: Deck, question: Text) -> None:
    led = CHILD.replace("kind: personal\n", "kind: personal\n    lead: {ko: 이제, en: Now}\n")
    assert check(load(deck(a=question("one") + led))) == []


def test_load_faults_are_reported_first_in_file_order(deck: Deck, question: Text) -> None:
    text = question("one").replace("demo:\n  name: gd-1d\n", "")
    faults = check(load(deck(b=text, a="id: [")))
    assert [fault.file for fault in faults] == ["a.yaml", "b.yaml"]


def test_folder_without_questions_is_a_fault(tmp_path: Path) -> None:
    (fault,) = check(load(tmp_path))
    assert str(fault) == "no question found: the folder holds no *.yaml file"
