"""What the two matrices of Word2Vec hold: words alike within each, company across both."""

from typing import TYPE_CHECKING

from compute.demos.word2vec_toy import (
    SENTENCES,
    Corpus,
    cosines,
    nearest,
    neighbours,
    nouns,
    of_own_group,
    sentences,
    skip_gram,
)
from compute.toolkit.demo import Metrics, Say
from compute.toolkit.lab import Lab
from compute.toolkit.legacy import Demo
from compute.toolkit.topics import Topic
from content.demo import Preset
from content.numerals import some
from content.schema import Bilingual

if TYPE_CHECKING:
    from compute.plots import Picture

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


def draw(
    params: Corpus, metrics: Metrics, examples: dict[str, list[str]], say: Say
) -> "dict[str, Picture]":
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
        f"{share:.0%} · {WORD}: {', '.join(examples[way])}"
        for way, share in zip(names, shares, strict=True)
    ]
    figure, (panel,) = plots.panels(headline(metrics, say))
    plots.bars(panel, list(names.values()), shares, colors, labels)
    panel.set(xlim=(0, 2.1), xticks=[])
    panel.grid(visible=False)
    panel.set_xlabel(
        say(
            "가장 가까운 세 단어 중 같은 무리의 비율 · 예: car의 세 단어",
            "of the three nearest words, those of the same kind · e.g. for car",
        )
    )
    return {"matrices": figure}


def sorted_out(metrics: Metrics) -> bool:
    """Tell whether either matrix finds words alike, and their product does not."""
    alone = min(metrics["own_group_left"], metrics["own_group_right"])
    return alone > max(0.6, metrics["own_group_product"] + 0.3)


def headline(metrics: Metrics, say: Say) -> str:
    if sorted_out(metrics):
        return say(
            "한 행렬 안은 비슷한 말, 곱하면 곁에 오는 말",
            "Within one matrix: alike. Across: companions",
        )
    return say(
        "아직 행렬만 보고는 무리를 가릴 수 없어요", "Neither matrix tells the groups apart yet"
    )


def caption(params: Corpus, metrics: Metrics) -> Bilingual:
    """Say what the three nearest words are like within each matrix and across."""
    left, right, mean, product = (
        f"{metrics[f'own_group_{way}']:.0%}" for way in ("left", "right", "mean", "product")
    )
    beside, apart = f"{metrics['beside_product']:.0%}", f"{metrics['beside_left']:.0%}"
    ko = (
        f"영어 문장 {SENTENCES:,}개로 skip-gram을 {params.epochs}에폭 학습했어요"
        f" (창 {params.window}, {params.dim}차원). 명사마다 가장 가까운 셋을 고르면 같은 무리인"
        f" 비율이 왼쪽(입력) 행렬에서 {left}, 오른쪽(출력) 행렬에서 {right}, 둘의 평균에서"
        f" {mean}예요. 왼쪽 벡터와 오른쪽 벡터를 곱해 고르면 {product}이고, 고른 말의 {beside}가"
        f" 문장에서 실제로 창 안에 함께 나와요 (왼쪽끼리는 {apart})."
    )
    en = (
        f"Skip-gram was trained on {SENTENCES:,} sentences for {some(params.epochs, 'epoch')}"
        f" (window {params.window}, {params.dim} dimensions). Of the three words nearest to each"
        f" noun, {left} are of its own kind by the left (input) matrix, {right} by the right"
        f" (output) one and {mean} by their mean. By left times right it is {product}, while"
        f" {beside} of the words do stand near the noun in the text ({apart} by left with left)."
    )
    if sorted_out(metrics):
        ko += " 그래서 단어 벡터로는 어느 쪽 행렬이든 쓸 만하지만, 둘의 곱은 동시 출현을 나타내요."
        en += " So either matrix can serve as word vectors, while their product tells company."
    return Bilingual(ko=ko, en=en)


DEMO = Demo(
    name="word2vec-in-vs-out",
    topic=Topic.EMBEDDINGS,
    title=Bilingual(ko="Word2Vec의 왼쪽과 오른쪽 행렬", en="Both matrices of Word2Vec"),
    params=Corpus,
    presets=(
        Preset(
            name="two-numbers",
            works=False,
            params={"dim": 2},
            look=Bilingual(
                ko="수 두 개로는 모자라서 어느 행렬에서도 같은 무리를 잘 찾지 못해요.",
                en="Two numbers per word are too few: neither matrix finds the words alike.",
            ),
        ),
        Preset(
            name="wide",
            works=True,
            params={"window": 5},
            look=Bilingual(
                ko="창을 넓혀도 두 행렬은 비슷한 말을, 둘의 곱은 같은 문장에 나오는 말을 골라요.",
                en="With a wide window too, each matrix picks words alike and the product company.",
            ),
        ),
    ),
    measure=measure,
    draw=draw,
    caption=caption,
)
