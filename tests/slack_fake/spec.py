"""Judges what the bot sends: by a schema, by slack_sdk's own models, and by Slack's limits.

A fault begins with the error that Slack would answer, or with `rule` where only the project's
own rules are broken.
"""

import json
from collections.abc import Callable, Collection, Iterator
from copy import deepcopy
from functools import cache
from pathlib import Path
from typing import Any

from jsonschema import Draft7Validator
from jsonschema.exceptions import ValidationError
from jsonschema.protocols import Validator
from jsonschema.validators import extend
from slack_sdk.errors import SlackObjectFormationError
from slack_sdk.models.blocks import Block
from slack_sdk.models.views import View

from tests.slack_fake.basics import Json
from tests.slack_fake.spec_acks import ack_faults
from tests.slack_fake.spec_blocks import block_faults, view_faults
from tests.slack_fake.spec_text import fallback_faults, mention_faults, secret_faults

FILE = Path(__file__).parents[1] / "specs" / "slack-blockkit-structural.schema.json"
MOST_BLOCKS = 50
MESSAGES = {"chat.postMessage", "chat.postEphemeral", "chat.update", "response_url"}
VIEWS = {"views.open", "views.publish"}


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
    wrong = [*schema_faults("Blocks", blocks), *block_faults(blocks, is_message=True)]
    wrong += model_faults(
        lambda: [one.to_dict() for one in Block.parse_all(deepcopy(blocks)) if one]
    )
    for one in wrong:
        yield one if one.startswith("msg_") else f"invalid_blocks: {one}"


def one_view(view: Json, is_home: bool, may_mention: Collection[str]) -> Iterator[str]:
    """Judge a modal or a Home tab."""
    wrong = [*schema_faults("Home" if is_home else "Modal", view), *view_faults(view)]
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


def schema_faults(definition: str, value: Any) -> Iterator[str]:
    """Tell what the schema objects to."""
    for error in validator(definition).iter_errors(value):
        yield from told(error)


@cache
def definitions() -> Json:
    loaded: Json = json.loads(FILE.read_text(encoding="utf-8"))["definitions"]
    return loaded


@cache
def validator(definition: str) -> Validator:
    schema = {"$ref": f"#/definitions/{definition}", "definitions": definitions()}
    return extend(Draft7Validator, {"anyOf": any_of})(schema)


def any_of(
    validator: Validator, branches: list[Json], value: Any, schema: Json
) -> Iterator[ValidationError]:
    """Judge by the branches that are for this type of thing; only where none fits, by all."""
    kind = value.get("type") if isinstance(value, dict) else None
    meant = (branch for branch in branches if kind_of(branch) in (None, kind))
    if not any(validator.evolve(schema=branch).is_valid(value) for branch in meant):
        yield from Draft7Validator.VALIDATORS["anyOf"](validator, branches, value, schema)


def kind_of(branch: Json) -> str | None:
    """Return the `type` of the things that a branch is for, where it names one."""
    named = definitions().get(branch.get("$ref", "").rpartition("/")[2], branch)
    kind: str | None = named.get("properties", {}).get("type", {}).get("const")
    return kind


def told(error: ValidationError) -> Iterator[str]:
    """Tell an error of a union by the branch that was meant."""
    if not error.context:
        yield f"{error.json_path}: {error.message[:200]}"
        return
    branches: dict[Any, list[ValidationError]] = {}
    for cause in error.context:
        branches.setdefault(cause.schema_path[0], []).append(cause)
    meant = [causes for causes in branches.values() if not any(map(is_other_kind, causes))]
    if not meant:
        yield f"{error.json_path}: no such thing here: {str(error.instance)[:200]}"
        return
    for cause in min(meant, key=len):
        yield from told(cause)


def is_other_kind(error: ValidationError) -> bool:
    """Tell whether the branch is for another type of thing altogether."""
    if error.validator in ("const", "enum"):
        return list(error.relative_path) == ["type"]
    return error.validator == "type" and not error.relative_path
