"""What members do, as payloads for the bot."""

import asyncio
import re
from typing import TYPE_CHECKING, Any

from tests.slack_fake import blocks, modals
from tests.slack_fake.basics import Json, Refused, new_id
from tests.slack_fake.deliveries import SLASH, Delivery
from tests.slack_fake.interactions import Interaction
from tests.slack_fake.messages import Message
from tests.slack_fake.places import Place

if TYPE_CHECKING:
    from tests.slack_fake.channels import Channel
    from tests.slack_fake.people import Member

MENTION = re.compile(r"&lt;(@\w+)&gt;")


async def slash(member: "Member", channel: "Channel", command: str, text: str) -> Interaction:
    if not command.startswith("/"):
        raise Refused(f"{command!r} is no command: it starts with a slash")
    payload = {
        "team_id": member.team.id,
        "team_domain": member.team.domain,
        "channel_id": channel.id,
        "channel_name": channel.named["name"],
        "user_id": member.id,
        "user_name": member.payload["name"],
        "command": command,
        "text": blocks.escaped(text.strip()),
        "is_enterprise_install": "false",
    }
    made = Interaction(member, SLASH, payload, channel)
    payload["response_url"] = member.world.response_url(made, "commands")
    return await _send(made)


async def press(
    member: "Member",
    where: "Message | Interaction | Json",
    label: str | None,
    action_id: str | None,
) -> Interaction:
    if (label is None) == (action_id is None):
        raise Refused("press a button by its label or by its action_id")
    place = await Place.of(member, where)
    if label is not None:
        block, one = blocks.button(place.blocks, label)
    else:
        block, one = blocks.element(place.blocks, action_id or "")
    if one["type"] != "button":
        raise Refused(f"{one} is no button to press")
    told: Json = {
        key: one[key] for key in ("type", "action_id", "text", "value", "style") if key in one
    }
    return await _use(place, block, told)


async def forge_press(
    member: "Member", channel: "Channel", action_id: str, value: str | None
) -> Interaction:
    message = Message(channel, member.team.bot_user)
    place = await Place.of(member, message, anyway=True)
    told: Json = {"type": "button", "action_id": action_id}
    told["text"] = {"type": "plain_text", "text": "?", "emoji": True}
    if value is not None:
        told["value"] = value
    return await _use(place, {"block_id": new_id("b")}, told)


async def choose(
    member: "Member", where: "Message | Interaction | Json", action_id: str, value: Any
) -> Interaction:
    place = await Place.of(member, where)
    block, one = blocks.element(place.blocks, action_id)
    chosen = modals.entered(one, value, place.offered(one))
    told = {"type": one["type"], "action_id": one["action_id"]} | chosen
    place.typed.setdefault(block["block_id"], {})[one["action_id"]] = {"type": one["type"]} | chosen
    return await _use(place, block, told)


async def complete(
    member: "Member", where: "Message | Interaction | Json", name: str, typed: str
) -> Interaction:
    place = await Place.of(member, where)
    block, one = blocks.element(place.blocks, name)
    if one["type"] not in ("external_select", "multi_external_select"):
        raise Refused(f"{one} asks nobody for its options")
    if len(typed) < one.get("min_query_length", 3):
        raise Refused(f"{typed!r} is too short to ask for options")
    told = {"action_id": one["action_id"], "block_id": block["block_id"], "value": typed}
    made = place.interaction("block_suggestion", told)
    place.offer(one, made)
    return await _send(made, has_trigger=False)


async def submit(
    member: "Member", earlier: Interaction, values: dict[str, Any], anyway: bool
) -> Interaction:
    place = await Place.of(member, earlier)
    assert place.view is not None
    if not place.view.body.get("submit") and not anyway:
        raise Refused("the modal has nothing to submit it with")
    place.view.typed = place.state(values, anyway)
    made = place.interaction("view_submission", {"response_urls": []})
    made.payload.pop("container")
    return await _send(made)


async def shortcut(member: "Member", message: Message, callback_id: str) -> Interaction:
    told: Json = {"callback_id": callback_id, "action_ts": member.world.timestamps.next()}
    place = await Place.of(member, message)
    made = place.interaction("message_action", told | {"message_ts": message.ts})
    made.payload.pop("container")
    made.payload["response_url"] = member.world.response_url(made, "app")
    return await _send(made)


async def open_home(member: "Member", tab: str) -> Delivery:
    event: Json = {"type": "app_home_opened", "user": member.id, "channel": member.dm.id}
    event["tab"] = tab
    if member.home and tab == "home":
        event["view"] = member.home
    return await member.team.event(event)


async def say(member: "Member", channel: "Channel", text: str, thread: Message | None) -> Message:
    if not channel.has(member) or channel.is_archived:
        raise Refused(f"{member} cannot write in {channel}")
    message = Message(channel, member.id, thread_ts=thread.ts if thread else None)
    message.write({"text": MENTION.sub(r"<\1>", blocks.escaped(text))})
    message.post()
    if channel.has_bot:
        told = {**message.payload, "channel": channel.id}
        kind = channel.kind.removesuffix("s")
        member.team.emit(told | {"channel_type": kind}, f"message.{channel.kind}")
        if f"<@{member.team.bot_user}>" in message.fallback:
            member.team.emit(told | {"type": "app_mention"})
    return message


async def _use(place: Place, block: Json, told: Json) -> Interaction:
    action = {"block_id": block["block_id"], "action_ts": place.member.world.timestamps.next()}
    made = place.interaction("block_actions", {"actions": [told | action]})
    if place.channel:
        made.payload["response_url"] = place.member.world.response_url(made, "actions")
    return await _send(made)


async def _send(made: Interaction, has_trigger: bool = True) -> Interaction:
    world = made.world
    if not made.member.team.is_installed:
        raise Refused(f"the app is not installed in {made.member.team}")
    made.payload |= {"token": world.verification_token, "api_app_id": world.app_id}
    if has_trigger:
        made.payload["trigger_id"] = world.trigger(made)
    world.interactions.append(made)
    await world.deliver(made)
    await asyncio.sleep(0)
    return made
