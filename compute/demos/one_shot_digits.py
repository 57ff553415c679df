"""What one-shot learning is: new digits told apart from a few examples, without more training."""

from typing import TYPE_CHECKING, Annotated, Any

from pydantic import Field

from compute.toolkit.data import digits
from compute.toolkit.demo import Metrics, Params, Say
from compute.toolkit.lab import Lab
from compute.toolkit.legacy import Demo, Title
from compute.toolkit.topics import Topic
from content.demo import Preset
from content.numerals import josa, some
from content.schema import Bilingual

if TYPE_CHECKING:
    from torch import Tensor, nn

    from compute.plots import Picture

NEW = (7, 8, 9)
"""Digits that the embedding never sees while it learns from those before them."""
SHOTS = (1, 2, 3, 5, 10, 20)
STEPS, PER_CLASS = 150, 8
EPISODES, QUERIES = 100, 20
CLEARLY = 0.02
"""A smaller gain in accuracy is none worth naming."""


class FewShots(Params):
    shots: Annotated[int, Title("클래스당 예시 수", "examples per class"), Field(ge=1, le=20)] = 1
    embed: Annotated[int, Title("임베딩 차원", "embedding size"), Field(ge=2, le=128)] = 64
    classes: Annotated[
        int, Title("미리 배우는 숫자 종류", "kinds of digit learned before"), Field(ge=2, le=7)
    ] = 7
    shift: Annotated[
        int,
        Title("위치가 흔들리는 폭 (픽셀)", "how far digits are moved (pixels)"),
        Field(ge=0, le=4),
    ] = 2


def measure(params: FewShots, lab: Lab) -> tuple[Metrics, Any]:
    """Learn an embedding of some digits, then sort the others by their nearest examples."""
    import torch

    data = digits()
    torch.manual_seed(lab.seed)
    x = torch.cat([data.x, data.test_x]).view(-1, data.side, data.side)
    y = torch.cat([data.y, data.test_y])
    classes = [x[y == digit] for digit in range(10)]
    model = embedding(params.embed)
    new = [moved(classes[digit], params.shift) for digit in NEW]
    spaces = {
        "pixels": [images.flatten(1) for images in new],
        "untrained": [embedded(model, images) for images in new],
    }
    learn(model, classes[: params.classes], params.shift, lab)
    spaces["learned"] = [embedded(model, images) for images in new]
    metrics: Metrics = {}
    for shots in sorted({*SHOTS, params.shots}):
        for name, points in spaces.items():
            metrics[f"accuracy_{name}_{shots}"] = nearest_accuracy(points, shots, lab.seed)
    examples = torch.stack([images[: min(params.shots, 5)] for images in new])
    return metrics, examples.flatten(0, 1).numpy()


def embedding(size: int) -> "nn.Sequential":
    """Return a small convolutional network that maps images to points."""
    from torch import nn

    return nn.Sequential(
        nn.Conv2d(1, 32, 3, padding=1),
        nn.ReLU(),
        nn.MaxPool2d(2),
        nn.Conv2d(32, size, 3, padding=1),
        nn.ReLU(),
        nn.AdaptiveMaxPool2d(1),
        nn.Flatten(),
    )


def embedded(model: "nn.Module", images: "Tensor") -> "Tensor":
    import torch

    with torch.no_grad():
        return model(images[:, None])  # type: ignore[no-any-return]


def moved(images: "Tensor", shift: int) -> "Tensor":
    """Return each image at a random place of a canvas that leaves room for `shift` either way."""
    import torch

    count, side, _ = images.shape
    wide = side + 2 * shift
    canvas = torch.zeros(count, wide, wide)
    top, left = torch.randint(2 * shift + 1, (2, count, 1, 1))
    rows, columns = top + torch.arange(side)[:, None], left + torch.arange(side)
    canvas[torch.arange(count)[:, None, None], rows, columns] = images
    return canvas


