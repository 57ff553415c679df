"""Judges blocks and views by Slack's own types, its SDK's models, and limits that neither knows."""

import json
import re
from collections import Counter
from collections.abc import Iterator
from functools import cache
from itertools import pairwise
from pathlib import Path
from typing import Any

from jsonschema import Draft7Validator
from jsonschema.exceptions import best_match
from slack_sdk.errors import SlackObjectFormationError
from slack_sdk.models.blocks import Block
from slack_sdk.models.views import View

Json = dict[str, Any]

FILE = Path(__file__).parents[3] / "specs" / "slack-blockkit-structural.schema.json"
MAX_MESSAGE_BLOCKS = 50
MAX_MESSAGE_CHARS = 13_000
MAX_SUMMARY_BYTES = 4000
MAX_RICH_TEXT = 3000
MAX_PLAIN_TEXT = 3000
MAX_INPUT = 3000
MAX_ROWS = 100
MAX_CELLS = 20
CALLS = re.compile(r"<[!@#]")
TYPED = ("initial_value", "value", "private_metadata")


def message_faults(blocks: list[Json], text: str) -> list[str]:
    """Say what Slack would object to in a message, or show other than it was meant."""
    found = [*_shape_faults("Blocks", blocks), *_model_faults(blocks), *_common_faults(blocks)]
    if not 0 < len(blocks) <= MAX_MESSAGE_BLOCKS:
        found.append(f"{len(blocks)} blocks")
    if sum(block.get("type") == "table" for block in blocks) > 1:
        found.append("two tables")
    if (chars := size(blocks)) > MAX_MESSAGE_CHARS:
        found.append(f"{chars} characters in blocks")
    if not 0 < len(text.encode()) <= MAX_SUMMARY_BYTES or "\n" in text:
        found.append(f"text is {text[:80]!r}")
    if re.search(r"[<>]|&(?!amp;|lt;|gt;)|@(?:channel|here|everyone)", text):
        found.append(f"markup in text: {text[:200]!r}")
    return found


def size(blocks: list[Json]) -> int:
    """Return how many characters blocks take as JSON."""
    return len(json.dumps(blocks, ensure_ascii=False, separators=(",", ":")))


def view_faults(view: Json) -> list[str]:
    """Say what Slack would object to in a modal or a Home tab."""
    definition = "Modal" if view["type"] == "modal" else "Home"
    found = [*_shape_faults(definition, view), *_common_faults(view["blocks"])]
    try:
        View(**view).to_dict()
    except SlackObjectFormationError as wrong:
        found.append(str(wrong))
    found += _model_faults(view["blocks"])
    kinds = Counter(block["type"] for block in view["blocks"])
    if kinds["table"]:
        found.append("views take no table")
    if kinds["input"] and not view.get("submit"):
        found.append("inputs without a button to send them")
    ids = [one["action_id"] for one in walk(view) if "action_id" in one]
    found += [f"two elements are {id!r}" for id, count in Counter(ids).items() if count > 1]
    return found


def walk(value: Any) -> Iterator[Json]:
    """Yield every object inside a value, from the outside in."""
    if isinstance(value, dict):
        yield value
        for inner in value.values():
            yield from walk(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from walk(inner)


@cache
def _validator(definition: str) -> Draft7Validator:
    document = json.loads(FILE.read_text(encoding="utf-8"))
    reference = {"$ref": f"#/definitions/{definition}", "definitions": document["definitions"]}
    return Draft7Validator(reference)


def _shape_faults(definition: str, value: Any) -> Iterator[str]:
    for error in _validator(definition).iter_errors(value):
        meant = best_match([error]) or error
        yield f"{error.json_path}: {meant.json_path}: {meant.message[:200]}"


def _model_faults(blocks: list[Json]) -> Iterator[str]:
    """Parse each block and write it again, which tells what is too long and what gets lost."""
    for block in blocks:
        try:
            parsed = Block.parse(block)
            again = parsed.to_dict() if parsed else None
        except SlackObjectFormationError as wrong:
            yield f"{block['type']}: {wrong}"
            continue
        if again != block:
            yield f"{block['type']} is read as {str(again)[:200]}"


def _common_faults(blocks: list[Json]) -> Iterator[str]:
    ids = Counter(block["block_id"] for block in blocks if "block_id" in block)
    yield from (f"two blocks are {id!r}" for id, count in ids.items() if count > 1)
    for block in blocks:
        for one in walk(block):
            yield from _text_faults(one)
        match block["type"]:
            case "rich_text":
                yield from _rich_text_faults(block)
            case "table":
                yield from _table_faults(block)
            case "actions":
                yield from _action_faults(block)
            case "input":
                yield from _input_faults(block["element"])


def _text_faults(one: Json) -> Iterator[str]:
    for key, value in one.items():
        if isinstance(value, str) and key not in TYPED and CALLS.search(value):
            yield f"calls somebody: {value[:80]!r}"
    if one.get("type") in ("plain_text", "mrkdwn", "text") and not one["text"]:
        yield "text of no character"
    if one.get("type") in ("plain_text", "mrkdwn") and len(one["text"]) > MAX_PLAIN_TEXT:
        yield f"text of {len(one['text'])} characters"
    if one.get("type") == "plain_text" and re.search(r":[a-z0-9_+'-]+:", one["text"]):
        yield f"name of an emoji: {one['text'][:80]!r}"


def _rich_text_faults(block: Json) -> Iterator[str]:
    parts = block["elements"]
    if not parts or not all(part["elements"] for part in parts):
        yield "rich text without elements"
    kinds = [part["type"] for part in parts]
    if any(kind == after for kind, after in pairwise(kinds)):
        yield f"two parts of one kind follow each other: {kinds}"
    chars = sum(len(one["text"]) for part in parts for one in part["elements"])
    if chars > MAX_RICH_TEXT:
        yield f"rich text of {chars} characters"


def _table_faults(table: Json) -> Iterator[str]:
    rows = table["rows"]
    if not 1 < len(rows) <= MAX_ROWS:
        yield f"table of {len(rows)} rows"
    if len({len(row) for row in rows}) != 1 or not 0 < len(rows[0]) <= MAX_CELLS:
        yield f"rows of {sorted({len(row) for row in rows})} cells"
    if len(table["column_settings"]) != len(rows[0]):
        yield "settings for other columns"
    for cell in (cell for row in rows for cell in row):
        yield from _rich_text_faults(cell)


def _action_faults(block: Json) -> Iterator[str]:
    ids = [one["action_id"] for one in block["elements"]]
    if not 0 < len(set(ids)) == len(ids) <= 5:
        yield f"buttons {ids}"


def _input_faults(element: Json) -> Iterator[str]:
    if element.get("max_length", 1) > MAX_INPUT:
        yield "input that is too long"
    if len(element.get("initial_value", "")) > element.get("max_length", MAX_INPUT):
        yield "value that is too long for its input"
    values = [option["value"] for option in element.get("options", [])]
    if len(values) != len(set(values)):
        yield f"two options are one: {values}"
    start = element.get("initial_options") or [element.get("initial_option")]
    for option in filter(None, start):
        if element["type"] != "external_select" and option not in element["options"]:
            yield f"no such option: {option}"
