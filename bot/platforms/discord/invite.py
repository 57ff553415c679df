"""The link that adds the bot to a Discord server."""

import asyncio
import sys

import discord
from pydantic import AnyUrl, SecretStr

from bot.platforms.discord.access import REQUIRED
from bot.platforms.discord.endpoints import DiscordAway, point_at, visit
from bot.platforms.shared.errors import TokenRefused

SCOPES = ("bot", "applications.commands")
WHERE_FROM = "set QUIZMASTER_DISCORD_TOKEN (docs/discord.md says where it comes from)"
RENEWAL = (
    "copy a new one from the developer portal (your application, Bot, Reset Token) into"
    " QUIZMASTER_DISCORD_TOKEN"
)
TRY_AGAIN = "check this machine's connection and discordstatus.com, then try again"


def invite_url(application_id: int) -> str:
    """Return the link for an application, with the least permissions it needs."""
    return discord.utils.oauth_url(application_id, permissions=REQUIRED, scopes=SCOPES)


def run_invite(token: SecretStr | None, client_id: int | None, api_base: AnyUrl | None) -> int:
    """Print the link on stdout, or one sentence on stderr; return the exit code."""
    if client_id is not None:
        return _print(client_id)
    if token is None:
        return _fail(f"{WHERE_FROM}, or give --client-id", 2)
    point_at(api_base, None)
    try:
        return _print(asyncio.run(_application_id(token)))
    except TokenRefused as exc:
        return _fail(f"{exc}; {RENEWAL}", 1)
    except DiscordAway as exc:
        return _fail(f"{exc}; {TRY_AGAIN}, or give --client-id", 1)


async def _application_id(token: SecretStr) -> int:
    async with visit(token) as client:
        assert client.application_id is not None, "logging in tells it"
        return client.application_id


def _print(application_id: int) -> int:
    print(invite_url(application_id))
    return 0


def _fail(message: str, status: int) -> int:
    print(f"quizmaster: {message}", file=sys.stderr)
    return status
