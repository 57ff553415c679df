"""Brings a card to one member, by the first way that is open.

Where they just did something, as a message only they see; else in their conversation with the bot,
where it stays and can still be changed. What only one member sees holds no picture on Slack, so a
card with one goes into the conversation, too, and a line says so where they are.
"""

import hashlib
import json
import logging
from collections.abc import Mapping
from dataclasses import replace

from slack_sdk.errors import SlackApiError

from bot.i18n.messages import say
from bot.platforms.buttons import NO_DRAFT
from bot.platforms.slack import messages
from bot.platforms.slack.doors import Door, Doors
from bot.platforms.slack.identity import own_id
from bot.platforms.slack.letters import Letter, Letters
from bot.platforms.slack.people import People
from bot.platforms.slack.places import Places
from bot.platforms.slack.refusals import code_of, translated
from bot.platforms.slack.workspaces import Workspace
from bot.quiz.cards import Card
from bot.quiz.dispatch import notice
from bot.quiz.keyed_locks import KeyedLocks
from bot.quiz.model import ChannelId, MemberId, MessageId
from bot.quiz.outbox import Outbox, Sent

log = logging.getLogger(__name__)

OVERTAKEN = MessageId("overtaken")


class Private:
    def __init__(
        self, people: People, places: Places, letters: Letters, outbox: Outbox, doors: Doors
    ) -> None:
        self._people = people
        self._places = places
        self._letters = letters
        self._outbox = outbox
        self._doors = doors
        self._locks = KeyedLocks()

    async def bring(self, channel: ChannelId, member: MemberId, card: Card, key: str) -> MessageId:
        """Show a card to one member, wherever they are, unless they have just seen it."""
        letter = await self._letters.write(card, channel, key)
        known = await self._outbox.sent(channel, key)
        if known and known.message == _whispered(letter):
            return known.message
        door = self._doors.find(channel, member)
        return await self.show(channel, member, card, key, door)

    async def show(
        self,
        channel: ChannelId,
        member: MemberId,
        card: Card,
        key: str | None,
        door: Door | None,
        draft: Mapping[str, str] = NO_DRAFT,
    ) -> MessageId:
        """Show a card to one member through a door; without one, in their conversation.

        A known key gives its card to the message of that key, if that can be changed, and is
        shown anew if not; one that is overtaken by a newer one, while it waits, is not shown.
        Without a key it is shown and forgotten.
        """
        workspace = await self._places.workspace(channel)
        letter = await self._letters.write(card, channel, key or "", draft)
        new = Sent(channel, key or "", member=member)
        with translated():
            if key is None:
                sent = await self._send(workspace, new, letter, door)
            else:
                async with self._locks.of(channel, key):
                    sent = await self._show(workspace, new, letter, door)
                    await self._outbox.record(sent)
            if letter.attachments and door is not None:
                await self._say_where(workspace, channel, door)
        assert sent.message is not None, "it was just sent"
        return sent.message

    async def _show(
        self, workspace: Workspace, new: Sent, letter: Letter, door: Door | None
    ) -> Sent:
        known = await self._outbox.begin(new.channel, new.key)
        if known and known.message is None:
            known = await self._found(workspace, new)
        if known and known.place and known.message:
            if await messages.edit(workspace, known.place, known.message, letter):
                return known
            door = None
        return await self._send(workspace, new, letter, door)

    async def _send(
        self, workspace: Workspace, new: Sent, letter: Letter, door: Door | None
    ) -> Sent:
        if not letter.attachments and await self._whisper(workspace, letter, door):
            return replace(new, message=_whispered(letter))
        posted = await messages.send(workspace, own_id(str(new.member)), letter)
        return replace(new, place=posted.channel, message=posted.message)

    async def _say_where(self, workspace: Workspace, channel: ChannelId, door: Door) -> None:
        """Tell a member where they are that a card is in their conversation with the bot."""
        member = await self._people.member(workspace, door.visit.user)
        line = notice(say(member.language, "slack-picture-elsewhere"))
        await self._whisper(workspace, await self._letters.write(line, channel, ""), door)

    async def _found(self, workspace: Workspace, lost: Sent) -> Sent | None:
        """Look whether a message of which nobody knows it is in the member's conversation."""
        told = await workspace.client.conversations_open(users=own_id(str(lost.member)))
        spot = str(told["channel"]["id"])
        message = await messages.search(workspace, spot, lost.key, None)
        return replace(lost, place=spot, message=message) if message else None

    async def _whisper(self, workspace: Workspace, letter: Letter, door: Door | None) -> bool:
        """Show a letter where the member was lately; False if that is nowhere."""
        if door is None:
            return False
        if await self._doors.send(door, letter):
            return True
        at = door.visit
        try:
            await messages.whisper(workspace, at.channel, at.user, letter, at.thread)
        except SlackApiError as exc:
            log.info("%s cannot be told in %s: %s", at.user, at.channel, code_of(exc))
            return False
        return True


def _whispered(letter: Letter) -> MessageId:
    """Return what is kept of a message that cannot be found again: what it said."""
    said = json.dumps(letter.body, sort_keys=True).encode()
    return MessageId(f"whispered:{hashlib.sha256(said).hexdigest()[:16]}")
