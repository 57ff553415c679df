"""Everything members do on Discord comes in here: it is kept, acknowledged, and then served."""

import asyncio
import contextlib
import io
import logging
from collections.abc import Mapping
from dataclasses import replace
from functools import partial

import discord
from discord import app_commands

from bot import metrics
from bot.i18n.messages import say
from bot.platforms.discord.client import Payload, QuizClient
from bot.platforms.discord.identity import PLATFORM, PREFIX, member
from bot.platforms.discord.parse import (
    InteractionType,
    InvocationParser,
    data_of,
    mode_of,
    read_typed,
)
from bot.platforms.discord.pending import PendingDelivery
from bot.platforms.discord.private import HELD, PrivateMessages
from bot.platforms.discord.refusals import OUTAGES, translated
from bot.platforms.discord.render import Renderer
from bot.platforms.discord.reply import PATIENCE_S, DiscordReply
from bot.platforms.shared.buttons import PICK_UP, ButtonBook, ResponseMode
from bot.platforms.shared.inbox_worker import InboxWorker, NotKept, Serving
from bot.platforms.shared.rate_limits import RateLimiter
from bot.platforms.shared.starting import begin
from bot.platforms.shared.text import clip
from bot.quiz import commands
from bot.quiz.dispatch import Dispatcher, notice
from bot.quiz.errors import ChannelUnreachable, QuizError, Refusal, StoreAway
from bot.quiz.inbox import Arrival
from bot.quiz.model import EventId, Invocation, Member
from bot.quiz.ports import Clock
from content.schema import Language

log = logging.getLogger(__name__)

MAX_TAKING = 2000
MAX_CHOICE = 100
MAX_QUOTED = 1500
LOOKUP_S = 0.3
ANSWERED = (
    InteractionType.application_command,
    InteractionType.component,
    InteractionType.modal_submit,
)


