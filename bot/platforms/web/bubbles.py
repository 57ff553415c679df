"""Draws one message; `static/bubble.js` turns its card into text, bars, tables and buttons."""

from collections.abc import Awaitable, Callable
from typing import Any

from nicegui.element import Element
from nicegui.events import GenericEventArguments

from bot.i18n.messages import say
from bot.quiz.cards import Action
from bot.quiz.model import Member, Posting

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
    names = ("private", "enlarge", "close", "meter")
    marks = ("met", "missed", "wrong", "bonus")
    return {
        "locale": reader.language,
        **{name: say(reader.language, f"web-{name}") for name in names},
        **{mark: say(reader.language, f"web-point-{mark}") for mark in marks},
    }
