"""Fit the weights that tell words in order from words in none: seconds.

Learns from texts of the train split, of statements.jsonl, and from the same texts with their words
shuffled; lists of key terms count as shuffled.
"""

import json
from collections import Counter
from collections.abc import Iterator, Sequence
from itertools import chain
from pathlib import Path
from random import Random

from sklearn.feature_extraction import DictVectorizer
from sklearn.linear_model import LogisticRegression

from content.schema import LANGUAGES, Rubric
from evaluators.graded import GradedSet, load
from evaluators.guards.order import transitions
from evaluators.text.sentences import parse
from evaluators.text.tokens import Analyzer
from evaluators.training.judge import families

_FEWEST_WORDS, _FEWEST_SEEN, _LEAST_WEIGHT = 4, 6, 0.02
_SHUFFLES, _STRENGTH = 2, 0.3

Text = tuple[str, bool]
"""A text, and whether its words are in order."""


def build(out: Path) -> None:
    """Fit the weights and write them."""
    graded, random = load(), Random(1)
    rubrics = [one for id_, one in graded.rubrics.items() if graded.split(id_) == "train"]
    told = [*_written(graded, rubrics), *(c.text for f in families.load() for c in f.clauses)]
    lists = list(_lists(rubrics, random))
    weights = _fit([*_with_shuffles(told, random), *lists], Analyzer())
    out.write_text(json.dumps(weights, ensure_ascii=False, indent=0) + "\n", "utf-8")


def _written(graded: GradedSet, rubrics: Sequence[Rubric]) -> list[str]:
    """Return all that is written about the questions of the train split."""
    found = [one.answer for one in graded.of_split("train")]
    for rubric in rubrics:
        told = [rubric.text, *(point.text for point in rubric.key_points)]
        told += [text for wrong in rubric.misconceptions for text in (wrong.text, wrong.why)]
        found += [one[language] for one in told for language in LANGUAGES]
    return found + [text for one in rubrics for text in one.references.all()]


def _with_shuffles(texts: Sequence[str], random: Random) -> Iterator[Text]:
    for text in texts:
        if len(text.split()) >= _FEWEST_WORDS:
            yield text, True
            for _ in range(_SHUFFLES):
                yield _shuffled(text, random), False


def _shuffled(text: str, random: Random) -> str:
    words = text.split()
    random.shuffle(words)
    return " ".join(words)


def _lists(rubrics: Sequence[Rubric], random: Random) -> Iterator[Text]:
    for rubric in rubrics:
        terms = [term for point in rubric.key_points for term in point.terms]
        if len(terms) >= _FEWEST_WORDS:
            yield ", ".join(terms), False
            random.shuffle(terms)
            yield random.choice((", ", " ", "; ")).join(terms), False


def _fit(texts: Sequence[Text], analyzer: Analyzer) -> dict[str, float]:
    counts = [Counter(chain(*transitions(parse(text, analyzer)))) for text, _ in texts]
    seen = Counter(name for one in counts for name in one)
    often = {name for name, number in seen.items() if number >= _FEWEST_SEEN}
    columns = DictVectorizer()
    x = columns.fit_transform(
        [{name: n for name, n in one.items() if name in often} for one in counts]
    )
    model = LogisticRegression(C=_STRENGTH, max_iter=3000, fit_intercept=False)
    model.fit(x, [is_in_order for _, is_in_order in texts])
    pairs = zip(columns.get_feature_names_out(), model.coef_[0], strict=True)
    return {name: round(float(w), 2) for name, w in pairs if abs(w) >= _LEAST_WEIGHT}
