import json
import sqlite3
import subprocess
import sys
from contextlib import closing
from dataclasses import replace
from datetime import date, timedelta

import pytest
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from slack_sdk.oauth.installation_store.sqlalchemy import SQLAlchemyInstallationStore
from slack_sdk.oauth.state_store.sqlalchemy import SQLAlchemyOAuthStateStore
from sqlalchemy import JSON, MetaData, Text, insert, inspect, select, update

from bot.quiz.cards import Card
from bot.quiz.clock import SystemClock
from bot.quiz.model import DEFAULT_DECK, EVERY_DAY, EventId, RoundId
from bot.quiz.standings.streaks import Streak, streak
from bot.quiz.standings.study_days import study_days
from bot.quiz.suggestions.model import NewSuggestion, Wording
from bot.quiz.suggestions.rules import rubric
from bot.store.cli import run_upgrade
from bot.store.engine import Database
from bot.store.errors import NewerDatabase, StoreUnavailable
from bot.store.migrate import (
    HEAD,
    VERSION,
    alembic_config,
    downgrade,
    revision,
    upgrade,
)
from bot.store.person_days import recount_people
from bot.store.sent import SqlPendingCards
from bot.store.slack import SECRETS
from bot.store.sql_store import SqlStore
from bot.store.tables import accepted_wordings, disputes, metadata, person_days
from tests.databases import BACKENDS, database_of, empty_url, new_database_of
from tests.samples import GENERAL, MINA, NOON, QUESTION, new_answer, open_round
from tests.unit.store.rows import a_row

BACKEND = pytest.mark.parametrize("backend", BACKENDS)
EVERY = str(sorted(EVERY_DAY))
CLAIMS = ("correct", "partial", "incorrect", "off_topic")
AT_0001 = {
    "channels": "'web:general', 'web:home', '일반', 'ko', 'Asia/Seoul', '08:30:00.000000',"
    " '[0, 2, 6]', 'deep-learning', '[\"attention\", \"optimization\"]', 3, true",
    "members": "'web:mina', 'web:home', '민아', 'ko', false",
    "rounds": "1, 'web:general', '2025-03-10', 0, 'softmax', 'open',"
    " '2025-03-10 00:00:00.000000', '2025-03-10 20:00:00.000000', '17.5', null, 'press-1'",
    "answers": "1, 'e1', 1, 'web:general', 'softmax', 'web:mina', 1, '확률 🙂', '2025-03-10',"
    " '2025-03-10 12:00:00.000000', false, 2, null, null, 0, null, false",
    "hints": "1, 'softmax', 'web:mina', 2",
    "transcript": "1, 'web:general', null, 'web:mina', 'bot', 'quizmaster', 'round:1',"
    " '{\"title\": \"a\"}', '2025-03-10 12:00:00.000000', null",
}


def all_tables():
    """Return our tables and those of Slack's SDK, as its installed version defines them."""
    tables = MetaData(naming_convention=metadata.naming_convention)
    for table in metadata.sorted_tables:
        table.to_metadata(tables)
    for build, name in (
        (SQLAlchemyInstallationStore.build_bots_table, "slack_bots"),
        (SQLAlchemyInstallationStore.build_installations_table, "slack_installations"),
    ):
        table = build(tables, name)
        for secret in SECRETS[name]:
            table.c[secret].type = Text()
    SQLAlchemyOAuthStateStore.build_oauth_states_table(tables, "slack_oauth_states")
    return tables


def test_head_is_the_newest_script():
    scripts = ScriptDirectory.from_config(alembic_config(None))
    assert scripts.get_heads() == [HEAD]


@BACKEND
async def test_migrations_make_the_tables_keys_and_constraints_of_the_code(backend, tmp_path):
    def differences(connection):
        compared = {"compare_type": True, "compare_server_default": _defaults_differ}
        context = MigrationContext.configure(connection, opts=compared)
        return compare_metadata(context, all_tables())

    (tmp_path / "other").mkdir()
    async with (
        new_database_of(backend, tmp_path) as migrated,
        empty_url(backend, tmp_path / "other") as url,
        Database(url) as created,
    ):
        assert await migrated.migrate(differences) == []
        await created.migrate(all_tables().create_all)
        assert await migrated.migrate(_shape) == await created.migrate(_shape)


