"""Judges what the bot sends: by a schema, by slack_sdk's own models, and by Slack's limits.

A fault begins with the error that Slack would answer, or with `rule` where only the project's
own rules are broken.
"""

import json
from collections.abc import Callable, Collection, Iterator
from copy import deepcopy
from functools import cache
from pathlib import Path

from jsonschema import Draft7Validator
from jsonschema.protocols import Validator
from slack_sdk.errors import SlackObjectFormationError
from slack_sdk.models.blocks import Block
from slack_sdk.models.views import View

from tests.schemas import by_kind, told
from tests.slack_fake.basics import Json
from tests.slack_fake.spec_acks import ack_faults
from tests.slack_fake.spec_blocks import block_faults, view_faults
from tests.slack_fake.spec_text import fallback_faults, mention_faults, secret_faults

FILE = Path(__file__).parents[1] / "specs" / "slack-blockkit-structural.schema.json"
MOST_BLOCKS = 50
MESSAGES = {"chat.postMessage", "chat.postEphemeral", "chat.update", "response_url"}
VIEWS = {"views.open", "views.publish"}


class Judge:
    """Keeps what was wrong; `may_mention` holds ids, `channel` or `here` that the bot may ping."""

    def __init__(self) -> None:
        self.violations: list[str] = []
        self.may_mention: set[str] = set()

    def __call__(self, method: str, args: Json) -> list[str]:
        """Return the faults of a request, and note them."""
        wrong = faults(method, args, frozenset(self.may_mention))
        self.violations += [f"{method}: {one}" for one in wrong]
        return wrong


def faults(method: str, args: Json, may_mention: Collection[str] = ()) -> list[str]:
    """Say what Slack or the project would object to in a request.

    `method` is one of the Web API, `response_url`, or `ack`, whose arguments are the `payload`
    and what it is an acknowledgement `of`. `may_mention` holds ids, `channel` or `here`.
    """
    try:
        return list(_faults(method, args, may_mention))
    except (AttributeError, KeyError, TypeError) as problem:
        return [f"invalid_arguments: unreadable: {problem!r}"]


def _faults(method: str, args: Json, may_mention: Collection[str]) -> Iterator[str]:
    if method in MESSAGES:
        yield from message_faults(method, args, may_mention)
    elif method == "files.completeUploadExternal":
        yield from mention_faults(args.get("initial_comment") or "", [], may_mention)
    elif method in VIEWS:
        yield from one_view(args["view"], method == "views.publish", may_mention)
    elif method == "ack":
        yield from ack_faults(args["of"], args["payload"])
        if view := args["payload"].get("view"):
            yield from one_view(view, False, may_mention)
        elif args["of"] == "slash" and args["payload"]:
            yield from message_faults(method, args["payload"], may_mention)


def message_faults(method: str, args: Json, may_mention: Collection[str]) -> Iterator[str]:
    """Judge a message that is sent, or that takes another's place."""
    blocks = args.get("blocks") or []
    yield from fallback_faults(method, args)
    yield from mention_faults(args.get("text") or "", blocks, may_mention)
    if not isinstance(blocks, list):
        yield "invalid_blocks_format: blocks are no list"
        return
    if len(blocks) > MOST_BLOCKS:
        yield f"invalid_blocks: {len(blocks)} blocks: at most {MOST_BLOCKS}"
    wrong = [*told(validator("Blocks"), blocks), *block_faults(blocks, is_message=True)]
    wrong += model_faults(
        lambda: [one.to_dict() for one in Block.parse_all(deepcopy(blocks)) if one]
    )
    for one in wrong:
        yield one if one.startswith("msg_") else f"invalid_blocks: {one}"


def one_view(view: Json, is_home: bool, may_mention: Collection[str]) -> Iterator[str]:
    """Judge a modal or a Home tab."""
    wrong = [*told(validator("Home" if is_home else "Modal"), view), *view_faults(view)]
    wrong += block_faults(view["blocks"], is_message=False)
    wrong += model_faults(lambda: View(**deepcopy(view)).to_dict())
    for one in wrong:
        yield f"invalid_arguments: {one}"
    yield from secret_faults(view.get("private_metadata") or "")
    yield from mention_faults("", view["blocks"], may_mention)


def model_faults(build: Callable[[], object]) -> Iterator[str]:
    """Tell what slack_sdk's models object to."""
    try:
        build()
    except SlackObjectFormationError as wrong:
        yield str(wrong)


@cache
def validator(definition: str) -> Validator:
    named: Json = json.loads(FILE.read_text(encoding="utf-8"))["definitions"]
    schema = {"$ref": f"#/definitions/{definition}", "definitions": named}
    return by_kind(Draft7Validator, "anyOf", named)(schema)
