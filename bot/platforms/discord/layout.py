"""A card as a Discord message: one container with texts, pictures and rows of buttons.

Whom the card calls stands above the container, the one mention that it holds.

A message holds 4000 characters and 40 components. A card that is too long has its longest texts
cut first; if that is not enough, its last lines give way to an ellipsis.
"""

from bisect import bisect_right
from collections.abc import Callable, Iterator, Mapping, Sequence

import discord

from bot.platforms.discord.pings import mention
from bot.platforms.discord.text import code, escape, table_lines
from bot.platforms.shared.buttons import in_rows
from bot.platforms.shared.text import ELLIPSIS, SHORT_LINE, UNSEEN, bar, clean, clip, columns, flat
from bot.quiz.cards import Action, Block, Card, Code, Meter, Paragraph, Picture, Point, Table

MAX_CHARS = 3960  # of the 4000, some are left to a mention
MAX_PARTS = 20
MAX_PICTURES = 10  # in one gallery
MAX_TITLE = 256
MAX_LABEL = 80
MAX_ALT = 256
MAX_URL = 512
MIN_TEXT = 60
SHORT_TITLE = 36  # columns, of which a Hangul syllable takes two

COLOURS = {
    "plain": 0x5865F2,
    "good": 0x2EA36A,
    "partial": 0xE3A23B,
    "bad": 0xD9776C,
    "notice": 0x8C94A5,
}
MARKS = {"met": "**✓**", "missed": "**✗**", "wrong": "**!**", "bonus": "**+**"}
STYLES = {
    "primary": discord.ButtonStyle.primary,
    "secondary": discord.ButtonStyle.secondary,
    "danger": discord.ButtonStyle.danger,
}

View = discord.ui.LayoutView
Item = discord.ui.Item[View]
Part = str | list[Picture] | Code


def layout(
    card: Card,
    custom_id: Callable[[Action], str],
    files: Mapping[str, str],
    key_id: int,
    site: str = "",
) -> View:
    """Return the card's view, already stopped: its presses come in elsewhere.

    `files` names the attachment of each picture by its media id; `key_id` is the container's id.
    `site` is the address at which our pages are, if they can be reached.
    """
    view = View(timeout=None)
    if card.calls:
        view.add_item(discord.ui.TextDisplay(mention(card.calls)))
    items = [*_content(card, files), *_rows(card.actions, custom_id), *_link(card, site)]
    items = items or [discord.ui.TextDisplay(UNSEEN)]
    view.add_item(discord.ui.Container(*items, accent_colour=COLOURS[card.tone], id=key_id))
    view.stop()
    return view


def _content(card: Card, files: Mapping[str, str]) -> Iterator[Item]:
    cap = _cap(card, files)
    footer = _footer(card, cap)
    parts = _shortened(_parts(card, files, cap), MAX_CHARS - len(footer))
    for part in parts:
        yield _item(part, files)
    if parts and footer:
        yield discord.ui.Separator(spacing=discord.SeparatorSpacing.small)
    if footer:
        yield discord.ui.TextDisplay(footer)


def _item(part: Part, files: Mapping[str, str]) -> Item:
    match part:
        case str():
            return discord.ui.TextDisplay(part)
        case Code():
            return discord.ui.File(f"attachment://{part.name}")
        case pictures:
            return _gallery(pictures, files)


def _cap(card: Card, files: Mapping[str, str]) -> int:
    """Return how long a text may be at most for the card to fit."""

    def length(cap: int) -> int:
        return _length(_parts(card, files, cap)) + len(_footer(card, cap))

    if length(MAX_CHARS) <= MAX_CHARS:
        return MAX_CHARS
    caps = range(MIN_TEXT, MAX_CHARS)
    return caps[max(0, bisect_right(caps, MAX_CHARS, key=length) - 1)]


def _length(parts: Sequence[Part]) -> int:
    return sum(len(part) for part in parts if isinstance(part, str))


def _shortened(parts: list[Part], room: int) -> list[Part]:
    """Leave out the last lines that do not fit, and show that there were more."""
    if _length(parts) <= room:
        return parts
    kept: list[Part] = []
    room -= len(f"\n{ELLIPSIS}")
    for part in parts:
        if not isinstance(part, str):
            kept.append(part)
        elif len(part) <= room:
            kept.append(part)
            room -= len(part)
        elif room >= 0:
            whole = part[: room + 1].rpartition("\n")[0].rstrip("\n")
            kept.append(f"{whole}\n{ELLIPSIS}".lstrip("\n"))
            room = -1
    return kept


def _parts(card: Card, files: Mapping[str, str], cap: int) -> list[Part]:
    """Return texts and galleries in order; neighbours are one part."""
    heading = "\n".join(filter(None, [_about(card.about), _heading(card.title)]))
    parts: list[Part] = [heading] if heading else []
    previous: Block | None = None
    for block in card.blocks:
        if isinstance(block, Picture) and block.media in files:
            _add_picture(parts, block)
            previous = block
        elif isinstance(block, Code):
            parts.append(block)
            previous = block
        elif text := _text(block, cap):
            _add_text(parts, text, _gap(previous, block))
            previous = block
    return _gathered(parts)


