import asyncio
from contextlib import suppress
from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import insert, select

from bot.quiz.cards import Card
from bot.quiz.errors import StoreAway
from bot.quiz.model import Author, MessageId, RoundState
from bot.quiz.outbox import Button, PendingCard, Sent
from bot.store import retention
from bot.store.retention import DAY_S, Retention
from bot.store.sent import SqlButtons, SqlOutbox, SqlPendingCards
from bot.store.sql_store import SqlStore
from bot.store.tables import outbox, shares, transcript
from bot.store.transcript import SqlTranscript
from tests.databases import BACKENDS, database_of
from tests.doubles import ManualClock
from tests.samples import GENERAL, MINA, NOON, RANDOM, fill, open_round

BOT = Author("bot", "quizmaster")
CARD = Card(title="x")
KEEP = timedelta(days=90)


@pytest.fixture(params=BACKENDS)
async def database(request, tmp_path):
    async with database_of(request.param, tmp_path) as database:
        yield database


@pytest.fixture
def clock():
    return ManualClock(NOON)


@pytest.fixture
async def store(database):
    store = SqlStore(database)
    await fill(store)
    return store


@pytest.fixture
def old(database, store, clock):
    return Retention(database, store, clock, KEEP)


async def titles(database):
    rows = await database.fetch(select(transcript.c.card).order_by(transcript.c.id))
    return [row.card.title for row in rows]


def says(database, clock):
    messages = SqlTranscript(database, clock)

    async def say(title, thread=None, key=None, channel=GENERAL.id):
        posting, _ = await messages.put(channel, thread, None, BOT, Card(title=title), key)
        return posting.id

    return say


async def test_old_messages_go_and_those_that_are_drawn_again_stay(database, store, clock, old):
    say = says(database, clock)
    question, reveal = await say("question"), await say("reveal")
    round = replace(await open_round(store), message=question, reveal=reveal)
    await store.save_round(replace(round, state=RoundState.CLOSED), since=RoundState.OPEN)
    await say("about it", thread=question)
    await say("shared", key="share:1")
    share = {"channel": GENERAL.id, "member": MINA.id, "key": "share:1", "at": NOON}
    await database.change(insert(shares).values(card=CARD, instead=CARD, is_hidden=False, **share))
    edited = await say("edited")
    clock.advance(days=1)
    await SqlTranscript(database, clock).replace(edited, Card(title="edited"))
    clock.set(NOON + KEEP)
    await old.prune()
    assert "about it" in await titles(database)
    clock.advance(hours=23)
    await say("new")
    await old.prune()
    assert await titles(database) == ["question", "reveal", "shared", "edited", "new"]


async def test_what_is_said_about_an_open_question_stays(database, store, clock, old):
    say = says(database, clock)
    question = await say("question")
    round = replace(await open_round(store), message=question)
    await store.save_round(round, since=RoundState.OPEN)
    await say("about it", thread=question)
    await say("elsewhere", thread=question, channel=RANDOM.id)
    clock.advance(days=900)
    await old.prune()
    assert await titles(database) == ["question", "about it"]


async def test_more_than_a_batch_goes(database, clock, old, monkeypatch):
    monkeypatch.setattr(retention, "AT_ONCE", 2)
    say, book = says(database, clock), SqlOutbox(database, clock)
    for number in range(5):
        await say("old")
        await book.record(Sent(GENERAL.id, f"answer:{number}", member=MINA.id))
    clock.advance(days=91)
    await old.prune()
    assert await titles(database) == []
    assert await database.fetch(select(outbox.c.key)) == []


async def test_private_cards_go_once_old_and_public_messages_never(database, clock, old):
    book, mail = SqlOutbox(database, clock), SqlPendingCards(database, clock)
    for key in ("answer:1", "answer:2"):
        await book.record(Sent(GENERAL.id, key, message=MessageId("9"), member=MINA.id))
        await mail.keep_waiting(PendingCard(GENERAL.id, key, MINA.id, CARD))
    await book.begin(GENERAL.id, "round:1")
    await book.record(Sent(GENERAL.id, "round:2", message=MessageId("8")))
    clock.advance(days=89)
    await book.record(Sent(GENERAL.id, "answer:2", message=MessageId("9"), member=MINA.id))
    await mail.keep_waiting(PendingCard(GENERAL.id, "answer:2", MINA.id, CARD))
    clock.advance(days=2)
    await old.prune()
    assert [card.key for card in await mail.waiting(GENERAL.id, MINA.id)] == ["answer:2"]
    rows = await database.fetch(select(outbox.c.key).order_by(outbox.c.key))
    assert [row.key for row in rows] == ["answer:2", "round:1", "round:2"]


async def test_buttons_go_once_they_are_shown_no_more(database, clock, old):
    book = SqlButtons(database, clock)
    forgotten, shown = (Button(id, GENERAL.id, "answer") for id in ("forgotten", "shown"))
    await book.keep([forgotten, shown])
    clock.advance(days=60)
    await book.keep([shown])
    clock.advance(days=31)
    await old.prune()
    assert await book.button("forgotten") is None
    assert await book.button("shown") == shown


async def test_it_prunes_at_the_start_and_daily_also_after_the_store_was_away(
    database, clock, old, monkeypatch
):
    pruned = []

    async def prune():
        pruned.append(clock.now())
        if len(pruned) == 1:
            raise StoreAway("gone")
        if len(pruned) == 3:
            raise asyncio.CancelledError

    monkeypatch.setattr(old, "prune", prune)
    with suppress(asyncio.CancelledError):
        await old.run()
    assert pruned == [NOON + timedelta(seconds=DAY_S * day) for day in range(3)]
