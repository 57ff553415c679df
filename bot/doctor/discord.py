"""Is the bot set up on Discord as it should be? Asks over REST, so a running bot goes on."""

from collections.abc import AsyncIterator, Collection, Iterable, Sequence
from itertools import groupby

import discord
from discord.abc import GuildChannel
from pydantic import SecretStr

from bot.doctor.finding import Diagnosis, ok, problem, warning
from bot.platforms.discord.access import missing, permission_name
from bot.platforms.discord.channel_directory import Writable
from bot.platforms.discord.endpoints import DiscordAway, visit
from bot.platforms.discord.identity import is_direct, snowflake
from bot.platforms.discord.invite import RENEWAL, TRY_AGAIN
from bot.platforms.shared.errors import TokenRefused
from bot.quiz.model import Channel

NAME = "Discord"
INTENTS = "Discord intents"
GATEWAY = "Discord gateway"
SERVERS = "Discord servers"
COMMANDS = "Discord commands"
CHANNEL = "Discord channel"

FEW_SESSIONS = 50
MAX_NAMED = 5
MAX_ASKED = 20
INVITE = "open the link that `quizmaster discord invite` prints"
PRIVILEGED = {
    "presence": ("gateway_presence", "gateway_presence_limited"),
    "server members": ("gateway_guild_members", "gateway_guild_members_limited"),
    "message content": ("gateway_message_content", "gateway_message_content_limited"),
}


async def check_discord(
    token: SecretStr | None, channels: Sequence[Channel] | None
) -> list[Diagnosis]:
    """Check the bot behind the token, its servers, and the channels set up there, if known."""
    if token is None:
        return [ok(NAME, "not used: there is no QUIZMASTER_DISCORD_TOKEN (see docs/discord.md)")]
    found: list[Diagnosis] = []
    try:
        async with visit(token) as client:
            async for part in _parts(client, channels):
                found += part
    except TokenRefused as exc:
        found.append(problem(NAME, str(exc), RENEWAL))
    except DiscordAway as exc:
        found.append(problem(NAME, str(exc), TRY_AGAIN))
    return found


async def _parts(
    client: discord.Client, channels: Sequence[Channel] | None
) -> AsyncIterator[list[Diagnosis]]:
    yield _application(client)
    yield [await _sessions(client)]
    guilds = [guild async for guild in client.fetch_guilds(limit=None, with_counts=False)]
    yield [_servers(guilds)]
    public = [one for one in channels or () if not is_direct(one.id)]
    homes = {_home(one) for one in public}
    yield await _commands(client, sorted(guilds, key=lambda guild: guild.id not in homes))
    if guilds and channels is not None:
        yield await _channels(client, {guild.id for guild in guilds}, public)


def _application(client: discord.Client) -> list[Diagnosis]:
    about = client.application
    assert about is not None, "logging in tells it"
    found = [ok(NAME, f"the token belongs to {client.user}"), _intents(about.flags)]
    if about.interactions_endpoint_url:
        detail = "commands and buttons go to the Interactions Endpoint URL, not to the bot"
        fix = "developer portal, General Information: empty Interactions Endpoint URL"
        found.append(problem(NAME, detail, fix))
    if about.bot_require_code_grant:
        fix = "developer portal, Bot: turn Requires OAuth2 Code Grant off"
        found.append(problem(NAME, "the application requires a code grant to be invited", fix))
    return found


def _intents(flags: discord.ApplicationFlags) -> Diagnosis:
    on = [name for name, known in PRIVILEGED.items() if any(getattr(flags, flag) for flag in known)]
    told = f" (it is fine that {', '.join(on)} is on)" if on else ""
    return ok(INTENTS, f"no privileged intent is needed{told}")