def _defaults_differ(context, inspected, column, found, wanted, rendered):
    """Compare defaults; PostgreSQL has no equality of JSON for alembic to ask."""
    if isinstance(column.type, JSON):
        return str(found).removesuffix("::json").strip("'") != str(rendered).strip("'")
    return None


def _shape(connection):
    found = inspect(connection)
    return {
        name: (
            found.get_pk_constraint(name),
            sorted(found.get_unique_constraints(name), key=str),
            sorted(found.get_foreign_keys(name), key=str),
            sorted(found.get_indexes(name), key=str),
            [(column["name"], str(column["type"])) for column in found.get_columns(name)],
        )
        for name in found.get_table_names()
        if name != "alembic_version"
    }


@BACKEND
async def test_upgrade_of_an_empty_database_makes_it_usable_once(backend, tmp_path):
    async with empty_url(backend, tmp_path) as url, Database(url) as database:
        assert await revision(database) is None
        assert await upgrade(database) is True
        assert await revision(database) == HEAD
        await SqlStore(database).remember(MINA)
        assert await upgrade(database) is False
        assert await SqlStore(database).member(MINA.id) == MINA


@BACKEND
async def test_database_of_a_newer_version_is_left_alone(backend, tmp_path):
    async with new_database_of(backend, tmp_path) as database:
        await database.change(update(VERSION).values(version_num="9999"))
        sentence = rf"^the database is at revision '9999', .*'{HEAD}'"
        with pytest.raises(NewerDatabase, match=sentence):
            await upgrade(database)
        assert await revision(database) == "9999"


@BACKEND
async def test_upgrade_keeps_every_row_of_the_first_tables(backend, tmp_path):
    async with empty_url(backend, tmp_path) as url, Database(url) as database:
        await database.migrate(_fill_first_tables)
        before = await database.migrate(_rows)
        assert await revision(database) == "0001"
        assert await upgrade(database) is True
        after = await database.migrate(_rows)
        *kept, deck, topics, late_h, is_active = before["channels"][0]
        [row] = after["channels"]
        *others, decks, levels, more, reminder_h, days_off, holidays, ping, since = row
        assert others == [*kept, topics, late_h, is_active, None, "", False, None]
        assert [_loaded(decks), _loaded(levels), _loaded(more), reminder_h] == [[deck], [], [], 0]
        assert (_loaded(days_off), holidays, _loaded(ping), since) == ([], "", [], None)
        assert after["rounds"] == [(*row, False, None, None, True) for row in before["rounds"]]
        [*graded, _verdict, value, graded_at, is_told] = before["answers"][0]
        new = (False, False, None)
        assert after["answers"] == [(*graded, value, graded_at, is_told, *new)]
        assert after["members"] == [(*row, None) for row in before["members"]]
        changed = ("channels", "members", "rounds", "answers", "hints")
        assert after | {name: before[name] for name in changed} == before
        store = SqlStore(database)
        assert await store.hints(RoundId(1), QUESTION, MINA.id) == 2
        none = {"more": (), "days_off": (), "holidays": "", "ping": None, "since": None}
        channel = replace(GENERAL, decks=(DEFAULT_DECK,), levels=frozenset(), **none)
        assert await store.channels() == [channel]
        changed = replace(channel, admin=MINA.id, trouble="gone")
        await store.save_channel(changed)
        assert await store.channels() == [changed]


