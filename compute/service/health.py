"""What `/healthz` answers, shared by service and client."""

from typing import Literal

from content.demo import Shape


class Health(Shape):
    """Whether grading is possible yet, and in one sentence why not."""

    status: Literal["loading", "ready", "failed"]
    reason: str = ""
