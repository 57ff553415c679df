"""The way back to the member of one visit."""

import asyncio
import contextlib
import logging
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from slack_sdk.errors import SlackApiError

from bot.i18n.messages import say
from bot.platforms.buttons import NO_DRAFT, ButtonBook, Way, button_of_form
from bot.platforms.offers import offer
from bot.platforms.slack import messages
from bot.platforms.slack.doors import Door, Doors
from bot.platforms.slack.forms import errors, modal
from bot.platforms.slack.identity import own_id
from bot.platforms.slack.letters import Letters
from bot.platforms.slack.private import Private
from bot.platforms.slack.refusals import FAILURES, code_of, translated
from bot.platforms.slack.stage import Stage
from bot.platforms.slack.wishes import Caller
from bot.quiz import commands
from bot.quiz.cards import Card, Form, Picture
from bot.quiz.errors import ChannelUnreachable, QuizError
from bot.quiz.model import ChannelId, Invocation, MessageId
from bot.quiz.ports import Reply

log = logging.getLogger(__name__)

PASSING_S = 2.0
HOLD_S = 1.0

Verdict = Mapping[str, Any]
TAKEN: Verdict = {}


@dataclass(frozen=True, slots=True)
class Desk:
    """What replies are written with, the same for all of them."""

    letters: Letters
    book: ButtonBook
    private: Private
    doors: Doors


class SlackReply(Reply):
    """Answers one visit.

    `verdict` is what Slack is told of it: that what was typed is kept, or why not. A form stays
    open, with all that is in it, until then.
    """

    def __init__(
        self,
        caller: Caller,
        way: Way,
        desk: Desk,
        door: Door | None,
        verdict: asyncio.Future[Verdict],
    ) -> None:
        self._caller = caller
        self._visit = caller.visit
        self._workspace = caller.workspace
        self._member = caller.member
        self._way = way
        self._desk = desk
        self._door = door
        self._verdict = verdict
        self._asked: Invocation | None = None
        self._draft: Mapping[str, str] = NO_DRAFT
        self._held: asyncio.Task[None] | None = None
        self._stage: Stage | None = None
        self._staged_at = float("-inf")

    def serve(self, invocation: Invocation, draft: Mapping[str, str]) -> None:
        """Learn what is answered: cards speak for its channel, and later ones come here, too."""
        self._desk.doors.lead(invocation.channel, self._member.id, self._door)
        self._asked = invocation
        self._draft = draft

    @property
    def _channel(self) -> ChannelId:
        return self._asked.channel if self._asked else self._caller.here

    async def show(self, card: Card, key: str | None = None) -> None:
        await self._show(card, key, NO_DRAFT)

    async def _show(self, card: Card, key: str | None, draft: Mapping[str, str]) -> None:
        if key is None and card.sentence and self._refuse(card.sentence):
            return
        self.take()
        self._drop_held()
        if self._belongs_in_the_open(card):
            await self._put_on_stage(card)
        elif card.passes:
            self._held = asyncio.create_task(self._show_later(card, key))
        else:
            await self._tell(card, key, draft)

    def take(self) -> None:
        """Say that what was typed is kept, unless something else has been said."""
        if not self._verdict.done():
            self._verdict.set_result(TAKEN)

    def _refuse(self, sentence: str) -> bool:
        """Say in the form itself why it was not taken; False if there is no form open."""
        if not self._visit.form or self._verdict.done():
            return False
        found = errors(self._caller.view, sentence)
        if found:
            self._verdict.set_result({"response_action": "errors", "errors": found})
        return bool(found)

    def _drop_held(self) -> None:
        if self._held is not None:
            self._held.cancel()
            self._held = None

    async def _show_later(self, card: Card, key: str | None) -> None:
        """Show a card that may be replaced at any moment, if it is not."""
        await asyncio.sleep(HOLD_S)
        with contextlib.suppress(QuizError):
            await self._tell(card, key, NO_DRAFT)

    async def _tell(self, card: Card, key: str | None, draft: Mapping[str, str]) -> None:
        if self._way is Way.SWAP and await self._swap(card):
            return
        who = self._member.id
        await self._desk.private.show(self._channel, who, card, key, self._door, draft)

    async def _swap(self, card: Card) -> bool:
        """Put a card in place of the one whose button was pressed."""
        letter = await self._desk.letters.write(card, self._channel, "")
        if self._door is not None:
            return await self._desk.doors.send(self._door, letter, replaces=True)
        spot, message = self._visit.channel, MessageId(self._visit.message)
        with translated():
            return await messages.edit(self._workspace, spot, message, letter)

    def _belongs_in_the_open(self, card: Card) -> bool:
        if self._stage is not None:
            return True
        is_live = self._asked and commands.command(self._asked.command).runs_live
        return bool(is_live) and (card.passes or any(isinstance(b, Picture) for b in card.blocks))

    async def _put_on_stage(self, card: Card) -> None:
        now = asyncio.get_running_loop().time()
        if card.passes and now - self._staged_at < PASSING_S:
            return
        self._staged_at = now
        try:
            await self._show_on_stage(card)
        except ChannelUnreachable as exc:
            if not card.passes:
                raise
            log.info("a step of a demo is not shown: %s", exc)

    async def _show_on_stage(self, card: Card) -> None:
        if self._stage is not None:
            await self._stage.show(card)
            return
        stage = self._where_they_are()
        try:
            await stage.show(card)
        except ChannelUnreachable as exc:
            if exc.reason not in ("uninvited", "forbidden"):
                raise
            stage = self._with_them_alone()
            await stage.show(card)
        self._stage = stage

    def _where_they_are(self) -> Stage:
        """Return a stage where the visit was; for one to a form, where the form was opened."""
        visit = self._door.visit if self._door else self._visit
        if not visit.channel:
            return self._with_them_alone()
        return self._stage_in(visit.channel, visit.root)

    def _with_them_alone(self) -> Stage:
        return self._stage_in(own_id(self._member.id), "")

    def _stage_in(self, to: str, thread: str) -> Stage:
        return Stage(self._workspace, self._desk.letters, self._channel, to, thread)

    async def ask(self, form: Form) -> None:
        if form.error and self._refuse(form.error):
            return
        if not await self._open(form):
            card, draft = offer(form, self._asked, self._member.language, self._draft)
            await self._show(card, None, draft)

    async def _open(self, form: Form) -> bool:
        """Open a form; False if Slack does not wait for one any more."""
        button = button_of_form(form, self._channel)
        await self._desk.book.keep(button)
        close = say(self._member.language, "slack-cancel")
        view = modal(form, button.id, close, self._draft)
        if self._visit.form:
            if self._verdict.done():
                return False
            self._verdict.set_result({"response_action": "update", "view": view})
            return True
        self.take()
        if not self._visit.trigger:
            return False
        try:
            told = await self._workspace.client.views_open(
                trigger_id=self._visit.trigger, view=view
            )
        except FAILURES as exc:
            reason = code_of(exc) if isinstance(exc, SlackApiError) else type(exc).__name__
            log.info("a form could not be opened: %s", reason)
            return False
        self._desk.doors.lead_from_form(str(told["view"]["id"]), self._door)
        return True

    async def finish(self) -> None:
        """Bring what is on its way to its end; Slack is not left waiting."""
        self.take()
        if self._held is not None:
            await self._held

    def close(self) -> None:
        """Leave nothing running."""
        self._drop_held()
