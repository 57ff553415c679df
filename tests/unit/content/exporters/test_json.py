import json

import pytest

from content.exporters.json import export
from content.loader import Bank, load
from content.schema import Question
from tests.unit.content.exporters.samples import HOSTILE, bank_of, filled, make


def read(text: str) -> list[Question]:
    return [Question.model_validate(one) for one in json.loads(text)["questions"]]


def test_the_packaged_deck_comes_back_as_it_was() -> None:
    bank = load()
    assert read(export(bank, "Deck")) == list(bank.mains())


@pytest.mark.parametrize("text", HOSTILE)
def test_a_hostile_deck_comes_back_as_it_was(text: str) -> None:
    assert read(export(bank_of(filled(text)), text)) == [filled(text)]


def test_a_deck_has_its_name() -> None:
    assert json.loads(export(bank_of(make("main")), "Deck"))["name"] == "Deck"


def test_korean_stays_readable() -> None:
    assert "질문" in export(bank_of(make("main", "질문")), "Deck")


def test_an_empty_deck_has_no_question() -> None:
    assert read(export(Bank(), "Deck")) == []
