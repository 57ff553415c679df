"""The components of a message: their ids, their text, and the files they show."""

from collections.abc import Iterator
from itertools import count
from typing import Any

from tests.discord_fake.basics import Json
from tests.discord_fake.spec_messages import (
    BUTTON,
    CONTAINER,
    FILE,
    SEPARATOR,
    TEXT_DISPLAY,
    walk,
)

DEFAULTS: dict[int, Json] = {
    SEPARATOR: {"divider": True, "spacing": 1},
    CONTAINER: {"accent_color": None, "spoiler": False},
    FILE: {"spoiler": False},
}


def with_ids(components: list[Json]) -> list[Json]:
    """Return a copy in which each component has an id."""
    taken = {one["id"] for one in walk(components) if one.get("id")}
    free = (id for id in count(1) if id not in taken)
    return [_with_id(one, free) for one in components]


def _with_id(one: Json, free: Iterator[int]) -> Json:
    made = {**DEFAULTS.get(one["type"], {}), **one, "id": one.get("id") or next(free)}
    if made.get("components"):
        made["components"] = [_with_id(inner, free) for inner in made["components"]]
    for key in ("accessory", "component"):
        if made.get(key):
            made[key] = _with_id(made[key], free)
    return made


def with_urls(value: Any, urls: dict[str, str]) -> Any:
    """Return a copy in which `attachment://` leads to where the file is."""
    if isinstance(value, list):
        return [with_urls(one, urls) for one in value]
    if isinstance(value, dict):
        return {key: with_urls(one, urls) for key, one in value.items()}
    if isinstance(value, str) and value.startswith("attachment://"):
        return urls.get(value.removeprefix("attachment://"), value)
    return value


def displays(components: list[Json]) -> list[str]:
    """Return the texts of the text displays in order."""
    return [one["content"] for one in walk(components) if one["type"] == TEXT_DISPLAY]


def buttons(components: list[Json]) -> list[Json]:
    return [one for one in walk(components) if one["type"] == BUTTON]
