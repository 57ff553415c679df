"""The grade and similarity commands: lines in, lines out."""

import json

import pytest
import typer
from typer.testing import CliRunner

from content.schema import Kind
from evaluators.cli import commands as cli
from evaluators.cli.lines import Line, read
from evaluators.grade import MAX_ANSWER_CHARS, Grade, Verdict
from tests.bank import BANK
from tests.unit.evaluators.encoders.test_encoder import write_model

BANK_ID = next(iter(BANK.questions))


class EchoGrader:
    """Scores nothing and remembers what it was asked."""

    def __init__(self):
        self.requests = []

    def grade(self, requests):
        self.requests += requests
        return [Grade(score=0.25, verdict=Verdict.PARTIAL, similarity=0.5) for _ in requests]


@pytest.fixture
def graded():
    def run(*fields):
        lines = [Line(number, dict(one)) for number, one in enumerate(fields, start=1)]
        grader = EchoGrader()
        cli.grade_lines(lines, grader)
        return [json.loads(line.dump()) for line in lines], grader.requests

    return run


@pytest.fixture
def app():
    app = typer.Typer()
    app.command()(cli.grade)
    app.command()(cli.similarity)
    return app


@pytest.fixture
def run(app, tmp_path):
    model = write_model(tmp_path / "five-words")

    def run(command, text, *options):
        (tmp_path / "in.jsonl").write_bytes(text if isinstance(text, bytes) else text.encode())
        paths = ["--input", str(tmp_path / "in.jsonl"), "--output", str(tmp_path / "out.jsonl")]
        result = CliRunner().invoke(app, [command, *paths, "--encoder", str(model), *options])
        out = tmp_path / "out.jsonl"
        lines = out.read_text(encoding="utf-8").splitlines() if out.exists() else []
        return result, [json.loads(line) for line in lines]

    return run


def outside(**changes):
    fields = {"question": "왜 ReLU?", "references": ["기울기가 1이라서"], "answer": "싸니까"}
    return {**fields, **changes}


def test_grade_is_added_and_other_fields_pass_through(graded):
    given = {"question_id": BANK_ID, "answer": "a", "lang": "ko", "n": [1]}
    (line,), (request,) = graded(given)
    grade = {"score": 0.25, "verdict": "partial", "similarity": 0.5}
    assert line.items() >= (given | grade | {"key_points": [], "misconceptions": []}).items()
    assert request.question == BANK.rubric(BANK_ID)


def test_question_outside_the_bank_brings_its_own(graded):
    _, (request,) = graded(outside())
    assert request.question.text.ko == request.question.text.en == "왜 ReLU?"
    assert request.question.references.all() == ("기울기가 1이라서",)


@pytest.mark.parametrize(
    ("points", "texts"),
    [
        (["기울기가 1", "싸다"], ["기울기가 1", "싸다"]),
        ([{"text": "cheap", "weight": 2}], ["cheap"]),
        ([{"id": "cheap", "text": {"ko": "싸다", "en": "cheap"}}, "one"], ["cheap", "one"]),
    ],
    ids=["texts", "objects", "both"],
)
def test_key_points_may_be_texts_or_objects(graded, points, texts):
    (line,), (request,) = graded(outside(key_points=points))
    assert "error" not in line
    assert [point.text.en for point in request.question.key_points] == texts


def test_a_key_point_may_be_a_bonus(graded):
    _, (request,) = graded(outside(key_points=["cheap", {"text": "sparse", "needed": False}]))
    assert [point.needed for point in request.question.key_points] == [True, False]


def test_a_question_of_taste_needs_no_reference(graded):
    (line,), (request,) = graded({"question_id": "preferred-framework", "answer": "PyTorch"})
    assert "error" not in line
    assert request.question.kind is Kind.PERSONAL


