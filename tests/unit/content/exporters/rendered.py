"""What a reader of Markdown gets to see."""

import re
from html.parser import HTMLParser

from markdown_it import MarkdownIt

RENDERER = MarkdownIt("commonmark").enable(["table", "strikethrough"])


class Page(HTMLParser):
    """The tags of a page and the text between them."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.text = ""
        self.feed(html)
        self.close()

    def handle_starttag(self, tag: str, attrs: object) -> None:
        self.tags.append(tag)

    def handle_data(self, data: str) -> None:
        self.text += data


def seen(markdown: str) -> Page:
    return Page(RENDERER.render(markdown))


def plain(text: str) -> str:
    """Return the text without white space, control characters, and what marks code."""
    return re.sub(r"[\s\x00-\x1f`]", "", text)
