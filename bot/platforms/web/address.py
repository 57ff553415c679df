"""The page's address: everything that must survive a reload or a restart is in it."""

from dataclasses import dataclass, replace
from urllib.parse import urlencode

from bot.quiz.model import ChannelId
from content.schema import Language


@dataclass(frozen=True, slots=True)
class PageAddress:
    """Who reads which channel in which language."""

    name: str
    channel: ChannelId | None
    language: Language

    def __str__(self) -> str:
        query = {"name": self.name, "channel": self.channel or "", "lang": self.language}
        return "/?" + urlencode({key: value for key, value in query.items() if value})

    def with_channel(self, channel: ChannelId) -> "PageAddress":
        return replace(self, channel=channel)

    def with_language(self, language: Language) -> "PageAddress":
        return replace(self, language=language)
