"""Messages on Slack: sent, changed, whispered and looked for, with their pictures beside them.

A `LiveMessage` changes in the open while something runs: those that only one member sees can
neither change for long nor hold a picture.
"""

import asyncio
import logging
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Any

from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_slack_response import AsyncSlackResponse

from bot.platforms.slack.identity import own_id
from bot.platforms.slack.refusals import FAILURES, PASSING, code_of, translated
from bot.platforms.slack.render import MessageFile, RenderedMessage, Renderer, is_marked
from bot.platforms.slack.workspaces import Workspace
from bot.quiz.cards import Card
from bot.quiz.model import ChannelId, MessageId
from bot.quiz.outbox import Sent

log = logging.getLogger(__name__)

SEARCHED = 15
"""As many as Slack shows of a history to an app outside its Marketplace."""
LEEWAY = timedelta(seconds=10)
"""By how much the bot's clock may be ahead of Slack's."""
GONE = frozenset({"message_not_found", "thread_not_found"})
NO_THREAD = GONE | {
    "cannot_reply_to_message",
    "restricted_action_non_threadable_channel",
    "restricted_action_thread_locked",
}
UNCHANGEABLE = frozenset({"cant_update_message", "edit_window_closed"})
MAX_ALT = 1000
UPLOAD_PAUSES_S = (1.0, 3.0)


@dataclass(frozen=True, slots=True)
class Posted:
    """Where a message is."""

    channel: str
    message: MessageId


async def send(
    workspace: Workspace,
    to: str,
    rendered: RenderedMessage,
    thread: str = "",
    *,
    enters: bool = False,
) -> Posted:
    """Send a message, and its pictures into its thread; one that `enters` goes into the channel.

    `to` is a channel, or a user: it then goes to their conversation with the bot. Where somebody
    deleted the message that a thread hangs on, or locked it, it goes below in the channel.
    """
    try:
        posted = await _post(workspace, to, rendered, thread)
    except SlackApiError as exc:
        if enters and code_of(exc) == "not_in_channel":
            await workspace.join(to)
        elif thread and code_of(exc) in NO_THREAD:
            thread = ""
        else:
            raise
        posted = await _post(workspace, to, rendered, thread)
    await attach(workspace, posted.channel, thread or posted.message, rendered.attachments)
    return posted


async def _post(workspace: Workspace, to: str, rendered: RenderedMessage, thread: str) -> Posted:
    response = await _say(
        workspace.client.chat_postMessage,
        rendered,
        channel=to,
        thread_ts=thread or None,
        metadata=rendered.metadata,
        unfurl_links=False,
        unfurl_media=False,
    )
    return Posted(str(response["channel"]), MessageId(str(response["ts"])))


async def edit(
    workspace: Workspace,
    channel: str,
    message: MessageId,
    rendered: RenderedMessage,
    *,
    may_stay: bool = False,
) -> bool:
    """Give a message another text; False if it is gone, or Slack lets nobody change it any more.

    One that `may_stay` as it is counts as changed then.
    """
    try:
        # What is not said again stays as it is: the metadata by which the message is found.
        await _say(workspace.client.chat_update, rendered, channel=channel, ts=message)
    except SlackApiError as exc:
        if code_of(exc) in GONE:
            return False
        if code_of(exc) not in UNCHANGEABLE:
            raise
        return may_stay
    return True


async def whisper(
    workspace: Workspace, channel: str, user: str, rendered: RenderedMessage, thread: str
) -> MessageId:
    """Show a message to one member of a channel, for as long as they do not leave."""
    where = {"channel": channel, "user": user, "thread_ts": thread or None}
    response = await _say(workspace.client.chat_postEphemeral, rendered, **where)
    return MessageId(str(response["message_ts"]))


async def _say(
    method: Callable[..., Awaitable[AsyncSlackResponse]], rendered: RenderedMessage, **where: Any
) -> AsyncSlackResponse:
    """Call a method with a message's text, or with the plain one where Slack does not take it."""
    try:
        return await method(**where, **rendered.body)
    except SlackApiError as exc:
        if code_of(exc) != "invalid_blocks" or rendered.plain is rendered.message:
            raise
        log.warning("Slack takes no table here")
        return await method(**where, **rendered.plain_body)


