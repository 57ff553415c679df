"""A message as Slack keeps it and as a member sees it."""

from typing import TYPE_CHECKING

from tests.slack_fake import blocks
from tests.slack_fake.basics import Json

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.slack_fake.channels import Channel
    from tests.slack_fake.files import StoredFile
    from tests.slack_fake.interactions import Interaction
    from tests.slack_fake.people import Member


class Message:
    """One message; `thread_ts` names the message that it replies to, `via` what it answers."""

    def __init__(
        self,
        channel: "Channel",
        user: str,
        ephemeral_to: "Member | None" = None,
        thread_ts: str | None = None,
    ) -> None:
        self.channel = channel
        self.team = channel.team
        self.world = channel.team.world
        self.ts = self.world.timestamps.next()
        self.user = user
        self.ephemeral_to = ephemeral_to
        self.thread_ts = thread_ts
        self.fallback = ""
        self.blocks: list[Json] = []
        self.metadata: Json | None = None
        self.via: Interaction | None = None
        self.shared: list[StoredFile] = []
        self.edits = 0
        self.is_deleted = False

    def __repr__(self) -> str:
        return f"<Message {self.ts} {self.text[:60]!r} {self.labels}>"

    @property
    def id(self) -> str:
        return self.ts

    @property
    def is_of_bot(self) -> bool:
        return self.user == self.team.bot_user

    @property
    def is_public(self) -> bool:
        return not self.is_deleted and self.ephemeral_to is None

    @property
    def is_top_level(self) -> bool:
        return self.thread_ts in (None, self.ts)

    @property
    def text(self) -> str:
        """Return all that one reads: the blocks, or the text where there are none."""
        if self.blocks:
            return blocks.text_of(self.blocks)
        return blocks.unescaped(self.fallback)

    @property
    def labels(self) -> list[str]:
        """Return what the buttons say."""
        return blocks.labels(self.blocks)

    @property
    def files(self) -> list[tuple[str, bytes]]:
        """Return the files shared with their names."""
        return [(one.name, one.data) for one in self.shared]

    @property
    def replies(self) -> "list[Message]":
        """Return the public messages of the thread that starts here."""
        return [
            one
            for one in self.channel.everything
            if one.is_public and one.thread_ts == self.ts and one is not self
        ]

    async def reply(
        self, where: "Callable[[Message], bool] | None" = None, timeout: float = 5
    ) -> "Message":
        """Wait for the latest message of the thread that `where` holds for."""

        def find() -> "Message | None":
            fitting = [one for one in self.replies if where is None or where(one)]
            return fitting[-1] if fitting else None

        return await self.world.changes.until(find, timeout, f"reply to {self}")

    def is_visible_to(self, member: "Member") -> bool:
        if self.is_deleted or self.ephemeral_to not in (None, member):
            return False
        return self.channel.has(member)

    def write(self, body: Json, is_new: bool = True) -> None:
        """Take over what a request says; an edit keeps what it does not name."""
        if is_new or body.get("text") is not None:
            self.fallback = body.get("text") or ""
        if is_new or body.get("blocks") is not None:
            self.blocks = blocks.with_ids(body.get("blocks") or [])
        if is_new or body.get("metadata") is not None:
            self.metadata = body.get("metadata") or None

    def post(self) -> None:
        """Put the message into its channel."""
        self.channel.everything.append(self)
        self.world.touched(self)

    def edit(self, body: Json, is_new: bool = False) -> None:
        """Change the message; `is_new` leaves nothing of what it was."""
        self.write(body, is_new)
        self.edits += 1
        self.world.touched(self)

    def delete(self) -> None:
        """Delete the message."""
        self.is_deleted = True
        self.world.changes.tell()

    @property
    def payload(self) -> Json:
        """Return the message as Slack describes one."""
        body: Json = {
            "type": "message",
            "user": self.user,
            "ts": self.ts,
            "text": self.fallback,
            "team": self.team.id,
        }
        if self.is_of_bot:
            body |= {"bot_id": self.world.bot_id, "app_id": self.world.app_id}
        if self.blocks:
            body["blocks"] = self.blocks
        if self.shared:
            body |= {"subtype": "file_share", "files": [one.payload for one in self.shared]}
        if self.edits:
            body["edited"] = {"user": self.user, "ts": self.ts}
        return body | self._thread()

    def _thread(self) -> Json:
        if self.thread_ts and self.thread_ts != self.ts:
            return {"thread_ts": self.thread_ts, "parent_user_id": self.channel.author(self)}
        if replies := self.replies:
            return {"thread_ts": self.ts, "reply_count": len(replies)}
        return {}