async def _sessions(client: discord.Client) -> Diagnosis:
    shards, _, limit = await client.http.get_bot_gateway()
    left = f"{limit['remaining']} of {limit['total']} connections left today"
    hours = limit["reset_after"] / 3_600_000
    fix = f"find out why the bot keeps connecting anew; all are back in {hours:.1f} hours"
    if limit["remaining"] < shards:
        return problem(GATEWAY, f"{left}, and the bot needs {shards}", fix)
    if limit["remaining"] < FEW_SESSIONS:
        return warning(GATEWAY, left, fix)
    return ok(GATEWAY, f"{left}, shards: {shards}")


def _servers(guilds: Collection[discord.Guild]) -> Diagnosis:
    if not guilds:
        return warning(SERVERS, "the bot is in no server yet", INVITE)
    names = sorted(guild.name for guild in guilds)
    more = f" and {len(names) - MAX_NAMED} more" if len(names) > MAX_NAMED else ""
    return ok(SERVERS, ", ".join(names[:MAX_NAMED]) + more)


async def _commands(client: discord.Client, guilds: Sequence[discord.Guild]) -> list[Diagnosis]:
    asked = guilds[:MAX_ASKED]
    refused = [guild for guild in asked if not await _has_commands(client, guild)]
    fix = f"{INVITE} and pick that server; nothing is lost"
    found = [
        problem(COMMANDS, f"{guild.name} invited the bot without slash commands", fix)
        for guild in refused
    ]
    if asked and not refused:
        found.append(ok(COMMANDS, f"allowed in {_count(len(asked), 'server')}"))
    return found


async def _has_commands(client: discord.Client, guild: discord.Guild) -> bool:
    assert client.application_id is not None, "logging in tells it"
    try:
        await client.http.get_guild_commands(client.application_id, guild.id)
    except discord.Forbidden:
        return False
    return True


async def _channels(
    client: discord.Client, guilds: Collection[int], channels: Collection[Channel]
) -> list[Diagnosis]:
    if not channels:
        fix = "type `/quiz settings` in the channel where questions are wanted"
        return [warning(CHANNEL, "none is set up yet", fix)]
    found: list[Diagnosis] = []
    for home, group in groupby(sorted(channels, key=_home), _home):
        here = list(group)
        found += await _in_server(client, home, here) if home in guilds else _lost(here)
    return found


def _home(channel: Channel) -> int:
    return snowflake(channel.workspace)


def _lost(channels: Iterable[Channel]) -> list[Diagnosis]:
    fix = f"if it should come back, {INVITE}"
    detail = "the bot was removed from this server"
    return [warning(CHANNEL, f"#{one.name}: {detail}", fix) for one in channels]


async def _in_server(
    client: discord.Client, server: int, channels: Iterable[Channel]
) -> list[Diagnosis]:
    assert client.user is not None, "logging in tells it"
    guild = await client.fetch_guild(server, with_counts=False)
    known = {channel.id: channel for channel in await guild.fetch_channels()}
    me = await guild.fetch_member(client.user.id)
    return [_reach(one, guild, known.get(snowflake(one.id)), me) for one in channels]


def _reach(
    channel: Channel, guild: discord.Guild, place: GuildChannel | None, me: discord.Member
) -> Diagnosis:
    name = f"#{channel.name} in {guild.name}"
    if place is None:
        fix = "`/quiz settings` in another channel sets the quiz up there"
        return warning(CHANNEL, f"{name} was deleted", fix)
    if not isinstance(place, Writable):
        fix = "`/quiz settings` in a text channel sets the quiz up there"
        return problem(CHANNEL, f"{name} takes no messages", fix)
    lacks = [_named(channel, flag) for flag in missing(place, me)]
    if lacks:
        fix = f"in Discord: Edit Channel, Permissions; add {me.display_name} and allow them"
        return problem(CHANNEL, f"{name}: the bot may not {', '.join(lacks)}", fix)
    return ok(CHANNEL, f"{name} can be posted in")


def _named(channel: Channel, flag: str) -> str:
    name = permission_name("en", flag)
    return name if channel.language == "en" else f"{name} ({permission_name('ko', flag)})"


def _count(number: int, noun: str) -> str:
    return f"{number} {noun}" if number == 1 else f"{number} {noun}s"
