"""Web API: modals and the Home tab."""

from tests.slack_fake.basics import ApiError, Json
from tests.slack_fake.blocks import elements
from tests.slack_fake.calls import Call, Methods
from tests.slack_fake.views import View
from tests.slack_fake.world import World


def open_view(world: World, call: Call) -> Json:
    trigger, view = call.need("trigger_id", "view")
    refuse_file_input(call, view)
    interaction = world.use_trigger(str(trigger))
    if interaction.member.team is not call.caller:
        raise ApiError("invalid_trigger_id")
    interaction.modal_view = interaction.member.open_modal(view)
    return {"view": interaction.modal_view.payload}


def refuse_file_input(call: Call, view: Json) -> None:
    """Refuse a form that takes files where the bot may not read them."""
    takes_files = any(one["type"] == "file_input" for _, one in elements(view["blocks"]))
    if takes_files and "files:read" not in call.caller.scopes:
        raise ApiError("missing_scope", needed="files:read")


def publish(world: World, call: Call) -> Json:
    id, body = call.need("user_id", "view")
    member = call.caller.member(str(id))
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
}
