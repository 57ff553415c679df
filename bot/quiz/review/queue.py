"""The questions that come back to a member, and the cards that tell of them."""

from dataclasses import dataclass
from typing import Literal
from zoneinfo import ZoneInfo

from bot.quiz.answering import progress
from bot.quiz.cards import Card
from bot.quiz.figures import Figures
from bot.quiz.library import Library
from bot.quiz.model import (
    BEGUN,
    UTC_ZONE,
    Address,
    Answer,
    ChannelId,
    Member,
    MemberId,
    QuestionId,
    Round,
)
from bot.quiz.mypage.model import Past
from bot.quiz.ports import Chat, Clock
from bot.quiz.review import rules
from bot.quiz.review import view as views
from bot.quiz.review.model import ReviewCard
from bot.quiz.store import Store
from bot.quiz.zones import own_zone
from content.schema import Question, Rubric

MAX_PAST = 500
Hold = Literal["open", "muted"]
"""A question that comes back is open in its channel, or its member muted there."""


@dataclass(frozen=True, slots=True)
class ReviewQuestion:
    """A question that comes back, and the card that says when."""

    card: ReviewCard
    round: Round
    question: Question


class ReviewQueue:
    """Looks up a member's questions and composes what they read of them."""

    def __init__(
        self, store: Store, chat: Chat, library: Library, figures: Figures, clock: Clock
    ) -> None:
        self._store = store
        self._chat = chat
        self._library = library
        self._figures = figures
        self._clock = clock

    async def all(self, member: MemberId, topic: str = "") -> list[ReviewQuestion]:
        """Return what comes back to a member, of one topic or of all, the soonest first.

        A question that was changed by its deck is due at once. What comes from a channel where the
        member is muted waits, or it would hold up the rest.
        """
        found = await self._askable(member, topic)
        channels = {one.card.channel for one in found}
        muted = {one for one in channels if await self._store.is_muted(one, member)}
        return [one for one in found if one.card.channel not in muted]

    async def _askable(self, member: MemberId, topic: str = "") -> list[ReviewQuestion]:
        """Return what comes back, without questions that are open in their channel: a review would
        tell the answer."""
        found = await self._kept(member, topic)
        is_open = await self._open({one.card.channel for one in found})
        found = [one for one in found if (one.card.channel, one.card.question) not in is_open]
        return sorted(found, key=lambda one: one.card.due_at)

    async def held_up(self, member: MemberId, topic: str = "") -> Hold | None:
        """Return what keeps everything from being asked; None if there is nothing to ask."""
        if await self._askable(member, topic):
            return "muted"
        return "open" if await self._kept(member, topic) else None

    async def recall(self, member: MemberId, channel: ChannelId, topic: str) -> None:
        """Let what a member missed of a topic come back, also what they did before reviews were."""
        known = {card.question for card, _ in await self._store.review_cards(member)}
        for past in await self._store.past_answers(channel, member, MAX_PAST):
            main = self._library.main(past.round)
            step = progress.step(main, past.question) if main else None
            if main and step and step.question.topic == topic and past.question not in known:
                await self._recall(past, main.rubric_of(past.question))

    async def _recall(self, past: Past, asked: Rubric | None) -> None:
        answer = await self._store.answer(past.answer)
        if answer and answer.grade and asked:
            card = rules.first(answer, past.round, asked, answer.grade)
            if card:
                await self._store.keep_card(card)

    async def _kept(self, member: MemberId, topic: str) -> list[ReviewQuestion]:
        return [
            one
            for card, round in await self._store.review_cards(member)
            if (one := await self._renewed(card, round)) and topic in ("", one.question.topic)
        ]

    async def due(self, member: MemberId) -> list[ReviewQuestion]:
        now = self._clock.now()
        return [one for one in await self.all(member) if one.card.due_at <= now]

    async def find(self, member: MemberId, question: QuestionId) -> ReviewQuestion | None:
        """Return a question that comes back and may be asked now."""
        askable = await self._askable(member)
        return next((one for one in askable if one.card.question == question), None)

    async def _renewed(self, card: ReviewCard, round: Round) -> ReviewQuestion | None:
        main = self._library.main(round)
        step = progress.step(main, card.question) if main else None
        rubric = main.rubric_of(card.question) if main else None
        if step is None or rubric is None:
            return None
        renewed = rules.afresh(card, rubric, self._clock.now())
        if renewed != card:
            await self._store.renew(renewed)
        return ReviewQuestion(renewed, round, step.question)

    async def _open(self, channels: set[ChannelId]) -> set[tuple[ChannelId, str]]:
        """Return the questions that channels are asked now."""
        rounds = [
            round
            for channel in channels
            for round in await self._store.rounds(channel=channel, states=BEGUN)
        ]
        mains = [(round.channel, self._library.main(round)) for round in rounds]
        return {(channel, one.id) for channel, main in mains if main for one in main.walk()}

    async def asked(self, member: Member, one: ReviewQuestion, left: int) -> Card:
        """Return the card that asks a question again; `left` are due, this one included."""
        name = one.question.figure
        figure = await self._figures.figure(name) if name else None
        return views.asked(member.language, one.card, one.question, left, figure)

    async def outcome(self, member: Member, review: Answer) -> Card | None:
        """Return the card of a graded review; None if its question is gone."""
        found = await self._store.review_card(review.member, review.question)
        one = await self._renewed(*found) if found else None
        if one is None:
            return None
        left = len(await self.due(member.id))
        now, zone = self._clock.now(), await self.zone(member, one.card.channel)
        again = views.when(member.language, one.card.due_at, now, zone)
        return views.graded(member.language, one.question, review, again, left)

    async def deliver(self, review: Answer) -> None:
        """Tell a member privately what a review came to."""
        member = await self._store.member(review.member)
        card = await self.outcome(member, review) if member else None
        if card:
            await self._chat.post(Address(review.channel, only=review.member), card, review.key)

    async def zone(self, member: Member, channel: ChannelId) -> ZoneInfo:
        """Return the member's own time zone, or else that of a channel."""
        if zone := own_zone(member):
            return zone
        place = await self._store.channel(channel)
        return place.timezone if place else UTC_ZONE
