"""The platforms by name."""

from random import Random

from tests.chaos.discord import DiscordPlace
from tests.chaos.journal import Journal
from tests.chaos.place import Place
from tests.chaos.slack import SlackPlace
from tests.chaos.web import WebPlace

PLATFORMS = ("slack", "slack-http", "discord", "web")


def make_place(platform: str, journal: Journal, random: Random, size: int) -> Place:
    """Make the stand-in of a platform."""
    if platform == "discord":
        return DiscordPlace(journal, random, size)
    if platform == "web":
        return WebPlace(journal, random, size)
    return SlackPlace(journal, random, size, by_http=platform == "slack-http")
