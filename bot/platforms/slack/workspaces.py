"""The workspaces the bot is installed in, each with a client of its own."""

import logging
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from typing import Protocol

import aiohttp
from pydantic import SecretStr
from slack_sdk.errors import SlackApiError

from bot.platforms.slack.identity import workspace_id
from bot.platforms.slack.rates import PacedClient
from bot.platforms.slack.refusals import code_of, translated
from bot.quiz.errors import ChannelUnreachable
from bot.quiz.keyed_locks import KeyedLocks
from bot.quiz.ports import Clock
from bot.quiz.store import Departures

log = logging.getLogger(__name__)

Installed = Callable[[str, str], Awaitable[None]]
"""Hears which workspace has the bot now, and which user let it in."""

CLOSED = frozenset({"method_not_supported_for_channel_type", "channel_not_found"})


@dataclass(frozen=True, slots=True)
class Workspace:
    """An installation: `client` speaks with its token."""

    team: str
    name: str
    client: PacedClient

    async def join(self, channel: str) -> None:
        """Go into a public channel.

        Raises:
            ChannelUnreachable: only its members can let the bot in.
            SlackApiError: Slack refuses it for another reason.
        """
        try:
            await self.client.conversations_join(channel=channel)
        except SlackApiError as exc:
            if code_of(exc) not in CLOSED:
                raise
            raise ChannelUnreachable(f"{channel} is private", "uninvited") from exc


class Tokens(Protocol):
    """Where the bot's tokens come from."""

    async def teams(self) -> Sequence[str]:
        """Return the workspaces that are known without being asked for."""
        ...

    async def token(self, team: str) -> SecretStr | None:
        """Return the token for a workspace; None if the bot is not installed there.

        Raises:
            ChannelUnreachable: it is, but its token can't be read.
        """
        ...

    async def drop(self, team: str) -> None:
        """Forget the token of a workspace that has removed the bot."""
        ...


class OneToken(Tokens):
    """The token of the only workspace, which Slack calls as it likes: there is no other."""

    def __init__(self, token: SecretStr) -> None:
        self._token = token

    async def teams(self) -> Sequence[str]:
        return [""]

    async def token(self, team: str) -> SecretStr | None:
        return self._token

    async def drop(self, team: str) -> None:
        """Keep it: only whoever runs the bot can replace it."""


class Workspaces:
    """Finds the installation of a workspace. One that Slack has ended is asked for anew."""

    def __init__(self, tokens: Tokens, api_base: str, departures: Departures, clock: Clock) -> None:
        self._tokens = tokens
        self._api_base = api_base
        self._departures = departures
        self._clock = clock
        self._session: aiohttp.ClientSession | None = None
        self._known: dict[str, Workspace] = {}
        self._locks = KeyedLocks()

    def connect(self, session: aiohttp.ClientSession) -> None:
        """Take what requests go through, as long as it is open."""
        self._session = session

    @property
    def known(self) -> Sequence[Workspace]:
        return list({one.team: one for one in self._known.values()}.values())

    async def find(self, team: str) -> Workspace:
        """Return a workspace's installation.

        Raises:
            ChannelUnreachable: the bot is not installed there, or its token can't be read, or
                Slack is away.
        """
        if self._session is None:
            raise ChannelUnreachable("Slack is not connected", "away")
        async with self._locks.of(team):
            found = self._known.get(team)
            if found is None:
                new = await self._introduced(team, self._session)
                # Under another name it may be there already, with a pace that it has to keep.
                found = self._known.setdefault(new.team, new)
                self._known[team] = found
            return found

    async def _introduced(self, team: str, session: aiohttp.ClientSession) -> Workspace:
        token = await self._tokens.token(team)
        if token is None:
            raise ChannelUnreachable(f"not installed in {team}", "removed")
        client = PacedClient(token.get_secret_value(), self._api_base, session)
        with translated():
            me = await client.auth_test()
        return Workspace(str(me["team_id"]), str(me.get("team") or ""), client)

    async def leave_if_removed(self, team: str) -> None:
        """Forget a workspace that has removed the bot, unless it has it again by now."""
        self.forget(team)
        try:
            await self.find(team)
        except ChannelUnreachable as exc:
            if exc.reason == "removed":
                log.warning("removed from %s; what is kept of it goes in 30 days", team)
                await self._tokens.drop(team)
                await self.note_departure(team)

    async def note_departure(self, team: str) -> None:
        await self._departures.left(workspace_id(team), self._clock.now())

    async def note_return(self, team: str) -> None:
        await self._departures.came_back(workspace_id(team))

    async def installed(self, team: str) -> None:
        """Know a workspace that has just installed the bot, maybe again, by its new token."""
        self.forget(team)
        await self.note_return(team)

    def forget(self, team: str) -> None:
        """Ask for a workspace's token anew the next time."""
        gone = self._known.get(team)
        self._known = {name: one for name, one in self._known.items() if one is not gone}
