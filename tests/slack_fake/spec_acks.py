"""What an acknowledgement may carry."""

from collections.abc import Iterator

from tests.slack_fake.basics import Json
from tests.slack_fake.spec_blocks import options_faults

RESPONSES = {"errors", "update"}
MOST_OPTIONS = 100
SAYING = {"slash", "view_submission", "block_suggestion"}


def ack_faults(of: str, payload: Json) -> Iterator[str]:
    """Judge the payload of an acknowledgement."""
    if payload and of not in SAYING:
        yield f"invalid_arguments: an ack of {of} says nothing"
    elif of == "view_submission" and payload:
        yield from _response(payload)
    elif of == "block_suggestion":
        yield from _options(payload)


def _response(payload: Json) -> Iterator[str]:
    action = payload.get("response_action")
    if action not in RESPONSES:
        yield f"invalid_arguments: no such response_action: {action!r}"
    if action == "update" and not payload.get("view"):
        yield "invalid_arguments: update without a view"
    if action == "errors":
        errors = payload.get("errors")
        if not errors or not all(isinstance(one, str) and one for one in errors.values()):
            yield f"invalid_arguments: errors without words: {errors}"


def _options(payload: Json) -> Iterator[str]:
    if ("options" in payload) == ("option_groups" in payload):
        yield "invalid_arguments: either options or option_groups"
    groups = payload.get("option_groups") or [payload]
    for group in groups:
        options = group.get("options") or []
        if len(options) > MOST_OPTIONS:
            yield f"invalid_arguments: {len(options)} options: at most {MOST_OPTIONS}"
        yield from (f"invalid_arguments: {one}" for one in options_faults(options))
