"""Admins look at who takes part, and take back what should not count or be seen."""

from collections.abc import Callable, Mapping

from bot.quiz.audit.model import AuditEntry, Detail
from bot.quiz.channels import channel_of
from bot.quiz.demos.model import Demos
from bot.quiz.errors import DemosUnavailable, Refusal
from bot.quiz.library import Library
from bot.quiz.model import Address, Invocation, Member, MemberId, QuestionId, RoundId
from bot.quiz.moderation import view as views
from bot.quiz.moderation.model import ShareId, Submission, SubmissionKind
from bot.quiz.paging import page_of
from bot.quiz.ports import Chat, Clock, Reply
from bot.quiz.store import Store
from content.schema import LANGUAGES, Bilingual, Language

EACH = 3
"""How much of what a member gave, and how many shares of a member are on a page."""


class Moderating:
    """Handlers of `quiz members` and of the buttons on its cards.

    A press that is served again after a crash changes nothing twice, and ends what it began.
    """

    def __init__(
        self,
        store: Store,
        chat: Chat,
        library: Library,
        demos: Demos,
        revealed: Callable[[RoundId], None],
        clock: Clock,
    ) -> None:
        """`revealed` notes that a reveal is out of date."""
        self._store = store
        self._chat = chat
        self._library = library
        self._demos = demos
        self._revealed = revealed
        self._clock = clock

    async def members(self, invocation: Invocation, reply: Reply) -> None:
        """Show who takes part, a page at a time, or those of a name."""
        channel = await channel_of(invocation, self._store)
        page = page_of(invocation)
        named = " ".join(invocation.args.get("name", "").split()).removeprefix("@")
        size = views.PAGE
        found = await self._store.participants(channel.id, named, size + 1, size * (page - 1))
        language = invocation.member.language
        await reply.show(
            views.members(language, channel, found[:size], named, page, has_more=len(found) > size)
        )

    async def member(self, invocation: Invocation, reply: Reply) -> None:
        """Show one member: what counts, what is public, and what can be done about it."""
        await self._show(invocation, reply, await self._member(invocation))

    async def mute(self, invocation: Invocation, reply: Reply) -> None:
        member = await self._member(invocation)
        is_muted = "undo" not in invocation.args
        entry = self._entry(invocation, "audit-mute" if is_muted else "audit-unmute", member)
        await self._store.mute(invocation.channel, member.id, is_muted, entry)
        await self._show(invocation, reply, member)

    async def void(self, invocation: Invocation, reply: Reply) -> None:
        submission = await self._submission(invocation)
        member = await self._known(submission.member)
        is_void = "undo" not in invocation.args
        what = views.voided(submission.kind, is_void=is_void)
        asked = await self._asked(submission)
        entry = self._entry(invocation, what, member, question=asked, points=submission.value)
        await self._store.void(submission.kind, submission.id, is_void, entry)
        if submission.kind is SubmissionKind.ANSWER and submission.round:
            self._revealed(submission.round)
        await self._show(invocation, reply, member)

    async def hide(self, invocation: Invocation, reply: Reply) -> None:
        share = await self._store.share(ShareId(int(invocation.args["share"])))
        if share is None or share.new.channel != invocation.channel:
            raise Refusal("error-share-gone")
        member = await self._known(share.new.member)
        is_hidden = "undo" not in invocation.args
        what = "audit-hide" if is_hidden else "audit-unhide"
        entry = self._entry(invocation, what, member, share=share.new.card.title)
        await self._store.hide(share.id, is_hidden, entry)
        # Stored first: whoever serves this again after a crash posts what is stored.
        stored = await self._store.share(share.id)
        if stored:
            address = Address(share.new.channel, thread=share.new.thread)
            await self._chat.post(address, stored.shown, share.new.key)
        await self._show(invocation, reply, member)

    async def _submission(self, invocation: Invocation) -> Submission:
        """Return what a button is about: an answer, a review or a guess."""
        for kind in SubmissionKind:
            if id := invocation.args.get(kind):
                submission = await self._store.submission(kind, int(id))
                if submission and submission.channel == invocation.channel:
                    return submission
        raise Refusal("error-answer-gone")

    def _entry(
        self, invocation: Invocation, what: str, member: Member, **details: Detail
    ) -> AuditEntry:
        return AuditEntry.of(invocation, self._clock.now(), what, member=member.id, **details)

    async def _show(self, invocation: Invocation, reply: Reply, member: Member) -> None:
        channel = await channel_of(invocation, self._store)
        language, page = invocation.member.language, page_of(invocation)
        here, most = slice(EACH * (page - 1), EACH * page), EACH * page + 1
        submissions = await self._store.submissions_of(channel.id, member.id, most)
        shares = await self._store.shares(channel.id, member.id, most)
        seen = views.Seen(
            member,
            await self._store.is_muted(channel.id, member.id),
            [(one, (await self._asked(one))[language]) for one in submissions[here]],
            shares[here],
            page,
            has_more=max(len(submissions), len(shares)) == most,
        )
        await reply.show(views.member(language, channel, seen))

    async def _member(self, invocation: Invocation) -> Member:
        return await self._known(MemberId(invocation.args["who"]))

    async def _known(self, id: MemberId) -> Member:
        member = await self._store.member(id)
        if member is None:
            raise Refusal("error-member-gone")
        return member

    async def _asked(self, submission: Submission) -> Mapping[Language, str]:
        """Return the question, or the demo's title, in both languages; its id where it is gone."""
        text = (
            await self._question(submission)
            if submission.round
            else await self._demo(submission.asked)
        )
        return {one: views.short(text[one] if text else submission.asked) for one in LANGUAGES}

    async def _question(self, submission: Submission) -> Bilingual | None:
        round = await self._store.round(submission.round) if submission.round else None
        asked = self._library.question(round, QuestionId(submission.asked)) if round else None
        return asked.text if asked else None

    async def _demo(self, name: str) -> Bilingual | None:
        try:
            demos = await self._demos.demos()
        except DemosUnavailable:
            return None
        return next((demo.title for demo in demos if demo.name == name), None)
