import json
from typing import Any

import pytest

from bot.platforms.discord.command_set import command_set, differs
from bot.quiz import commands
from bot.quiz.commands import Command, Param, Who
from tests.discord_fake.basics import Snowflakes
from tests.discord_fake.commands import Commands
from tests.discord_fake.spec import faults

INTEGER, CHANNEL = 4, 7

Json = dict[str, Any]


def named(items: list[Json]) -> dict[str, Json]:
    return {item["name"]: item for item in items}


OURS = named(command_set())


def option(command: str, name: str) -> Json:
    top, _, part = command.partition(" ")
    found = named(OURS[top]["options"])[part] if part else OURS[top]
    return named(found["options"])[name]


def as_discord_tells(commands: list[Json]) -> list[Json]:
    """Return the set as Discord gives it back: more fields, some lost, another order."""
    kept = Commands(Snowflakes(), "1").replace(json.loads(json.dumps(commands)))
    for command in kept:
        command["contexts"] = command["contexts"][::-1]
        if not command["options"]:
            del command["options"]
    return kept[::-1]


def test_discord_takes_the_set() -> None:
    assert faults("PUT", "/applications/1/commands", command_set()) == []


def test_every_typed_command_is_there() -> None:
    found = [
        f"{name} {part['name']}" if name in ("question", "quiz", "settings") else name
        for name, command in OURS.items()
        for part in command["options"] or [command]
    ]
    assert set(found) == {command.name for command in commands.typed()}


@pytest.mark.parametrize(
    ("command", "name", "has"),
    [
        ("answer", "text", {"max_length": 4000, "description_localizations": {"ko": "내 답"}}),
        ("demo", "name", {"max_length": 48, "autocomplete": True}),
        ("demo", "settings", {"autocomplete": True}),
        ("quiz settings", "timezone", {"autocomplete": True}),
        *(
            (admins, "channel", {"type": CHANNEL, "channel_types": [0, 5, 15], "required": False})
            for admins in ("quiz now", "quiz skip", "quiz settings")
        ),
    ],
)
def test_option_has_its_bounds_and_is_completed(command: str, name: str, has: Json) -> None:
    found = option(command, name)
    assert {key: found[key] for key in has} == has
    assert ("autocomplete" in found) == ("autocomplete" in has)


def test_what_only_buttons_say_cannot_be_typed() -> None:
    assert set(named(OURS["answer"]["options"])) == {"text"}
    assert set(named(OURS["leaderboard"]["options"])) == {"period"}


def test_commands_and_choices_are_in_both_languages() -> None:
    assert OURS["hint"]["description"] == "Take a hint"
    assert OURS["hint"]["description_localizations"] == {"ko": "힌트를 하나 봐요"}
    choices = option("leaderboard", "period")["choices"]
    assert [one["value"] for one in choices] == ["today", "week", "month", "all"]
    week = {"name": "This week", "name_localizations": {"ko": "이번 주"}, "value": "week"}
    assert choices[1] == week
    named = [one["name_localizations"]["ko"] for one in option("stats", "what")["choices"]]
    assert named == ["지난 답", "내보내기", "모두 지우기"]


def test_only_admin_commands_are_hidden_from_members() -> None:
    hidden = {name: one["default_member_permissions"] for name, one in OURS.items()}
    assert hidden.pop("quiz") == 32
    assert set(hidden.values()) == {None}


def test_commands_are_for_servers_and_for_talks_with_the_bot() -> None:
    assert all(one["contexts"] == [0, 1] for one in OURS.values())
    assert all(one["integration_types"] == [0] for one in OURS.values())


def test_required_options_come_first_and_numbers_are_typed_as_numbers() -> None:
    params = (Param("settings"), Param("name", type="int", required=True))
    [command] = command_set([Command("demo", params)])
    assert faults("PUT", "/applications/1/commands", [command]) == []
    number, text = command["options"]
    assert (number["name"], number["type"], number["min_value"]) == ("name", INTEGER, 0)
    assert text["name"] == "settings"


def test_choice_without_a_name_is_its_own() -> None:
    period = Param("period", type="choice", choices=("today", "never"))
    [command] = command_set([Command("leaderboard", (period,))])
    assert [one["name"] for one in command["options"][0]["choices"]] == ["Today", "never"]


def test_command_with_parts_for_everyone_is_for_everyone() -> None:
    [command] = command_set([Command("quiz now", who=Who.ADMIN), Command("quiz skip")])
    assert command["default_member_permissions"] is None
    assert [len(part["options"]) for part in command["options"]] == [1, 0]


def test_the_same_set_does_not_differ() -> None:
    assert not differs(command_set(), as_discord_tells(command_set()))
    assert not differs(command_set(), command_set())
    assert not differs([], [])


@pytest.mark.parametrize(
    "theirs",
    [[], [*OURS.values(), {"name": "old", "type": 1, "description": "x"}]],
    ids=["none", "one too many"],
)
def test_a_command_more_or_less_differs(theirs: list[Json]) -> None:
    assert differs(command_set(), theirs)


@pytest.mark.parametrize(
    ("path", "value"),
    [
        (["quiz", "description"], "another"),
        (["quiz", "description_localizations"], None),
        (["quiz", "description_localizations", "ko"], "다른 말"),
        (["quiz", "default_member_permissions"], None),
        (["quiz", "contexts"], [0]),
        (["quiz", "integration_types"], [0, 1]),
        (["quiz", "nsfw"], True),
        (["quiz", "options", 0, "description"], "another"),
        (["quiz", "options", 2, "options", 0, "autocomplete"], False),
        (["quiz", "options", 2, "options", 0, "max_length"], 63),
        (["quiz", "options", 2, "options", 0, "required"], True),
        (["quiz", "options", 2, "options", 0, "type"], 4),
        (["quiz", "options", 2, "options", 1, "channel_types"], [0]),
        (["quiz", "options", 2, "options"], []),
        (["quiz", "options", 0, "name"], "later"),
        (["quiz", "name"], "quizzes"),
        (["demo", "options"], OURS["demo"]["options"][::-1]),
        (["leaderboard", "options", 0, "choices"], option("leaderboard", "period")["choices"][1:]),
        (["leaderboard", "options", 0, "choices", 1, "name"], "new"),
        (["leaderboard", "options", 0, "choices", 1, "name_localizations"], "new"),
        (["leaderboard", "options", 0, "choices", 1, "value"], "new"),
    ],
)
def test_any_change_of_ours_differs(path: list[Any], value: Any) -> None:
    theirs = as_discord_tells(command_set())
    *way, last = path
    place: Any = named(theirs)
    for step in way:
        place = place[step]
    place[last] = value
    assert differs(command_set(), theirs)


def test_another_bound_differs() -> None:
    ours = command_set([Command("leaderboard", (Param("period", type="int"),))])
    theirs = as_discord_tells(ours)
    theirs[0]["options"][0]["min_value"] = 1
    assert differs(ours, theirs)
