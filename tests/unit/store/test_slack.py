"""Slack's SDK keeps its tokens and states in our database, beside everything else."""

import asyncio
from dataclasses import replace
from functools import partial

import pytest
from slack_sdk.oauth.installation_store import Installation
from sqlalchemy import column, func, select, table

from bot.platforms.slack.tokens import InstalledTokens
from bot.quiz.errors import ChannelUnreachable
from bot.quiz.model import MemberId
from bot.store.encryption import Cipher
from bot.store.errors import WrongKey
from bot.store.slack import (
    encrypt_stored,
    installation_store,
    installed_bots,
    state_store,
    stored_secrets,
)
from bot.store.sql_store import SqlStore
from tests.databases import BACKENDS, database_of
from tests.samples import MINA, fill, new_answer, open_round

CLIENT = "5.7"
OLD, NEW = "T" * 43 + "=", "N" * 42 + "0="
CIPHER = Cipher([OLD])
EXPIRES_AT = 1_900_000_000


@pytest.fixture(params=BACKENDS)
async def database(request, tmp_path):
    async with database_of(request.param, tmp_path) as database:
        yield database


@pytest.fixture
def installations(database):
    return installation_store(database, CLIENT, CIPHER)


def an_installation(team="T1", at=1_700_000_000.25, **changes):
    """Return an installation by U1, at a moment in seconds since 1970."""
    return Installation(
        **{
            "app_id": "A1",
            "team_id": team,
            "team_name": "딥러닝 스터디 🙂",
            "bot_token": f"xoxb-{team}-{at}",
            "bot_id": "B1",
            "bot_user_id": "U0",
            "bot_scopes": ["commands", "chat:write"],
            "bot_refresh_token": "xoxe-1",
            "bot_token_expires_at": EXPIRES_AT,
            "user_id": "U1",
            "installed_at": at,
            **changes,
        }
    )


async def find_bot(installations, team, enterprise=None):
    return await installations.async_find_bot(enterprise_id=enterprise, team_id=team)


async def test_installation_and_its_bot_come_back_as_saved(installations):
    saved = an_installation()
    await installations.async_save(saved)
    found = await installations.async_find_installation(enterprise_id=None, team_id="T1")
    assert found.to_dict() == saved.to_dict()
    bot = await find_bot(installations, "T1")
    assert bot.to_dict() == saved.to_bot().to_dict()
    assert bot.bot_token_expires_at == EXPIRES_AT
    assert await find_bot(installations, "T2") is None
    assert await find_bot(installations, "T1", "E1") is None


async def test_workspaces_and_organisations_have_their_own_bots(installations):
    places = [(None, "T1"), (None, "T2"), ("E1", "T1"), ("E1", None)]
    for n, (enterprise, team) in enumerate(places):
        await installations.async_save(
            an_installation(team, enterprise_id=enterprise, bot_id=f"B{n}")
        )
    bots = [await find_bot(installations, team, enterprise) for enterprise, team in places]
    assert [bot.bot_id for bot in bots] == ["B0", "B1", "B2", "B3"]


async def test_installing_again_gives_the_newer_token(installations):
    for at in (2000.0, 3000.0, 1000.0):
        await installations.async_save(an_installation(at=at))
    bot = await find_bot(installations, "T1")
    assert bot.bot_token == "xoxb-T1-3000.0"


async def test_deleted_workspace_is_gone_and_may_come_back(installations):
    for team in ("T1", "T2"):
        await installations.async_save(an_installation(team))
    await installations.async_delete_all(enterprise_id=None, team_id="T1")
    assert await find_bot(installations, "T1") is None
    assert await installations.async_find_installation(enterprise_id=None, team_id="T1") is None
    assert await find_bot(installations, "T2") is not None
    await installations.async_save(an_installation("T1", at=5.0))
    bot = await find_bot(installations, "T1")
    assert bot.bot_token == "xoxb-T1-5.0"


async def test_installed_bots_are_the_newest_of_each_workspace(database, installations):
    assert await installed_bots(database, CLIENT, CIPHER) == []
    for team, at in [("T2", 3000.0), ("T1", 2000.0), ("T2", 1000.0), ("T3", 4000.0)]:
        await installations.async_save(an_installation(team, at))
    await installations.async_save(an_installation("T1", 2500.0, enterprise_id="E1"))
    await installations.async_delete_all(enterprise_id=None, team_id="T3")
    await installation_store(database, "another app", CIPHER).async_save(an_installation("T4"))
    bots = await installed_bots(database, CLIENT, CIPHER)
    assert {(bot.enterprise_id, bot.team_id): bot.bot_token for bot in bots} == {
        (None, "T1"): "xoxb-T1-2000.0",
        (None, "T2"): "xoxb-T2-3000.0",
        ("E1", "T1"): "xoxb-T1-2500.0",
    }


async def test_installation_without_a_bot_is_not_listed(database, installations):
    await installations.async_save(an_installation("T1", 1000.0))
    await installations.async_save(an_installation("T1", 2000.0, bot_token=None))
    [bot] = await installed_bots(database, CLIENT, CIPHER)
    assert bot.bot_token == "xoxb-T1-1000.0"


async def test_installations_and_answers_at_once_are_all_kept(database, installations):
    store = SqlStore(database)
    await fill(store)
    round = await open_round(store)
    members = [replace(MINA, id=MemberId(f"web:{n}")) for n in range(40)]
    await asyncio.gather(*(store.remember(member) for member in members))
    saves = [installations.async_save(an_installation(f"T{n}")) for n in range(20)]
    adds = [store.add(new_answer(round, f"e{m.id}", m), max_attempts=1) for m in members]
    await asyncio.gather(*saves, *adds)
    assert len(await installed_bots(database, CLIENT, CIPHER)) == 20
    assert len(await store.answers(round=round.id)) == 40


