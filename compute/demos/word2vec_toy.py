"""Words that keep the same company land together: skip-gram on sentences from a small grammar."""

from typing import TYPE_CHECKING, Annotated, NamedTuple

from pydantic import Field

from compute.toolkit.demo import Metrics, Params, Pictures, Say, packaged
from compute.toolkit.lab import Lab

if TYPE_CHECKING:
    from torch import Tensor

SENTENCES, NEGATIVES = 2500, 5
FRAMES = 24

SLOTS = {
    "PERSON": "man woman boy girl",
    "ADULT": "man woman",
    "CHILD": "boy girl",
    "HE": "man boy",
    "SHE": "woman girl",
    "ROYAL": "king queen prince princess",
    "RULER": "king queen",
    "HEIR": "prince princess",
    "HIS": "king prince",
    "HER": "queen princess",
    "VEHICLE": "car bus truck van",
    "FRUIT": "apple pear peach grape",
    "KIND": "tall clever friendly",
    "DOES": "smiled spoke listened laughed",
    "FEELS": "tired happy hungry",
    "SPEED": "fast slow new",
    "TASTE": "sweet ripe juicy",
}
GROUPS = ("PERSON", "ROYAL", "VEHICLE", "FRUIT")
"""The slots that have each noun once."""

TEMPLATES = (
    "KIND PERSON DOES and went home",
    "KIND HE said he is FEELS",
    "KIND SHE said she is FEELS",
    "ADULT drives VEHICLE along busy road",
    "ADULT drives SPEED VEHICLE to work",
    "CHILD plays with friend at school",
    "noble ROYAL lives in golden palace",
    "noble HIS said he wears crown",
    "noble HER said she wears crown",
    "RULER rules country from high throne",
    "HEIR waits for throne and learns",
    "SPEED VEHICLE stops on busy road",
    "SPEED VEHICLE with loud engine needs fuel",
    "TASTE FRUIT falls from tree",
    "PERSON eats TASTE FRUIT with bread",
)
"""Sentences in which the words in capitals stand for any word of their slot."""


class Corpus(Params):
    dim: Annotated[int, Field(ge=2, le=64)] = 16
    window: Annotated[int, Field(ge=1, le=5)] = 2
    epochs: Annotated[int, Field(ge=1, le=30)] = 4


class Embedding(NamedTuple):
    """The words, both matrices (words, dim), and the left one at a few times of the training."""

    words: list[str]
    left: "Tensor"
    right: "Tensor"
    path: "list[Tensor]"


def skip_gram(params: Corpus, lab: Lab) -> Embedding:
    """Learn two vectors per word by skip-gram with negative sampling (Mikolov et al., 2013)."""
    import torch
    from torch.nn.functional import softplus

    text = sentences(lab.seed)
    words = sorted({word for sentence in text for word in sentence})
    index = {word: place for place, word in enumerate(words)}
    pairs = torch.tensor([(index[a], index[b]) for a, b in neighbours(text, params.window)])
    torch.manual_seed(lab.seed)
    left = torch.nn.Parameter(torch.rand(len(words), params.dim) - 0.5)
    right = torch.nn.Parameter(torch.zeros(len(words), params.dim))
    optimizer = torch.optim.Adam([left, right], lr=0.01, fused=True)
    frequency = torch.bincount(pairs[:, 1], minlength=len(words)) ** 0.75
    epochs = [pairs[torch.randperm(len(pairs))] for _ in range(params.epochs)]
    batches = [batch.T for epoch in epochs for batch in torch.split(epoch, 256)]
    path = [left.detach().clone()]
    for step, (centre, context) in enumerate(batches, start=1):
        vectors = left[centre]
        noise = torch.multinomial(frequency, NEGATIVES * len(centre), replacement=True)
        real = (vectors * right[context]).sum(dim=1)
        fake = (vectors[:, None] * right[noise.view(-1, NEGATIVES)]).sum(dim=2)
        loss = softplus(-real).mean() + softplus(fake).sum(dim=1).mean()
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        if step * FRAMES // len(batches) > (step - 1) * FRAMES // len(batches):
            path.append(left.detach().clone())
            lab.report(step / len(batches), f"loss {loss.item():.3g}")
    return Embedding(words, left.detach(), right.detach(), path)


def sentences(seed: int) -> list[list[str]]:
    """Write SENTENCES sentences by the grammar."""
    import numpy as np

    dice = np.random.default_rng(seed)
    slots = {name: words.split() for name, words in SLOTS.items()}
    chosen = [TEMPLATES[place].split() for place in dice.integers(len(TEMPLATES), size=SENTENCES)]
    return [
        [slots[word][dice.integers(len(slots[word]))] if word in slots else word for word in one]
        for one in chosen
    ]


