"""Greets whoever installs the bot in a workspace, or brings it into a channel."""

from bot.platforms.slack.channel_directory import ChannelDirectory
from bot.platforms.slack.events import Payload
from bot.platforms.slack.identity import channel_id, workspace_id
from bot.platforms.slack.people import People
from bot.quiz.help.greeting import greeting
from bot.quiz.model import Address
from bot.quiz.ports import Chat
from bot.quiz.store import Channels

KEY = "greeting"
IN_A_WORKSPACE = ("slack-greeting-what", "slack-set-up", "greeting-later")


class Greeter:
    """Says hello once for each workspace and channel, to the one who let the bot in."""

    def __init__(
        self, people: People, directory: ChannelDirectory, channels: Channels, chat: Chat
    ) -> None:
        self._people = people
        self._directory = directory
        self._channels = channels
        self._chat = chat

    async def installed(self, team: str, user: str) -> None:
        """Greet whoever installed the bot in a workspace without a quiz."""
        here, home = channel_id(team, ""), workspace_id(team)
        if any(one.workspace == home for one in await self._channels.channels()):
            return
        member = await self._people.member(await self._directory.workspace(here), user)
        to = Address(here, only=member.id)
        if await self._chat.find(to, KEY):
            return
        language = await self._people.chosen_language(member)
        card = greeting(language, lines=IN_A_WORKSPACE, start="slack-choose")
        await self._chat.post(to, card, KEY)

    async def greet(self, team: str, body: Payload) -> None:
        """Greet, unless a quiz runs there already; where nobody is named, in the channel itself.

        The bot goes into channels by itself, too, when somebody has it post there. A private one
        that was set up before has a name for it only now.
        """
        told = body.get("event") or {}
        here, inviter = channel_id(team, str(told.get("channel"))), str(told.get("inviter") or "")
        place = await self._directory.glimpse(here)
        known = await self._channels.channel(here)
        if known and place and place.name != known.name:
            await self._channels.rename_channel(here, place.name)
        if known or await self._chat.find(Address(here), KEY):
            return
        workspace = await self._directory.workspace(here)
        host = inviter or (place.creator if place else "")
        member = await self._people.member(workspace, host) if host else None
        language = await self._people.chosen_language(member) if member else "en"
        to = Address(here, only=member.id if member and inviter else None)
        name = f"#{place.name}" if place and to.only else ""
        await self._chat.post(to, greeting(language, name), KEY)


def is_of_the_bot(body: Payload) -> bool:
    """Tell whether it is the bot itself who came into a channel."""
    bots = {one.get("user_id") for one in body.get("authorizations") or [] if one.get("is_bot")}
    return (body.get("event") or {}).get("user") in bots
