"""Views: a modal, and the Home tab."""

import secrets
import time
from typing import TYPE_CHECKING

from tests.slack_fake.basics import ApiError, Json, new_id
from tests.slack_fake.blocks import with_ids

if TYPE_CHECKING:
    from tests.slack_fake.people import Member


class View:
    """A view as it is or was; `typed` is what the member has entered, by block and action."""

    def __init__(self, member: "Member", body: Json) -> None:
        self.member = member
        self.id = new_id("V")
        self.is_open = True
        self.typed: Json = {}
        self.hash = ""
        self.body: Json = {}
        self.update(body)

    def update(self, body: Json) -> None:
        """Show something else in its place."""
        self.body = body | {"blocks": with_ids(body["blocks"])}
        self.hash = f"{time.time():.0f}.{secrets.token_hex(4)}"

    def close(self) -> None:
        """Take the modal away."""
        self.is_open = False
        self.member.world.changes.tell()

    def check(self, hash: str | None) -> None:
        """Refuse an update that is based on what the view is no longer."""
        if hash and hash != self.hash:
            raise ApiError("hash_conflict")

    @property
    def payload(self) -> Json:
        """Return the view as Slack describes one."""
        body, team = self.body, self.member.team
        return {
            "id": self.id,
            "team_id": team.id,
            "type": body["type"],
            "blocks": body["blocks"],
            "private_metadata": body.get("private_metadata") or "",
            "callback_id": body.get("callback_id") or "",
            "state": {"values": self.typed},
            "hash": self.hash,
            "title": body.get("title"),
            "submit": body.get("submit"),
            "close": body.get("close"),
            "app_installed_team_id": team.id,
        }
