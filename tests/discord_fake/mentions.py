"""Who a message pings, and what is allowed to."""

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from tests.discord_fake.basics import Json

if TYPE_CHECKING:
    from tests.discord_fake.channels import Channel
    from tests.discord_fake.messages import Message
    from tests.discord_fake.people import Member

CODE = re.compile(r"```.*?```|`[^`]*`", re.DOTALL)
USER = re.compile(r"<@!?(\d+)>")
ROLE = re.compile(r"<@&(\d+)>")
EVERYONE = re.compile(r"@(everyone|here)")
ALL: Json = {"parse": ["users", "roles", "everyone"], "replied_user": True}


@dataclass
class Mentions:
    """What a message mentions in earnest."""

    members: "list[Member]" = field(default_factory=list)
    role_ids: list[str] = field(default_factory=list)
    everyone: bool = False


def mentions_in(
    text: str, allowed: Json | None, channel: "Channel", reply_to: "Message | None"
) -> Mentions:
    """Read the mentions in a text as `allowed_mentions` lets them be."""
    allowed = ALL if allowed is None else allowed
    parse = allowed.get("parse") or []
    text = CODE.sub("", text)
    user_ids = _allowed(USER.findall(text), "users", allowed)
    if reply_to and allowed.get("replied_user") and not reply_to.author.is_bot:
        user_ids.append(reply_to.author.id)
    found = Mentions(role_ids=_allowed(ROLE.findall(text), "roles", allowed))
    members = [channel.world.member_in(channel, user_id) for user_id in dict.fromkeys(user_ids)]
    found.members = [member for member in members if member]
    found.everyone = (
        "everyone" in parse
        and EVERYONE.search(text) is not None
        and channel.bot_permissions.mention_everyone
    )
    return found


def _allowed(ids: list[str], kind: str, allowed: Json) -> list[str]:
    named = {str(id) for id in allowed.get(kind) or []}
    is_parsed = kind in (allowed.get("parse") or [])
    return [id for id in dict.fromkeys(ids) if is_parsed or id in named]
