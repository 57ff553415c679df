"""A card as blocks of Slack's: a header, rich text, a table, small print and rows of buttons.

A message holds 50 blocks and, with everything that holds its words, about 13,000 characters. A
card that is too long has its longest texts cut first; if that is not enough, its last lines give
way to an ellipsis. Pictures are no blocks: they are files beside the message.
"""

import json
import re
from bisect import bisect_left
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby

from bot.platforms.shared.buttons import in_rows
from bot.platforms.shared.text import (
    BAR_CELLS,
    ELLIPSIS,
    SHORT_LINE,
    UNSEEN,
    bar,
    clean,
    clip,
    columns,
    flat,
    pieces,
)
from bot.platforms.slack.pings import mention
from bot.platforms.slack.text import (
    Json,
    escape,
    line,
    literal,
    plain,
    table_block,
    table_lines,
    words,
)
from bot.quiz.cards import Action, Block, Card, Code, Meter, Paragraph, Point, Table

SET_UP = "qm:set-up"

MAX_BLOCKS = 50
MAX_HOME_BLOCKS = 100
MAX_CHARS = 12_000  # as JSON, whose braces count with Slack to some part
MAX_ROWS = 100  # of a table, its titles among them
MAX_TEXT = 3000
MAX_CODE = 9000
MAX_POINT = 900  # of which a grade's line has three
MAX_HEADER = 150
MAX_LABEL = 75
MAX_SUMMARY = 200
MIN_TEXT = 60
SHORT_TITLE = 40  # columns, of which a Hangul syllable takes two

MARKS = {"met": "✓", "missed": "✗", "wrong": "!", "bonus": "+"}

_GAPS = re.compile(r"\n\s*\n")

IdOf = Callable[[Action], str]


@dataclass(frozen=True, slots=True)
class Message:
    """What a message shows; `text` is markup, and what its notification says."""

    blocks: list[Json]
    text: str


def layout(card: Card, action_id: IdOf, site: str = "") -> Message:
    """Return the card's message; of buttons with one `action_id` the first is shown.

    `site` is the address at which our pages are, if they can be reached.
    """
    last = [*_rows(card.actions, action_id), *_link(card, site)]
    blocks = _fitted(card, last, has_tables=True)
    return Message(blocks or [_rich(_section([words(UNSEEN)]))], _summary(card))


def home(cards: Sequence[tuple[Card, IdOf]], room: int = MAX_HOME_BLOCKS) -> list[Json]:
    """Return at most `room` blocks of a view that shows these cards; the last without room go."""
    view: list[Json] = []
    used: set[str] = set()
    for card, action_id in cards:
        new = [action for action in card.actions if action_id(action) not in used]
        blocks = _fitted(card, list(_rows(new, action_id)), has_tables=False)
        if len(view) + 1 + len(blocks) > room:
            break
        view += [{"type": "divider"}] * bool(view and blocks) + blocks
        used |= {action_id(action) for action in new}
    return view


def chooser(label: str) -> Json:
    """Return the field in which an admin chooses a channel to set up."""
    return {
        "type": "conversations_select",
        "action_id": SET_UP,
        "placeholder": plain(label, MAX_LABEL),
        "filter": {"include": ["public", "private"], "exclude_bot_users": True},
    }


def is_file(code: Code) -> bool:
    """Tell whether a text is too long to be shown, and goes beside the message as a file."""
    return len(code.text) > MAX_CODE


def _summary(card: Card) -> str:
    """Return the title and the first words on one line."""
    texts = (flat(clean(b.text)) for b in card.blocks if isinstance(b, Paragraph))
    said = [flat(clean(card.title)), next(filter(None, texts), "")]
    summary = " – ".join(filter(None, said)) or flat(clean(card.footer))
    text = escape(clip(summary, MAX_SUMMARY)) or ELLIPSIS
    return f"{mention(card.calls)} {text}" if card.calls else text


