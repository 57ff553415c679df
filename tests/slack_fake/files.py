"""Files: uploading one, and what Slack tells of it."""

from dataclasses import dataclass
from typing import TYPE_CHECKING
from urllib.parse import quote

from tests.slack_fake.basics import Json

if TYPE_CHECKING:
    from tests.slack_fake.teams import Team


@dataclass
class StoredFile:
    """A file, and its bytes once they are uploaded."""

    id: str
    team: "Team"
    name: str
    size: int
    data: bytes = b""
    title: str = ""
    user: str = ""

    @property
    def payload(self) -> Json:
        """Return the file as Slack describes one that it has not looked into yet."""
        url = f"{self.team.world.base}/files/{self.id}/{quote(self.name)}"
        return {
            "id": self.id,
            "name": self.name,
            "title": self.title or self.name,
            "user": self.user or self.team.bot_user,
            "size": self.size,
            "url_private": url,
            "url_private_download": f"{url}?download",
        }
