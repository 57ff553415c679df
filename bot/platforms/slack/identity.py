"""Who and where on Slack, in the quiz's words.

A workspace is "slack:<team>", a channel "slack:<team>/<channel>" and a member
"slack:<team>/<user>"; a direct conversation is a channel whose own id begins with D.
"""

from bot.quiz.model import ChannelId, MemberId, WorkspaceId
from content.schema import Language

PLATFORM = "slack"
PREFIX = f"{PLATFORM}:"


def workspace_id(team: str) -> WorkspaceId:
    return WorkspaceId(f"{PREFIX}{team}")


def channel_id(team: str, channel: str) -> ChannelId:
    return ChannelId(f"{PREFIX}{team}/{channel}")


def member_id(team: str, user: str) -> MemberId:
    return MemberId(f"{PREFIX}{team}/{user}")


def team_of(id: str) -> str:
    """Return Slack's own id of the workspace that a channel or member belongs to."""
    return id.removeprefix(PREFIX).partition("/")[0]


def own_id(id: str) -> str:
    """Return Slack's own id of a channel or member."""
    return id.removeprefix(PREFIX).partition("/")[2]


def is_direct(channel: ChannelId) -> bool:
    return own_id(channel).startswith("D")


def language(locale: str) -> Language:
    """Return the language of a Slack locale such as "ko-KR"."""
    return "ko" if locale.lower().startswith("ko") else "en"
