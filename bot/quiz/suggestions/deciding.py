"""What admins decide about the questions that members suggest."""

from dataclasses import replace

from bot.i18n.messages import say
from bot.quiz.audit.model import AuditEntry
from bot.quiz.channels import channel_of
from bot.quiz.dispatch import asked_again, notice
from bot.quiz.errors import Refusal
from bot.quiz.library import Library
from bot.quiz.model import Channel, ChannelId, Invocation, MemberId, RoundState
from bot.quiz.ports import Chat, Clock, Reply
from bot.quiz.private_message import tell
from bot.quiz.rounds.host import RoundHost
from bot.quiz.store import Store
from bot.quiz.suggestions import asking
from bot.quiz.suggestions import rules as suggestions
from bot.quiz.suggestions import view as views
from bot.quiz.suggestions.checking import Checker
from bot.quiz.suggestions.model import (
    Decision,
    Suggestion,
    SuggestionId,
    SuggestionState,
    Wording,
)


class Deciding:
    """Handlers of `question review`, `approve`, `edit` and `reject`."""

    def __init__(
        self,
        store: Store,
        chat: Chat,
        checker: Checker,
        library: Library,
        host: RoundHost,
        clock: Clock,
    ) -> None:
        self._store = store
        self._chat = chat
        self._checker = checker
        self._host = host
        self._library = library
        self._clock = clock

    async def review(self, invocation: Invocation, reply: Reply) -> None:
        """Show the suggestion that has waited longest."""
        channel = await channel_of(invocation, self._store)
        waiting = await self._waiting(channel.id)
        if not waiting:
            await reply.show(notice(say(invocation.member.language, "suggestions-none")))
            return
        await self._show(channel, waiting[0], invocation, reply, total=len(waiting))

    async def _show(
        self,
        channel: Channel,
        suggestion: Suggestion,
        invocation: Invocation,
        reply: Reply,
        total: int = 0,
    ) -> None:
        check = await self._checker.check(channel, suggestion)
        author = await self._name(suggestion.author)
        language = invocation.member.language
        card = views.review(language, check, author, total=total)
        await reply.show(card)

    async def approve(self, invocation: Invocation, reply: Reply) -> None:
        """Let the channel ask a suggestion, if its reference holds up."""
        channel, suggestion = await self._pending(invocation)
        _check_unchanged(invocation, suggestion)
        author = await self._name(suggestion.author)
        check = await self._checker.check(channel, suggestion)
        if not check.is_sound:
            language = invocation.member.language
            card = views.review(language, check, author, is_refused=True)
            await reply.show(card)
            return
        decided = await self._decide(invocation, suggestion, SuggestionState.APPROVED)
        asking.add(self._library, decided, author)
        await self._tell_decided(channel, decided, invocation, reply)

    async def edit(self, invocation: Invocation, reply: Reply) -> None:
        """Open the form with what there is, or keep what it says and show that, checked again."""
        channel, suggestion = await self._editable(invocation)
        language, args = invocation.member.language, invocation.args
        if "question" not in args:
            await reply.ask(
                views.edit_form(language, suggestion, views.values_of(suggestion.wording))
            )
            return
        try:
            _check_unchanged(invocation, suggestion)
            wording = suggestions.read(args)
        except Refusal as refusal:
            form = views.edit_form(language, suggestion, args)
            await reply.ask(asked_again(language, form, refusal))
            return
        if suggestion.is_pending:
            if not await self._store.revise(suggestion.id, wording):
                raise await self._too_late(suggestion.id)
            await self._show(channel, await self._stored(suggestion.id), invocation, reply)
        else:
            await self._reword(channel, suggestion, wording, invocation, reply)

    async def _reword(
        self,
        channel: Channel,
        suggestion: Suggestion,
        wording: Wording,
        invocation: Invocation,
        reply: Reply,
    ) -> None:
        """Ask an approved one in other words from now on, if its reference still holds up."""
        language, author = invocation.member.language, await self._name(suggestion.author)
        check = await self._checker.check(channel, replace(suggestion, wording=wording))
        if not check.is_sound:
            error = views.why_not(language, check)
            values = views.values_of(wording)
            form = views.edit_form(language, suggestion, values)
            await reply.ask(form.refused(error, field="reference"))
            return
        both = {"before": suggestion.wording.question, "after": wording.question}
        entry = AuditEntry.of(invocation, self._clock.now(), "audit-suggestion-reworded", **both)
        if not await self._store.revise(suggestion.id, wording, entry):
            raise await self._too_late(suggestion.id)
        stored = await self._stored(suggestion.id)
        asking.add(self._library, stored, author)
        for round in await self._store.rounds(channel=channel.id, states=[RoundState.OPEN]):
            if round.question == stored.question:
                self._host.answered(round.id)
        await reply.show(views.reworded(language, stored))

    async def reject(self, invocation: Invocation, reply: Reply) -> None:
        """Ask for a reason, which may be left out, or turn a suggestion down."""
        channel, suggestion = await self._pending(invocation)
        language, reason = invocation.member.language, invocation.args.get("reason")
        if reason is None:
            await reply.ask(views.reject_form(language, suggestion))
            return
        try:
            _check_unchanged(invocation, suggestion)
            read = suggestions.read_reason(reason)
        except Refusal as refusal:
            form = views.reject_form(language, suggestion, reason)
            await reply.ask(asked_again(language, form, refusal))
            return
        decided = await self._decide(invocation, suggestion, SuggestionState.REJECTED, read)
        await self._tell_decided(channel, decided, invocation, reply)

    async def _decide(
        self,
        invocation: Invocation,
        suggestion: Suggestion,
        state: SuggestionState,
        reason: str = "",
    ) -> Suggestion:
        decision = Decision(state, invocation.member.id, self._clock.now(), reason)
        what, asked = f"audit-suggestion-{state.value}", suggestion.wording.question
        entry = AuditEntry.of(invocation, decision.at, what, question=asked)
        if not await self._store.decide(suggestion, decision, entry):
            raise await self._too_late(suggestion.id)
        return await self._stored(suggestion.id)

    async def _tell_decided(
        self, channel: Channel, decided: Suggestion, invocation: Invocation, reply: Reply
    ) -> None:
        admin, left = invocation.member, len(await self._waiting(channel.id))
        await reply.show(views.decided(admin.language, decided, left))
        author = await self._store.member(decided.author)
        if author and author.id != admin.id:
            card = views.outcome(author.language, channel, decided)
            await tell(self._chat, channel.id, author.id, card, f"{decided.key}:outcome")

    async def _pending(self, invocation: Invocation) -> tuple[Channel, Suggestion]:
        """Find which suggestion is meant.

        Raises:
            Refusal: there is none such in this channel, or it has been decided.
        """
        channel, suggestion = await self._found(invocation)
        if not suggestion.is_pending:
            raise await self._too_late(suggestion.id)
        return channel, suggestion

    async def _editable(self, invocation: Invocation) -> tuple[Channel, Suggestion]:
        """Find which suggestion is meant, pending or approved."""
        channel, suggestion = await self._found(invocation)
        if not suggestion.is_pending and suggestion.state is not SuggestionState.APPROVED:
            raise await self._too_late(suggestion.id)
        return channel, suggestion

    async def _found(self, invocation: Invocation) -> tuple[Channel, Suggestion]:
        channel = await channel_of(invocation, self._store)
        suggestion = await self._stored(SuggestionId(int(invocation.args["suggestion"])))
        if suggestion.channel != channel.id:
            raise Refusal("error-suggestion-gone")
        return channel, suggestion

    async def _stored(self, suggestion: SuggestionId) -> Suggestion:
        found = await self._store.suggestion(suggestion)
        if found is None:
            raise Refusal("error-suggestion-gone")
        return found

    async def _too_late(self, suggestion: SuggestionId) -> Refusal:
        """Return the refusal that says who has decided already, or that the wording changed."""
        decided = await self._stored(suggestion)
        if decided.is_pending:
            return Refusal("error-suggestion-changed")
        message = f"error-suggestion-{decided.state.value}"
        by = await self._name(decided.decided_by) if decided.decided_by else ""
        if by:
            return Refusal(message, name=by)
        is_by_admin = decided.state in (SuggestionState.APPROVED, SuggestionState.REJECTED)
        return Refusal(f"{message}-by-nobody" if is_by_admin else message)

    async def _name(self, member: MemberId) -> str:
        found = await self._store.member(member)
        return found.name if found else ""

    async def _waiting(self, channel: ChannelId) -> list[Suggestion]:
        return await self._store.suggestions(SuggestionState.PENDING, channel)


def _check_unchanged(invocation: Invocation, suggestion: Suggestion) -> None:
    """Refuse what was said about an older wording."""
    if invocation.args["revision"] != str(suggestion.revision):
        raise Refusal("error-suggestion-changed")
