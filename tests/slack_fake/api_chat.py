"""Web API: messages."""

from tests.slack_fake.basics import ApiError, Json
from tests.slack_fake.calls import Call, Methods
from tests.slack_fake.channels import Channel
from tests.slack_fake.messages import Message
from tests.slack_fake.world import World


def channel_of(call: Call, key: str = "channel") -> Channel:
    """Return a channel that the bot knows of."""
    [id] = call.need(key)
    channel = call.caller.channels.get(str(id))
    if channel is None or (channel.is_private and not channel.has_bot):
        raise ApiError("channel_not_found")
    return channel


def post(world: World, call: Call) -> Json:
    channel = _place(call)
    message = Message(channel, channel.team.bot_user, thread_ts=thread_of(channel, call.args))
    message.write(call.args)
    message.post()
    return {"channel": channel.id, "ts": message.ts, "message": message.payload}


def _place(call: Call) -> Channel:
    """Return the channel, or the direct conversation with a member who is named instead."""
    if member := call.caller.member(str(call.args.get("channel"))):
        return member.dm
    channel = channel_of(call)
    may_anywhere = "chat:write.public" in call.caller.scopes and not channel.is_private
    if channel.is_archived or not may_anywhere:
        channel.require_bot()
    return channel


def thread_of(channel: Channel, args: Json) -> str | None:
    """Return the thread that is asked for, which must be there."""
    ts = args.get("thread_ts")
    if not ts:
        return None
    parent = channel.find(str(ts))
    if parent is None or parent.thread_ts not in (None, parent.ts):
        raise ApiError("thread_not_found")
    return parent.ts


def post_ephemeral(world: World, call: Call) -> Json:
    channel = channel_of(call)
    channel.require_bot()
    [id] = call.need("user")
    member = call.caller.member(str(id))
    if member is None or not channel.has(member):
        raise ApiError("user_not_in_channel")
    thread = thread_of(channel, call.args)
    message = Message(channel, call.caller.bot_user, ephemeral_to=member, thread_ts=thread)
    message.write(call.args)
    message.post()
    return {"message_ts": message.ts}


def update(world: World, call: Call) -> Json:
    channel = channel_of(call)
    message = _message(channel, call)
    if channel.is_archived:
        raise ApiError("is_inactive")
    if not message.is_of_bot:
        raise ApiError("cant_update_message")
    message.edit(call.args)
    told = {"channel": channel.id, "ts": message.ts, "text": message.fallback}
    return told | {"message": message.payload}


def _message(channel: Channel, call: Call) -> Message:
    [ts] = call.need("ts")
    message = channel.find(str(ts))
    if message is None:
        raise ApiError("message_not_found")
    return message


METHODS: Methods = {
    "chat.postEphemeral": post_ephemeral,
    "chat.postMessage": post,
    "chat.update": update,
}
