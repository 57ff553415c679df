"""REST: messages and threads in channels."""

from tests.discord_fake.basics import ApiError, Json
from tests.discord_fake.calls import Request, Routes
from tests.discord_fake.channels import FORUM, Channel, Thread
from tests.discord_fake.messages import HAS_THREAD, Message
from tests.discord_fake.world import World


def channel_of(world: World, call: Request) -> Channel:
    """Return the channel that a request is for."""
    channel = world.channels.get(call.params["channel"])
    if channel is None or channel.is_deleted:
        raise ApiError(10003)
    channel.require()
    return channel


def message_of(channel: Channel, id: str) -> Message:
    """Return a message that the bot can see by the channel's own routes."""
    message = channel.world.messages.get(id)
    if message is None or message.channel is not channel or not message.is_public:
        raise ApiError(10008)
    return message


def create(world: World, call: Request) -> Json:
    channel, body = channel_of(world, call), call.body
    _may_send(channel, call)
    if known := _with_nonce(channel, body):
        return known.payload
    message = Message(channel, world.bot)
    message.nonce = body.get("nonce")
    message.reply_to = _replied(channel, body)
    message.write(body, call.uploads)
    if isinstance(channel, Thread) and channel.is_archived:
        channel.is_archived = False
        channel.updated()
    message.post()
    return message.payload


def _may_send(channel: Channel, call: Request) -> None:
    if channel.type == FORUM:
        raise ApiError(50008)
    if channel.user and not (channel.user.takes_dms and channel.user.shares_a_guild):
        raise ApiError(50007)
    channel.require(channel.to_send)
    if call.uploads:
        channel.require("attach_files")
    if isinstance(channel, Thread) and channel.is_locked:
        raise ApiError(50083)


def _with_nonce(channel: Channel, body: Json) -> Message | None:
    if not body.get("enforce_nonce") or body.get("nonce") is None:
        return None
    same = [one for one in channel.messages if one.author.is_bot and one.nonce == body["nonce"]]
    return next((one for one in same if int(one.id) > channel.world.nonces_since), None)


def _replied(channel: Channel, body: Json) -> Message | None:
    reference = body.get("message_reference")
    if not reference:
        return None
    if not channel.bot_permissions.read_message_history:
        raise ApiError(160002)
    try:
        return message_of(channel, str(reference["message_id"]))
    except ApiError:
        if reference.get("fail_if_not_exists") is False:
            return None
        raise ApiError(50035, "message_reference: Unknown message") from None


def edit(world: World, call: Request) -> Json:
    message = message_of(channel_of(world, call), call.params["message"])
    if message.author is not world.bot:
        raise ApiError(50005)
    if isinstance(message.channel, Thread) and message.channel.is_archived:
        raise ApiError(50083)
    message.write(call.body, call.uploads, is_new=False)
    message.told()
    return message.payload


def get(world: World, call: Request) -> Json:
    channel = channel_of(world, call)
    channel.require("read_message_history")
    return _as_read(message_of(channel, call.params["message"]))


def history(world: World, call: Request) -> list[Json]:
    channel = channel_of(world, call)
    if not channel.bot_permissions.read_message_history:
        return []
    limit = int(call.query.get("limit", 50))
    if not 1 <= limit <= 100:
        raise ApiError(50035, "limit: 1 to 100")
    after = int(call.query["after"])
    found = [one for one in channel.messages if int(one.id) > after]
    return [_as_read(one) for one in reversed(found[:limit])]


def _as_read(message: Message) -> Json:
    """Return a message without what only the privileged intent shows."""
    body = message.payload
    bot = message.world.bot
    is_hidden = message.author is not bot and message.channel.guild is not None
    if is_hidden and f"<@{bot.id}>" not in message.content:
        return body | {"content": ""}
    return body


def thread_from_message(world: World, call: Request) -> Json:
    channel = channel_of(world, call)
    if isinstance(channel, Thread) or channel.guild is None:
        raise ApiError(50024)
    channel.require("create_public_threads")
    message = message_of(channel, call.params["message"])
    if message.thread or message.id in world.channels:
        raise ApiError(160004)
    message.thread = channel.start_thread(call.body["name"], world.bot, message.id)
    message.thread.archive_after = call.body.get("auto_archive_duration") or 4320
    message.flags |= HAS_THREAD
    message.told()
    return message.thread.payload


def thread(world: World, call: Request) -> Json:
    channel = channel_of(world, call)
    if isinstance(channel, Thread) or channel.guild is None:
        raise ApiError(50024)
    channel.require("send_messages" if channel.type == FORUM else "create_public_threads")
    body = call.body.get("message")
    if (body is None) == (channel.type == FORUM):
        raise ApiError(50035, "a message starts a thread in forums, and only there")
    if channel.tags and not call.body.get("applied_tags"):
        raise ApiError(40067)
    made = channel.start_thread(call.body["name"], world.bot)
    if body is None:
        return made.payload
    first = Message(made, world.bot)
    first.id = made.id
    first.write(body, call.uploads)
    first.post()
    return made.payload | {"message": first.payload}


ROUTES: Routes = [
    ("POST", "/channels/{channel}/messages", create),
    ("GET", "/channels/{channel}/messages", history),
    ("GET", "/channels/{channel}/messages/{message}", get),
    ("PATCH", "/channels/{channel}/messages/{message}", edit),
    ("POST", "/channels/{channel}/messages/{message}/threads", thread_from_message),
    ("POST", "/channels/{channel}/threads", thread),
]
