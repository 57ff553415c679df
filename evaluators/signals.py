"""What an answer as a whole shows, word by word: plain numbers that the score depends on.

Each goes one way with the score, never both.
"""

from collections.abc import Mapping

import numpy as np

from evaluators.wording import Floats, Heard, Wordings, Words

SIGNALS: Mapping[str, int] = {
    "agreement": 1,
    "best_sentence": 1,
    "recall": 1,
    "literal_recall": 1,
    "precision": 1,
    "misled": -1,
    "opposed": -1,
    "wrong": -1,
    "odd": -1,
}
"""Which way the score goes with each.

agreement: how much more right texts than wrong ones say its words in such company, on average.
best_sentence: the same of the sentence where that is highest. A few words are averaged as if they
were more, so that a fragment is no answer.
recall: share of one reference's words that the answer has in either language, the best of all.
literal_recall: the same in the reference's own words.
precision: share of its words that some reference has.
misled: how much wrong texts, and only they, say its words in such company, on average.
opposed: how much more its words are turned round than said by right texts, the worst three summed.
wrong: the same with what wrong texts say counted as turned round, and what they deny as said.
odd: how much nearer its words are to those of wrong texts, summed.
Recall and precision leave out the question's own words.
"""

_WORST = 3
_FEWEST_WORDS, _FEWEST_TELLING, _FEWEST_IN_SENTENCE = 6, 12, 8


def signals(words: Words, heard: Heard, wordings: Wordings) -> Mapping[str, float]:
    """Return one number per name in SIGNALS, of the telling words of an answer."""
    new = wordings.new(words)
    said = heard.agreed_right - heard.agreed_wrong
    wrong = np.maximum(heard.opposed_right, heard.agreed_wrong)
    wrong -= np.maximum(heard.agreed_right, heard.opposed_wrong)
    return {
        "agreement": float(said.sum()) / max(len(said), _FEWEST_TELLING),
        "best_sentence": _best_sentence(said, words),
        "recall": heard.recall,
        "literal_recall": heard.literal_recall,
        "precision": float(heard.known[new].sum()) / max(int(new.sum()), _FEWEST_WORDS),
        "misled": _mean(heard.agreed_wrong),
        "opposed": _worst(heard.opposed_right - heard.agreed_right),
        "wrong": _worst(wrong),
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


def _worst(values: Floats) -> float:
    return float(np.sort(values.clip(0))[-_WORST:].sum())
