"""The doctor's look at Discord, against a stand-in."""

from collections.abc import AsyncIterator

import discord
import pytest
from discord.http import Route
from fastapi import FastAPI
from pydantic import SecretStr

from bot.checkups.discord import check_discord
from bot.checkups.finding import Finding
from bot.platforms.discord import endpoints
from bot.platforms.discord.access import FLAGS, permission_name
from bot.platforms.discord.endpoints import point_at
from bot.platforms.discord.identity import channel_id, direct_id, workspace_id
from bot.quiz.model import Channel, WorkspaceId
from content.schema import Language
from tests.compute_doubles import serving
from tests.discord_fake.server import FakeDiscord

GONE = 999


@pytest.fixture
async def fake(monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[FakeDiscord]:
    monkeypatch.setattr(Route, "BASE", Route.BASE)
    async with FakeDiscord() as server:
        point_at(server.api_base, None)
        yield server


def set_up(channel: int, guild: int, language: Language = "en") -> Channel:
    return Channel(channel_id(channel), workspace_id(guild), "daily", language)


async def look(fake: FakeDiscord, *channels: Channel) -> list[Finding]:
    return await check_discord(SecretStr(fake.token), channels)


def about(findings: list[Finding], check: str) -> list[Finding]:
    return [finding for finding in findings if finding.check == f"Discord {check}"]


def statuses(findings: list[Finding]) -> list[str]:
    return [finding.status for finding in findings]


async def test_a_bot_that_is_set_up_well_has_nothing_to_fix(fake: FakeDiscord) -> None:
    guild = fake.add_guild("Study Hall")
    channel = guild.add_channel("daily")
    findings = await look(fake, set_up(channel.id, guild.id))
    assert set(statuses(findings)) == {"ok"}
    assert "Study Hall" in about(findings, "servers")[0].detail
    assert "#daily in Study Hall" in about(findings, "channel")[0].detail


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
