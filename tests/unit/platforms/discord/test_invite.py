from urllib.parse import parse_qs, urlsplit

import pytest
from discord.http import Route
from pydantic import AnyUrl, SecretStr

from bot.platforms.discord.access import REQUIRED
from bot.platforms.discord.invite import invite_url, run_invite


def test_the_link_asks_for_the_bot_with_slash_commands_and_no_more_than_it_needs() -> None:
    link = urlsplit(invite_url(123))
    assert (link.scheme, link.netloc, link.path) == ("https", "discord.com", "/oauth2/authorize")
    assert parse_qs(link.query) == {
        "client_id": ["123"],
        "scope": ["bot applications.commands"],
        "permissions": [str(REQUIRED.value)],
    }


def test_an_id_alone_is_enough(capsys: pytest.CaptureFixture[str]) -> None:
    assert run_invite(None, 123, None) == 0
    assert capsys.readouterr() == (f"{invite_url(123)}\n", "")


def test_without_token_and_id_says_what_to_set(capsys: pytest.CaptureFixture[str]) -> None:
    assert run_invite(None, None, None) == 2
    out, err = capsys.readouterr()
    assert out == ""
    assert len(err.splitlines()) == 1
    assert "QUIZMASTER_DISCORD_TOKEN" in err
    assert "--client-id" in err


def test_discord_out_of_reach_is_one_sentence_with_a_way_round(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(Route, "BASE", Route.BASE)
    assert run_invite(SecretStr("the-token"), None, AnyUrl("http://127.0.0.1:9")) == 1
    out, err = capsys.readouterr()
    assert out == ""
    assert len(err.splitlines()) == 1
    assert "--client-id" in err
    assert "the-token" not in err
