"""Cards and forms as Discord shows them, once it has nothing against them."""

from collections.abc import Iterator, Mapping
from typing import Any

from bot.platforms.discord.forms import modal
from bot.platforms.discord.layout import layout
from bot.platforms.discord.text import table_lines
from bot.quiz.cards import Card, Form, Table
from tests.discord_fake.spec import faults
from tests.unit.platforms.discord import reading
from tests.unit.platforms.drawing import Box, id_of

KEY = 0x4ABCDEF0
CODE = "activation-gradients.py"
EXPORT = "quizmaster-2026-11-20.json"
FILES = {name: name for name in ("plot.png", CODE, EXPORT, *(f"{n}.png" for n in range(30)))}
CELLS = ("█", "░")
SHOWS_DISABLED = True
MAX_LABEL = 80
MAX_INPUT = 4000
MAX_OPTIONS = 25
MAX_FIELDS = 5

Json = dict[str, Any]


def sent(card: Card) -> Json:
    """Return the container of a card."""
    view = layout(card, id_of, FILES, KEY)
    components: list[Json] = view.to_components()  # type: ignore[no-untyped-call]
    body = {"components": components, "flags": 1 << 15}
    assert faults("POST", "/channels/1/messages", body, files=FILES.values()) == []
    [container] = components
    return container


def parts(card: Card, kind: int) -> list[Json]:
    """Return a card's components of this type."""
    return [one for one in _walk(sent(card)) if one["type"] == kind]


def _walk(component: Json) -> Iterator[Json]:
    yield component
    for inner in component.get("components", []):
        yield from _walk(inner)


def title(card: Card) -> str:
    heading = reading.read(texts(card)[0])[bool(card.about)]
    assert heading.kind == "heading"
    return heading.inside[0].text


def texts(card: Card) -> list[str]:
    """Return what a card says, with its marks, in pieces as they are sent."""
    return [one["content"] for one in parts(card, 10)]


def text(card: Card) -> str:
    return "\n".join(texts(card))


def shown(card: Card) -> str:
    """Return what is read there."""
    return reading.shown(text(card))


def labels(card: Card) -> list[list[str]]:
    return [[button["label"] for button in row["components"]] for row in parts(card, 1)]


def filled(card: Card) -> float:
    """Return how much of a message's room a card takes."""
    return len("".join(texts(card))) / 4000


def rows(table: Table, cap: int = 60) -> list[str]:
    """Return lines with numbers in `ticks`, filled up with _, and the own name in *bold*."""
    return [line.replace("\u2007", "_").replace("**", "*") for line in table_lines(table, cap)]


def opened(form: Form, draft: Mapping[str, str] | None = None) -> list[Json]:
    """Return the components of a form's modal."""
    data = modal(form, "qm:show:1", draft or {}).to_dict()
    assert faults("POST", "/interactions/1/token/callback", {"type": 9, "data": data}) == []
    components: list[Json] = data["components"]
    return components


def intro(form: Form) -> str:
    """Return what is read above the fields."""
    return reading.shown("\n".join(one["content"] for one in opened(form) if one["type"] == 10))


def boxes(form: Form, draft: Mapping[str, str] | None = None) -> dict[str, Box]:
    found = [one for one in opened(form, draft) if one["type"] == 18]
    return {one["component"]["custom_id"]: _box(one["label"], one["component"]) for one in found}


def _box(label: str, component: Json) -> Box:
    options = component.get("options", [])
    return Box(
        label=label,
        is_required=component["required"],
        value=component.get("value") or "",
        is_large=component.get("style") == 2,
        max_length=component.get("max_length", 0),
        chosen=tuple(one["value"] for one in options if one["default"]),
        offered=tuple(one["value"] for one in options),
    )
