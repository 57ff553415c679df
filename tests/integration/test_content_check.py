"""`quizmaster content check` with the grader, on questions that are broken on purpose."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from bot.app.cli import app
from content.loader import PACKAGED
from evaluators.encoders.encoder import EMBEDDED
from tests.console import one_sentence, process, quizmaster

NAME = "cost-and-activation-function.yaml"

Broken = Callable[[str, str], Path]


@pytest.fixture
def broken(tmp_path: Path) -> Broken:
    """Put a packaged question in a folder, with one piece of it replaced."""

    def replaced(old: str, new: str) -> Path:
        text = (PACKAGED / "deep-learning" / NAME).read_text("utf-8")
        assert text.count(old) == 1
        (tmp_path / NAME).write_text(text.replace(old, new), "utf-8")
        return tmp_path

    return replaced


def report(folder: Path, *words: str) -> dict[str, Any]:
    done = CliRunner().invoke(app, ["content", "check", str(folder), "--json", *words])
    assert done.stderr == ""
    found: dict[str, Any] = json.loads(done.stdout)
    assert done.exit_code == bool(found["faults"])
    return found


def test_a_packaged_file_is_in_order_and_its_worst_are_listed(broken: Broken) -> None:
    folder = broken("difficulty: 1", "difficulty: 2")
    found = report(folder, "--worst", "3")
    assert (found["questions"], found["faults"]) == (1, [])
    assert [one["what"] for one in found["worst"]] == ["reference"] * 3
    scores = [one["score"] for one in found["worst"]]
    assert scores == sorted(scores)
    assert scores[0] >= 0.85
    assert found["seconds"] > 0


@pytest.mark.parametrize(
    ("old", "new", "fault"),
    [
        (
            "비용 함수는 모델의 예측이 정답과 얼마나 다른지를 숫자 하나로 나타내는 함수이며,"
            " 평균제곱오차나 교차 엔트로피가 대표적입니다.\n"
            "      학습은 이 값이 작아지는 쪽으로 가중치를 고쳐 나가는 과정입니다.\n",
            "오늘은 날씨가 맑고 바람이 조금 불어요.\n",
            (38, "key_points.0.terms", "absent-terms"),
        ),
        (
            "ko: 비용 함수의 값은 정확도를 뜻하므로 높을수록 좋은 모델이다\n",
            "ko: 비용 함수는 모델의 예측이 정답과 얼마나 다른지를 숫자 하나로 나타내는 함수이며,"
            " 학습은 이 값이 작아지는 쪽으로 가중치를 고쳐 나가는 과정이고, 활성화 함수는 각 뉴런이"
            " 계산한 가중합을 받아 다음 층에 넘길 출력을 정하는 함수이다\n",
            (82, "misconceptions.0.text.ko", "right-misconception"),
        ),
        (
            "ko: 하나는 모델의 맨 끝에서 정답과 만나고, 다른 하나는 층마다 들어 있어요.\n",
            "ko: 비용 함수는 예측이 정답과 얼마나 다른지를 숫자 하나로 나타내고,"
            " 학습은 그 값이 작아지게 가중치를 고쳐요. 활성화 함수는 뉴런의 가중합을 받아"
            " 다음 층에 넘길 출력을 정해요.\n",
            (94, "hints.0.ko", "telling-hint"),
        ),
        (
            "terms: [오차, 예측과 정답의 차이, 손실, how wrong, 교차 엔트로피, error,"
            " difference from the target, loss, cross-entropy]",
            "terms: [error]",
            (39, "key_points.0.terms", "absent-terms"),
        ),
    ],
)
def test_what_only_the_grader_tells_fails_and_names_the_place(
    broken: Broken, old: str, new: str, fault: tuple[int, str, str]
) -> None:
    found = report(broken(old, new))
    assert fault in [(one["line"], one["field"], one["rule"]) for one in found["faults"]]
    assert {one["file"] for one in found["faults"]} == {NAME}


def test_the_table_and_the_count_come_last(broken: Broken) -> None:
    folder = broken("difficulty: 1", "difficulty: 2")
    done = quizmaster(folder, "content", "check", ".", "--worst", "2")
    *_, title, head, first, second, count = done.stdout.splitlines()
    assert title == "The 2 worst (references want 0.85 or more, the others 0.35 or less):"
    assert head.split() == ["Score", "What", "Question", "In", "Text"]
    assert first.split()[1:3] == second.split()[1:3] == ["reference", Path(NAME).stem]
    assert count.startswith("1 question, 0 faults, ")


NO_TORCH = """
import importlib.machinery, sys
class Finder(importlib.machinery.PathFinder):
    @classmethod
    def find_spec(cls, name, path=None, target=None):
        return None if name == "torch" else super().find_spec(name, path, target)
sys.meta_path[:] = [Finder if f is importlib.machinery.PathFinder else f for f in sys.meta_path]
"""


def test_without_demos_the_rest_is_checked(broken: Broken) -> None:
    folder = broken("difficulty: 1", "difficulty: 9")
    (folder / "sitecustomize.py").write_text(NO_TORCH)
    done = process(folder, "content", "check", ".", "--no-grading")
    assert done.returncode == 1
    assert "[demos]'" in one_sentence(done)
    assert "difficulty: " in done.stdout


def test_a_broken_encoder_gets_one_sentence(broken: Broken) -> None:
    folder = broken("difficulty: 1", "difficulty: 2")
    (folder / "modules.json").write_bytes((EMBEDDED / "modules.json").read_bytes())
    done = quizmaster(folder, "content", "check", ".", ENCODER=str(folder))
    assert (done.returncode, done.stdout) == (1, "")
    assert str(folder) in one_sentence(done)
