"""Response URLs: the bot's way back to one interaction, five times in half an hour."""

import time
from typing import TYPE_CHECKING

from tests.slack_fake.basics import ApiError, Json, is_true
from tests.slack_fake.messages import Message

if TYPE_CHECKING:
    from tests.slack_fake.interactions import Interaction

MOST_USES = 5
LIFE_S = 30 * 60


class ResponseUrl:
    """One such URL. What it replaces is its interaction's message, or what it posted last."""

    def __init__(self, interaction: "Interaction") -> None:
        self.interaction = interaction
        self.uses = 0
        self._made_at = time.monotonic()
        self._last: Message | None = interaction.source

    def is_vague(self, body: Json) -> bool:
        """Tell whether a request leaves open what becomes of the message it came from."""
        return self.interaction.source is not None and "replace_original" not in body

    def use(self, body: Json) -> None:
        """Post or replace."""
        world = self.interaction.world
        if time.monotonic() - self._made_at + world.response_url_age_s > LIFE_S:
            raise ApiError("expired_url")
        if self.uses >= MOST_USES:
            raise ApiError("used_url")
        self.uses += 1
        original = self._last if self._last and not self._last.is_deleted else None
        if is_true(body.get("replace_original")) and original:
            original.edit(body, is_new=True)
        else:
            self._post(body)

    def _post(self, body: Json) -> None:
        channel, member = self.interaction.channel, self.interaction.member
        assert channel is not None
        only = None if body.get("response_type") == "in_channel" else member
        message = Message(channel, member.team.bot_user, only, body.get("thread_ts"))
        message.via = self.interaction
        message.write(body)
        message.post()
        if self.interaction.source is None:
            self._last = message
