"""A stand-in for Slack: Web API, Socket Mode, signed requests and members, on this machine."""

from tests.slack_fake.server import FakeSlack

__all__ = ["FakeSlack"]
