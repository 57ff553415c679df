"""The help card: every command in a line, or one with what goes with it."""

from collections.abc import Sequence

from bot.i18n.messages import messages, say
from bot.quiz.cards import Card, Paragraph
from bot.quiz.commands import Command, Param
from content.schema import Language


def everything(language: Language, known: Sequence[Command]) -> Card:
    """Return a line on each command."""
    lines = [f"/{command.name} — {_says(language, command)}" for command in known]
    return Card(
        title=say(language, "help-title"),
        blocks=(Paragraph(text=say(language, "help-intro")), Paragraph(text="\n".join(lines))),
        footer=say(language, "help-more"),
    )


def one(language: Language, command: Command) -> Card:
    """Return what a command does, what can be typed after it, and an example of that."""
    params = [_param(language, command, param) for param in command.params if param.typed]
    example = f"help-{command.slug}-example"
    footer = ""
    if example in messages(language):
        line = f"/{command.name} {say(language, example)}"
        footer = say(language, "help-example", line=line)
    return Card(
        title=f"❔ /{command.name}",
        blocks=tuple(Paragraph(text=text) for text in (_says(language, command), *params)),
        footer=footer,
    )


def _says(language: Language, command: Command) -> str:
    return say(language, f"help-{command.slug}")


def _param(language: Language, command: Command, param: Param) -> str:
    line = f"{param.name} — {say(language, f'param-{command.slug}-{param.name}')}"
    return f"{line} ({' | '.join(param.choices)})" if param.choices else line
