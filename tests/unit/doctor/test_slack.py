"""The doctor's look at Slack, against a stand-in for its Web API."""

import asyncio
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, cast

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
from bot.store.encryption import Cipher
from bot.store.engine import Database
from bot.store.slack import installation_store
from tests.unit.doctor.look import NOWHERE, about, keep, only, quizmaster, says, statuses

BOT, APP = "xoxb-1-2-hunter2", "xapp-1-A1-3-hunter2"
KEY = "K" * 42 + "0="
SIGNING, CLIENT_ID = "0123456789abcdef" * 2, "1.2"
SOCKET = {"slack_bot_token": BOT, "slack_app_token": APP}
HTTP = {"slack_bot_token": BOT, "slack_signing_secret": SIGNING}
CLIENT = {"slack_client_id": CLIENT_ID, "slack_client_secret": "hunter2"}
INSTALL = CLIENT | {"slack_signing_secret": SIGNING}
HERE = "https://quiz.example.com"

Json = dict[str, Any]


def refused(error: str) -> Json:
    return {"ok": False, "error": error}


def place(**about: bool) -> Json:
    return {"ok": True, "channel": {"is_member": True, "is_archived": False, **about}}


@dataclass
class StandIn:
    """A Web API that says what it is told to; `replies` are by method, or by method and channel."""

    url: str = ""
    scopes: str = ",".join(SCOPES)
    replies: Json = field(default_factory=lambda: {"conversations.info C1": place()})
    teams: Mapping[str, tuple[str, str]] = field(default_factory=lambda: {BOT: ("T1", "Study")})
    asked: list[str] = field(default_factory=list)

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
        return refused("channel_not_found")


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


async def told(url: str = f"{NOWHERE}/api/", **given: Any) -> list[Diagnosis]:
    return await check_slack(Settings(slack_api_base=url, **given), [])


# What is set


async def test_without_settings_slack_is_left_alone() -> None:
    assert says(only(await told()), "ok", "docs/slack.md")


BOT_ALONE, WRONG = "the bot token alone", "Basic Information"
WRONG_TOKEN = "it takes the one that begins with xoxb-"


@pytest.mark.parametrize(
    ("given", "detail", "fix"),
    [
        ({"slack_bot_token": BOT}, BOT_ALONE, "QUIZMASTER_SLACK_APP_TOKEN"),
        ({"slack_bot_token": BOT, "slack_client_id": "1.2"}, BOT_ALONE, "SIGNING_SECRET"),
        ({"slack_app_token": APP}, "QUIZMASTER_SLACK_BOT_TOKEN is missing", "Bot User OAuth Token"),
        ({"slack_app_token": APP, "slack_signing_secret": SIGNING}, "BOT_TOKEN is", "OAuth"),
        ({"slack_signing_secret": SIGNING}, "SIGNING_SECRET alone", "SLACK_CLIENT_ID"),
        ({"slack_client_id": "1.2"}, "CLIENT_SECRET and QUIZMASTER_SLACK_SIGNING", "Client Secret"),
        (CLIENT, "take QUIZMASTER_SLACK_SIGNING_SECRET", "app: Basic Information, Signing Secret"),
        (SOCKET | {"slack_bot_token": APP}, "which belongs in QUIZMASTER_SLACK_APP", WRONG_TOKEN),
        (SOCKET | {"slack_app_token": BOT}, "which belongs in QUIZMASTER_SLACK_BOT", "xapp-"),
        (SOCKET | {"slack_bot_token": "xoxp-hunter2"}, "a person's token", WRONG_TOKEN),
        (SOCKET | {"slack_bot_token": "xoxe.xoxb-1-hunter2"}, "token rotation", WRONG_TOKEN),
        (SOCKET | {"slack_bot_token": "hunter2"}, "no token", WRONG_TOKEN),
        (SOCKET | {"slack_bot_token": "xoxb-hunter2 한글"}, "no token", WRONG_TOKEN),
        (SOCKET | {"slack_bot_token": "xoxb-hunter2\nX-Other: 1"}, "no token", WRONG_TOKEN),
        (HTTP | {"slack_signing_secret": "hunter2"}, "QUIZMASTER_SLACK_SIGNING_SECRET", WRONG),
        (INSTALL | {"slack_signing_secret": BOT}, "QUIZMASTER_SLACK_SIGNING_SECRET", WRONG),
        (INSTALL | {"slack_client_id": "A0123HUNTER2"}, "QUIZMASTER_SLACK_CLIENT_ID", WRONG),
        (HTTP | {"public_url": "http://quiz.example.com"}, "https", "QUIZMASTER_PUBLIC_URL"),
    ],
)
async def test_what_is_missing_or_cannot_be_right_is_named_and_no_secret_told(
    given: Json, detail: str, fix: str
) -> None:
    findings = await told(**given)
    (finding,) = [one for one in findings if one.status == "problem"]
    assert says(finding, "problem", detail, fix)
    assert "hunter2" not in str(findings).lower()


