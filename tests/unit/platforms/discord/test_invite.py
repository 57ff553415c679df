from urllib.parse import parse_qs, urlsplit

import pytest
from pydantic import SecretStr

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


@pytest.mark.parametrize("token", ["한글 토큰", "two\nlines"])
def test_text_that_is_no_token_is_not_repeated(
    token: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run_invite(SecretStr(token), None, None) == 1
    out, err = capsys.readouterr()
    assert out == ""
    assert token not in err
