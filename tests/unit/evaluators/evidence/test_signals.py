"""What an answer as a whole shows."""

import pytest

from content.schema import References
from evaluators.evidence.anchors import AnchorBuilder
from evaluators.evidence.features import compare, encode_answers
from evaluators.evidence.signals import SIGNALS
from evaluators.text.sentences import parse
from tests.unit.evaluators.words import RUBRIC, WordEncoder

FULL = RUBRIC.references.en[0]


@pytest.fixture
def signals(analyzer):
    def of(answer, rubric=RUBRIC):
        anchors = AnchorBuilder(WordEncoder(), analyzer).build(rubric)
        parsed = parse(answer, analyzer)
        return compare(encode_answers([parsed], WordEncoder())[0], anchors).signals

    return of


def test_a_reference_shows_all_that_speaks_for_it_and_its_half_less(signals):
    full, half = signals(FULL), signals("Neurons are dropped at random while training.")
    assert full["recall"] == 1
    assert full["best_sentence"] > 0.35
    assert full["misled"] < 0.1
    assert 0 < half["recall"] < 1


@pytest.mark.parametrize("answer", ["", "🙂", "Bananas are yellow"])
def test_nothing_of_it_shows_nothing(signals, answer):
    found = signals(answer)
    assert found.keys() == SIGNALS.keys()
    assert found["recall"] == 0
    assert found["best_sentence"] < 0.1


def test_a_misconception_misleads(signals):
    right, wrong = signals(FULL), signals(RUBRIC.misconceptions[0].text.en)
    assert wrong["misled"] > right["misled"]
    assert wrong["odd"] > right["odd"]


def test_the_best_sentence_counts_whatever_stands_beside_it(signals):
    mixed = signals(f"{FULL} Bananas are yellow and monkeys eat them all day.")
    assert mixed["best_sentence"] == pytest.approx(signals(FULL)["best_sentence"], abs=0.1)


@pytest.mark.parametrize("fragment", ["dropped at random", "prevents overfitting", "overfitting"])
def test_a_fragment_agrees_little(signals, fragment):
    assert signals(fragment)["best_sentence"] < 0.4


def test_the_questions_words_recall_nothing_and_without_references_nothing_does(signals):
    bare = RUBRIC.model_copy(update={"references": References()})
    assert signals("How does dropout work?")["recall"] == signals(FULL, bare)["recall"] == 0
