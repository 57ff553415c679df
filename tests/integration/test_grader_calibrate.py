"""`quizmaster grader calibrate` with the real encoder, on a few graded answers."""

import json

import pytest
from typer.testing import CliRunner

from bot.app.cli import app
from evaluators.calibration import FOLDER as PACKAGED
from evaluators.calibration import load_calibration
from evaluators.encoders.encoder import load_encoder
from evaluators.graded import ANSWERS, FOLDER, QUESTIONS, load
from evaluators.graded.labels import FILE as LABELS

FAMILIES = 5


@pytest.fixture(scope="module")
def few(tmp_path_factory):
    """Write the answers to some questions outside the bank into a folder."""
    folder = tmp_path_factory.mktemp("graded")
    graded = load()
    train = [one.question_id for one in graded.of_split("train")]
    outside = [id_ for id_ in dict.fromkeys(train) if id_ not in graded.of_bank]
    lines = (FOLDER / ANSWERS).read_text("utf-8").splitlines(keepends=True)
    kept = [line for line in lines if json.loads(line)["question_id"] in outside[:FAMILIES]]
    (folder / ANSWERS).write_text("".join(kept), "utf-8")
    (folder / QUESTIONS).write_bytes((FOLDER / QUESTIONS).read_bytes())
    return folder


def run(*options):
    return CliRunner().invoke(app, ["grader", "calibrate", *map(str, options)])


def test_what_is_fitted_is_kept_beside_the_other_data_and_found_by_the_encoder(
    few, tmp_path, monkeypatch
):
    monkeypatch.setenv("QUIZMASTER_DATA_DIR", str(tmp_path))
    done = run("--answers", few, "--json")
    assert done.exit_code == 0, done.output
    printed = json.loads(done.stdout)
    [file] = (tmp_path / "calibrations").iterdir()
    assert file.name == "bilingual-static.json"
    encoder = load_encoder()
    found = load_calibration(encoder)
    assert printed["version"] == found.version
    assert printed["measured"]["auc_full_misconception"] > 0.6
    assert found.encoder.fingerprint == encoder.fingerprint
    assert found != load_calibration(encoder, [PACKAGED])


def test_labels_beside_the_answers_are_fitted_on(few, tmp_path):
    for file in few.iterdir():
        (tmp_path / file.name).write_bytes(file.read_bytes())
    ids = [json.loads(line)["id"] for line in (few / ANSWERS).read_text("utf-8").splitlines()]
    kept = [json.loads(line) for line in (FOLDER / LABELS).read_text("utf-8").splitlines()]
    lines = [json.dumps(line) for line in kept if line["id"] in ids]
    (tmp_path / LABELS).write_text("\n".join(lines), "utf-8")
    fitted = []
    for folder in (few, tmp_path):
        done = run("--answers", folder, "--out", tmp_path / "fitted", "--json")
        assert done.exit_code == 0, done.output
        fitted.append(json.loads(done.stdout)["version"])
    assert fitted[0] != fitted[1]


@pytest.mark.parametrize("kept", [0, 2])
def test_too_few_answers_are_one_sentence(few, tmp_path, kept):
    for name in (ANSWERS, QUESTIONS):
        (tmp_path / name).write_bytes((few / name).read_bytes())
    lines = (tmp_path / ANSWERS).read_text("utf-8").splitlines(keepends=True)
    (tmp_path / ANSWERS).write_text("".join(lines[: 9 * kept]), "utf-8")
    done = run("--answers", tmp_path, "--out", tmp_path / "fitted")
    assert done.exit_code == 1
    assert done.stderr.count("\n") == 1
    assert done.stderr.startswith("Error: the train split has answers to")
    assert list((tmp_path / "fitted").iterdir()) == []


def test_an_absent_encoder_is_one_sentence(few, tmp_path):
    done = run("--answers", few, "--encoder", tmp_path / "nowhere", "--out", tmp_path / "fitted")
    assert done.exit_code == 1
    assert done.stderr.count("\n") == 1
    assert "nowhere" in done.stderr
