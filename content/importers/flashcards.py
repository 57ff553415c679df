"""Flashcards in a note: `question::answer`, a lone `?` between both, and gaps to be filled."""

import re
from typing import NamedTuple

from content.importers.wording import asks

_INLINE = re.compile(r"(?P<question>[^`\n]*?[^`\s])\s*:::?\s*(?P<answer>\S.*)")
_GAPS = re.compile(
    r"\{\{c\d+::(?P<cloze>.{1,500}?)(?:::(?P<hint>[^{}]{0,200}?))?\}\}"
    r"|\{\{cloze (?P<plain>.{1,500}?)\}\}"
    r"|==(?P<marked>[^=\n]{1,500})=="
)


class Card(NamedTuple):
    question: str
    answer: str
    offset: int = 0
    """Lines above it in its paragraph."""


def read(text: str, is_marked: bool) -> list[Card]:
    """Return the cards of a paragraph; `is_marked` tells that the list says it holds such."""
    if card := cloze(text, is_marked):
        return [card]
    if not is_marked:
        return []
    lines = text.split("\n")
    for mark in ("?", "??"):
        if mark in lines[1:]:
            at = lines.index(mark)
            return [Card("\n".join(lines[:at]).strip(), "\n".join(lines[at + 1 :]).strip())]
    found = [_INLINE.fullmatch(line) for line in lines]
    if not all(found):
        return []
    cards = [Card(one["question"], one["answer"], at) for at, one in enumerate(found) if one]
    return cards if any(asks(card.question) for card in cards) else []


def cloze(text: str, takes_highlights: bool = False) -> Card | None:
    """Return a text with gaps as a card: what is hidden is its answer, never in its question."""
    gaps = [one for one in _GAPS.finditer(text) if takes_highlights or not one["marked"]]
    if not gaps:
        return None
    hidden = [one["cloze"] or one["plain"] or one["marked"] for one in gaps]

    def shown(gap: re.Match[str]) -> str:
        if gap["marked"] and not takes_highlights:
            return gap[0]
        return f"[{gap['hint']}]" if gap["hint"] else "[…]"

    return Card(_GAPS.sub(shown, text), ", ".join(dict.fromkeys(hidden)))