async def test_swapped_tokens_are_two_problems() -> None:
    swapped = await told(slack_bot_token=APP, slack_app_token=BOT)
    assert statuses(swapped) == ["problem", "problem"]


async def test_only_what_is_missing_is_named() -> None:
    finding = only(await told(slack_client_id="1.2", slack_signing_secret=SIGNING))
    assert finding.detail == "several workspaces also take QUIZMASTER_SLACK_CLIENT_SECRET"


@pytest.mark.parametrize("given", [SOCKET | INSTALL, HTTP | INSTALL])
async def test_a_client_id_beside_a_bot_token_does_nothing(api: StandIn, given: Json) -> None:
    (finding,) = [one for one in about(await look(api, **given), "Slack") if one.status != "ok"]
    assert says(finding, "warning", "QUIZMASTER_SLACK_CLIENT_ID does nothing")


@pytest.mark.parametrize("name", ["BOT_TOKEN", "APP_TOKEN", "SIGNING_SECRET", "CLIENT_SECRET"])
def test_the_names_of_slacks_own_guides_lack_a_word(here: Path, name: str) -> None:
    (here / ".env").write_text(f"SLACK_{name}=hunter2\n")
    _, (_, finding) = read_settings()
    assert says(finding, "warning", f"SLACK_{name} in .env")
    assert finding.fix == f"did you mean QUIZMASTER_SLACK_{name}?"


async def test_requests_have_an_address(api: StandIn) -> None:
    finding = only(await look(api, **HTTP, public_url=HERE, port=8081), "Slack requests")
    assert says(finding, "ok", f"{HERE}/slack/events has to lead to port 8081")
    finding = only(await look(api, **HTTP), "Slack requests")
    assert says(finding, "warning", "https://YOUR-ADDRESS/slack/events", "QUIZMASTER_PUBLIC_URL")


# The bot behind the token


async def test_a_bot_that_is_set_up_well_has_nothing_to_fix_and_is_only_looked_at(
    api: StandIn,
) -> None:
    findings = await look(api, set_up())
    assert [(one.check, one.status) for one in findings] == [
        ("Slack", "ok"),
        ("Slack scopes", "ok"),
        ("Slack channel", "ok"),
        ("Slack Socket Mode", "ok"),
    ]
    assert "@quizmaster in Study" in findings[0].detail
    assert api.asked == [
        "auth.test",
        "conversations.info C1",
        "apps.connections.open",
        "bots.info",
    ]


@pytest.mark.parametrize("error", ["invalid_auth", "account_inactive", "token_revoked"])
async def test_a_token_that_is_not_accepted_is_a_problem(api: StandIn, error: str) -> None:
    api.replies["auth.test"] = refused(error)
    bot, socket = await look(api, set_up())
    assert says(bot, "problem", error, "Bot User OAuth Token")
    assert socket.status == "ok"
    assert "hunter2" not in str(bot)


