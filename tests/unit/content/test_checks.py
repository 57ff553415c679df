"""The rules that need no grader, each broken once in a question that is otherwise in order."""

import re
from collections.abc import Callable
from pathlib import Path

import pytest
import yaml

from content.checks import check, ordered, spelling
from content.importers import deck as decks
from content.loader import Fault, load, packaged
from content.schema import Bilingual, Question
from tests.unit.content.conftest import Deck, Text

Saying = Callable[[str, str], list[str]]

FIRST_KO = "첫 번째 모범 답안이고 핵심을 모두 담은 두세 문장짜리 글이에요."
SECOND_KO = "두 번째 답은 전혀 다른 낱말로 똑같은 내용을 풀어서 다시 적었습니다."
SECOND_EN = "Another reply says just that with quite different words, so graders see variety."
THREE = """\
  - {id: three, text: {ko: 셋, en: three}, terms: [셋], nudge: {ko: 언제일까요, en: when}}
"""
SOURCE = "  - title: A book (1999)\n"
DEMO = "demo:\n  name: gd-1d\n"
FURTHER = ("four", "five", "six", "seven")
CHILD = """\
follow_ups:
  - id: child
    kind: personal
    topic: optimization
    text: {ko: 자식이에요, en: Child}
    lead: {ko: 이제, en: Now}
    hints: [{ko: 하나, en: one}, {ko: 둘, en: two}]
    explanation: {ko: 설명, en: why}
    sources: [{title: A book (1999)}]
"""


def rules(faults: list[Fault]) -> list[str]:
    return [fault.rule for fault in faults]


@pytest.fixture
def saying(deck: Deck, question: Text) -> Saying:
    """Replace a piece of the question, and return each fault with its rule."""

    def replaced(old: str, new: str) -> list[str]:
        text = question("one")
        assert old in text
        return [f"{one} [{one.rule}]" for one in check(load(deck(a=text.replace(old, new))))]

    return replaced


def test_packaged_decks_are_complete() -> None:
    assert [str(fault) for fault in check(packaged()) if not fault.is_note] == []


def test_complete_question_has_no_faults(deck: Deck, question: Text) -> None:
    assert check(load(deck(a=question("one") + CHILD)), lambda demo: None) == []


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        ("  ko: 질문이에요\n", "", "3: text.ko: is missing [schema]"),
        ("  en: A question\n", "", "3: text.en: is missing [schema]"),
        (f"    - {SECOND_KO}\n", "", "7: references.ko: needs 2 or more, got 1 [few-references]"),
        (f"    - {SECOND_EN}\n", "", "10: references.en: needs 2 or more, got 1 [few-references]"),
        (
            SECOND_KO,
            "짧은 답이에요.",
            "9: references.ko.1: is too short: 8 characters, 30 or more expected [short-reference]",
        ),
        (
            SECOND_KO,
            FIRST_KO.replace("글이에요.", "글입니다!"),
            "9: references.ko.1: says nearly the same as reference 0 [alike-references]",
        ),
        (
            "en: two",
            f'en: "{SECOND_EN}"',
            "12: references.en.1: says nearly the same as key point 'two' [alike-references]",
        ),
        ("id: two", "id: ones", "15: key_points.1.id: is easily taken for 'one' [alike-ids]"),
        (THREE, "", "13: key_points: needs 3 to 6, got 2 [key-points]"),
        (
            THREE,
            THREE + "".join(THREE.replace("id: three", f"id: {one}") for one in FURTHER),
            "13: key_points: needs 3 to 6, got 7 [key-points]",
        ),
        (
            "terms: [둘]",
            "terms: []",
            "15: key_points.1.terms: is empty: name words that members type [no-terms]",
        ),
        (
            ", nudge: {ko: 왤까요, en: why}",
            "",
            "15: key_points.1.nudge: is missing: ask what leads on to the point [no-nudge]",
        ),
        (
            "  - {text: {ko: 오해, en: untrue}, why: {ko: 까닭, en: since}}\n",
            "",
            "17: misconceptions: needs 2 or more, got 1 [few-misconceptions]",
        ),
        ("  - {ko: 힌트, en: hint}\n", "", "20: hints: needs exactly 2, got 1 [hints]"),
        (
            "explanation: {ko: 설명, en: explanation}\n",
            "",
            "1: explanation: is missing [no-explanation]",
        ),
        (f"sources:\n{SOURCE}", "", "1: sources: needs 1 or more, got 0 [no-sources]"),
        (DEMO, "", "1: note: demo: is missing [no-demo]"),
        (
            "ko: 힌트,",
            "ko: Still in English,",
            "21: hints.0.ko: is in English: translate it [untranslated]",
        ),
        (
            SECOND_EN,
            f"{SECOND_EN} 그래요.",
            "12: references.en.1: holds Korean: translate it [untranslated]",
        ),
        (
            "ko: 힌트,",
            "ko: 훈련 데이터를 떠올려 보세요,",
            "21: note: hints.0.ko: says 훈련, which is 학습 elsewhere [another-spelling]",
        ),
    ],
)
def test_incomplete_question_names_the_place(
    saying: Saying, old: str, new: str, expected: str
) -> None:
    assert saying(old, new) == [f"a.yaml:{expected}"]


