"""The help card, derived from the command list."""

from bot.i18n.messages import say
from bot.quiz import commands
from bot.quiz.cards import Card, Paragraph
from bot.quiz.commands import Who
from bot.quiz.model import Invocation
from bot.quiz.ports import Reply


async def show_help(invocation: Invocation, reply: Reply) -> None:
    """List what this member may type, with one line on each."""
    language = invocation.member.language
    lines = [
        f"/{command.name} — {say(language, f'help-{command.slug}')}"
        for command in commands.typed()
        if command.who is Who.EVERYONE or invocation.member.is_admin
    ]
    card = Card(
        title=say(language, "help-title"),
        blocks=(
            Paragraph(text=say(language, "help-intro")),
            *(Paragraph(text=line) for line in lines),
        ),
    )
    await reply.show(card)