@pytest.mark.parametrize(
    ("fields", "reason"),
    [
        ({"answer": "a"}, "question_id or question is missing"),
        ({"question_id": BANK_ID}, "answer is missing"),
        ({"question_id": BANK_ID, "answer": None}, "answer must be text, not NoneType"),
        ({"question_id": "nope", "answer": "a"}, "'nope' is not in the bank"),
        ({"question_id": BANK_ID, "answer": "a" * (MAX_ANSWER_CHARS + 1)}, "4001 characters"),
        ({"question_id": BANK_ID, "answer": "\ud800"}, "half a surrogate pair"),
        ({"question": "q", "answer": "a"}, "references is missing"),
        (outside(references=[]), "references is empty"),
        (outside(references="text"), "references must be a list"),
        (outside(references=["a" * 4001]), "references.0 has more than 4000 characters"),
        (outside(question=""), "question is empty"),
        (outside(question=5), "question must be text or an object"),
        (outside(question={"ko": "왜?"}), "question.en is missing"),
        (outside(key_points=[{"text": "a", "weight": -1}]), "key_points.0.weight must be more"),
        (outside(key_points=[{"text": "a", "weight": "x"}]), "key_points.0.weight must be a num"),
        (outside(key_points=[{"id": "Not a slug", "text": "a"}]), "key_points.0.id may have"),
        (outside(key_points=[{"text": "a", "needed": "x"}]), "key_points.0.needed must be true or"),
        (outside(key_points=[5]), "key_points.0 must be text or an object"),
        (outside(key_points=["a"] * 13), "key_points has 13 entries, 12 are allowed"),
        (outside(key_points=[{"id": "a", "text": "a"}] * 2), "key point ids must differ"),
        (outside(misconceptions=[{"text": ""}]), "misconceptions.0.text is empty"),
    ],
)
def test_bad_fields_become_an_error_and_the_rest_still_run(graded, fields, reason):
    good = outside()
    (bad, other), requests = graded(fields, good)
    assert reason in bad["error"]
    assert "score" not in bad
    assert other["score"] == 0.25
    assert len(requests) == 1


def test_longest_answer_is_graded(graded):
    ((line,), _) = graded(outside(answer="a" * MAX_ANSWER_CHARS))
    assert "error" not in line


def test_a_line_that_cannot_be_used_is_found_again_by_its_number_and_text(run):
    lost, long, lacking = '{"a": "relu", "b": ', "가" * 501, '{"a": "relu", "id": 7}'
    _, rows = run("similarity", f"\n{lost}\r\n{long}\n\n{lacking}\n")
    assert rows == [
        {"error": "not JSON: Expecting value at character 21", "line": 2, "input": lost.strip()},
        {"error": "not JSON: Expecting value at character 1", "line": 3, "input": "가" * 500 + "…"},
        {"a": "relu", "id": 7, "error": "b is missing", "line": 5},
    ]


@pytest.mark.parametrize("command", ["grade", "similarity"])
def test_an_output_that_is_the_input_is_refused_and_stays(app, tmp_path, command):
    given, same = tmp_path / "in.jsonl", tmp_path / "link.jsonl"
    given.write_text("not JSON")
    same.symlink_to(given)
    result = CliRunner().invoke(app, [command, "--input", str(given), "--output", str(same)])
    assert (result.exit_code, result.stdout) == (1, "")
    said = f"Error: {same} is the input, which would be lost; name another output.\n"
    assert result.stderr == said
    assert given.read_text() == "not JSON"


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        (b"[1]", "not an object but list"),
        (b'{"a": NaN}', "not JSON"),
        (b"\xff\xfe", "not JSON"),
        (b"[" * 100_000, "not JSON"),
        (b'{"a": "x"}', "b is missing"),
        (b'{"a": "x", "b": 1}', "b must be text"),
    ],
)
def test_line_that_is_no_pair_becomes_an_error(run, text, reason):
    result, (bad, good) = run("similarity", text + b'\n{"a": "relu", "b": "relu"}\n')
    assert result.exit_code == 1
    assert reason in bad["error"]
    assert "similarity" not in bad
    assert good["similarity"] == 1.0


