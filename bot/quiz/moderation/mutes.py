"""Muted members take no part: what they send is given back, and nothing is stored or posted.

Answering looks for itself, together with all else that it needs to know.
"""

from collections.abc import Mapping

from bot.quiz.dispatch import Handler, given_back
from bot.quiz.errors import Refusal
from bot.quiz.model import Invocation
from bot.quiz.moderation.model import Moderation
from bot.quiz.ports import Reply

WRITTEN: Mapping[str, tuple[str, ...]] = {
    "question suggest": ("question", "reference", "key_points"),
    "dispute": ("reason",),
}


def only_unmuted(store: Moderation, handler: Handler) -> Handler:
    """Return a handler that serves only those who are not muted where they are."""

    async def handle(invocation: Invocation, reply: Reply) -> None:
        if not await store.is_muted(invocation.channel, invocation.member.id):
            await handler(invocation, reply)
            return
        refusal = Refusal("error-muted")
        written = WRITTEN.get(invocation.command, ())
        text = "\n\n".join(filter(None, map(invocation.args.get, written)))
        if not text:
            raise refusal
        await reply.show(given_back(invocation.member.language, refusal, text))

    return handle