@BACKEND
async def test_upgrade_keeps_everybodys_study_days_and_streaks(backend, tmp_path):
    """Until 0012 every graded answer made a study day, unless it claimed nothing."""
    verdicts = ["correct", "off_topic", "no_answer", "incorrect", None, "partial", "partial"]
    monday = date(2025, 3, 10)
    given = [
        (member, monday + timedelta(days=day), verdict)
        for shift, member in enumerate(["web:mina", "web:jun"])
        for day, verdict in enumerate(verdicts[shift:])
    ]
    studied = {
        member: [day for who, day, verdict in given if who == member and verdict in CLAIMS]
        for member in ("web:mina", "web:jun")
    }

    days = [monday + timedelta(days=n) for n in range(len(verdicts) + 1)]

    def fill(connection):
        command.upgrade(alembic_config(connection), "0012")
        _answer_daily(connection, given)

    async with empty_url(backend, tmp_path) as url, Database(url) as database:
        await database.migrate(fill)
        await upgrade(database)
        store = SqlStore(database)
        assert await store.study_dates(GENERAL.id, list(studied)) == studied
        channel = replace(GENERAL, weekdays=EVERY_DAY, days_off=(), holidays="")
        found = await study_days(store, channel, list(studied))
        streaks = [
            {member: streak(found.studied[member], found.asked, today) for member in studied}
            for today in days
        ]
    assert streaks == [
        {member: streak(dates, days, today) for member, dates in studied.items()} for today in days
    ]
    assert streaks[-1] == {"web:mina": Streak(2, 0, 2), "web:jun": Streak(0, 0, 2)}


@BACKEND
async def test_upgrade_keeps_the_days_that_asked_for_study(backend, tmp_path):
    """May 2025 in Seoul, where the 5th is a holiday, a Monday; times were set on the 13th."""
    rounds = [
        (2, "closed", None, None),
        (5, "closed", None, "2025-05-05 00:00:00"),
        (7, "closed", None, "2025-05-07 15:01:00"),  # after midnight
        (8, "missed", None, None),
        (9, "skipped", None, "2025-05-09 00:00:00"),
        (10, "closed", None, "2025-05-10 00:00:00"),  # a Saturday
        (12, "closed", "now-1", "2025-05-12 00:00:00"),
        (13, "open", "now-2", "2025-05-13 02:00:00"),
        (14, "open", None, "2025-05-14 14:59:00"),
    ]

    def fill(connection):
        command.upgrade(alembic_config(connection), "0042")
        connection.exec_driver_sql(
            "INSERT INTO channels (id, workspace, name, language, timezone, at, weekdays, topics,"
            " late_h, is_active, holidays, since) VALUES ('web:general', 'web', '', 'ko',"
            " 'Asia/Seoul', '09:00:00', '[0, 1, 2, 3, 4]', '[]', 6, true, 'KR',"
            " '2025-05-13 01:00:00')"
        )
        for id_, (day, state, request, at) in enumerate(rounds, start=1):
            given = ", ".join(f"'{one}'" if one else "null" for one in (state, request, at))
            connection.exec_driver_sql(
                "INSERT INTO rounds (id, channel, local_date, slot, question, due_at, closes_at,"
                f" state, request, posted_at) VALUES ({id_}, 'web:general', '2025-05-{day:02}', 0,"
                f" 'q', '2025-05-{day:02} 00:00:00', '2025-05-31 00:00:00', {given})"
            )

    async with empty_url(backend, tmp_path) as url, Database(url) as database:
        await database.migrate(fill)
        await upgrade(database)
        asked = await SqlStore(database).asked_days(GENERAL.id)
    assert [day.day for day in asked] == [2, 9, 13, 14]


def _answer_daily(connection, given):
    for name in ("channels", "members"):
        columns = "id, workspace, name, language, timezone, at, weekdays, topics, late_h, is_active"
        names = f"({columns})" if name == "channels" else ""
        values = AT_0001[name].replace("'deep-learning', ", "").replace("[0, 2, 6]", EVERY)
        connection.exec_driver_sql(f"INSERT INTO {name} {names} VALUES ({values})")
    connection.exec_driver_sql("INSERT INTO members VALUES ('web:jun', 'w', 'Jun', 'en', false)")
    for id_, (member, day, verdict) in enumerate(given, start=1):
        at = f"'{day} 00:00:00.000000'"
        connection.exec_driver_sql(
            "INSERT INTO rounds (id, channel, local_date, slot, question, state, due_at, closes_at)"
            f" VALUES ({id_}, 'web:general', '{day}', {id_}, 'q', 'closed', {at}, {at})"
        )
        wrote = f"'{verdict}', {at}" if verdict else "null, null"
        connection.exec_driver_sql(
            "INSERT INTO answers (id, event, round, channel, question, member, attempt, text,"
            " study_date, at, is_late, hints, verdict, graded_at, value, is_told)"
            f" VALUES ({id_}, 'e{id_}', {id_}, 'web:general', 'q', '{member}', 1, 'text',"
            f" '{day}', {at}, false, 0, {wrote}, 0, false)"
        )


