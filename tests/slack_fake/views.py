"""Views: modals, stacked three deep at most, and the Home tab."""

import secrets
import time
from typing import TYPE_CHECKING

from tests.slack_fake.basics import ApiError, Json, new_id
from tests.slack_fake.blocks import with_ids

if TYPE_CHECKING:
    from tests.slack_fake.people import Member

MOST_STACKED = 3


class View:
    """A view as it is now; `typed` is what the member has entered, by block and action."""

    def __init__(self, member: "Member", body: Json) -> None:
        self.member = member
        self.id = new_id("V")
        self.root_id = self.id
        self.previous_id: str | None = None
        self.typed: Json = {}
        self.hash = ""
        self.body: Json = {}
        self.update(body)

    def update(self, body: Json) -> None:
        """Show something else in its place."""
        self.body = body | {"blocks": with_ids(body["blocks"])}
        self.hash = f"{time.time():.0f}.{secrets.token_hex(4)}"

    def check(self, hash: str | None) -> None:
        """Refuse an update that is based on what the view is no longer."""
        if hash and hash != self.hash:
            raise ApiError("hash_conflict")

    @property
    def payload(self) -> Json:
        """Return the view as Slack describes one."""
        body, world, team = self.body, self.member.world, self.member.team
        return {
            "id": self.id,
            "team_id": team.id,
            "type": body["type"],
            "blocks": body["blocks"],
            "private_metadata": body.get("private_metadata") or "",
            "callback_id": body.get("callback_id") or "",
            "state": {"values": self.typed},
            "hash": self.hash,
            "title": body.get("title") or {"type": "plain_text", "text": "View Title"},
            "clear_on_close": bool(body.get("clear_on_close")),
            "notify_on_close": bool(body.get("notify_on_close")),
            "submit": body.get("submit"),
            "close": body.get("close"),
            "previous_view_id": self.previous_id,
            "root_view_id": self.root_id,
            "app_id": world.app_id,
            "external_id": body.get("external_id") or "",
            "app_installed_team_id": team.id,
            "bot_id": world.bot_id,
        }


class Stack:
    """The modals that lie on one another before a member; `seen` are also those gone since."""

    def __init__(self, member: "Member", body: Json) -> None:
        self.member = member
        self.views: list[View] = []
        self.seen: list[View] = []
        if member.stack:
            member.stack.views.clear()
        member.stack = self
        self.push(body)

    @property
    def top(self) -> View | None:
        return self.views[-1] if self.views else None

    def push(self, body: Json) -> View:
        """Lay another modal on top."""
        if len(self.views) >= MOST_STACKED:
            raise ApiError("push_limit_reached")
        self._claim(body)
        view = View(self.member, body)
        if below := self.top:
            view.previous_id, view.root_id = below.id, below.root_id
        self.views.append(view)
        self.seen.append(view)
        self.member.world.views[view.id] = (self, view)
        self.member.world.changes.tell()
        return view

    def close(self, all: bool = False) -> None:
        """Take the topmost away, or all if it says so."""
        top = self.views.pop()
        if all or top.body.get("clear_on_close"):
            self.views.clear()
        self.member.world.changes.tell()

    def _claim(self, body: Json) -> None:
        name = body.get("external_id")
        if name and self.member.world.view_named(name):
            raise ApiError("duplicate_external_id")
