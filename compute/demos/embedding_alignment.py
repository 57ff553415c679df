"""Translation without a dictionary: one cloud of word vectors is turned onto another's."""

from typing import Annotated, Any, NamedTuple

from pydantic import Field

from compute.toolkit.demo import Metrics, Params, Pictures, Say, packaged
from compute.toolkit.lab import Lab

Array = Any
"""A NumPy array of floats, or of the places of words."""

WORDS, DIM, TOPICS, ROUNDS = 300, 10, 12, 6
SHOWN, FRAMES = 120, 5
"""So many words are drawn, in so many frames a round."""


class Languages(Params):
    noise: Annotated[float, Field(ge=0, le=1)] = 0.1
    seed_pairs: Annotated[int, Field(ge=0, le=100)] = 0


class Turned(NamedTuple):
    """Where the source's words lie in the target's space, and which find their twins."""

    places: Array
    right: Array


def measure(params: Languages, lab: Lab) -> tuple[Metrics, tuple[Array, Array, list[Turned]]]:
    """Turn the source onto the target by Procrustes, pair up what is near, and start over.

    Refinement and CSLS are those of Conneau et al. (2018); without pairs it starts from words whose
    similarities to all others are spread alike (Artetxe et al., 2018).
    """
    import numpy as np

    source, target, answer = two_languages(params.noise, lab.seed)
    if params.seed_pairs:
        pairs = np.arange(params.seed_pairs), answer[: params.seed_pairs]
    else:
        pairs = mutual(hubless(profile(source) @ profile(target).T))
    history = [judged(source, target, answer)]
    first_right = float((answer[pairs[0]] == pairs[1]).mean())
    for turn in range(1, ROUNDS + 1):
        turned = source @ rotation(source[pairs[0]], target[pairs[1]])
        history.append(judged(turned, target, answer))
        pairs = mutual(hubless(turned @ target.T))
        lab.report(turn / ROUNDS, f"round {turn} · P@1 {history[-1].right.mean():.0%}")
    best = source @ rotation(source, target[answer])
    return {
        "first_pairs_right": first_right,
        "precision_of_best_rotation": float(judged(best, target, answer).right.mean()),
        **{f"precision_{turn}": float(one.right.mean()) for turn, one in enumerate(history)},
    }, (target, answer, history)


def two_languages(noise: float, seed: int) -> tuple[Array, Array, Array]:
    """Return vectors of a source and a target, and where in the target each word's twin is.

    The target is the source, turned at random, with noise on it and shuffled. Words gather by
    topics, in a cloud that is longer one way than another.
    """
    import numpy as np

    dice = np.random.default_rng(seed)
    topics = dice.normal(size=(TOPICS, DIM))
    words = topics[dice.integers(TOPICS, size=WORDS)] + 0.6 * dice.normal(size=(WORDS, DIM))
    words *= np.linspace(1, 0.3, DIM)
    source = unit(words - words.mean(axis=0))
    turn, _ = np.linalg.qr(dice.normal(size=(DIM, DIM)))
    answer = dice.permutation(WORDS)
    target = np.empty_like(source)
    target[answer] = unit(source @ turn + noise * dice.normal(size=source.shape))
    return source, target, answer


def unit(rows: Array) -> Array:
    import numpy as np

    return rows / np.linalg.norm(rows, axis=1, keepdims=True)


def profile(vectors: Array) -> Array:
    """Return each word's similarities to all words in order, less what is usual: no turn shows."""
    import numpy as np

    ordered = np.sort(vectors @ vectors.T, axis=1)
    return unit(ordered - ordered.mean(axis=0))


def hubless(similarity: Array) -> Array:
    """Lower the similarities of words that are near everything (CSLS with 10 neighbours)."""
    import numpy as np

    by_row = np.sort(similarity, axis=1)[:, -10:].mean(axis=1, keepdims=True)
    by_column = np.sort(similarity, axis=0)[-10:].mean(axis=0)
    return 2 * similarity - by_row - by_column


def mutual(similarity: Array) -> tuple[Array, Array]:
    """Return the pairs of which each is the other's nearest."""
    import numpy as np

    nearest, back = similarity.argmax(axis=1), similarity.argmax(axis=0)
    kept = np.flatnonzero(back[nearest] == np.arange(len(nearest)))
    return kept, nearest[kept]


def rotation(source: Array, target: Array) -> Array:
    """Return the orthogonal matrix that brings the rows of source nearest to those of target."""
    import numpy as np

    left, _, right = np.linalg.svd(source.T @ target)
    return left @ right


def judged(places: Array, target: Array, answer: Array) -> Turned:
    return Turned(places, hubless(places @ target.T).argmax(axis=1) == answer)


def draw(
    params: Languages, metrics: Metrics, data: tuple[Array, Array, list[Turned]], say: Say
) -> Pictures:
    import numpy as np

    from compute import plots

    target, answer, history = data
    _, _, axes = np.linalg.svd(target, full_matrices=False)
    figure, (cloud, path) = plots.panels(say.headline, 2, share=False, widths=(3, 2))
    twins = target[answer[:SHOWN]] @ axes[:2].T
    cloud.plot(*twins.T, "o", mfc="none", mec=plots.FAINT, markersize=11, mew=1.5)
    cloud.set(xlim=(-1.1, 1.1), ylim=(-1.1, 1.1))
    plots.bare(cloud)
    (right,) = cloud.plot([], [], "o", color=plots.BLUE, markersize=6)
    (wrong,) = cloud.plot([], [], "x", color=plots.RED, markersize=7, markeredgewidth=2)
    path.set(xlim=(0, ROUNDS), ylim=(0, 1.02), xlabel=say("반복", "round"))
    path.set_title(say("번역이 맞은 비율 (P@1)", "words translated right"))
    path.yaxis.set_major_formatter("{x:.0%}")
    (curve,) = path.plot([], [], "o-", color=plots.BLUE, linewidth=3.5, clip_on=False)
    words = [
        (say("○ 목표 언어", "○ target"), plots.FAINT),
        (say("● 맞음", "● right"), plots.BLUE),
        (say("× 틀림", "× wrong"), plots.RED),
    ]
    plots.key(figure, words)

    def frame(index: int) -> None:
        turn = min(index // FRAMES, ROUNDS - 1)
        share = (index - turn * FRAMES) / FRAMES
        here, there = history[turn], history[turn + 1]
        places = ((1 - share) * here.places + share * there.places)[:SHOWN] @ axes[:2].T
        found = (there if share == 1 else here).right[:SHOWN]
        right.set_data(*places[found].T)
        wrong.set_data(*places[~found].T)
        seen = turn + 1 if share < 1 else turn + 2
        curve.set_data(range(seen), [one.right.mean() for one in history[:seen]])

    return {"alignment": plots.Motion(figure, frame, ROUNDS * FRAMES + 1, ms=120)}


DEMO = packaged(Languages, measure, draw)
