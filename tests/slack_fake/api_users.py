"""Web API: members."""

from tests.slack_fake.basics import ApiError, Json, is_true
from tests.slack_fake.calls import Call, Methods
from tests.slack_fake.pages import page, told
from tests.slack_fake.people import Member
from tests.slack_fake.teams import Team
from tests.slack_fake.world import World


def info(world: World, call: Call) -> Json:
    [id] = call.need("user")
    if id == call.caller.bot_user:
        return {"user": _bot(call.caller)}
    member = call.caller.member(str(id))
    if member is None:
        raise ApiError("user_not_found")
    return {"user": _told(member, call.args)}


def listed(world: World, call: Call) -> Json:
    everyone = [_told(one, call.args) for one in call.caller.members]
    some, cursor = page([*everyone, _bot(call.caller)], call.args)
    return {"members": some, **told(cursor)}


def _told(member: Member, args: Json) -> Json:
    has_locale = is_true(args.get("include_locale"))
    return member.payload | ({"locale": member.locale} if has_locale else {})


def _bot(team: Team) -> Json:
    about = {"team_id": team.id, "name": "quizmaster", "deleted": False, "profile": {}}
    return {"id": team.bot_user, **about, "is_bot": True, "is_admin": False}


def groups(world: World, call: Call) -> Json:
    has_users = is_true(call.args.get("include_users"))
    return {
        "usergroups": [
            {"id": f"S{handle.upper()}", "handle": handle, "date_delete": 0}
            | ({"users": [member.id for member in members]} if has_users else {})
            for handle, members in call.caller.groups.items()
        ]
    }


METHODS: Methods = {"users.info": info, "users.list": listed, "usergroups.list": groups}
