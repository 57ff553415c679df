"""The command list, typed lines and argument checks."""

import pytest

from bot.quiz import commands, typed_line
from bot.quiz.errors import Refusal

NO_SETTINGS = ["units", "=3", "units=", "'open"]


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
    command, found = typed_line.parse(line)
    assert (command.name, found) == (name, args)


@pytest.mark.parametrize(
    ("line", "message"),
    [
        *((line, "error-unknown-command") for line in ("/nope", "/quiz", "/next")),
        *((line, "error-mistyped-command") for line in ("/helpme", "/leaderbord", "/quiz setings")),
        ("/", "error-no-command"),
        ("/leaderboard week please", "error-too-many-words"),
    ],
)
def test_refuses_what_is_no_typed_command(line: str, message: str) -> None:
    with pytest.raises(Refusal, match=message):
        typed_line.parse(line)


@pytest.mark.parametrize(
    ("line", "said", "meant"),
    [
        ("/leaderbord week", "leaderbord", "leaderboard"),
        ("/Anwser because", "Anwser", "answer"),
        ("/quiz setings", "quiz setings", "quiz settings"),
        ("/qiuz now", "qiuz now", "quiz now"),
    ],
)
def test_a_typo_is_told_what_was_probably_meant(line: str, said: str, meant: str) -> None:
    with pytest.raises(Refusal) as refused:
        typed_line.parse(line)
    assert refused.value.variables == {"name": said, "nearest": meant}


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


def test_no_choice_and_no_number_are_not_given() -> None:
    me = commands.command("settings me")
    given = {"language": "ko", "timezone": "", "reminder": ""}
    assert commands.check_args(me, given) == {"language": "ko", "timezone": ""}
    assert commands.check_args(commands.command("hint"), {"round": ""}) == {}


def test_a_button_that_opens_a_form_says_so() -> None:
    forms = [("answer", {}), ("demo form", {}), ("demo form", {"name": "gd"})]
    others = [("answer", {"text": "because"}), ("demo", {"name": "gd"}), ("help", {})]
    assert all(commands.command(name).opens_form(args) for name, args in forms)
    assert not any(commands.command(name).opens_form(args) for name, args in others)


def test_reads_settings() -> None:
    assert typed_line.split_settings("units=16 target='a b'") == {"units": "16", "target": "a b"}


@pytest.mark.parametrize("text", NO_SETTINGS)
def test_refuses_settings_that_cannot_be_read(text: str) -> None:
    with pytest.raises(Refusal, match="error-bad-setting"):
        typed_line.split_settings(text)
