"""REST: callbacks of interactions, and the webhook that their token opens."""

from typing import Any

from tests.discord_fake import interactions as kinds
from tests.discord_fake.basics import ApiError, Json
from tests.discord_fake.calls import Request, Routes
from tests.discord_fake.interactions import Interaction
from tests.discord_fake.messages import EPHEMERAL, LOADING, Message
from tests.discord_fake.world import World

ON_COMMAND = {kinds.REPLY, kinds.DEFERRED, kinds.MODAL}
ON_COMPONENT = ON_COMMAND | {kinds.DEFERRED_UPDATE}
ALLOWED = {
    kinds.COMMAND: ON_COMMAND,
    kinds.AUTOCOMPLETE: {kinds.CHOICES},
    kinds.COMPONENT: ON_COMPONENT,
}


def callback(world: World, call: Request) -> Json | None:
    interaction = _waiting(world, call)
    kind = call.body["type"]
    if kind not in _allowed(interaction):
        raise ApiError(50035, f"type {kind} does not answer this interaction")
    data = call.body.get("data") or {}
    if kind in (kinds.REPLY, kinds.DEFERRED):
        message = _message(interaction, data)
        message.flags |= LOADING if kind == kinds.DEFERRED else 0
        if kind == kinds.REPLY:
            message.write(data, call.uploads)
        interaction.original = message
        message.post()
    elif kind == kinds.DEFERRED_UPDATE:
        interaction.original = interaction.source
    interaction.callback = call.body
    interaction.acked_after_s = call.at - interaction.created_at
    if interaction.original and kind == kinds.REPLY:
        interaction.touched(interaction.original)
    world.changes.tell()
    if call.query.get("with_response") not in ("1", "true"):
        return None
    return {"interaction": {"id": interaction.id, "type": interaction.type}}


def _waiting(world: World, call: Request) -> Interaction:
    interaction = world.by_token.get(call.params["token"])
    if interaction is None or interaction.id != call.params["interaction"]:
        raise ApiError(10062)
    if interaction.callback:
        raise ApiError(40060)
    if interaction.is_token_dead or call.at - interaction.created_at > world.ack_deadline_s:
        raise ApiError(10062)
    return interaction


def _allowed(interaction: Interaction) -> set[int]:
    if interaction.type != kinds.MODAL_SUBMIT:
        return ALLOWED[interaction.type]
    return (ON_COMPONENT if interaction.source else ON_COMMAND) - {kinds.MODAL}


def _message(interaction: Interaction, body: Json) -> Message:
    is_ephemeral = (body.get("flags") or 0) & EPHEMERAL
    only = interaction.member if is_ephemeral else None
    message = Message(interaction.channel, interaction.world.bot, only)
    message.interaction = interaction.metadata
    return message


def _opened(world: World, call: Request) -> Interaction:
    """Return the interaction whose token a webhook call carries."""
    interaction = world.by_token.get(call.params["token"])
    if interaction is None or call.params["application"] != world.bot.id:
        raise ApiError(10015)
    if interaction.is_token_dead:
        raise ApiError(50027)
    if interaction.callback is None:
        raise ApiError(10015)
    return interaction


def follow_up(world: World, call: Request) -> Any:
    interaction = _opened(world, call)
    original = interaction.original
    if original and original.is_loading and not original.is_deleted:
        return _fill(interaction, original, call)
    message = _message(interaction, call.body)
    message.nonce = call.body.get("nonce")
    message.write(call.body, call.uploads)
    message.post()
    interaction.touched(message)
    return message.payload


def _fill(interaction: Interaction, original: Message, call: Request) -> Json:
    """Let the first follow-up take the place of "thinking"."""
    original.flags &= ~LOADING
    body = call.body | {"flags": (call.body.get("flags") or 0) & ~EPHEMERAL}
    original.write(body, call.uploads)
    original.told()
    interaction.touched(original)
    return original.payload


def _shown(interaction: Interaction, id: str) -> Message:
    if id == "@original":
        message = interaction.original
    else:
        message = interaction.world.messages.get(id)
        if message and message not in (*interaction.messages, interaction.original):
            message = None
    if message is None or message.is_deleted:
        raise ApiError(10008)
    return message


def edit(world: World, call: Request) -> Json:
    interaction = _opened(world, call)
    message = _shown(interaction, call.params["message"])
    if message.is_loading:
        return _fill(interaction, message, call)
    message.write(call.body, call.uploads, is_new=False)
    message.told()
    interaction.touched(message)
    return message.payload


def get(world: World, call: Request) -> Json:
    return _shown(_opened(world, call), call.params["message"]).payload


def delete(world: World, call: Request) -> None:
    _shown(_opened(world, call), call.params["message"]).delete()


ROUTES: Routes = [
    ("POST", "/interactions/{interaction}/{token}/callback", callback),
    ("POST", "/webhooks/{application}/{token}", follow_up),
    ("PATCH", "/webhooks/{application}/{token}/messages/{message}", edit),
    ("GET", "/webhooks/{application}/{token}/messages/{message}", get),
    ("DELETE", "/webhooks/{application}/{token}/messages/{message}", delete),
]
