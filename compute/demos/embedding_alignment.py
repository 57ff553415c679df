"""Translation without a dictionary: one cloud of word vectors is turned onto another's."""

from typing import TYPE_CHECKING, Annotated, Any, NamedTuple

from pydantic import Field

from compute.toolkit.demo import Metrics, Params, Say
from compute.toolkit.lab import Lab
from compute.toolkit.legacy import Demo, Title
from compute.toolkit.topics import Topic
from content.demo import Preset
from content.numerals import some
from content.schema import Bilingual

if TYPE_CHECKING:
    from compute.plots import Picture

Array = Any
"""A NumPy array of floats, or of the places of words."""

WORDS, DIM, TOPICS, ROUNDS = 300, 10, 12, 6
SHOWN = 120


class Languages(Params):
    noise: Annotated[
        float, Title("두 공간의 차이", "how unlike the spaces are"), Field(ge=0, le=1)
    ] = 0.1
    seed_pairs: Annotated[
        int, Title("알고 시작하는 번역 쌍", "translated pairs given"), Field(ge=0, le=100)
    ] = 0


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
    return {
        "first_pairs_right": first_right,
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
) -> "dict[str, Picture]":
    import numpy as np

    from compute import plots

    target, answer, history = data
    _, _, axes = np.linalg.svd(target, full_matrices=False)
    figure, (cloud, path) = plots.panels(headline(metrics, say), 2, share=False, widths=(3, 2))
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
    plots.key(
        figure,
        [
            (say("○ 목표 언어", "○ target"), plots.FAINT),
            (say("● 맞음", "● right"), plots.BLUE),
            (say("× 틀림", "× wrong"), plots.RED),
        ],
    )
    steps = 5

    def frame(index: int) -> None:
        turn = min(index // steps, ROUNDS - 1)
        share = (index - turn * steps) / steps
        here, there = history[turn], history[turn + 1]
        places = ((1 - share) * here.places + share * there.places)[:SHOWN] @ axes[:2].T
        found = (there if share == 1 else here).right[:SHOWN]
        right.set_data(*places[found].T)
        wrong.set_data(*places[~found].T)
        seen = turn + 1 if share < 1 else turn + 2
        curve.set_data(range(seen), [one.right.mean() for one in history[:seen]])

    return {"alignment": plots.Motion(figure, frame, ROUNDS * steps + 1, ms=120)}


def headline(metrics: Metrics, say: Say) -> str:
    if metrics[f"precision_{ROUNDS}"] > 0.5:
        return say("돌려서 포개면 번역이 나와요", "Turn one onto the other, read off words")
    return say("모양이 너무 달라 포개지지 않아요", "Shapes too unlike: they cannot be matched")


def caption(params: Languages, metrics: Metrics) -> Bilingual:
    """Say how the pairs were come by, what share of words was translated, and why (not)."""
    first, once, last = (
        f"{metrics[name]:.0%}"
        for name in ("first_pairs_right", "precision_1", f"precision_{ROUNDS}")
    )
    if params.seed_pairs:
        ko_start = f"번역 쌍 {params.seed_pairs}개만 알려 주고 시작해서"
        en_start = f"Given only {some(params.seed_pairs, 'translated pair')}, it"
    else:
        ko_start = f"번역 쌍 없이, 유사도 분포가 닮은 단어끼리 짝지어 시작해서(그중 {first}가 정답)"
        en_start = (
            "Without any translated pair, it began with words whose similarities to the others are"
            f" spread alike ({first} of those pairs were right) and"
        )
    if metrics[f"precision_{ROUNDS}"] > 0.5:
        ko_end = "두 공간의 모양이 닮아서, 전체를 포개면 모르던 짝까지 드러나요."
        en_end = "The spaces are shaped alike, so fitting the whole reveals the pairs nobody gave."
    else:
        ko_end = "먼 언어처럼 두 공간의 모양이 다르면 회전만으로는 포갤 수 없어요."
        en_end = "Where the shapes differ, as for distant languages, no rotation makes them match."
    return Bilingual(
        ko=f"두 언어 대신 단어 {WORDS}개의 {DIM}차원 벡터와, 그것을 돌려 {params.noise:g}만큼"
        f" 흔든 벡터를 썼어요. {ko_start}, 회전으로 포개고(Procrustes) 가까운 것끼리 다시 짝짓기를"
        f" {ROUNDS}번 되풀이했어요. 첫 후보가 맞은 비율(P@1)은 1번 뒤 {once}, {ROUNDS}번 뒤"
        f" {last}예요. {ko_end}",
        en=f"Instead of two languages, {WORDS} vectors of {DIM} numbers stand for the words of one,"
        f" and the same ones turned, with noise of {params.noise:g}, for the other. {en_start} went"
        f" round {ROUNDS} times: turn one onto the other (Procrustes), pair up what is nearest. The"
        f" first guess was right for {once} of the words after round 1 and for {last} in the end."
        f" {en_end}",
    )


DEMO = Demo(
    name="embedding-alignment",
    topic=Topic.EMBEDDINGS,
    title=Bilingual(ko="사전 없이 두 언어 포개기", en="Aligning two languages with no dictionary"),
    params=Languages,
    presets=(
        Preset(
            name="distant",
            works=False,
            params={"noise": 0.25},
            look=Bilingual(
                ko="두 공간의 모양이 너무 다르면 아무리 되풀이해도 ×가 줄지 않아요.",
                en="If the spaces are too unlike, the crosses stay however often it goes round.",
            ),
        ),
        Preset(
            name="few-pairs",
            works=True,
            params={"noise": 0.15, "seed_pairs": 15},
            look=Bilingual(
                ko="모양이 조금 더 달라도 번역 쌍 15개만 알려 주면 대부분의 단어를 찾아요.",
                en="Where the shapes differ somewhat more, 15 pairs are enough for most words.",
            ),
        ),
    ),
    measure=measure,
    draw=draw,
    caption=caption,
)
