"""The help card: every command in a line, or one with what goes with it."""

from collections.abc import Sequence

from bot.i18n.messages import messages, say
from bot.quiz.cards import Card, Paragraph
from bot.quiz.commands import Command, Param, Who
from bot.quiz.typed_line import nearest
from content.schema import Language


def everything(language: Language, known: Sequence[Command], unknown: str = "") -> Card:
    """Return a line on each command, those of admins last and under a heading of their own.

    `unknown` is what was asked about and is none of them.
    """
    near = nearest(unknown, [command.name for command in known])
    mine = [command for command in known if command.who is Who.EVERYONE]
    admins = [command for command in known if command.who is not Who.EVERYONE]
    if near:
        intro = say(language, "error-mistyped-command", name=unknown, nearest=near)
    elif unknown:
        intro = say(language, "help-unknown", name=unknown)
    else:
        intro = say(language, "help-intro")
    blocks = [Paragraph(text=intro), _lines(language, mine)]
    if admins:
        heading = Paragraph(text=say(language, "help-admins"), style="strong")
        blocks += [heading, _lines(language, admins)]
    return Card(
        title=say(language, "help-title"),
        blocks=tuple(blocks),
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


def _lines(language: Language, some: Sequence[Command]) -> Paragraph:
    lines = [f"/{command.name} — {_says(language, command)}" for command in some]
    return Paragraph(text="\n".join(lines))


def _says(language: Language, command: Command) -> str:
    return say(language, f"help-{command.slug}")


def _param(language: Language, command: Command, param: Param) -> str:
    line = f"{param.name} — {say(language, f'param-{command.slug}-{param.name}')}"
    return f"{line} ({' | '.join(param.choices)})" if param.choices else line
