from collections.abc import Mapping

import pytest

from bot.platforms.web.completion import suggest
from bot.quiz import commands
from bot.quiz.cards import Option
from bot.quiz.dispatch import Dispatcher
from bot.quiz.model import Invocation, Member, MemberId
from bot.quiz.ports import Reply
from content.schema import Language


class NoMembers:
    async def remember(self, member: Member) -> Member:
        return member

    async def member(self, member: MemberId) -> Member | None: ...


async def ignore(invocation: Invocation, reply: Reply) -> None: ...


async def demo_names(
    language: Language, args: Mapping[str, str], typed: str, channel: object
) -> list[Option]:
    return [
        Option(value=name, label=f"{name} — the demo") for name in ("relu", "tanh") if typed in name
    ]


async def demo_settings(
    language: Language, args: Mapping[str, str], typed: str, channel: object
) -> list[Option]:
    return [Option(value=f"{typed}units=16", label=f"units of {args['name']}")]


@pytest.fixture
def dispatcher() -> Dispatcher:
    handlers = {command.name: ignore for command in commands.COMMANDS}
    return Dispatcher(NoMembers(), handlers, {"demo": demo_names, "demo-param": demo_settings})


async def test_slash_lists_every_typed_command_with_its_help(dispatcher: Dispatcher) -> None:
    suggestions = await suggest(dispatcher, "en", "/")
    assert [one.label for one in suggestions] == [f"/{c.name}" for c in commands.typed()]
    assert all(one.detail for one in suggestions)


@pytest.mark.parametrize(
    ("line", "completed"),
    [
        ("/lea", ["/leaderboard "]),
        ("/demo", ["/demo "]),
        ("/LEA", ["/leaderboard "]),
        ("/board", ["/leaderboard "]),
        ("/quiz s", ["/quiz skip", "/quiz settings ", "/quiz season"]),
        ("/question s", ["/question suggest"]),
        ("/questions", ["/quiz questions"]),
        ("/leaderboard ", [f"/leaderboard {period}" for period in commands.PERIODS]),
        ("/leaderboard mo", ["/leaderboard month"]),
        ("/demo re", ["/demo relu "]),
        ("/demo relu ", ["/demo relu units=16"]),
        ("/demo relu lr=1 ", ["/demo relu lr=1 units=16"]),
        ("/leaderboard month x", []),
        ("/nothing", []),
        ("plain text", []),
    ],
)
async def test_line_is_completed(dispatcher: Dispatcher, line: str, completed: list[str]) -> None:
    assert [one.line for one in await suggest(dispatcher, "en", line)] == completed


async def test_label_does_not_repeat_the_value(dispatcher: Dispatcher) -> None:
    [suggestion] = await suggest(dispatcher, "en", "/demo re")
    assert (suggestion.label, suggestion.detail) == ("relu", "the demo")
