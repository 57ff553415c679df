"""What an answer as a whole shows, word by word: plain numbers that the score depends on.

Each goes one way with the score, never both.
"""

from collections.abc import Mapping

import numpy as np

from evaluators.evidence.wording import Floats, Heard, Words

SIGNALS: Mapping[str, int] = {"best_sentence": 1, "recall": 1, "misled": -1, "odd": -1}
"""Which way the score goes with each.

best_sentence: how much more right texts than wrong ones say a sentence's words in such company, on
average, of the sentence where that is highest. A few words are averaged as if they were more, so
that a fragment is no answer.
recall: share of one reference's words that the answer has, the best of all, without the question's
own words.
misled: how much wrong texts, and only they, say its words in such company, on average.
odd: how much nearer its words are to those of wrong texts, summed.
"""

_FEWEST_IN_SENTENCE = 8


def signals(words: Words, heard: Heard) -> Mapping[str, float]:
    """Return one number per name in SIGNALS, of the telling words of an answer."""
    return {
        "best_sentence": _best_sentence(heard.agreed_right - heard.agreed_wrong, words),
        "recall": heard.recall,
        "misled": _mean(heard.agreed_wrong),
        "odd": float((heard.near_wrong - heard.near_right).clip(0).sum()),
    }


def _mean(values: Floats) -> float:
    return float(values.mean()) if len(values) else 0.0


def _best_sentence(values: Floats, words: Words) -> float:
    if not len(values):
        return 0.0
    sums = np.bincount(words.sentences, values)
    counts = np.bincount(words.sentences)
    return float((sums / counts.clip(_FEWEST_IN_SENTENCE)).max())
