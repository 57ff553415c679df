"""kill -9 at the worst moments, with real processes and a real SQLite file."""

import json
import os
import sqlite3
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import closing, contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest

from compute.api import GradeResult, GradeResults
from evaluators.grade import Grade, Verdict

ROOT = Path(__file__).resolve().parents[2]
DEADLINE_S = 60
GRADE = Grade(score=0.8, verdict=Verdict.CORRECT)


class Compute(BaseHTTPRequestHandler):
    """Grades everything alike, and says so over the service's own shapes."""

    def do_POST(self) -> None:
        size = int(self.headers["Content-Length"])
        batch = json.loads(self.rfile.read(size))["items"]
        results = GradeResults(results=tuple(GradeResult(grade=GRADE) for _ in batch))
        body = results.model_dump_json().encode()
        self.send_response(200)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format: str, *args: Any) -> None:
        """Stay quiet."""


@pytest.fixture
def compute_url() -> Iterator[str]:
    server = ThreadingHTTPServer(("127.0.0.1", 0), Compute)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    thread.join()
    server.server_close()


def kill_at(moment: str, database: Path) -> None:
    """Run a bot up to the moment, then kill it with SIGKILL."""
    doomed = subprocess.Popen(
        [sys.executable, "-m", "tests.integration.doomed_bot", url(database), moment],
        cwd=ROOT,
        stdout=subprocess.PIPE,
        text=True,
    )
    assert doomed.stdout is not None
    with doomed.stdout:
        assert doomed.stdout.readline().strip() == "here"
        doomed.kill()
        doomed.wait()


@contextmanager
def bot(data: Path, compute_url: str) -> Iterator[subprocess.Popen[str]]:
    """Run the real bot on the data folder."""
    settings = {
        "QUIZMASTER_DATA_DIR": str(data),
        "QUIZMASTER_COMPUTE_URL": compute_url,
        "QUIZMASTER_PORT": "0",
    }
    running = subprocess.Popen(
        [sys.executable, "-m", "bot", "run"],
        cwd=data,
        env=os.environ | settings | {"PYTHONPATH": str(ROOT)},
        stdout=subprocess.PIPE,
        text=True,
    )
    assert running.stdout is not None
    with running.stdout:
        assert any("ready" in line for line in running.stdout)
        yield running
        running.terminate()
        assert running.wait(DEADLINE_S) == 0


def url(database: Path) -> str:
    return f"sqlite+aiosqlite:///{database}"


def rows(database: Path, query: str) -> list[tuple[Any, ...]]:
    with closing(sqlite3.connect(database, timeout=30)) as connection:
        return connection.execute(query).fetchall()


def wait_for(database: Path, query: str, expected: list[tuple[Any, ...]]) -> None:
    """Look again until the query gives what is expected, or the deadline has passed."""
    waiting = threading.Event()
    for _ in range(DEADLINE_S * 10):
        if rows(database, query) == expected:
            return
        waiting.wait(0.1)
    assert rows(database, query) == expected


POSTED = "SELECT count(*) FROM transcript WHERE key = 'round:1'"
STATE = "SELECT state, message IS NOT NULL FROM rounds"
GRADES = "SELECT member, value FROM answers WHERE graded_at IS NOT NULL"


@pytest.mark.parametrize("moment", ["before-round:1", "after-round:1"])
def test_killed_between_claimed_and_sent_posts_the_question_once(
    tmp_path: Path, compute_url: str, moment: str
) -> None:
    database = tmp_path / "quizmaster.db"
    kill_at(moment, database)
    assert rows(database, STATE) == [("claimed", 0)]
    with bot(tmp_path, compute_url):
        wait_for(database, STATE, [("open", 1)])
    with bot(tmp_path, compute_url):
        wait_for(database, STATE, [("open", 1)])
    assert rows(database, POSTED) == [(1,)]


@pytest.mark.parametrize("moment", ["before-round:2", "after-round:2", "after-reveal:1"])
def test_killed_in_quiz_now_ends_one_question_and_leaves_the_other_open(
    tmp_path: Path, compute_url: str, moment: str
) -> None:
    database = tmp_path / "quizmaster.db"
    kill_at(moment, database)
    is_open = moment == "after-reveal:1"
    assert rows(database, STATE) == [("closing", 1), ("open", 1) if is_open else ("claimed", 0)]
    for _ in range(2):
        with bot(tmp_path, compute_url):
            wait_for(database, STATE, [("closed", 1), ("open", 1)])
    public = "SELECT key FROM transcript WHERE only_member IS NULL ORDER BY key"
    keys = [key for (key,) in rows(database, public) if not key.startswith("follow-up")]
    assert keys == ["reveal:1", "round:1", "round:2"]


def test_killed_between_answer_and_grade_grades_it_once(tmp_path: Path, compute_url: str) -> None:
    database = tmp_path / "quizmaster.db"
    kill_at("before-grade", database)
    assert rows(database, "SELECT text, graded_at FROM answers") == [
        ("It follows the slope.", None)
    ]
    for _ in range(2):
        with bot(tmp_path, compute_url):
            wait_for(database, GRADES, [("web:mina", 80)])
            wait_for(database, "SELECT count(*) FROM answers WHERE is_told", [(1,)])
    told = "SELECT only_member FROM transcript WHERE key = 'answer:1'"
    assert rows(database, told) == [("web:mina",)]
    assert rows(database, POSTED) == [(1,)]
