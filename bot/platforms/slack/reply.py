"""The way back to the member of one event."""

import asyncio
import contextlib
import logging
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from slack_sdk.errors import SlackApiError

from bot.i18n.messages import say
from bot.platforms.shared.buttons import NO_DRAFT, ButtonBook, ResponseMode, button_of_form
from bot.platforms.shared.form_card import form_card
from bot.platforms.slack import messages
from bot.platforms.slack.forms import errors, metadata, modal
from bot.platforms.slack.identity import channel_id, own_id
from bot.platforms.slack.messages import LiveMessage
from bot.platforms.slack.parse import Caller
from bot.platforms.slack.people import People
from bot.platforms.slack.private import PrivateMessages
from bot.platforms.slack.refusals import FAILURES, code_of, lacks, translated
from bot.platforms.slack.render import Renderer
from bot.platforms.slack.response_urls import ResponseUrl, ResponseUrls
from bot.platforms.slack.scopes import FILES_SCOPE
from bot.quiz import commands
from bot.quiz.cards import Card, Form, Picture
from bot.quiz.dispatch import notice
from bot.quiz.errors import ChannelUnreachable, QuizError, Refusal
from bot.quiz.model import ChannelId, Invocation, MessageId
from bot.quiz.ports import Reply
from content.schema import Language

log = logging.getLogger(__name__)

PASSING_S = 2.0
HOLD_S = 1.0

AckResponse = Mapping[str, Any]
TAKEN: AckResponse = {}


@dataclass(frozen=True, slots=True)
class ReplyContext:
    """What replies are written with, the same for all of them."""

    renderer: Renderer
    book: ButtonBook
    private: PrivateMessages
    people: People
    response_urls: ResponseUrls


