"""Members of a workspace with all that they can do."""

import re
from typing import TYPE_CHECKING, Any

from tests.slack_fake import blocks, modals
from tests.slack_fake.basics import Json, Refused, new_id
from tests.slack_fake.channels import Channel
from tests.slack_fake.deliveries import SLASH
from tests.slack_fake.interactions import Interaction
from tests.slack_fake.messages import Message
from tests.slack_fake.places import Place
from tests.slack_fake.views import View

if TYPE_CHECKING:
    from tests.slack_fake.deliveries import Delivery
    from tests.slack_fake.teams import Team

ZONE = "Asia/Seoul"
MENTION = re.compile(r"&lt;(@\w+)&gt;")


class Member:
    """Somebody in a workspace; each of the actions sends something to the bot and returns it."""

    def __init__(self, team: "Team", name: str, locale: str, is_admin: bool) -> None:
        self.team = team
        self.world = team.world
        self.id = new_id("U")
        self.name = name
        self.locale = locale
        self.is_admin = is_admin
        self.is_deactivated = False
        self.home_view: View | None = None
        self.modal_view: View | None = None
        self._dm: Channel | None = None

    def __repr__(self) -> str:
        return f"<Member {self.name}>"

    @property
    def dm(self) -> Channel:
        """Return the member's direct conversation with the bot."""
        if self._dm is None:
            self._dm = Channel(self.team, f"@{self.name}", is_private=True, partner=self)
            self.team.channels[self._dm.id] = self._dm
        return self._dm

    @property
    def home(self) -> Json | None:
        """Return the Home tab as it was last published."""
        return self.home_view.payload if self.home_view else None

    @property
    def home_text(self) -> str:
        return blocks.text_of(self.home["blocks"]) if self.home else ""

    @property
    def home_labels(self) -> list[str]:
        return blocks.labels(self.home["blocks"]) if self.home else []

    @property
    def named(self) -> Json:
        """Return how interactions name the member."""
        name = f"user{self.id[-4:].lower()}"
        return {"id": self.id, "username": name, "name": name, "team_id": self.team.id}

    @property
    def payload(self) -> Json:
        """Return the member as Slack describes one, without their language."""
        profile = {"real_name": self.name, "display_name": self.name}
        return self.named | {
            "deleted": self.is_deactivated,
            "real_name": self.name,
            "tz": ZONE,
            "profile": profile,
            "is_admin": self.is_admin,
            "is_owner": self is self.team.installer,
            "is_bot": False,
        }

    def sees(self, channel: Channel) -> "list[Message]":
        """Return all of a channel that this member can see, threads too."""
        return [one for one in channel.everything if one.is_visible_to(self)]

    def ephemerals(self, channel: Channel) -> "list[Message]":
        """Return what only this member is shown in a channel."""
        return [one for one in self.sees(channel) if one.ephemeral_to is self]

    def deactivate(self) -> None:
        """Lose the account."""
        self.is_deactivated = True

    def open_modal(self, body: Json) -> View:
        """Be shown a modal, in the place of another."""
        if self.modal_view:
            self.modal_view.close()
        self.modal_view = View(self, body)
        self.world.changes.tell()
        return self.modal_view

    async def slash(self, channel: Channel, command: str, text: str = "") -> Interaction:
        """Type a slash command."""
        payload = {
            "team_id": self.team.id,
            "channel_id": channel.id,
            "channel_name": channel.named["name"],
            "user_id": self.id,
            "user_name": self.named["name"],
            "command": command,
            "text": blocks.escaped(text.strip()),
        }
        made = Interaction(self, SLASH, payload, channel)
        payload["response_url"] = self.world.response_url(made, "commands")
        return await made.send()

    async def press(self, where: "Message | Interaction", label: str) -> Interaction:
        """Press a button of a message, or of the modal that an interaction opened."""
        return await self._press(await Place.of(self, where), label)

    async def press_home(self, label: str) -> Interaction:
        """Press a button on the Home tab."""
        return await self._press(await Place.of(self, self.home or {}), label)

    async def _press(self, place: Place, label: str) -> Interaction:
        block, one = blocks.button(place.blocks, label)
        known = ("type", "action_id", "text", "value")
        told: Json = {key: one[key] for key in known if key in one}
        return await place.use(block["block_id"], told)

    async def forge_press(
        self, channel: Channel, action_id: str, value: str | None = None
    ) -> Interaction:
        """Press a button that no message has."""
        place = Place(self, message=Message(channel, self.team.bot_user))
        told: Json = {"type": "button", "action_id": action_id}
        told["text"] = {"type": "plain_text", "text": "?", "emoji": True}
        return await place.use(new_id("b"), told | ({"value": value} if value else {}))

    async def choose(self, where: "Message | Json", action_id: str, value: Any) -> Interaction:
        """Choose in a select of a message or the Home tab; a channel as an object."""
        place = await Place.of(self, where)
        block, one = blocks.element(place.blocks, action_id)
        chosen = modals.entered(one, value, [])
        return await place.use(block["block_id"], {"action_id": action_id} | chosen)

    async def complete(self, where: Interaction, name: str, typed: str) -> Interaction:
        """Type into a select that asks the bot for its options."""
        place = await Place.of(self, where)
        block, one = blocks.element(place.blocks, name)
        if len(typed) < one.get("min_query_length", 3):
            raise Refused(f"{typed!r} is too short to ask for options")
        told = {"action_id": one["action_id"], "block_id": block["block_id"], "value": typed}
        made = place.interaction("block_suggestion", told)
        self.world.asked[self.id, one["action_id"]] = made
        return await made.send(has_trigger=False)

    async def submit(
        self, earlier: Interaction, values: dict[str, Any], anyway: bool = False
    ) -> Interaction:
        """Submit the modal that an interaction opened, waiting for it; values by name.

        A file is one of `Team.add_file`. `anyway` skips what the member's client would check.
        """
        place = await Place.of(self, earlier)
        assert place.view is not None
        place.view.typed = place.state(values, anyway)
        made = place.interaction("view_submission", {"response_urls": []})
        made.payload.pop("container")
        return await made.send()

    async def shortcut(self, message: Message, callback_id: str) -> Interaction:
        """Use a shortcut on a message."""
        told: Json = {"callback_id": callback_id, "action_ts": self.world.timestamps.next()}
        place = await Place.of(self, message)
        made = place.interaction("message_action", told | {"message_ts": message.ts})
        made.payload.pop("container")
        made.payload["response_url"] = self.world.response_url(made, "app")
        return await made.send()

    async def open_home(self) -> "Delivery":
        """Open the Home tab."""
        event: Json = {"type": "app_home_opened", "user": self.id, "channel": self.dm.id}
        event |= {"tab": "home"} | ({"view": self.home} if self.home else {})
        return await self.team.event(event)

    async def say(self, channel: Channel, text: str, thread: Message | None = None) -> Message:
        """Write an ordinary message."""
        if not channel.has(self) or channel.is_archived:
            raise Refused(f"{self} cannot write in {channel}")
        message = Message(channel, self.id, thread_ts=thread.ts if thread else None)
        message.write({"text": MENTION.sub(r"<\1>", blocks.escaped(text))})
        message.post()
        if channel.has_bot:
            told = {**message.payload, "channel": channel.id}
            kind = channel.kind.removesuffix("s")
            self.team.emit(told | {"channel_type": kind}, f"message.{channel.kind}")
            if f"<@{self.team.bot_user}>" in message.fallback:
                self.team.emit(told | {"type": "app_mention"})
        return message
