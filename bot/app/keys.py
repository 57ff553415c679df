"""The keys that stored tokens are encrypted with: from the settings, else from a file of our own.

Each is 32 random bytes in base64. Of several the newest comes first; the others only read what they
have encrypted before.
"""

import base64
import binascii
import os
import secrets
import tempfile
from dataclasses import dataclass
from pathlib import Path

SETTING = "QUIZMASTER_SECRET_KEY"
FILE = "secret.key"
KEY_BYTES = 32
SHAPE = "32 random bytes in base64, as `openssl rand -base64 32` prints them; a comma between two"


@dataclass(frozen=True, slots=True)
class Keys:
    """Keys, the newest first, and what holds them."""

    values: tuple[str, ...]
    whence: str


def read_keys(text: str) -> tuple[str, ...]:
    """Return the keys in a text.

    Raises:
        ValueError: there is none, or something that is no key.
    """
    keys = tuple(text.replace(",", " ").split())
    if not keys or not all(map(_is_key, keys)):
        raise ValueError(f"a key is {SHAPE}")
    return keys


def keys_in(folder: Path) -> Keys | None:
    """Return the keys that the data folder holds; None if there are none yet.

    Raises:
        ValueError: the file holds something else, or cannot be read.
    """
    path = folder / FILE
    try:
        return Keys(read_keys(path.read_text("ascii")), str(path))
    except FileNotFoundError:
        return None
    except OSError as exc:
        raise ValueError(f"{path} cannot be read: {exc.strerror}") from None
    except ValueError as exc:
        raise ValueError(f"{path} holds no key: {exc}") from None


def make_key(folder: Path) -> Keys:
    """Write a new key into the data folder, for nobody else to read, and return what is there now.

    Raises:
        ValueError: it cannot be written.
    """
    path = folder / FILE
    try:
        _write(path, base64.urlsafe_b64encode(secrets.token_bytes(KEY_BYTES)))
    except OSError as exc:
        raise ValueError(f"{path} cannot be written: {exc.strerror}") from None
    made = keys_in(folder)
    assert made is not None, "just written"
    return made


def _write(path: Path, key: bytes) -> None:
    """Write a file at once and for good, unless another process has been faster."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.NamedTemporaryFile(dir=path.parent, prefix=".new-") as file:
        file.write(key + b"\n")
        file.flush()
        os.fsync(file.fileno())
        try:
            os.link(file.name, path)
        except FileExistsError:
            return


def _is_key(text: str) -> bool:
    try:
        return len(base64.urlsafe_b64decode(text)) == KEY_BYTES
    except (binascii.Error, ValueError):
        return False
