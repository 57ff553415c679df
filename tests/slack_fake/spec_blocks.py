"""Limits of blocks and views that neither the schema nor slack_sdk's models know."""

from collections import Counter
from collections.abc import Iterator
from typing import Any

from tests.slack_fake.basics import Json
from tests.slack_fake.blocks import walk

MOST_TEXT = 3000
MOST_FIELD = 2000
MOST_MESSAGE_TEXT = 13_000
MOST_INPUT = 3000
MOST_ROWS, MOST_COLUMNS, MOST_TABLE_TEXT = 100, 20, 10_000
MOST_OPTION, MOST_OPTION_VALUE = 75, 150
MOST_CHOICES = 10
MOST_EXTERNAL_ID = 255
CHOICES = ("checkboxes", "radio_buttons")
NEVER_EMPTY = {"actions": "elements", "context": "elements", "static_select": "options"}


def block_faults(blocks: list[Json], is_message: bool) -> Iterator[str]:
    """Judge the blocks of a message or a view."""
    for key in ("block_id", "action_id"):
        for name in twice(one[key] for one in walk(blocks) if one.get(key)):
            yield f"{key} {name!r} given twice"
    for one in walk(blocks):
        yield from _thing(one)
        if one.get("type") == "plain_text_input":
            yield from _text_input(one)
        elif one.get("type") == "table":
            yield from _table(one)
        if "options" in one:
            yield from options_faults(one["options"])
    if is_message:
        yield from _message(blocks)


def view_faults(view: Json) -> Iterator[str]:
    """Judge what a view has besides its blocks."""
    has_input = any(block.get("type") == "input" for block in view["blocks"])
    if view["type"] == "modal" and has_input and not view.get("submit"):
        yield "a modal with inputs has a submit button"
    if len(view.get("external_id") or "") > MOST_EXTERNAL_ID:
        yield f"external_id of more than {MOST_EXTERNAL_ID} characters"


def options_faults(options: list[Json]) -> Iterator[str]:
    """Judge the options of one list."""
    for option in options:
        for key in ("text", "description"):
            if key in option:
                yield from _length(f"{key} of an option", option[key]["text"], MOST_OPTION)
        yield from _length("value of an option", option["value"], MOST_OPTION_VALUE)
    for value in twice(option["value"] for option in options):
        yield f"two options with the value {value!r}"


def twice(values: Iterator[Any]) -> list[Any]:
    """Return the values that come more than once."""
    return [value for value, count in Counter(values).items() if count > 1]


def _message(blocks: list[Json]) -> Iterator[str]:
    size = sum(len(one["text"]) for one in walk(blocks) if isinstance(one.get("text"), str))
    if size > MOST_MESSAGE_TEXT:
        yield f"msg_blocks_too_long: {size} characters together: at most {MOST_MESSAGE_TEXT}"
    if sum(one["type"] == "table" for one in blocks) > 1:
        yield "more than one table in a message"


def _thing(one: Json) -> Iterator[str]:
    kind = one.get("type")
    if kind in ("mrkdwn", "plain_text", "raw_text"):
        yield from _length(str(kind), one["text"], MOST_TEXT)
    for field in one.get("fields") or []:
        yield from _length("field of a section", field["text"], MOST_FIELD)
    if one.get("value") == "":
        yield f"an empty value of a {kind}"
    if kind in NEVER_EMPTY and not one[NEVER_EMPTY[kind]]:
        yield f"{kind} without {NEVER_EMPTY[kind]}"
    if kind in CHOICES and not 1 <= len(one["options"]) <= MOST_CHOICES:
        yield f"{kind} of {len(one['options'])} options: 1 to {MOST_CHOICES}"
    chosen = one.get("initial_options") or []
    yield from _initial(
        one, [*chosen, one["initial_option"]] if one.get("initial_option") else chosen
    )


def _length(what: str, text: str, most: int) -> Iterator[str]:
    if not 1 <= len(text) <= most:
        yield f"{what} of {len(text)} characters: 1 to {most}"


def _initial(one: Json, chosen: list[Json]) -> Iterator[str]:
    groups: list[Any] = one.get("option_groups") or [one]
    known = [option for group in groups for option in group.get("options") or []]
    for option in chosen:
        if known and option not in known:
            yield f"initial option {option['value']!r} is none of the options"


def _text_input(field: Json) -> Iterator[str]:
    most, fewest = field.get("max_length", MOST_INPUT), field.get("min_length", 0)
    if not 1 <= most <= MOST_INPUT or not 0 <= fewest <= most:
        yield f"plain_text_input: max_length {most}, min_length {fewest}"
    if len(field.get("initial_value") or "") > most:
        yield f"plain_text_input: starts with more than {most} characters"


def _table(table: Json) -> Iterator[str]:
    rows = table["rows"]
    if not 1 <= len(rows) <= MOST_ROWS:
        yield f"a table of {len(rows)} rows: 1 to {MOST_ROWS}"
    if max(map(len, [*rows, table.get("column_settings") or []]), default=0) > MOST_COLUMNS:
        yield f"a table of more than {MOST_COLUMNS} columns"
    size = sum(len(one["text"]) for one in walk(rows) if isinstance(one.get("text"), str))
    if size > MOST_TABLE_TEXT:
        yield f"a table of {size} characters: at most {MOST_TABLE_TEXT}"