def learn(model: "nn.Module", classes: "list[Tensor]", shift: int, lab: Lab) -> None:
    """Practise one-shot tasks: go to the nearest example of all classes (Snell et al., 2017)."""
    import torch

    optimizer = torch.optim.Adam(model.parameters(), lr=3e-3)
    labels = torch.arange(len(classes)).repeat_interleave(PER_CLASS - 1)
    for step in range(1, STEPS + 1):
        picked = [images[torch.randint(len(images), (PER_CLASS,))] for images in classes]
        points = model(moved(torch.cat(picked), shift)[:, None])
        points = points.unflatten(0, (len(classes), PER_CLASS))
        examples, others = points[:, 0], points[:, 1:].flatten(0, 1)
        nearness = -torch.cdist(others, examples).square()
        loss = torch.nn.functional.cross_entropy(nearness, labels)
        optimizer.zero_grad()
        torch.autograd.backward(loss)
        optimizer.step()
        lab.report(step / STEPS, f"step {step} · loss {loss.item():.2g}")


def nearest_accuracy(classes: "list[Tensor]", shots: int, seed: int) -> float:
    """Return how often the nearest class mean of so many examples is right, over many tasks."""
    import torch

    chance = torch.Generator().manual_seed(seed)
    tasks = []
    for points in classes:
        order = torch.rand(EPISODES, len(points), generator=chance).argsort(dim=1)
        tasks.append(points[order[:, : shots + QUERIES]])
    task = torch.stack(tasks, dim=1)
    centres = task[:, :, :shots].mean(dim=2)
    queries = task[:, :, shots:].flatten(1, 2)
    nearest = torch.cdist(queries, centres).argmin(dim=2)
    truth = torch.arange(len(classes)).repeat_interleave(QUERIES)
    return float((nearest == truth).float().mean())


def draw(params: FewShots, metrics: Metrics, examples: Any, say: Say) -> "dict[str, Picture]":
    from compute import plots

    columns = len(examples) // len(NEW)
    figure, (left, right) = plots.panels(
        headline(params, metrics, say), 2, share=False, widths=(1 + 0.2 * columns, 3)
    )
    plots.tiles(left, examples, columns)
    left.set_title(
        say(f"새 숫자\n{params.shots}장씩", f"new digits\n{params.shots} each"), fontweight="bold"
    )
    shots = sorted({*SHOTS, params.shots})
    tags = []
    shown = {
        "pixels": (say("픽셀", "pixels"), plots.RED),
        "learned": (say("임베딩", "embedding"), plots.BLUE),
    }
    place = shots.index(params.shots)
    upper = max(shown, key=lambda name: metrics[f"accuracy_{name}_{params.shots}"])
    for name, (words, color) in shown.items():
        values = [metrics[f"accuracy_{name}_{count}"] for count in shots]
        below = name != upper
        plots.line(right, range(len(shots)), values, color)
        plots.dots(right, [place], [values[place]], color, size=14)
        right.annotate(
            f"{values[place]:.0%}", (place, values[place]), xytext=(0, -28 if below else 14),
            fontsize=15, textcoords="offset points", color=color, fontweight="bold",
        )  # fmt: skip
        tags.append((values[-1], words, color))
    right.axhline(1 / len(NEW), color=plots.FAINT, linestyle="--", linewidth=2)
    tags.append((1 / len(NEW), say("찍기", "guessing"), plots.FAINT))
    right.set(
        xlabel=say("클래스당 예시 수 (shot)", "examples per class (shots)"),
        ylabel=say("새 숫자 정확도", "accuracy on new digits"),
        ylim=(0, 1.05),
        xlim=(-0.15, len(shots) - 1),
    )
    right.set_xticks(range(len(shots)), [str(count) for count in shots])
    right.yaxis.set_major_formatter("{x:.0%}")
    plots.tag_ends(right, tags)
    return {"shots": figure}


def gain(params: FewShots, metrics: Metrics, over: str) -> float:
    """Return how much more accurate the learned embedding is than another way to compare."""
    names = (f"accuracy_{name}_{params.shots}" for name in ("learned", over))
    return metrics[next(names)] - metrics[next(names)]


