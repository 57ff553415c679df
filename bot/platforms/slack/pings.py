"""Whom a message can call on Slack: a user group, or who is here now."""

import re

from bot.platforms.slack.refusals import translated
from bot.platforms.slack.workspaces import Workspace
from bot.quiz.errors import Refusal
from bot.quiz.model import Ping

HERE = "here"

_MENTION = re.compile(r"<!subteam\^(\w+)(?:\|[^>]*)?>")


async def find(workspace: Workspace, said: str) -> Ping:
    """Return the user group that is meant by a mention, id or handle.

    Raises:
        Refusal: there is no such group.
        ChannelUnreachable: Slack doesn't say.
    """
    said = said.strip()
    if said in ("@here", "<!here>"):
        return Ping(HERE, "@here")
    match = _MENTION.fullmatch(said)
    meant = match[1] if match else said.removeprefix("@")
    with translated():
        response = await workspace.client.usergroups_list()
    for group in response.get("usergroups") or []:
        if meant in (group["id"], group.get("handle")) and not group.get("date_delete"):
            return Ping(str(group["id"]), f"@{group.get('handle')}")
    raise Refusal("error-unknown-ping", given=said[:40])


def mention(calls: str) -> str:
    """Return the markup that calls them."""
    return "<!here>" if calls == HERE else f"<!subteam^{calls}>"
