"""Starts the service as a process: its socket, its parts and when it ends."""

import asyncio
import contextlib
import math
import os
import socket
import sqlite3
import sys
import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

import uvicorn
from fastapi import FastAPI
from pydantic import SecretStr

from compute.demos.registry import DEMOS
from compute.jobs.archive import FOLDER
from compute.jobs.local import LocalRunner
from compute.jobs.queue import Jobs, Limits
from compute.problems import ComputeError
from compute.service.app import create_app
from compute.service.auth import is_loopback
from compute.service.grading import DEFAULTS, GraderUnavailable
from compute.service.grading_queue import Batching
from content.data_paths import DataPaths
from content.extras import missing_for_demos
from content.held import held
from content.private_files import mend
from content.schema import Rubric
from evaluators.grade import BatchGrader

if TYPE_CHECKING:
    from compute.jobs.ray_runner import RayRunner

LOCK = "compute.lock"
GRACE_S = 5
"""How long open requests may take to end at shutdown."""
NICENESS = 5
LEFT_OVER_S = 15.0
"""How long a bot's service waits for the one that a killed bot left."""
LOOK_AGAIN_S = 0.1
FORCED_S = 60
"""A machine with other work takes its time; nobody waits for a service whose parent is gone."""


class CannotListen(ComputeError):
    """The service must not or cannot listen where it was asked to."""


class CannotKeep(ComputeError):
    """The folder for results cannot be used."""


@dataclass(frozen=True, kw_only=True)
class ServiceSettings:
    """What one service process runs with; results of demos take `keep_bytes` at most.

    They are kept in the data folder unless `results_dir` is another.
    """

    host: str
    port: int
    data_dir: Path
    workers: int = 1
    encoder: str | None = None
    token: str | None = field(default=None, repr=False)
    batching: Batching = DEFAULTS
    ray_address: str | None = None
    keep_bytes: float = math.inf
    results_dir: Path | None = None

    @property
    def results(self) -> Path:
        return self.results_dir or self.data_dir


def serve_until_stopped(settings: ServiceSettings, parent_pipe: bool) -> None:
    """Listen, say where on stdout, and serve until a signal or, if asked, the end of stdin.

    Raises:
        ComputeError: something that is asked for can't be had; in one sentence.
    """
    patience_s = LEFT_OVER_S if parent_pipe else 0.0
    with (
        listen(settings, is_held=parent_pipe) as listener,
        only_service(settings.results, patience_s),
    ):
        host, port = listener.getsockname()[:2]
        app = build(settings)
        config = uvicorn.Config(
            app, log_config=None, access_log=False, timeout_graceful_shutdown=GRACE_S
        )
        server = uvicorn.Server(config)
        print(f"compute listening on http://{host}:{port}", flush=True)
        if parent_pipe:
            os.nice(NICENESS)  # the bot shares the machine, and nobody should wait to be heard
            threading.Thread(target=stop_with_parent, args=(server,), daemon=True).start()
        with contextlib.suppress(KeyboardInterrupt):
            asyncio.run(server.serve(sockets=[listener]))


@contextlib.contextmanager
def only_service(folder: Path, patience_s: float = 0.0) -> Iterator[None]:
    """Be the one service that keeps results in a folder, once another one has ended.

    Raises:
        CannotKeep: the other one goes on, or nothing can be kept there.
    """
    until = time.monotonic() + patience_s
    with contextlib.ExitStack() as stack:
        while True:
            try:
                stack.enter_context(held(folder / LOCK))
                break
            except BlockingIOError as error:
                if time.monotonic() >= until:
                    raise CannotKeep(
                        f"Another compute service keeps its results in {folder};"
                        " stop it, or choose another --results-dir."
                    ) from error
                time.sleep(LOOK_AGAIN_S)
            except OSError as error:
                raise cannot_keep(folder, error) from error
        yield


def cannot_keep(folder: Path, error: Exception) -> CannotKeep:
    return CannotKeep(
        f"Results of demos cannot be kept in {folder} ({error});"
        " choose another --data-dir, or give it to the user of the service."
    )


def build(settings: ServiceSettings) -> FastAPI:
    """Wire the grader, the jobs and the workers into the app."""
    folder = settings.results
    try:
        runner = find_runner(settings)
        jobs = Jobs(runner, DEMOS, folder, Limits(results_bytes=settings.keep_bytes))
    except (OSError, sqlite3.Error) as error:
        raise cannot_keep(folder, error) from error
    mend(folder / FOLDER)
    token = SecretStr(settings.token) if settings.token else None
    load = partial(load_grader, settings.encoder, settings.data_dir)
    # The embedded encoder reads a question in a blink; another one may take seconds.
    ahead = gradable if settings.encoder else tuple
    return create_app(load, jobs, runner, token, ahead, settings.batching)


def find_runner(settings: ServiceSettings) -> "LocalRunner | RayRunner":
    """Return what runs demos; it has no slots where their libraries are not installed.

    Raises:
        RunnerUnavailable: the Ray cluster named cannot be joined.
        OSError: the folder of workers cannot be used.
    """
    if settings.ray_address:
        from compute.jobs.ray_runner import RayRunner, join

        join(settings.ray_address)
        return RayRunner(settings.workers)
    slots = 0 if missing_for_demos() else settings.workers
    return LocalRunner(settings.results / "workers", slots)


def load_grader(encoder: str | None, data_dir: Path) -> BatchGrader:
    """Load the model; imported here because it takes seconds and the port is open by then.

    Raises:
        GraderUnavailable: the encoder cannot be loaded, or has no calibration.
    """
    from evaluators.calibration import CalibrationMissing
    from evaluators.encoders.encoder import EncoderUnavailable
    from evaluators.grader import load_grader as load
    from evaluators.judge.port import JudgeUnavailable

    try:
        return load(encoder, DataPaths(data_dir=data_dir))
    except (EncoderUnavailable, CalibrationMissing, JudgeUnavailable) as error:
        raise GraderUnavailable(str(error)) from error


def gradable() -> list[Rubric]:
    """Return the questions that come with the bot and can be graded."""
    from content.loader import packaged

    bank = packaged()
    return [one for id_ in bank.questions if (one := bank.rubric(id_)) and one.references.all()]


def listen(settings: ServiceSettings, *, is_held: bool = False) -> socket.socket:
    """Return a listening socket; a bot may hold the port for us.

    Raises:
        CannotListen: it can't be had; in one sentence.
    """
    if settings.token is None and not is_loopback(settings.host):
        raise CannotListen(
            f"Refusing to listen on {settings.host} without a token;"
            " set QUIZMASTER_COMPUTE_TOKEN or use --host 127.0.0.1."
        )
    family = socket.AF_INET6 if ":" in settings.host else socket.AF_INET
    # asyncio turns off Nagle's 40 ms wait only where the protocol is named.
    listener = socket.socket(family, socket.SOCK_STREAM, socket.IPPROTO_TCP)
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    if is_held and sys.platform != "win32":
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEPORT, 1)
    try:
        listener.bind((settings.host, settings.port))
        listener.listen(128)
    except OSError as error:
        listener.close()
        raise CannotListen(
            f"Cannot listen on {settings.host}:{settings.port} ({error.strerror});"
            " stop what is using it or choose another --port."
        ) from error
    return listener


def stop_with_parent(server: uvicorn.Server) -> None:
    """Wait for the end of stdin, then end this process, by force if it does not go."""
    while os.read(0, 4096):
        pass
    server.should_exit = True
    threading.Event().wait(FORCED_S)
    os._exit(1)
