"""REST: registering commands."""

from tests.discord_fake.basics import ApiError, Json
from tests.discord_fake.calls import Request, Routes
from tests.discord_fake.commands import without_localizations
from tests.discord_fake.world import World

COMMANDS = "/applications/{application}/commands"
OF_GUILD = "/applications/{application}/guilds/{guild}/commands"


def listed(world: World, call: Request) -> list[Json]:
    if call.query.get("with_localizations", "").lower() in ("1", "true"):
        return world.commands.all
    return [without_localizations(one) for one in world.commands.all]


def replace(world: World, call: Request) -> list[Json]:
    return world.commands.replace(call.payload)


def of_guild(world: World, call: Request) -> list[Json]:
    """List the commands that a guild alone has: none."""
    guild = world.guilds.get(call.params["guild"])
    if guild is None or not guild.has_bot or not guild.has_commands_scope:
        raise ApiError(50001)
    return []


def permissions(world: World, call: Request) -> list[Json]:
    of_guild(world, call)
    return world.guilds[call.params["guild"]].command_permissions


ROUTES: Routes = [
    ("GET", COMMANDS, listed),
    ("PUT", COMMANDS, replace),
    ("GET", OF_GUILD, of_guild),
    ("GET", f"{OF_GUILD}/permissions", permissions),
]
