"""A card made ready to be sent: its blocks, its pictures, and its buttons kept."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from bot.platforms.shared.buttons import NO_DRAFT, ButtonBook, button_of, custom_id, mode_of
from bot.platforms.slack.identity import own_id
from bot.platforms.slack.layout import SET_UP, Message, home, is_file, layout
from bot.platforms.slack.text import line
from bot.quiz.cards import Action, Card, Code, Picture, Table
from bot.quiz.model import ChannelId
from bot.quiz.ports import Media
from bot.quiz.standings.overview import Panel

EVENT = "quizmaster_card"
MAX_FILE_BYTES = 20 * 1024 * 1024
MAX_FILE_TITLE = 80


@dataclass(frozen=True, slots=True)
class MessageFile:
    """A picture or a long text as a file of Slack's, under a title that members read."""

    name: str
    title: str
    data: bytes
    alt: str = ""


@dataclass(frozen=True, slots=True)
class RenderedMessage:
    """What goes to Slack. `metadata` is by which the message is found again.

    `plain` says the same without the tables, which Slack may not take everywhere.
    """

    message: Message
    plain: Message
    attachments: Sequence[MessageFile]
    metadata: dict[str, Any]

    @property
    def body(self) -> dict[str, Any]:
        return _body(self.message)

    @property
    def plain_body(self) -> dict[str, Any]:
        return _body(self.plain)


class Renderer:
    """`site` is the address at which our pages are, if they can be reached."""

    def __init__(self, book: ButtonBook, media: Media, site: str = "") -> None:
        self._book = book
        self._media = media
        self._site = site

    async def write(
        self, card: Card, channel: ChannelId, key: str, draft: Mapping[str, str] = NO_DRAFT
    ) -> RenderedMessage:
        """Make a card ready; its buttons speak for `channel`, wherever it is sent.

        Where that is no channel of a workspace, settings are of the one that is chosen there.
        """
        await self._book.keep(*(button_of(action, channel, draft) for action in card.actions))

        def id_of(action: Action) -> str:
            if action.command == "quiz settings" and not own_id(channel):
                return SET_UP
            return custom_id(button_of(action, channel, draft), mode_of(action))

        metadata = {"event_type": EVENT, "event_payload": {"key": key}}
        message = layout(card, id_of, self._site)
        plain = message
        if any(isinstance(block, Table) for block in card.blocks):
            plain = Message(home([(card, id_of)]), message.text)
        return RenderedMessage(message, plain, await self._attachments(card), metadata)

    async def home(self, panels: Sequence[Panel], room: int) -> list[dict[str, Any]]:
        """Return at most `room` blocks of panels, whose buttons speak for their own channels."""
        await self._book.keep(
            *(button_of(action, p.channel) for p in panels for action in p.card.actions)
        )

        def ids_in(channel: ChannelId) -> Any:
            return lambda action: custom_id(button_of(action, channel), mode_of(action))

        return home([(panel.card, ids_in(panel.channel)) for panel in panels], room)

    async def _attachments(self, card: Card) -> list[MessageFile]:
        found = []
        for block in card.blocks:
            if isinstance(block, Picture):
                data = await self._media.get(block.media)
                if data and len(data) <= MAX_FILE_BYTES:
                    title = line(block.alt, MAX_FILE_TITLE) or block.media
                    found.append(MessageFile(block.media, title, data, block.alt))
            elif isinstance(block, Code) and is_file(block):
                found.append(MessageFile(block.name, block.name, block.text.encode()))
        return found


def _body(message: Message) -> dict[str, Any]:
    return {"text": message.text, "blocks": message.blocks}


def is_marked(message: Mapping[str, Any], key: str) -> bool:
    """Tell whether a message of the history was posted under this key."""
    metadata = message.get("metadata") or {}
    payload = metadata.get("event_payload") or {}
    return metadata.get("event_type") == EVENT and payload.get("key") == key