def test_blank_lines_and_a_byte_order_mark_are_skipped(tmp_path):
    (tmp_path / "in.jsonl").write_bytes(b'\xef\xbb\xbf{"a": 1}\r\n\n   \n{"b": 2}')
    assert [line.fields for line in read(tmp_path / "in.jsonl")] == [{"a": 1}, {"b": 2}]


@pytest.mark.parametrize(
    ("a", "b", "cosine"),
    [("relu", "relu", 1), ("relu", "sigmoid", 0.6), ("sigmoid", "기울기", -1), ("", "relu", 0)],
)
def test_similarity_is_the_cosine(run, a, b, cosine):
    _, (line,) = run("similarity", json.dumps({"a": a, "b": b, "id": 7}))
    assert line == {"a": a, "b": b, "id": 7, "similarity": cosine}


def test_many_lines_keep_their_order(run):
    rows = [{"a": "relu", "b": "relu" if n % 2 else "sigmoid", "n": n} for n in range(600)]
    _, lines = run("similarity", "\n".join(map(json.dumps, rows)))
    assert [line["n"] for line in lines] == list(range(600))
    assert [line["similarity"] for line in lines] == [0.6, 1.0] * 300


@pytest.mark.parametrize(
    ("text", "done", "errors"), [("", 0, 0), ('{"a": "relu", "b": "relu"}\nx', 1, 1)]
)
def test_json_prints_one_object(run, text, done, errors):
    result, lines = run("similarity", text, "--json")
    told = {"lines": len(lines), "done": done, "errors": errors}
    assert (result.exit_code, json.loads(result.stdout)) == (min(errors, 1), told)
    assert len(lines) == done + errors


def test_standard_streams(app, tmp_path):
    model = write_model(tmp_path / "five-words")
    options = ["similarity", "--input", "-", "--output", "-", "--encoder", str(model), "--json"]
    result = CliRunner().invoke(app, options, input='{"a": "relu", "b": "기울기"}\n')
    assert json.loads(result.stdout) == {"a": "relu", "b": "기울기", "similarity": -0.6}


@pytest.mark.parametrize(("name", "why"), [("none", "No such file"), ("", "Is a directory")])
def test_unreadable_input_is_one_line_and_status_1(app, tmp_path, name, why):
    given = tmp_path / name
    options = ["--input", str(given), "--output", str(tmp_path / "out.jsonl")]
    result = CliRunner().invoke(app, ["similarity", *options])
    assert result.exit_code == 1
    assert result.stderr.count("\n") == 1
    assert result.stderr.startswith(f"Error: {given} can't be read: {why}")


def test_output_that_cannot_be_written_is_one_line_and_status_1(app, tmp_path):
    (tmp_path / "in.jsonl").touch()
    model = write_model(tmp_path / "five-words")
    options = ["--input", str(tmp_path / "in.jsonl"), "--output", str(tmp_path)]
    result = CliRunner().invoke(app, ["similarity", *options, "--encoder", str(model)])
    assert result.exit_code == 1
    assert result.stderr == f"Error: {tmp_path} can't be written: Is a directory.\n"


def test_encoder_without_calibration_is_refused(run):
    result, lines = run("grade", json.dumps(outside()))
    assert result.exit_code == 1
    assert "five-words" in result.stderr
    assert lines == []


@pytest.mark.parametrize("command", ["grade", "similarity"])
def test_broken_model_is_one_line_and_status_1(run, tmp_path, command):
    (tmp_path / "five-words" / "tokenizer.json").unlink()
    result, lines = run(command, json.dumps(outside(a="relu", b="relu")))
    assert (result.exit_code, lines) == (1, [])
    assert result.stderr.count("\n") == 1
    assert result.stderr.startswith("Error: The encoder")
    assert "no tokenizer.json" in result.stderr


def test_missing_option_is_wrong_usage(app):
    assert CliRunner().invoke(app, ["grade", "--output", "-"]).exit_code == 2
