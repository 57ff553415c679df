"""No question comes again before the deck is exhausted."""

import pytest

from bot.quiz.library import SUGGESTED
from bot.quiz.model import QuestionId, RoundId, TimesAsked
from bot.quiz.rounds.selection import choose
from content.schema import Bilingual, Question


def question(name: str, topic: str = "optimization") -> Question:
    return Question(id=name, topic=topic, text=Bilingual(ko=name, en=name))


DECK = [question("a"), question("b", "attention"), question("c")]


def history(*names: str) -> dict[QuestionId, TimesAsked]:
    """Return what was asked, oldest first, as the store tells it."""
    turns = {name: turn for turn, name in enumerate(names, start=1)}
    return {
        QuestionId(name): TimesAsked(names.count(name), RoundId(turn))
        for name, turn in turns.items()
    }


def chosen(*asked: str, topics: tuple[str, ...] = ()) -> str:
    found = choose(DECK, history(*asked), topics)
    assert found is not None
    return found.id


@pytest.mark.parametrize(
    ("asked", "topics", "expected"),
    [
        ("", (), "a"),
        ("bac", (), "b"),
        ("abca", (), "b"),
        ("", ("attention",), "b"),
        ("", ("no-such-topic",), "a"),
    ],
    ids=["first", "longest ago", "asked twice waits", "keeps to topics", "no such topic"],
)
def test_chooses(asked: str, topics: tuple[str, ...], expected: str) -> None:
    assert chosen(*asked, topics=topics) == expected


def test_keeps_to_how_difficult_a_channel_wants_it() -> None:
    deck = [one.model_copy(update={"difficulty": 1 + at}) for at, one in enumerate(DECK)]
    found = [choose(deck, {}, levels=levels) for levels in ({2, 3}, {5}, ())]
    assert [one.id for one in found if one] == ["b", "a", "a"]


def test_goes_through_the_deck_without_repeating() -> None:
    asked: list[str] = []
    for _ in range(3):
        asked.append(chosen(*asked))
    assert asked == ["a", "b", "c"]


def test_what_members_suggested_goes_with_any_topics() -> None:
    deck = [*DECK, question("d", SUGGESTED)]
    asked = [choose(deck, history(*before), ["attention"]) for before in ([], ["b"], ["b", "d"])]
    assert [one.id for one in asked if one] == ["b", "d", "b"]


def test_an_empty_deck_gives_nothing() -> None:
    assert choose([], {}) is None
