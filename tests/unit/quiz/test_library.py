"""The questions a channel may be asked, and those of a round as they were asked there."""

from dataclasses import replace

import pytest

from bot.quiz.library import Library
from bot.quiz.model import DEFAULT_DECK, ChannelId
from content.schema import Kind, Question, References
from tests.unit.quiz.conftest import CHANNEL, DECK, a_round, bank, question


def draft(one: Question) -> Question:
    return one.model_copy(update={"references": References()})


TEAM = bank(
    question("first", draft(question("open")), question("clear")),
    draft(question("unanswered", draft(question("nor-this")))),
)
OURS = replace(CHANNEL, decks=("my-team",))
ALSO_DRAFTS = replace(OURS, takes_drafts=True)


@pytest.fixture
def library() -> Library:
    return Library({DEFAULT_DECK: DECK, "my-team": TEAM})


def ids(main: Question | None) -> list[str]:
    return [one.id for one in main.walk()] if main else []


def test_channel_is_asked_its_own_deck(library: Library) -> None:
    assert [main.id for main in library.askable(CHANNEL)] == ["first", "second"]
    assert [main.id for main in library.askable(OURS)] == ["my-team/first"]


def test_deck_that_is_gone_holds_nothing(library: Library) -> None:
    library.exchange({DEFAULT_DECK: DECK})
    assert library.askable(OURS) == []
    assert library.main(a_round("my-team/first")) is None
    assert library.topics("my-team") == []


def test_one_id_in_two_decks_stays_two_questions(library: Library) -> None:
    assert ids(library.main(a_round("first"))) == ["first", "then", "finally"]
    assert ids(library.main(a_round("my-team/first"))) == ["my-team/first", "my-team/clear"]


def test_drafts_are_asked_only_where_they_are_wanted(library: Library) -> None:
    mains = library.askable(ALSO_DRAFTS)
    assert [main.id for main in mains] == ["my-team/first", "my-team/unanswered"]
    assert library.has_drafts("my-team")
    assert not library.has_drafts(DEFAULT_DECK)


def test_round_that_took_drafts_keeps_them(library: Library) -> None:
    main = library.main(a_round("my-team/first", takes_drafts=True))
    assert ids(main) == ["my-team/first", "my-team/open", "my-team/clear"]


def test_draft_is_credited_for_taking_part_and_never_graded(library: Library) -> None:
    main = library.main(a_round("my-team/unanswered", takes_drafts=True))
    assert main is not None
    assert [one.kind for one in main.walk()] == [Kind.PERSONAL, Kind.PERSONAL]


def test_what_members_added_is_asked_in_their_channel_alone(library: Library) -> None:
    library.add(CHANNEL.id, question("suggested-1"))
    assert library.askable(CHANNEL)[0].id == "suggested-1"
    assert ids(library.main(a_round("suggested-1"))) == ["suggested-1"]
    elsewhere = replace(CHANNEL, id=ChannelId("web:other"))
    assert "suggested-1" not in [main.id for main in library.askable(elsewhere)]


def test_rubric_knows_the_questions_asked_beside_it(library: Library) -> None:
    main = library.main(a_round("my-team/first"))
    assert main is not None
    found = main.rubric_of("my-team/clear")
    assert found is not None
    assert found.id == "my-team/clear"
    assert [one.text.en for one in found.neighbours] == ["What about first?"]
    assert main.rubric_of("elsewhere") is None


def test_everybody_in_a_round_gets_the_numbers_of_its_channel_date_and_slot() -> None:
    seeds = []

    class Numbers:
        def mains(self) -> tuple[Question, ...]:
            return (question("sum"),)

        def drawn(self, id_: str, /, seed: str) -> Question | None:
            seeds.append((id_, seed))
            return question(id_)

    library = Library({DEFAULT_DECK: Numbers()})
    for round in (a_round("sum"), a_round("sum"), a_round("sum", slot=1)):
        library.main(round)
    assert seeds == [("sum", "web:daily:2026-11-20:0"), ("sum", "web:daily:2026-11-20:1")]
    library.exchange({DEFAULT_DECK: Numbers()})
    library.main(a_round("sum"))
    assert len(seeds) == 3
