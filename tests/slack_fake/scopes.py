"""Which scope a method takes."""

from tests.slack_fake.basics import ApiError
from tests.slack_fake.calls import Call

NEEDED = {
    "chat.postEphemeral": "chat:write",
    "chat.postMessage": "chat:write",
    "chat.update": "chat:write",
    "conversations.history": "{kind}:history",
    "conversations.info": "{kind}:read",
    "conversations.join": "channels:join",
    "conversations.open": "im:write",
    "conversations.replies": "{kind}:history",
    "files.completeUploadExternal": "files:write",
    "files.getUploadURLExternal": "files:write",
    "usergroups.list": "usergroups:read",
    "users.conversations": "channels:read",
    "users.info": "users:read",
    "users.list": "users:read",
}


def refuse_missing(call: Call) -> None:
    """Refuse a request whose scope was not granted."""
    if call.team is None or call.method not in NEEDED:
        return
    channel = call.team.channels.get(str(call.args.get("channel")))
    needed = NEEDED[call.method].format(kind=channel.kind if channel else "channels")
    if needed not in call.team.scopes:
        provided = ",".join(sorted(call.team.scopes))
        raise ApiError("missing_scope", needed=needed, provided=provided)
