"""`quizmaster members`: who there is, and who is the same person in two workspaces."""

import asyncio
import json
import sqlite3
import stat
import subprocess
import sys
from contextlib import closing
from dataclasses import replace

import pytest
from rich.cells import cell_len
from typer.testing import CliRunner

from bot.app.members import app
from bot.quiz.model import Member, MemberId, WorkspaceId
from bot.store.engine import Database
from bot.store.sql_store import SqlStore
from tests.databases import new_database_of
from tests.samples import JUN, MINA, SORA, answered, fill, open_round

SLACK_MINA = Member(MemberId("slack:T1/U1"), WorkspaceId("slack:T1"), "Mina Kim", "en")
SERVER = WorkspaceId("discord:" + "9" * 19)
DISCORD_MINA = Member(MemberId(f"{SERVER}/{'8' * 19}"), SERVER, "가" * 32, "ko")


@pytest.fixture
def url(tmp_path, monkeypatch):
    """Give the command a folder of its own, with no database in it yet."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("QUIZMASTER_DATABASE_URL", raising=False)
    monkeypatch.setenv("QUIZMASTER_DATA_DIR", str(tmp_path))
    return f"sqlite:///{tmp_path / 'quizmaster.db'}"


@pytest.fixture
def empty(url, tmp_path):
    """Make the database, and return what does work on the store in it."""

    async def make():
        async with new_database_of("sqlite", tmp_path):
            pass

    async def on_store(work):
        async with Database(url) as database:
            return await work(SqlStore(database))

    asyncio.run(make())
    return lambda work: asyncio.run(on_store(work))


@pytest.fixture
def study(empty):
    async def fill_in(store):
        await fill(store)
        await store.remember(SLACK_MINA)
        await store.remember(DISCORD_MINA)
        await answered(store, await open_round(store), "e1", MINA, 70)

    empty(fill_in)
    return empty


def members(*words):
    """Run the command; return its exit code, what it printed, and what it said beside that."""
    done = CliRunner().invoke(app, words)
    return done.exit_code, done.stdout, done.stderr


def cells(shown):
    return [line.split() for line in shown.splitlines() if line]


def linked(study):
    return study(lambda store: store.linked())


def test_list_shows_each_workspace_with_names_points_and_ids(study):
    code, shown, _ = members("list", "--workspace", "web:home")
    assert code == 0
    assert cells(shown) == [
        ["web:home"],
        ["Name", "Points", "Member,", "and", "whom", "they", "are", "linked", "with"],
        ["Jun", "0", "web:jun"],
        ["민아", "70", "web:mina"],
        ["Sora", "🦊", "0", "web:sora"],
    ]
    workspaces = [[SERVER], ["slack:T1"], ["web:home"]]
    assert [line for line in cells(members("list")[1]) if line in workspaces] == workspaces


def test_list_names_whom_a_member_is_linked_with(study):
    members("link", MINA.id, SLACK_MINA.id)
    members("link", MINA.id, DISCORD_MINA.id)
    shown = cells(members("list", "--workspace", "slack:T1")[1])
    assert ["Mina", "Kim", "0", "slack:T1/U1"] in shown
    assert ["=", DISCORD_MINA.id] in shown
    assert ["=", MINA.id] in shown
    assert ["=", SLACK_MINA.id] not in shown


def test_list_fits_80_columns_and_keeps_ids_whole(study):
    members("link", MINA.id, DISCORD_MINA.id)
    study(lambda store: store.remember(replace(SORA, id=MemberId("web:" + "s" * 90))))
    _, shown, _ = members("list")
    assert max(cell_len(line) for line in shown.splitlines()) <= 80
    assert shown.count(DISCORD_MINA.id) == 2
    assert shown.count("가") == 32


def test_name_is_shown_as_text_and_steers_no_terminal(study):
    hostile = replace(SORA, name="[bold]\x1b[31m\u202ea\x9bb")
    study(lambda store: store.remember(hostile))
    assert "[bold]�[31m�a�b" in members("list")[1]


def test_list_as_json_is_clean_on_stdout(study):
    members("link", MINA.id, SLACK_MINA.id)
    code, shown, said = members("list", "--json", "--workspace", "web:home")
    assert (code, said) == (0, "")
    [jun, mina, _] = json.loads(shown)
    unlinked = {"workspace": "web:home", "points": 0, "linked_with": []}
    assert jun == {"id": "web:jun", "name": "Jun", **unlinked}
    assert (mina["name"], mina["points"], mina["linked_with"]) == ("민아", 70, ["slack:T1/U1"])


def test_list_of_nobody_says_so_beside_the_json(empty):
    assert members("list", "--json") == (0, "[]\n", "the bot has met nobody yet\n")


def test_list_of_an_unknown_workspace_fails_with_one_sentence(study):
    said = "quizmaster: there is no member of a workspace 'slack:T9'\n"
    assert members("list", "--json", "--workspace", "slack:T9") == (1, "[]\n", said)


def test_link_and_unlink_say_what_they_did(study):
    done = members("link", MINA.id, SLACK_MINA.id)
    assert done == (0, "one person now: slack:T1/U1, web:mina\n", "")
    assert linked(study) == dict.fromkeys([MINA.id, SLACK_MINA.id], SLACK_MINA.id)
    done = members("link", JUN.id, MINA.id)
    assert done == (0, "one person now: slack:T1/U1, web:jun, web:mina\n", "")
    done = members("unlink", MINA.id)
    assert done == (0, "web:mina is no longer linked with anyone\n", "")
    assert linked(study) == dict.fromkeys([JUN.id, SLACK_MINA.id], SLACK_MINA.id)
    done = members("unlink", MINA.id)
    assert done == (0, "web:mina is not linked with anyone\n", "")


@pytest.mark.parametrize("id", ["web:nobody", "", "web:mina ", "half \udcff", "x" * 5000])
@pytest.mark.parametrize(
    "words", [("link", "{}", MINA.id), ("link", MINA.id, "{}"), ("unlink", "{}")]
)
def test_unknown_member_gets_one_sentence(study, words, id):
    said = f"quizmaster: there is no member {id!r}; find them with: quizmaster members list\n"
    assert members(*(word.format(id) for word in words)) == (1, "", said)
    assert linked(study) == {}


def test_member_is_not_linked_with_themselves(study):
    said = "quizmaster: a member cannot be linked with themselves; name two members\n"
    assert members("link", MINA.id, MINA.id) == (2, "", said)
    assert linked(study) == {}


def test_export_is_one_json_on_stdout_or_in_a_file_of_its_owner(study, tmp_path):
    members("link", MINA.id, SLACK_MINA.id)
    code, shown, _ = members("export", MINA.id)
    told = json.loads(shown)
    assert (code, told["member"]) == (0, MINA.id)
    assert [row["member"] for row in told["answers"]] == [MINA.id]
    assert {row["id"] for row in told["members"]} == {MINA.id, SLACK_MINA.id}
    file = tmp_path / "mina.json"
    assert members("export", MINA.id, "--output", str(file))[:2] == (0, "")
    assert json.loads(file.read_text("utf-8"))["answers"] == told["answers"]
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    said = f"quizmaster: {file} exists already; choose another name\n"
    assert members("export", MINA.id, "--output", str(file)) == (1, "", said)


def test_delete_asks_first_and_names_whom_it_leaves(study):
    members("link", MINA.id, SLACK_MINA.id)
    code, _, said = members("delete", MINA.id)
    assert code == 1
    assert f"linked with them, and not deleted: {SLACK_MINA.id}" in said
    assert study(lambda store: store.member(MINA.id))
    done = members("delete", MINA.id, "--yes")
    assert done[:2] == (0, f"everything kept about {MINA.id} is deleted\n")
    assert study(lambda store: store.member(MINA.id)) is None
    assert study(lambda store: store.member(SLACK_MINA.id))
    assert members("delete", MINA.id, "--yes")[0] == 1
    assert members("delete", "nobody", "--yes")[0] == 1


@pytest.mark.parametrize("words", [("list",), ("link", "a", "b"), ("unlink", "a")])
def test_database_that_is_not_there_is_not_made(url, tmp_path, words):
    database = str(tmp_path / "quizmaster.db")
    said = f"there is no database at {database!r}; the bot makes it: quizmaster run"
    assert members(*words) == (1, "", f"quizmaster: {said}\n")
    assert list(tmp_path.iterdir()) == []


def test_database_without_the_newest_tables_is_left_alone(url, tmp_path):
    (tmp_path / "quizmaster.db").touch()
    code, _, said = members("list")
    assert code == 1
    assert said.endswith("; bring it there: quizmaster db upgrade\n")
    with closing(sqlite3.connect(tmp_path / "quizmaster.db")) as database:
        assert database.execute("SELECT * FROM sqlite_master").fetchall() == []


def test_tables_of_a_newer_version_ask_for_that(empty, tmp_path):
    with closing(sqlite3.connect(tmp_path / "quizmaster.db")) as database, database:
        database.execute("UPDATE alembic_version SET version_num = '9999'")
    code, _, said = members("list")
    assert code == 1
    assert "install the newer quizmaster that has used it" in said


def test_bad_settings_are_wrong_usage(url, monkeypatch):
    monkeypatch.setenv("QUIZMASTER_PORT", "http")
    code, shown, said = members("list")
    assert (code, shown) == (2, "")
    assert "QUIZMASTER_PORT" in said


def test_commands_load_no_database_before_they_run():
    code = (
        "import sys, bot.app.members; print({'sqlalchemy', 'rich', 'pydantic'} & set(sys.modules))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() in ("set()", "{'rich'}")
