"""Web API: modals and the Home tab."""

from tests.slack_fake.basics import ApiError, Json
from tests.slack_fake.blocks import elements
from tests.slack_fake.calls import Call, Methods
from tests.slack_fake.views import Stack, View
from tests.slack_fake.world import World


def open_view(world: World, call: Call) -> Json:
    trigger, view = call.need("trigger_id", "view")
    refuse_file_input(call, view)
    interaction = world.use_trigger(str(trigger))
    if interaction.member.team is not call.team:
        raise ApiError("invalid_trigger_id")
    interaction.stack = Stack(interaction.member, view)
    top = interaction.stack.top
    assert top is not None
    return {"view": top.payload}


def refuse_file_input(call: Call, view: Json) -> None:
    """Refuse a form that takes files where the bot may not read them."""
    assert call.team is not None
    takes_files = any(one["type"] == "file_input" for _, one in elements(view["blocks"]))
    if takes_files and "files:read" not in call.team.scopes:
        raise ApiError("missing_scope", needed="files:read")


def push(world: World, call: Call) -> Json:
    trigger, view = call.need("trigger_id", "view")
    interaction = world.use_trigger(str(trigger))
    if interaction.stack is None or interaction.stack.top is None:
        raise ApiError("not_found")
    return {"view": interaction.stack.push(view).payload}


def update(world: World, call: Call) -> Json:
    [body] = call.need("view")
    view = _open(world, call)
    view.check(call.args.get("hash"))
    view.update(body)
    world.changes.tell()
    return {"view": view.payload}


def _open(world: World, call: Call) -> View:
    name = call.args.get("external_id")
    if name:
        view = world.view_named(str(name))
    else:
        stack, view = world.views.get(str(call.args.get("view_id")), (None, None))
        view = view if stack and view in stack.views else None
    if view is None or view.member.team is not call.team:
        raise ApiError("not_found")
    return view


def publish(world: World, call: Call) -> Json:
    assert call.team is not None
    id, body = call.need("user_id", "view")
    member = call.team.member(str(id))
    if member is None:
        raise ApiError("invalid_arguments", "user not found [json-pointer:/user_id]")
    if member.home_view is None:
        member.home_view = View(member, body)
    else:
        member.home_view.check(call.args.get("hash"))
        member.home_view.update(body)
    world.changes.tell()
    return {"view": member.home_view.payload}


METHODS: Methods = {
    "views.open": open_view,
    "views.publish": publish,
    "views.push": push,
    "views.update": update,
}