def _fitted(card: Card, rows: list[Json], *, has_tables: bool) -> list[Json]:
    """Return the card's blocks with as much of its texts, and else of its lines, as fits."""

    def drawn(cap: int, blocks: Sequence[Block] = card.blocks) -> list[Json]:
        body = [
            *_call(card.calls),
            *_small(flat(card.about), cap),
            *_heading(card.title),
            *_body(blocks, cap, has_tables=has_tables),
        ]
        return [*body, *_small(card.footer, cap), *rows]

    best = _largest(range(MIN_TEXT, MAX_CHARS), drawn)
    if _fits(best):
        return best
    lines = range(sum(map(_lines, card.blocks)))
    return _largest(lines, lambda count: drawn(MIN_TEXT, _first(card.blocks, count)))


def _call(calls: str) -> Iterator[Json]:
    """Yield the mention of whom a card calls: the one piece of markup in its blocks."""
    if calls:
        yield {"type": "context", "elements": [{"type": "mrkdwn", "text": mention(calls)}]}


def _largest(choices: range, drawn: Callable[[int], list[Json]]) -> list[Json]:
    """Return what is drawn for the largest choice that fits, or else for the smallest."""
    if _fits(all := drawn(choices[-1])):
        return all
    at = bisect_left(choices, True, key=lambda choice: not _fits(drawn(choice)))
    return drawn(choices[max(0, at - 1)])


def _fits(blocks: list[Json]) -> bool:
    rows = [len(block["rows"]) for block in blocks if block["type"] == "table"]
    size = len(json.dumps(blocks, ensure_ascii=False, separators=(",", ":")))
    return len(blocks) <= MAX_BLOCKS and size <= MAX_CHARS and max(rows, default=0) <= MAX_ROWS


def _lines(block: Block) -> int:
    return len(block.rows) if isinstance(block, Table) else 1


def _first(blocks: Sequence[Block], count: int) -> list[Block]:
    """Return the first lines, and a sign that there were more."""
    kept: list[Block] = []
    for block in blocks:
        if _lines(block) > count:
            if isinstance(block, Table):
                kept.append(block.model_copy(update={"rows": block.rows[:count]}))
            break
        kept.append(block)
        count -= _lines(block)
    return [*kept, Paragraph(text=ELLIPSIS)]


def _heading(title: str) -> Iterator[Json]:
    """Yield the title as a header; what a long one adds after the first dot is small print."""
    title = flat(clean(title))
    head, dot, rest = title.partition(" · ")
    is_split = dot and columns(title) > SHORT_TITLE
    if title:
        yield {"type": "header", "text": plain(head if is_split else title, MAX_HEADER)}
    if is_split:
        yield from _small(rest, MAX_TEXT)


def _body(blocks: Sequence[Block], cap: int, *, has_tables: bool) -> list[Json]:
    body: list[Json] = []
    previous: Block | None = None
    for block in blocks:
        if isinstance(block, Table):
            has_drawn = any(one["type"] == "table" for one in body)
            new = list(_table(block, cap, as_lines=has_drawn or not has_tables))
        else:
            new = list(_text(block, cap))
        if not new:
            continue
        if _is_continued(previous, block) and len(_said(body[-1]) + _said(new[0])) < MAX_TEXT:
            body[-1] = _joined(body[-1], new.pop(0))
        body += new
        previous = block
    return body


def _is_continued(previous: Block | None, block: Block) -> bool:
    """Tell whether a text goes on below another: lists are kept together, prose is set apart."""
    match previous, block:
        case Paragraph(style="normal"), Paragraph(style="normal"):
            return max(columns(previous.text), columns(block.text)) <= SHORT_LINE
        case ((Paragraph(style="normal" | "strong") | Meter()), Meter()):
            return True
        case Paragraph(style="quote"), Paragraph(style="normal"):
            return True
    return False


def _joined(above: Json, below: Json) -> Json:
    """Return two blocks of rich text as one; a line goes on below a line."""
    *parts, last = above["elements"]
    [new] = below["elements"]
    if last["type"] == "rich_text_section":
        return _rich(*parts, _section([*last["elements"], words("\n"), *new["elements"]]))
    return _rich(*parts, last, new)


def _said(block: Json) -> str:
    """Return all that a block of rich text says."""
    return "".join(one["text"] for part in block["elements"] for one in part["elements"])


