"""Compute as a process on a port that stays the same: the real one, or the light stand-in."""

import secrets
from collections.abc import Mapping
from pathlib import Path

from bot.app.supervisor import free_port
from tests.bot_process import environment
from tests.chaos.processes import Service


class ComputeService(Service):
    """Where the bot finds it, and with which token."""

    def __init__(
        self, words: tuple[str, ...], folder: Path, env: Mapping[str, str], port: int, token: str
    ) -> None:
        super().__init__(words, folder, env, "compute")
        self.url = f"http://127.0.0.1:{port}"
        self.token = token


def compute_service(folder: Path, is_real: bool) -> ComputeService:
    """Return a compute that is not started yet."""
    port, token = free_port(), secrets.token_urlsafe(16)
    env = environment(folder, COMPUTE_TOKEN=token)
    words: tuple[str, ...] = ("tests.chaos.grader", str(port), token)
    if is_real:
        place = ("--host", "127.0.0.1", "--port", str(port), "--data-dir", str(folder))
        words = ("bot", "compute", "serve", *place)
    return ComputeService(words, folder, env, port, token)
