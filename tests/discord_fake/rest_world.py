"""REST: the bot itself, users, guilds, channels."""

from tests.discord_fake.basics import ApiError, Json
from tests.discord_fake.calls import Request, Routes
from tests.discord_fake.guilds import Guild
from tests.discord_fake.world import World


def me(world: World, _: Request) -> Json:
    return world.bot.payload


def application(world: World, _: Request) -> Json:
    owner = next((one for one in world.users.values() if not one.is_bot), world.bot)
    return {
        "id": world.bot.id,
        "name": world.bot.name,
        "icon": None,
        "description": "",
        "bot_public": True,
        "bot_require_code_grant": False,
        "owner": owner.payload,
        "verify_key": "0" * 64,
    }


def gateway_of_bot(world: World, _: Request) -> Json:
    left = {"total": 1000, "remaining": 999, "reset_after": 14400000, "max_concurrency": 1}
    return {"url": world.gateway_url, "shards": 1, "session_start_limit": left}


def my_guilds(world: World, _: Request) -> list[Json]:
    return [
        {
            "id": guild.id,
            "name": guild.name,
            "permissions": str(guild.bot_permissions.value),
        }
        for guild in world.guilds.values()
        if guild.has_bot
    ]


def guild_of(world: World, call: Request) -> Guild:
    """Return the guild that a request is for."""
    guild = world.guilds.get(call.params["guild"])
    if guild is None:
        raise ApiError(10004)
    if not guild.has_bot:
        raise ApiError(50001)
    return guild


def guild(world: World, call: Request) -> Json:
    return guild_of(world, call).short


def channels(world: World, call: Request) -> list[Json]:
    return [channel.payload for channel in guild_of(world, call).channels]


def active_threads(world: World, call: Request) -> Json:
    places = guild_of(world, call).channels
    threads = [one for place in places for one in place.threads if not one.is_archived]
    return {"threads": [one.payload for one in threads], "members": [], "has_more": False}


def member(world: World, call: Request) -> Json:
    found = guild_of(world, call)
    if call.params["user"] == world.bot.id:
        return found.bot_member
    if one := found.member(call.params["user"]):
        return one.payload
    raise ApiError(10007 if call.params["user"] in world.users else 10013)


def audit_log(world: World, call: Request) -> Json:
    found = guild_of(world, call)
    if not found.bot_permissions.view_audit_log:
        raise ApiError(50013)
    named = {one[key] for one in found.bot_added for key in ("target_id", "user_id")}
    return {
        "audit_log_entries": found.bot_added,
        "users": [world.users[id].payload for id in sorted(named)],
    }


def open_dm(world: World, call: Request) -> Json:
    found = world.users.get(str(call.body.get("recipient_id")))
    if found is None:
        raise ApiError(10013)
    if found.is_bot:
        raise ApiError(50007)
    return found.dm.payload


ROUTES: Routes = [
    ("GET", "/users/@me", me),
    ("GET", "/users/@me/guilds", my_guilds),
    ("POST", "/users/@me/channels", open_dm),
    ("GET", "/oauth2/applications/@me", application),
    ("GET", "/applications/@me", application),
    ("GET", "/gateway/bot", gateway_of_bot),
    ("GET", "/guilds/{guild}", guild),
    ("GET", "/guilds/{guild}/audit-logs", audit_log),
    ("GET", "/guilds/{guild}/channels", channels),
    ("GET", "/guilds/{guild}/threads/active", active_threads),
    ("GET", "/guilds/{guild}/members/{user}", member),
]