def _loaded(value):
    """Return what a JSON column holds, which one of the drivers reads by itself."""
    return json.loads(value) if isinstance(value, str) else value


@BACKEND
async def test_failing_upgrade_leaves_the_first_tables_as_they_were(backend, tmp_path):
    async with empty_url(backend, tmp_path) as url, Database(url) as database:
        await database.migrate(_fill_first_tables)
        await database.migrate(lambda connection: metadata.tables["buttons"].create(connection))
        before = await database.migrate(_rows)
        with pytest.raises(StoreUnavailable, match="buttons"):
            await upgrade(database)
        assert await revision(database) == "0001"
        assert await database.migrate(_rows) == before


@BACKEND
async def test_upgrade_keeps_the_cards_that_wait_for_a_member(backend, tmp_path):
    async with empty_url(backend, tmp_path) as url, Database(url) as database:
        await database.migrate(_hold_cards)
        await upgrade(database)
        waiting = await SqlPendingCards(database, SystemClock()).waiting(GENERAL.id, MINA.id)
        assert [(one.key, one.card) for one in waiting] == [
            ("grade:2", Card(title="second")),
            ("grade:1", Card(title="first")),
        ]


def _hold_cards(connection):
    command.upgrade(alembic_config(connection), "0009")
    for id_, key, title in ((3, "grade:2", "second"), (7, "grade:1", "first")):
        connection.exec_driver_sql(
            "INSERT INTO held_cards VALUES "
            f"({id_}, '{GENERAL.id}', '{key}', '{MINA.id}', '{{\"title\": \"{title}\"}}')"
        )


@BACKEND
async def test_upgrade_sums_up_the_days_of_old_answers(backend, tmp_path):
    async with empty_url(backend, tmp_path) as url, Database(url) as database:
        await database.migrate(_answer_before_days_were_summed_up)
        await upgrade(database)
        summed = select(person_days).order_by(*person_days.primary_key)
        found = await database.fetch(summed)
        monday, tuesday = date(2025, 3, 10), date(2025, 3, 11)
        assert found == [
            ("a", "m1", monday, 80, 2, 1),
            ("a", "m1", tuesday, 0, 0, 1),
            ("a", "m2", monday, 20, 1, 0),
            ("b", "m1", monday, 80, 2, 1),
            ("b", "m1", tuesday, 0, 0, 1),
        ]
        await database.write(lambda connection: recount_people(connection, ["m1", "m2", "m3"]))
        assert await database.fetch(summed) == found


def _answer_before_days_were_summed_up(connection):
    """Let m1 and m3 be linked and be asked the same, and m2 claim nothing."""
    command.upgrade(alembic_config(connection), "0011")
    rows = {
        "channels (id, workspace, name, language, timezone, at, weekdays, topics, late_h,"
        " is_active)": [
            f"'{one}', '{one}', '', 'ko', 'UTC', '08:30:00', '[]', '[]', 3, true" for one in "ab"
        ],
        "members (id, workspace, name, language, is_admin)": [
            f"'m{n}', 'a', '', 'ko', false" for n in (1, 2, 3)
        ],
        "links (member, person)": ["'m1', 'm1'", "'m3', 'm1'"],
        "rounds (id, channel, local_date, slot, question, state, due_at, closes_at)": [
            f"{n}, '{one}', '2025-03-10', 0, 'q', 'open', '2025-03-10', '2025-03-11'"
            for n, one in ((1, "a"), (2, "b"))
        ],
        "answers (id, event, round, channel, question, member, attempt, text, study_date, at,"
        " is_late, hints, value, is_told, verdict)": [
            f"{n}, 'e{n}', {round_}, 'q', '{member}', 1, '', '2025-03-{day}', '2025-03-10',"
            f" false, 0, {value}, true, '{verdict}'"
            for n, (round_, member, day, value, verdict) in enumerate(
                [
                    ("1, 'a'", "m1", 10, 60, "partial"),
                    ("2, 'b'", "m3", 11, 80, "partial"),
                    ("1, 'a'", "m2", 10, 20, "no_answer"),
                ]
            )
        ],
    }
    for into, every in rows.items():
        for values in every:
            connection.exec_driver_sql(f"INSERT INTO {into} VALUES ({values})")