@pytest.mark.parametrize(
    ("source", "field", "expected"),
    [
        ("title: A book", "title", "can't be looked up: give its year and where it appeared"),
        ("{title: A, url: 'https://localhost/a'}", "url", "'localhost' is no public host"),
        ("{title: A, url: 'https://192.168.0.1/a'}", "url", "'192.168.0.1' is no public host"),
        ("{title: A, url: 'https://www.example.com/a'}", "url", "is only a placeholder"),
        ("{title: A, url: 'https://me:pw@a.org/'}", "url", "must not name a user"),
        ("{title: A, url: 'https://[a/'}", "url", "is no address"),
    ],
)
def test_source_that_nobody_can_look_up(
    saying: Saying, source: str, field: str, expected: str
) -> None:
    (fault,) = saying(SOURCE, f"  - {source}\n")
    assert f": sources.0.{field}: " in fault
    assert expected in fault
    assert fault.endswith("[broken-source]")


@pytest.mark.parametrize(
    "source",
    [
        "{title: A, url: 'https://arxiv.org/abs/1312.6114'}",
        "{title: A, url: 'https://ko.wikipedia.org/wiki/딥_러닝'}",
        "{title: A, url: 'https://한국.kr:8443/a?b=c#d'}",
        "{title: 'Rosenblatt (1958), The Perceptron'}",
    ],
)
def test_source_that_can_be_looked_up(saying: Saying, source: str) -> None:
    assert saying(SOURCE, f"  - {source}\n") == []


@pytest.mark.parametrize(
    "again", ["title: a BOOK (1999)", "{title: Other, url: 'https://a.org/x/'}"]
)
def test_source_listed_twice(saying: Saying, again: str) -> None:
    address = "  - {title: A, url: 'https://a.org/x'}\n"
    (fault,) = saying(SOURCE, f"{SOURCE}{address}  - {again}\n")
    assert re.search(r"a.yaml:27: sources.2: repeats source [01] \[repeated-source\]", fault)


def test_text_without_words_needs_no_translation(saying: Saying) -> None:
    assert saying("ko: 힌트,", "ko: w = w - lr * dw,") == []


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("라벨과 라벨", ["라벨"]),
        ("이동평균을 최적화기가 써요", ["이동평균", "최적화기"]),
        ("softmax를 씌워요", ["softmax를"]),
        ("softmax(z)와 F.softmax를, 그리고 log-softmax를 써요", []),
        ("그래디언트 부스팅과 라벨러", []),
        ("재매개변수화를 해요", []),
        ("학습 데이터로 파인튜닝해요", []),
    ],
)
def test_a_spelling_counts_where_it_begins_a_word_and_stands_in_no_preferred_one(
    saying: Saying, text: str, said: list[str]
) -> None:
    faults = saying("ko: 이유,", f'ko: "{text}",')
    assert [fault.split("says ")[1].split(", which")[0] for fault in faults] == said


@pytest.mark.parametrize(
    ("old", "new"),
    [
        (FIRST_KO, f"{FIRST_KO} 훈련 데이터로요."),
        ("terms: [둘]", "terms: [둘, 훈련]"),
        ("terms: [둘]", "terms: [둘], contrasts: [{ko: 훈련해요, en: train}]"),
    ],
)
def test_texts_that_members_write_themselves_are_spelt_as_they_like(
    saying: Saying, old: str, new: str
) -> None:
    assert saying(old, new) == []


