"""Web API: channels, and what was said in them."""

from tests.slack_fake.api_chat import channel_of
from tests.slack_fake.basics import ApiError, Json, is_true
from tests.slack_fake.calls import Call, Methods
from tests.slack_fake.channels import Channel
from tests.slack_fake.messages import Message
from tests.slack_fake.pages import page, told
from tests.slack_fake.world import World

TYPES = {"channels": "public_channel", "groups": "private_channel", "im": "im", "mpim": "mpim"}


def info(world: World, call: Call) -> Json:
    return {"channel": channel_of(call).payload}


def join(world: World, call: Call) -> Json:
    channel = channel_of(call)
    if channel.is_archived:
        raise ApiError("is_archived")
    if channel.is_private:
        raise ApiError("method_not_supported_for_channel_type")
    if channel.has_bot:
        return {"channel": channel.payload, "warning": "already_in_channel"}
    channel.bot_joins()
    return {"channel": channel.payload}


def open_dm(world: World, call: Call) -> Json:
    [users] = call.need("users")
    ids = str(users).split(",")
    member = call.caller.member(ids[0])
    if member is None or len(ids) > 1:
        raise ApiError("user_not_found")
    if member.is_deactivated:
        raise ApiError("user_disabled")
    return {"channel": {"id": member.dm.id}}


def history(world: World, call: Call) -> Json:
    channel = channel_of(call)
    _require_bot(channel)
    found = [one for one in reversed(channel.messages) if _is_within(one, call.args)]
    if "oldest" in call.args:
        found.reverse()  # Those nearest to it come first.
    return _messages(world, found, call)


def replies(world: World, call: Call) -> Json:
    channel = channel_of(call)
    _require_bot(channel)
    [ts] = call.need("ts")
    parent = channel.find(str(ts))
    if parent is None:
        raise ApiError("thread_not_found")
    found = [one for one in parent.replies if _is_within(one, call.args)]
    return _messages(world, [parent, *found], call)


def _require_bot(channel: Channel) -> None:
    if not channel.has_bot:
        raise ApiError("not_in_channel")


def _is_within(message: Message, args: Json) -> bool:
    """Tell whether a message came after `oldest`."""
    return float(message.ts) > float(args.get("oldest") or 0)


def _messages(world: World, found: list[Message], call: Call) -> Json:
    some, cursor = page(found, call.args, most=world.most_of_history)
    bodies = [one.payload for one in some]
    if is_true(call.args.get("include_all_metadata")):
        for body, one in zip(bodies, some, strict=True):
            body |= {"metadata": one.metadata} if one.metadata else {}
    more = told(cursor) if cursor else {}
    return {"messages": bodies, "has_more": bool(cursor), **more}


def of_bot(world: World, call: Call) -> Json:
    """List where somebody is, the bot where nobody is named."""
    types = str(call.args.get("types") or "public_channel").split(",")
    member = call.caller.member(call.args.get("user"))
    found = [
        one
        for one in call.caller.channels.values()
        if TYPES[one.kind] in types
        and (one.has_bot or (member is not None and not one.is_private))
        and (member is None or one.has(member))
        and not (one.is_archived and is_true(call.args.get("exclude_archived")))
    ]
    some, cursor = page(found, call.args)
    return {"channels": [one.payload for one in some], **told(cursor)}


METHODS: Methods = {
    "conversations.history": history,
    "conversations.info": info,
    "conversations.join": join,
    "conversations.open": open_dm,
    "conversations.replies": replies,
    "users.conversations": of_bot,
}
