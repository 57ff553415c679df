import json

import pytest

from content.exporters.json import export
from content.loader import Bank
from content.schema import Question
from tests.bank import BANK
from tests.unit.content.exporters.samples import HOSTILE, bank_of, filled, make


def read(text: str) -> list[Question]:
    return [Question.model_validate(one) for one in json.loads(text)["questions"]]


@pytest.mark.parametrize("bank", [BANK, Bank()], ids=["packaged", "empty"])
def test_a_deck_comes_back_as_it_was(bank: Bank) -> None:
    assert read(export(bank, "Deck")) == list(bank.mains())


@pytest.mark.parametrize("text", HOSTILE)
def test_a_hostile_deck_comes_back_as_it_was(text: str) -> None:
    assert read(export(bank_of(filled(text)), text)) == [filled(text)]


def test_a_deck_has_its_name_and_korean_stays_readable() -> None:
    text = export(bank_of(make("main", "질문")), "Deck")
    assert json.loads(text)["name"] == "Deck"
    assert "질문" in text
