"""Slash commands read from what Discord sends, however odd."""

from typing import Any

import pytest

from bot.platforms.discord.parse import read_typed


def option(type: int, name: str, value: Any, **more: Any) -> dict[str, Any]:
    return {"type": type, "name": name, "value": value, **more}


def part(name: str, *options: dict[str, Any]) -> dict[str, Any]:
    return {"name": "quiz", "options": [{"type": 1, "name": name, "options": list(options)}]}


def test_a_command_and_its_arguments() -> None:
    said = read_typed(
        {"name": "demo", "options": [option(3, "name", "relu"), option(4, "seed", 7)]}
    )
    assert (said.command, said.args) == ("demo", {"name": "relu", "seed": "7"})
    assert (said.channel, said.focused) == (None, None)


def test_a_part_of_a_group_is_a_command_of_two_words() -> None:
    assert read_typed({}).command == ""
    assert read_typed({"name": "help"}).command == "help"
    assert read_typed(part("now")).command == "quiz now"
    assert (
        read_typed({"name": "quiz", "options": [{"type": 1, "name": "now"}]}).command == "quiz now"
    )


def test_a_channel_is_no_argument() -> None:
    said = read_typed(
        part("settings", option(7, "channel", "123"), option(3, "timezone", "Asia/Seoul"))
    )
    assert (said.channel, said.args) == (123, {"timezone": "Asia/Seoul"})


@pytest.mark.parametrize("typed", ["", "#study", "-1", "12.5", None])
def test_a_channel_half_typed_is_none_that_exists(typed: str | None) -> None:
    assert read_typed(part("now", option(7, "channel", typed))).channel == 0


def test_a_file_is_never_typed() -> None:
    said = read_typed({"name": "question", "options": [option(3, "file", "{}")]})
    assert said.args == {}


def test_the_option_under_the_cursor_is_known() -> None:
    said = read_typed({"name": "demo", "options": [option(3, "name", "re", focused=True)]})
    assert (said.focused, said.args) == ("name", {"name": "re"})