def headline(params: FewShots, metrics: Metrics, say: Say) -> str:
    if gain(params, metrics, "untrained") < CLEARLY:
        return say("배운 것이 새 숫자에 통하지 않아요", "What it learned does not carry over")
    if gain(params, metrics, "pixels") < CLEARLY:
        return say("여기서는 픽셀을 그냥 비교해도 돼요", "Here, comparing pixels does just as well")
    learned = f"{metrics[f'accuracy_learned_{params.shots}']:.0%}"
    return say(
        f"처음 보는 숫자를 {params.shots}장만 보고 {learned}",
        f"New digits, {some(params.shots, 'example')} each: {learned} right",
    )


def caption(params: FewShots, metrics: Metrics) -> Bilingual:
    """Say how well new digits are told apart by pixels and by the embedding, and why."""
    pixels, untrained, learned = (
        f"{metrics[f'accuracy_{name}_{params.shots}']:.0%}"
        for name in ("pixels", "untrained", "learned")
    )
    more = f"{metrics['accuracy_learned_20']:.0%}"
    ko_new, en_new = josa("·".join(map(str, NEW)), "은", "는"), ", ".join(map(str, NEW))
    ko_why, en_why = (
        (
            " 같은 숫자끼리 가깝게 두는 법을 미리 배워서, 새 숫자도 예시와 거리만 재면 돼요.",
            " It has learned to put equal digits close together, which carries over to new ones.",
        )
        if min(gain(params, metrics, other) for other in ("pixels", "untrained")) >= CLEARLY
        else (
            " 미리 본 숫자가 너무 적거나 픽셀이 이미 잘 겹치면 배운 것이 별 도움이 안 돼요.",
            " Learning helps little where it saw too few kinds of digit or pixels line up anyway.",
        )
    )
    return Bilingual(
        ko=f"임베딩은 다른 숫자 {params.classes}가지로만 학습했고, {ko_new} 처음 봐요."
        f" 추가 학습 없이 클래스당 예시 {params.shots}장과 비교해 가장 가까운 쪽으로 답하면, 픽셀"
        f" 거리로는 {pixels}, 임베딩 거리로는 {learned}를 맞혀요(20장이면 {more}, 학습 전이면"
        f" {untrained}).{ko_why}",
        en=f"The embedding learned from {params.classes} other digits and never saw {en_new}."
        " With no more training, images go to the class whose mean of"
        f" {some(params.shots, 'example')} is nearest: {pixels} right by distance of pixels,"
        f" {learned} by distance in the embedding ({more} with 20 examples, {untrained} before"
        f" training).{en_why}",
    )


DEMO = Demo(
    name="one-shot-digits",
    topic=Topic.EMBEDDINGS,
    title=Bilingual(ko="한 장만 보고 새 숫자 알아보기", en="New digits from one example"),
    params=FewShots,
    presets=(
        Preset(
            name="few-kinds",
            works=False,
            params={"classes": 2},
            look=Bilingual(
                ko="숫자 두 가지만 보고 배운 임베딩은 새 숫자에 통하지 않아 파란 선이 낮아요.",
                en="An embedding learned from just two kinds of digit does not carry over: the blue"
                " line stays low.",
            ),
        ),
        Preset(
            name="five-shot",
            works=True,
            params={"shots": 5},
            look=Bilingual(
                ko="예시가 다섯 장이면 파란 선이 크게 올라가요. 픽셀은 여전히 찍는 수준이에요.",
                en="Five examples lift the blue line a lot, while pixels stay close to guessing.",
            ),
        ),
        Preset(
            name="aligned",
            works=True,
            params={"shift": 0},
            look=Bilingual(
                ko="숫자가 늘 제자리에 있으면 픽셀 비교도 잘 맞아서 두 선이 거의 붙어요.",
                en="With every digit in its place comparing pixels works too, and the lines nearly"
                " meet.",
            ),
        ),
    ),
    measure=measure,
    draw=draw,
    caption=caption,
)
