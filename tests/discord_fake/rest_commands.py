"""REST: registering commands."""

from tests.discord_fake.basics import ApiError, Json
from tests.discord_fake.calls import Request, Routes
from tests.discord_fake.commands import Commands, without_localizations
from tests.discord_fake.world import World


def _place(world: World, call: Request) -> tuple[Commands, str | None]:
    if call.params["application"] != world.bot.id:
        raise ApiError(20012)
    guild_id = call.params.get("guild")
    if guild_id is not None:
        guild = world.guilds.get(guild_id)
        if guild is None or not guild.has_bot or not guild.has_commands_scope:
            raise ApiError(50001)
    return world.commands, guild_id


def listed(world: World, call: Request) -> list[Json]:
    commands, guild_id = _place(world, call)
    if call.query.get("with_localizations", "").lower() in ("1", "true"):
        return commands.all(guild_id)
    return [without_localizations(one) for one in commands.all(guild_id)]


def replace(world: World, call: Request) -> list[Json]:
    commands, guild_id = _place(world, call)
    return commands.replace(guild_id, call.payload)


def permissions(world: World, call: Request) -> list[Json]:
    _, guild_id = _place(world, call)
    return world.guilds[guild_id or ""].command_permissions


PLACES = (
    "/applications/{application}/commands",
    "/applications/{application}/guilds/{guild}/commands",
)
GRANTED = "/applications/{application}/guilds/{guild}/commands/permissions"
OF_COMMANDS: Routes = [
    route
    for place in PLACES
    for route in (
        ("GET", place, listed),
        ("PUT", place, replace),
    )
]
ROUTES: Routes = [("GET", GRANTED, permissions), *OF_COMMANDS]