class SlackReply(Reply):
    """Answers one event.

    `ack_response` is what Slack is told of it: that what was typed is kept, or why not. A form
    stays open, with all that is in it, until then.
    """

    def __init__(
        self,
        caller: Caller,
        mode: ResponseMode,
        context: ReplyContext,
        response_url: ResponseUrl | None,
        ack_response: asyncio.Future[AckResponse],
    ) -> None:
        self._caller = caller
        self._event = caller.event
        self._workspace = caller.workspace
        self._member = caller.member
        self._mode = mode
        self._context = context
        self._response_url = response_url
        self._ack_response = ack_response
        self._asked: Invocation | None = None
        self._draft: Mapping[str, str] = NO_DRAFT
        self._held: asyncio.Task[None] | None = None
        self._live: LiveMessage | None = None
        self._live_at = float("-inf")

    def serve(self, invocation: Invocation) -> None:
        """Learn what is answered: cards speak for its channel, and later ones come here, too."""
        self._context.response_urls.lead(invocation.channel, self._member.id, self._response_url)
        self._asked = invocation
        self._draft = invocation.draft

    async def _language(self) -> Language:
        return await self._context.people.chosen_language(self._member)

    @property
    def _channel(self) -> ChannelId:
        return self._asked.channel if self._asked else self._caller.channel

    async def show(self, card: Card, key: str | None = None) -> None:
        await self._show(card, key, NO_DRAFT)

    async def _show(self, card: Card, key: str | None, draft: Mapping[str, str]) -> None:
        if key is None and card.sentence and self._refuse(card.sentence):
            return
        self.take()
        self._drop_held()
        try:
            if self._belongs_in_the_open(card):
                await self._show_live(card)
            elif card.passes or (key and card.tone == "notice"):
                self._held = asyncio.create_task(self._show_later(card, key))
            else:
                await self._tell(card, key, draft)
        except ChannelUnreachable as exc:
            if not exc.missing or self._response_url is None:
                raise
            await self._say_what_is_missing(exc.missing, self._response_url)

    async def _say_what_is_missing(self, scopes: Sequence[str], response_url: ResponseUrl) -> None:
        """Say where they are, which takes no scope, which ones the card would have taken."""
        sentence = say(await self._language(), "slack-no-scope", scopes=", ".join(scopes))
        await self._context.private.show(
            self._channel, self._member.id, notice(sentence), None, response_url
        )

    def take(self) -> None:
        """Say that what was typed is kept, unless something else has been said."""
        if not self._ack_response.done():
            self._ack_response.set_result(TAKEN)

    def _refuse(self, sentence: str, field: str = "") -> bool:
        """Say in the form itself why it was not taken; False if there is no form open."""
        if not self._event.form or self._ack_response.done():
            return False
        found = errors(self._caller.view, sentence, field)
        if found:
            self._ack_response.set_result({"response_action": "errors", "errors": found})
        return bool(found)

    def _drop_held(self) -> None:
        if self._held is not None:
            self._held.cancel()
            self._held = None

    async def _show_later(self, card: Card, key: str | None) -> None:
        """Show a card that may be replaced at any moment, if it is not."""
        with contextlib.suppress(QuizError):
            await self._tell(card, key, NO_DRAFT, HOLD_S)

    async def _tell(
        self, card: Card, key: str | None, draft: Mapping[str, str], hold_s: float = 0.0
    ) -> None:
        if self._mode is ResponseMode.SWAP:
            await asyncio.sleep(hold_s)
            if await self._swap(card):
                return
        await self._context.private.show(
            self._channel, self._member.id, card, key, self._response_url, draft, hold_s
        )

    async def _swap(self, card: Card) -> bool:
        """Put a card in place of the one whose button was pressed."""
        rendered = await self._context.renderer.write(card, self._channel, "")
        if self._response_url is not None:
            return await self._context.response_urls.send(
                self._response_url, rendered, replaces=True
            )
        conversation, message = self._event.channel, MessageId(self._event.message)
        with translated():
            return await messages.edit(self._workspace, conversation, message, rendered)

    def _belongs_in_the_open(self, card: Card) -> bool:
        if self._live is not None:
            return True
        is_live = self._asked is not None and commands.runs_live(self._asked.command)
        return is_live and (card.passes or any(isinstance(b, Picture) for b in card.blocks))

    async def _show_live(self, card: Card) -> None:
        now = asyncio.get_running_loop().time()
        if card.passes and now - self._live_at < PASSING_S:
            return
        self._live_at = now
        try:
            await self._change_live(card)
        except ChannelUnreachable as exc:
            if not card.passes:
                raise
            log.info("a step of a demo is not shown: %s", exc)

    async def _change_live(self, card: Card) -> None:
        if self._live is not None:
            await self._live.show(card)
            return
        live = await self._where_they_are()
        try:
            await live.show(card)
        except ChannelUnreachable as exc:
            if exc.missing or exc.reason not in ("uninvited", "forbidden"):
                raise
            live = await self._in_their_conversation()
            await live.show(card)
        self._live = live

    async def _where_they_are(self) -> LiveMessage:
        """Return a message where the event was; for that of a form, where the form was opened."""
        event = self._response_url.event if self._response_url else self._event
        if not event.channel:
            return await self._live_in(self._channel, own_id(self._member.id), "")
        return await self._live_in(self._channel, event.channel, event.root)

    async def _in_their_conversation(self) -> LiveMessage:
        """Return a message with them alone, which says so where they are.

        Its buttons speak for there: in the channel, which the bot is not in, they could do nothing.
        """
        with translated():
            user = own_id(self._member.id)
            response = await self._workspace.client.conversations_open(users=user)
        conversation = str(response["channel"]["id"])
        if self._response_url is not None:
            line = notice(say(await self._language(), "slack-demo-elsewhere"))
            url = self._response_url
            await self._context.private.show(self._channel, self._member.id, line, None, url)
        return await self._live_in(channel_id(self._workspace.team, conversation), conversation, "")

    async def _live_in(self, channel: ChannelId, to: str, thread: str) -> LiveMessage:
        credit = say(await self._language(), "demo-shared-by", name=self._member.name)
        renderer = self._context.renderer
        return LiveMessage(self._workspace, renderer, channel, to, thread, credit)

    async def ask(self, form: Form) -> None:
        if form.error and self._refuse(form.error, form.error_field):
            return
        if not await self._open(form):
            card, draft = form_card(form, self._asked, self._member.language, self._draft)
            await self._show(card, None, draft)

    async def _open(self, form: Form) -> bool:
        """Open a form; False if Slack does not wait for one any more.

        Raises:
            Refusal: it takes a file, and the workspace has not let the bot read any.
        """
        button = button_of_form(form, self._channel)
        await self._context.book.keep(button)
        close = say(form.language or self._member.language, "slack-cancel")
        opened_in = self._response_url.event if self._response_url else None
        view = modal(form, metadata(button.id, opened_in), close, self._draft)
        if self._event.form:
            if self._ack_response.done():
                return False
            self._ack_response.set_result({"response_action": "update", "view": view})
            return True
        self.take()
        if not self._event.trigger:
            return False
        try:
            response = await self._workspace.client.views_open(
                trigger_id=self._event.trigger, view=view
            )
        except FAILURES as exc:
            reason = code_of(exc) if isinstance(exc, SlackApiError) else type(exc).__name__
            log.info("a form could not be opened: %s", reason)
            if _takes_file(form) and isinstance(exc, SlackApiError) and lacks(exc, FILES_SCOPE):
                raise Refusal("slack-no-files") from exc
            return False
        self._context.response_urls.lead_from_form(str(response["view"]["id"]), self._response_url)
        return True

    async def finish(self) -> None:
        """Bring what is on its way to its end; Slack is not left waiting."""
        self.take()
        if self._held is not None:
            await self._held

    def close(self) -> None:
        """Leave nothing running."""
        self._drop_held()


def _takes_file(form: Form) -> bool:
    return any(field.kind == "file" for field in form.fields)
