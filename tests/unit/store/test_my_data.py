"""What names a member is given to them and deleted, or stands here with the reason why not."""

from dataclasses import replace

import pytest
from sqlalchemy import insert, select, update

from bot.quiz.audit.model import AuditEntry
from bot.quiz.disputes.model import NewDispute
from bot.quiz.model import ChannelId, EventId, RoundState
from bot.quiz.predictions.model import NewPrediction
from bot.quiz.suggestions.model import NewSuggestion, Wording
from bot.store.my_data import DECIDED, DERIVED, NAMING, OWN, STAYS, SqlMyData
from bot.store.sql_store import SqlStore
from bot.store.tables import (
    accepted_wordings,
    answers,
    disputes,
    members,
    metadata,
    mutes,
    outbox,
    pending_cards,
    regrades,
    reviews,
    rounds,
    seasons,
    transcript,
)
from evaluators.grade import PointState
from tests.databases import BACKENDS, database_of, new_database_of
from tests.samples import GENERAL, JUN, MINA, NOON, a_grade, fill, new_answer, open_round
from tests.unit.store.rows import a_row, names_a_member

SAFE = {
    "regrades": "belongs to a dispute, with which it goes",
    "accepted_wordings": "belongs to a dispute, with which it goes",
    "buttons": "says what pressing does, be it about a member, and goes by itself",
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
        "last_there",
        "departures",
        "predictions",
    }


@pytest.mark.parametrize("backend", BACKENDS)
async def test_nothing_in_any_table_names_who_is_forgotten(backend, tmp_path):
    async with new_database_of(backend, tmp_path) as database:
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


async def test_no_word_of_theirs_stays_in_the_files(tmp_path):
    word = "wombat " * 60
    async with database_of("sqlite", tmp_path) as database:
        store = SqlStore(database)
        await fill(store)
        for slot in range(40):
            round = await open_round(store, slot=slot)
            for member in (MINA, JUN):
                text = word if member is MINA else "other " * 60
                answer = await store.add(new_answer(round, f"{slot} {member.id}", member, text), 3)
                await store.grade(answer.id, a_grade(0.5), 50, NOON)
        assert b"wombat" in _all_bytes(tmp_path)
        await SqlMyData(database).forget(MINA.id)
        assert b"wombat" not in _all_bytes(tmp_path)
        assert b"other" in _all_bytes(tmp_path)


def _all_bytes(folder):
    return b"".join(file.read_bytes() for file in folder.rglob("*") if file.is_file())


@pytest.mark.parametrize("backend", BACKENDS)
async def test_who_is_muted_stays_so(backend, tmp_path):
    async with database_of(backend, tmp_path) as database:
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


@pytest.mark.parametrize("backend", BACKENDS)
async def test_what_admins_were_told_of_an_objection_goes_too(backend, tmp_path):
    async with database_of(backend, tmp_path) as database:
        store = SqlStore(database)
        await fill(store)
        answer = await store.add(new_answer(await open_round(store), "e"), 3)
        new = NewDispute(EventId("d"), answer.id, GENERAL.id, MINA.id, "why not?", NOON)
        objected = await store.object(new)
        wording = Wording("Why a warm-up?", "Because of the variance.")
        suggested = await store.suggest(
            NewSuggestion(EventId("s"), GENERAL.id, MINA.id, wording, NOON)
        )
        theirs = [
            f"{objected.key}:to-rule",
            f"{suggested.key}:review",
            f"reminder:{MINA.id}:2025-03-10",
            f"follow-up:1:softmax:{MINA.id}",
        ]
        others = [f"{objected.key}0:to-rule", f"reminder:{MINA.id}2:2025-03-10"]
        for key in theirs + others:
            about = {"key": key, "member": JUN.id, "only_member": JUN.id, "author": "bot"}
            for number, table in enumerate((transcript, outbox, pending_cards)):
                row = {"id": 10 * len(key) + number} | a_row(table, 1) | about
                kept = {name: value for name, value in row.items() if name in table.c}
                kept.pop("id", None)
                await database.change(insert(table).values(kept))
        await store.forget(MINA.id)
        for table in (transcript, outbox, pending_cards):
            assert sorted(await database.fetch(select(table.c.key))) == [
                (key,) for key in sorted(others)
            ]


@pytest.mark.parametrize(("name", "is_alone"), [("DM", True), ("DM", False), ("일반", True)])
async def test_a_conversation_of_ones_own_goes_with_its_member(tmp_path, name, is_alone):
    async with database_of("sqlite", tmp_path) as database:
        store = SqlStore(database)
        await fill(store)
        own = replace(GENERAL, id=ChannelId("web:@mina"), name=name, admin=MINA.id)
        await store.save_channel(own)
        round = await open_round(store, channel=own.id)
        await store.add(new_answer(round, "mine"), 3)
        if not is_alone:
            await store.add(new_answer(round, "other", JUN), 3)
        await store.forget(MINA.id)
        goes = name == "DM" and is_alone
        assert (await store.channel(own.id) is None) == goes
        assert (await store.round(round.id) is None) == goes
        assert await store.channel(GENERAL.id)


@pytest.mark.parametrize("backend", BACKENDS)
async def test_what_was_ruled_of_ones_answers_is_given(backend, tmp_path):
    async with database_of(backend, tmp_path) as database:
        store = SqlStore(database)
        await fill(store)
        round = await open_round(store)
        for table in (answers, disputes, regrades, accepted_wordings):
            about = {"dispute": 1, "text": "in their words", "before": 0.4}
            row = a_row(table, round.id) | about
            kept = {name: value for name, value in row.items() if name in table.c}
            await database.change(insert(table).values(kept))
        kept = await store.kept_about(MINA.id)
        assert [row["before"] for row in kept["regrades"]] == [0.4]
        assert [row["text"] for row in kept["accepted_wordings"]] == ["in their words"]
        assert (await store.kept_about(JUN.id)).keys().isdisjoint({"regrades", "accepted_wordings"})


@pytest.mark.parametrize("backend", BACKENDS)
async def test_an_odd_character_in_the_audit_list_harms_nobody(backend, tmp_path):
    async with database_of(backend, tmp_path) as database:
        store = SqlStore(database)
        await fill(store)
        details = {"reason": "\x00", "more": [{"name": "half \ud83d"}], "member": MINA.id}
        told = AuditEntry(EventId("odd"), GENERAL.id, JUN.id, NOON, "audit-days-off", details)
        await store.record(told)
        await store.forget(MINA.id)
        [entry] = await store.entries(GENERAL.id, 1)
        assert entry.details == {
            "reason": "\ufffd",
            "more": [{"name": "half \ufffd"}],
            "member": "",
        }
