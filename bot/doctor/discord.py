"""Is the bot set up on Discord as it should be? Asks over REST, so a running bot goes on."""

from collections.abc import AsyncIterator, Iterable, Mapping, Sequence
from functools import partial
from typing import Any

import discord
from discord.abc import GuildChannel
from pydantic import SecretStr

from bot.doctor.finding import Diagnosis, ok, problem, warning
from bot.doctor.many import FEW, LATER, PACE, Pace, look_at_each
from bot.platforms.discord.access import lacks_tag, missing, permission_name
from bot.platforms.discord.channel_directory import Postable
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
PAGE = 200
INVITE = "open the link that `quizmaster discord invite` prints"
SET_UP = "type `/quiz settings` in the channel where questions are wanted"
PRIVILEGED = {
    "presence": ("gateway_presence", "gateway_presence_limited"),
    "server members": ("gateway_guild_members", "gateway_guild_members_limited"),
    "message content": ("gateway_message_content", "gateway_message_content_limited"),
}


async def check_discord(
    token: SecretStr | None,
    channels: Sequence[Channel] | None,
    every: bool = False,
    pace: Pace = PACE,
) -> list[Diagnosis]:
    """Check the bot behind the token, its servers, and the channels set up there, if known.

    Of many servers only those are listed in which something is wrong, or `every` one.
    """
    if token is None:
        return [ok(NAME, "not used: there is no QUIZMASTER_DISCORD_TOKEN (see docs/discord.md)")]
    found: list[Diagnosis] = []
    try:
        async with visit(token, pace.all_s) as client:
            async for part in _parts(client, channels, every, pace):
                found += part
    except TokenRefused as exc:
        found.append(problem(NAME, str(exc), RENEWAL))
    except DiscordAway as exc:
        found.append(problem(NAME, str(exc), TRY_AGAIN))
    return found


async def _parts(
    client: discord.Client, channels: Sequence[Channel] | None, every: bool, pace: Pace
) -> AsyncIterator[list[Diagnosis]]:
    yield _application(client)
    yield [await _sessions(client)]
    servers, faults = await _servers(client)
    yield faults
    if not servers and not faults:
        yield [warning(SERVERS, "the bot is in no server yet", INVITE)]
    elif servers and len(servers) <= FEW:
        yield [ok(SERVERS, ", ".join(sorted(servers.values())))]
    public = [one for one in channels or () if not is_direct(one.id)]
    homes: dict[int, list[Channel]] = {}
    for one in public:
        homes.setdefault(snowflake(one.workspace), []).append(one)
    looks = [
        (name, partial(_in_server, client, id, name, homes.get(id, [])))
        for id, name in servers.items()
    ]
    yield await look_at_each(SERVERS, "server", looks, pace, every)
    if channels is not None and servers:
        lost = [one for home, here in homes.items() if home not in servers for one in here]
        yield _lost(lost) if public else [warning(CHANNEL, "none is set up yet", SET_UP)]


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
    fine = f" (it is fine that {', '.join(on)} is on)" if on else ""
    return ok(INTENTS, f"no privileged intent is needed{fine}")


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


async def _servers(client: discord.Client) -> tuple[dict[int, str], list[Diagnosis]]:
    """Return the names of the bot's servers by their ids, and what of the list makes no sense."""
    servers: dict[int, str] = {}
    faults: list[Diagnosis] = []
    while True:
        rows: Sequence[Mapping[str, Any]] = await client.http.get_guilds(
            PAGE, after=max(servers, default=None), with_counts=False
        )
        before = len(servers)
        for row in rows:
            try:
                servers[int(row["id"])] = str(row.get("name") or row["id"])
            except (KeyError, TypeError, ValueError, AttributeError) as exc:
                detail = f"one in Discord's list could not be read ({type(exc).__name__})"
                faults.append(problem(SERVERS, detail, LATER))
        if len(rows) < PAGE or len(servers) == before:
            return servers, faults


async def _in_server(
    client: discord.Client, id: int, name: str, channels: Sequence[Channel]
) -> list[Diagnosis]:
    found = [await _commands(client, id, name)]
    if channels:
        found += await _channels(client, id, channels)
    return found


async def _commands(client: discord.Client, id: int, name: str) -> Diagnosis:
    if await _has_commands(client, id):
        return ok(COMMANDS, f"allowed in {name}")
    fix = f"{INVITE} and pick that server; nothing is lost"
    return problem(COMMANDS, f"{name} invited the bot without slash commands", fix)


async def _has_commands(client: discord.Client, guild: int) -> bool:
    assert client.application_id is not None, "logging in tells it"
    try:
        await client.http.get_guild_commands(client.application_id, guild)
    except discord.Forbidden:
        return False
    return True


def _lost(channels: Iterable[Channel]) -> list[Diagnosis]:
    fix = f"if it should come back, {INVITE}"
    detail = "the bot was removed from this server"
    return [warning(CHANNEL, f"#{one.name}: {detail}", fix) for one in channels]


async def _channels(
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
    if not isinstance(place, Postable):
        fix = "`/quiz settings` in a text channel sets the quiz up there"
        return problem(CHANNEL, f"{name} takes no messages", fix)
    lacks = [_named(channel, flag) for flag in missing(place, me)]
    if lacks:
        fix = f"in Discord: Edit Channel, Permissions; add {me.display_name} and allow them"
        return problem(CHANNEL, f"{name}: the bot may not {', '.join(lacks)}", fix)
    if lacks_tag(place):
        fix = "in Discord: Edit Forum, Tags; add one that everybody may use, or require none"
        return problem(CHANNEL, f"{name} requires a tag and has none for the bot", fix)
    return ok(CHANNEL, f"{name} can be posted in")


def _named(channel: Channel, flag: str) -> str:
    name = permission_name("en", flag)
    return name if channel.language == "en" else f"{name} ({permission_name('ko', flag)})"
