"""Members of a workspace with all that they can do."""

from typing import TYPE_CHECKING, Any

from tests.slack_fake import acts, blocks
from tests.slack_fake.basics import Json, new_id
from tests.slack_fake.channels import Channel
from tests.slack_fake.views import View

if TYPE_CHECKING:
    from tests.slack_fake.deliveries import Delivery
    from tests.slack_fake.interactions import Interaction
    from tests.slack_fake.messages import Message
    from tests.slack_fake.teams import Team


ZONE = "Asia/Seoul"


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
    def mention(self) -> str:
        return f"<@{self.id}>"

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
    def payload(self) -> Json:
        """Return the member as Slack describes one, without their language."""
        profile = {"real_name": self.name, "display_name": self.name, "team": self.team.id}
        return {
            "id": self.id,
            "team_id": self.team.id,
            "name": f"user{self.id[-4:].lower()}",
            "deleted": self.is_deactivated,
            "real_name": self.name,
            "tz": ZONE,
            "tz_label": ZONE,
            "tz_offset": 0,
            "profile": profile,
            "is_admin": self.is_admin,
            "is_owner": self is self.team.installer,
            "is_primary_owner": self is self.team.installer,
            "is_restricted": False,
            "is_ultra_restricted": False,
            "is_bot": False,
            "is_app_user": False,
            "updated": 1_700_000_000,
        }

    @property
    def named(self) -> Json:
        """Return how interactions name the member."""
        name = self.payload["name"]
        return {"id": self.id, "username": name, "name": name, "team_id": self.team.id}

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

    async def slash(self, channel: Channel, command: str, text: str = "") -> "Interaction":
        """Type a slash command."""
        return await acts.slash(self, channel, command, text)

    async def press(
        self,
        where: "Message | Interaction | Json",
        label: str | None = None,
        *,
        action_id: str | None = None,
    ) -> "Interaction":
        """Press a button of a message, of the modal that an interaction opened, or of Home."""
        return await acts.press(self, where, label, action_id)

    async def press_home(self, label: str) -> "Interaction":
        """Press a button on the Home tab."""
        return await acts.press(self, self.home or {}, label, None)

    async def forge_press(
        self, channel: Channel, action_id: str, value: str | None = None
    ) -> "Interaction":
        """Press a button that no message has."""
        return await acts.forge_press(self, channel, action_id, value)

    async def choose(
        self, where: "Message | Interaction | Json", action_id: str, value: Any
    ) -> "Interaction":
        """Choose in a select; several values as a list, members and channels as objects."""
        return await acts.choose(self, where, action_id, value)

    async def complete(
        self, where: "Message | Interaction | Json", name: str, typed: str
    ) -> "Interaction":
        """Type into a select that asks the bot for its options; `name` of its block or action."""
        return await acts.complete(self, where, name, typed)

    async def submit(
        self, earlier: "Interaction", values: dict[str, Any], anyway: bool = False
    ) -> "Interaction":
        """Submit the modal that an interaction opened, waiting for it; values by block_id.

        A file is one of `Team.add_file`.

        `anyway` skips what the member's client would check.
        """
        return await acts.submit(self, earlier, values, anyway)

    async def shortcut(self, message: "Message", callback_id: str) -> "Interaction":
        """Use a shortcut on a message."""
        return await acts.shortcut(self, message, callback_id)

    async def open_home(self, tab: str = "home") -> "Delivery":
        """Open the Home tab, or the `messages` tab."""
        return await acts.open_home(self, tab)

    async def say(self, channel: Channel, text: str, thread: "Message | None" = None) -> "Message":
        """Write an ordinary message."""
        return await acts.say(self, channel, text, thread)
