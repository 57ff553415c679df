"""The doctor's look at Discord and the invitation, against a stand-in."""

from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import discord
import pytest
from discord.http import Route
from fastapi import FastAPI
from pydantic import SecretStr

from bot.doctor.discord import check_discord
from bot.doctor.finding import Diagnosis
from bot.doctor.many import Pace
from bot.platforms.discord import endpoints
from bot.platforms.discord.access import FLAGS, permission_name
from bot.platforms.discord.endpoints import point_at
from bot.platforms.discord.identity import channel_id, direct_id, workspace_id
from bot.platforms.discord.invite import invite_url
from bot.quiz.model import Channel, WorkspaceId
from content.schema import Language
from tests.compute_doubles import serving
from tests.discord_fake import rest_world
from tests.discord_fake.server import FakeDiscord
from tests.unit.doctor import look as doctor
from tests.unit.doctor.look import NOWHERE, about, keep, only, says, statuses

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


async def test_a_bot_that_is_set_up_well_has_nothing_to_fix(fake: FakeDiscord) -> None:
    guild = fake.add_guild("Study Hall")
    findings = await look(fake, set_up(guild.add_channel("daily").id, guild.id))
    assert set(statuses(findings)) == {"ok"}
    assert "Study Hall" in only(findings, "Discord servers").detail
    assert only(findings, "Discord commands").detail == "allowed in Study Hall"
    assert "#daily in Study Hall" in only(findings, "Discord channel").detail


async def test_an_address_may_end_with_a_slash(fake: FakeDiscord) -> None:
    point_at(f"{fake.api_base}/", None)
    assert (await look(fake))[0].status == "ok"


async def test_without_a_token_discord_is_left_alone() -> None:
    assert says(only(await check_discord(None, [])), "ok", "docs/discord.md")


@pytest.mark.parametrize(
    ("token", "fix"), [("wrong-token", "Reset Token"), ("한글 토큰", ""), ("two\nlines", "")]
)
async def test_a_wrong_token_is_one_problem_and_not_repeated(
    fake: FakeDiscord, token: str, fix: str
) -> None:
    finding = only(await check_discord(SecretStr(token), []))
    assert says(finding, "problem", "token", fix)
    assert token not in str(finding)


async def test_discord_out_of_reach_is_one_problem(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Route, "BASE", NOWHERE)
    assert says(only(await check_discord(SecretStr("t"), [])), "problem", "cannot be reached")


