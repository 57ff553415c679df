"""Where a member uses something: in a message, in a modal or on the Home tab."""

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from tests.slack_fake import modals
from tests.slack_fake.basics import Json, Refused
from tests.slack_fake.deliveries import INTERACTIVE
from tests.slack_fake.interactions import Interaction
from tests.slack_fake.messages import Message
from tests.slack_fake.views import View

if TYPE_CHECKING:
    from tests.slack_fake.channels import Channel
    from tests.slack_fake.people import Member


@dataclass
class Place:
    """A message or a view before a member."""

    member: "Member"
    message: Message | None = None
    view: View | None = None

    @classmethod
    async def of(
        cls, member: "Member", where: "Message | Interaction | Json", anyway: bool = False
    ) -> "Place":
        """Find what is meant, and refuse what the member does not have before them."""
        if isinstance(where, Message):
            if not anyway and where not in member.sees(where.channel):
                raise Refused(f"{member} does not see {where}")
            return cls(member, message=where)
        if isinstance(where, dict):
            if member.home_view is None or where.get("id") != member.home_view.id:
                raise Refused(f"{member} has no such Home tab")
            return cls(member, view=member.home_view)
        if where.modal_view is None:
            await where.opened()
        assert where.modal_view is not None
        if not where.modal_view.is_open:
            raise Refused(f"the modal of {where} is closed")
        return cls(member, view=where.modal_view)

    @property
    def channel(self) -> "Channel | None":
        return self.message.channel if self.message else None

    @property
    def blocks(self) -> list[Json]:
        if self.message:
            return self.message.blocks
        assert self.view is not None
        return list(self.view.body["blocks"])

    @property
    def typed(self) -> Json:
        """Return what the member has entered here, to be added to."""
        if self.view:
            return self.view.typed
        assert self.message is not None
        return self.member.world.typed.setdefault((self.member.id, self.message.ts), {})

    def offered(self, element: Json) -> list[Json]:
        """Return the options that the bot has offered for an element."""
        asked = self.member.world.asked.get((self.member.id, element["action_id"]))
        return asked.options if asked else []

    def offer(self, element: Json, asking: Interaction) -> None:
        """Remember which interaction asks for an element's options."""
        self.member.world.asked[self.member.id, element["action_id"]] = asking

    def state(self, values: dict[str, Any] | None = None, anyway: bool = True) -> Json:
        """Return what all elements here hold, with new values if there are some."""
        return modals.state(self.blocks, self.typed, self.offered, values, anyway)

    def interaction(self, type: str, told: Json) -> Interaction:
        """Make an interaction of what is done here."""
        payload = done_by(self.member, type) | self._container() | told
        modal = self.view if self.view is not self.member.home_view else None
        where = (self.channel, self.message, modal)
        return Interaction(self.member, INTERACTIVE, payload, *where)

    def _container(self) -> Json:
        if self.message is None:
            assert self.view is not None
            of_view = {"type": "view", "view_id": self.view.id}
            shown = self.view.payload | {"state": {"values": self.state()}}
            return {"container": of_view, "view": shown}
        message = self.message
        is_ephemeral = message.ephemeral_to is not None
        container: Json = {
            "type": "message",
            "message_ts": message.ts,
            "channel_id": message.channel.id,
            "is_ephemeral": is_ephemeral,
        }
        if message.thread_ts:
            container["thread_ts"] = message.thread_ts
        told = {"container": container, "channel": message.channel.named}
        told["state"] = {"values": self.state()}
        return told if is_ephemeral else told | {"message": message.payload}


def done_by(member: "Member", type: str) -> Json:
    """Return what every interaction of a type tells of who did it."""
    return {
        "type": type,
        "user": member.named,
        "team": {"id": member.team.id, "domain": member.team.domain},
        "enterprise": None,
        "is_enterprise_install": False,
    }
