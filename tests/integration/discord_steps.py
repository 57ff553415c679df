"""Steps that the stories of a study group on Discord are made of."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import replace
from typing import Any

import discord

from bot.platforms.discord.access import missing
from bot.quiz.cards import Card, Paragraph
from bot.quiz.model import Address, Answer
from bot.quiz.outbox import PendingCard
from tests.discord_fake.interactions import Interaction
from tests.discord_fake.messages import Message
from tests.discord_study import home
from tests.integration.conftest import Group, known_as
from tests.study import Bot

GOOD = {"text": "good reason"}


def says(text: str) -> Callable[[Message], bool]:
    return lambda message: text in message.text


def card(text: str) -> Card:
    return Card(blocks=(Paragraph(text=text),))


def here(group: Group, **more: Any) -> Address:
    """Return the group's channel, or a thread or a member in it."""
    return Address(home(group.place), **more)


async def until(condition: Callable[[], object]) -> None:
    """Wait until a condition holds."""
    async with asyncio.timeout(10):
        while not condition():
            await asyncio.sleep(0.01)


async def open_board(group: Group, bot: Bot) -> Any:
    """Post the question that is due and return its message."""
    await bot.quiz.host.tick()
    return await group.place.message()


@asynccontextmanager
async def asked(group: Group) -> AsyncIterator[tuple[Bot, Any]]:
    """Run a bot that has asked its first question, and give the message of that as well."""
    async with group.bot() as bot:
        yield bot, await open_board(group, bot)


async def form_of(member: Any, message: Any, label: str = "답하기") -> Any:
    """Press a button that opens a form."""
    pressed = await member.press(message, label)
    await pressed.acked()
    assert pressed.modal is not None
    return pressed


async def answered(member: Any, message: Any, text: str, label: str = "답하기") -> Interaction:
    """Press Answer, fill in the form and return the interaction that the grade comes to."""
    sent: Interaction = await member.submit(await form_of(member, message, label), {"text": text})
    return sent


async def graded(member: Any, message: Any, text: str, score: str) -> Message:
    """Answer, and wait for the grade."""
    return await (await answered(member, message, text)).shown(where=says(score))


async def answers(bot: Bot) -> list[Answer]:
    """Return what is stored of answers to the only question."""
    [round] = await bot.memory.store.rounds()
    return await bot.memory.store.answers(round=round.id)


async def next_day(bot: Bot) -> None:
    """Let a day pass: the question is closed and the next one asked."""
    bot.clock.advance(hours=24)
    await bot.quiz.host.tick()


async def waiting(group: Group) -> list[PendingCard]:
    """Return what waits until Mina picks it up."""
    return await group.memory.pending_cards.waiting(group.channel.id, known_as(group, group.mina))


async def until_so_many_wait(group: Group, count: int) -> None:
    async with asyncio.timeout(10):
        while len(await waiting(group)) != count:
            await asyncio.sleep(0.01)


async def serves(group: Group) -> None:
    """Wait for proof that the bot still runs."""
    await (await group.alex.slash(group.place, "help")).shown(where=says("/answer"))


async def with_admin(group: Group, bot: Bot) -> None:
    """Let the channel have an admin whom the bot has met."""
    await (await group.boss.slash(group.place, "help")).shown()
    admin = known_as(group, group.boss)
    await bot.memory.store.save_channel(replace(group.channel, admin=admin))


def may_post(bot: Bot, group: Group) -> bool:
    """Tell whether the bot knows that it may post in the group's channel."""
    channel = bot.platform.client.get_channel(int(group.place.id))
    assert isinstance(channel, discord.TextChannel)
    return not {"send_messages", "view_channel"} & set(missing(channel, channel.guild.me))


async def shut_out(bot: Bot, group: Group, **denied: bool) -> None:
    """Deny the bot what it takes to post, and wait until it knows."""
    group.place.deny(discord.Permissions(**denied))
    await until(lambda: not may_post(bot, group))
