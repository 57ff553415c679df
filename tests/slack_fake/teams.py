"""Workspaces: who and what is in them, and what the bot may do there."""

import secrets
from typing import TYPE_CHECKING

from tests.slack_fake.basics import Json, new_id
from tests.slack_fake.channels import Channel
from tests.slack_fake.deliveries import Delivery
from tests.slack_fake.files import StoredFile
from tests.slack_fake.people import Member

if TYPE_CHECKING:
    from tests.slack_fake.world import World

SCOPES = {
    "app_mentions:read",
    "channels:history",
    "channels:join",
    "channels:read",
    "chat:write",
    "commands",
    "files:read",
    "files:write",
    "groups:history",
    "groups:read",
    "im:history",
    "im:read",
    "im:write",
    "usergroups:read",
    "users:read",
}


class Team:
    """A workspace. `scopes` are those that its installation has granted."""

    def __init__(self, world: "World", name: str) -> None:
        self.world = world
        self.id = new_id("T")
        self.name = name
        self.domain = f"study-{self.id[-4:].lower()}"
        self.bot_user = new_id("U")
        self.bot_token = ""
        self.is_installed = False
        self.scopes = set(SCOPES)
        self.members: list[Member] = []
        self.groups: dict[str, list[Member]] = {}
        self.channels: dict[str, Channel] = {}
        self.installer = self.add_member("설치한 사람", is_admin=True)

    def __repr__(self) -> str:
        return f"<Team {self.name} {self.id}>"

    def add_member(self, name: str, locale: str = "ko-KR", is_admin: bool = False) -> Member:
        """Let somebody join; they are in every channel until `Channel.remove`."""
        member = Member(self, name, locale, is_admin)
        self.members.append(member)
        return member

    def add_channel(
        self,
        name: str,
        is_private: bool = False,
        has_bot: bool = True,
        creator: Member | None = None,
    ) -> Channel:
        """Make a channel of all members."""
        channel = Channel(self, name, is_private, has_bot, creator)
        self.channels[channel.id] = channel
        return channel

    def add_file(self, owner: Member, name: str, data: bytes) -> StoredFile:
        """Let a member upload a file, which nobody else sees."""
        stored = StoredFile(new_id("F"), self, name, len(data), data, user=owner.id)
        self.world.files[stored.id] = stored
        return stored

    def member(self, id: str | None) -> Member | None:
        return next((one for one in self.members if one.id == id), None)

    def install(self) -> str:
        """Install the app, once more perhaps, and return the bot's token."""
        numbers = "-".join(str(10**11 + secrets.randbelow(10**11)) for _ in range(2))
        self.bot_token = f"xoxb-{numbers}-{secrets.token_hex(12)}"
        self.world.tokens[self.bot_token] = self
        self.is_installed = True
        return self.bot_token

    def uninstall(self) -> None:
        """Take the app out of the workspace: the bot is told, and its token is dead."""
        token_owner = {"oauth": [], "bot": [self.bot_user]}
        self.emit({"type": "tokens_revoked", "tokens": token_owner})
        self.emit({"type": "app_uninstalled"})
        self.is_installed = False
        self.world.dead_tokens[self.bot_token] = "account_inactive"

    def revoke_token(self) -> None:
        """Let the bot's token be dead, though the app stays."""
        self.world.dead_tokens[self.bot_token] = "token_revoked"

    async def event(self, event: Json) -> Delivery:
        """Send an event of any kind."""
        delivery = self._delivery(event)
        await self.world.deliver(delivery)
        return delivery

    def emit(self, event: Json, kind: str = "") -> None:
        """Send an event that came of itself, if the app asked for its kind: usually its type."""
        if self.is_installed and (kind or event["type"]) in self.world.subscriptions:
            self.world.spawn(self.world.deliver(self._delivery(event)))

    def _delivery(self, event: Json) -> Delivery:
        world = self.world
        bot: Json = {"enterprise_id": None, "team_id": self.id, "user_id": self.bot_user}
        bot |= {"is_bot": True, "is_enterprise_install": False}
        body: Json = {
            "token": world.verification_token,
            "team_id": self.id,
            "api_app_id": world.app_id,
            "event": {"event_ts": world.timestamps.next(), **event},
            "type": "event_callback",
            "event_id": new_id("Ev"),
            "authorizations": [bot],
        }
        return Delivery(world, "events_api", body)
