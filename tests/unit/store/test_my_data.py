"""What names a member is given to them and deleted, or stands here with the reason why not."""

import pytest
from sqlalchemy import insert, select, update

from bot.quiz.model import EventId, RoundState
from bot.quiz.predictions.model import NewPrediction
from bot.store.my_data import DECIDED, DERIVED, NAMING, OWN, STAYS, SqlMyData
from bot.store.sql_store import SqlStore
from bot.store.tables import answers, members, metadata, mutes, reviews, rounds, seasons
from evaluators.grade import PointState
from tests.databases import database_of
from tests.samples import GENERAL, MINA, NOON, a_grade, fill, open_round
from tests.unit.store.rows import a_row, names_a_member

SAFE = {
    "regrades": "belongs to a dispute, with which it goes",
    "accepted_wordings": "belongs to a dispute, with which it goes",
    "buttons": "says what pressing does, for whoever presses",
    "inbox": "holds what came until it has been served",
}


def covered():
    own = [column for columns in OWN.values() for column in columns]
    return {*own, *NAMING.values(), *STAYS.values(), *DECIDED, *DERIVED}


def test_every_column_that_names_a_member_is_known():
    naming = {
        column for table in metadata.sorted_tables for column in table.c if names_a_member(column)
    }
    assert naming - covered() == set()
    assert covered() - naming == {members.c.id}


def test_every_table_is_known_or_has_nothing_of_a_member():
    known = {column.table.name for column in covered()}
    others = {table.name for table in metadata.sorted_tables} - known - SAFE.keys()
    assert others == {
        "rounds",
        "recaps",
        "seasons",
        "processes",
        "leases",
        "departures",
        "predictions",
    }


async def test_nothing_in_any_table_names_who_is_forgotten(tmp_path):
    async with database_of("sqlite", tmp_path) as database:
        store = SqlStore(database)
        await fill(store)
        round = await open_round(store)
        season = {"id": 1, "channel": GENERAL.id, "number": 1, "name": "x", "state": "closed"}
        await database.change(insert(seasons).values(season))
        await store.predict(NewPrediction(EventId("p"), GENERAL.id, "gd-1d", {}, NOON))
        for table in OWN:
            if table is not members:
                await database.change(insert(table).values(a_row(table, round.id)))
        for table in NAMING:
            await database.change(insert(table).values(a_row(table, round.id)))
        data = SqlMyData(database)
        before = await data.kept_about(MINA.id)
        assert before.keys() >= {table.name for table in (*OWN, *NAMING)} | {"audit.details"}
        await data.forget(MINA.id)
        assert await data.kept_about(MINA.id) == {}
        for table in metadata.sorted_tables:
            rows = await database.fetch(select(table))
            assert MINA.id not in repr(rows), table.name
            assert MINA.name not in repr(rows), table.name


async def test_who_is_muted_stays_so(tmp_path):
    async with database_of("sqlite", tmp_path) as database:
        store = SqlStore(database)
        await fill(store)
        await database.change(insert(mutes).values(channel=GENERAL.id, member=MINA.id))
        await store.forget(MINA.id)
        assert await store.is_muted(GENERAL.id, MINA.id)
        assert MINA.name not in repr(await database.fetch(select(members)))


@pytest.mark.parametrize(
    ("state", "texts"), [(RoundState.OPEN, [True, False]), (RoundState.CLOSED, [True, True])]
)
async def test_missed_key_points_are_told_once_the_round_is_over(tmp_path, state, texts):
    async with database_of("sqlite", tmp_path) as database:
        store = SqlStore(database)
        await fill(store)
        round = await open_round(store)
        await database.change(update(rounds).where(rounds.c.id == round.id).values(state=state))
        [met] = a_grade().key_points
        missed = met.model_copy(update={"state": PointState.MISSING, "evidence": None})
        grade = a_grade().model_copy(update={"key_points": (met, missed)})
        for table in (answers, reviews):
            row = a_row(table, round.id) | {"grade": grade}
            await database.change(insert(table).values(row))
        kept = await store.kept_about(MINA.id)
        for table in (answers, reviews):
            [row] = kept[table.name]
            assert row["text"]
            assert row["grade"]["verdict"] == grade.verdict
            points = row["grade"]["key_points"]
            assert points[0]["evidence"] == met.evidence
            assert ["text" in point for point in points] == texts
