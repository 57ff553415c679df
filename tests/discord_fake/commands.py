"""The commands that the bot has registered."""

from tests.discord_fake.basics import Json, Snowflakes

LOCALIZED = ("name_localizations", "description_localizations")


class Commands:
    """Global commands."""

    def __init__(self, ids: Snowflakes, application_id: str) -> None:
        self._ids = ids
        self._application_id = application_id
        self.all: list[Json] = []
        self.syncs = 0

    def replace(self, bodies: list[Json]) -> list[Json]:
        """Register a whole set; a command of the same name keeps its id."""
        self.syncs += 1
        self.all = [self._made(body) for body in bodies]
        return self.all

    def find(self, name: str) -> Json | None:
        return next((one for one in self.all if one["name"] == name), None)

    def _made(self, body: Json) -> Json:
        same = self.find(body["name"])
        permissions = body.get("default_member_permissions")
        base = {
            "id": same["id"] if same else self._ids.next(),
            "application_id": self._application_id,
            "version": self._ids.next(),
            "nsfw": False,
            "dm_permission": True,
            "contexts": None,
            "integration_types": [0],
            "name_localizations": None,
            "description_localizations": None,
        }
        given = {key: value for key, value in body.items() if value is not None}
        given["options"] = [_tidy_option(one) for one in body.get("options") or []]
        told = {"type": 1, "default_member_permissions": permissions and str(permissions)}
        return base | given | told


def without_localizations(command: Json) -> Json:
    """Return a command as it is listed unless its translations are asked for."""
    made = {key: value for key, value in command.items() if key not in LOCALIZED}
    for key in ("options", "choices"):
        if key in made:
            made[key] = [without_localizations(one) for one in made[key]]
    return made


def _tidy_option(option: Json) -> Json:
    """Leave out what is the default, as Discord does."""
    made = {key: value for key, value in option.items() if value not in (None, False, [], {})}
    if "options" in made:
        made["options"] = [_tidy_option(one) for one in made["options"]]
    return made
