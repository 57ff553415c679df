"""The doctor's look at Discord and the invitation, against a stand-in."""

import asyncio
import os
import sys
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import discord
import pytest
from discord.http import Route
from fastapi import FastAPI
from pydantic import SecretStr

from bot.app.config import Settings
from bot.doctor.discord import check_discord
from bot.doctor.finding import Diagnosis
from bot.platforms.discord import endpoints
from bot.platforms.discord.access import FLAGS, permission_name
from bot.platforms.discord.endpoints import point_at
from bot.platforms.discord.identity import channel_id, direct_id, workspace_id
from bot.platforms.discord.invite import invite_url
from bot.quiz.model import Channel, WorkspaceId
from bot.store.engine import Database
from bot.store.migrate import upgrade
from bot.store.sql_store import SqlStore
from content.schema import Language
from tests.compute_doubles import serving
from tests.discord_fake import rest_world
from tests.discord_fake.server import FakeDiscord

ROOT = Path(__file__).resolve().parents[2]
GONE = 999


@pytest.fixture
async def fake(monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[FakeDiscord]:
    monkeypatch.setattr(Route, "BASE", Route.BASE)
    async with FakeDiscord() as server:
        point_at(server.api_base, None)
        yield server


def set_up(channel: str | int, guild: str | int, language: Language = "en") -> Channel:
    return Channel(channel_id(int(channel)), workspace_id(int(guild)), "daily", language)


async def look(fake: FakeDiscord, *channels: Channel) -> list[Diagnosis]:
    return await check_discord(SecretStr(fake.token), channels)


def about(findings: list[Diagnosis], check: str) -> list[Diagnosis]:
    return [finding for finding in findings if finding.check == f"Discord {check}"]


def statuses(findings: list[Diagnosis]) -> list[str]:
    return [finding.status for finding in findings]


async def test_a_bot_that_is_set_up_well_has_nothing_to_fix(fake: FakeDiscord) -> None:
    guild = fake.add_guild("Study Hall")
    channel = guild.add_channel("daily")
    findings = await look(fake, set_up(channel.id, guild.id))
    assert set(statuses(findings)) == {"ok"}
    assert "Study Hall" in about(findings, "servers")[0].detail
    assert about(findings, "commands")[0].detail == "allowed in 1 server"
    assert "#daily in Study Hall" in about(findings, "channel")[0].detail


async def test_an_address_may_end_with_a_slash(fake: FakeDiscord) -> None:
    point_at(f"{fake.api_base}/", None)
    assert (await look(fake))[0].status == "ok"


async def test_without_a_token_discord_is_left_alone() -> None:
    (finding,) = await check_discord(None, [])
    assert finding.status == "ok"
    assert "docs/discord.md" in finding.detail


async def test_a_wrong_token_is_one_problem_and_not_repeated(fake: FakeDiscord) -> None:
    (finding,) = await check_discord(SecretStr("wrong-token"), [])
    assert finding.status == "problem"
    assert "Reset Token" in finding.fix
    assert "wrong-token" not in str(finding)


@pytest.mark.parametrize("token", ["한글 토큰", "two\nlines"])
async def test_text_that_is_no_token_is_refused(fake: FakeDiscord, token: str) -> None:
    (finding,) = await check_discord(SecretStr(token), [])
    assert finding.status == "problem"
    assert "token" in finding.detail
    assert token not in str(finding)


async def test_discord_out_of_reach_is_one_problem(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Route, "BASE", "http://127.0.0.1:9")
    (finding,) = await check_discord(SecretStr("t"), [])
    assert finding.status == "problem"
    assert "cannot be reached" in finding.detail


async def test_something_else_in_discords_place_is_one_problem(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    app = FastAPI()
    app.get("/users/@me")(lambda: "please log in to this network")
    async with serving(app) as url:
        monkeypatch.setattr(Route, "BASE", url)
        (finding,) = await check_discord(SecretStr("t"), [])
    assert finding.status == "problem"
    assert "is not Discord" in finding.detail


async def test_a_discord_that_does_not_answer_is_one_problem(
    fake: FakeDiscord, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(endpoints, "VISIT_S", 0.0)
    (finding,) = await look(fake)
    assert finding.status == "problem"
    assert "did not answer" in finding.detail


async def test_what_was_found_before_discord_went_away_is_kept(fake: FakeDiscord) -> None:
    fake.inject("GET", "/users/@me/guilds", 403)
    *found, last = await look(fake)
    assert [one.check for one in found] == ["Discord", "Discord intents", "Discord gateway"]
    assert (last.status, last.detail) == ("problem", "Discord answered 403")


async def test_a_bot_in_no_server_is_to_be_invited(fake: FakeDiscord) -> None:
    findings = await look(fake)
    (servers,) = about(findings, "servers")
    assert servers.status == "warning"
    assert "quizmaster discord invite" in servers.fix
    assert about(findings, "commands") + about(findings, "channel") == []


async def test_a_server_without_a_channel_gets_the_next_step(fake: FakeDiscord) -> None:
    fake.add_guild("Study Hall")
    (channel,) = about(await look(fake), "channel")
    assert channel.status == "warning"
    assert "/quiz settings" in channel.fix


async def test_unknown_channels_are_not_said_to_be_none(fake: FakeDiscord) -> None:
    fake.add_guild("Study Hall")
    assert about(await check_discord(SecretStr(fake.token), None), "channel") == []


async def test_a_server_that_refused_slash_commands_is_named(fake: FakeDiscord) -> None:
    fake.add_guild("Study Hall")
    fake.add_guild("Reading Club").without_commands_scope()
    (commands,) = about(await look(fake), "commands")
    assert commands.status == "problem"
    assert "Reading Club" in commands.detail
    assert "quizmaster discord invite" in commands.fix


@pytest.mark.parametrize("flag", FLAGS)
async def test_a_denied_permission_is_named_as_discord_names_it(
    fake: FakeDiscord, flag: str
) -> None:
    guild = fake.add_guild("Study Hall")
    channel = guild.add_channel("daily")
    channel.deny(discord.Permissions(**{flag: True}))
    (finding,) = about(await look(fake, set_up(channel.id, guild.id)), "channel")
    assert finding.status == "problem"
    assert finding.detail.endswith(f"the bot may not {permission_name('en', flag)}")


async def test_a_korean_channels_admin_reads_the_korean_name_too(fake: FakeDiscord) -> None:
    guild = fake.add_guild("스터디")
    channel = guild.add_channel("매일")
    channel.deny(discord.Permissions(attach_files=True))
    (finding,) = about(await look(fake, set_up(channel.id, guild.id, "ko")), "channel")
    assert finding.detail.endswith("Attach Files (파일 첨부)")


async def test_each_channel_is_looked_at_in_its_own_server(fake: FakeDiscord) -> None:
    guilds = [fake.add_guild(name) for name in ("One", "Two")]
    channels = [(guild, guild.add_channel("daily")) for guild in (*guilds, *guilds)]
    channels[1][1].deny(discord.Permissions(view_channel=True))
    known = [set_up(channel.id, guild.id) for guild, channel in channels]
    found = about(await look(fake, *known), "channel")
    assert sorted(statuses(found)) == ["ok", "ok", "ok", "problem"]
    assert ["in Two" in one.detail for one in found if one.status == "problem"] == [True]
    assert len([one for one in fake.requests if one.path.endswith("/channels")]) == len(guilds)


async def test_a_forum_takes_no_question(fake: FakeDiscord) -> None:
    guild = fake.add_guild("Study Hall")
    forum = guild.add_channel("daily", kind="forum")
    (finding,) = about(await look(fake, set_up(forum.id, guild.id)), "channel")
    assert finding.status == "problem"
    assert "takes no messages" in finding.detail


async def test_a_deleted_channel_and_a_lost_server_are_only_mentioned(fake: FakeDiscord) -> None:
    guild = fake.add_guild("Study Hall")
    deleted, lost = set_up(GONE, guild.id), set_up(GONE + 1, GONE + 2)
    found = about(await look(fake, deleted, lost), "channel")
    assert statuses(found) == ["warning", "warning"]
    assert {one.detail for one in found} == {
        "#daily in Study Hall was deleted",
        "#daily: the bot was removed from this server",
    }


async def test_direct_conversations_need_no_look(fake: FakeDiscord) -> None:
    fake.add_guild("Study Hall")
    direct = Channel(direct_id(5), WorkspaceId("discord:@me"), "Mina")
    (finding,) = about(await look(fake, direct), "channel")
    assert "none is set up yet" in finding.detail


# What is set in the developer portal


async def told(
    monkeypatch: pytest.MonkeyPatch, remaining: int = 999, **application: object
) -> list[Diagnosis]:
    """Look at a bot in no server, whose application differs from a plain one."""
    world = FakeDiscord().world
    call: Any = None
    limit = {"total": 1000, "remaining": remaining, "reset_after": 7_200_000, "max_concurrency": 1}
    app = FastAPI()
    app.get("/users/@me")(lambda: rest_world.me(world, call))
    app.get("/users/@me/guilds")(lambda: [])
    app.get("/oauth2/applications/@me")(lambda: rest_world.application(world, call) | application)
    app.get("/gateway/bot")(lambda: {"url": "ws://x", "shards": 2, "session_start_limit": limit})
    async with serving(app) as url:
        monkeypatch.setattr(Route, "BASE", url)
        return await check_discord(SecretStr("t"), [])


def problems(findings: list[Diagnosis]) -> list[Diagnosis]:
    return [finding for finding in findings if finding.status == "problem"]


async def test_no_intent_has_to_be_switched_on(monkeypatch: pytest.MonkeyPatch) -> None:
    (intents,) = about(await told(monkeypatch), "intents")
    assert (intents.status, intents.detail) == ("ok", "no privileged intent is needed")


@pytest.mark.parametrize(
    ("flag", "name"),
    [
        ("gateway_presence", "presence"),
        ("gateway_guild_members_limited", "server members"),
        ("gateway_message_content_limited", "message content"),
    ],
)
async def test_an_intent_that_is_on_does_no_harm(
    monkeypatch: pytest.MonkeyPatch, flag: str, name: str
) -> None:
    flags = discord.ApplicationFlags(**{flag: True}).value
    (intents,) = about(await told(monkeypatch, flags=flags), "intents")
    assert intents.status == "ok"
    assert f"{name} is on" in intents.detail


async def test_an_interactions_endpoint_takes_the_commands_away(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    address = "https://example.com/interactions"
    (finding,) = problems(await told(monkeypatch, interactions_endpoint_url=address))
    assert "Interactions Endpoint URL" in finding.fix


async def test_a_code_grant_keeps_the_bot_from_being_invited(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    (finding,) = problems(await told(monkeypatch, bot_require_code_grant=True))
    assert "OAuth2 Code Grant" in finding.fix


@pytest.mark.parametrize(
    ("remaining", "status"), [(50, "ok"), (49, "warning"), (2, "warning"), (1, "problem")]
)
async def test_connections_left_today(
    monkeypatch: pytest.MonkeyPatch, remaining: int, status: str
) -> None:
    (gateway,) = about(await told(monkeypatch, remaining=remaining), "gateway")
    assert gateway.status == status
    assert f"{remaining} of 1000" in gateway.detail
    assert ("2.0 hours" in gateway.fix) is (status != "ok")


# The command


async def quizmaster(
    folder: Path, fake: FakeDiscord, *words: str, token: str = ""
) -> tuple[int | None, str, str]:
    """Run a command beside the stand-in; return its exit code and what it printed."""
    settings = {"TOKEN": token or fake.token, "API_BASE": fake.api_base}
    ours = {f"QUIZMASTER_DISCORD_{key}": value for key, value in settings.items()}
    child = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "bot", *words),
        cwd=folder,
        env=os.environ | ours | {"PYTHONPATH": str(ROOT)},
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.PIPE,
    )
    out, err = await child.communicate()
    return child.returncode, out.decode(), err.decode()


async def keep(folder: Path, channel: Channel) -> None:
    async with Database(Settings(data_dir=folder / "data").database) as database:
        await upgrade(database)
        await SqlStore(database).save_channel(channel)


async def test_doctor_reads_the_channels_that_are_set_up(fake: FakeDiscord, tmp_path: Path) -> None:
    guild = fake.add_guild("Study Hall")
    channel = guild.add_channel("daily")
    await keep(tmp_path, set_up(channel.id, guild.id))
    code, out, err = await quizmaster(tmp_path, fake, "doctor")
    assert (code, err) == (0, "")
    assert "✓ Discord channel   #daily in Study Hall can be posted in" in out

    channel.deny(discord.Permissions(attach_files=True))
    code, out, err = await quizmaster(tmp_path, fake, "doctor")
    assert (code, err) == (1, "")
    assert "✗ Discord channel   #daily in Study Hall: the bot may not Attach Files" in out


async def test_doctor_never_prints_the_token(fake: FakeDiscord, tmp_path: Path) -> None:
    for token in (fake.token, "wrong-token"):
        for words in (["doctor"], ["doctor", "--json"]):
            _, out, err = await quizmaster(tmp_path, fake, *words, token=token)
            assert token not in out + err


async def test_doctor_only_looks(fake: FakeDiscord, tmp_path: Path) -> None:
    guild = fake.add_guild("Study Hall")
    await keep(tmp_path, set_up(guild.add_channel("daily").id, guild.id))
    await quizmaster(tmp_path, fake, "doctor")
    assert {request.method for request in fake.requests} == {"GET"}
    assert (fake.identifies, fake.violations) == (0, [])


async def test_invite_prints_the_link_of_the_tokens_own_application(
    fake: FakeDiscord, tmp_path: Path
) -> None:
    link = invite_url(int(fake.application_id))
    assert await quizmaster(tmp_path, fake, "discord", "invite") == (0, f"{link}\n", "")


async def test_invite_with_a_wrong_token_says_so_in_one_sentence(
    fake: FakeDiscord, tmp_path: Path
) -> None:
    code, out, err = await quizmaster(tmp_path, fake, "discord", "invite", token="wrong-token")
    assert (code, out, len(err.splitlines())) == (1, "", 1)
    assert "Reset Token" in err
    assert "wrong-token" not in err