def neighbours(text: list[list[str]], window: int) -> list[tuple[str, str]]:
    """Return each word with each that stands at most `window` words away in its sentence."""
    return [
        (word, sentence[other])
        for sentence in text
        for place, word in enumerate(sentence)
        for other in range(max(place - window, 0), min(place + window + 1, len(sentence)))
        if other != place
    ]


def cosines(vectors: "Tensor") -> "Tensor":
    """Return the cosine similarity of each row with each."""
    import torch

    rows = torch.nn.functional.normalize(vectors, dim=1)
    return rows @ rows.T


def nouns() -> list[str]:
    return [word for group in GROUPS for word in SLOTS[group].split()]


def nearest(words: list[str], similarity: "Tensor", word: str) -> list[str]:
    """Return the three other words that are most similar to this one."""
    order = similarity[words.index(word)].argsort(descending=True).tolist()
    return [words[place] for place in order if words[place] != word][:3]


def of_own_group(words: list[str], similarity: "Tensor") -> float:
    """Return how many of the three words most similar to each noun are of its own group."""
    hits = [
        other in SLOTS[group].split()
        for group in GROUPS
        for word in SLOTS[group].split()
        for other in nearest(words, similarity, word)
    ]
    return sum(hits) / len(hits)


def measure(params: Corpus, lab: Lab) -> tuple[Metrics, "list[Tensor]"]:
    """Learn the vectors and follow the nouns on the plane where they end up spread the most."""
    import torch

    found = skip_gram(params, lab)
    king, man, woman = (found.left[found.words.index(word)] for word in ("king", "man", "woman"))
    near = torch.cosine_similarity(king - man + woman, found.left)
    ranked = [found.words[place] for place in near.argsort(descending=True).tolist()]
    others = [word for word in ranked if word not in ("king", "man", "woman")]
    metrics = {
        "own_group": of_own_group(found.words, cosines(found.left)),
        "own_group_before": of_own_group(found.words, cosines(found.path[0])),
        "queen_rank": float(others.index("queen") + 1),
        "words": float(len(found.words)),
    }
    rows = [found.words.index(word) for word in nouns()]
    clouds = [torch.nn.functional.normalize(vectors[rows], dim=1) for vectors in found.path]
    middle = clouds[-1].mean(dim=0)
    _, _, axes = torch.linalg.svd(clouds[-1] - middle)
    return metrics, [(cloud - middle) @ axes[:2].T for cloud in clouds]


KOREAN = {
    "man": "남자", "woman": "여자", "boy": "소년", "girl": "소녀",
    "king": "왕", "queen": "여왕", "prince": "왕자", "princess": "공주",
    "car": "자동차", "bus": "버스", "truck": "트럭", "van": "승합차",
    "apple": "사과", "pear": "배", "peach": "복숭아", "grape": "포도",
}  # fmt: skip
"""What the nouns are called in Korean pictures; the sentences are in English."""


def draw(params: Corpus, metrics: Metrics, clouds: "list[Tensor]", say: Say) -> Pictures:
    from compute import plots

    figure, (panel,) = plots.panels(say.headline)
    reach = 1.25 * max(float(cloud.abs().max()) for cloud in clouds)
    panel.set(xlim=(-reach, reach), ylim=(-reach, reach))
    plots.bare(panel)
    labels = [
        panel.text(0, 0, say(KOREAN[word], word), color=color, ha="center", va="center",
                   fontsize=17, fontweight="bold")
        for group, color in zip(GROUPS, plots.COLORS, strict=False)
        for word in SLOTS[group].split()
    ]  # fmt: skip

    def frame(index: int) -> None:
        for label, position in zip(labels, apart(clouds[index], reach).tolist(), strict=True):
            label.set_position(position)

    return {"words": plots.Motion(figure, frame, len(clouds), ms=150)}


def apart(points: "Tensor", reach: float) -> "Tensor":
    """Return places near the points where words do not lie on each other."""
    places = points.clone()
    for _ in range(200):
        beside, above = (places[:, None] - places).unbind(dim=2)
        over = (0.15 * reach - above.abs()).clamp(min=0) * (beside.abs() < 0.45 * reach)
        places[:, 1] += 0.25 * (over.fill_diagonal_(0) * above.sign()).sum(dim=1)
    return places


DEMO = packaged(Corpus, measure, draw)
