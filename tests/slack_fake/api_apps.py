"""Web API: the app itself, its installations and its tokens."""

from tests.slack_fake.basics import ApiError, Json
from tests.slack_fake.calls import Call, Methods
from tests.slack_fake.world import World


def test(world: World, call: Call) -> Json:
    return {
        "url": f"https://{call.caller.domain}.slack.com/",
        "team": call.caller.name,
        "user": "quizmaster",
        "team_id": call.caller.id,
        "user_id": call.caller.bot_user,
        "bot_id": world.bot_id,
        "is_enterprise_install": False,
    }


def open_connection(world: World, call: Call) -> Json:
    return {"url": world.socket_url(call.token)}


def access(world: World, call: Call) -> Json:
    id = call.basic[0] if call.basic else call.args.get("client_id")
    secret = call.basic[1] if call.basic else call.args.get("client_secret")
    if id != world.client_id:
        raise ApiError("invalid_client_id")
    if secret != world.client_secret:
        raise ApiError("bad_client_secret")
    team = world.codes.pop(str(call.args.get("code")), None)
    if team is None:
        raise ApiError("invalid_code")
    return {
        "access_token": team.install(),
        "token_type": "bot",
        "scope": ",".join(sorted(team.scopes)),
        "bot_user_id": team.bot_user,
        "app_id": world.app_id,
        "team": {"id": team.id, "name": team.name},
        "enterprise": None,
        "is_enterprise_install": False,
        "authed_user": {"id": team.installer.id},
    }


METHODS: Methods = {
    "apps.connections.open": open_connection,
    "auth.test": test,
    "oauth.v2.access": access,
}
