"""Is "man" closer to "woman" or to "car"? Cosine similarities of chosen words."""

from typing import TYPE_CHECKING

from compute.demos.word2vec_toy import (
    KOREAN,
    SENTENCES,
    Corpus,
    cosines,
    neighbours,
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
    from torch import Tensor

    from compute.plots import Picture

CHOSEN = ("man", "woman", "king", "queen", "car", "bus")


def measure(params: Corpus, lab: Lab) -> tuple[Metrics, "Tensor"]:
    """Learn the vectors, compare the chosen words, and count which stand side by side."""
    found = skip_gram(params, lab)
    rows = [found.words.index(word) for word in CHOSEN]
    similarity = cosines(found.left)[rows][:, rows]
    company = neighbours(sentences(lab.seed), params.window)
    metrics: Metrics = {}
    for other in ("woman", "car"):
        metrics[f"cosine_{other}"] = float(similarity[0, CHOSEN.index(other)])
        metrics[f"together_{other}"] = float(company.count(("man", other)))
    return metrics, similarity


def draw(params: Corpus, metrics: Metrics, similarity: "Tensor", say: Say) -> "dict[str, Picture]":
    from matplotlib.patches import Rectangle

    from compute import plots

    figure, (panel,) = plots.panels(headline(metrics, say))
    names = [say(KOREAN[word], word) for word in CHOSEN]
    rounded = similarity.round(decimals=2) + 0.0  # which makes -0.00 a plain 0.00
    plots.heat(panel, rounded, names, names, cmap=plots.SIGNED, limits=(-1, 1))
    for other in ("woman", "car"):
        corner = (CHOSEN.index(other) - 0.5, -0.5)
        panel.add_patch(
            Rectangle(corner, 1, 1, fill=False, edgecolor=plots.INK, linewidth=4, clip_on=False)
        )
    return {"similarity": figure}


def headline(metrics: Metrics, say: Say) -> str:
    gap = metrics["cosine_woman"] - metrics["cosine_car"]
    if gap > 0.3:
        return say("남자는 자동차보다 여자에 가까워요", "Man is closer to woman than to car")
    if gap > 0:
        return say("남자가 자동차와도 꽤 가까워요", "Man is rather close to car as well")
    return say("여기서는 남자가 자동차에 더 가까워요", "Here man is closer to car than to woman")


def caption(params: Corpus, metrics: Metrics) -> Bilingual:
    """Give both similarities beside how often the words stand together."""
    woman, car = (f"{metrics[f'cosine_{other}']:.2f}" for other in ("woman", "car"))
    with_woman, with_car = (metrics[f"together_{other}"] for other in ("woman", "car"))
    ko = (
        f"영어 문장 {SENTENCES:,}개로 skip-gram을 {params.epochs}에폭 학습하고(창 {params.window},"
        f" {params.dim}차원) 단어 벡터의 코사인 유사도를 쟀어요. man은 woman과 {woman}, car와"
        f" {car}예요. 창 안에 함께 나온 것은 woman이 {with_woman:g}번, car가 {with_car:g}번이에요."
        " 함께 나온다고 가까워지는 게 아니라, 이웃이 닮아서 서로 바꿔 쓸 수 있어야 가까워져요."
    )
    en = (
        f"Skip-gram was trained on {SENTENCES:,} sentences for {some(params.epochs, 'epoch')}"
        f" (window {params.window}, {params.dim} dimensions). The cosine similarity of man is"
        f" {woman} with woman and {car} with car. It shares a window with woman"
        f" {some(with_woman, 'time')} and with car {some(with_car, 'time')}: what counts"
        " is not standing together but having like neighbours, as interchangeable words do."
    )
    return Bilingual(ko=ko, en=en)


DEMO = Demo(
    name="word2vec-similarity",
    topic=Topic.EMBEDDINGS,
    title=Bilingual(
        ko="남자와 여자, 남자와 자동차의 유사도", en="Is man closer to woman or to car"
    ),
    params=Corpus,
    presets=(
        Preset(
            name="two-numbers",
            works=False,
            params={"dim": 2},
            look=Bilingual(
                ko="수 두 개로는 모자라서 뜻이 먼 단어들도 진한 파란색이 돼요.",
                en="Two numbers per word are too few: even unrelated words turn dark blue.",
            ),
        ),
        Preset(
            name="wide",
            works=True,
            params={"window": 5},
            look=Bilingual(
                ko="창을 넓히면 남자와 자동차가 함께 잡히는 일이 늘지만 순서는 그대로예요.",
                en="A wide window catches man and car together more often; the order stays.",
            ),
        ),
    ),
    measure=measure,
    draw=draw,
    caption=caption,
)
