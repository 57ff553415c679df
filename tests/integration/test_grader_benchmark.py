"""`quizmaster grader benchmark` with the real grader, on a few answers of each split."""

import gzip
import json

import pytest
from typer.testing import CliRunner

from bot.app.cli import app
from evaluators.cli.commands import read_labels
from evaluators.graded import ANSWERS, FOLDER, QUESTIONS, load
from evaluators.graded.labels import FILE as LABELS


@pytest.fixture(scope="module")
def few(tmp_path_factory):
    """Write all answers to one question of each split into a folder."""
    folder = tmp_path_factory.mktemp("graded")
    graded = load()
    first = {graded.split(one.question_id): one.question_id for one in graded.answers}
    lines = (FOLDER / ANSWERS).read_text("utf-8").splitlines(keepends=True)
    kept = [line for line in lines if json.loads(line)["question_id"] in first.values()]
    (folder / ANSWERS).write_text("".join(kept), "utf-8")
    (folder / QUESTIONS).write_bytes((FOLDER / QUESTIONS).read_bytes())
    return folder


SEMEVAL = """\
split\tquestion_id\tlabel3\tquestion\treference_answers\tstudent_answer
train\tq1\tcorrect\tWhy is the bulb dark?\tThere is a gap in the circuit.\tThe circuit has a gap.
train\tq1\tincorrect\tWhy is the bulb dark?\tThere is a gap in the circuit.\tBananas are yellow.
"""
KORSTS = """\
score\tsentence1\tsentence2
5\t남자가 기타를 친다.\t남자가 기타를 치고 있다.
0\t남자가 기타를 친다.\t비가 온다.
"""


def run(*options):
    """Measure the grader without its judge, which takes most of the time."""
    command = ["grader", "benchmark", *map(str, options)]
    return CliRunner().invoke(app, command, env={"QUIZMASTER_JUDGE": "none"})


def test_all_splits_and_datasets_are_measured_and_told_in_json(few, tmp_path):
    (tmp_path / "semeval.tsv.gz").write_bytes(gzip.compress(SEMEVAL.encode()))
    (tmp_path / "sts.tsv").write_text(KORSTS, "utf-8")
    outside = ("--semeval", tmp_path / "semeval.tsv.gz", "--korsts", tmp_path / "sts.tsv")
    result = run("--answers", few, *outside, "--split", "all", "--json")
    assert result.exit_code == 0
    found = json.loads(result.stdout)
    assert (found["split"], found["answers"], found["questions"]) == ("all", 18, 2)
    assert found["speed"]["answers_per_s"] > 0
    values = {one["measure"]: one["values"] for one in found["aims"]}
    semeval = values["SemEval-2013 task 7, AUC"]
    assert set(semeval) == {"quizmaster", "cosine", "key terms"}
    assert semeval["quizmaster"] == 1.0
    assert values["KorSTS, Spearman of the cosine"] == {"quizmaster": pytest.approx(1.0)}


def test_one_split_is_measured_and_printed_for_people(few):
    result = run("--answers", few)
    assert result.exit_code == 0
    assert "the test split: 9 answers, 1 questions." in result.stdout


@pytest.mark.parametrize("option", ["--semeval", "--korsts"])
@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (None, "can't be read"),
        (b"", "there is no column"),
        (b"a\tb\n1\t2\n", "there is no column"),
        (b"\x89PNG\r\n\x1a\n", "isn't text in UTF-8"),
    ],
)
def test_file_that_is_no_such_dataset_is_named(few, tmp_path, option, content, reason):
    file = tmp_path / "data.tsv"
    if content is not None:
        file.write_bytes(content)
    result = run("--answers", few, option, file)
    assert result.exit_code == 1
    assert f"Error: {file}: " in result.stderr
    assert reason in result.stderr
    assert result.stderr.count("\n") == 1


def test_bad_answers_are_named_and_status_1(few, tmp_path):
    (tmp_path / QUESTIONS).write_bytes((few / QUESTIONS).read_bytes())
    (tmp_path / ANSWERS).write_text("{}\n", "utf-8")
    result = run("--answers", tmp_path)
    assert result.exit_code == 1
    assert "answers.jsonl:1: id: " in result.stderr
    assert "Traceback" not in result.stderr


@pytest.mark.parametrize(
    ("options", "reason"),
    [
        (["--answers", "nowhere"], "nowhere"),
        (["--encoder", "/no/such/model"], "/no/such/model"),
    ],
)
def test_what_is_missing_is_one_sentence_and_status_1(few, options, reason):
    result = run("--answers", few, *options)
    assert result.exit_code == 1
    assert reason in result.stderr
    told = [one for one in result.stderr.splitlines() if not one.startswith("Benchmark: ")]
    assert len(told) == 1


def test_labels_of_a_folder_are_measured_with_and_bad_ones_named(few, tmp_path):
    for name in (QUESTIONS, ANSWERS):
        (tmp_path / name).write_bytes((few / name).read_bytes())
    id_ = load(tmp_path).answers[0].id
    (tmp_path / LABELS).write_text(json.dumps({"id": id_, "labels": {"point:no": {}}}), "utf-8")
    result = run("--answers", tmp_path)
    assert result.exit_code == 1
    assert f"labels.jsonl, {id_}: no such statement: ['point:no']" in result.stderr
    assert "Traceback" not in result.stderr
    graded = load(few)
    assert read_labels(few, graded) == {}
    (tmp_path / LABELS).write_text("", "utf-8")
    assert read_labels(tmp_path, graded).keys() == {one.id for one in graded.answers}


def test_split_without_answers_is_status_1(tmp_path):
    for name in (ANSWERS, QUESTIONS):
        (tmp_path / name).write_text("")
    result = run("--answers", tmp_path)
    assert (result.exit_code, result.stderr.count("\n")) == (1, 1)


def test_unknown_split_is_wrong_usage():
    assert run("--split", "dev").exit_code == 2