class EventHandler:
    """Keeps and serves interactions; Discord may deliver one twice, it is served once."""

    def __init__(
        self,
        *,
        client: QuizClient,
        dispatcher: Dispatcher,
        parser: InvocationParser,
        renderer: Renderer,
        book: ButtonBook,
        private: PrivateMessages,
        pending: PendingDelivery,
        worker: InboxWorker,
        clock: Clock,
        tasks: asyncio.TaskGroup,
        patience_s: float = PATIENCE_S,
    ) -> None:
        self._client = client
        self._dispatcher = dispatcher
        self._parser = parser
        self._renderer = renderer
        self._book = book
        self._private = private
        self._pending = pending
        self._worker = worker
        self._clock = clock
        self._tasks = tasks
        self._patience_s = patience_s
        self._limiter = RateLimiter()
        self._taking = 0

    def take(self, payload: Payload) -> None:
        """Start taking an interaction. Never waits, so that the next one is taken at once."""
        if self._taking >= MAX_TAKING:
            # Discord tells the member that nothing came, and keeps the form they filled in.
            log.error("too many interactions at once: %s is dropped", payload["id"])
            return
        task = begin(self._tasks, self._take(payload), f"discord {payload['id']}")
        if task is None:
            return  # The bot ends; Discord says so to the member.
        self._taking += 1
        task.add_done_callback(self._taken)

    def _taken(self, _: asyncio.Task[None]) -> None:
        self._taking -= 1

    async def resume(self) -> None:
        """Serve what an earlier process kept and did not get to."""
        await self._worker.resume(self._start)

    async def _take(self, payload: Payload) -> None:
        """Take one interaction. The group owns the whole bot: nothing in here may end it."""
        try:
            interaction = self._client.interaction(payload)
            if interaction.type is InteractionType.autocomplete:
                await self._complete(interaction)
            elif interaction.type in ANSWERED:
                await self._keep(payload, interaction)
        except Exception:
            log.exception("interaction %s could not be taken", payload.get("id"))

    async def _keep(self, payload: Payload, interaction: discord.Interaction) -> None:
        event = EventId(f"{PREFIX}{interaction.id}")
        who, where = str(interaction.user.id), str(interaction.guild_id or interaction.user.id)
        arrival = Arrival(event, PLATFORM, mode_of(interaction), payload, self._clock.now())
        try:
            if not await self._limiter.allows(who, where):
                await self._refuse(interaction, "error-too-fast")
            elif await self._worker.keep(arrival):
                self._start(arrival)
        except NotKept as exc:
            log.warning("interaction %s is not taken: %s", interaction.id, exc)
            await self._refuse(interaction, "error-not-kept")

    async def _refuse(self, interaction: discord.Interaction, message: str) -> None:
        """Say why nothing was taken and give back what was typed.

        A form that is left without an answer stays open, with all that is in it.
        """
        if interaction.type is InteractionType.modal_submit:
            return
        text = _quoted(read_typed(data_of(interaction)).args)
        sentence = say(await self._language(member(interaction)), message)
        files = []
        if 0 < len(text) <= MAX_QUOTED and "```" not in text:
            sentence = f"{sentence}\n```\n{text}\n```"
        elif text:
            files.append(discord.File(io.BytesIO(text.encode()), "answer.txt"))
        with contextlib.suppress(discord.HTTPException, *OUTAGES):
            await interaction.response.send_message(sentence, files=files, ephemeral=True)

    async def _language(self, who: Member) -> Language:
        """Return the language a member chose, or that of their Discord if it can't be known now."""
        try:
            async with asyncio.timeout(LOOKUP_S):
                return await self._dispatcher.language_of(who)
        except (StoreAway, TimeoutError):
            return who.language

    def _start(self, arrival: Arrival) -> None:
        serve = partial(self._serve, arrival)
        self._worker.start(arrival, serve, is_written=arrival.kind == ResponseMode.KEEP)

    async def _serve(self, arrival: Arrival, serving: Serving) -> None:
        interaction = self._client.interaction(arrival.body)
        mode = mode_of(interaction)
        reply = DiscordReply(
            interaction,
            mode,
            self._renderer,
            self._book,
            self._private,
            self._patience_s,
        )
        ack = asyncio.create_task(self._acknowledge(arrival, reply))
        try:
            if (
                mode in (ResponseMode.SHOW, ResponseMode.SWAP)
                and not await ack
                and not interaction.is_expired()
            ):
                # Discord has told the member that nothing came, so they do it again or not.
                return
            await self._answer(arrival, interaction, reply, serving)
            await reply.finish()
        except StoreAway:
            if not serving.tries:
                await self._put_off(interaction, reply, "kept-for-later")
            raise
        except ChannelUnreachable as exc:
            if exc.reason != "away":
                await self._give_up(interaction, reply)
            raise
        finally:
            ack.cancel()

    async def _acknowledge(self, arrival: Arrival, reply: DiscordReply) -> bool:
        is_awaited = await reply.acknowledge()
        if is_awaited:
            metrics.ACK.labels(PLATFORM).observe((self._clock.now() - arrival.at).total_seconds())
        return is_awaited

    async def _put_off(
        self, interaction: discord.Interaction, reply: DiscordReply, why: str
    ) -> None:
        """Tell a member that theirs is kept, and served later."""
        spoken = await self._language(member(interaction))
        card = notice(say(spoken, why))
        with contextlib.suppress(QuizError, discord.HTTPException, *OUTAGES):
            await reply.present(card, None)

    async def _give_up(self, interaction: discord.Interaction, reply: DiscordReply) -> None:
        """Tell a member that what came of theirs cannot be shown, or at least let nothing wait."""
        spoken = await self._language(member(interaction))
        with contextlib.suppress(QuizError, discord.HTTPException, *OUTAGES):
            await reply.present(notice(say(spoken, "discord-not-shown")), None)
        await reply.finish()

    async def _answer(
        self,
        arrival: Arrival,
        interaction: discord.Interaction,
        reply: DiscordReply,
        serving: Serving,
    ) -> None:
        """Answer an interaction. What was written waits until Discord tells what it takes to read.

        Raises:
            StoreAway: nothing can be looked up now.
            ChannelUnreachable: Discord says nothing now, or takes no answer.
        """
        try:
            with translated():
                asked = await self._parser.read(interaction)
        except StoreAway:
            raise
        except Refusal as refusal:
            await self._dispatcher.refuse(member(interaction), refusal, reply)
            return
        except QuizError as exc:
            is_away = isinstance(exc, ChannelUnreachable) and exc.reason == "away"
            if is_away and arrival.kind == ResponseMode.KEEP:
                if not serving.tries:
                    await self._put_off(interaction, reply, "discord-kept-for-later")
                raise
            log.exception("interaction %s could not be read", interaction.id)
            spoken = await self._language(member(interaction))
            await reply.show(notice(say(spoken, "discord-not-told")))
            return
        reply.serve(asked)
        if asked.command == PICK_UP:
            await self._hand_over(asked, reply)
        else:
            await self._dispatcher.handle(replace(asked, at=arrival.at), reply, serving.rest)

    async def _hand_over(self, asked: Invocation, reply: DiscordReply) -> None:
        """Show a member all that waits for them; what was shown waits no longer."""
        waiting = await self._pending.waiting(asked.channel, asked.member.id)
        if not waiting:
            spoken = await self._language(asked.member)
            await reply.show(notice(say(spoken, "discord-nothing-held")))
            return
        first, *others = waiting
        if not await reply.present(first.card, first.key):
            return
        await self._pending.taken(first)
        for one in others:
            sent = await self._private.bring(one.channel, one.member, one.card, one.key)
            if sent != HELD:
                await self._pending.taken(one)

    async def _complete(self, interaction: discord.Interaction) -> None:
        said = read_typed(data_of(interaction))
        focused = said.focused or ""
        try:
            asked = await self._parser.read(interaction)
            options = await self._dispatcher.complete(
                await self._language(asked.member),
                commands.command(asked.command),
                asked.args,
                focused,
                asked.args.get(focused, ""),
                asked.channel,
            )
            choices = [
                app_commands.Choice(name=clip(option.label, MAX_CHOICE), value=option.value)
                for option in options
                if len(option.value) <= MAX_CHOICE
            ]
            await interaction.response.autocomplete(choices)
        except (QuizError, discord.HTTPException, *OUTAGES) as exc:
            log.info("no completion for %s: %s", said.command, exc)


def _quoted(typed: Mapping[str, str]) -> str:
    """Return what was typed: a text as it is, several options each on a line with its name."""
    if len(typed) == 1:
        return next(iter(typed.values()))
    return "\n".join(f"{name}: {value}" for name, value in typed.items())
