"""A stand-in for Discord: REST, gateway and members, on a port of this machine."""

from tests.discord_fake.server import FakeDiscord

__all__ = ["FakeDiscord"]
