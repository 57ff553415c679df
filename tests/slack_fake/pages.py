"""Lists that come in pages."""

import base64
from collections.abc import Sequence
from typing import TypeVar

from tests.slack_fake.basics import ApiError, Json

T = TypeVar("T")
MOST = 1000


def page(
    everything: Sequence[T], args: Json, usual: int = 100, most: int = MOST
) -> tuple[list[T], str]:
    """Return the part of a list that is asked for, and the cursor of the next, "" at its end."""
    try:
        start = int(base64.b64decode(str(args.get("cursor") or "")) or 0)
        size = int(args.get("limit") or usual)
    except ValueError:
        raise ApiError("invalid_cursor") from None
    if not 1 <= size <= MOST:
        raise ApiError("invalid_limit")
    end = start + min(size, most)
    more = base64.b64encode(str(end).encode()).decode() if end < len(everything) else ""
    return list(everything[start:end]), more


def told(cursor: str) -> Json:
    """Return how an answer tells of the next page."""
    return {"response_metadata": {"next_cursor": cursor}}
