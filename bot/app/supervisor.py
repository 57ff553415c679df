"""Keeps a compute service running as a child of the bot, restarted whenever it dies.

The child reads its token from the environment and exits when its standard input closes, so it
never outlives the bot, not even one that was killed.
"""

import asyncio
import contextlib
import logging
import os
import secrets
import socket
import sys
from collections.abc import Mapping
from pathlib import Path

from pydantic import SecretStr

log = logging.getLogger(__name__)

FIRST_BACKOFF_S = 0.5
LAST_BACKOFF_S = 30.0
STEADY_S = 60.0
STOP_S = 5.0
_INHERITED = ("PATH", "HOME", "LANG", "LC_ALL", "TMPDIR", "VIRTUAL_ENV", "CUDA_VISIBLE_DEVICES")
_INHERITED_PREFIXES = ("HF_", "SSL_", "OMP_", "SYSTEMROOT")


class ComputeChild:
    """A compute service on a loopback port of its own, with a token only we know.

    It keeps results in `results_dir`. `options` are environment variables of its own; None leaves
    one out.
    """

    def __init__(
        self, data_dir: Path, results_dir: Path, options: Mapping[str, str | None]
    ) -> None:
        self._data_dir, self._results_dir = data_dir, results_dir
        self._options = {name: value for name, value in options.items() if value is not None}
        self._held = _hold_port()
        self._port: int = self._held.getsockname()[1] if self._held else free_port()
        self.token = SecretStr(secrets.token_urlsafe(32))

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self._port}"

    async def run(self) -> None:
        """Run the child for ever; back off while it keeps dying early."""
        loop = asyncio.get_running_loop()
        backoff = FIRST_BACKOFF_S
        with self._held or contextlib.nullcontext():
            while True:
                started = loop.time()
                end = await self._run_once()
                backoff = FIRST_BACKOFF_S if loop.time() - started > STEADY_S else backoff
                log.warning("compute %s, restarting in %.1f s", end, backoff)
                await asyncio.sleep(backoff)
                backoff = min(2 * backoff, LAST_BACKOFF_S)

    async def _run_once(self) -> str:
        """Run the child to its end and return how that was, in words."""
        try:
            child = await asyncio.create_subprocess_exec(
                sys.executable,
                *("-P", "-m", "bot", "compute", "serve", "--parent-pipe"),
                *("--host", "127.0.0.1", "--port", str(self._port)),
                *("--data-dir", str(self._data_dir.absolute())),
                *("--results-dir", str(self._results_dir.absolute())),
                stdin=asyncio.subprocess.PIPE,
                stdout=asyncio.subprocess.DEVNULL,
                env=self._environment(),
            )
        except OSError as exc:  # such as no memory, or too many processes
            return f"cannot be started ({exc.strerror})"
        try:
            return f"ended with status {await child.wait()}"
        finally:
            await _stop(child)

    def _environment(self) -> dict[str, str]:
        kept = {
            key: value
            for key, value in os.environ.items()
            if key in _INHERITED or key.startswith(_INHERITED_PREFIXES)
        }
        token = {"QUIZMASTER_COMPUTE_TOKEN": self.token.get_secret_value()}
        return {**kept, **self._options, **token}


async def _stop(child: asyncio.subprocess.Process) -> None:
    if child.returncode is not None:
        return
    with contextlib.suppress(ProcessLookupError):
        child.terminate()
    try:
        async with asyncio.timeout(STOP_S):
            await child.wait()
    except TimeoutError:
        with contextlib.suppress(ProcessLookupError):
            child.kill()
        await child.wait()


def _hold_port() -> socket.socket | None:
    """Keep a port from other accounts, which would hear the token and answers while the child is
    away; on it a process of our user can listen, and until then connections are refused.
    """
    if sys.platform == "win32":
        return None
    held = socket.socket()
    held.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEPORT, 1)
    held.bind(("127.0.0.1", 0))
    return held


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port
