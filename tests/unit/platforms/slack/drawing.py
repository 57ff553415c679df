"""Cards and forms as Slack shows them, once it has nothing against them."""

from collections.abc import Callable, Mapping
from typing import Any

from bot.platforms.slack.forms import modal
from bot.platforms.slack.layout import home, layout
from bot.platforms.slack.text import table_lines
from bot.quiz.cards import Action, Card, Form, Table
from tests.unit.platforms.drawing import Box, id_of
from tests.unit.platforms.slack import reading
from tests.unit.platforms.slack.judging import message_faults, size, view_faults

CELLS = ("■", "□")
SHOWS_DISABLED = False
MAX_LABEL = 75
MAX_INPUT = 3000
MAX_OPTIONS = 100
MAX_FIELDS = 100

Json = dict[str, Any]


def posted(card: Card) -> list[Json]:
    """Return the blocks of a card's message."""
    message = layout(card, id_of)
    assert message_faults(message.blocks, message.text) == []
    return message.blocks


def published(*cards: Card, id_of: Callable[[Action], str] = id_of) -> list[Json]:
    """Return the blocks of a Home tab."""
    blocks = home([(card, id_of) for card in cards])
    assert view_faults({"type": "home", "blocks": blocks}) == []
    return blocks


def title(card: Card) -> str:
    header = posted(card)[bool(card.about)]
    assert header["type"] == "header"
    said: str = header["text"]["text"]
    return said


def texts(card: Card) -> list[str]:
    """Return what a card says, with its marks, in pieces as they are sent."""
    return reading.read([one for one in posted(card) if one["type"] != "actions"])


def shown(card: Card) -> str:
    """Return what is read there."""
    return reading.shown(posted(card))


def labels(card: Card) -> list[list[str]]:
    return labels_of(posted(card))


def labels_of(blocks: list[Json]) -> list[list[str]]:
    rows = [block["elements"] for block in blocks if block["type"] == "actions"]
    return [[button["text"]["text"] for button in row] for row in rows]


def filled(card: Card) -> float:
    """Return how much of a message's room a card takes."""
    return size(posted(card)) / 12_000


def rows(table: Table, cap: int = 60) -> list[str]:
    """Return lines with numbers in `ticks`, filled up with _, and the own name in *bold*."""
    sections = [{"type": "rich_text_section", "elements": line} for line in table_lines(table, cap)]
    blocks = [{"type": "rich_text", "elements": [section]} for section in sections]
    return [line.replace("\u2007", "_") for line in reading.read(blocks)]


def opened(form: Form, draft: Mapping[str, str] | None = None) -> Json:
    """Return a form's modal."""
    view = modal(form, "form-1", "취소", draft or {})
    assert view_faults(view) == []
    return view


def intro(form: Form) -> str:
    """Return what is read above the fields."""
    return reading.shown([one for one in opened(form)["blocks"] if one["type"] != "input"])


def boxes(form: Form, draft: Mapping[str, str] | None = None) -> dict[str, Box]:
    return {name: _box(block) for name, block in inputs(form, draft).items()}


def inputs(form: Form, draft: Mapping[str, str] | None = None) -> dict[str, Json]:
    """Return the blocks of fields by their name, which is that of their element as well."""
    found = [one for one in opened(form, draft)["blocks"] if one["type"] == "input"]
    assert all(one["block_id"] == one["element"]["action_id"] for one in found)
    return {one["block_id"]: one for one in found}


def _box(block: Json) -> Box:
    element = block["element"]
    start = [element["initial_option"]] if "initial_option" in element else []
    return Box(
        label=block["label"]["text"],
        is_required=not block["optional"],
        value=element.get("initial_value", ""),
        is_large=element.get("multiline", False),
        max_length=element.get("max_length", 0),
        chosen=tuple(one["value"] for one in element.get("initial_options", start)),
        offered=tuple(one["value"] for one in element.get("options", [])),
    )
