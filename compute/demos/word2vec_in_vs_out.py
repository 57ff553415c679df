"""What the two matrices of Word2Vec hold: words alike within each, company across both."""

from compute.demos.word2vec_toy import (
    Corpus,
    cosines,
    nearest,
    neighbours,
    nouns,
    of_own_group,
    sentences,
    skip_gram,
)
from compute.toolkit.demo import Metrics, Pictures, Say, packaged
from compute.toolkit.lab import Lab

WORD = "car"


def measure(params: Corpus, lab: Lab) -> tuple[Metrics, dict[str, list[str]]]:
    """Learn both matrices, and see which words each way to compare takes for the nearest."""
    found = skip_gram(params, lab)
    ways = {
        "left": cosines(found.left),
        "right": cosines(found.right),
        "mean": cosines((found.left + found.right) / 2),
        "product": found.left @ found.right.T,
    }
    company = set(neighbours(sentences(lab.seed), params.window))
    metrics: Metrics = {}
    for way, similarity in ways.items():
        beside = [
            (word, other) in company
            for word in nouns()
            for other in nearest(found.words, similarity, word)
        ]
        metrics[f"own_group_{way}"] = of_own_group(found.words, similarity)
        metrics[f"beside_{way}"] = sum(beside) / len(beside)
    return metrics, {way: nearest(found.words, ways[way], WORD) for way in ways}


def draw(params: Corpus, metrics: Metrics, examples: dict[str, list[str]], say: Say) -> Pictures:
    from compute import plots

    names = {
        "left": say("왼쪽끼리", "left with left"),
        "right": say("오른쪽끼리", "right with right"),
        "mean": say("둘의 평균끼리", "mean of both"),
        "product": say("왼쪽 × 오른쪽", "left × right"),
    }
    colors = (plots.BLUE, plots.PURPLE, plots.FAINT, plots.RED)
    shares = [metrics[f"own_group_{way}"] for way in names]
    labels = [
        plots.percent(share) + f" · {WORD}: {', '.join(examples[way])}"
        for way, share in zip(names, shares, strict=True)
    ]
    figure, (panel,) = plots.panels(say.headline)
    plots.bars(panel, list(names.values()), shares, colors, labels)
    panel.set(xlim=(0, 2.1), xticks=[])
    panel.grid(visible=False)
    panel.set_xlabel(
        say(
            "가장 가까운 세 단어 중 같은 무리의 비율 · 예: car의 세 단어",
            "nearest three words of the same kind · e.g. car's",
        )
    )
    return {"matrices": figure}


DEMO = packaged(Corpus, measure, draw)
