"""Buttons on messages: what they do is kept by id, so that they work long after a restart.

The custom id also says how a press has to be answered, before anything is looked up.
"""

import hashlib
import json
import re
from collections.abc import Callable, Iterable, Mapping
from datetime import timedelta
from enum import StrEnum
from itertools import groupby
from types import MappingProxyType

from bot.quiz import commands
from bot.quiz.cards import Action, Form
from bot.quiz.model import ChannelId
from bot.quiz.outbox import Button, Buttons
from bot.quiz.ports import Clock

ID_CHARS = 24
ROW_BUTTONS = 5  # Discord takes no more
MAX_REMEMBERED = 10_000
REMEMBERED = timedelta(days=1)
PICK_UP = "@pick-up"
NO_DRAFT: Mapping[str, str] = MappingProxyType({})


class ResponseMode(StrEnum):
    """How an interaction is answered: with a message, in place of the card it is on, with a form,
    or with a message once what was typed is kept."""

    SHOW = "show"
    SWAP = "swap"
    FORM = "form"
    KEEP = "keep"


_CUSTOM_ID = re.compile(rf"qm:({'|'.join(ResponseMode)}):([0-9a-f]{{{ID_CHARS}}})")


def button_of(action: Action, channel: ChannelId, draft: Mapping[str, str] = NO_DRAFT) -> Button:
    return _button(ChannelId(action.channel) or channel, action.command, action.args, draft)


def button_of_form(form: Form, channel: ChannelId) -> Button:
    return _button(channel, form.command, form.args, NO_DRAFT)


def pick_up(channel: ChannelId) -> Button:
    """Return the button that shows its presser what is held for them."""
    return _button(channel, PICK_UP, {}, NO_DRAFT)


def _button(
    channel: ChannelId, command: str, args: Mapping[str, str], draft: Mapping[str, str]
) -> Button:
    said = json.dumps([channel, command, dict(args), dict(draft)], sort_keys=True)
    id = hashlib.sha256(said.encode()).hexdigest()[:ID_CHARS]
    return Button(id, channel, command, args, draft)


def mode_of(action: Action) -> ResponseMode:
    if action.replaces:
        return ResponseMode.SWAP
    is_form = commands.command(action.command).opens_form(action.args)
    return ResponseMode.FORM if is_form else ResponseMode.SHOW


def custom_id(button: Button, way: ResponseMode) -> str:
    return f"qm:{way}:{button.id}"


def parse(custom_id: str) -> tuple[ResponseMode, str] | None:
    """Return the way and the button's id; None if this bot never made such a button."""
    found = _CUSTOM_ID.fullmatch(custom_id)
    return (ResponseMode(found[1]), found[2]) if found else None


def in_rows(
    actions: Iterable[Action], id_of: Callable[[Action], str]
) -> list[list[tuple[str, Action]]]:
    """Return rows of buttons by their ids; of those that do the same only the first.

    Where one row is not enough, it breaks between buttons of different kinds.
    """
    buttons: dict[str, Action] = {}
    for action in actions:
        buttons.setdefault(id_of(action), action)
    rows: list[list[tuple[str, Action]]] = [[]]
    for _, same in groupby(buttons.items(), lambda button: (button[1].command, *button[1].args)):
        kind = list(same)
        for at in range(0, len(kind), ROW_BUTTONS):
            chunk = kind[at : at + ROW_BUTTONS]
            if len(rows[-1]) + len(chunk) > ROW_BUTTONS:
                rows.append([])
            rows[-1] += chunk
    return rows if buttons else []


class ButtonBook:
    """Looks buttons up, and keeps those that are shown; each once a day, for old ones go."""

    def __init__(self, buttons: Buttons, clock: Clock) -> None:
        self._buttons = buttons
        self._clock = clock
        self._kept: set[str] = set()
        self._since = clock.now()

    async def keep(self, *buttons: Button) -> None:
        now = self._clock.now()
        if len(self._kept) > MAX_REMEMBERED or now - self._since > REMEMBERED:
            self._kept.clear()
            self._since = now
        new = [button for button in buttons if button.id not in self._kept]
        if not new:
            return
        await self._buttons.keep(new)
        self._kept |= {button.id for button in new}

    async def find(self, id: str) -> Button | None:
        return await self._buttons.button(id)