def _add_picture(parts: list[Part], picture: Picture) -> None:
    last = parts[-1] if parts else ""
    if isinstance(last, list) and len(last) < MAX_PICTURES:
        last.append(picture)
    else:
        parts.append([picture])


def _add_text(parts: list[Part], text: str, gap: str) -> None:
    if parts and isinstance(parts[-1], str):
        parts[-1] += gap + text
    else:
        parts.append(text)


def _gathered(parts: list[Part]) -> list[Part]:
    """Put all text before all pictures where a message would have too many components."""
    if len(parts) <= MAX_PARTS:
        return parts
    text = "\n".join(part for part in parts if isinstance(part, str))
    pictures = [picture for part in parts if isinstance(part, list) for picture in part]
    starts = range(0, len(pictures), MAX_PICTURES)
    galleries: list[Part] = [pictures[at : at + MAX_PICTURES] for at in starts]
    codes = [part for part in parts if isinstance(part, Code)]
    return [text, *galleries, *codes][:MAX_PARTS]


def _gap(previous: Block | None, block: Block) -> str:
    """Return what stands between two texts: prose is set apart, lists are kept together."""
    match previous, block:
        case Paragraph(style="normal") | Meter(), Paragraph(style="normal"):
            texts = [previous.label if isinstance(previous, Meter) else previous.text, block.text]
            return "\n" if all(columns(text) <= SHORT_LINE for text in texts) else "\n\n"
        case Paragraph(style="normal" | "strong"), Paragraph(style="normal" | "strong" | "quote"):
            return "\n\n"
        case Paragraph() | Meter(), Point():
            return "\n\n"
    return "\n"


def _about(text: str) -> str:
    text = _line(text, MAX_TITLE)
    return text and f"-# {text}"


def _heading(title: str) -> str:
    """Return the title as a heading; what a long one adds after the first dot is set smaller."""
    title = _line(title, MAX_TITLE)
    head, dot, rest = title.partition(" · ")
    if columns(title) <= SHORT_TITLE:
        return title and f"## {title}"
    return f"## {head}\n-# {rest}" if dot and columns(head) <= SHORT_TITLE else f"### {title}"


def _footer(card: Card, cap: int) -> str:
    return _each(_plain(card.footer, cap), "-# ")


def _text(block: Block, cap: int) -> str:
    match block:
        case Paragraph():
            return _paragraph(block, cap)
        case Point():
            return _point(block, cap)
        case Meter():
            return _meter(block, cap)
        case Table():
            return "\n".join(filter(None, table_lines(block, cap)))
        case Picture():
            return _each(_plain(block.alt, cap), "-# ")
        case Code():
            return ""


def _paragraph(paragraph: Paragraph, cap: int) -> str:
    text = _plain(paragraph.text, cap)
    match paragraph.style:
        case "strong":
            return _each(text, "**", "**")
        case "quote":
            return _each(text, "> ")
        case "muted":
            return _each(text, "-# ")
    return text


def _point(point: Point, cap: int) -> str:
    """Return a grade's line, and below it the member's words and what is said to them."""
    said = [f"{MARKS[point.mark]} {_line(point.text, cap)}"]
    if point.quote:
        said.append(f"> “{_line(point.quote, cap)}”")
    if point.note:
        said.append(f"{'' if point.mark == 'wrong' else '-# '}{_line(point.note, cap)}")
    return "\n".join(said)


def _plain(text: str, cap: int) -> str:
    return clip(escape(text).strip(), cap)


def _line(text: str, cap: int) -> str:
    return clip(flat(escape(text)), cap)


def _each(text: str, before: str, after: str = "") -> str:
    """Mark up each line on its own, so that none depends on another."""
    return "\n".join(f"{before}{line.strip()}{after}" for line in text.split("\n") if line.strip())


def _meter(meter: Meter, cap: int) -> str:
    cells = code(bar(meter.fraction, "█", "░"))
    return f"{cells} {_line(meter.label, cap)}".rstrip()


def _gallery(pictures: Sequence[Picture], files: Mapping[str, str]) -> Item:
    return discord.ui.MediaGallery(
        *(
            discord.MediaGalleryItem(
                f"attachment://{files[picture.media]}",
                description=clip(flat(clean(picture.alt)), MAX_ALT),
            )
            for picture in pictures
        )
    )


def _link(card: Card, site: str) -> Iterator[Item]:
    """Yield a row with the card's link, where there is one that can be followed."""
    if card.link and site and len(site + card.link.path) <= MAX_URL:
        label = clip(flat(clean(card.link.label)), MAX_LABEL)
        yield discord.ui.ActionRow(discord.ui.Button(label=label, url=site + card.link.path))


def _rows(actions: Sequence[Action], custom_id: Callable[[Action], str]) -> Iterator[Item]:
    for row in in_rows(actions, custom_id):
        yield discord.ui.ActionRow(*(_button(action, id) for id, action in row))


def _button(action: Action, id: str) -> discord.ui.Button[View]:
    return discord.ui.Button(
        label=clip(flat(clean(action.label)), MAX_LABEL) or ELLIPSIS,
        custom_id=id,
        style=STYLES[action.style],
        disabled=action.disabled,
    )
