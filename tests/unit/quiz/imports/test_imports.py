"""Lists that admins send: the form, the report, the deck, and what goes wrong on the way."""

import json
from dataclasses import replace
from typing import Any

import pytest

from bot.quiz.cards import Card, Paragraph, Table
from bot.quiz.errors import ListRefused
from bot.quiz.imports.model import ImportedList, Piece, ReadQuestion
from bot.quiz.model import DIRECT_MESSAGE, EventId, Invocation
from content.schema import Bilingual
from tests.doubles import FakeReply
from tests.unit.quiz.conftest import CHANNEL, JUN, World, texts

FOUND = ImportedList(
    id="kept-1",
    deck="our-team",
    questions=5,
    mains=4,
    answered=3,
    first=(
        ReadQuestion(Bilingual(ko="시드란?", en="What is a seed?"), "It makes " + 40 * "chance "),
        ReadQuestion(Bilingual(ko="왜 섞나요?", en="Why?"), ""),
    ),
    pieces=(
        Piece("merged", 9, "What is a seed?", Bilingual(ko="같은 질문이에요", en="the same")),
        Piece("doubt", 4, "On seeds", Bilingual(ko="질문 같지 않아요", en="no question")),
    ),
)


def sent(name: str = "list.md", size: int = 12, source: str = "f1") -> str:
    return json.dumps({"name": name, "size": size, "source": source})


@pytest.fixture
def ready(world: World) -> World:
    world.chat.files["f1"] = b"Q: Why?"
    world.importer.found = FOUND
    return world


async def importing(world: World, **changes: Any) -> FakeReply:
    given = {"file": sent(), "deck": "our-team"} | changes
    return await world.say(JUN, "question import", **given)


def table(card: Card) -> Table:
    return next(block for block in card.blocks if isinstance(block, Table))


async def test_the_form_suggests_a_name_for_the_deck(world: World) -> None:
    [form] = (await world.say(JUN, "question import")).forms
    fields = {field.name: field for field in form.fields}
    assert fields["file"].kind == "file"
    assert fields["deck"].value


async def test_what_was_read_is_told_and_nothing_saved_yet(ready: World) -> None:
    card = (await importing(ready)).last
    assert ready.importer.read_lists == [("list.md", b"Q: Why?", "our-team")]
    assert texts(card)[0].startswith("5 questions (4 main), 3 with an answer, 2 without")
    quotes = [b.text for b in card.blocks if isinstance(b, Paragraph) and b.style == "quote"]
    assert quotes == [one.text.en for one in FOUND.first]
    [answer] = [b.text for b in card.blocks if isinstance(b, Paragraph) and b.style == "muted"]
    assert answer.startswith("Answer: It makes chance")
    assert len(answer) < 120
    assert [row[0] for row in table(card).rows] == ["4", "9"]
    assert [(one.command, one.args) for one in card.actions] == [("import save", {"id": "kept-1"})]
    assert ready.importer.published == []


async def test_drafts_are_named_below_what_is_doubtful(ready: World) -> None:
    why = Bilingual(ko="초안으로 남아요", en="stays a draft")
    draft, left_out = Piece("draft", 2, "Why?", why), Piece("skipped", 1, "Index", why)
    ready.importer.found = replace(FOUND, pieces=(*FOUND.pieces, left_out, draft))
    card = (await importing(ready)).last
    assert "1 to look at · 1 draft · 1 left out · 1 merged" in texts(card)
    assert [row[0] for row in table(card).rows] == ["4", "2", "1", "9"]


async def test_the_button_makes_the_deck(ready: World) -> None:
    [button] = (await importing(ready)).last.actions
    card = (await ready.say(JUN, button.command, **button.args)).last
    assert ready.importer.published == ["our-team"]
    assert [(one.command, one.args) for one in card.actions] == [
        ("quiz settings", {"deck": "our-team"})
    ]


@pytest.mark.parametrize(
    ("command", "args"), [("question import", {}), ("import save", {"id": "kept-1"})]
)
async def test_nobody_makes_decks_for_all_channels_from_their_own_conversation(
    ready: World, command: str, args: dict[str, str]
) -> None:
    await importing(ready)
    reply = FakeReply()
    asked = Invocation(EventId("direct"), JUN, CHANNEL.id, command, args, DIRECT_MESSAGE)
    await ready.quiz.dispatcher.handle(asked, reply)
    assert "Every channel can choose" in reply.last.sentence
    assert not reply.forms
    assert ready.importer.published == []


async def test_the_audit_list_tells_who_made_a_deck(ready: World) -> None:
    await ready.store.save_channel(CHANNEL)
    [button] = (await importing(ready)).last.actions
    await ready.say(JUN, button.command, **button.args)
    assert "made a deck from an imported list: our-team" in texts(
        (await ready.say(JUN, "quiz audit")).last
    )


async def test_what_is_no_longer_kept_is_said(world: World) -> None:
    card = (await world.say(JUN, "import save", id="gone")).last
    assert card.sentence == "What I read is no longer kept. Please send the file once more."


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"file": ""}, "no file"),
        ({"file": "{}"}, "no file"),
        ({"file": sent(size=5_000_001)}, "larger than 5 MB"),
        ({"deck": "../x"}, "can't name a deck"),
        ({"deck": ""}, "can't name a deck"),
        ({"deck": "taken"}, "a deck of that name already"),
    ],
)
async def test_a_form_that_cannot_be_read_is_given_back(
    ready: World, changes: dict[str, str], sentence: str
) -> None:
    ready.importer.published.append("taken")
    [form] = (await importing(ready, **changes)).forms
    assert sentence in form.error
    assert form.fields[1].value == changes.get("deck", "our-team")
    assert ready.importer.read_lists == []


async def test_a_name_that_is_too_long_is_one_sentence(ready: World) -> None:
    assert (await importing(ready, deck="a" * 40 + "b")).last.sentence
    assert ready.importer.read_lists == []


async def test_a_file_that_is_gone_and_a_list_that_is_refused_are_one_sentence(
    ready: World,
) -> None:
    gone = (await importing(ready, file=sent(source="f2"))).last
    assert gone.sentence == "I couldn't fetch the file. Please send it once more."
    ready.importer.refused = ListRefused(Bilingual(ko="비었어요", en="line 3: is no list"))
    assert (await importing(ready)).last.sentence == "line 3: is no list"