async def test_token_is_read_while_another_writes(database, installations):
    await installations.async_save(an_installation())

    async def read_meanwhile(connection):
        await connection.exec_driver_sql("UPDATE slack_bots SET bot_token = 'unfinished'")
        bot = await find_bot(installations, "T1")
        assert bot.bot_token == an_installation().bot_token

    await database.write(read_meanwhile)


async def test_save_cancelled_at_any_moment_lets_others_write(database, installations):
    store = SqlStore(database)
    for steps in range(1, 41):
        save = asyncio.create_task(installations.async_save(an_installation(f"T{steps}")))
        for _ in range(steps):
            await asyncio.sleep(0)
        save.cancel()
        await asyncio.gather(save, return_exceptions=True)
        async with asyncio.timeout(5):
            await store.remember(MINA)


async def test_one_of_20_uses_of_a_state_at_once_counts(database):
    states = state_store(database, expiration_s=300)
    first, second = await states.async_issue(), await states.async_issue()
    for state in (first, second):
        used = await asyncio.gather(*(states.async_consume(state) for _ in range(20)))
        assert sorted(used) == [False] * 19 + [True]
    assert await states.async_consume(first) is False


@pytest.mark.parametrize("state", ["", "made up", "x" * 10_000, "nul \x00", "half \ud83d"])
async def test_state_nobody_issued_is_refused(database, state):
    states = state_store(database, expiration_s=300)
    issued = await states.async_issue()
    assert await states.async_consume(state) is False
    assert await states.async_consume(issued) is True


async def test_expired_state_is_refused(database):
    states = state_store(database, expiration_s=0)
    assert await states.async_consume(await states.async_issue()) is False


async def test_issuing_drops_what_has_expired(database):
    for _ in range(3):
        await state_store(database, expiration_s=0).async_issue()
    states = state_store(database, expiration_s=300)
    for _ in range(2):
        await states.async_issue()
    kept = select(func.count(column("id"))).select_from(table("slack_oauth_states"))
    [[count]] = await database.fetch(kept)
    assert count == 2


async def plain(database, token="xoxb-plain"):
    """Put an installation there as earlier versions did."""
    columns = "client_id, app_id, team_id, is_enterprise_install, bot_token, installed_at"
    row = f"'5.7', 'A1', 'T1', false, '{token}', CURRENT_TIMESTAMP"

    async def work(connection):
        for name, more, user in (
            ("slack_bots", "", ""),
            ("slack_installations", ", user_id", ", 'U1'"),
        ):
            words = f"INSERT INTO {name} ({columns}{more}) VALUES ({row}{user})"
            await connection.exec_driver_sql(words)

    await database.write(work)


def raw_bytes(folder):
    return b"".join(path.read_bytes() for path in folder.glob("quizmaster.db*"))


async def test_tokens_lie_encrypted_in_the_database(database, installations):
    long = "xoxe.xoxb-1-" + "M" * 200
    await installations.async_save(an_installation(bot_token=long, user_token="xoxp-1"))
    stored = await stored_secrets(database)
    assert len(stored) == 5
    assert not [one for one in stored if "xox" in one]
    [bot] = await installed_bots(database, CLIENT, CIPHER)
    assert bot.bot_token == long


async def test_plain_tokens_are_taken_over_and_nothing_of_them_stays(tmp_path):
    async with database_of("sqlite", tmp_path) as database:
        await plain(database, "xoxb-plain-1")
        assert b"xoxb-plain-1" in raw_bytes(tmp_path)
        assert await encrypt_stored(database, CIPHER) == 2
        assert await encrypt_stored(database, CIPHER) == 0
        [bot] = await installed_bots(database, CLIENT, CIPHER)
        assert bot.bot_token == "xoxb-plain-1"
        assert b"xoxb-" not in raw_bytes(tmp_path)


async def test_newer_key_takes_the_place_of_the_older(database, installations):
    await plain(database)
    await encrypt_stored(database, CIPHER)
    assert await encrypt_stored(database, Cipher([NEW, OLD])) == 2
    [bot] = await installed_bots(database, CLIENT, Cipher([NEW]))
    assert bot.bot_token == "xoxb-plain"


async def test_wrong_key_changes_nothing(database, installations):
    await installations.async_save(an_installation())
    await plain(database)
    before = await stored_secrets(database)
    with pytest.raises(WrongKey):
        await encrypt_stored(database, Cipher([NEW]))
    assert await stored_secrets(database) == before


async def test_a_token_that_cannot_be_read_is_its_workspaces_loss_alone(database, installations):
    await installations.async_save(an_installation("T1", bot_refresh_token=None))
    await installation_store(database, CLIENT, Cipher([NEW])).async_save(
        an_installation("T2", bot_refresh_token=None)
    )
    before = await stored_secrets(database)
    assert await encrypt_stored(database, CIPHER) == 0
    assert await stored_secrets(database) == before
    bots = await installed_bots(database, CLIENT, CIPHER)
    assert [(bot.team_id, bot.bot_token is None) for bot in bots] == [("T1", False), ("T2", True)]
    tokens = InstalledTokens(installations, partial(installed_bots, database, CLIENT, CIPHER))
    assert await tokens.teams() == ["T1", "T2"]
    with pytest.raises(ChannelUnreachable, match="can't be read") as unreachable:
        await tokens.token("T2")
    assert unreachable.value.reason == "forbidden"  # "removed" would have its data deleted
    await installations.async_save(an_installation("T2", at=1_800_000_000.0))
    assert await tokens.token("T2") is not None