async def test_something_else_in_discords_place_is_one_problem(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    app = FastAPI()
    app.get("/users/@me")(lambda: "please log in to this network")
    async with serving(app) as url:
        monkeypatch.setattr(Route, "BASE", url)
        assert says(only(await check_discord(SecretStr("t"), [])), "problem", "is not Discord")


async def test_a_discord_that_does_not_answer_is_one_problem(
    fake: FakeDiscord, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(endpoints, "VISIT_S", 0.0)
    found = await check_discord(SecretStr(fake.token), [], pace=Pace(all_s=0.0))
    assert says(only(found), "problem", "did not answer")


async def test_what_was_found_before_discord_went_away_is_kept(fake: FakeDiscord) -> None:
    fake.inject("GET", "/users/@me/guilds", 403)
    *found, last = await look(fake)
    assert [one.check for one in found] == ["Discord", "Discord intents", "Discord gateway"]
    assert (last.status, last.detail) == ("problem", "Discord answered 403")


async def test_a_bot_in_no_server_is_to_be_invited(fake: FakeDiscord) -> None:
    findings = await look(fake)
    assert says(only(findings, "Discord servers"), "warning", fix="quizmaster discord invite")
    assert about(findings, "Discord commands") + about(findings, "Discord channel") == []


async def test_a_server_that_refused_slash_commands_is_named(fake: FakeDiscord) -> None:
    fake.add_guild("Study Hall")
    fake.add_guild("Reading Club").without_commands_scope()
    fine, commands = about(await look(fake), "Discord commands")
    assert says(fine, "ok", "Study Hall")
    assert says(commands, "problem", "Reading Club", "quizmaster discord invite")


DIRECT = Channel(direct_id(5), WorkspaceId("discord:@me"), "Mina")


@pytest.mark.parametrize("channels", [[], [DIRECT]])
async def test_a_server_without_a_channel_gets_the_next_step(
    fake: FakeDiscord, channels: list[Channel]
) -> None:
    fake.add_guild("Study Hall")
    channel = only(await look(fake, *channels), "Discord channel")
    assert says(channel, "warning", "none is set up yet", "/quiz settings")


async def test_unknown_channels_are_not_said_to_be_none(fake: FakeDiscord) -> None:
    fake.add_guild("Study Hall")
    assert about(await check_discord(SecretStr(fake.token), None), "Discord channel") == []


@pytest.mark.parametrize("flag", FLAGS)
async def test_a_denied_permission_is_named_as_discord_names_it(
    fake: FakeDiscord, flag: str
) -> None:
    guild = fake.add_guild("Study Hall")
    channel = guild.add_channel("daily")
    channel.deny(discord.Permissions(**{flag: True}))
    finding = only(await look(fake, set_up(channel.id, guild.id)), "Discord channel")
    assert finding.status == "problem"
    assert finding.detail.endswith(f"the bot may not {permission_name('en', flag)}")


async def test_a_korean_channels_admin_reads_the_korean_name_too(fake: FakeDiscord) -> None:
    guild = fake.add_guild("스터디")
    channel = guild.add_channel("매일")
    channel.deny(discord.Permissions(attach_files=True))
    finding = only(await look(fake, set_up(channel.id, guild.id, "ko")), "Discord channel")
    assert finding.detail.endswith("Attach Files (파일 첨부)")


async def test_each_channel_is_looked_at_in_its_own_server(fake: FakeDiscord) -> None:
    guilds = [fake.add_guild(name) for name in ("One", "Two")]
    channels = [(guild, guild.add_channel("daily")) for guild in (*guilds, *guilds)]
    channels[1][1].deny(discord.Permissions(view_channel=True))
    known = [set_up(channel.id, guild.id) for guild, channel in channels]
    found = about(await look(fake, *known), "Discord channel")
    assert sorted(statuses(found)) == ["ok", "ok", "ok", "problem"]
    assert ["in Two" in one.detail for one in found if one.status == "problem"] == [True]
    assert len([one for one in fake.requests if one.path.endswith("/channels")]) == len(guilds)


async def test_a_forum_needs_no_right_to_start_threads(fake: FakeDiscord) -> None:
    guild = fake.add_guild("Study Hall")
    forum = guild.add_channel("daily", kind="forum")
    forum.deny(discord.Permissions(create_public_threads=True))
    finding = only(await look(fake, set_up(forum.id, guild.id)), "Discord channel")
    assert says(finding, "ok", "can be posted in")


@pytest.mark.parametrize(("moderated", "status"), [(False, "ok"), (True, "problem")])
async def test_a_forum_that_requires_a_tag_needs_one_for_all(
    fake: FakeDiscord, moderated: bool, status: str
) -> None:
    guild = fake.add_guild("Study Hall")
    forum = guild.add_channel("daily", kind="forum")
    forum.demand_tag(moderated=moderated)
    finding = only(await look(fake, set_up(forum.id, guild.id)), "Discord channel")
    assert finding.status == status


async def test_a_deleted_channel_and_a_lost_server_are_only_mentioned(fake: FakeDiscord) -> None:
    guild = fake.add_guild("Study Hall")
    deleted, lost = set_up(GONE, guild.id), set_up(GONE + 1, GONE + 2)
    found = about(await look(fake, deleted, lost), "Discord channel")
    assert {(one.status, one.detail) for one in found} == {
        ("warning", "#daily in Study Hall was deleted"),
        ("warning", "#daily: the bot was removed from this server"),
    }


@pytest.mark.parametrize("every", [False, True])
async def test_of_many_servers_only_what_is_wrong_is_listed_unless_all_is_asked_for(
    monkeypatch: pytest.MonkeyPatch, every: bool
) -> None:
    monkeypatch.setattr(Route, "BASE", Route.BASE)
    async with FakeDiscord(rate_limits=False) as fake:
        point_at(fake.api_base, None)
        guilds = [fake.add_guild(f"Server {number}") for number in range(201)]
        broken, silent = guilds[3], guilds[200]
        channel = broken.add_channel("daily")
        broken.other_roles.append({"id": "1"})
        fake.inject("GET", f"/guilds/{silent.id}/commands", hang=True)
        known = [set_up(channel.id, broken.id)]
        token = SecretStr(fake.token)
        found = await check_discord(token, known, every, Pace(each_s=2.0))
    (summary, *_), wrong = about(found, "Discord servers"), [o for o in found if o.status != "ok"]
    assert summary.detail == "199 of 201 servers are fine"
    assert {one.detail for one in wrong} == {
        "Server 3 could not be read (KeyError)",
        "Server 200: no answer within 2 seconds",
    }
    assert len(about(found, "Discord commands")) == (199 if every else 0)


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


@pytest.mark.parametrize(
    ("flags", "detail"),
    [
        ({}, "no privileged intent is needed"),
        ({"gateway_presence": True}, "presence is on"),
        ({"gateway_guild_members_limited": True}, "server members is on"),
        ({"gateway_message_content_limited": True}, "message content is on"),
    ],
)
async def test_no_intent_has_to_be_switched_on_and_one_that_is_on_does_no_harm(
    monkeypatch: pytest.MonkeyPatch, flags: dict[str, bool], detail: str
) -> None:
    findings = await told(monkeypatch, flags=discord.ApplicationFlags(**flags).value)
    assert says(only(findings, "Discord intents"), "ok", detail)


@pytest.mark.parametrize(
    ("application", "fix"),
    [
        ({"interactions_endpoint_url": "https://example.com/x"}, "Interactions Endpoint URL"),
        ({"bot_require_code_grant": True}, "OAuth2 Code Grant"),
    ],
)
async def test_what_takes_commands_or_invitations_away_is_a_problem(
    monkeypatch: pytest.MonkeyPatch, application: dict[str, object], fix: str
) -> None:
    findings = await told(monkeypatch, **application)
    assert fix in only([one for one in findings if one.status == "problem"]).fix


@pytest.mark.parametrize(
    ("remaining", "status"), [(50, "ok"), (49, "warning"), (2, "warning"), (1, "problem")]
)
async def test_connections_left_today(
    monkeypatch: pytest.MonkeyPatch, remaining: int, status: str
) -> None:
    gateway = only(await told(monkeypatch, remaining=remaining), "Discord gateway")
    assert says(gateway, status, f"{remaining} of 1000")
    assert ("2.0 hours" in gateway.fix) is (status != "ok")


# The command


async def quizmaster(fake: FakeDiscord, *words: str, token: str = "") -> tuple[int, str, str]:
    given = {"discord_token": token or fake.token, "discord_api_base": fake.api_base}
    return await doctor.quizmaster(*words, **given)


async def test_doctor_reads_the_channels_that_are_set_up_and_only_looks(
    fake: FakeDiscord, here: Path
) -> None:
    guild = fake.add_guild("Study Hall")
    channel = guild.add_channel("daily")
    await keep(here, set_up(channel.id, guild.id))
    code, out, err = await quizmaster(fake, "doctor")
    assert (code, err) == (0, "")
    assert "✓ Discord channel   #daily in Study Hall can be posted in" in out

    channel.deny(discord.Permissions(attach_files=True))
    code, out, err = await quizmaster(fake, "doctor")
    assert (code, err) == (1, "")
    assert "✗ Discord channel   #daily in Study Hall: the bot may not Attach Files" in out
    assert {request.method for request in fake.requests} == {"GET"}
    assert (fake.identifies, fake.violations) == (0, [])


@pytest.mark.parametrize("words", [["doctor"], ["doctor", "--json"]])
@pytest.mark.parametrize("token", ["", "wrong-token"])
async def test_doctor_never_prints_the_token(
    fake: FakeDiscord, words: list[str], token: str
) -> None:
    _, out, err = await quizmaster(fake, *words, token=token)
    assert (token or fake.token) not in out + err


async def test_invite_prints_the_link_of_the_tokens_own_application(fake: FakeDiscord) -> None:
    link = invite_url(int(fake.application_id))
    assert await quizmaster(fake, "discord", "invite") == (0, f"{link}\n", "")


async def test_invite_with_a_wrong_token_says_so_in_one_sentence(fake: FakeDiscord) -> None:
    code, out, err = await quizmaster(fake, "discord", "invite", token="wrong-token")
    assert (code, out, len(err.splitlines())) == (1, "", 1)
    assert "Reset Token" in err
    assert "wrong-token" not in err
