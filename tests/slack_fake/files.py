"""Files: uploading one, and what Slack tells of it."""

import time
from dataclasses import dataclass, field
from mimetypes import guess_type
from typing import TYPE_CHECKING
from urllib.parse import quote

from tests.slack_fake.basics import Json

if TYPE_CHECKING:
    from tests.slack_fake.messages import Message
    from tests.slack_fake.teams import Team


@dataclass
class StoredFile:
    """A file; it is complete once the upload is finished, and ready a moment later."""

    id: str
    team: "Team"
    name: str
    size: int
    data: bytes = b""
    title: str = ""
    alt_text: str = ""
    user: str = ""
    completed_at: float | None = None
    shares: "list[Message]" = field(default_factory=list)

    @property
    def is_ready(self) -> bool:
        """Tell whether blocks may show the file."""
        if self.completed_at is None:
            return False
        return time.monotonic() - self.completed_at >= self.team.world.files_ready_after_s

    @property
    def payload(self) -> Json:
        """Return the file as Slack describes one; what it finds out comes once it is ready."""
        url = f"{self.team.world.base}/files/{self.id}/{quote(self.name)}"
        body: Json = {
            "id": self.id,
            "created": 1_700_000_000,
            "timestamp": 1_700_000_000,
            "name": self.name,
            "title": self.title or self.name,
            "mimetype": "",
            "filetype": "",
            "user": self.user or self.team.bot_user,
            "size": self.size,
            "mode": "hosted",
            "is_external": False,
            "is_public": bool(self.shares),
            "url_private": url,
            "url_private_download": f"{url}?download",
            "permalink": url,
            "alt_txt": self.alt_text,
            "shares": {},
            "channels": [],
        }
        if self.is_ready:
            suffix = self.name.rpartition(".")[2]
            kind = guess_type(self.name)[0] or "application/octet-stream"
            body |= {"mimetype": kind, "filetype": suffix, "shares": self._shares()}
        return body

    def _shares(self) -> Json:
        told: Json = {}
        for message in self.shares:
            kind = "private" if message.channel.is_private else "public"
            share = {"ts": message.ts, "thread_ts": message.thread_ts}
            told.setdefault(kind, {}).setdefault(message.channel.id, []).append(
                {key: value for key, value in share.items() if value}
            )
        return told
