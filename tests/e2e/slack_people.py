"""What members do on Slack, as the signed requests with which Slack tells an app of it."""

import itertools
import json
import time
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from io import BytesIO
from typing import Any
from urllib.parse import urlencode

from aiohttp import ClientSession
from slack_sdk.signature import SignatureVerifier

from tests.e2e.slack_door import Json, Message, words
from tests.e2e.slack_emulator import APP, BOT_USER, SlackEmulator

SIGNING_SECRET = "a-signing-secret"
FORM = "application/x-www-form-urlencoded"
JSON = "application/json"
ACK_S = 3.0

_NUMBERS = itertools.count(1)


@dataclass(frozen=True)
class Answered:
    """What the bot answered to a request of Slack's."""

    status: int
    text: str
    after_s: float

    @property
    def payload(self) -> Json:
        """Return the answer's JSON; an empty answer is an empty one."""
        return dict(json.loads(self.text)) if self.text.startswith("{") else {}


@dataclass(frozen=True)
class Bot:
    """The bot as Slack sees it: one URL that takes signed requests."""

    session: ClientSession
    url: str

    async def tell(self, body: str, kind: str = FORM) -> Answered:
        """Send a request as Slack signs it."""
        at = str(int(time.time()))
        signature = SignatureVerifier(SIGNING_SECRET).generate_signature(timestamp=at, body=body)
        signed = {
            "Content-Type": kind,
            "X-Slack-Request-Timestamp": at,
            "X-Slack-Signature": str(signature),
        }
        begun = time.monotonic()
        async with self.session.post(
            self.url, data=BytesIO(body.encode()), headers=signed
        ) as response:
            text = await response.text()
            return Answered(response.status, text, time.monotonic() - begun)


@dataclass(frozen=True)
class Person:
    """A member of the workspace; each act tells the bot, and is acknowledged in time."""

    slack: SlackEmulator
    bot: Bot
    name: str

    @property
    def id(self) -> str:
        return self.slack.users[self.name]

    async def slash(self, channel: str, line: str) -> Answered:
        """Type a command, as in "/quiz settings"."""
        command, _, text = line.partition(" ")
        body = urlencode(
            {
                "token": "verification",
                "team_id": self.slack.team,
                "team_domain": "emulate",
                "channel_id": channel,
                "channel_name": self.slack.name_of(channel),
                "user_id": self.id,
                "user_name": self.name,
                "command": command,
                "text": text,
                "api_app_id": APP,
                "is_enterprise_install": "false",
                "response_url": self.slack.door.response_url(channel, self.id),
                "trigger_id": await self.slack.trigger_id(self.name),
            }
        )
        told = await self._done(body)
        if told.payload:
            self.slack.door.show(channel, self.id, told.payload)
        return told

    async def press(self, message: Message, label: str) -> Answered:
        """Press the button with this label."""
        return await self._pressed(
            message.payload,
            label,
            {
                "channel": self._place(message.channel),
                "container": {
                    "type": "message",
                    "message_ts": message.ts,
                    "channel_id": message.channel,
                    "is_ephemeral": bool(message.only_for),
                    **_thread(message),
                },
                # Slack does not send along what only one member sees.
                **({} if message.only_for else {"message": message.payload}),
                "response_url": self.slack.door.response_url(message.channel, self.id, message),
            },
        )

    async def press_on(self, view: Json, label: str) -> Answered:
        """Press the button with this label on a view, such as App Home."""
        container = {"type": "view", "view_id": view["id"]}
        return await self._pressed(view, label, {"container": container, "view": view})

    async def _pressed(self, payload: Json, label: str, place: Json) -> Answered:
        block, button = button_on(payload, label)
        actions = [{**button, "block_id": block.get("block_id", "aB1"), "action_ts": _ts()}]
        pressed = {"type": "block_actions", "state": {"values": {}}, "actions": actions}
        return await self._done(await self.interaction(pressed | place))

    async def submit(self, view: Json, filled: Mapping[str, Any]) -> Answered:
        """Send a modal; `filled` has the fields by the names the quiz gives them."""
        state = {"values": dict(_state(view, filled))}
        sent = {"type": "view_submission", "view": {**view, "state": state}, "response_urls": []}
        return await self._done(await self.interaction(sent))

    async def look_up(self, view: Json, name: str, typed: str) -> list[str]:
        """Type into a field of a modal that offers values, and return those."""
        asked = await self.interaction(
            {
                "type": "block_suggestion",
                "container": {"type": "view", "view_id": view["id"]},
                "view": view,
                "block_id": name,
                "action_id": name,
                "value": typed,
            }
        )
        told = await self._done(asked)
        return [one["value"] for one in told.payload["options"]]

    async def use_shortcut(self, callback: str, message: Message) -> Answered:
        """Choose a shortcut in the menu of a message."""
        return await self._done(
            await self.interaction(
                {
                    "type": "message_action",
                    "callback_id": callback,
                    "channel": self._place(message.channel),
                    "message_ts": message.ts,
                    "message": message.payload,
                    "action_ts": _ts(),
                    "response_url": self.slack.door.response_url(message.channel, self.id, message),
                }
            )
        )

    async def open_home(self) -> Answered:
        """Open the app's Home tab."""
        place = {"channel": await self.slack.direct(self.name), "tab": "home"}
        event = {"type": "app_home_opened", "user": self.id, "event_ts": _ts(), **place}
        return await self._done(self.event(event), JSON)

    def event(self, event: Json) -> str:
        """Return the body that tells of an event of theirs."""
        return json.dumps(
            {
                "type": "event_callback",
                "token": "verification",
                "team_id": self.slack.team,
                "api_app_id": APP,
                "event": event,
                "event_id": f"Ev{next(_NUMBERS):09}",
                "event_time": int(time.time()),
                "authorizations": [
                    {
                        "team_id": self.slack.team,
                        "user_id": BOT_USER,
                        "is_bot": True,
                        "is_enterprise_install": False,
                    }
                ],
                "is_ext_shared_channel": False,
            }
        )

    async def interaction(self, payload: Json) -> str:
        """Return the body that tells of an interaction of theirs."""
        everywhere = {
            "token": "verification",
            "api_app_id": APP,
            "team": {"id": self.slack.team, "domain": "emulate"},
            "enterprise": None,
            "is_enterprise_install": False,
            "user": {
                "id": self.id,
                "username": self.name,
                "name": self.name,
                "team_id": self.slack.team,
            },
            "trigger_id": await self.slack.trigger_id(self.name),
        }
        return urlencode({"payload": json.dumps(everywhere | payload)})

    async def _done(self, body: str, kind: str = FORM) -> Answered:
        told = await self.bot.tell(body, kind=kind)
        assert told.status == 200, told
        assert told.after_s < ACK_S, told
        return told

    def _place(self, channel: str) -> Json:
        return {"id": channel, "name": self.slack.name_of(channel)}


