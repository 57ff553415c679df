import json

from content.exporters.json import export
from content.loader import Bank
from tests.unit.content.exporters.samples import bank_of, make


def test_a_deck_has_its_name_and_korean_stays_readable() -> None:
    text = export(bank_of(make("main", "질문")), "Deck")
    assert json.loads(text)["name"] == "Deck"
    assert "질문" in text


def test_an_empty_deck_has_no_questions() -> None:
    assert json.loads(export(Bank(), "Deck"))["questions"] == []
