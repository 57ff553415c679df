"""Whom a message can call on Discord: a role, and everyone where the bot may."""

import re

import discord
from discord.abc import GuildChannel

from bot.platforms.discord.channel_directory import Place, Postable
from bot.quiz.errors import Refusal
from bot.quiz.model import Ping

EVERYONE = ("@everyone", "@here")

_ID = re.compile(r"(?:<@&)?(\d{1,20})>?")


def find(place: Place, said: str) -> Ping:
    """Return the role that is meant in a channel.

    Raises:
        Refusal: there is no such role, or the bot may not mention it.
    """
    said = said.strip()
    if not isinstance(place, Postable):
        raise Refusal("error-unknown-ping", given=said[:40])
    may_all = GuildChannel.permissions_for(place, place.guild.me).mention_everyone
    if said in EVERYONE:
        if not may_all:
            raise Refusal("discord-may-not-ping-all", name=said)
        return Ping(said, said)
    role = _role(place.guild, said)
    if not (role.mentionable or may_all):
        raise Refusal("discord-may-not-ping", name=role.name)
    return Ping(str(role.id), f"@{role.name}")


def is_there(place: Place, calls: str) -> bool:
    """Tell whether a channel's server has a role, unless all are called."""
    if calls in EVERYONE:
        return True
    return isinstance(place, GuildChannel) and place.guild.get_role(int(calls)) is not None


def _role(guild: discord.Guild, said: str) -> discord.Role:
    """Return a role by its mention, id or exact name; never the one that everybody has."""
    roles = [role for role in guild.roles if not role.is_default()]
    named = [role for role in roles if role.name in (said, said.removeprefix("@"))]
    if match := _ID.fullmatch(said):
        named = [role for role in roles if role.id == int(match[1])] or named
    if len(named) > 1:
        raise Refusal("discord-several-roles", given=said[:40])
    if not named:
        raise Refusal("error-unknown-ping", given=said[:40])
    return named[0]


def mention(calls: str) -> str:
    return calls if calls in EVERYONE else f"<@&{calls}>"


def allowed(calls: str) -> discord.AllowedMentions:
    """Return leave to call these and nobody else."""
    everyone = calls in EVERYONE
    roles = [discord.Object(int(calls))] if calls and not everyone else False
    return discord.AllowedMentions(everyone=everyone, roles=roles, users=False, replied_user=False)
