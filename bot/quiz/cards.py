"""Platform-neutral view models: what a member reads and presses, without how it looks.

All text in a card is plain text already in the reader's language; adapters escape it for their
platform and never interpret it as markup.
"""

from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field

from content.schema import Language

MAX_ACTIONS = 10
MAX_QUOTE_CHARS = 160
MAX_ABOUT_CHARS = 100


class View(BaseModel):
    model_config = ConfigDict(frozen=True)


class Paragraph(View):
    kind: Literal["paragraph"] = "paragraph"
    text: str
    style: Literal["normal", "strong", "quote", "muted"] = "normal"


class Point(View):
    """One line of a grade: `met` ✓, `missed` ✗, `wrong` !, `bonus` +, which may be left out.

    `quote` is the member's own sentence.
    """

    kind: Literal["point"] = "point"
    mark: Literal["met", "missed", "wrong", "bonus"]
    text: str
    quote: str | None = None
    note: str | None = None


class Meter(View):
    """A bar from 0 to 1 with a label beside it."""

    kind: Literal["meter"] = "meter"
    fraction: Annotated[float, Field(ge=0.0, le=1.0)]
    label: str = ""


class Column(View):
    """`medals` marks ranks: the first three may be drawn as medals."""

    title: str
    align: Literal["left", "right"] = "left"
    medals: bool = False


class Table(View):
    """Rows of cells; `highlight` is the index of the row that is the reader's own."""

    kind: Literal["table"] = "table"
    columns: tuple[Column, ...]
    rows: tuple[tuple[str, ...], ...]
    highlight: int | None = None


class Picture(View):
    """An image by its id in the media store."""

    kind: Literal["picture"] = "picture"
    media: str
    alt: str


class Code(View):
    """Source text, shown as it is or given as a file of this name."""

    kind: Literal["code"] = "code"
    text: str
    name: str


Block = Annotated[Paragraph | Point | Meter | Table | Picture | Code, Field(discriminator="kind")]


class Action(View):
    """A button: pressing it invokes `command` with `args`, exactly as typing it would.

    One that `replaces` turns its own private card into the answer, like a tab. `channel` is what it
    is about, where that is another than its card's.
    """

    label: str
    command: str
    args: dict[str, str] = Field(default_factory=dict)
    style: Literal["primary", "secondary", "danger"] = "secondary"
    disabled: bool = False
    replaces: bool = False
    channel: str = ""


class Link(View):
    """A page of ours on the web: a platform links to it where its members can reach it."""

    label: str
    path: str


class Card(View):
    """One message. `tone` lets a platform colour it.

    `about` says on one line, before the title, what the card is about.
    `thread` names the conversation that starts under it, where platforms have such. One that
    `passes` is soon replaced by a newer one, so that a platform may leave it out.
    `calls` is the id of the ping that calls people as the card is posted: nothing else in it does.
    """

    about: str = ""
    title: str = ""
    blocks: tuple[Block, ...] = ()
    footer: str = ""
    actions: Annotated[tuple[Action, ...], Field(max_length=MAX_ACTIONS)] = ()
    tone: Literal["plain", "good", "partial", "bad", "notice"] = "plain"
    link: Link | None = None
    thread: str = ""
    passes: bool = False
    calls: str = ""

    @property
    def sentence(self) -> str | None:
        """Return the sentence of a card that only says why something was not done.

        What was typed may stand below it.
        """
        if self.tone != "notice" or self.about or self.title or self.footer or self.actions:
            return None
        match self.blocks:
            case (Paragraph(text=text),) | (Paragraph(text=text), Paragraph(style="quote")):
                return text
        return None


class Option(View):
    value: str
    label: str


class InputField(View):
    """One input of a form. `value` is what it starts with; for `choices` comma-separated.

    What a `file` comes back as is an `Attachment` in JSON.

    `completes` names the list that completion offers, as in `commands.Param`.
    """

    name: str
    label: str
    kind: Literal["line", "paragraph", "choice", "choices", "file"] = "line"
    placeholder: str = ""
    value: str = ""
    options: tuple[Option, ...] = ()
    required: bool = True
    max_length: int = 200
    completes: str | None = None


class Form(View):
    """A modal: submitting it invokes `command` with `args` plus one entry per field.

    A form shown again with `error` keeps what the member typed in the fields' `value`.
    `error_field` names the field that the error is about; a form may have been sent without it.
    `language` is what its member reads, for what a platform says around the form. `opened_by` is
    the command that opens it, where `command` doesn't.
    """

    title: str
    command: str
    args: dict[str, str] = Field(default_factory=dict)
    intro: str = ""
    fields: tuple[InputField, ...]
    submit: str
    error: str = ""
    error_field: str = ""
    language: Language | None = None
    opened_by: str = ""

    def refused(self, error: str, field: str = "") -> "Form":
        """Return the form shown again with what is wrong."""
        return self.model_copy(update={"error": error, "error_field": field})


def shortened(text: str, limit: int = MAX_QUOTE_CHARS) -> str:
    """Return a text on one line, and no more whole words of it than fit.

    Only a word that takes up most of the room is cut itself.
    """
    line = " ".join(text.split())
    if len(line) <= limit:
        return line
    words = line[:limit].rpartition(" ")[0]
    kept = words if len(words) > limit // 2 else line[: limit - 1]
    return kept.rstrip(" ,;:") + "…"
