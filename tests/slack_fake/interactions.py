"""An interaction: what a member did, and what came back."""

import asyncio
import time
from collections.abc import Callable
from typing import TYPE_CHECKING

from tests.slack_fake import blocks
from tests.slack_fake.basics import ApiError, Json, Refused
from tests.slack_fake.deliveries import Delivery
from tests.slack_fake.messages import Message
from tests.slack_fake.views import View

if TYPE_CHECKING:
    from tests.slack_fake.channels import Channel
    from tests.slack_fake.people import Member


class Interaction(Delivery):
    """What one member did; `errors` are those that the bot showed in the modal submitted."""

    def __init__(
        self,
        member: "Member",
        kind: str,
        payload: Json,
        channel: "Channel | None" = None,
        source: Message | None = None,
        modal_view: View | None = None,
    ) -> None:
        super().__init__(member.world, kind, payload)
        self.member = member
        self.channel = channel
        self.source = source
        self.modal_view = modal_view
        self.errors: dict[str, str] = {}
        self.options: list[Json] = []
        self._since = len(member.world.touches)

    async def send(self, has_trigger: bool = True) -> "Interaction":
        """Send it to the bot, by which a modal may be opened."""
        world = self.world
        if not self.member.team.is_installed:
            raise Refused(f"the app is not installed in {self.member.team}")
        self.payload |= {"token": world.verification_token, "api_app_id": world.app_id}
        if has_trigger:
            self.payload["trigger_id"] = world.trigger(self)
        world.interactions.append(self)
        await world.deliver(self)
        await asyncio.sleep(0)
        return self

    @property
    def modal(self) -> Json | None:
        """Return the modal that is open now, as this interaction or one after it left it."""
        view = self.modal_view
        return view.payload if view and view.is_open else None

    @property
    def modal_text(self) -> str:
        """Return what one reads in the modal."""
        return blocks.text_of(self.modal["blocks"]) if self.modal else ""

    @property
    def modal_seen(self) -> str:
        """Return what one reads in the modal, also in one gone since."""
        return blocks.text_of(self.modal_view.body["blocks"]) if self.modal_view else ""

    @property
    def messages(self) -> list[Message]:
        """Return what the member has been shown since, or again, each message once."""
        touched = self.world.touches[self._since :]
        return list(dict.fromkeys(one for one in touched if self._is_shown(one)))

    def _is_shown(self, message: Message) -> bool:
        return message.is_of_bot and message.is_visible_to(self.member)

    async def shown(
        self, where: Callable[[Message], bool] | None = None, timeout: float = 5
    ) -> Message:
        """Wait for the first message, new or changed since, that `where` holds for."""
        seen = self._since

        def find() -> Message | None:
            nonlocal seen
            fresh = self.world.touches[seen:]
            seen += len(fresh)
            fitting = (one for one in fresh if self._is_shown(one) and (not where or where(one)))
            return next(fitting, None)

        return await self.world.changes.until(find, timeout, f"message after {self}")

    async def opened(self, where: Callable[[Json], bool] | None = None, timeout: float = 5) -> Json:
        """Wait for a modal that `where` holds for."""

        def find() -> Json | None:
            modal = self.modal
            return modal if modal and (where is None or where(modal)) else None

        return await self.world.changes.until(find, timeout, f"modal after {self}")

    async def closed(self, timeout: float = 5) -> None:
        """Wait until no modal is open."""
        await self.world.changes.until(lambda: self.modal is None, timeout, f"end of {self}")

    def answered(self, payload: Json) -> None:
        """Do what the acknowledgement says."""
        wrong = self.world.judge("ack", {"of": self.what, "payload": payload})
        if any(not one.startswith("rule: ") for one in wrong):
            return
        try:
            self._do(payload)
        except ApiError as error:
            self.world.complain(f"ack of {self.what}: {error}")

    def _do(self, payload: Json) -> None:
        match self.what:
            case "slash" if payload.get("text") or payload.get("blocks"):
                self._post(payload)
            case "block_suggestion":
                groups = payload.get("option_groups") or [payload]
                self.options = [one for group in groups for one in group.get("options", [])]
            case "view_submission" if self.modal_view and self.modal_view.is_open:
                self._respond(payload, self.modal_view)

    def _post(self, payload: Json) -> None:
        assert self.channel is not None
        only = None if payload.get("response_type") == "in_channel" else self.member
        message = Message(self.channel, self.member.team.bot_user, only)
        message.via = self
        message.write(payload)
        message.post()

    def _respond(self, payload: Json, view: View) -> None:
        match payload.get("response_action"):
            case "errors":
                self._show(payload["errors"], view)
            case "update":
                view.update(payload["view"])
            case None:
                view.close()

    def _show(self, errors: dict[str, str], view: View) -> None:
        """Show errors beside inputs, which must be there."""
        inputs = {one["block_id"] for one in view.body["blocks"] if one["type"] == "input"}
        if unknown := set(errors) - inputs:
            self.world.complain(f"ack of {self.what}: errors of no inputs: {sorted(unknown)}")
        else:
            self.errors = errors


class Trigger:
    """Lets the bot open one modal, for a short while."""

    def __init__(self, interaction: Interaction) -> None:
        self.interaction = interaction
        self.is_used = False
        self._made_at = time.monotonic()

    def use(self, life_s: float, more_age_s: float) -> None:
        """Use it up."""
        if self.is_used:
            raise ApiError("exchanged_trigger_id")
        if time.monotonic() - self._made_at + more_age_s > life_s:
            raise ApiError("expired_trigger_id")
        self.is_used = True