@pytest.mark.parametrize("lost", SCOPES)
async def test_a_missing_scope_is_named_with_what_it_is_for(api: StandIn, lost: str) -> None:
    api.scopes = ", ".join(scope for scope in (*SCOPES, "more") if scope != lost)
    finding = only(await look(api), "Slack scopes")
    assert says(finding, "problem", f"{lost} (", "`quizmaster slack manifest`")
    assert finding.detail.count("(") == 1
    assert "reinstall" in finding.fix


async def test_a_new_manifest_keeps_the_address(api: StandIn) -> None:
    api.scopes = ""
    finding = only(await look(api, **HTTP, public_url=HERE), "Slack scopes")
    assert f"`quizmaster slack manifest --url {HERE}`" in finding.fix


async def test_slack_out_of_reach_is_one_warning() -> None:
    assert says(only(await told(**SOCKET)), "warning", "cannot be reached")


async def test_a_slack_that_does_not_answer_is_one_warning(monkeypatch: pytest.MonkeyPatch) -> None:
    async def hang(_: web.Request) -> web.Response:
        await asyncio.Event().wait()
        raise AssertionError("unreachable")

    monkeypatch.setattr(slack, "DEADLINE_S", 0.05)
    async with serving(hang) as url:
        assert says(only(await told(url, **SOCKET)), "warning", "not all was answered")


@pytest.mark.parametrize(
    ("status", "text", "kind", "detail"),
    [
        (200, "<p>please log in to this network", "text/html", "what answers is not Slack"),
        (200, "please log in", "text/plain", "what answers is not Slack"),
        (200, "[1]", "application/json", "what answers is not Slack"),
        (200, "{", "application/json", "what answers is not Slack"),
        (200, "{}", "application/json", "what answers is not Slack"),
        (503, "upstream connect error", "text/plain", "what answers is not Slack"),
        (429, "upstream connect error", "text/plain", "Slack is busy (ratelimited)"),
    ],
)
async def test_something_else_in_slacks_place_is_one_warning(
    status: int, text: str, kind: str, detail: str
) -> None:
    async def answer(_: web.Request) -> web.Response:
        return web.Response(status=status, text=text, content_type=kind)

    async with serving(answer) as url:
        finding = only(await told(url, **SOCKET))
    assert (finding.status, finding.detail) == ("warning", detail)


async def test_what_was_found_before_slack_went_away_is_kept(api: StandIn) -> None:
    api.replies["conversations.info C1"] = refused("ratelimited")
    *found, last = await look(api, set_up())
    assert [one.check for one in found] == ["Slack", "Slack scopes"]
    assert (last.status, last.detail) == ("warning", "Slack is busy (ratelimited)")


# Socket Mode

OPEN, NOT_ACCEPTED = "apps.connections.open", "does not accept the app-level token"
OTHER_APP = {"ok": True, "bot": {"app_id": "A2"}}


@pytest.mark.parametrize(
    ("method", "reply", "status", "detail", "fix"),
    [
        (OPEN, refused("missing_scope"), "problem", "lacks connections:write", "connections:write"),
        (OPEN, refused("invalid_auth"), "problem", NOT_ACCEPTED, "App-Level Tokens"),
        (OPEN, refused("token_revoked"), "problem", NOT_ACCEPTED, "App-Level Tokens"),
        (OPEN, refused("unheard_of"), "problem", "opens no connection", "Enable Socket Mode"),
        ("bots.info", OTHER_APP, "problem", "two different apps", "App-Level Tokens"),
        ("bots.info", refused("missing_scope"), "ok", "", ""),
    ],
)
async def test_a_socket_that_would_not_open_says_why(
    api: StandIn, method: str, reply: Json, status: str, detail: str, fix: str
) -> None:
    api.replies[method] = reply
    assert says(only(await look(api), "Slack Socket Mode"), status, detail, fix)


