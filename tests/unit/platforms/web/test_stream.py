"""The messages of a page, without a browser."""

import asyncio
from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import timedelta

import pytest
from nicegui import Client, core, ui

from bot.platforms.web.identity import member
from bot.platforms.web.stream import Stream
from bot.quiz.cards import Action, Card
from bot.quiz.model import ChannelId, MessageId
from bot.quiz.transcript import BOT, Posting
from tests.samples import NOON


@pytest.fixture
async def stream(monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Stream]:
    monkeypatch.setattr(core, "loop", asyncio.get_running_loop())
    client = Client(ui.page("/test-stream"), request=None)
    with client:
        stream = Stream(member("민지", "ko"), press)
    yield stream
    client.delete()


async def press(action: Action, posting: Posting, then: object) -> None: ...


def posting(number: int) -> Posting:
    at = NOON + timedelta(minutes=number)
    id, channel = MessageId(str(number)), ChannelId("web:study")
    return Posting(id, channel, None, None, BOT, None, Card(title=f"{number}"), at)


def changed(number: int) -> Posting:
    return replace(posting(number), edited_at=NOON + timedelta(hours=1))


async def test_a_change_of_a_message_that_was_not_loaded_is_no_new_one(stream: Stream) -> None:
    stream.begin([posting(2), changed(3)])
    assert not stream.draw(changed(1))
    assert not stream.draw(changed(2))
    assert stream.draw(posting(4))
    assert stream.draw(changed(5))


async def test_a_page_on_which_nothing_was_said_draws_whatever_comes(stream: Stream) -> None:
    stream.begin([])
    assert stream.draw(changed(1))


async def test_a_grade_is_shown_though_its_card_was_not_loaded(stream: Stream) -> None:
    stream.begin([posting(2)])
    assert stream.draw(replace(changed(1), only=member("민지", "ko").id))
