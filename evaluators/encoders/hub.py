"""Models of the Hugging Face hub: cached, else downloaded, and never a long wait for nothing."""

import threading
from collections.abc import Callable, Sequence
from concurrent.futures import Future
from pathlib import Path, PurePosixPath
from typing import TypeVar

from huggingface_hub import HfApi, snapshot_download
from huggingface_hub.errors import (
    GatedRepoError,
    HfHubHTTPError,
    LocalEntryNotFoundError,
    OfflineModeIsEnabled,
    RepositoryNotFoundError,
)

from evaluators.encoders.model_folder import FaultyModel, check

PATIENCE_S = 6.0
"""How long the hub may take to say whether it has a model."""
_SUFFIXES = (".json", ".txt", ".model", ".tiktoken", ".safetensors")
_OTHER_RUNTIMES = ("onnx", "openvino")

T = TypeVar("T")


def folder_of(repository: str) -> Path:
    """Return the folder of a hub model: the one in the cache if it is whole, else a fresh one.

    A model in the cache stays as it is, so that no update slips in under a calibration.

    Raises:
        FaultyModel: it is not in the cache, and the hub has no such model or does not answer.
    """
    try:
        cached = Path(
            snapshot_download(
                repository,
                local_files_only=True,
                allow_patterns=[f"*{suffix}" for suffix in _SUFFIXES],
                ignore_patterns=[f"{runtime}/*" for runtime in _OTHER_RUNTIMES],
            )
        )
        check(cached)
        return cached
    except LocalEntryNotFoundError:
        return _downloaded(repository)
    except FaultyModel:
        return _downloaded(repository, anew=True)


def _downloaded(repository: str, anew: bool = False) -> Path:
    try:
        told = within(PATIENCE_S, lambda: HfApi().model_info(repository, timeout=5))
    except Exception as exc:  # a time-out, no network: whatever the HTTP client raises
        raise FaultyModel(_reason(exc)) from exc
    wanted = needed([one.rfilename for one in told.siblings or ()])
    return Path(snapshot_download(repository, allow_patterns=wanted, force_download=anew))


def needed(names: Sequence[str]) -> list[str]:
    """Return which files of a model to download: settings, and each module's weights once."""
    files = [PurePosixPath(name) for name in names]
    safe = {file.parent for file in files if file.suffix == ".safetensors"}
    return [
        str(file)
        for file in files
        if file.parts[0] not in _OTHER_RUNTIMES
        and (
            file.suffix in _SUFFIXES
            or (file.match("pytorch_model*.bin") and file.parent not in safe)
        )
    ]


def _reason(exc: Exception) -> str:
    match exc:
        case OfflineModeIsEnabled():
            return "it's neither a folder nor in the cache, and HF_HUB_OFFLINE is set"
        case GatedRepoError():
            return "the hub wants its terms accepted and HF_TOKEN set first"
        case RepositoryNotFoundError():
            return "it's no folder, and the hub has no such model, or a private one"
        case HfHubHTTPError():
            return f"it's no folder, and the hub answered {exc.response.status_code}"
        case _:
            return "it's neither a folder nor in the cache, and the hub can't be reached"


def within(seconds: float, ask: Callable[[], T]) -> T:
    """Return the answer, or raise `TimeoutError`: a client's own limit counts for each address."""
    answer: Future[T] = Future()

    def work() -> None:
        try:
            answer.set_result(ask())
        except Exception as exc:
            answer.set_exception(exc)

    threading.Thread(target=work, name="hub", daemon=True).start()
    return answer.result(seconds)
