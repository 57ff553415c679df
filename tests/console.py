"""The command line, run here or in a process of its own."""

import io
import os
import subprocess
import sys
from contextlib import redirect_stderr, redirect_stdout
from pathlib import Path
from unittest import mock

import pytest

from bot.app.cli import main

ROOT = Path(__file__).resolve().parents[1]
Done = subprocess.CompletedProcess[str]


def process(folder: Path, *words: str, **settings: str) -> Done:
    """Run the command line in a process and a folder whose modules go before all others."""
    path = os.pathsep.join(map(str, (folder, ROOT)))
    return subprocess.run(
        [sys.executable, "-m", "bot", *words],
        cwd=folder,
        env=os.environ | _environment(settings) | {"PYTHONPATH": path},
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )


def quizmaster(folder: Path, *words: str, **settings: str) -> Done:
    """Run the command line in a folder, and undo what would end with a process of its own."""
    out, err, umask = io.StringIO(), io.StringIO(), os.umask(0o022)
    with pytest.MonkeyPatch.context() as patch, mock.patch.dict(os.environ, _environment(settings)):
        patch.chdir(folder)
        patch.setattr(sys, "argv", ["quizmaster", *words])
        try:
            with redirect_stdout(out), redirect_stderr(err), pytest.raises(SystemExit) as ended:
                main()
        finally:
            os.umask(umask)
    code = ended.value.code
    assert isinstance(code, int)
    return Done(words, code, out.getvalue(), err.getvalue())


def _environment(settings: dict[str, str]) -> dict[str, str]:
    return {f"QUIZMASTER_{key}": value for key, value in settings.items()}


def one_sentence(done: Done) -> str:
    assert "Traceback" not in done.stderr
    assert len(done.stderr.strip().splitlines()) == 1
    return done.stderr