async def attach(
    workspace: Workspace, channel: str, thread: str, pictures: Sequence[MessageFile]
) -> bool:
    """Put pictures into a thread; False if they could not be, which nothing else depends on.

    What keeps them away for a moment only is waited out: nobody else would put them there later.
    """
    if not pictures:
        return True
    files = [
        {"file": p.data, "filename": p.name, "title": p.title}
        | ({"alt_txt": p.alt[:MAX_ALT]} if p.alt else {})
        for p in pictures
    ]
    pauses_s = iter(UPLOAD_PAUSES_S)
    while True:
        try:
            await workspace.client.files_upload_v2(
                file_uploads=files, channel=channel, thread_ts=thread
            )
        except FAILURES as exc:
            log.warning("pictures could not be put under %s: %s", thread, exc)
            pause_s = next(pauses_s, None)
            if pause_s is None or not _passes(exc):
                return False
        else:
            return True
        await asyncio.sleep(pause_s)


def _passes(failure: BaseException) -> bool:
    """Tell whether the same may go well in a moment; a 429 has been waited out already."""
    if not isinstance(failure, SlackApiError):
        return True
    return code_of(failure) in PASSING - {"ratelimited"}


async def search(
    workspace: Workspace, channel: str, lost: Sent, thread: str | None
) -> MessageId | None:
    """Look once for a message, in a thread or channel, among the first since it was begun.

    Raises:
        SlackApiError: Slack refuses it; `ratelimited` where nobody may look for now.
    """
    look: Any = workspace.client.conversations_history
    where: dict[str, Any] = {"channel": channel, "limit": SEARCHED, "include_all_metadata": True}
    if thread:
        look, where["ts"] = workspace.client.conversations_replies, thread
    if lost.begun_at:  # Alone, `oldest` gives those that are nearest to it.
        where["oldest"] = f"{(lost.begun_at - LEEWAY).timestamp():.6f}"
    try:
        response = await look(**where)
    except SlackApiError as exc:
        if code_of(exc) not in GONE:
            raise
        return None
    found = next((m for m in response.get("messages") or [] if is_marked(m, lost.key)), None)
    return MessageId(str(found["ts"])) if found else None


SHARE = "demo share"
PUBLIC = ("C", "G")


class LiveMessage:
    """`to` is a channel, or a user to be alone with; the message goes under `thread`, if any.

    Its buttons speak for `channel`; in the open `credit` says whose it is.
    """

    def __init__(
        self,
        workspace: Workspace,
        renderer: Renderer,
        channel: ChannelId,
        to: str,
        thread: str,
        credit: str,
    ) -> None:
        self._workspace = workspace
        self._renderer = renderer
        self._channel = channel
        self._to = to
        self._thread = thread
        self._credit = credit
        self._posted: Posted | None = None

    async def show(self, card: Card) -> None:
        """Show a card in place of the one before; its pictures are put into the thread first.

        Where that one cannot be changed, a card that passes is left out, and another comes below.

        Raises:
            ChannelUnreachable: the bot cannot post there.
        """
        rendered = await self._renderer.write(self._placed(card), self._channel, "")
        with translated():
            if self._posted is None:
                self._posted = await send(self._workspace, self._to, rendered, self._thread)
                return
            channel, message = self._posted.channel, self._posted.message
            thread = self._thread or message
            is_attached = await attach(self._workspace, channel, thread, rendered.attachments)
            is_changed = await edit(self._workspace, channel, message, rendered)
            if not (is_changed or card.passes):
                left = replace(rendered, attachments=()) if is_attached else rendered
                self._posted = await send(self._workspace, channel, left, thread)

    def _placed(self, card: Card) -> Card:
        """Return a card as it is shown there: shared where all see it, or nobody else would."""
        is_open = self._to.startswith(PUBLIC)
        if is_open:
            footer = " · ".join(filter(None, [self._credit, card.footer]))
            card = card.model_copy(update={"footer": footer})
        if is_open or not own_id(self._channel).startswith(PUBLIC):
            others = tuple(action for action in card.actions if action.command != SHARE)
            card = card.model_copy(update={"actions": others})
        return card
