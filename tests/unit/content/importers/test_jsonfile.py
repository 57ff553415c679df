"""Our own JSON, out and in again."""

from content.amount import Calculation
from content.exporters import json
from tests.bank import BANK
from tests.unit.content.exporters.samples import bank_of, make
from tests.unit.content.importers.lists import Lists, imported


def test_the_packaged_bank_comes_back_with_its_idioms_amounts_and_formulas(lists: Lists) -> None:
    (path,) = lists(bank_json=json.export(BANK, "Deck"))
    assert imported(path).questions == tuple(BANK.mains())


def test_a_calculation_comes_back_as_it_was(lists: Lists) -> None:
    calculation = Calculation(draw={"n": (3, 4)}, let={"m": "n * 2"}, value="m + 1")
    main = make("main").model_copy(update={"calculation": calculation})
    (path,) = lists(a_json=json.export(bank_of(main), "Deck"))
    assert imported(path).questions == (main,)
