"""An interaction: what a member did, and what came back."""

import secrets
import time
from collections.abc import Callable
from typing import TYPE_CHECKING

from tests.discord_fake.basics import Json

if TYPE_CHECKING:
    from tests.discord_fake.channels import Channel
    from tests.discord_fake.messages import Message
    from tests.discord_fake.people import Member

COMMAND, COMPONENT, AUTOCOMPLETE, MODAL_SUBMIT = 2, 3, 4, 5
REPLY, DEFERRED, DEFERRED_UPDATE, CHOICES, MODAL = 4, 5, 6, 8, 9
TOKEN_LIFE_S = 15 * 60
FILE_LIMIT = 10 * 1024 * 1024


class Interaction:
    """One interaction with its token."""

    def __init__(
        self,
        member: "Member",
        channel: "Channel",
        type: int,
        data: Json,
        source: "Message | None" = None,
    ) -> None:
        self.member = member
        self.channel = channel
        self.type = type
        self.data = data
        self.source = source
        self.world = channel.world
        self.id = self.world.ids.next()
        self.token = secrets.token_urlsafe(48)
        self.created_at = time.monotonic()
        self.acked_after_s: float | None = None
        self.callback: Json | None = None
        self.original: Message | None = None
        self._is_expired = False
        self.messages: list[Message] = []
        self._by_touch: list[Message] = []

    def __repr__(self) -> str:
        return f"<Interaction {self.id} {self.data.get('name') or self.data.get('custom_id')}>"

    @property
    def reply_type(self) -> int | None:
        return self.callback["type"] if self.callback else None

    @property
    def deferred(self) -> bool:
        return self.reply_type in (DEFERRED, DEFERRED_UPDATE)

    @property
    def modal(self) -> Json | None:
        """Return the modal that was opened."""
        return self.callback["data"] if self.callback and self.reply_type == MODAL else None

    @property
    def choices(self) -> list[Json]:
        """Return what the autocompletion offered."""
        if not self.callback or self.reply_type != CHOICES:
            return []
        return list(self.callback["data"].get("choices") or [])

    @property
    def is_token_dead(self) -> bool:
        return self._is_expired or time.monotonic() - self.created_at > TOKEN_LIFE_S

    def expire(self) -> None:
        """Let the token be dead from now on."""
        self._is_expired = True

    def touched(self, message: "Message") -> None:
        """Note that a message came, or was changed, through this interaction."""
        if message.is_loading:
            return
        if message not in self.messages:
            self.messages.append(message)
        self._by_touch = [one for one in self._by_touch if one is not message] + [message]
        self.world.changes.tell()

    async def acked(self, timeout: float = 5) -> float:
        """Wait for the callback; return after how many seconds it came."""

        def find() -> "tuple[float] | None":
            return None if self.acked_after_s is None else (self.acked_after_s,)

        return (await self.world.changes.until(find, timeout, f"callback of {self}"))[0]

    async def shown(
        self, timeout: float = 10, where: "Callable[[Message], bool] | None" = None
    ) -> "Message":
        """Wait for the latest message through this interaction that `where` holds for."""

        def find() -> "Message | None":
            latest = [one for one in reversed(self._by_touch) if one.is_visible]
            return next((one for one in latest if where is None or where(one)), None)

        return await self.world.changes.until(find, timeout, f"message through {self}")

    @property
    def payload(self) -> Json:
        """Return the interaction as INTERACTION_CREATE tells of it."""
        body: Json = {
            "id": self.id,
            "application_id": self.world.bot.id,
            "type": self.type,
            "data": self.data,
            "token": self.token,
            "version": 1,
            "channel": self.channel.for_member(self.member),
            "channel_id": self.channel.id,
            "locale": self.member.locale,
            "app_permissions": str(self.channel.bot_permissions.value),
            "attachment_size_limit": FILE_LIMIT,
        }
        if self.source:
            body["message"] = self.source.payload
        return body | self._place()

    def _place(self) -> Json:
        guild = self.channel.guild
        if guild is None:
            return {"user": self.member.user.payload, "context": 1}
        permissions = str(self.member.permissions.value)
        return {
            "guild_id": guild.id,
            "guild": {"id": guild.id, "locale": guild.locale, "features": []},
            "guild_locale": guild.locale,
            "member": {**self.member.payload, "permissions": permissions},
            "context": 0,
        }

    @property
    def metadata(self) -> Json:
        """Return what a message tells of the interaction that it came from."""
        return {"id": self.id, "type": self.type, "user": self.member.user.payload}