async def test_requests_need_no_socket(api: StandIn) -> None:
    assert about(await look(api, **HTTP), "Slack Socket Mode") == []
    assert "apps.connections.open" not in api.asked


# Channels

INVITE, ELSEWHERE = "`/invite @quizmaster` there", "`/quiz settings` in another channel"


@pytest.mark.parametrize(
    ("reply", "status", "detail", "fix"),
    [
        (place(is_member=False), "warning", "#daily in Study: the bot is not in it", INVITE),
        (place(is_member=False, is_archived=True), "warning", "Study is archived", ELSEWHERE),
        (refused("channel_not_found"), "warning", "is private", f"{INVITE}, or {ELSEWHERE}"),
        (refused("missing_scope"), "problem", "missing_scope", ""),
    ],
)
async def test_a_channel_that_cannot_be_posted_in_is_named(
    api: StandIn, reply: Json, status: str, detail: str, fix: str
) -> None:
    api.replies["conversations.info C1"] = reply
    assert says(only(await look(api, set_up()), "Slack channel"), status, detail, fix)


@pytest.mark.parametrize("channels", [[], [set_up("D1")]])
async def test_no_channel_yet_but_for_direct_conversations_gets_the_next_step(
    api: StandIn, channels: list[Channel]
) -> None:
    finding = only(await look(api, *channels), "Slack channel")
    assert says(finding, "warning", "none is set up yet", "/quiz settings")


async def test_unknown_channels_are_not_said_to_be_none(api: StandIn) -> None:
    findings = await check_slack(Settings(slack_api_base=api.url, **SOCKET), None)
    assert about(findings, "Slack channel") == []


async def test_a_channel_of_another_workspace_is_mentioned(api: StandIn) -> None:
    assert only(await look(api, set_up(team="T2")), "Slack channel").status == "warning"
    assert "conversations.info C1" not in api.asked


