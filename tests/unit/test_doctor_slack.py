"""The doctor's look at Slack, against a stand-in for its Web API."""

import asyncio
import json
import os
import sys
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
from aiohttp import web
from slack_sdk.oauth.installation_store import Bot, Installation

from bot.app.config import Settings
from bot.doctor import slack
from bot.doctor.finding import Diagnosis
from bot.doctor.settings import read_settings
from bot.doctor.slack import check_slack
from bot.platforms.slack.identity import channel_id, workspace_id
from bot.platforms.slack.scopes import SCOPES
from bot.quiz.model import Channel
from bot.store.engine import Database
from bot.store.migrate import upgrade
from bot.store.slack import installation_store
from bot.store.sql_store import SqlStore

ROOT = Path(__file__).resolve().parents[2]
NOWHERE = "http://127.0.0.1:9/api/"
BOT, APP = "xoxb-1-2-hunter2", "xapp-1-A1-3-hunter2"
SIGNING, CLIENT_ID, CLIENT_SECRET = "0123456789abcdef" * 2, "1.2", "hunter2"
SOCKET = {"slack_bot_token": BOT, "slack_app_token": APP}
HTTP = {"slack_bot_token": BOT, "slack_signing_secret": SIGNING}
INSTALL = {
    "slack_client_id": CLIENT_ID,
    "slack_client_secret": CLIENT_SECRET,
    "slack_signing_secret": SIGNING,
}
HERE = "https://quiz.example.com"

Json = dict[str, Any]


@dataclass
class StandIn:
    """A Web API that says what it is told to; `replies` are by method, or by method and channel."""

    url: str = ""
    scopes: str = ",".join(SCOPES)
    replies: Json = field(default_factory=dict)
    teams: Mapping[str, tuple[str, str]] = field(default_factory=lambda: {BOT: ("T1", "Study")})
    asked: list[str] = field(default_factory=list)

    def refuse(self, method: str, error: str) -> None:
        self.replies[method] = {"ok": False, "error": error}

    def place(self, channel: str, **about: bool) -> None:
        told = {"id": channel, "is_member": True, "is_archived": False, **about}
        self.replies[f"conversations.info {channel}"] = {"ok": True, "channel": told}

    async def answer(self, request: web.Request) -> web.Response:
        method, query = request.match_info["method"], {**request.query, **await request.post()}
        token = request.headers["Authorization"].removeprefix("Bearer ")
        key = f"{method} {query['channel']}" if "channel" in query else method
        self.asked.append(key)
        assert token in self.teams or token == APP
        said = self.replies.get(key) or self._usual(method, token)
        return web.json_response(said, headers={"X-OAuth-Scopes": self.scopes})

    def _usual(self, method: str, token: str) -> Json:
        if method == "auth.test":
            team, name = self.teams[token]
            me = {"user": "quizmaster", "bot_id": "B1", "team_id": team, "team": name}
            return {"ok": True, **me}
        if method == "bots.info":
            return {"ok": True, "bot": {"id": "B1", "app_id": "A1"}}
        if method == "apps.connections.open" and token == APP:
            return {"ok": True, "url": "wss://example.com"}
        return {"ok": False, "error": "channel_not_found"}


@asynccontextmanager
async def serving(answer: Any) -> AsyncIterator[str]:
    app = web.Application()
    app.router.add_route("*", "/api/{method}", answer)
    runner = web.AppRunner(app, shutdown_timeout=0.1)
    await runner.setup()
    try:
        await web.TCPSite(runner, "127.0.0.1", 0).start()
        yield f"http://127.0.0.1:{runner.addresses[0][1]}/api/"
    finally:
        await runner.cleanup()