def _fill_first_tables(connection):
    command.upgrade(alembic_config(connection), "0001")
    for name, values in AT_0001.items():
        connection.exec_driver_sql(f"INSERT INTO {name} VALUES ({values})")


def _rows(connection):
    return {
        name: [tuple(row) for row in connection.exec_driver_sql(f"SELECT * FROM {name}")]
        for name in AT_0001
    }


@BACKEND
async def test_failing_migration_leaves_no_table_behind(backend, tmp_path):
    async with empty_url(backend, tmp_path) as url, Database(url) as database:
        await database.migrate(lambda connection: metadata.tables["transcript"].create(connection))
        with pytest.raises(StoreUnavailable, match="transcript"):
            await upgrade(database)
        assert await database.migrate(lambda c: inspect(c).get_table_names()) == ["transcript"]


async def test_start_at_head_does_not_load_alembic(tmp_path):
    async with database_of("sqlite", tmp_path) as database:
        url = str(database.url)
    code = (
        "import asyncio, sys\n"
        "from bot.store.engine import Database\n"
        "from bot.store.migrate import upgrade\n"
        "async def main():\n"
        "    async with Database(sys.argv[1]) as database: await upgrade(database)\n"
        "asyncio.run(main())\n"
        "print('alembic' in sys.modules)"
    )
    command = [sys.executable, "-c", code, url]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "False"


def test_command_says_in_one_sentence_what_it_did_or_why_it_failed(tmp_path, capsys):
    url = f"sqlite:///{tmp_path}/q.db"
    assert [run_upgrade(one) for one in (url, url, "mysql://h/d")] == [0, 0, 1]
    assert capsys.readouterr() == (
        f"the database is now at revision {HEAD}\nthe database is already at revision {HEAD}\n",
        "the database must be sqlite or postgresql, not 'mysql'\n",
    )


@BACKEND
async def test_upgrade_keeps_the_wordings_accepted_for_points_of_suggestions(backend, tmp_path):
    points = ("early variance", "small steps first")
    async with new_database_of(backend, tmp_path) as database:
        store = SqlStore(database)
        await store.save_channel(GENERAL)
        await store.remember(MINA)
        round = await open_round(store)
        answer = await store.add(new_answer(round, "e"), 3)
        suggestion = await store.suggest(
            NewSuggestion(EventId("s"), GENERAL.id, MINA.id, Wording("Why?", "So.", points), NOON)
        )
        for table in (disputes, accepted_wordings):
            about = {"answer": answer.id, "dispute": 1, "question": suggestion.question}
            row = a_row(table, round.id) | about | {"point": "point-2", "text": "start small"}
            kept = {name: value for name, value in row.items() if name in table.c}
            await database.change(insert(table).values(kept))
        await downgrade(database, "0039")
        await upgrade(database)
        named = rubric(suggestion).key_points[1].id
        assert await store.accepted([suggestion.question]) == {
            suggestion.question: {named: ["start small"]}
        }
        await downgrade(database, "0039")
        assert await store.accepted([suggestion.question]) == {
            suggestion.question: {"point-2": ["start small"]}
        }


async def test_revision_of_a_database_that_is_locked_is_not_taken_for_none(tmp_path):
    async with database_of("sqlite", tmp_path) as database:
        with closing(sqlite3.connect(str(database.url.database), isolation_level=None)) as other:
            other.execute("PRAGMA journal_mode=DELETE").fetchall()
            other.execute("BEGIN EXCLUSIVE")
            with pytest.raises(StoreUnavailable, match="locked"):
                await revision(database)
            other.execute("COMMIT")
        assert await revision(database) == HEAD
