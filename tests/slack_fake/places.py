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
    async def of(cls, member: "Member", where: "Message | Interaction | Json") -> "Place":
        """Find what is meant, and refuse what the member does not have before them."""
        if isinstance(where, Message):
            if where not in member.sees(where.channel):
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

    def state(self, values: dict[str, Any] | None = None, anyway: bool = True) -> Json:
        """Return what all elements of the view hold, with new values if there are some."""

        def offered(element: Json) -> list[Json]:
            asked = self.member.world.asked.get((self.member.id, element["action_id"]))
            return asked.options if asked else []

        assert self.view is not None
        return modals.state(self.blocks, self.view.typed, offered, values, anyway)

    async def use(self, block_id: str, told: Json) -> Interaction:
        """Use an element, of which the interaction tells this."""
        action = {"block_id": block_id, "action_ts": self.member.world.timestamps.next()}
        made = self.interaction("block_actions", {"actions": [told | action]})
        if self.channel:
            made.payload["response_url"] = self.member.world.response_url(made, "actions")
        return await made.send()

    def interaction(self, type: str, told: Json) -> Interaction:
        """Make an interaction of what is done here."""
        done_by = {
            "type": type,
            "user": self.member.named,
            "team": {"id": self.member.team.id},
            "enterprise": None,
            "is_enterprise_install": False,
        }
        payload = done_by | self._container() | told
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
        return told if is_ephemeral else told | {"message": message.payload}
