"""Graded answers: a fault names its file and line, and the packaged ones are in order."""

import json
from collections import Counter

import pytest

from content.loader import Bank
from content.schema import Question
from evaluators.graded import AnswerKind, BadGradedAnswers, GradedQuestion, load

CHILD = Question.model_validate(
    {
        "id": "dropout-in-cnn",
        "topic": "regularization",
        "text": {"ko": "드롭아웃이란?", "en": "What is dropout?"},
        "references": {"ko": ["뉴런을 무작위로 꺼요."], "en": ["Neurons are dropped at random."]},
    }
)
DRAFT = CHILD.model_copy(update={"id": "dropout-draft", "references": type(CHILD.references)()})
ROOT = CHILD.model_copy(update={"id": "dropout", "follow_ups": (CHILD, DRAFT)})
BANK = Bank(
    questions={one.id: one for one in ROOT.walk()},
    parents={"dropout-in-cnn": "dropout", "dropout-draft": "dropout"},
)
OUTSIDE = {
    "id": "momentum",
    "topic": "optimizers",
    "text": {"ko": "모멘텀이란?", "en": "What is momentum?"},
    "references": {"en": ["A running mean of gradients."]},
}


def row(number=1, question_id="dropout", **changes):
    fields = {
        "id": f"{question_id}/{number}",
        "question_id": question_id,
        "lang": "en",
        "kind": "full",
        "grade": 1.0,
        "second": 0.75,
        "answer": "It drops neurons.",
    }
    return {**fields, **changes}


def pair(number, pair_of, **changes):
    return row(number, kind="minimal_pair_false", grade=0.25, pair_of=pair_of, **changes)


@pytest.fixture
def read(tmp_path):
    def run(answers, questions=(OUTSIDE,)):
        for name, rows in (("answers.jsonl", answers), ("questions.jsonl", questions)):
            lines = [one if isinstance(one, str) else json.dumps(one) for one in rows]
            (tmp_path / name).write_text("".join(f"{line}\n" for line in lines), "utf-8")
        return load(tmp_path, BANK)

    return run


def test_good_files_are_read_in_order(read):
    found = read([row(1), pair(2, "dropout/1"), row(1, "momentum", lang="ko")])
    assert [one.id for one in found.answers] == ["dropout/1", "dropout/2", "momentum/1"]
    assert found.answers[1].pair_of == "dropout/1"
    assert found.rubric("momentum").references.all() == ("A running mean of gradients.",)
    assert found.rubric("dropout") == BANK.rubric("dropout")


@pytest.mark.parametrize(
    ("bad", "reason"),
    [
        ("{", "Invalid JSON"),
        ("[]", "object"),
        (row(1), "id: 'dropout/1' is used twice"),
        (row(2, id="2"), "id: "),
        (row(2, "nope"), "question_id: 'nope' is neither in the bank nor in questions.jsonl"),
        (row(2, "dropout-draft"), "question_id: 'dropout-draft' has no references"),
        (row(2, grade=0.3), "grade: "),
        (row(2, grade=float("nan")), "grade: "),
        (row(2, second=None), "second: "),
        (row(2, lang="jp"), "lang: "),
        (row(2, answer="a" * 4001), "answer: "),
        (row(2, note="x"), "note: "),
        (row(2, pair_of="dropout/1"), "no other kind does"),
        (row(2, kind="minimal_pair_false"), "goes with pair_of"),
        (pair(2, "dropout/9"), "pair_of: 'dropout/9' is no answer"),
        (pair(2, "momentum/1"), "pair_of: 'momentum/1' answers another question"),
        (pair(2, "dropout/3"), "pair_of: 'dropout/3' is not a full answer"),
    ],
)
def test_bad_answer_is_named_by_file_and_line(read, bad, reason):
    good = [row(1), row(1, "momentum"), row(3, kind="partial", grade=0.5)]
    with pytest.raises(BadGradedAnswers) as caught:
        read([*good, bad])
    (message,) = str(caught.value).splitlines()
    assert message.startswith("answers.jsonl:4: ")
    assert reason in message


@pytest.mark.parametrize(
    ("bad", "reason"),
    [
        (OUTSIDE, "id: 'momentum' is used twice"),
        ({**OUTSIDE, "id": "Not a slug"}, "id: "),
        ({**OUTSIDE, "id": "adam", "topic": None}, "topic: "),
        ({**OUTSIDE, "id": "adam", "hint": "x"}, "hint: "),
    ],
)
def test_bad_question_is_named_by_file_and_line(read, bad, reason):
    with pytest.raises(BadGradedAnswers) as caught:
        read([row(1)], [OUTSIDE, bad])
    (message,) = str(caught.value).splitlines()
    assert message.startswith("questions.jsonl:2: ")
    assert reason in message


def test_a_question_of_the_folder_goes_before_one_of_the_bank(read):
    graded = read([row(1)], [{**OUTSIDE, "id": "dropout"}])
    assert graded.rubric("dropout").text == GradedQuestion.model_validate(OUTSIDE).text
    assert not graded.of_bank


def test_all_faults_are_told_at_once(read):
    with pytest.raises(BadGradedAnswers) as caught:
        read([row(1, grade=2), row(2, lang="jp")], ["{"])
    places = [(fault.file, fault.line) for fault in caught.value.faults]
    assert places == [("questions.jsonl", 1), ("answers.jsonl", 1), ("answers.jsonl", 2)]


def test_family_is_never_split(read):
    found = read([row(1), row(1, "dropout-in-cnn"), row(1, "momentum")])
    assert [found.split(id_) for id_ in ("dropout", "dropout-in-cnn")] == ["test", "test"]
    assert found.families == {
        "dropout": "dropout",
        "dropout-in-cnn": "dropout",
        "momentum": "momentum",
    }


def test_packaged_answers_are_complete_and_their_splits_share_no_family():
    packaged = load()
    assert Counter(one.kind for one in packaged.answers) == {
        AnswerKind.FULL: 693,
        AnswerKind.PARTIAL: 350,
        AnswerKind.MINIMAL_PAIR_FALSE: 343,
        AnswerKind.MISCONCEPTION: 231,
        AnswerKind.MIXED_TRUTH: 231,
        AnswerKind.OFF_TOPIC: 116,
        AnswerKind.NON_ANSWER: 115,
    }
    assert max(abs(one.grade - one.second) for one in packaged.answers) == 0.25
    rows = Counter(packaged.split(one.question_id) for one in packaged.answers)
    assert rows == {"train": 1620, "test": 459}
    families = {"train": set(), "test": set()}
    for one in packaged.answers:
        families[packaged.split(one.question_id)].add(packaged.families[one.question_id])
    assert not families["train"] & families["test"]
