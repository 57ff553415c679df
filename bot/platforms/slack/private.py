"""Brings a card to one member, by the first way that is open.

Where they just did something, as a message only they see; else in their conversation with the bot,
where it stays and can still be changed.
"""

import logging
from collections.abc import Mapping

from slack_sdk.errors import SlackApiError

from bot.platforms.buttons import NO_DRAFT
from bot.platforms.slack import messages
from bot.platforms.slack.doors import Doors
from bot.platforms.slack.identity import is_direct, own_id
from bot.platforms.slack.letters import Letter, Letters
from bot.platforms.slack.places import Places
from bot.platforms.slack.refusals import translated
from bot.platforms.slack.workspaces import Workspace
from bot.platforms.turns import Turns
from bot.quiz.cards import Card
from bot.quiz.model import ChannelId, MemberId, MessageId
from bot.quiz.outbox import Outbox, Sent

log = logging.getLogger(__name__)

WHISPERED = MessageId("whispered")


class Private:
    def __init__(self, places: Places, letters: Letters, outbox: Outbox, doors: Doors) -> None:
        self._places = places
        self._letters = letters
        self._outbox = outbox
        self._doors = doors
        self._turns = Turns()

    async def bring(
        self,
        channel: ChannelId,
        member: MemberId,
        card: Card,
        key: str,
        draft: Mapping[str, str] = NO_DRAFT,
    ) -> MessageId:
        """Show a card to one member. A known key gives its card to the message of that key, if
        that can be changed, and is shown anew if not.
        """
        workspace = await self._places.workspace(channel)
        letter = await self._letters.write(card, channel, key, draft)
        async with self._turns.of(channel, key):
            with translated():
                sent = await self._bring(workspace, channel, member, letter, key)
            await self._outbox.record(sent)
        assert sent.message is not None, "it was just sent"
        return sent.message

    async def _bring(
        self, workspace: Workspace, channel: ChannelId, member: MemberId, letter: Letter, key: str
    ) -> Sent:
        known = await self._outbox.begin(channel, key)
        if known and known.message and known.place:
            if await messages.edit(workspace, known.place, known.message, letter):
                return known
        elif not letter.attachments and await self._whisper(workspace, channel, member, letter):
            return Sent(channel, key, message=WHISPERED, member=member)
        to = own_id(channel if is_direct(channel) else member)
        posted = await messages.send(workspace, to, letter)
        return Sent(channel, key, posted.channel, posted.message, member)

    async def _whisper(
        self, workspace: Workspace, channel: ChannelId, member: MemberId, letter: Letter
    ) -> bool:
        """Show a letter where the member was lately; False if that is nowhere."""
        door = None if is_direct(channel) else self._doors.find(channel, member)
        if door is None:
            return False
        if await self._doors.send(door, letter):
            return True
        try:
            await messages.whisper(
                workspace, own_id(channel), own_id(member), letter, door.visit.thread
            )
        except SlackApiError as exc:
            log.info("%s cannot be told in %s: %s", member, channel, exc)
            return False
        return True
