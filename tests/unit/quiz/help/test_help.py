"""Help: a line on each command a member may type, or all about one of them."""

from dataclasses import replace

import pytest

from bot.i18n.messages import messages, say
from bot.quiz import commands, typed_line
from bot.quiz.cards import Card
from content.schema import LANGUAGES, Language
from tests.unit.quiz.conftest import JUN, MINA, World, texts

EVERYONE = ["/answer", "/hint", "/leaderboard", "/stats", "/review", "/demo"]
EVERYONE += ["/settings me", "/question suggest", "/question mine"]
ADMINS = [
    *(
        "/question review",
        "/question approved",
        "/question import",
        "/quiz now",
        "/quiz skip",
        "/quiz settings",
        "/quiz questions",
        "/quiz times",
    ),
    "/quiz reminders",
    "/quiz plan",
    "/quiz calendar",
    "/quiz pause",
    "/quiz resume",
    "/quiz disputes",
    "/quiz members",
    "/quiz season",
    "/quiz audit",
]


def listed(card: Card) -> list[str]:
    _, *commands = texts(card)
    return [line.partition(" — ")[0] for text in commands for line in text.splitlines()]


async def test_lists_what_a_member_may_type_but_not_itself(world: World) -> None:
    assert listed((await world.say(MINA, "help")).last) == EVERYONE
    assert listed((await world.say(JUN, "help")).last) == [*EVERYONE, "For admins", *ADMINS]


@pytest.mark.parametrize("asked", ["demo", "/demo", " Demo "])
async def test_one_command_is_explained_with_what_goes_with_it(world: World, asked: str) -> None:
    card = (await world.say(JUN, "help", about=asked)).last
    assert card.title == "❔ /demo"
    assert texts(card) == [
        "Train a small model right now and see the plot",
        "name — demo name",
        "settings — values, for example units=16",
    ]
    assert card.footer == "For example: /demo relu-curve-fit units=16"


async def test_command_of_two_words_is_explained_too(world: World) -> None:
    command, args = typed_line.parse("/help quiz  settings")
    card = (await world.say(JUN, command.name, **args)).last
    assert card.title == "❔ /quiz settings"
    assert [text.partition(" — ")[0] for text in texts(card)[1:]] == ["timezone"]


async def test_choices_are_named_and_the_language_is_the_members(world: World) -> None:
    card = (await world.say(MINA, "help", about="leaderboard")).last
    assert texts(card) == ["순위를 봐요", "period — 기간 (today | week | month | all)"]
    assert card.footer == "예: /leaderboard week"


async def test_command_without_more_to_it_has_no_example(world: World) -> None:
    card = (await world.say(JUN, "help", about="hint")).last
    assert (texts(card), card.footer) == (["Take a hint"], "")


@pytest.mark.parametrize("asked", ["", "help", "quiz"])
async def test_what_is_no_one_command_shows_the_whole_list(world: World, asked: str) -> None:
    card = (await world.say(JUN, "help", about=asked)).last
    assert texts(card)[0].startswith("Questions come up at set times.")
    assert listed(card) == [*EVERYONE, "For admins", *ADMINS]


@pytest.mark.parametrize("asked", ["nope", "next", "qui"])
async def test_help_says_that_it_knows_no_such_command(world: World, asked: str) -> None:
    card = (await world.say(JUN, "help", about=asked)).last
    assert f"no command “{asked}”" in texts(card)[0]
    assert listed(card) == [*EVERYONE, "For admins", *ADMINS]


async def test_commands_of_admins_are_explained_to_admins_alone(world: World) -> None:
    member = (await world.say(replace(JUN, is_admin=False), "help", about="quiz now")).last
    admin = (await world.say(JUN, "help", about="quiz now")).last
    assert listed(member) == EVERYONE
    assert admin.title == "❔ /quiz now"


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_line_that_asks_for_more_can_be_typed_as_it_is_shown(language: Language) -> None:
    line = "/help demo"
    assert line in say(language, "help-more")
    command, args = typed_line.parse(line)
    assert (command.name, args) == ("help", {"about": "demo"})


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_example_can_be_typed(language: Language) -> None:
    typed = {c.slug: c for c in commands.typed() if f"help-{c.slug}-example" in messages(language)}
    assert set(typed) == {"answer", "leaderboard", "demo", "quiz-settings"}
    for slug, command in typed.items():
        line = f"/{command.name} {say(language, f'help-{slug}-example')}"
        parsed, args = typed_line.parse(line)
        assert (parsed, commands.check_args(command, args)) == (command, args)
