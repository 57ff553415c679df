"""The messages of a channel on one page: in order, replies under the message they belong to.

`static/bubble.js` turns a message's card into text, bars, tables and buttons.
"""

from collections.abc import Awaitable, Callable, Sequence
from datetime import datetime
from typing import Any

from nicegui import ui
from nicegui.element import Element
from nicegui.events import GenericEventArguments

from bot.i18n.messages import say
from bot.quiz.cards import Action
from bot.quiz.model import Member, MessageId
from bot.quiz.transcript import Posting

Pressed = Callable[[Action, Posting, Callable[[], None]], Awaitable[None]]


class Bubble(Element, component="static/bubble.js"):
    """A message on a page. A press is handed to `on_press` with what to call when it is served."""

    def __init__(self, posting: Posting, reader: Member, on_press: Pressed) -> None:
        super().__init__()
        self._reader = reader
        self._on_press = on_press
        self._posting = posting
        self._serving: set[int] = set()
        self.props["labels"] = _labels(reader)
        self.draw(posting)
        self.on("press", self._pressed)

    def draw(self, posting: Posting) -> None:
        """Show the message as it stands now; an older state than the one shown is ignored."""
        if (posting.edited_at or posting.at) < (self._posting.edited_at or self._posting.at):
            return
        self._posting = posting
        hidden = {"actions": {"__all__": {"args"}}}
        self.props["posting"] = {
            "id": posting.id,
            "mine": posting.author.id == self._reader.id,
            "author": posting.author.name,
            "private": posting.only is not None,
            "at": posting.at.isoformat(),
            "card": posting.card.model_dump(mode="json", exclude=hidden),
        }

    async def _pressed(self, event: GenericEventArguments) -> None:
        index = event.args.get("index")
        actions = self._posting.card.actions
        if not isinstance(index, int) or not 0 <= index < len(actions) or index in self._serving:
            return
        if actions[index].disabled:
            return
        self._serving.add(index)
        await self._on_press(actions[index], self._posting, lambda: self._served(index))

    def _served(self, index: int) -> None:
        self._serving.discard(index)
        if not self.is_deleted:
            self.run_method("release", index)


def _labels(reader: Member) -> dict[str, Any]:
    names = ("private", "enlarge", "close", "meter", "download")
    marks = ("met", "missed", "wrong", "bonus")
    return {
        "locale": reader.language,
        **{name: say(reader.language, f"web-{name}") for name in names},
        **{mark: say(reader.language, f"web-point-{mark}") for mark in marks},
    }


class Thread:
    """The public replies to one message, folded away or open."""

    def __init__(self, reader: Member) -> None:
        self._reader = reader
        self._count = 0
        with ui.element("details").classes("thread").props("data-testid=thread") as self._details:
            self._summary = ui.element("summary")
            self.replies = ui.element("div").classes("replies")

    def count(self) -> None:
        """Count one more reply; the newest is in sight."""
        self._count += 1
        self._summary.clear()
        with self._summary:
            ui.label(say(self._reader.language, "web-replies", count=self._count))
        self._details.props("open")

    def fold(self) -> None:
        self._details.props(remove="open")


class Stream(Element, component="static/stream.js"):
    """Draws messages and redraws them in place. Private ones stay in the stream, where the
    member is looking, even when they belong to a thread.
    """

    def __init__(self, reader: Member, on_press: Pressed) -> None:
        super().__init__()
        self._reader = reader
        self._on_press = on_press
        self._bubbles: dict[MessageId, Bubble] = {}
        self._roots: dict[MessageId, Element] = {}
        self._threads: dict[MessageId, Thread] = {}
        self._begins_at: datetime | None = None
        self.props["label"] = say(reader.language, "web-stream")
        self.props["newer"] = say(reader.language, "web-newer")

    @property
    def is_empty(self) -> bool:
        return not self._bubbles

    def begin(self, postings: Sequence[Posting]) -> None:
        """Draw the latest messages; older ones stay away."""
        for posting in postings:
            self.draw(posting)
        self._begins_at = min((posting.at for posting in postings), default=None)

    def draw(self, posting: Posting) -> bool:
        """Add a message, or show what became of it; True if it is a new one."""
        bubble = self._bubbles.get(posting.id)
        if bubble is not None:
            bubble.draw(posting)
            return False
        if self._is_older(posting):
            return False
        with self._place(posting):
            self._bubbles[posting.id] = Bubble(posting, self._reader, self._on_press)
        return True

    def follow(self, is_mine: bool) -> None:
        """Bring new messages into sight, at once if the reader wrote them."""
        self.run_method("toEnd" if is_mine else "arrived")

    def fold_all_but_last(self) -> None:
        for thread in list(self._threads.values())[:-1]:
            thread.fold()

    def _is_older(self, posting: Posting) -> bool:
        """Tell whether this is a change of a public message that was not loaded."""
        is_changed = posting.edited_at is not None and posting.only is None
        return is_changed and self._begins_at is not None and posting.at < self._begins_at

    def _place(self, posting: Posting) -> Element:
        root = self._roots.get(posting.thread) if posting.thread else None
        if root is None or posting.only is not None:
            with self:
                self._roots[posting.id] = ui.element("div").classes("item")
            return self._roots[posting.id]
        assert posting.thread is not None
        if posting.thread not in self._threads:
            with root:
                self._threads[posting.thread] = Thread(self._reader)
        thread = self._threads[posting.thread]
        thread.count()
        return thread.replies
