"""What a member reads in blocks: lines of text, with the marks that their style leaves."""

from typing import Any

from bot.platforms.shared.text import UNSEEN

Json = dict[str, Any]


def read(blocks: list[Json]) -> list[str]:
    """Return what each block says; buttons are in brackets, small print in parentheses."""
    return [_block(block) for block in blocks]


def shown(blocks: list[Json]) -> str:
    return "\n".join(read(blocks)).replace(UNSEEN, "")


def _block(block: Json) -> str:
    match block["type"]:
        case "header":
            return f"# {block['text']['text']}"
        case "context":
            return f"({' '.join(one['text'] for one in block['elements'])})"
        case "divider":
            return "---"
        case "actions":
            return " ".join(f"[{one['text']['text']}]" for one in block["elements"])
        case "input":
            return f"{block['label']['text']}:"
        case "table":
            return "\n".join(" | ".join(_block(cell) for cell in row) for row in block["rows"])
        case "rich_text":
            return "\n".join(_part(part) for part in block["elements"])
    raise ValueError(block["type"])


def _part(part: Json) -> str:
    text = "".join(_words(one) for one in part["elements"])
    return "> " + text.replace("\n", "\n> ") if part["type"] == "rich_text_quote" else text


def _words(one: Json) -> str:
    marks = "".join({"bold": "*", "code": "`"}[name] for name in one.get("style", {}))
    return f"{marks}{one['text']}{marks[::-1]}"
