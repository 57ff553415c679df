"""Is "man" closer to "woman" or to "car"? Cosine similarities of chosen words."""

from typing import TYPE_CHECKING

from compute.demos.word2vec_toy import (
    KOREAN,
    Corpus,
    cosines,
    neighbours,
    sentences,
    skip_gram,
)
from compute.toolkit.demo import Metrics, Pictures, Say, packaged
from compute.toolkit.lab import Lab

if TYPE_CHECKING:
    from torch import Tensor

CHOSEN = ("man", "woman", "king", "queen", "car", "bus")


def measure(params: Corpus, lab: Lab) -> tuple[Metrics, "Tensor"]:
    """Learn the vectors, compare the chosen words, and count which stand side by side."""
    found = skip_gram(params, lab)
    chosen = [found.words.index(word) for word in CHOSEN]
    similarity = cosines(found.left)[chosen][:, chosen]
    company = neighbours(sentences(lab.seed), params.window)
    metrics: Metrics = {}
    for other in ("woman", "car"):
        metrics[f"cosine_{other}"] = float(similarity[0, CHOSEN.index(other)])
        metrics[f"together_{other}"] = float(company.count(("man", other)))
    return metrics, similarity


def draw(params: Corpus, metrics: Metrics, similarity: "Tensor", say: Say) -> Pictures:
    from matplotlib.patches import Rectangle

    from compute import plots

    figure, (panel,) = plots.panels(say.headline)
    names = [say(KOREAN[word], word) for word in CHOSEN]
    rounded = similarity.numpy().round(2) + 0.0  # which makes -0.00 a plain 0.00
    plots.heat(panel, rounded, names, names, cmap=plots.SIGNED, limits=(-1, 1))
    for other in ("woman", "car"):
        corner = (CHOSEN.index(other) - 0.5, -0.5)
        panel.add_patch(
            Rectangle(corner, 1, 1, fill=False, edgecolor=plots.INK, linewidth=4, clip_on=False)
        )
    return {"similarity": figure}


DEMO = packaged(Corpus, measure, draw)
