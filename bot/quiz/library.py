"""The questions that channels ask: decks, drafts among them, and what members have added.

A question of an imported deck is known by "deck/id", so that two decks may use one id; those that
come with the bot share none.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from functools import lru_cache
from typing import Protocol

from bot.quiz.model import DEFAULT_DECK, Channel, ChannelId, QuestionId, Round
from content.schema import Kind, Question

PACKAGED_DECKS = (DEFAULT_DECK, "modern")
MAX_DRAWN = 1024
SUGGESTED = "suggested"
"""The topic of what members suggested; it goes with any choice of topics."""


class Deck(Protocol):
    """The questions of one deck, in the order in which they are asked."""

    def mains(self) -> Sequence[Question]: ...

    def drawn(self, id_: str, /, seed: str) -> Question | None:
        """Return a main question with the numbers that the seed draws."""
        ...


class Library:
    """All questions, by round and by channel. Decks may be exchanged while rounds are open."""

    def __init__(self, decks: Mapping[str, Deck]) -> None:
        self._decks = decks
        self._added: defaultdict[ChannelId, dict[str, Question]] = defaultdict(dict)
        self._retired: defaultdict[ChannelId, set[str]] = defaultdict(set)
        self._drawn = lru_cache(MAX_DRAWN)(self._draw)

    def exchange(self, decks: Mapping[str, Deck]) -> None:
        """Take other decks; questions that are gone can no longer be answered."""
        self._decks = decks
        self._drawn.cache_clear()

    def add(self, channel: ChannelId, question: Question, *, is_retired: bool = False) -> None:
        """Let a channel ask a question of its members' own from now on; a retired one no more."""
        self._added[channel][question.id] = question
        retired = self._retired[channel]
        (retired.add if is_retired else retired.discard)(question.id)

    def decks(self) -> tuple[str, ...]:
        return tuple(self._decks)

    def has_drafts(self, deck: str) -> bool:
        """Tell whether a deck holds questions without a reference."""
        return any(_is_draft(one) for main in self._mains(deck) for one in main.walk())

    def topics(self, decks: Iterable[str]) -> list[str]:
        return sorted({main.topic for deck in decks for main in self._mains(deck)})

    def askable(self, channel: Channel) -> list[Question]:
        """Return the main questions that the channel may be asked, its members' own first.

        Several decks take turns, so that a long one goes along with a short one to the end. Drafts
        have no reference to be graded by, so only a channel that takes them is asked any.
        """
        retired = self._retired[channel.id]
        mains = [own for own in self._added[channel.id].values() if own.id not in retired]
        mains += _mixed([self._named_mains(deck) for deck in channel.decks])
        return [main for main in mains if channel.takes_drafts or not _is_draft(main)]

    def plannable(self, channel: Channel) -> list[Question]:
        """Return the main questions that any of the channel's dailies may be asked, with the
        follow-ups that come with them."""
        mains = self.askable(replace(channel, decks=channel.all_decks))
        return [_asked(main, channel.takes_drafts) for main in mains]

    def _named_mains(self, deck: str) -> list[Question]:
        return [_named(deck, main) for main in self._mains(deck)]

    def _mains(self, deck: str) -> Sequence[Question]:
        return self._decks[deck].mains() if deck in self._decks else ()

    def main(self, round: Round) -> Question | None:
        """Return a round's main question as it was asked, numbers drawn; None if it is gone."""
        seed = f"{round.channel}:{round.local_date}:{round.slot}"
        main = self._added[round.channel].get(round.question) or self._drawn(round.question, seed)
        return _asked(main, round.takes_drafts) if main else None

    def question(self, round: Round, id: QuestionId) -> Question | None:
        """Return the main question of a round or a follow-up, as it was asked; None if it is
        gone."""
        main = self.main(round)
        chain = main.walk() if main else ()
        return next((one for one in chain if one.id == id), None)

    def _draw(self, question: QuestionId, seed: str) -> Question | None:
        deck, slash, id_ = question.partition("/")
        names, id_ = ((deck,), id_) if slash else (PACKAGED_DECKS, question)
        for name in names:
            held = self._decks.get(name)
            if held and (main := held.drawn(id_, seed)):
                return _named(name, main)
        return None


def _mixed(decks: Sequence[Sequence[Question]]) -> list[Question]:
    """Return the questions of several decks, each deck spread evenly over the whole."""
    placed = [
        ((at + 0.5) / len(mains), number, main)
        for number, mains in enumerate(decks)
        for at, main in enumerate(mains)
    ]
    return [main for *_, main in sorted(placed, key=lambda one: one[:2])]


def _named(deck: str, question: Question) -> Question:
    if deck in PACKAGED_DECKS:
        return question
    follow_ups = tuple(_named(deck, child) for child in question.follow_ups)
    return question.model_copy(update={"id": f"{deck}/{question.id}", "follow_ups": follow_ups})


def _is_draft(question: Question) -> bool:
    return not question.has_reference and question.kind is not Kind.PERSONAL


def _asked(question: Question, takes_drafts: bool) -> Question:
    """Return the question as members meet it: a draft is left out, or there for taking part."""
    follow_ups = tuple(
        _asked(child, takes_drafts)
        for child in question.follow_ups
        if takes_drafts or not _is_draft(child)
    )
    kind = Kind.PERSONAL if _is_draft(question) else question.kind
    return question.model_copy(update={"kind": kind, "follow_ups": follow_ups})
