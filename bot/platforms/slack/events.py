"""What somebody did on Slack, read from what Slack sends of it."""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from bot.quiz.model import EventId

Payload = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class SlackEvent:
    """Who did something where. All ids are Slack's own, and empty where there is none.

    `team` is the workspace that has the bot, which is not always that of the user.

    `channel` is empty in modals and the App Home; `thread` is the thread they are in. `message` is
    the one whose button was pressed, which only they see if it `is_private`. `form` is the view
    that was sent. `url` and `trigger` answer it.
    """

    id: EventId
    team: str
    user: str
    called: str
    channel: str = ""
    thread: str = ""
    message: str = ""
    is_private: bool = False
    form: str = ""
    url: str = ""
    trigger: str = ""

    @property
    def root(self) -> str:
        """Return the message under which an answer in the open belongs; empty for none."""
        return self.thread or ("" if self.is_private else self.message)


def event_of(payload: Payload) -> EventId:
    """Return what a payload that comes again has in common with the first."""
    if event := payload.get("event_id"):
        return EventId(f"slack:{event}")
    said = json.dumps(payload, sort_keys=True).encode()
    return EventId(f"slack:{hashlib.sha256(said).hexdigest()}")


def of_slash(payload: Payload) -> SlackEvent:
    return SlackEvent(
        event_of(payload),
        team=_text(payload, "team_id"),
        user=_text(payload, "user_id"),
        called=_text(payload, "user_name"),
        channel=_text(payload, "channel_id"),
        url=_text(payload, "response_url"),
        trigger=_text(payload, "trigger_id"),
    )


def of_interaction(payload: Payload) -> SlackEvent:
    """Read a press, a submitted form, a message shortcut or a question for options."""
    user, container, message = (_part(payload, name) for name in ("user", "container", "message"))
    view = _part(payload, "view")
    return SlackEvent(
        event_of(payload),
        team=_text(view, "app_installed_team_id")
        or _text(_part(payload, "team"), "id")
        or _text(user, "team_id"),
        user=_text(user, "id"),
        called=_text(user, "name") or _text(user, "username"),
        channel=_text(_part(payload, "channel"), "id") or _text(container, "channel_id"),
        thread=_text(container, "thread_ts") or _text(message, "thread_ts"),
        message=_text(container, "message_ts") or _text(message, "ts"),
        is_private=container.get("is_ephemeral") is True,
        form=_text(view, "id") if payload.get("type") == "view_submission" else "",
        url=_text(payload, "response_url"),
        trigger=_text(payload, "trigger_id"),
    )


def of_event(payload: Payload) -> SlackEvent:
    """Read a mention, a direct message or a look at the App Home. Bots are nobody."""
    event = _part(payload, "event")
    installed = payload.get("authorizations")
    first = installed[0] if isinstance(installed, list) and installed else {}
    return SlackEvent(
        event_of(payload),
        team=_text(first, "team_id") or _text(payload, "team_id"),
        user="" if "bot_id" in event else _text(event, "user"),
        called="",
        channel=_text(event, "channel"),
        thread=_text(event, "thread_ts"),
        message=_text(event, "ts"),
    )


def _part(payload: Payload, name: str) -> Payload:
    part = payload.get(name)
    return part if isinstance(part, Mapping) else {}


def _text(payload: Any, name: str) -> str:
    value = payload.get(name) if isinstance(payload, Mapping) else None
    return value if isinstance(value, str) else ""
