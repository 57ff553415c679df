import json
import re
from pathlib import Path
from typing import Any

import pytest
import yaml
from typer.testing import CliRunner

from bot.app.cli import app
from bot.platforms.slack.manifest import BadManifest, address, manifest
from bot.platforms.slack.scopes import EVENTS, SCOPES, WHY, missing
from bot.quiz import commands
from bot.quiz.commands import Command

GUIDE = Path(__file__).resolve().parents[4] / "docs" / "slack.md"
HERE = "https://quiz.example.com"
OURS = manifest()
HANGUL = re.compile("[가-힣]")


def slashes(found: dict[str, Any]) -> dict[str, dict[str, Any]]:
    return {one["command"]: one for one in found["features"]["slash_commands"]}


def urls(part: Any) -> list[str]:
    if isinstance(part, dict):
        return [url for inner in part.values() for url in urls(inner)]
    if isinstance(part, list):
        return [url for inner in part for url in urls(inner)]
    return [part] if str(part).startswith("http") else []


def test_every_slash_of_the_list_is_there() -> None:
    tops = {command.name.split(" ")[0] for command in commands.typed()} - {"help"}
    assert slashes(OURS).keys() == {f"/{name}" for name in tops}


def test_a_new_command_changes_the_manifest() -> None:
    new = (Command("quiz-now"), Command("quiz pause"))
    grown = slashes(manifest(known=(*commands.COMMANDS, *new)))
    assert grown.keys() - slashes(OURS).keys() == {"/quiz-now"}
    before = slashes(OURS)["/quiz"]["usage_hint"]
    assert grown["/quiz"]["usage_hint"] == f"{before.removesuffix('help')}pause | help"


def test_texts_are_in_both_languages() -> None:
    about, features = OURS["display_information"], OURS["features"]
    told = [about, *features["slash_commands"], *features["shortcuts"]]
    texts = [about["long_description"], *(one["description"] for one in told)]
    assert all(HANGUL.search(text) and re.search("[a-z]{3}", text) for text in texts)
    assert slashes(OURS)["/hint"]["description"] == "Take a hint · 힌트를 하나 봐요"


def test_hints_tell_what_may_follow() -> None:
    hints = {slash: one.get("usage_hint") for slash, one in slashes(OURS).items()}
    assert hints["/leaderboard"] == "[today | week | month | all]"
    assert hints["/answer"] == "[your answer · 내 답]"
    assert hints["/stats"] == "[answers | export | forget]"
    assert hints["/hint"] is None


def test_lengths_are_those_slack_takes() -> None:
    about, features = OURS["display_information"], OURS["features"]
    assert len(about["name"]) <= 35
    assert len(about["description"]) <= 140
    assert 174 <= len(about["long_description"]) <= 4000
    assert len(features["bot_user"]["display_name"]) <= 80
    for one in features["slash_commands"]:
        assert re.fullmatch(r"/[a-z0-9_-]{1,31}", one["command"])
        assert 0 < len(one["description"]) <= 2000
        assert 0 < len(one.get("usage_hint", "x")) <= 1000
    [shortcut] = features["shortcuts"]
    assert len(shortcut["name"]) <= 24
    assert len(shortcut["description"]) <= 150


def test_socket_mode_needs_no_address() -> None:
    assert OURS["settings"]["socket_mode_enabled"] is True
    assert urls(OURS) == []
    assert OURS["settings"]["interactivity"] == {"is_enabled": True}


def test_with_an_address_everything_is_sent_there() -> None:
    found, events = manifest(url=f"{HERE}/"), f"{HERE}/slack/events"
    settings = found["settings"]
    assert settings["socket_mode_enabled"] is False
    assert settings["event_subscriptions"]["request_url"] == events
    assert settings["interactivity"]["request_url"] == events
    assert settings["interactivity"]["message_menu_options_url"] == events
    assert {one["url"] for one in slashes(found).values()} == {events}
    assert found["oauth_config"]["redirect_urls"] == [f"{HERE}/slack/oauth_redirect"]


def test_every_event_has_its_scope_and_none_tells_what_people_say_in_channels() -> None:
    assert OURS["settings"]["event_subscriptions"]["bot_events"] == list(EVENTS)
    assert {scope for scope in EVENTS.values() if scope} <= set(SCOPES)
    assert OURS["oauth_config"]["scopes"] == {"bot": list(SCOPES)}
    assert not {"message.channels", "message.groups", "message.mpim"} & EVENTS.keys()


def test_the_guide_gives_every_scope_its_reason() -> None:
    rows = re.findall(r"^\| `([a-z:_]+)` \| (.+) \|$", GUIDE.read_text("utf-8"), re.MULTILINE)
    assert rows == list(WHY.items())


def test_what_was_not_granted_is_missing() -> None:
    assert missing(SCOPES) == ()
    assert missing({*SCOPES, "more"} - {"files:write"}) == ("files:write",)


def test_a_team_may_call_it_as_it_likes() -> None:
    found = manifest("내 퀴즈")
    assert found["display_information"]["name"] == "내 퀴즈"
    assert found["features"]["bot_user"]["display_name"] == "내 퀴즈"


@pytest.mark.parametrize("name", ["", "  ", "x" * 36])
def test_a_name_slack_does_not_take_is_refused(name: str) -> None:
    with pytest.raises(BadManifest, match="35"):
        manifest(name)


@pytest.mark.parametrize(
    ("given", "taken"),
    [
        (HERE, HERE),
        (f"{HERE}/", HERE),
        ("HTTPS://Quiz.Example.com", HERE),
        (f"{HERE}:443", HERE),
        (f"{HERE}:8443", f"{HERE}:8443"),
        ("https://퀴즈.한국", "https://xn--o95b15j.xn--3e0b707e"),
    ],
)
def test_addresses_are_taken_in_many_forms(given: str, taken: str) -> None:
    assert address(given) == taken


@pytest.mark.parametrize(
    "url",
    [
        "",
        "quiz.example.com",
        "http://quiz.example.com",
        "ftp://quiz.example.com",
        f"{HERE}/slack",
        f"{HERE}//",
        f"{HERE}?a=b",
        f"{HERE}#a",
        "https://me:hunter2@quiz.example.com",
        "https://",
        "https://quiz example.com",
        "https://quiz.example.com:http",
    ],
)
def test_no_address_is_refused(url: str) -> None:
    with pytest.raises(BadManifest, match="https://"):
        address(url)


def run(*words: str) -> tuple[int, str, str]:
    result = CliRunner().invoke(app, ["slack", "manifest", *words])
    return result.exit_code, result.stdout, result.stderr


@pytest.mark.parametrize(
    ("words", "read", "expected"),
    [
        ((), json.loads, OURS),
        (
            ("--yaml", "--url", HERE, "--name", " 내  퀴즈 "),
            yaml.safe_load,
            manifest("내 퀴즈", HERE),
        ),
    ],
    ids=["json", "yaml"],
)
def test_prints_the_manifest_alone(words: tuple[str, ...], read: Any, expected: Any) -> None:
    code, out, err = run(*words)
    assert (code, read(out), err) == (0, expected, "")
    assert "힌트를 하나 봐요" in out


@pytest.mark.parametrize("words", [("--url", "http://x"), ("--url", ""), ("--name", "x" * 36)])
def test_what_cannot_be_is_one_sentence(words: tuple[str, str]) -> None:
    code, out, err = run(*words)
    assert (code, out, len(err.splitlines())) == (2, "", 1)
    assert err.startswith("quizmaster: ")
