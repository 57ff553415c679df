"""What a check found: one line of the doctor's list."""

from dataclasses import dataclass
from typing import Literal

Status = Literal["ok", "warning", "problem"]


@dataclass(frozen=True, slots=True)
class Finding:
    """`check` is what was looked at, `fix` what to do about it, if anything."""

    check: str
    status: Status
    detail: str
    fix: str = ""


def ok(check: str, detail: str) -> Finding:
    return Finding(check, "ok", detail)


def warning(check: str, detail: str, fix: str) -> Finding:
    """Return something that works, or keeps only a part from working."""
    return Finding(check, "warning", detail, fix)


def problem(check: str, detail: str, fix: str) -> Finding:
    """Return something that keeps the bot from doing its work."""
    return Finding(check, "problem", detail, fix)
