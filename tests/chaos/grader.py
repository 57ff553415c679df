"""A stand-in for compute: light, and its scores can be had again.

`python -m tests.chaos.grader PORT TOKEN` is one as a process. Each grade quotes the mark of its
answer, so that the card that shows it can be told from all others.
"""

import json
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from typing import Any

from compute.api import GradeResult, GradeResults
from evaluators.grade import Grade, KeyPointGrade, PointState, Verdict, earned
from tests.chaos.words import mark_of, score_of

NAMED = {"ko": "표시", "en": "mark"}


def grade(item: dict[str, Any]) -> Grade:
    """Grade by the text alone; thanks, which a personal answer earns, would quote nothing."""
    text = item["answer"]
    score = score_of(text)
    is_personal = item["question"].get("kind") == "personal"
    quoted = KeyPointGrade(
        id="mark",
        text=NAMED,
        weight=1,
        score=score,
        state=PointState.STATED,
        evidence=mark_of(text) or "-",
    )
    verdict = Verdict.PARTIAL if is_personal else earned(score)
    return Grade(score=score, verdict=verdict, key_points=(quoted,))


class Compute(BaseHTTPRequestHandler):
    """Grades, and knows nothing else."""

    token = ""

    def do_POST(self) -> None:
        batch = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        if self.headers.get("Authorization") != f"Bearer {self.token}":
            self._say(401, {"error": "unauthorized", "message": {"ko": "-", "en": "-"}})
        elif self.path != "/v1/grade":
            self._say(404, {"error": "not_found", "message": {"ko": "-", "en": "-"}})
        else:
            results = tuple(GradeResult(grade=grade(item)) for item in batch["items"])
            self._say(200, GradeResults(results=results).model_dump(mode="json"))

    def do_GET(self) -> None:
        self._say(404, {"error": "not_found", "message": {"ko": "-", "en": "-"}})

    def _say(self, status: int, said: dict[str, Any]) -> None:
        body = json.dumps(said).encode()
        self.send_response(status)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format: str, *args: Any) -> None:
        """Stay quiet."""


@contextmanager
def grading(token: str = "light") -> Iterator[dict[str, str]]:
    """Serve on a thread; yield what to set for a bot to be graded here."""
    Compute.token = token
    with ThreadingHTTPServer(("127.0.0.1", 0), Compute) as server:
        thread = Thread(target=server.serve_forever)
        thread.start()
        yield {"COMPUTE_URL": f"http://127.0.0.1:{server.server_port}", "COMPUTE_TOKEN": token}
        server.shutdown()
        thread.join()


def main(port: int, token: str) -> None:
    """Serve until killed."""
    Compute.token = token
    with ThreadingHTTPServer(("127.0.0.1", port), Compute) as server:
        print("ready", flush=True)
        server.serve_forever()


if __name__ == "__main__":
    main(int(sys.argv[1]), sys.argv[2])
