"""What is to be run follows from what is set."""

import re
from pathlib import Path
from typing import Any

import pytest

from bot.app.config import ConfigError, Settings, load

EXAMPLE = Path(__file__).parents[2] / ".env.example"
LINE = re.compile(r"^#?QUIZMASTER_(\w+)=(.*)$", re.MULTILINE)

BOT, APP = {"slack_bot_token": "xoxb-1"}, {"slack_app_token": "xapp-1"}
SIGNED = {"slack_signing_secret": "0" * 32}
CLIENT = {"slack_client_id": "1.2", "slack_client_secret": "s"}
DISCORD = {"discord_token": "t"}


def settings(**given: Any) -> Settings:
    return Settings(_env_file=None, **given)


@pytest.mark.parametrize(
    ("given", "way", "playground", "http"),
    [
        ({}, None, True, True),
        (BOT | APP, "socket", False, False),
        (BOT | APP | SIGNED, "socket", False, False),
        (BOT | SIGNED, "http", False, True),
        (BOT | SIGNED | CLIENT, "http", False, True),
        (CLIENT | SIGNED, "install", False, True),
        (DISCORD, None, False, False),
        (DISCORD | {"playground": True}, None, True, True),
        ({"playground": False}, None, False, False),
    ],
)
def test_slack_comes_in_by_what_is_set_and_the_port_is_served_for_whoever_needs_it(
    given: dict[str, Any], way: str | None, playground: bool, http: bool
) -> None:
    found = settings(**given)
    assert (found.slack_way, found.serves_playground, found.serves_http) == (way, playground, http)


@pytest.mark.parametrize("given", [BOT, APP, SIGNED, CLIENT, APP | SIGNED, BOT | CLIENT])
def test_too_little_for_slack_is_said(given: dict[str, str]) -> None:
    with pytest.raises(ConfigError, match=r"docs/slack\.md"):
        _ = settings(**given).slack_way


@pytest.mark.parametrize("base", ["http://127.0.0.1:9/api", "http://127.0.0.1:9/api/"])
def test_the_address_of_slacks_methods_ends_in_a_slash(base: str) -> None:
    assert settings(slack_api_base=base).slack_api == "http://127.0.0.1:9/api/"
    assert settings().slack_api == "https://slack.com/api/"


@pytest.mark.parametrize(
    ("said", "ids", "count", "again"),
    [
        ("0-3/16", range(4), 16, "0-3/16"),
        ("15/16", range(15, 16), 16, "15/16"),
        ("0 - 0 / 1", range(1), 1, "0/1"),
    ],
)
def test_shards_are_written_as_a_range_of_a_count(monkeypatch, said, ids, count, again):
    monkeypatch.setenv("QUIZMASTER_DISCORD_SHARDS", said)
    shards = Settings(_env_file=None).discord_shards
    assert (shards.ids, shards.count, str(shards)) == (ids, count, again)


def test_several_compute_services_are_named_with_commas(monkeypatch):
    monkeypatch.setenv("QUIZMASTER_COMPUTE_URL", "http://a:1, http://b:2,")
    assert [str(url) for url in Settings(_env_file=None).compute_url] == [
        "http://a:1/",
        "http://b:2/",
    ]
    monkeypatch.setenv("QUIZMASTER_COMPUTE_URL", "")
    assert Settings(_env_file=None).compute_url == ()


@pytest.mark.parametrize("name", ["HOST", "METRICS_HOST"])
@pytest.mark.parametrize("said", ["localhost:8080", "http://127.0.0.1", "[::1]:80", "a/b"])
def test_a_host_is_neither_a_page_nor_a_port(monkeypatch, name, said):
    monkeypatch.setenv(f"QUIZMASTER_{name}", said)
    sentence = f"^QUIZMASTER_{name}: is an address or a name, without http:// or a port$"
    with pytest.raises(ConfigError, match=sentence):
        load()


@pytest.mark.parametrize("said", ["::1", "0.0.0.0", "quiz.example.com"])
def test_a_host_is_an_address_or_a_name(said):
    assert Settings(host=said, _env_file=None).host == said


def test_metrics_and_pages_need_a_port_each(monkeypatch):
    monkeypatch.setenv("QUIZMASTER_METRICS_PORT", "8080")
    with pytest.raises(ConfigError, match=r"^QUIZMASTER_METRICS_PORT: 8080 is QUIZMASTER_PORT;"):
        load()
    monkeypatch.setenv("QUIZMASTER_DISCORD_TOKEN", "without pages")
    assert load().metrics_port == 8080


@pytest.mark.parametrize("name", ["data_dir", "mnist_dir"])
def test_a_folder_may_be_in_the_users_home(monkeypatch, name):
    monkeypatch.setenv("HOME", "/home/mina")
    monkeypatch.setenv(f"QUIZMASTER_{name.upper()}", "~/quiz")
    assert getattr(Settings(_env_file=None), name) == Path("/home/mina/quiz")


@pytest.mark.parametrize("kind", ["sqlite", "sqlite+aiosqlite"])
def test_a_database_may_be_in_the_users_home(monkeypatch, kind):
    monkeypatch.setenv("HOME", "/home/mina")
    settings = Settings(database_url=f"{kind}:///~/quiz.db", _env_file=None)
    assert settings.database == f"{kind}:////home/mina/quiz.db"
    assert settings.database_file == Path("/home/mina/quiz.db")


@pytest.mark.parametrize(
    ("name", "said"),
    [("DATA_DIR", "~no-such-user/quiz"), ("DATABASE_URL", "sqlite:///~no-such-user")],
)
def test_the_home_of_nobody_is_refused(monkeypatch, name, said):
    monkeypatch.setenv(f"QUIZMASTER_{name}", said)
    with pytest.raises(ConfigError, match=rf"^QUIZMASTER_{name}: nobody's home is ~no-such-user$"):
        load()


def test_a_folder_has_a_name(monkeypatch):
    monkeypatch.setenv("QUIZMASTER_DATA_DIR", " ")
    with pytest.raises(ConfigError, match=r"^QUIZMASTER_DATA_DIR: is blank; "):
        load()


def test_the_example_has_every_setting_and_shows_the_defaults():
    shown = {name.lower(): value for name, value in LINE.findall(EXAMPLE.read_text("utf-8"))}
    assert shown.keys() == Settings.model_fields.keys()
    defaults = {
        name: str(field.default)
        for name, field in Settings.model_fields.items()
        if isinstance(field.default, str | int | float) and field.default != ""
    }
    assert len(defaults) > 8
    assert {name: shown[name] for name in defaults} == defaults
