"""Encoders of a model hub: a stand-in that has one model, and hubs that do not answer."""

import json
import os
import re
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

from evaluators.encoders.hub import PATIENCE_S
from tests.unit.evaluators.encoders.test_encoder import write_model

ROOT = Path(__file__).parents[2]
COMMIT = "0123456789abcdef0123456789abcdef01234567"
NOT_NEEDED = re.compile("README|onnx|pytorch")
FEW_S = PATIENCE_S + 30  # Python's own start and imports, on a busy machine, are in it


class Hub(ThreadingHTTPServer):
    """Knows the model org/five-words and answers as huggingface.co does."""

    def __init__(self, model: Path) -> None:
        super().__init__(("127.0.0.1", 0), Answer)
        self.files = {str(f.relative_to(model)): f.read_bytes() for f in model.rglob("*.*")}
        self.asked: list[str] = []


class Answer(BaseHTTPRequestHandler):
    server: Hub

    def do_GET(self) -> None:
        self.server.asked.append(self.path)
        path = self.path.partition("?")[0]
        if path.startswith("/api/models/org/five-words/tree/"):
            sizes = {name: len(content) for name, content in self.server.files.items()}
            tree = [{"type": "file", "path": n, "oid": n, "size": s} for n, s in sizes.items()]
            self._answer(json.dumps(tree).encode())
        elif path.startswith("/api/models/org/five-words"):
            listed = [{"rfilename": name} for name in self.server.files]
            about = {"id": "org/five-words", "sha": COMMIT, "siblings": listed}
            self._answer(json.dumps(about).encode())
        elif path.startswith("/org/five-words/resolve/"):
            self._answer(self.server.files[path.split("/", 5)[5]])
        elif "busy" in path:
            self._answer(b"", 503)
        else:
            code = "GatedRepo" if "gated" in path else "RepoNotFound"
            self._answer(b"{}", 403 if "gated" in path else 404, {"X-Error-Code": code})

    def do_HEAD(self) -> None:
        self.do_GET()

    def _answer(self, body: bytes, status: int = 200, extra: dict[str, str] | None = None) -> None:
        self.send_response(status)
        more = {"X-Repo-Commit": COMMIT, "ETag": f'"{len(body)}"', "Content-Length": len(body)}
        for name, value in (more | (extra or {})).items():
            self.send_header(name, str(value))
        self.end_headers()
        if self.command == "GET":
            self.wfile.write(body)

    def log_message(self, *_: object) -> None:
        """Keep quiet."""


@pytest.fixture
def hub(tmp_path: Path) -> Iterator[Hub]:
    model = write_model(tmp_path / "at-the-hub")
    (model / "onnx").mkdir()
    for name in ("README.md", "onnx/model.onnx", "onnx/config.json", "pytorch_model.bin"):
        (model / name).write_text("not needed")
    with Hub(model) as hub:
        threading.Thread(target=hub.serve_forever, daemon=True).start()
        yield hub
        hub.shutdown()


@pytest.fixture
def nowhere() -> str:
    """Return the address of a port that nobody listens on."""
    with socket.create_server(("127.0.0.1", 0)) as taken:
        return f"http://127.0.0.1:{taken.getsockname()[1]}"


@pytest.fixture
def silent() -> Iterator[str]:
    """Yield the address of a hub that takes connections and says nothing."""
    with socket.create_server(("127.0.0.1", 0)) as taken:
        yield f"http://127.0.0.1:{taken.getsockname()[1]}"


def at(hub: Hub) -> str:
    return f"http://127.0.0.1:{hub.server_port}"


def similarity(
    folder: Path, name: str, endpoint: str, **settings: str
) -> "subprocess.CompletedProcess[str]":
    (folder / "in.jsonl").write_text('{"a": "relu", "b": "relu"}\n')
    files = ("--input", str(folder / "in.jsonl"), "--output", str(folder / "out.jsonl"))
    own = {"HF_ENDPOINT": endpoint, "HF_HOME": str(folder / "home"), "HF_HUB_DISABLE_XET": "1"}
    env = {key: value for key, value in os.environ.items() if not key.startswith("HF_")}
    command = (sys.executable, "-m", "bot", "similarity", *files, "--encoder", name)
    return subprocess.run(
        command, capture_output=True, text=True, cwd=ROOT, env=env | own | settings
    )


def test_a_model_is_downloaded_once_and_then_needs_no_hub(
    hub: Hub, tmp_path: Path, nowhere: str
) -> None:
    for endpoint in (at(hub), nowhere):
        done = similarity(tmp_path, "org/five-words", endpoint)
        assert done.returncode == 0, done.stderr
        assert json.loads((tmp_path / "out.jsonl").read_text())["similarity"] == 1.0
        (tmp_path / "out.jsonl").unlink()
    assert not [path for path in hub.asked if "resolve" in path and NOT_NEEDED.search(path)]


def test_what_is_half_downloaded_is_completed(hub: Hub, tmp_path: Path) -> None:
    assert similarity(tmp_path, "org/five-words", at(hub)).returncode == 0
    (weights,) = (tmp_path / "home").rglob("model.safetensors")
    weights.unlink()
    assert similarity(tmp_path, "org/five-words", at(hub)).returncode == 0


def test_what_is_damaged_in_the_cache_is_downloaded_anew(
    hub: Hub, tmp_path: Path, nowhere: str
) -> None:
    assert similarity(tmp_path, "org/five-words", at(hub)).returncode == 0
    (weights,) = (tmp_path / "home").rglob("model.safetensors")
    weights.write_bytes(weights.read_bytes()[:-1])
    assert "the hub can't be reached" in failed(similarity(tmp_path, "org/five-words", nowhere))
    assert similarity(tmp_path, "org/five-words", at(hub)).returncode == 0


def failed(done: "subprocess.CompletedProcess[str]") -> str:
    assert done.returncode == 1
    (line,) = done.stderr.splitlines()
    assert line.startswith("Error: The encoder 'org/")
    assert "QUIZMASTER_ENCODER" in line
    return line


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("org/other", "the hub has no such model, or a private one"),
        ("org/gated", "wants its terms accepted and HF_TOKEN set"),
        ("org/busy", "the hub answered 503"),
    ],
)
def test_what_the_hub_refuses_is_told(hub: Hub, tmp_path: Path, name: str, said: str) -> None:
    assert said in failed(similarity(tmp_path, name, at(hub)))


@pytest.mark.parametrize("hub_is", ["nowhere", "silent"])
def test_a_hub_that_does_not_answer_is_given_up_soon(
    hub_is: str, tmp_path: Path, request: pytest.FixtureRequest
) -> None:
    started = time.monotonic()
    done = similarity(tmp_path, "org/five-words", request.getfixturevalue(hub_is))
    assert "the hub can't be reached" in failed(done)
    assert time.monotonic() - started < FEW_S


def test_offline_the_hub_is_not_asked(hub: Hub, tmp_path: Path) -> None:
    done = similarity(tmp_path, "org/five-words", at(hub), HF_HUB_OFFLINE="1")
    assert "HF_HUB_OFFLINE is set" in failed(done)
    assert hub.asked == []