def _text(block: Block, cap: int) -> Iterator[Json]:
    match block:
        case Paragraph(style="muted"):
            yield from _small(block.text, cap)
        case Paragraph():
            yield from _paragraph(block, cap)
        case Point():
            yield _point(block, min(cap, MAX_POINT))
        case Meter():
            yield _rich(_section(_meter(block, min(cap, MAX_TEXT))))
        case Code() if not is_file(block):
            for part in pieces(block.text, MAX_TEXT):
                yield _rich({"type": "rich_text_preformatted", "elements": [words(part)]})


def _paragraph(paragraph: Paragraph, cap: int) -> Iterator[Json]:
    """Yield a text as so many blocks that they hold all of it."""
    for text in filter(None, pieces(_lined(paragraph.text, cap), MAX_TEXT)):
        match paragraph.style:
            case "strong":
                yield _rich(_section([words(text, bold=True)]))
            case "quote":
                yield _rich(_quote(text))
            case _:
                yield _rich(_section([words(text)]))


def _point(point: Point, cap: int) -> Json:
    """Return a grade's line with what is said to it, which follows the member's words if any."""
    said = [words(MARKS[point.mark], bold=True), words(f" {line(point.text, cap)}")]
    quote, note = line(point.quote or "", cap), line(point.note or "", cap)
    if not quote:
        return _rich(_section([*said, words(f" — {note}")] if note else said))
    return _rich(_section(said), _quote(f"“{quote}”"), *([_section([words(note)])] if note else []))


def _meter(meter: Meter, cap: int) -> list[Json]:
    label = line(meter.label, cap - BAR_CELLS - 1)
    return [words(f"{bar(meter.fraction, '■', '□')} {label}".rstrip())]


def _table(table: Table, cap: int, *, as_lines: bool) -> Iterator[Json]:
    if not as_lines:
        drawn = table_block(table, cap)
        yield from [drawn] if drawn else []
        return
    block: Json | None = None
    for row in table_lines(table, cap):
        below = _rich(_section(row))
        if block and len(_said(block) + _said(below)) < MAX_TEXT:
            block = _joined(block, below)
        else:
            yield from [block] if block else []
            block = below
    yield from [block] if block else []


def _small(text: str, cap: int) -> Iterator[Json]:
    if text := _lined(text, min(cap, MAX_TEXT)):
        yield {"type": "context", "elements": [plain(text, MAX_TEXT)]}


def _lined(text: str, cap: int) -> str:
    """Return a text that does not begin or end with empty lines, nor has two of them in a row."""
    return clip(_GAPS.sub("\n\n", literal(text)).strip(), cap)


def _rich(*parts: Json) -> Json:
    return {"type": "rich_text", "elements": list(parts)}


def _section(elements: Sequence[Json]) -> Json:
    """Return a line or more of rich text; neighbours of one style become one element."""
    runs = groupby(elements, lambda one: one.get("style", {}))
    merged = [words("".join(one["text"] for one in run), **style) for style, run in runs]
    return {"type": "rich_text_section", "elements": merged}


def _quote(text: str) -> Json:
    return {"type": "rich_text_quote", "elements": [words(text)]}


def _link(card: Card, site: str) -> Iterator[Json]:
    """Yield the card's link, where there is one that can be followed.

    It is text: pressing a button that is a link would be told to the bot as well.
    """
    if card.link and site:
        link = {"type": "link", "url": site + card.link.path, "text": card.link.label}
        yield _rich({"type": "rich_text_section", "elements": [link]})


def _rows(actions: Sequence[Action], action_id: IdOf) -> Iterator[Json]:
    """Yield rows of buttons; one that cannot be pressed now is left out, as Slack has no such."""
    for row in in_rows((action for action in actions if not action.disabled), action_id):
        yield {"type": "actions", "elements": [_button(action, id) for id, action in row]}


def _button(action: Action, id: str) -> Json:
    if id == SET_UP:
        return chooser(action.label)
    label = plain(flat(clean(action.label)) or ELLIPSIS, MAX_LABEL)
    style = {} if action.style == "secondary" else {"style": action.style}
    return {"type": "button", "text": label, "action_id": id, **style}
