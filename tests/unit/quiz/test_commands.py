"""The command list, typed lines and argument checks."""

from collections.abc import Callable

import pytest

from bot.quiz import commands
from bot.quiz.errors import Refusal
from bot.quiz.rounds import admin

NO_SETTINGS = ["units", "=3", "units=", "'open"]
NO_TIMES = ["24:00", "9", "9:60", "nine", "", "12:345", "1²:00"]
NO_ZONES = ["Seoul", "../etc/passwd", "/etc/localtime", ""]


@pytest.mark.parametrize(
    ("line", "name", "args"),
    [
        ("/help", "help", {}),
        ("/quiz now", "quiz now", {}),
        ("/leaderboard week", "leaderboard", {"period": "week"}),
        ("/answer 기울기가  0이라서\n그래요", "answer", {"text": "기울기가  0이라서\n그래요"}),
        ("/demo gd lr=0.1 n=2", "demo", {"name": "gd", "settings": "lr=0.1 n=2"}),
        ("  /HELP ", "help", {}),
    ],
)
def test_reads_a_typed_line(line: str, name: str, args: dict[str, str]) -> None:
    command, found = commands.parse(line)
    assert (command.name, found) == (name, args)


@pytest.mark.parametrize(
    ("line", "message"),
    [
        *((line, "error-unknown-command") for line in ("/", "/nope", "/quiz", "/helpme", "/next")),
        ("/leaderboard week please", "error-too-many-words"),
    ],
)
def test_refuses_what_is_no_typed_command(line: str, message: str) -> None:
    with pytest.raises(Refusal, match=message):
        commands.parse(line)


@pytest.mark.parametrize(
    ("name", "args", "message"),
    [
        ("leaderboard", {"period": "year"}, "error-not-a-choice"),
        ("leaderboard", {"since": "1"}, "error-unknown-param"),
        ("hint", {"round": "-1"}, "error-not-a-number"),
        ("hint", {"round": "9" * 30}, "error-not-a-number"),
        ("hint", {"question": "q" * 101}, "error-too-long"),
        ("demo cancel", {}, "error-missing-param"),
        ("demo", {f"p{n}": "1" for n in range(99)}, "error-too-many-params"),
    ],
)
def test_refuses_arguments_out_of_bounds(name: str, args: dict[str, str], message: str) -> None:
    with pytest.raises(Refusal, match=message):
        commands.check_args(commands.command(name), args)


def test_a_demo_takes_params_of_its_own() -> None:
    args = {"name": "gd", "lr": "0.1"}
    assert commands.check_args(commands.command("demo"), args) == args


def test_a_button_that_opens_a_form_says_so() -> None:
    forms = [("answer", {}), ("demo form", {}), ("demo form", {"name": "gd"})]
    others = [("answer", {"text": "because"}), ("demo", {"name": "gd"}), ("help", {})]
    assert all(commands.command(name).opens_form(args) for name, args in forms)
    assert not any(commands.command(name).opens_form(args) for name, args in others)


def test_reads_settings_and_a_time_with_one_digit() -> None:
    assert commands.split_settings("units=16 target='a b'") == {"units": "16", "target": "a b"}
    assert admin.read_time(" 9:05 ").strftime("%H:%M") == "09:05"


@pytest.mark.parametrize(
    ("reads", "text", "message"),
    [
        *((commands.split_settings, text, "error-bad-setting") for text in NO_SETTINGS),
        *((admin.read_time, text, "error-bad-time") for text in NO_TIMES),
        *((admin.read_timezone, text, "error-bad-timezone") for text in NO_ZONES),
    ],
)
def test_refuses_what_cannot_be_read(
    reads: Callable[[str], object], text: str, message: str
) -> None:
    with pytest.raises(Refusal, match=message):
        reads(text)
