"""What waits in the store is counted, and since when."""

import sqlite3
from contextlib import closing
from datetime import timedelta

import pytest

from bot.quiz.backlog import Backlog
from bot.quiz.errors import StoreAway
from bot.quiz.inbox import Arrival
from bot.quiz.model import EventId
from bot.quiz.review.model import NewReview
from bot.store.backlog import SqlBacklogs
from bot.store.inbox import SqlInbox
from bot.store.sql_store import SqlStore
from tests.contract.test_reviews import a_card, outcome
from tests.databases import BACKENDS, database_of
from tests.samples import MONDAY, NOON, a_grade, fill, new_answer, open_round

HOUR = timedelta(hours=1)


@pytest.fixture(params=BACKENDS)
async def database(request, tmp_path):
    async with database_of(request.param, tmp_path) as database:
        yield database


async def test_answers_wait_until_they_are_graded(database):
    store, backlogs = SqlStore(database), SqlBacklogs(database)
    await fill(store)
    round = await open_round(store)
    assert await backlogs.answers() == {"rounds": Backlog(), "reviews": Backlog()}
    first = await store.add(new_answer(round, "e1"), 3)
    await store.add(new_answer(round, "e2", text="another"), 3)
    assert (await backlogs.answers())["rounds"] == Backlog(2, NOON)
    card = a_card(round)
    await store.grade(first.id, a_grade(), 80, NOON + HOUR, card)
    later = NOON + 2 * HOUR
    review = await store.add_review(NewReview(EventId("r1"), card, "again", MONDAY, later))
    expected = {"rounds": Backlog(1, NOON), "reviews": Backlog(1, NOON + 2 * HOUR)}
    assert await backlogs.answers() == expected
    await store.grade_review(review.id, outcome(card))
    assert (await backlogs.answers())["reviews"] == Backlog()


async def test_arrivals_wait_by_platform_until_they_are_served(database):
    inbox, backlogs = SqlInbox(database), SqlBacklogs(database)
    assert await backlogs.arrivals() == {}
    await inbox.keep(
        [
            Arrival(EventId(f"{platform}:{hours}"), platform, "press", {}, NOON + hours * HOUR)
            for platform, hours in (("slack", 1), ("slack", 0), ("web", 2))
        ]
    )
    assert await backlogs.arrivals() == {
        "slack": Backlog(2, NOON),
        "web": Backlog(1, NOON + 2 * HOUR),
    }
    await inbox.served([EventId("slack:0"), EventId("web:2")], NOON + HOUR)
    assert await backlogs.arrivals() == {"slack": Backlog(1, NOON + HOUR)}


async def test_a_store_that_takes_nothing_is_found_out(tmp_path, monkeypatch):
    monkeypatch.setattr("bot.store.backends.BUSY_TIMEOUT_S", 0)
    async with database_of("sqlite", tmp_path) as database:
        backlogs = SqlBacklogs(database)
        await backlogs.try_writing()
        with closing(sqlite3.connect(str(database.url.database))) as other:
            other.execute("BEGIN IMMEDIATE")
            await backlogs.answers()
            with pytest.raises(StoreAway):
                await backlogs.try_writing()
