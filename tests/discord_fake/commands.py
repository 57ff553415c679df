"""The commands that the bot has registered."""

from tests.discord_fake.basics import Json, Snowflakes

LOCALIZED = ("name_localizations", "description_localizations")


class Commands:
    """Global commands, and those of single guilds."""

    def __init__(self, ids: Snowflakes, application_id: str) -> None:
        self._ids = ids
        self._application_id = application_id
        self._of: dict[str | None, list[Json]] = {None: []}
        self.syncs = 0

    def all(self, guild_id: str | None = None) -> list[Json]:
        """Return the commands of a guild, or the global ones."""
        return self._of.get(guild_id, [])

    def replace(self, guild_id: str | None, bodies: list[Json]) -> list[Json]:
        """Register a whole set; a command of the same name and type keeps its id."""
        self.syncs += 1
        self._of[guild_id] = [self._made(guild_id, body) for body in bodies]
        return self._of[guild_id]

    def find(self, guild_id: str | None, name: str, type: int = 1) -> Json | None:
        """Find what a member of a guild gets for a name."""
        known = self.all() + (self.all(guild_id) if guild_id else [])
        for command in reversed(known):
            if (command["name"], command["type"]) == (name, type):
                return command
        return None

    def _made(self, guild_id: str | None, body: Json) -> Json:
        type = body.get("type") or 1
        same = [
            one for one in self.all(guild_id) if (one["name"], one["type"]) == (body["name"], type)
        ]
        permissions = body.get("default_member_permissions")
        base = {
            "id": same[0]["id"] if same else self._ids.next(),
            "application_id": self._application_id,
            "version": self._ids.next(),
            "description": "",
            "nsfw": False,
            "dm_permission": True,
            "contexts": None,
            "integration_types": [0],
            "name_localizations": None,
            "description_localizations": None,
        }
        given = {key: value for key, value in _tidy(body).items() if value is not None}
        told = {"type": type, "default_member_permissions": permissions and str(permissions)}
        return base | given | told | ({"guild_id": guild_id} if guild_id else {})


def without_localizations(command: Json) -> Json:
    """Return a command as it is listed unless its translations are asked for."""
    made = {key: value for key, value in command.items() if key not in LOCALIZED}
    for key in ("options", "choices"):
        if key in made:
            made[key] = [without_localizations(one) for one in made[key]]
    return made


def _tidy(body: Json) -> Json:
    """Leave out of options what is the default, as Discord does."""
    made = dict(body)
    if "options" in made:
        made["options"] = [_tidy_option(one) for one in made["options"] or []]
    return made


def _tidy_option(option: Json) -> Json:
    made = {key: value for key, value in option.items() if value not in (None, False, [], {})}
    if "options" in made:
        made["options"] = [_tidy_option(one) for one in made["options"]]
    return made
