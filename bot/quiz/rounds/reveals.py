"""Reveals: the solution of a round in its thread, with the day's ranking."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial

from bot.i18n.messages import say
from bot.quiz.cards import Card
from bot.quiz.model import Address, Answer, Channel, Member, MessageId, Round, Standing
from bot.quiz.moderation.erasing import reveal_key
from bot.quiz.moderation.model import NewShare, ShareId
from bot.quiz.ports import Chat, Clock
from bot.quiz.rounds import reveal_view as views
from bot.quiz.rounds import schedule
from bot.quiz.rounds.reveal_view import Quote
from bot.quiz.rounds.schedule import Upcoming
from bot.quiz.rounds.tally import worth_quoting
from bot.quiz.standings.ranks import ranked
from bot.quiz.store import Store
from content.schema import Question


class Reveals:
    """Posts what a round's questions were about, once, and brings it up to date."""

    def __init__(self, store: Store, chat: Chat, clock: Clock) -> None:
        self._store = store
        self._chat = chat
        self._clock = clock

    async def post(
        self, channel: Channel, round: Round, main: Question, upcoming: Upcoming | None
    ) -> MessageId:
        """Reveal the main question, with a button to the solutions of its follow-ups.

        `upcoming` is what the channel will be asked next.
        """
        thread = Address(channel.id, thread=round.message)
        reveal = await self._chat.find(thread, reveal_key(round.id))
        if reveal is None:
            drawn = await self._draw(channel, round, main, upcoming)
            reveal = await self._chat.post(thread, drawn.card, reveal_key(round.id))
        return reveal

    async def redraw(
        self, channel: Channel, round: Round, main: Question, upcoming: Upcoming | None
    ) -> None:
        """Show a reveal as it is now; it goes on to quote whom it quotes, if it still may.

        Somebody may hide the quote while it is drawn: then that is what is seen at last.
        """
        assert round.reveal is not None, "only what was posted is redrawn"
        thread = Address(channel.id, thread=round.message)
        drawn = await self._draw(channel, round, main, upcoming)
        await self._chat.edit(thread, round.reveal, drawn.card)
        share = await self._store.share(drawn.share) if drawn.share else None
        if share and share.shown != drawn.card:
            await self._chat.edit(thread, round.reveal, share.shown)

    async def _draw(
        self, channel: Channel, round: Round, main: Question, upcoming: Upcoming | None
    ) -> "_Drawn":
        given = await self._store.answers(round=round.id, question=round.question)
        answers = [answer for answer in given if not (answer.is_void or answer.is_late)]
        draw = partial(
            views.reveal,
            channel,
            round,
            main,
            answers,
            await self._ranking(channel, round),
            self._clock.now(),
            likes=await self._store.likes(round.id),
            upcoming=self._next(channel, round, upcoming),
        )
        return await self._quoting(channel, round, answers, draw)

    def _next(self, channel: Channel, round: Round, upcoming: Upcoming | None) -> Upcoming | None:
        """Return what comes next, as long as it comes next after this round."""
        after = schedule.next_due(channel, round.closes_at)
        is_past = round.reveal and after and after.at <= self._clock.now()
        return None if is_past else upcoming

    async def _quoting(
        self, channel: Channel, round: Round, answers: Sequence[Answer], draw: Callable[..., Card]
    ) -> "_Drawn":
        """Draw a reveal with the best answer in it; it is kept, so that it can be hidden."""
        share = await self._store.share_of(channel.id, reveal_key(round.id))
        if share or round.reveal:
            answers = [one for one in answers if share and one.member == share.new.member]
        author = await self._quoted(channel, answers)
        if author is None:
            return _Drawn(draw(quote=None))
        answer, member = author
        hidden = Quote(member.name, say(channel.language, "moderation-hidden"))
        card, instead = draw(quote=Quote(member.name, answer.text)), draw(quote=hidden)
        key, now = reveal_key(round.id), self._clock.now()
        new = NewShare(channel.id, member.id, key, card, instead, now, round.message)
        kept = await self._store.keep_share(new)
        return _Drawn(kept.shown, kept.id)

    async def _quoted(
        self, channel: Channel, answers: Sequence[Answer]
    ) -> tuple[Answer, Member] | None:
        """Return the best answer of those who let themselves be quoted and are not muted."""
        for answer in worth_quoting(answers):
            chosen = await self._store.preferences(answer.member)
            author = await self._store.member(answer.member) if chosen.may_quote else None
            if author and not await self._store.is_muted(channel.id, author.id):
                return answer, author
        return None

    async def _ranking(self, channel: Channel, round: Round) -> list[Standing]:
        scores = await self._store.scores(channel.id, round.local_date, round.local_date)
        return ranked(scores)


@dataclass(frozen=True, slots=True)
class _Drawn:
    """A card, and the share that it is where it quotes somebody."""

    card: Card
    share: ShareId | None = None
