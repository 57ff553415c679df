"""What a name of an encoder stands for, and what is wrong with a model's folder.

Looks at files only: needs neither torch nor any other part of the compute extra but for the hub.
"""

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from safetensors import SafetensorError, safe_open

WEIGHTS = ("*.safetensors", "pytorch_model*.bin")
TOKENIZERS = ("tokenizer.json", "vocab.txt", "vocab.json", "*.model", "*.tiktoken")
_MAX_REASON = 160
_HUB_ID = re.compile(r"\w[\w.-]*(/\w[\w.-]*)?", re.ASCII)


class FaultyModel(ValueError):
    """A model cannot be used; the message is the reason, in words that fit in brackets."""


def reason(exc: Exception) -> str:
    """Return what a library says first of a model that it can't use, short enough for brackets."""
    told = str(exc).strip().partition("\n")[0].rstrip(".") or type(exc).__name__
    return told if len(told) <= _MAX_REASON else told[:_MAX_REASON] + "…"


def find(name: str) -> Path:
    """Return the folder that a name stands for: its own, or the one of a model of the hub.

    Raises:
        FaultyModel: there is no such folder and no such model, or the hub does not answer.
    """
    try:
        folder = Path(name).expanduser()
        if folder.exists():
            return folder
    except (OSError, ValueError, RuntimeError):  # too long, a null byte, nobody's home
        raise FaultyModel("that's no path") from None
    if not _HUB_ID.fullmatch(name):
        raise FaultyModel("there's no such folder")
    from evaluators.encoders.hub import folder_of

    return folder_of(name if "/" in name else f"sentence-transformers/{name}")


def check(folder: Path) -> None:
    """Look whether a folder holds a whole model.

    Raises:
        FaultyModel: naming what is missing or damaged.
    """
    if not folder.is_dir():
        raise FaultyModel("it's a file, not a folder")
    if not any(folder.iterdir()):
        raise FaultyModel("the folder is empty")
    if not any((folder / name).is_file() for name in ("modules.json", "config.json")):
        raise FaultyModel("the folder has neither modules.json nor config.json")
    files = _files(folder)
    for file in files:
        if file.suffix == ".json":
            read_json(file)
        elif file.suffix == ".safetensors" and not _is_whole(file):
            raise FaultyModel(f"{file.name} is cut short or damaged")
    if not _has(files, WEIGHTS):
        raise FaultyModel("it has no weights, such as model.safetensors")
    if not _has(files, TOKENIZERS):
        raise FaultyModel("it has no tokenizer.json")


def read_json(file: Path) -> Any:
    """Return what a JSON file holds.

    Raises:
        FaultyModel: it cannot be read, or is no JSON.
    """
    try:
        return json.loads(file.read_bytes())
    except OSError as exc:
        raise FaultyModel(f"{file.name} cannot be read: {exc.strerror}") from exc
    except (ValueError, RecursionError) as exc:
        raise FaultyModel(f"{file.name} is cut short or damaged") from exc


def parts(folder: Path) -> Iterator[tuple[str, Path]]:
    """Yield class name and folder of each module of a sentence-transformers model.

    Raises:
        FaultyModel: the list of modules is damaged.
    """
    listed = folder / "modules.json"
    if not listed.exists():
        return
    try:
        for module in read_json(listed):
            yield module["type"].rpartition(".")[2], folder / module["path"]
    except (LookupError, TypeError, AttributeError) as exc:
        raise FaultyModel("modules.json is damaged") from exc


def _files(folder: Path) -> list[Path]:
    """Return the files of a model and of its modules, each of which has to have some."""
    places = {folder}
    for kind, place in parts(folder):
        if kind == "Transformer" and not (place / "config.json").is_file():
            raise FaultyModel("config.json is missing")
        if kind != "Normalize" and not (place.is_dir() and any(place.iterdir())):
            raise FaultyModel(f"{place.name} is missing")
        places.add(place)
    return [file for place in sorted(places) for file in place.glob("*") if file.is_file()]


def _has(files: list[Path], patterns: tuple[str, ...]) -> bool:
    return any(file.match(pattern) for file in files for pattern in patterns)


def _is_whole(file: Path) -> bool:
    """Tell whether a safetensors file is as long as its header says."""
    try:
        with safe_open(file, "numpy"):
            return True
    except (SafetensorError, OSError):
        return False