def button_on(payload: Json, label: str) -> tuple[Json, Json]:
    """Return the button with this label, after the block it stands in."""
    blocks = payload.get("blocks", [])
    for block in blocks:
        for one in [*block.get("elements", []), block.get("accessory", {})]:
            if one.get("type") == "button" and label in words(one):
                return block, one
    raise AssertionError(f"no button {label!r} in {list(words(blocks))}")


def _thread(message: Message) -> Json:
    return {"thread_ts": message.thread} if message.thread else {}


def _state(view: Json, filled: Mapping[str, Any]) -> Iterator[tuple[str, Json]]:
    """Yield what each input of a view holds, by its block: what is filled in, or its start."""
    unknown = set(filled)
    for block in view["blocks"]:
        if block["type"] != "input":
            continue
        element = block["element"]
        names = {block.get("block_id"), element["action_id"]} & filled.keys()
        unknown -= names
        value = {"type": element["type"], **_value(element, filled[names.pop()] if names else None)}
        yield block["block_id"], {element["action_id"]: value}
    assert not unknown, f"no input for {unknown} among {json.dumps(view['blocks'])}"


def _value(element: Json, given: Any) -> Json:
    options = {one["value"]: one for one in element.get("options", [])}
    match element["type"]:
        case "plain_text_input":
            return {"value": element.get("initial_value") if given is None else given}
        case "timepicker":
            return {"selected_time": element.get("initial_time") if given is None else given}
        case "multi_static_select" | "checkboxes":
            chosen = None if given is None else [options[one] for one in given]
            return {
                "selected_options": element.get("initial_options", []) if chosen is None else chosen
            }
        case "static_select" | "radio_buttons":
            return {"selected_option": options[given] if given else element.get("initial_option")}
        case "external_select":
            found = {"text": {"type": "plain_text", "text": given}, "value": given}
            return {"selected_option": found if given else element.get("initial_option")}
        case other:
            raise AssertionError(f"nobody can fill in a {other}")


def _ts() -> str:
    return f"{int(time.time())}.{next(_NUMBERS):06}"
