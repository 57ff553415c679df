"""What the bot says when it is added somewhere: three lines and a button."""

from bot.i18n.messages import say
from bot.quiz.cards import Action, Card, Paragraph
from content.schema import Language


def greeting(language: Language, channel: str = "") -> Card:
    """Return the greeting; said elsewhere than in its channel, it names that."""
    lines = ("greeting-what", "greeting-start", "greeting-later")
    settings = Action(label=say(language, "action-start"), command="quiz settings", style="primary")
    return Card(
        about=channel,
        title=say(language, "greeting-title"),
        blocks=tuple(Paragraph(text=say(language, line)) for line in lines),
        actions=(settings,),
    )
