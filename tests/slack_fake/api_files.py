"""Web API: files."""

from tests.slack_fake.api_chat import channel_of, thread_of
from tests.slack_fake.basics import ApiError, Json, new_id
from tests.slack_fake.calls import Call, Methods
from tests.slack_fake.files import StoredFile
from tests.slack_fake.messages import Message
from tests.slack_fake.world import World


def get_upload_url(world: World, call: Call) -> Json:
    name, size = call.need("filename", "length")
    stored = StoredFile(new_id("F"), call.caller, str(name), int(size))
    world.files[stored.id] = stored
    return {"upload_url": f"{world.base}/upload/v1/{stored.id}", "file_id": stored.id}


def complete(world: World, call: Call) -> Json:
    [named] = call.need("files")
    files = []
    for one in named:
        stored = world.files.get(one["id"])
        if stored is None or stored.team is not call.caller or not stored.data:
            raise ApiError("file_not_found")
        files.append(stored)
        stored.title = one.get("title") or stored.name
    channels = str(call.args.get("channels") or call.args.get("channel_id") or "").split(",")
    for id in filter(None, channels):
        _share(call, id, files)
    return {"files": [stored.payload for stored in files]}


def _share(call: Call, id: str, files: list[StoredFile]) -> None:
    call.args["channel_id"] = id
    channel = channel_of(call, "channel_id")
    channel.require_bot()
    message = Message(channel, channel.team.bot_user, thread_ts=thread_of(channel, call.args))
    message.write({"text": call.args.get("initial_comment") or "", **_blocks(call)})
    message.shared = files
    message.post()


def _blocks(call: Call) -> Json:
    return {"blocks": call.args["blocks"]} if call.args.get("blocks") else {}


METHODS: Methods = {
    "files.completeUploadExternal": complete,
    "files.getUploadURLExternal": get_upload_url,
}
