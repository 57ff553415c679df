"""What a member reads of Discord's markup: the rules of its clients, as far as the bot meets them.

The order of the rules counts, as it does there: the first that matches takes its part of the text.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

UNSEEN = "\u200b"

BLOCKS = (
    ("fence", re.compile(r"```(?:\w*\n)?([\s\S]+?)```")),
    ("heading", re.compile(r"(?:#{1,3}) +([^\n]+)(?:\n|$)")),
    ("subtext", re.compile(r"-# +([^\n]+)(?:\n|$)")),
    ("quote", re.compile(r">>> ([\s\S]*)$")),
    ("quote", re.compile(r" *> ([^\n]*)(?:\n|$)")),
    ("list", re.compile(r" *(?:[-*+]|\d+[.)]) +([^\n]+)(?:\n|$)")),
)
INLINES = (
    ("escape", re.compile(r"\\([^0-9A-Za-z\s])")),
    ("fence", re.compile(r"```(?:\w*\n)?([\s\S]+?)```")),
    ("code", re.compile(r"(?:(?<!`)(`+))(?!`)([\s\S]*?[^`])\1(?!`)")),
    ("mention", re.compile(r"<(?:@[!&]?|#|/[^:>]+:|id:|t:|a?:\w+:)[\w:-]*>|@everyone|@here")),
    ("link", re.compile(r"<[\w+.-]+:[^ >]+>|(?:https?|steam|discord)://[^\s<]+[^<.,:;\"'\]\s]")),
    ("masked", re.compile(r"\[([^\n]*?)\]\(([^)\s]+)[^)]*\)")),
    ("emoji", re.compile(r":[^\s:]+?:")),
    ("strong", re.compile(r"\*\*((?:\\[\s\S]|[^\\])+?)\*\*(?!\*)")),
    ("underline", re.compile(r"__((?:\\[\s\S]|[^\\])+?)__(?!_)")),
    ("em", re.compile(r"\*(?=\S)((?:\\[\s\S]|[^*\\])+?)\*(?!\*)|_((?:\\[\s\S]|[^_\\])+?)_(?!\w)")),
    ("strike", re.compile(r"~~((?:\\[\s\S]|[^\\])+?)~~(?!_)")),
    ("spoiler", re.compile(r"\|\|((?:\\[\s\S]|[^\\])+?)\|\|")),
)
VERBATIM = ("fence", "code", "mention", "link", "masked", "emoji")


@dataclass
class Node:
    """A piece of text, or a construct with what is inside it."""

    kind: str
    text: str = ""
    inside: list["Node"] = field(default_factory=list)


def read(markup: str) -> list[Node]:
    """Return what the markup says; plain text comes in one piece."""
    nodes: list[Node] = []
    for node in _read(markup):
        if node.kind == "text" and nodes and nodes[-1].kind == "text":
            nodes[-1].text += node.text
        else:
            nodes.append(node)
    return nodes


def _read(markup: str) -> Iterator[Node]:
    at = 0
    while at < len(markup):
        is_line_start = at == 0 or markup[at - 1] == "\n"
        for kind, rule in (*(BLOCKS if is_line_start else ()), *INLINES):
            if found := rule.match(markup, at):
                inner = next((part for part in reversed(found.groups()) if part), found[0])
                if kind == "escape":
                    yield Node("text", inner)
                elif kind in VERBATIM:
                    yield Node(kind, inner)
                else:
                    yield Node(kind, inside=read(inner))
                at = found.end()
                break
        else:
            yield Node("text", markup[at])
            at += 1


def kinds(markup: str) -> set[str]:
    """Return every construct in the markup, besides plain text."""

    def walk(nodes: list[Node]) -> Iterator[str]:
        for node in nodes:
            yield node.kind
            yield from walk(node.inside)

    return set(walk(read(markup))) - {"text"}


def shown(markup: str) -> str:
    """Return the text a reader sees."""

    def words(nodes: list[Node]) -> str:
        return "".join(node.text or words(node.inside) for node in nodes)

    return words(read(markup)).replace(UNSEEN, "")
