"""Where a probability becomes a yes, the same for all encoders and judges.

Where a score becomes a verdict stands in `evaluators.grade`.
"""

MET, BONUS_MET = 0.5, 0.75
"""From which chance on a point counts as stated, and one that isn't needed. From 0.65 on, two
readers found that 20% of the bonus points in blind answers and 35% in other answers to the decks
weren't said; from 0.75 on, 12% and 30%. Beyond it more that were said are missed."""

UNCLEAR = 0.35
"""From which chance on of either an answer is about a point, without saying it or its opposite."""

ON_TOPIC = 0.15
"""From which score on an answer is none that gives up, whatever its words."""

DOUBTFUL, ELSEWHERE, ANOTHERS = 0.04, 0.1, 0.15
"""By how much more an answer may be like a neighbour's references. From the first on its score
starts to be limited, up to the second; from the third on it is called an answer to the neighbour.
Of 1,197 answers to questions of the decks that is said of 0.4%, of 590 to a neighbour of 51%; from
0.07 on it would be of 1.7 and 70%."""

LIMITED_FROM_WORDS = 20
"""From how many words on an answer that states a point is limited: 7 of 495 shorter ones would be
that are to their question, and 3 of 112 that are to a neighbour."""

_LOW, _SURE_IF_LOW, _SURE_IF_BRIEF, _SURE = 0.35, 0.4, 0.62, 0.9


def accuse_from(share: float, *, is_brief: bool) -> float:
    """Return from which chance on something wrong is named, given the share of points met.

    Above a low share it mostly is not wrong. A brief answer has a low share though it be right.
    """
    if share > _LOW:
        return _SURE
    return _SURE_IF_BRIEF if is_brief else _SURE_IF_LOW
