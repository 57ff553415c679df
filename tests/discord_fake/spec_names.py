"""Finds misspelt field names: the OpenAPI file lets unknown properties pass."""

from collections.abc import Iterator
from typing import Any

# Sent by discord.py in echoes of what it got, or known to the documentation only.
TOLERATED = {"tts", "nsfw", "animated", "proxy_url", "proxy_icon_url", "width", "height", "flags"}
NOT_LOOKED_INTO = {"attachments"}

Schema = dict[str, Any]


def unknown_names(document: Schema, schema: Schema, body: Any, at: str = "$") -> list[str]:
    """Return the properties that no schema at their place knows."""
    return list(_unknown(document, _alternatives(document, schema), body, at))


def _unknown(document: Schema, schemas: list[Schema], body: Any, at: str) -> Iterator[str]:
    if isinstance(body, list):
        inner = [one for schema in schemas for one in _items(document, schema)]
        for index, value in enumerate(body):
            yield from _unknown(document, inner, value, f"{at}[{index}]")
    elif isinstance(body, dict):
        fitting = [schema for schema in schemas if "properties" in schema and _fits(schema, body)]
        if fitting:
            yield from _unknown_of(document, fitting, body, at)


def _unknown_of(
    document: Schema, schemas: list[Schema], body: dict[str, Any], at: str
) -> Iterator[str]:
    for name, value in body.items():
        places = [schema["properties"][name] for schema in schemas if name in schema["properties"]]
        if places and name not in NOT_LOOKED_INTO and isinstance(value, dict | list):
            inner = [one for place in places for one in _alternatives(document, place)]
            yield from _unknown(document, inner, value, f"{at}.{name}")
        elif not places and name not in TOLERATED:
            yield f"{at}: unknown field {name!r}"


def _items(document: Schema, schema: Schema) -> list[Schema]:
    return _alternatives(document, schema["items"]) if "items" in schema else []


def _alternatives(document: Schema, schema: Schema) -> list[Schema]:
    """Return what a schema may stand for, references followed."""
    if "$ref" in schema:
        name = schema["$ref"].rpartition("/")[2]
        return _alternatives(document, document["components"]["schemas"][name])
    inner = [one for key in ("oneOf", "anyOf", "allOf") for one in schema.get(key, ())]
    found = [one for part in inner for one in _alternatives(document, part)]
    return [schema, *found] if "properties" in schema or "items" in schema else found


def _fits(schema: Schema, body: dict[str, Any]) -> bool:
    """Tell whether a schema is for the body's `type`."""
    types = schema["properties"].get("type", {}).get("enum")
    return types is None or "type" not in body or body["type"] in types
