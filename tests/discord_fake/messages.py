"""A message as Discord keeps it and as a member sees it."""

from typing import TYPE_CHECKING

from tests.discord_fake import parts
from tests.discord_fake.basics import ApiError, Json, now_iso
from tests.discord_fake.mentions import Mentions, mentions_in
from tests.discord_fake.spec_messages import V2_FLAG

if TYPE_CHECKING:
    from tests.discord_fake.channels import Channel, Thread
    from tests.discord_fake.people import Member, User

EPHEMERAL, LOADING, HAS_THREAD = 64, 128, 32
GUILD_MESSAGES, DM_MESSAGES = 1 << 9, 1 << 12

Uploads = dict[int, tuple[str, bytes]]


class Message:
    """One message."""

    def __init__(
        self, channel: "Channel", author: "User", ephemeral_to: "Member | None" = None
    ) -> None:
        self.channel = channel
        self.world = channel.world
        self.id = self.world.ids.next()
        self.author = author
        self.ephemeral_to = ephemeral_to
        self.flags = EPHEMERAL if ephemeral_to else 0
        self.content = ""
        self.components: list[Json] = []
        self.nonce: str | int | None = None
        self.reply_to: Message | None = None
        self.mentions = Mentions()
        self.pings: list[Member] = []
        self.edits = 0
        self.is_deleted = False
        self.interaction: Json | None = None
        self.thread: Thread | None = None
        self._attached: list[Json] = []
        self._sent_at = now_iso()
        self._edited_at: str | None = None

    def __repr__(self) -> str:
        return f"<Message {self.id} {self.text[:60]!r} {self.labels}>"

    @property
    def is_loading(self) -> bool:
        return bool(self.flags & LOADING)

    @property
    def is_v2(self) -> bool:
        return bool(self.flags & V2_FLAG)

    @property
    def is_visible(self) -> bool:
        return not self.is_deleted and not self.is_loading

    @property
    def is_public(self) -> bool:
        return self.is_visible and self.ephemeral_to is None

    @property
    def text(self) -> str:
        """Return all text that one sees, from top to bottom."""
        texts = [self.content, *parts.displays(self.components)]
        return "\n".join(text for text in texts if text)

    @property
    def labels(self) -> list[str]:
        """Return what the buttons say."""
        return [one.get("label") or "" for one in parts.buttons(self.components)]

    @property
    def attachments(self) -> list[tuple[str, bytes]]:
        """Return the files with their names."""
        return [(one["filename"], self.world.files[one["id"]][1]) for one in self._attached]

    def button(self, label: str) -> Json:
        """Return the button that says something."""
        for one in parts.buttons(self.components):
            if one.get("label") == label:
                return one
        raise LookupError(f"no button {label!r}, only {self.labels}")

    def write(self, body: Json, uploads: Uploads, is_new: bool = True) -> None:
        """Take over what a request says; an edit keeps what it does not name."""
        self._keep_v2_pure(body)
        self._attach(body, uploads)
        urls = {one["filename"]: one["url"] for one in self._attached}
        settable = V2_FLAG | EPHEMERAL if is_new else V2_FLAG
        self.flags |= (body.get("flags") or 0) & settable
        if "content" in body:
            self.content = body["content"] or ""
        if "components" in body:
            made = parts.with_ids(body["components"] or [])
            self.components = parts.with_urls(made, urls)
        self._mention(body, is_new)
        if not is_new:
            self.flags &= ~LOADING
            self.edits += 1
            self._edited_at = now_iso()

    def _keep_v2_pure(self, body: Json) -> None:
        will_be_v2 = self.is_v2 or (body.get("flags") or 0) & V2_FLAG
        if will_be_v2 and body.get("content", self.content):
            raise ApiError(50035, "content must go for Components V2")

    def _attach(self, body: Json, uploads: Uploads) -> None:
        named = body.get("attachments")
        if named is not None:
            kept = {str(one["id"]) for one in named}
            self._attached = [one for one in self._attached if one["id"] in kept]
        about = {str(one["id"]): one for one in named or []}
        for index, (name, data) in uploads.items():
            told = about.get(str(index), {})
            stored = self.world.store(self.channel.id, told.get("filename") or name, data)
            self._attached.append(stored | {"description": told.get("description")})

    def _mention(self, body: Json, is_new: bool) -> None:
        text = "\n".join([self.content, *parts.displays(self.components)])
        allowed = body.get("allowed_mentions")
        self.mentions = mentions_in(text, allowed, self.channel, self.reply_to)
        if is_new:
            self.pings = self._pinged()

    def _pinged(self) -> "list[Member]":
        guild = self.channel.guild
        if guild and (self.mentions.everyone or guild.id in self.mentions.role_ids):
            return list(guild.members)
        return self.mentions.members

    def post(self) -> None:
        """Put the message into its channel and tell the bot, unless only one member sees it."""
        self.channel.everything.append(self)
        self.world.messages[self.id] = self
        self.told("MESSAGE_CREATE")

    def delete(self) -> None:
        """Delete the message."""
        self.is_deleted = True
        event = {"id": self.id, "channel_id": self.channel.id, **self._in_guild()}
        self._emit("MESSAGE_DELETE", event)

    def told(self, event: str = "MESSAGE_UPDATE") -> None:
        """Tell the bot how the message is."""
        if self.is_public:
            self._emit(event, self.payload | self._in_guild())
        for witness in self.world.witnesses:
            witness(self)
        self.world.changes.tell()

    def _emit(self, event: str, data: Json) -> None:
        intent = GUILD_MESSAGES if self.channel.guild else DM_MESSAGES
        self.world.emit(event, data, self.channel.guild, intent)

    def _in_guild(self) -> Json:
        return {"guild_id": self.channel.guild.id} if self.channel.guild else {}

    @property
    def payload(self) -> Json:
        """Return the message as Discord describes one."""
        body: Json = {
            "id": self.id,
            "channel_id": self.channel.id,
            "author": self.author.payload,
            "type": 0,
            "content": self.content,
            "timestamp": self._sent_at,
            "edited_timestamp": self._edited_at,
            "mention_everyone": self.mentions.everyone,
            "mentions": [member.user.payload for member in self.mentions.members],
            "attachments": self._attached,
            "embeds": [],
            "components": self.components,
            "flags": self.flags,
        }
        if self.nonce is not None:
            body["nonce"] = self.nonce
        if self.interaction:
            body |= {"webhook_id": self.world.bot.id, "interaction_metadata": self.interaction}
        if self.thread:
            body["thread"] = self.thread.payload
        if self.reply_to:
            body |= self._reference(self.reply_to)
        return body

    def _reference(self, other: "Message") -> Json:
        reference = {"type": 0, "channel_id": other.channel.id, "message_id": other.id}
        reference |= self._in_guild()
        replied = None if other.is_deleted else {**other.payload, "referenced_message": None}
        return {"message_reference": reference, "referenced_message": replied}
