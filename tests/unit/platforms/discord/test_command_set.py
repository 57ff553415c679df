import json
from typing import Any

import pytest

from bot.platforms.discord.command_set import command_set, differs
from bot.quiz import commands
from bot.quiz.commands import Command, Param, Who
from tests.discord_fake.spec import faults

CHANNEL = 7


def named(items: list[dict[str, Any]]) -> dict[str, dict[str, Any]]:
    return {item["name"]: item for item in items}


OURS = named(command_set())


def option(command: str, name: str) -> dict[str, Any]:
    top, _, part = command.partition(" ")
    found = named(OURS[top]["options"])[part] if part else OURS[top]
    return named(found["options"])[name]


def as_discord_tells(commands: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Return the set as Discord gives it back: more fields, some lost, another order."""
    told: list[dict[str, Any]] = json.loads(json.dumps(commands))
    for number, command in enumerate(told):
        command |= {
            "id": f"{number}",
            "application_id": "1",
            "version": f"{number + 10}",
            "dm_permission": True,
            "nsfw": False,
            "name_localizations": None,
            "contexts": command["contexts"][::-1],
        }
        if command["default_member_permissions"] is not None:
            command["default_member_permissions"] = str(command["default_member_permissions"])
        inner = [deep for one in command["options"] for deep in one.get("options", [])]
        for one in [*command["options"], *inner]:
            one["name_localizations"] = None
            if not one.get("required"):
                one.pop("required", None)
        if not command["options"]:
            del command["options"]
    return told[::-1]


def test_discord_takes_the_set() -> None:
    assert faults("PUT", "/applications/1/commands", command_set()) == []


def test_every_typed_command_is_there() -> None:
    found = [
        f"{name} {part['name']}" if name in ("question", "quiz") else name
        for name, command in OURS.items()
        for part in command["options"] or [command]
    ]
    assert set(found) == {command.name for command in commands.typed()}


def test_descriptions_are_in_both_languages() -> None:
    assert OURS["hint"]["description"] == "Take a hint"
    assert OURS["hint"]["description_localizations"] == {"ko": "힌트를 하나 봐요"}
    assert option("answer", "text")["description_localizations"] == {"ko": "내 답"}


def test_an_answer_may_be_as_long_as_discord_lets_it() -> None:
    assert option("answer", "text")["max_length"] == 4000
    assert option("demo", "name")["max_length"] == 48


def test_what_only_buttons_say_cannot_be_typed() -> None:
    assert set(named(OURS["answer"]["options"])) == {"text"}
    assert set(named(OURS["leaderboard"]["options"])) == {"period"}


def test_choices_have_names_in_both_languages() -> None:
    choices = {one["value"]: one for one in option("leaderboard", "period")["choices"]}
    assert set(choices) == {"today", "week", "month", "all"}
    assert choices["week"]["name"] == "This week"
    assert choices["week"]["name_localizations"] == {"ko": "이번 주"}


def test_what_completes_is_completed() -> None:
    completed = [("demo", "name"), ("demo", "settings"), ("quiz settings", "timezone")]
    assert all(option(*one)["autocomplete"] for one in completed)
    assert "autocomplete" not in option("answer", "text")


@pytest.mark.parametrize("command", ["quiz now", "quiz skip", "quiz settings"])
def test_admins_may_name_another_channel(command: str) -> None:
    channel = option(command, "channel")
    assert (channel["type"], channel["channel_types"]) == (CHANNEL, [0, 5])
    assert not channel["required"]


def test_only_admin_commands_are_hidden_from_members() -> None:
    hidden = {name: one["default_member_permissions"] for name, one in OURS.items()}
    assert hidden.pop("quiz") == 32
    assert set(hidden.values()) == {None}


def test_commands_are_for_servers_and_for_talks_with_the_bot() -> None:
    assert all(one["contexts"] == [0, 1] for one in OURS.values())
    assert all(one["integration_types"] == [0] for one in OURS.values())


def test_required_options_come_first() -> None:
    [command] = command_set([Command("demo", (Param("settings"), Param("name", required=True)))])
    assert [one["name"] for one in command["options"]] == ["name", "settings"]
    assert faults("PUT", "/applications/1/commands", [command]) == []


def test_choice_without_a_name_is_its_own() -> None:
    period = Param("period", type="choice", choices=("today", "never"))
    [command] = command_set([Command("leaderboard", (period,))])
    assert [one["name"] for one in command["options"][0]["choices"]] == ["Today", "never"]


def test_numbers_are_typed_as_numbers() -> None:
    [command] = command_set([Command("leaderboard", (Param("period", type="int"),))])
    assert (command["options"][0]["type"], command["options"][0]["min_value"]) == (4, 0)
    assert faults("PUT", "/applications/1/commands", [command]) == []


def test_command_with_parts_for_everyone_is_for_everyone() -> None:
    [command] = command_set([Command("quiz now", who=Who.ADMIN), Command("quiz skip")])
    assert command["default_member_permissions"] is None
    assert [len(part["options"]) for part in command["options"]] == [1, 0]


def test_what_discord_tells_back_is_the_same() -> None:
    assert not differs(command_set(), as_discord_tells(command_set()))


def test_nothing_differs_from_nothing() -> None:
    assert not differs([], [])
    assert differs(command_set(), [])


@pytest.mark.parametrize(
    ("path", "value"),
    [
        (["description"], "another"),
        (["description_localizations"], None),
        (["description_localizations", "ko"], "다른 말"),
        (["default_member_permissions"], None),
        (["contexts"], [0]),
        (["integration_types"], [0, 1]),
        (["nsfw"], True),
        (["options", 0, "description"], "another"),
        (["options", 2, "options", 0, "autocomplete"], False),
        (["options", 2, "options", 0, "max_length"], 63),
        (["options", 2, "options", 0, "required"], True),
        (["options", 2, "options", 0, "type"], 4),
        (["options", 2, "options", 1, "channel_types"], [0]),
        (["options", 2, "options"], []),
        (["options", 0, "name"], "later"),
        (["name"], "quizzes"),
    ],
)
def test_any_change_of_ours_differs(path: list[Any], value: Any) -> None:
    theirs = as_discord_tells(command_set())
    *mode, last = path
    place: Any = named(theirs)["quiz"]
    for step in mode:
        place = place[step]
    place[last] = value
    assert differs(command_set(), theirs)


@pytest.mark.parametrize("key", ["name", "name_localizations", "value"])
def test_another_choice_differs(key: str) -> None:
    theirs = as_discord_tells(command_set())
    named(theirs)["leaderboard"]["options"][0]["choices"][1][key] = "new"
    assert differs(command_set(), theirs)


def test_another_bound_differs() -> None:
    ours = command_set([Command("leaderboard", (Param("period", type="int"),))])
    theirs = as_discord_tells(ours)
    theirs[0]["options"][0]["min_value"] = 1
    assert differs(ours, theirs)


def test_a_choice_less_differs() -> None:
    theirs = as_discord_tells(command_set())
    named(theirs)["leaderboard"]["options"][0]["choices"].pop()
    assert differs(command_set(), theirs)


def test_another_order_of_options_differs() -> None:
    theirs = as_discord_tells(command_set())
    named(theirs)["demo"]["options"].reverse()
    assert differs(command_set(), theirs)


def test_command_too_many_differs() -> None:
    theirs = [*as_discord_tells(command_set()), {"name": "old", "type": 1, "description": "x"}]
    assert differs(command_set(), theirs)