async def test_not_every_channel_is_asked_about(
    api: StandIn, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(slack, "MAX_ASKED", 2)
    found = about(await look(api, *map(set_up, ("C1", "C2", "C3"))), "Slack channel")
    [rest] = found[2:]
    assert (rest.status, rest.detail) == ("warning", "2 of 3 channels in Study were looked at")


# Several workspaces

MADE: Json = {"bot_id": "B1", "bot_user_id": "U1", "installed_at": 1.0}
BOTS = [
    Bot(team_id="T1", team_name="Study", bot_token="xoxb-1", **MADE),
    Bot(team_id="T2", team_name="Reading", bot_token="xoxb-2", **MADE),
]


async def look_everywhere(
    api: StandIn, bots: list[Bot] | None, *channels: Channel
) -> list[Diagnosis]:
    api.teams = {"xoxb-1": ("T1", "Study"), "xoxb-2": ("T2", "Reading")}
    settings = Settings(slack_api_base=api.url, public_url=HERE, **INSTALL)
    return await check_slack(settings, channels, bots)


async def test_every_workspace_is_looked_at_with_its_own_token(api: StandIn) -> None:
    api.replies["conversations.info C2"] = place(is_archived=True)
    found = await look_everywhere(api, BOTS, set_up("C1", "T1"), set_up("C2", "T2"))
    assert [one.detail for one in about(found, "Slack")] == [
        "installed as @quizmaster in Study",
        "installed as @quizmaster in Reading",
    ]
    assert [one.detail for one in about(found, "Slack channel")] == [
        "#daily in Study can be posted in",
        "#daily in Reading is archived",
    ]
    assert api.asked.count("conversations.info C1") == 1


async def test_the_first_workspace_has_to_install_the_app(api: StandIn) -> None:
    finding = only(await look_everywhere(api, []), "Slack")
    assert says(finding, "warning", fix=f"{HERE}/slack/install")
    assert about(await look_everywhere(api, None, set_up()), "Slack") == []


async def test_a_workspace_that_removed_the_app_is_only_mentioned(api: StandIn) -> None:
    api.replies["auth.test"] = refused("account_inactive")
    address, gone, channel = await look_everywhere(api, BOTS[:1], set_up(), set_up(team="T3"))
    assert address.status == "ok"
    detail = "Study does not let the bot in (account_inactive)"
    assert says(gone, "warning", detail, f"{HERE}/slack/install")
    assert (channel.check, channel.status) == ("Slack channel", "warning")


async def test_a_workspace_that_lacks_a_scope_installs_again(api: StandIn) -> None:
    api.scopes = ",".join(set(SCOPES) - {"files:write"})
    finding = only(await look_everywhere(api, BOTS[1:]), "Slack scopes")
    assert says(finding, "problem", "Reading has not allowed files:write", f"{HERE}/slack/install")


@pytest.mark.parametrize("every", [False, True])
async def test_of_many_workspaces_only_what_is_wrong_is_listed_unless_all_is_asked_for(
    api: StandIn, every: bool
) -> None:
    api.teams = {f"xoxb-{n}": (f"T{n}", f"Team {n}") for n in range(30)}
    bots = [
        Bot(team_id=team, team_name=name, bot_token=token, **MADE)
        for token, (team, name) in api.teams.items()
    ]
    broken = bots[7]
    broken.bot_token = cast("str", None)  # as of a row that cannot be read
    api.replies["conversations.info C5"] = refused("ratelimited")
    settings = Settings(slack_api_base=api.url, public_url=HERE, **INSTALL)
    found = await check_slack(settings, [set_up("C5", "T5")], bots, every)
    wrong = [one.detail for one in found if one.status != "ok"]
    assert "28 of 30 workspaces are fine" in [one.detail for one in found]
    assert len(wrong) == 2
    assert any("Team 5: Slack is busy" in one for one in wrong)
    assert "Team 7: its stored token is damaged, or of another key" in wrong
    assert any("@quizmaster in Team 29" in one.detail for one in found) is every


# The command


async def test_doctor_reads_the_channels_and_workspaces_of_the_store(
    api: StandIn, here: Path
) -> None:
    api.teams = {"xoxb-1": ("T1", "Study")}
    await keep(here, set_up())
    async with Database(Settings(data_dir=here / "data").database) as database:
        installed = Installation(
            app_id="A1", team_id="T1", team_name="Study", bot_token="xoxb-1", user_id="U1"
        )
        await installation_store(database, CLIENT_ID, Cipher([KEY])).async_save(installed)
    code, out, err = await quizmaster("doctor", slack_api_base=api.url, secret_key=KEY, **INSTALL)
    assert (code, err) == (0, ""), out
    assert "✓ Slack             installed as @quizmaster in Study" in out
    assert "✓ Slack channel     #daily in Study can be posted in" in out
    assert "✓ stored tokens     encrypted, with the key in QUIZMASTER_SECRET_KEY" in out
    given = {"slack_api_base": api.url, **INSTALL}
    other = {"secret_key": "A" * 42 + "0="}
    for key, found in (other, "with another key than"), ({}, "their key is gone"):
        code, out, err = await quizmaster("doctor", **given, **key)
        assert (code, err) == (1, "")
        assert found in " ".join(out.split())


@pytest.mark.parametrize("words", [(), ("--json",)])
async def test_doctor_never_prints_a_secret(api: StandIn, words: tuple[str, ...]) -> None:
    given = {"slack_api_base": api.url, **SOCKET, **INSTALL}
    fine = await quizmaster("doctor", *words, **given)
    api.replies["auth.test"] = refused("invalid_auth")
    not_fine = await quizmaster("doctor", *words, **given)
    assert "Slack" in fine[1]
    assert "hunter2" not in str(fine + not_fine)
    assert SIGNING not in str(fine + not_fine)
