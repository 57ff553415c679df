"""What the bot may do on Slack and which events it is told of, each with its reason."""

from collections.abc import Collection

WHY = {
    "commands": "to be called by slash commands and by the message shortcut",
    "chat:write": "to post the question, follow-ups, the solution and the leaderboard",
    "files:write": "to show the plots of demos and the figures of questions",
    "files:read": "to read the list that an admin sends with `/question import`",
    "users:read": "to know a member's name, their language, and who is an admin",
    "usergroups:read": "to know the user groups you name: who runs the quiz, whom a question pings",
    "channels:read": "to know a public channel's name, and whether the bot is in it",
    "groups:read": "the same for the private channels the bot is invited to",
    "im:read": "to know whose direct message it is, for everyone runs the quiz of their own",
    "channels:join": "to enter a public channel when an admin sets the quiz up there",
    "channels:history": "to find its own question again after a crash, so that none comes twice",
    "groups:history": "the same in private channels",
    "im:history": "the same in direct messages, and to answer whoever writes to the bot there",
    "im:write": "to open a direct message for what one member is told later",
    "app_mentions:read": "to answer whoever mentions the bot with what it can do",
}
SCOPES = tuple(WHY)
SOCKET_SCOPE = "connections:write"
FILES_SCOPE = "files:read"

EVENTS = {
    "app_home_opened": None,
    "app_mention": "app_mentions:read",
    "member_joined_channel": "channels:read",
    "channel_rename": "channels:read",
    "group_rename": "groups:read",
    "message.im": "im:history",
    "app_uninstalled": None,
    "tokens_revoked": None,
}
"""Bot events, and the scope that each of them needs."""


def missing(granted: Collection[str]) -> tuple[str, ...]:
    """Return the scopes the bot needs and was not granted."""
    return tuple(scope for scope in SCOPES if scope not in granted)
