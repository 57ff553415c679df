"""A message in the open that changes while something runs, with its pictures in the thread.

Messages that only one member sees can neither change for long nor hold a picture on Slack.
"""

from bot.platforms.slack import messages
from bot.platforms.slack.messages import Posted
from bot.platforms.slack.refusals import translated
from bot.platforms.slack.render import Renderer
from bot.platforms.slack.workspaces import Workspace
from bot.quiz.cards import Card
from bot.quiz.model import ChannelId

HIDDEN_IN_THE_OPEN = "demo share"
PUBLIC = ("C", "G")


class LiveMessage:
    """`to` is a channel, or a user to be alone with; the message goes under `thread`, if any.

    Its buttons speak for `channel`.
    """

    def __init__(
        self,
        workspace: Workspace,
        renderer: Renderer,
        channel: ChannelId,
        to: str,
        thread: str,
    ) -> None:
        self._workspace = workspace
        self._renderer = renderer
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
        rendered = await self._renderer.write(card, self._channel, "")
        with translated():
            if self._posted is None:
                self._posted = await messages.send(
                    self._workspace, self._to, rendered, self._thread
                )
                return
            spot, message = self._posted.channel, self._posted.message
            thread = self._thread or message
            await messages.attach(self._workspace, spot, thread, rendered.attachments)
            if not await messages.edit(self._workspace, spot, message, rendered):
                self._posted = await messages.send(self._workspace, spot, rendered, self._thread)
