"""The way back to the member of one interaction: acknowledged at once, answered when ready.

An interaction can be answered for 15 minutes. When its token is dead, whatever the reason, cards
go to the member by another way instead of being lost.
"""

import asyncio
import contextlib
import logging
from collections.abc import Awaitable, Callable, Mapping
from functools import partial

import discord

from bot.platforms.discord import identity
from bot.platforms.discord.forms import modal, unshown
from bot.platforms.discord.identity import channel_info, language
from bot.platforms.discord.private import PrivateMessages
from bot.platforms.discord.refusals import OUTAGES, is_closed, translated
from bot.platforms.discord.render import RenderedMessage, Renderer
from bot.platforms.shared.buttons import (
    NO_DRAFT,
    ButtonBook,
    ResponseMode,
    button_of_form,
    custom_id,
)
from bot.platforms.shared.form_card import form_card
from bot.quiz.cards import Card, Form
from bot.quiz.errors import ChannelUnreachable
from bot.quiz.model import ChannelId, Invocation, MemberId
from bot.quiz.ports import Reply

log = logging.getLogger(__name__)

PATIENCE_S = 0.8
PASSING_S = 2.0
ALREADY_ANSWERED = 40060


class DiscordReply(Reply):
    """Answers one interaction the `mode` it asks for; `draft` fills the form that it opens."""

    def __init__(
        self,
        interaction: discord.Interaction,
        mode: ResponseMode,
        renderer: Renderer,
        book: ButtonBook,
        private: PrivateMessages,
        patience_s: float = PATIENCE_S,
    ) -> None:
        self._interaction = interaction
        self._mode = mode
        self._renderer = renderer
        self._book = book
        self._private = private
        self._patience_s = patience_s
        self._turn = asyncio.Lock()
        self._is_answered = False
        self._is_thinking = False
        self._is_dead = False
        self._shown_at = float("-inf")
        self._remembered: set[str] = set()
        self._invocation: Invocation | None = None
        self._draft: Mapping[str, str] = NO_DRAFT

    def serve(self, invocation: Invocation) -> None:
        """Learn what is answered: cards speak for its channel."""
        self._invocation = invocation
        self._draft = invocation.draft

    @property
    def _channel(self) -> ChannelId:
        if self._invocation:
            return self._invocation.channel
        return channel_info(self._interaction).channel

    @property
    def _member(self) -> MemberId:
        if self._invocation:
            return self._invocation.member.id
        return identity.member(self._interaction).id

    async def acknowledge(self) -> bool:
        """Tell Discord that an answer will come; False if it no longer waits for one.

        A form must be the first answer itself, also one that says what is wrong with a typed
        text: both are given a moment.
        """
        is_sent_form = self._interaction.type is discord.InteractionType.modal_submit
        if self._mode in (ResponseMode.FORM, ResponseMode.KEEP) and not is_sent_form:
            await asyncio.sleep(self._patience_s)
        await self._defer()
        return not self._is_dead

    async def _defer(self) -> None:
        async with self._turn:
            if self._is_answered:
                return
            self._is_answered = True
            self._is_thinking = self._mode is not ResponseMode.SWAP
            await self._respond(
                partial(
                    self._interaction.response.defer,
                    ephemeral=self._is_thinking,
                    thinking=self._is_thinking,
                )
            )

    async def _respond(self, respond: Callable[[], Awaitable[object]]) -> bool:
        """Send the first answer; False if one was sent before.

        Whether one arrived whose confirmation was lost, another try tells.
        """
        try:
            try:
                await respond()
            except OUTAGES:
                await respond()
        except discord.HTTPException as exc:
            if exc.code == ALREADY_ANSWERED:
                return False
            self._die(exc)
        except OUTAGES as exc:
            self._die(exc)
        return True

    def _die(self, reason: Exception) -> None:
        log.warning("interaction %s cannot be answered: %s", self._interaction.id, reason)
        self._is_dead = True

    async def show(self, card: Card, key: str | None = None) -> None:
        await self._show(card, key, NO_DRAFT)

    async def _show(self, card: Card, key: str | None, draft: Mapping[str, str]) -> None:
        now = asyncio.get_running_loop().time()
        if card.passes and now - self._shown_at < PASSING_S:
            return
        if await self.present(card, key, draft):
            self._shown_at = now
        elif not card.passes:
            await self._private.bring(self._channel, self._member, card, key or self._own_key)

    @property
    def _own_key(self) -> str:
        return f"reply:{self._interaction.id}"

    async def present(
        self, card: Card, key: str | None, draft: Mapping[str, str] = NO_DRAFT
    ) -> bool:
        """Show a card here or nowhere; False if nothing can be shown here any more."""
        await self._defer()
        rendered = await self._renderer.write(card, self._channel, key or self._own_key, draft)
        message = await self._edit(rendered)
        if message is None:
            return False
        self._is_thinking = False
        if key and key not in self._remembered:
            await self._remember(key, message)
            self._remembered.add(key)
        return True

    async def _edit(self, rendered: RenderedMessage) -> int | None:
        """Change what this interaction shows; None if its token is dead."""
        if self._is_dead or self._interaction.is_expired():
            return None
        try:
            with translated():
                message = await self._interaction.edit_original_response(
                    view=rendered.view, attachments=rendered.files()
                )
        except ChannelUnreachable as exc:
            cause = exc.__cause__
            if not (isinstance(cause, discord.HTTPException) and is_closed(cause)):
                raise
            self._die(cause)
            return None
        return message.id

    async def _remember(self, key: str, message: int) -> None:
        it = self._interaction
        await self._private.shown(
            self._channel, self._member, key, message, it.token, it.expires_at
        )

    async def ask(self, form: Form) -> None:
        if not await self._open(form):
            spoken = language(self._interaction.locale)
            card, draft = form_card(form, self._invocation, spoken, self._draft)
            await self._show(card, None, draft)

    async def _open(self, form: Form) -> bool:
        """Open a form as the first answer; False if it is too late for that."""
        it = self._interaction
        if it.type is discord.InteractionType.modal_submit or it.is_expired():
            return False
        args = {**form.args, **unshown(form, self._draft)}
        button = button_of_form(form.model_copy(update={"args": args}), self._channel)
        view = modal(form, custom_id(button, ResponseMode.KEEP), self._draft)
        await self._book.keep(button)
        async with self._turn:
            if self._is_answered:
                return False
            self._is_answered = True
            is_first = await self._respond(partial(it.response.send_modal, view))
            return is_first or await self._message() is None

    async def _message(self) -> discord.InteractionMessage | None:
        """Return the message that the first answer made, if it made one."""
        with contextlib.suppress(discord.DiscordException, *OUTAGES):
            return await self._interaction.original_response()
        return None

    async def finish(self) -> None:
        """Leave nothing behind that says an answer will come when none will.

        What is served again after a crash may have had its answer before, which stays.
        """
        await self._defer()
        if self._is_thinking and not self._is_dead:
            shown = await self._message()
            if shown and shown.flags.loading:
                with contextlib.suppress(discord.DiscordException, *OUTAGES):
                    await shown.delete()
