"""Judges request bodies by Discord's own OpenAPI file and by the limits which that omits."""

import json
import re
from collections.abc import Collection
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from jsonschema import Draft202012Validator
from jsonschema.protocols import Validator
from referencing import Registry
from referencing.jsonschema import DRAFT202012

from tests.discord_fake.spec_commands import choice_faults, command_faults
from tests.discord_fake.spec_messages import message_faults, modal_faults
from tests.discord_fake.spec_names import unknown_names
from tests.schemas import by_kind, told

FILE = Path(__file__).parents[1] / "specs" / "discord-openapi.json"
URI = "urn:discord"
JSON_BODY = "application/json"
ID_AS_NUMBER = {"type": "integer", "minimum": 0}
CALLBACK = re.compile(r"/interactions/[^/]+/[^/]+/callback")
MESSAGES = re.compile(
    r"/channels/[^/]+/messages(/[^/]+)?|/webhooks/[^/]+/[^/]+(/messages/[^/]+)?",
)
THREADS = re.compile(r"/channels/[^/]+/threads")
COMMANDS = re.compile(r"/applications/[^/]+/commands")


@dataclass(frozen=True)
class Operation:
    """One method of one path; without a validator it takes no body."""

    schema: dict[str, Any]
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
    operation = operation_of(method.lower(), path)
    if operation is None:
        return [f"no such operation: {method} {path}"]
    if operation.validator is None:
        return ["takes no body"] if payload else []
    if payload is None and not operation.needs_body:
        return []
    wrong = [*told(operation.validator, payload)]
    wrong += unknown_names(document(), operation.schema, payload)
    try:
        wrong += limit_faults(method, path, payload, files, is_v2)
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
        return message_faults(body, files, is_v2, is_new=method == "POST")
    if THREADS.fullmatch(path) and "message" in body:
        return message_faults(body["message"], files, is_v2=False, is_new=True)
    if COMMANDS.fullmatch(path):
        return command_faults(body)
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
        if pattern.fullmatch(path) and method in document()["paths"][template]:
            return described(method, template)
    return None


@cache
def described(method: str, template: str) -> Operation:
    body = document()["paths"][template][method].get("requestBody")
    if body is None:
        return Operation({}, None, False)
    kind = JSON_BODY if JSON_BODY in body["content"] else next(iter(body["content"]))
    steps = ("paths", template, method, "requestBody", "content", kind, "schema")
    pointer = "/".join(step.replace("~", "~0").replace("/", "~1") for step in steps)
    reference = {"$ref": f"{URI}#/{pointer.replace('{', '%7B').replace('}', '%7D')}"}
    judge = by_kind(Draft202012Validator, "oneOf", document()["components"]["schemas"])
    validator = judge(reference, registry=registry())
    return Operation(body["content"][kind]["schema"], validator, bool(body.get("required")))
