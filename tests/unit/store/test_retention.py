import asyncio
from contextlib import suppress
from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import insert, select

from bot.quiz.cards import Card
from bot.quiz.disputes.model import NewDispute
from bot.quiz.errors import StoreAway
from bot.quiz.model import EventId, MessageId, RoundState
from bot.quiz.outbox import Button, PendingCard, Sent
from bot.quiz.transcript import Author
from bot.store import retention
from bot.store.media import FileMedia
from bot.store.retention import DAY_S, Keep, Retention
from bot.store.sent import SqlButtons, SqlOutbox, SqlPendingCards
from bot.store.sql_store import SqlStore
from bot.store.tables import metadata, outbox, shares, transcript
from bot.store.transcript import SqlTranscript
from evaluators.grade import Verdict
from tests.databases import BACKENDS, database_of
from tests.doubles import ManualClock
from tests.samples import (
    GENERAL,
    JUN,
    MINA,
    MONDAY,
    NOON,
    RANDOM,
    a_grade,
    answered,
    fill,
    open_round,
)

BOT = Author("bot", "quizmaster")
CARD = Card(title="x")
DAY = timedelta(days=1)
KEEP = 90 * DAY
PAIR = (MINA, JUN)


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
def media(tmp_path):
    return FileMedia(tmp_path / "media")


@pytest.fixture
def old(database, store, clock, media):
    return Retention(database, store, clock, media, Keep(KEEP, pictures_bytes=5))


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
    await store.update_round(replace(round, state=RoundState.CLOSED), since=RoundState.OPEN)
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
    await store.update_round(round, since=RoundState.OPEN)
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


async def test_pictures_beyond_their_size_go(old, media):
    ids = [await media.put(picture, ".png") for picture in (b"abc", b"def")]
    await old.prune()
    assert [await media.get(id) for id in ids].count(None) == 1


@pytest.fixture
def brief(database, store, clock, media):
    return Retention(database, store, clock, media, Keep(900 * DAY, 7 * DAY))


async def closed(store, **where):
    round = await open_round(store, **where)
    await store.update_round(replace(round, state=RoundState.CLOSED), since=RoundState.OPEN)
    return round


async def test_what_was_answered_goes_and_what_it_was_worth_stays(database, store, clock, brief):
    round = await closed(store)
    answer = await answered(store, round, "e1", MINA, 80)
    await store.told(answer)
    share = {"channel": GENERAL.id, "member": MINA.id, "key": "share:1", "at": NOON}
    whole, less = Card(title="text of e1"), Card(title="hidden")
    await database.change(insert(shares).values(card=whole, instead=less, is_hidden=False, **share))
    before = await store.scores(GENERAL.id, None, MONDAY)
    clock.advance(days=7)
    await brief.prune()
    assert (await store.answer(answer)).text == "text of e1"
    clock.advance(seconds=1)
    await brief.prune()
    kept = await store.answer(answer)
    assert (kept.text, kept.value, kept.study_date) == ("", 80, MONDAY)
    assert kept.grade == a_grade(verdict=Verdict.PARTIAL).unquoted()
    assert await store.scores(GENERAL.id, None, MONDAY) == before
    everything = [await database.fetch(select(table)) for table in metadata.sorted_tables]
    assert not [said for said in ("text of e1", "합이 1 ", "picks") if said in str(everything)]


@pytest.mark.parametrize("why", ["untold", "open", "disputed", "for good"])
async def test_what_was_answered_stays_while_it_is_needed(database, store, clock, old, brief, why):
    round = await (open_round(store) if why == "open" else closed(store))
    given = [await answered(store, round, f"e{n}", member, 80) for n, member in enumerate(PAIR)]
    for one in given if why != "untold" else ():
        await store.told(one)
    if why == "disputed":
        event = EventId("d1")
        await store.object(NewDispute(event, given[0], GENERAL.id, MINA.id, "no", NOON))
    clock.advance(days=8)
    await (old if why == "for good" else brief).prune()
    assert [(await store.answer(one)).text for one in given] == ["text of e0", "text of e1"]


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
