"""How long code is."""

from collections.abc import Callable
from typing import Any


def lines_of(*functions: Callable[..., Any]) -> int:
    """Return how many lines the functions have in a demo's script, blanks and comments apart."""
    from compute.script.script import source_of

    lines = [line.strip() for part in functions for line in source_of(part).splitlines()]
    return sum(bool(line) and not line.startswith(("#", '"""')) for line in lines)
