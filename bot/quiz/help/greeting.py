"""What the bot says when it is added somewhere: three lines and a button."""

from collections.abc import Sequence

from bot.i18n.messages import say
from bot.quiz.cards import Action, Card, Paragraph
from content.schema import Language

IN_A_CHANNEL = ("greeting-what", "greeting-start", "greeting-later")


def greeting(
    language: Language,
    channel: str = "",
    lines: Sequence[str] = IN_A_CHANNEL,
    start: str = "action-start",
) -> Card:
    """Return the greeting; said elsewhere than in its channel, it names that."""
    settings = Action(label=say(language, start), command="quiz settings", style="primary")
    return Card(
        about=channel,
        title=say(language, "greeting-title"),
        blocks=tuple(Paragraph(text=say(language, line)) for line in lines),
        actions=(settings,),
    )