@pytest.fixture(autouse=True)
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Run in a folder of its own, without settings from outside."""
    monkeypatch.chdir(tmp_path)
    for name in [name for name in os.environ if name.startswith("QUIZMASTER_")]:
        monkeypatch.delenv(name)
    return tmp_path


@pytest.fixture
async def api() -> AsyncIterator[StandIn]:
    stand_in = StandIn()
    async with serving(stand_in.answer) as stand_in.url:
        yield stand_in


def set_up(channel: str = "C1", team: str = "T1") -> Channel:
    return Channel(channel_id(team, channel), workspace_id(team), "daily")


async def look(api: StandIn, *channels: Channel, **given: Any) -> list[Diagnosis]:
    settings = Settings(slack_api_base=api.url, **(given or SOCKET))
    return await check_slack(settings, channels)


async def told(**given: Any) -> Diagnosis:
    """Return the one thing that is said about settings, without asking anybody."""
    (finding,) = await check_slack(Settings(slack_api_base=NOWHERE, **given), [])
    return finding


def about(findings: list[Diagnosis], check: str) -> list[Diagnosis]:
    return [finding for finding in findings if finding.check == f"Slack {check}".strip()]


def statuses(findings: list[Diagnosis]) -> list[str]:
    return [finding.status for finding in findings]


# What is set


async def test_without_settings_slack_is_left_alone() -> None:
    finding = await told()
    assert finding.status == "ok"
    assert "docs/slack.md" in finding.detail


@pytest.mark.parametrize(
    ("given", "detail", "fix"),
    [
        ({"slack_bot_token": BOT}, "bot token alone", "QUIZMASTER_SLACK_APP_TOKEN"),
        ({"slack_bot_token": BOT, "slack_client_id": "1.2"}, "bot token alone", "SIGNING_SECRET"),
        ({"slack_app_token": APP}, "QUIZMASTER_SLACK_BOT_TOKEN is missing", "Bot User OAuth Token"),
        ({"slack_app_token": APP, "slack_signing_secret": SIGNING}, "BOT_TOKEN is", "OAuth"),
        ({"slack_signing_secret": SIGNING}, "SIGNING_SECRET alone", "SLACK_CLIENT_ID"),
        ({"slack_client_id": "1.2"}, "CLIENT_SECRET and QUIZMASTER_SLACK_SIGNING", "Client Secret"),
        (
            {"slack_client_id": "1.2", "slack_client_secret": "s"},
            "QUIZMASTER_SLACK_SIGNING_SECRET",
            "Basic Information, Signing Secret",
        ),
    ],
)
async def test_half_of_what_slack_takes_names_the_other_half(
    given: Json, detail: str, fix: str
) -> None:
    finding = await told(**given)
    assert finding.status == "problem"
    assert detail in finding.detail
    assert fix in finding.fix


@pytest.mark.parametrize(
    ("token", "kind"),
    [
        ("xapp-1-A1-hunter2", "app-level token, which belongs in QUIZMASTER_SLACK_APP_TOKEN"),
        ("xoxp-hunter2", "a person's token"),
        ("xoxe.xoxb-1-hunter2", "token rotation"),
        ("hunter2", "no token"),
        ("xoxb-hunter2 한글", "no token"),
        ("xoxb-hunter2\nX-Other: 1", "no token"),
    ],
)
async def test_a_bot_token_of_another_kind_is_told_apart(token: str, kind: str) -> None:
    finding = await told(slack_bot_token=token, slack_app_token=APP)
    assert finding.status == "problem"
    assert kind in finding.detail
    assert "xoxb-" in finding.fix
    assert "hunter2" not in str(finding)


async def test_swapped_tokens_are_two_problems() -> None:
    settings = Settings(slack_bot_token=APP, slack_app_token=BOT)
    bot, app = await check_slack(settings, [])
    assert "belongs in QUIZMASTER_SLACK_APP_TOKEN" in bot.detail
    assert "belongs in QUIZMASTER_SLACK_BOT_TOKEN" in app.detail


@pytest.mark.parametrize(
    ("given", "name"),
    [
        (HTTP | {"slack_signing_secret": "hunter2"}, "QUIZMASTER_SLACK_SIGNING_SECRET"),
        (INSTALL | {"slack_signing_secret": BOT}, "QUIZMASTER_SLACK_SIGNING_SECRET"),
        (INSTALL | {"slack_client_id": "A0123HUNTER2"}, "QUIZMASTER_SLACK_CLIENT_ID"),
    ],
)
async def test_what_cannot_be_right_is_named(given: Json, name: str) -> None:
    *_, finding = [f for f in await check_slack(Settings(**given), []) if f.status == "problem"]
    assert name in finding.detail
    assert "Basic Information" in finding.fix
    assert "hunter2" not in str(finding).lower()


async def test_only_what_is_missing_is_named() -> None:
    finding = await told(slack_client_id="1.2", slack_signing_secret=SIGNING)
    assert finding.detail == "several workspaces also take QUIZMASTER_SLACK_CLIENT_SECRET"


@pytest.mark.parametrize("given", [SOCKET | INSTALL, HTTP | INSTALL])
async def test_a_client_id_beside_a_bot_token_does_nothing(api: StandIn, given: Json) -> None:
    (finding,) = [one for one in about(await look(api, **given), "") if one.status != "ok"]
    assert finding.status == "warning"
    assert "QUIZMASTER_SLACK_CLIENT_ID does nothing" in finding.detail


@pytest.mark.parametrize("name", ["BOT_TOKEN", "APP_TOKEN", "SIGNING_SECRET", "CLIENT_SECRET"])
def test_the_names_of_slacks_own_guides_lack_a_word(here: Path, name: str) -> None:
    (here / ".env").write_text(f"SLACK_{name}=hunter2\n")
    _, (_, finding) = read_settings()
    assert finding.status == "warning"
    assert f"SLACK_{name} in .env" in finding.detail
    assert finding.fix == f"did you mean QUIZMASTER_SLACK_{name}?"


async def test_requests_have_an_address(api: StandIn) -> None:
    (finding,) = about(await look(api, **HTTP, public_url=HERE, port=8081), "requests")
    assert finding.status == "ok"
    assert finding.detail.startswith(f"{HERE}/slack/events has to lead to port 8081")
    (finding,) = about(await look(api, **HTTP), "requests")
    assert finding.detail.startswith("https://YOUR-ADDRESS/slack/events")


async def test_an_address_slack_does_not_call_is_a_problem() -> None:
    settings = Settings(**HTTP, public_url="http://quiz.example.com", slack_api_base=NOWHERE)
    (finding,) = await check_slack(settings, [])
    assert (finding.check, finding.status) == ("Slack requests", "problem")
    assert "QUIZMASTER_PUBLIC_URL" in finding.fix


# The bot behind the token


async def test_a_bot_that_is_set_up_well_has_nothing_to_fix(api: StandIn) -> None:
    api.place("C1")
    findings = await look(api, set_up())
    assert [(one.check, one.status) for one in findings] == [
        ("Slack", "ok"),
        ("Slack scopes", "ok"),
        ("Slack channel", "ok"),
        ("Slack Socket Mode", "ok"),
    ]
    assert "@quizmaster in Study" in findings[0].detail


async def test_only_looks(api: StandIn) -> None:
    api.place("C1")
    await look(api, set_up())
    assert api.asked == [
        "auth.test",
        "conversations.info C1",
        "apps.connections.open",
        "bots.info",
    ]


@pytest.mark.parametrize("error", ["invalid_auth", "account_inactive", "token_revoked"])
async def test_a_token_that_is_not_accepted_is_a_problem(api: StandIn, error: str) -> None:
    api.refuse("auth.test", error)
    bot, socket = await look(api, set_up())
    assert (bot.status, socket.status) == ("problem", "ok")
    assert error in bot.detail
    assert "Bot User OAuth Token" in bot.fix
    assert "hunter2" not in str(bot)


@pytest.mark.parametrize("lost", SCOPES)
async def test_a_missing_scope_is_named_with_what_it_is_for(api: StandIn, lost: str) -> None:
    api.scopes = ", ".join(scope for scope in (*SCOPES, "more") if scope != lost)
    (finding,) = about(await look(api), "scopes")
    assert finding.status == "problem"
    assert f"{lost} (to " in finding.detail or f"{lost} (the same" in finding.detail
    assert finding.detail.count("(") == 1
    assert "`quizmaster slack manifest`" in finding.fix
    assert "reinstall" in finding.fix


async def test_a_new_manifest_keeps_the_address(api: StandIn) -> None:
    api.scopes = ""
    (finding,) = about(await look(api, **HTTP, public_url=HERE), "scopes")
    assert f"`quizmaster slack manifest --url {HERE}`" in finding.fix


async def test_slack_out_of_reach_is_one_warning() -> None:
    finding = await told(**SOCKET)
    assert finding.status == "warning"
    assert "cannot be reached" in finding.detail


async def test_a_slack_that_does_not_answer_is_one_warning(monkeypatch: pytest.MonkeyPatch) -> None:
    async def hang(_: web.Request) -> web.Response:
        await asyncio.Event().wait()
        raise AssertionError("unreachable")

    monkeypatch.setattr(slack, "DEADLINE_S", 0.05)
    async with serving(hang) as url:
        (finding,) = await check_slack(Settings(slack_api_base=url, **SOCKET), [])
    assert finding.status == "warning"
    assert "not all was answered" in finding.detail


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("<p>please log in to this network", "text/html"),
        ("please log in", "text/plain"),
        ("[1]", "application/json"),
        ("{", "application/json"),
        ("{}", "application/json"),
    ],
)
async def test_something_else_in_slacks_place_is_one_warning(text: str, kind: str) -> None:
    async def answer(_: web.Request) -> web.Response:
        return web.Response(text=text, content_type=kind)

    async with serving(answer) as url:
        (finding,) = await check_slack(Settings(slack_api_base=url, **SOCKET), [])
    assert (finding.status, finding.detail) == ("warning", "what answers is not Slack")


@pytest.mark.parametrize(
    ("status", "detail"), [(503, "what answers is not Slack"), (429, "Slack is busy (ratelimited)")]
)
async def test_a_proxys_line_of_text_is_one_warning(status: int, detail: str) -> None:
    async def answer(_: web.Request) -> web.Response:
        return web.Response(status=status, text="upstream connect error")

    async with serving(answer) as url:
        (finding,) = await check_slack(Settings(slack_api_base=url, **SOCKET), [])
    assert (finding.status, finding.detail) == ("warning", detail)


async def test_what_was_found_before_slack_went_away_is_kept(api: StandIn) -> None:
    api.refuse("conversations.info C1", "ratelimited")
    *found, last = await look(api, set_up())
    assert [one.check for one in found] == ["Slack", "Slack scopes"]
    assert (last.status, last.detail) == ("warning", "Slack is busy (ratelimited)")


# Socket Mode


@pytest.mark.parametrize(
    ("error", "detail", "fix"),
    [
        ("missing_scope", "lacks connections:write", "connections:write"),
        ("invalid_auth", "does not accept the app-level token", "App-Level Tokens"),
        ("token_revoked", "does not accept the app-level token", "App-Level Tokens"),
        ("whatever_slack_calls_it", "opens no connection", "Enable Socket Mode"),
    ],
)
async def test_a_socket_that_would_not_open_says_why(
    api: StandIn, error: str, detail: str, fix: str
) -> None:
    api.refuse("apps.connections.open", error)
    (finding,) = about(await look(api), "Socket Mode")
    assert finding.status == "problem"
    assert detail in finding.detail
    assert fix in finding.fix


async def test_tokens_of_two_apps_are_noticed(api: StandIn) -> None:
    api.replies["bots.info"] = {"ok": True, "bot": {"app_id": "A2"}}
    (finding,) = about(await look(api), "Socket Mode")
    assert finding.status == "problem"
    assert "two different apps" in finding.detail


async def test_an_unknown_app_is_no_other_app(api: StandIn) -> None:
    api.refuse("bots.info", "missing_scope")
    assert statuses(about(await look(api), "Socket Mode")) == ["ok"]


async def test_requests_need_no_socket(api: StandIn) -> None:
    assert about(await look(api, **HTTP), "Socket Mode") == []
    assert "apps.connections.open" not in api.asked


# Channels


async def channel_of(api: StandIn, *channels: Channel) -> Diagnosis:
    (finding,) = about(await look(api, *(channels or (set_up(),))), "channel")
    return finding


async def test_no_channel_yet_gets_the_next_step(api: StandIn) -> None:
    (finding,) = about(await look(api), "channel")
    assert finding.status == "warning"
    assert "/quiz settings" in finding.fix


async def test_unknown_channels_are_not_said_to_be_none(api: StandIn) -> None:
    findings = await check_slack(Settings(slack_api_base=api.url, **SOCKET), None)
    assert about(findings, "channel") == []


async def test_a_channel_the_bot_is_not_in_wants_an_invitation(api: StandIn) -> None:
    api.place("C1", is_member=False)
    finding = await channel_of(api)
    assert finding.status == "warning"
    assert finding.detail.startswith("#daily in Study")
    assert "/invite @quizmaster" in finding.fix


async def test_an_archived_channel_is_mentioned(api: StandIn) -> None:
    api.place("C1", is_member=False, is_archived=True)
    finding = await channel_of(api)
    assert (finding.status, finding.detail) == ("warning", "#daily in Study is archived")


async def test_a_channel_slack_does_not_show_may_be_private(api: StandIn) -> None:
    finding = await channel_of(api)
    assert finding.status == "warning"
    assert "private" in finding.detail
    assert "/invite @quizmaster" in finding.fix
    assert "/quiz settings" in finding.fix


async def test_a_channel_that_cannot_be_looked_at_is_a_problem(api: StandIn) -> None:
    api.refuse("conversations.info C1", "missing_scope")
    finding = await channel_of(api)
    assert finding.status == "problem"
    assert "missing_scope" in finding.detail


async def test_a_channel_of_another_workspace_is_mentioned(api: StandIn) -> None:
    api.place("C1")
    finding = await channel_of(api, set_up(team="T2"))
    assert finding.status == "warning"
    assert "conversations.info C1" not in api.asked


async def test_direct_conversations_need_no_look(api: StandIn) -> None:
    finding = await channel_of(api, set_up("D1"))
    assert "none is set up yet" in finding.detail


async def test_not_every_channel_is_asked_about(
    api: StandIn, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(slack, "MAX_ASKED", 2)
    for name in ("C1", "C2", "C3"):
        api.place(name)
    found = about(await look(api, *map(set_up, ("C1", "C2", "C3"))), "channel")
    assert [one.detail for one in found][2:] == ["1 more were not looked at"]


# Several workspaces


def bot(team: str, token: str, name: str = "Study") -> Bot:
    return Bot(
        team_id=team,
        team_name=name,
        bot_token=token,
        bot_id="B1",
        bot_user_id="U1",
        installed_at=1.0,
    )


async def look_everywhere(
    api: StandIn, bots: list[Bot] | None, *channels: Channel
) -> list[Diagnosis]:
    api.teams = {"xoxb-1": ("T1", "Study"), "xoxb-2": ("T2", "Reading")}
    settings = Settings(slack_api_base=api.url, public_url=HERE, **INSTALL)
    return await check_slack(settings, channels, bots)


async def test_every_workspace_is_looked_at_with_its_own_token(api: StandIn) -> None:
    api.place("C1")
    api.place("C2", is_archived=True)
    bots = [bot("T1", "xoxb-1"), bot("T2", "xoxb-2")]
    found = await look_everywhere(api, bots, set_up("C1", "T1"), set_up("C2", "T2"))
    assert [one.detail for one in about(found, "")] == [
        "installed as @quizmaster in Study",
        "installed as @quizmaster in Reading",
    ]
    assert [one.detail for one in about(found, "channel")] == [
        "#daily in Study can be posted in",
        "#daily in Reading is archived",
    ]
    assert api.asked.count("conversations.info C1") == 1


async def test_the_first_workspace_has_to_install_the_app(api: StandIn) -> None:
    (finding,) = about(await look_everywhere(api, []), "")
    assert finding.status == "warning"
    assert f"{HERE}/slack/install" in finding.fix


async def test_unknown_workspaces_are_not_said_to_be_none(api: StandIn) -> None:
    assert about(await look_everywhere(api, None, set_up()), "") == []


async def test_a_workspace_that_removed_the_app_is_only_mentioned(api: StandIn) -> None:
    api.refuse("auth.test", "account_inactive")
    found = await look_everywhere(api, [bot("T1", "xoxb-1")], set_up(), set_up(team="T3"))
    assert statuses(found) == ["ok", "warning", "warning"]
    assert found[1].detail == "Study does not let the bot in (account_inactive)"
    assert f"{HERE}/slack/install" in found[1].fix
    assert found[2].check == "Slack channel"


async def test_a_workspace_that_lacks_a_scope_installs_again(api: StandIn) -> None:
    api.scopes = ",".join(set(SCOPES) - {"files:write"})
    (finding,) = about(await look_everywhere(api, [bot("T2", "xoxb-2")]), "scopes")
    assert finding.status == "problem"
    assert finding.detail.startswith("Reading has not allowed files:write")
    assert f"{HERE}/slack/install" in finding.fix


async def test_not_every_workspace_is_asked(api: StandIn, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(slack, "MAX_ASKED", 1)
    bots = [bot("T1", "xoxb-1"), bot("T2", "xoxb-2")]
    found = await look_everywhere(api, bots)
    assert about(found, "")[1].detail == "1 more workspaces were not looked at"


# The command


async def doctor(folder: Path, *words: str, **given: Any) -> tuple[int | None, str, str]:
    ours = {f"QUIZMASTER_{key.upper()}": str(value) for key, value in given.items()}
    child = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "bot", "doctor", *words),
        cwd=folder,
        env=os.environ | {"PYTHONPATH": str(ROOT), "QUIZMASTER_PORT": "0"} | ours,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.PIPE,
    )
    out, err = await child.communicate()
    return child.returncode, out.decode(), err.decode()


async def test_doctor_reads_the_channels_and_workspaces_of_the_store(
    api: StandIn, here: Path
) -> None:
    api.teams = {"xoxb-1": ("T1", "Study")}
    api.place("C1")
    async with Database(Settings(data_dir=here / "data").database) as database:
        await upgrade(database)
        await SqlStore(database).save_channel(set_up())
        installed = Installation(
            app_id="A1", team_id="T1", team_name="Study", bot_token="xoxb-1", user_id="U1"
        )
        await installation_store(database, CLIENT_ID).async_save(installed)
    code, out, err = await doctor(here, slack_api_base=api.url, **INSTALL)
    assert (code, err) == (0, ""), out
    assert "✓ Slack             installed as @quizmaster in Study" in out
    assert "✓ Slack channel     #daily in Study can be posted in" in out


@pytest.mark.parametrize("words", [(), ("--json",)])
async def test_doctor_never_prints_a_secret(
    api: StandIn, here: Path, words: tuple[str, ...]
) -> None:
    given = {**SOCKET, **INSTALL, "slack_client_secret": "hunter2"}
    _, out, err = await doctor(here, *words, slack_api_base=api.url, **given)
    api.refuse("auth.test", "invalid_auth")
    _, more, errors = await doctor(here, *words, slack_api_base=api.url, **given)
    assert "Slack" in out
    assert "hunter2" not in out + err + more + errors
    assert SIGNING not in out + err + more + errors


async def test_doctor_with_json_tells_of_slack(api: StandIn, here: Path) -> None:
    code, out, _ = await doctor(here, "--json", slack_api_base=api.url, slack_app_token=APP)
    assert code == 1
    problems = [one for one in json.loads(out) if one["status"] == "problem"]
    assert "Slack" in {one["check"] for one in problems}
