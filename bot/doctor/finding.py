"""What a check found: one line of the doctor's list."""

from dataclasses import dataclass
from typing import Literal

Status = Literal["ok", "warning", "problem"]


@dataclass(frozen=True, slots=True)
class Diagnosis:
    """`check` is what was looked at, `fix` what to do about it, if anything."""

    check: str
    status: Status
    detail: str
    fix: str = ""


def ok(check: str, detail: str) -> Diagnosis:
    return Diagnosis(check, "ok", detail)


def warning(check: str, detail: str, fix: str) -> Diagnosis:
    """Return something that works, or keeps only a part from working."""
    return Diagnosis(check, "warning", detail, fix)


def problem(check: str, detail: str, fix: str) -> Diagnosis:
    """Return something that keeps the bot from doing its work."""
    return Diagnosis(check, "problem", detail, fix)
