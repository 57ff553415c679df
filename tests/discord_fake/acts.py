"""What members do, as interactions."""

from typing import TYPE_CHECKING, Any

from tests.discord_fake import interactions
from tests.discord_fake.basics import Json
from tests.discord_fake.interactions import Interaction
from tests.discord_fake.messages import Message
from tests.discord_fake.modals import submission
from tests.discord_fake.options import Refused, command_data, guessed_data
from tests.discord_fake.spec_messages import BUTTON

if TYPE_CHECKING:
    from tests.discord_fake.channels import Channel
    from tests.discord_fake.people import Member


async def slash(
    member: "Member", channel: "Channel", text: str, options: dict[str, Any], anyway: bool
) -> Interaction:
    words = text.removeprefix("/").split()
    command = _command(member, channel, words[0], anyway)
    if command is None:
        data = guessed_data(member, words, options, None)
    else:
        data = command_data(member, command, words, options, None)
    return await _send(Interaction(member, channel, interactions.COMMAND, data))


async def complete(
    member: "Member",
    channel: "Channel",
    text: str,
    focused: str,
    typed: str,
    others: dict[str, Any],
) -> Interaction:
    words = text.removeprefix("/").split()
    command = _command(member, channel, words[0], anyway=False)
    assert command is not None
    data = command_data(member, command, words, {**others, focused: typed}, focused)
    return await _send(Interaction(member, channel, interactions.AUTOCOMPLETE, data))


async def press(member: "Member", message: Message, label: str) -> Interaction:
    one = message.button(label)
    if "custom_id" not in one:
        raise Refused(f"{one} is no button to press")
    return await _use(member, message, one, {})


async def forge_press(member: "Member", channel: "Channel", custom_id: str) -> Interaction:
    message = Message(channel, channel.world.bot)
    button = {"type": BUTTON, "id": 2, "style": 1, "label": "?", "custom_id": custom_id}
    message.components = [{"type": 1, "id": 1, "components": [button]}]
    data = {"component_type": BUTTON, "custom_id": custom_id, "id": 2}
    return await _send(Interaction(member, channel, interactions.COMPONENT, data, message))


async def submit(
    member: "Member", earlier: Interaction, values: dict[str, Any], anyway: bool
) -> Interaction:
    if earlier.modal is None:
        raise Refused(f"{earlier} opened no modal")
    data = submission(member, earlier.modal, values, anyway)
    kind = interactions.MODAL_SUBMIT
    return await _send(Interaction(member, earlier.channel, kind, data, earlier.source))


async def say(member: "Member", channel: "Channel", text: str) -> Message:
    message = Message(channel, member.user)
    message.write({"content": text}, {})
    bot = channel.world.bot
    is_readable = channel.guild is None or f"<@{bot.id}>" in text
    if not is_readable:
        message.content = ""
    message.post()
    message.content = text
    return message


def _command(member: "Member", channel: "Channel", name: str, anyway: bool) -> Json | None:
    guild = channel.guild
    if guild and not guild.has_commands_scope:
        command = None
    else:
        command = channel.world.commands.find(guild.id if guild else None, name)
    if anyway:
        return command
    if command is None:
        raise Refused(f"no command /{name} is registered")
    needed = int(command.get("default_member_permissions") or 0)
    is_granted = guild and guild.is_granted(command["id"], member, channel.id)
    if guild and needed & ~member.permissions.value and not is_granted:
        raise Refused(f"{member.name} does not see /{name}")
    contexts = command.get("contexts")
    in_dms = command.get("dm_permission") is not False and (contexts is None or 1 in contexts)
    if not (in_dms if guild is None else contexts is None or 0 in contexts):
        raise Refused(f"/{name} is not for this place")
    return command


async def _use(member: "Member", message: Message, one: Json, data: Json) -> Interaction:
    if message not in member.sees(message.channel):
        raise Refused(f"{member.name} does not see {message}")
    if one.get("disabled"):
        raise Refused(f"{one.get('label') or one['custom_id']} is disabled")
    told = {"component_type": one["type"], "custom_id": one["custom_id"], "id": one["id"]}
    channel = message.channel
    return await _send(Interaction(member, channel, interactions.COMPONENT, told | data, message))


async def _send(interaction: Interaction) -> Interaction:
    await interaction.world.deliver(interaction)
    return interaction
