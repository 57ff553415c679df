"""Everything members do on Discord comes in here, and runs in tasks that somebody owns."""

import asyncio
import logging
from collections import OrderedDict

import discord
from discord import app_commands

from bot.i18n.messages import say
from bot.platforms.buttons import PICK_UP, ButtonBook, Way
from bot.platforms.discord import typed
from bot.platforms.discord.identity import language
from bot.platforms.discord.letters import Letters
from bot.platforms.discord.pick_up import PickUp
from bot.platforms.discord.private import HELD, Private
from bot.platforms.discord.refusals import OUTAGES
from bot.platforms.discord.reply import PATIENCE_S, DiscordReply
from bot.platforms.discord.wishes import Kind, Wishes, data_of, way_of
from bot.platforms.text import clip
from bot.quiz import commands
from bot.quiz.dispatch import Dispatcher, notice
from bot.quiz.errors import QuizError, Refusal
from bot.quiz.model import Invocation

log = logging.getLogger(__name__)

MAX_IN_FLIGHT = 2000
MAX_SEEN = 5000
MAX_CHOICE = 100
ANSWERED = (Kind.application_command, Kind.component, Kind.modal_submit)


class Intake:
    """Serves interactions; Discord may deliver one twice, it is served once."""

    def __init__(
        self,
        dispatcher: Dispatcher,
        wishes: Wishes,
        letters: Letters,
        book: ButtonBook,
        private: Private,
        pick_up: PickUp,
        tasks: asyncio.TaskGroup,
        patience_s: float = PATIENCE_S,
    ) -> None:
        self._dispatcher = dispatcher
        self._wishes = wishes
        self._letters = letters
        self._book = book
        self._private = private
        self._pick_up = pick_up
        self._tasks = tasks
        self._patience_s = patience_s
        self._seen: OrderedDict[int, None] = OrderedDict()
        self._in_flight = 0

    def take(self, interaction: discord.Interaction) -> None:
        """Start serving an interaction. Never waits, so that the next one is taken at once."""
        if interaction.id in self._seen:
            return
        if self._in_flight >= MAX_IN_FLIGHT:
            # Discord tells the member that nothing came, and keeps the form they filled in.
            log.error("too many interactions at once: %s is dropped", interaction.id)
            return
        self._seen[interaction.id] = None
        if len(self._seen) > MAX_SEEN:
            self._seen.popitem(last=False)
        self._in_flight += 1
        name = f"discord {interaction.id}"
        task = self._tasks.create_task(self._serve(interaction), name=name)
        task.add_done_callback(self._landed)

    def _landed(self, _: asyncio.Task[None]) -> None:
        self._in_flight -= 1

    async def _serve(self, interaction: discord.Interaction) -> None:
        """Serve one interaction. The group owns the whole bot: nothing in here may end it."""
        try:
            if interaction.type is Kind.autocomplete:
                await self._complete(interaction)
            elif interaction.type in ANSWERED:
                await self._reply(interaction)
        except Exception:
            log.exception("interaction %s could not be served", interaction.id)

    async def _reply(self, interaction: discord.Interaction) -> None:
        way = way_of(interaction)
        reply = DiscordReply(
            interaction,
            way,
            self._letters,
            self._book,
            self._private,
            self._patience_s,
        )
        ack = asyncio.create_task(reply.acknowledge())
        try:
            if way in (Way.SHOW, Way.SWAP) and not await ack:
                # Discord has told the member that nothing came, so they do it again or not.
                return
            await self._answer(interaction, reply)
            await reply.finish()
        finally:
            ack.cancel()

    async def _answer(self, interaction: discord.Interaction, reply: DiscordReply) -> None:
        spoken = language(interaction.locale)
        try:
            wish = await self._wishes.read(interaction)
        except Refusal as refusal:
            await reply.show(notice(say(spoken, refusal.message, **refusal.variables)))
            return
        except (QuizError, discord.HTTPException, *OUTAGES):
            log.exception("interaction %s could not be read", interaction.id)
            await reply.show(notice(say(spoken, "error-unavailable")))
            return
        reply.serve(wish.invocation, wish.draft)
        if wish.invocation.command == PICK_UP:
            await self._hand_over(wish.invocation, reply)
        else:
            await self._dispatcher.handle(wish.invocation, reply)

    async def _hand_over(self, asked: Invocation, reply: DiscordReply) -> None:
        """Show a member all that waits for them; what was shown waits no longer."""
        waiting = await self._pick_up.waiting(asked.channel, asked.member.id)
        if not waiting:
            await reply.show(notice(say(asked.member.language, "discord-nothing-held")))
            return
        first, *others = waiting
        if not await reply.present(first.card, first.key):
            return
        await self._pick_up.taken(first)
        for held in others:
            sent = await self._private.bring(held.channel, held.member, held.card, held.key)
            if sent != HELD:
                await self._pick_up.taken(held)

    async def _complete(self, interaction: discord.Interaction) -> None:
        said = typed.read(data_of(interaction))
        focused = said.focused or ""
        try:
            options = await self._dispatcher.complete(
                language(interaction.locale),
                commands.command(said.command),
                said.args,
                focused,
                said.args.get(focused, ""),
            )
            choices = [
                app_commands.Choice(name=clip(option.label, MAX_CHOICE), value=option.value)
                for option in options
                if len(option.value) <= MAX_CHOICE
            ]
            await interaction.response.autocomplete(choices)
        except (QuizError, discord.HTTPException, *OUTAGES) as exc:
            log.info("no completion for %s: %s", said.command, exc)
