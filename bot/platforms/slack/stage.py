"""A message in the open that changes while something runs, with its pictures in the thread.

Messages that only one member sees can neither change for long nor hold a picture on Slack.
"""

from bot.platforms.slack import messages
from bot.platforms.slack.letters import Letters
from bot.platforms.slack.messages import Posted
from bot.platforms.slack.refusals import translated
from bot.platforms.slack.workspaces import Workspace
from bot.quiz.cards import Card
from bot.quiz.model import ChannelId

HIDDEN_IN_THE_OPEN = "demo share"
PUBLIC = ("C", "G")


class Stage:
    """`to` is a channel, or a user to be alone with; the message goes under `thread`, if any.

    Its buttons speak for `channel`.
    """

    def __init__(
        self,
        workspace: Workspace,
        letters: Letters,
        channel: ChannelId,
        to: str,
        thread: str,
    ) -> None:
        self._workspace = workspace
        self._letters = letters
        self._channel = channel
        self._to = to
        self._thread = thread
        self._posted: Posted | None = None

    async def show(self, card: Card) -> None:
        """Show a card in place of the one before; its pictures are put into the thread first.

        Raises:
            ChannelUnreachable: the bot cannot post there.
        """
        if self._to.startswith(PUBLIC):
            seen = tuple(a for a in card.actions if a.command != HIDDEN_IN_THE_OPEN)
            card = card.model_copy(update={"actions": seen})
        letter = await self._letters.write(card, self._channel, "")
        with translated():
            if self._posted is None:
                self._posted = await messages.send(self._workspace, self._to, letter, self._thread)
                return
            spot, message = self._posted.channel, self._posted.message
            thread = self._thread or message
            await messages.attach(self._workspace, spot, thread, letter.attachments)
            if not await messages.edit(self._workspace, spot, message, letter):
                self._posted = await messages.send(self._workspace, spot, letter, self._thread)
