"""The help card, derived from the command list."""

from bot.quiz import commands
from bot.quiz.commands import Who
from bot.quiz.help import view as views
from bot.quiz.model import Invocation
from bot.quiz.ports import Reply


async def show_help(invocation: Invocation, reply: Reply) -> None:
    """List what this member may type, or explain the one command they ask about."""
    member = invocation.member
    known = [
        command
        for command in commands.typed()
        if command.name != "help" and (command.who is Who.EVERYONE or member.is_admin)
    ]
    asked = " ".join(invocation.args.get("about", "").removeprefix("/").lower().split())
    command = next((command for command in known if command.name == asked), None)
    if command:
        await reply.show(views.one(member.language, command))
    else:
        unknown = "" if _may_be_asked(asked) else asked
        await reply.show(views.everything(member.language, known, unknown))


def _may_be_asked(about: str) -> bool:
    """Tell whether there is help on this: on all, or on what some commands begin with."""
    names = (command.name for command in commands.typed())
    return about in ("", "help") or any(name.startswith(f"{about} ") for name in names)
