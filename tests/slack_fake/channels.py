"""Channels of a workspace, and direct conversations with the bot."""

from collections.abc import Callable
from typing import TYPE_CHECKING

from tests.slack_fake.basics import ApiError, Json, new_id
from tests.slack_fake.messages import Message

if TYPE_CHECKING:
    from tests.slack_fake.people import Member
    from tests.slack_fake.teams import Team


class Channel:
    """A place for messages; with `partner` it is a direct conversation with the bot."""

    def __init__(
        self,
        team: "Team",
        name: str,
        is_private: bool = False,
        has_bot: bool = True,
        creator: "Member | None" = None,
        partner: "Member | None" = None,
    ) -> None:
        self.team = team
        self.id = new_id("D" if partner else "C")
        self.name = name
        self.is_private = is_private
        self.has_bot = has_bot
        self.creator = creator or team.installer
        self.partner = partner
        self.is_archived = False
        self.everything: list[Message] = []
        self._absent: list[Member] = []

    def __repr__(self) -> str:
        return f"<Channel {self.name} {self.id}>"

    @property
    def kind(self) -> str:
        """Return the word that scopes and events have for it."""
        if self.partner:
            return "im"
        if self.is_group_dm:
            return "mpim"
        return "groups" if self.is_private else "channels"

    @property
    def is_group_dm(self) -> bool:
        """Tell whether it is a conversation of a few without a channel."""
        return self.name.startswith("mpdm-")

    @property
    def messages(self) -> list[Message]:
        """Return the messages outside threads that all can see, in order."""
        return [one for one in self.everything if one.is_public and one.is_top_level]

    def has(self, member: "Member") -> bool:
        """Tell whether a member reads here."""
        if self.partner:
            return member is self.partner
        return member.team is self.team and member not in self._absent

    def remove(self, member: "Member") -> None:
        """Let a member leave the channel."""
        self._absent.append(member)

    def add(self, member: "Member") -> None:
        """Let a member come back."""
        self._absent.remove(member)

    def find(self, ts: str) -> Message | None:
        """Find a public message."""
        return next((one for one in self.everything if one.ts == ts and one.is_public), None)

    def author(self, reply: Message) -> str | None:
        """Return who wrote the message that a reply belongs to."""
        parent = next((one for one in self.everything if one.ts == reply.thread_ts), None)
        return parent.user if parent else None

    async def message(
        self, where: Callable[[Message], bool] | None = None, timeout: float = 5
    ) -> Message:
        """Wait for the latest public message outside threads that `where` holds for."""

        def find() -> Message | None:
            fitting = [one for one in self.messages if where is None or where(one)]
            return fitting[-1] if fitting else None

        return await self.team.world.changes.until(find, timeout, f"message in {self.name}")

    def archive(self) -> None:
        """Archive the channel."""
        self.is_archived = True
        self._told(f"{self._word}_archive", user=self.team.installer.id)

    def rename(self, name: str) -> None:
        """Give the channel another name."""
        self.name = name
        told = {"id": self.id, "name": name}
        self.team.emit({"type": f"{self._word}_rename", "channel": told})

    def kick_bot(self) -> None:
        """Remove the bot from the channel."""
        self.has_bot = False
        self._told(f"{self._word}_left", actor_id=self.team.installer.id)

    def invite_bot(self) -> None:
        """Bring the bot into the channel."""
        self.bot_joins(inviter=self.team.installer.id)

    def bot_joins(self, **inviter: str) -> None:
        """Let the bot come in, by itself or brought by an `inviter`."""
        self.has_bot = True
        about = {"team": self.team.id, "channel_type": "G" if self.is_private else "C"}
        self._told("member_joined_channel", user=self.team.bot_user, **about, **inviter)

    @property
    def _word(self) -> str:
        return "group" if self.is_private else "channel"

    def _told(self, event: str, **details: str) -> None:
        self.team.emit({"type": event, "channel": self.id, **details})

    def require_bot(self) -> None:
        """Refuse what the bot cannot do here."""
        if self.is_archived:
            raise ApiError("is_archived")
        if not self.has_bot:
            raise ApiError("not_in_channel")

    @property
    def named(self) -> Json:
        """Return how interactions name the channel."""
        if self.partner:
            return {"id": self.id, "name": "directmessage"}
        return {"id": self.id, "name": "privategroup" if self.kind == "groups" else self.name}

    @property
    def payload(self) -> Json:
        """Return the channel as Slack describes one."""
        base: Json = {"id": self.id, "is_archived": self.is_archived}
        if self.partner:
            return base | {"is_im": True, "user": self.partner.id}
        return base | {
            "name": self.name,
            "creator": self.creator.id,
            "is_im": False,
            "is_mpim": self.is_group_dm,
            "is_private": self.is_private,
            "is_member": self.has_bot,
        }
