"""Questions that members suggest: taken from anybody, and checked."""

from bot.quiz.channels import channel_of
from bot.quiz.dispatch import asked_again
from bot.quiz.errors import Refusal
from bot.quiz.model import Channel, ChannelId, Invocation
from bot.quiz.ports import Chat, Clock, Reply
from bot.quiz.private_message import tell
from bot.quiz.store import Store
from bot.quiz.suggestions import rules as suggestions
from bot.quiz.suggestions import view as views
from bot.quiz.suggestions.checking import Checker
from bot.quiz.suggestions.model import NewSuggestion, Suggestion, SuggestionState, Wording

MAX_OF_MEMBER = 5
MAX_OF_CHANNEL = 100


class Suggesting:
    """Handler of `question suggest`."""

    def __init__(self, store: Store, chat: Chat, checker: Checker, clock: Clock) -> None:
        self._store = store
        self._chat = chat
        self._checker = checker
        self._clock = clock

    async def suggest(self, invocation: Invocation, reply: Reply) -> None:
        """Open the form, or take a suggestion: stored first, then checked, then told."""
        channel = await channel_of(invocation, self._store)
        language, args = invocation.member.language, invocation.args
        try:
            waiting = await self._room(invocation)
            if "question" not in args:
                await reply.ask(views.suggest_form(language))
                return
            wording = suggestions.read(args)
        except Refusal as refusal:
            if "question" not in args:
                raise
            form = views.suggest_form(language, args)
            await reply.ask(asked_again(language, form, refusal))
            return
        stored = _known(waiting, invocation, wording) or await self._store.suggest(
            self._new(invocation, wording)
        )
        if stored.is_pending:
            await self._tell_taken(channel, stored, invocation, reply)

    async def _room(self, invocation: Invocation) -> list[Suggestion]:
        """Return what waits in the channel, if the member may add to it.

        Raises:
            Refusal: too much waits already.
        """
        waiting = await self._waiting(invocation.channel)
        others = [one for one in waiting if one.event != invocation.event]
        mine = sum(one.author == invocation.member.id for one in others)
        if mine >= MAX_OF_MEMBER:
            raise Refusal("error-suggestions-of-member", limit=MAX_OF_MEMBER)
        if len(others) >= MAX_OF_CHANNEL:
            raise Refusal("error-suggestions-of-channel", limit=MAX_OF_CHANNEL)
        return waiting

    async def _waiting(self, channel: ChannelId) -> list[Suggestion]:
        return await self._store.suggestions(SuggestionState.PENDING, channel)

    def _new(self, invocation: Invocation, wording: Wording) -> NewSuggestion:
        member, now = invocation.member, self._clock.now()
        return NewSuggestion(invocation.event, invocation.channel, member.id, wording, now)

    async def _tell_taken(
        self, channel: Channel, stored: Suggestion, invocation: Invocation, reply: Reply
    ) -> None:
        member = invocation.member
        await reply.show(views.checking(member.language), stored.key)
        check = await self._checker.check(channel, stored)
        await reply.show(views.taken(member.language, check), stored.key)
        admin = await self._store.member(channel.admin) if channel.admin else None
        if admin and not await self._store.is_muted(channel.id, member.id):
            card = views.review(admin.language, check, member.name)
            await tell(self._chat, channel.id, admin.id, card, f"{stored.key}:review")


def _known(
    waiting: list[Suggestion], invocation: Invocation, wording: Wording
) -> Suggestion | None:
    """Return what the member has suggested in the same words already.

    Whoever hears nothing sends the same once more.
    """
    author = invocation.member.id
    return next((one for one in waiting if one.author == author and one.wording == wording), None)