def test_no_spelling_is_both_preferred_and_refused() -> None:
    terms = yaml.safe_load(spelling.FILE.read_text(encoding="utf-8"))
    refused = [one for others in terms.values() for one in others]
    assert len(set(refused)) == len(refused)
    assert terms.keys().isdisjoint(refused)


def test_follow_up_without_a_lead_is_a_fault(deck: Deck, question: Text) -> None:
    text = question("one") + CHILD.replace("    lead: {ko: 이제, en: Now}\n", "")
    (fault,) = check(load(deck(a=text)))
    assert str(fault) == "a.yaml:29: follow_ups.0.lead: is missing: say why this follows"
    assert fault.rule == "no-lead"


def test_two_files_that_ask_the_same(deck: Deck, question: Text) -> None:
    other = question("other").replace("ko: 질문이에요", "ko: 물음이에요")
    faults = check(load(deck(a=question("one"), b=other.replace("A question", "a  QUESTION?"))))
    assert [str(one) for one in faults] == ["b.yaml:5: text.en: asks the same as 'one'"]
    assert rules(faults) == ["repeated-question"]


def test_two_questions_of_one_language_that_ask_the_same(deck: Deck, question: Text) -> None:
    texts = ("one", "other")
    text = question("{}").replace("ko: 질문이에요", "ko: Why so").replace("A question", "Why so")
    folder = deck(**{one: text.replace("id: {}", f"id: {one}") for one in texts})
    assert rules(check(load(folder))) == ["one-language", "one-language", "repeated-question"]


def test_follow_ups_of_two_questions_may_ask_the_same(deck: Deck, question: Text) -> None:
    other = question("other").replace("질문이에요", "물음이에요").replace("A question", "Why?")
    later = CHILD.replace("id: child", "id: later")
    assert check(load(deck(a=question("one") + CHILD, b=other + later))) == []


def test_a_demo_that_cannot_be_run_is_noted(deck: Deck, question: Text) -> None:
    (note,) = check(load(deck(a=question("one"))), lambda demo: f"there's no demo {demo.name}")
    assert str(note) == "a.yaml:27: note: demo.name: there's no demo gd-1d"
    assert (note.rule, note.is_note) == ("refused-demo", True)


def test_imported_questions_are_noted_once_each(tmp_path: Path) -> None:
    draft = {"id": "draft", "topic": "team", "text": Bilingual.same("Why?")}
    answered = draft | {"id": "answered", "text": Bilingual.same("왜요?")}
    answered["references"] = {"ko": [FIRST_KO, "짧은 답"]}
    answered["key_points"] = [{"id": "point-1", "text": Bilingual.same(FIRST_KO)}]
    asked_in_both = answered | {"id": "both", "text": {"ko": "패딩이란?", "en": "What is padding?"}}
    made = [Question.model_validate(one) for one in (draft, answered, asked_in_both)]
    decks.write(made, tmp_path / "team")
    notes = check(load(tmp_path / "team"))
    assert all(note.is_note for note in notes)
    assert [(note.rule, note.field) for note in notes] == [
        ("one-language", "text"),
        ("one-language", "key_points"),
        ("draft", "references"),
    ]


def test_a_question_whose_file_is_gone_keeps_its_id(deck: Deck, question: Text) -> None:
    bank = load(deck(a=question("one").replace(DEMO, "")))
    bank.files["one"].unlink()
    (fault,) = check(bank)
    assert (fault.file, fault.line, fault.field) == ("a.yaml", None, "demo")


def test_load_faults_are_reported_in_file_order(deck: Deck, question: Text) -> None:
    text = question("one").replace(DEMO, "")
    faults = check(load(deck(b=text, a="id: [")))
    assert [fault.file for fault in faults] == ["a.yaml", "b.yaml"]
    assert rules(faults) == ["schema", "no-demo"]


def test_faults_are_told_once_and_by_line() -> None:
    last, first = Fault("a.yaml", 9, "hints", "no"), Fault("a.yaml", 1, "text", "no")
    other = Fault("b.yaml", None, "", "no")
    assert ordered([last, other, first, last]) == [first, last, other]


def test_folder_without_questions_is_a_fault(tmp_path: Path) -> None:
    (fault,) = check(load(tmp_path))
    assert str(fault) == "no question found: the folder holds no *.yaml file"
    assert fault.rule == "empty-folder"
