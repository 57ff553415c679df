"""Judges request bodies by Discord's own OpenAPI file and by the limits which that omits."""

import json
import re
from collections import defaultdict
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from jsonschema import Draft202012Validator
from jsonschema.exceptions import ValidationError
from jsonschema.protocols import Validator
from jsonschema.validators import extend
from referencing import Registry
from referencing.jsonschema import DRAFT202012

from tests.discord_fake.spec_commands import choice_faults, command_faults
from tests.discord_fake.spec_messages import is_create, message_faults, modal_faults
from tests.discord_fake.spec_names import unknown_names

FILE = Path(__file__).parents[1] / "specs" / "discord-openapi.json"
URI = "urn:discord"
JSON_BODY = "application/json"
ID_AS_NUMBER = {"type": "integer", "minimum": 0}
CALLBACK = re.compile(r"/interactions/[^/]+/[^/]+/callback")
MESSAGES = re.compile(
    r"/channels/[^/]+/messages(/[^/]+)?|/webhooks/[^/]+/[^/]+(/messages/[^/]+)?",
)
THREADS = re.compile(r"/channels/[^/]+/threads")
COMMANDS = re.compile(r"/applications/[^/]+/(guilds/[^/]+/)?commands(/[^/]+)?")


@dataclass(frozen=True)
class Operation:
    """One method of one path; without a validator it takes no body."""

    schema: dict[str, Any] | None
    validator: Validator | None
    needs_body: bool


def faults(
    method: str,
    path: str,
    payload: Any,
    files: Collection[str] | None = None,
    is_v2: bool = False,
) -> list[str]:
    """Say what Discord would object to in a request's body.

    `files` are the names of the files at hand, None if unknown. `is_v2` tells that the message
    to be edited is one of Components V2 already.
    """
    path = path.partition("?")[0]
    operation = operation_of(method.upper(), path)
    if operation is None:
        return [f"no such operation: {method} {path}"]
    if operation.validator is None or operation.schema is None:
        return ["takes no body"] if payload else []
    if payload is None and not operation.needs_body:
        return []
    wrong = [reason for error in operation.validator.iter_errors(payload) for reason in told(error)]
    wrong += unknown_names(document(), operation.schema, payload)
    try:
        wrong += limit_faults(method.upper(), path, payload, files, is_v2)
    except (AttributeError, TypeError, KeyError) as problem:
        if not wrong:
            wrong.append(f"unreadable body: {problem!r}")
    return wrong


def limit_faults(
    method: str, path: str, body: Any, files: Collection[str] | None, is_v2: bool
) -> list[str]:
    """Return the faults that the OpenAPI file does not know."""
    if CALLBACK.fullmatch(path):
        return callback_faults(body, files, is_v2)
    if MESSAGES.fullmatch(path):
        return message_faults(body, files, is_v2, is_create(method))
    if THREADS.fullmatch(path) and "message" in body:
        return message_faults(body["message"], files, is_v2=False, is_new=True)
    if COMMANDS.fullmatch(path) and method != "PATCH":
        return command_faults(body if isinstance(body, list) else [body])
    return []


def callback_faults(body: Any, files: Collection[str] | None, is_v2: bool) -> list[str]:
    data = body.get("data") or {}
    match body["type"]:
        case 4:
            return message_faults(data, files, is_v2=False, is_new=True)
        case 7:
            return message_faults(data, files, is_v2, is_new=False)
        case 8:
            return choice_faults(data.get("choices") or [])
        case 9:
            return modal_faults(data)
    return []


@cache
def document() -> dict[str, Any]:
    """Return the whole OpenAPI file, ids allowed to be numbers as Discord allows them."""
    loaded: dict[str, Any] = json.loads(FILE.read_text(encoding="utf-8"))
    schemas = loaded["components"]["schemas"]
    schemas["SnowflakeType"] = {"anyOf": [schemas["SnowflakeType"], ID_AS_NUMBER]}
    return loaded


@cache
def registry() -> "Registry[Any]":
    """Return what the file's references are resolved in."""
    empty: Registry[Any] = Registry()
    filled: Registry[Any] = empty.with_resource(URI, DRAFT202012.create_resource(document()))
    return filled


@cache
def templates() -> list[tuple[re.Pattern[str], str]]:
    """Return the file's paths as patterns, those without parameters first."""
    paths = sorted(document()["paths"], key=lambda path: path.count("{"))
    return [(re.compile(re.sub(r"\{\w+\}", "[^/]+", path)), path) for path in paths]


def operation_of(method: str, path: str) -> Operation | None:
    """Find what a method of a path is in the file."""
    for pattern, template in templates():
        if pattern.fullmatch(path) and method.lower() in document()["paths"][template]:
            return described(method.lower(), template)
    return None


@cache
def described(method: str, template: str) -> Operation:
    body = document()["paths"][template][method].get("requestBody")
    if body is None:
        return Operation(None, None, False)
    kind = JSON_BODY if JSON_BODY in body["content"] else next(iter(body["content"]))
    steps = ("paths", template, method, "requestBody", "content", kind, "schema")
    pointer = "/".join(step.replace("~", "~0").replace("/", "~1") for step in steps)
    reference = {"$ref": f"{URI}#/{pointer.replace('{', '%7B').replace('}', '%7D')}"}
    validator = extend(Draft202012Validator, {"oneOf": one_of})(reference, registry=registry())
    return Operation(body["content"][kind]["schema"], validator, bool(body.get("required")))


def one_of(
    validator: Validator, branches: list[dict[str, Any]], value: Any, schema: dict[str, Any]
) -> Iterator[ValidationError]:
    """Judge by the branches that are for this type of thing; only where none fits, by all."""
    meant = (branch for branch in branches if is_for(branch, value))
    if sum(validator.evolve(schema=branch).is_valid(value) for branch in meant) != 1:
        yield from Draft202012Validator.VALIDATORS["oneOf"](validator, branches, value, schema)


def is_for(branch: dict[str, Any], value: Any) -> bool:
    """Tell whether a branch is for this value, or else for things of this `type`."""
    if "const" in branch:
        return bool(branch["const"] == value)
    kinds = kinds_of(branch.get("$ref", ""))
    return not kinds or (isinstance(value, dict) and value.get("type") in kinds)


@cache
def kinds_of(reference: str) -> tuple[Any, ...]:
    """Return the `type`s of the things that a schema is for, where it names some."""
    schema = document()["components"]["schemas"].get(reference.rpartition("/")[2], {})
    return tuple(schema.get("properties", {}).get("type", {}).get("enum", ()))


def told(error: ValidationError) -> Iterator[str]:
    """Tell an error of a union by the branch that was meant."""
    if not error.context:
        limit = str(error.validator_value)[:40]
        yield f"{error.json_path}: {error.validator} {limit}: {error.message[:120]}"
        return
    branches: dict[Any, list[ValidationError]] = defaultdict(list)
    for cause in error.context:
        branches[cause.schema_path[0]].append(cause)
    meant = [causes for causes in branches.values() if not any(map(is_other_kind, causes))]
    if not meant and any("type" in cause.path for cause in error.context):
        yield f"{error.json_path}: no such type here: {str(error.instance)[:200]}"
        return
    for cause in min(meant or branches.values(), key=len):
        yield from told(cause)


def is_other_kind(error: ValidationError) -> bool:
    """Tell whether the branch is for another type of thing altogether."""
    if error.validator == "enum":
        return list(error.relative_path) == ["type"]
    return error.validator == "type" and not error.relative_path
