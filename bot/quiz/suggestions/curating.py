"""What becomes of suggestions later: authors follow and withdraw theirs, admins retire them."""

from bot.quiz.audit.model import AuditEntry
from bot.quiz.channels import channel_of
from bot.quiz.errors import Refusal
from bot.quiz.library import Library
from bot.quiz.model import Channel, Invocation
from bot.quiz.paging import page_of
from bot.quiz.ports import Clock, Reply
from bot.quiz.store import Store
from bot.quiz.suggestions import asking
from bot.quiz.suggestions import curating_view as views
from bot.quiz.suggestions.model import Reception, Suggestion, SuggestionId, SuggestionState


class Curating:
    """Handlers of `question mine`, `withdraw`, `approved` and `retire`."""

    def __init__(self, store: Store, library: Library, clock: Clock) -> None:
        self._store = store
        self._library = library
        self._clock = clock

    async def mine(self, invocation: Invocation, reply: Reply) -> None:
        """Show what a member suggested, and how each was received."""
        channel = await channel_of(invocation, self._store)
        page, size = page_of(invocation), views.PAGE
        theirs = (channel.id, invocation.member.id)
        found = await self._store.suggestions_of(*theirs, size + 1, size * (page - 1))
        ids = [one.question for one in found]
        received = await self._store.receptions(channel.id, ids)
        shown = [(one, received.get(one.question, Reception())) for one in found[:size]]
        language, has_more = invocation.member.language, len(found) > size
        await reply.show(views.mine(language, channel, shown, page, has_more=has_more))

    async def withdraw(self, invocation: Invocation, reply: Reply) -> None:
        """Take back a suggestion that is one's own and not decided yet."""
        _, suggestion = await self._found(invocation)
        if suggestion.author != invocation.member.id:
            raise Refusal("error-suggestion-not-yours")
        while suggestion.is_pending:
            await self._store.move(suggestion, SuggestionState.WITHDRAWN)
            _, suggestion = await self._found(invocation)  # An admin may have been faster.
        if suggestion.state is not SuggestionState.WITHDRAWN:
            raise Refusal("error-suggestion-decided")
        await self.mine(invocation, reply)

    async def approved(self, invocation: Invocation, reply: Reply) -> None:
        """Show what the channel is asked of its members' own, one at a time, newest first."""
        channel = await channel_of(invocation, self._store)
        await self._show(channel, invocation, reply)

    async def retire(self, invocation: Invocation, reply: Reply) -> None:
        """Ask a question no more, or again."""
        channel, suggestion = await self._found(invocation)
        is_again = "undo" in invocation.args
        since, state = SuggestionState.APPROVED, SuggestionState.RETIRED
        if is_again:
            since, state = state, since
        if suggestion.state is since:
            what = "audit-suggestion-again" if is_again else "audit-suggestion-retired"
            asked = suggestion.wording.question
            entry = AuditEntry.of(invocation, self._clock.now(), what, question=asked)
            await self._store.move(suggestion, state, entry)
        _, stored = await self._found(invocation)
        if stored.state is not state:
            raise Refusal("error-suggestion-changed")
        author = await self._store.member(stored.author)
        asking.add(self._library, stored, author.name if author else "")
        await self._show(channel, invocation, reply)

    async def _show(self, channel: Channel, invocation: Invocation, reply: Reply) -> None:
        kept = [
            one
            for state in (SuggestionState.APPROVED, SuggestionState.RETIRED)
            for one in await self._store.suggestions(state, channel.id)
        ]
        kept.sort(key=lambda one: -one.id)
        page = min(page_of(invocation), max(1, len(kept)))
        shown = kept[page - 1] if kept else None
        language = invocation.member.language
        if shown is None:
            await reply.show(views.none_approved(language))
            return
        author = await self._store.member(shown.author)
        received = await self._store.receptions(channel.id, [shown.question])
        reception = received.get(shown.question, Reception())
        name = author.name if author else ""
        await reply.show(views.approved(language, shown, name, reception, page, len(kept)))

    async def _found(self, invocation: Invocation) -> tuple[Channel, Suggestion]:
        """Find which suggestion is meant.

        Raises:
            Refusal: there is none such in this channel.
        """
        channel = await channel_of(invocation, self._store)
        found = await self._store.suggestion(SuggestionId(int(invocation.args["suggestion"])))
        if found is None or found.channel != channel.id:
            raise Refusal("error-suggestion-gone")
        return channel, found
