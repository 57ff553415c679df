"""What one-shot learning is: new digits told apart from a few examples, without more training."""

from typing import TYPE_CHECKING, Annotated, Any

from pydantic import Field

from compute.toolkit.data import digits
from compute.toolkit.demo import Metrics, Params, Pictures, Say, packaged
from compute.toolkit.lab import Lab

if TYPE_CHECKING:
    from torch import Tensor, nn

NEW = (7, 8, 9)
"""Digits that the embedding never sees while it learns from those before them."""
SHOTS = (1, 2, 3, 5, 10, 20)
STEPS, PER_CLASS = 150, 8
EPISODES, QUERIES = 100, 20


class FewShots(Params):
    shots: Annotated[int, Field(ge=1, le=20)] = 1
    embed: Annotated[int, Field(ge=2, le=128)] = 64
    classes: Annotated[int, Field(ge=2, le=7)] = 7
    shift: Annotated[int, Field(ge=0, le=4)] = 2


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
    spaces = {"pixels": [images.flatten(1) for images in new]}
    with torch.no_grad():
        spaces["untrained"] = [model(images[:, None]) for images in new]
    learn(model, classes[: params.classes], params.shift, lab)
    with torch.no_grad():
        spaces["learned"] = [model(images[:, None]) for images in new]
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


def moved(images: "Tensor", shift: int) -> "Tensor":
    """Return each image at a random place of a canvas that leaves room for `shift` either way."""
    import torch

    count, side, _ = images.shape
    wide = side + 2 * shift
    canvas = torch.zeros(count, wide, wide)
    corners = torch.randint(2 * shift + 1, (2, count)).T.tolist()
    for place, image, (top, left) in zip(canvas, images, corners, strict=True):
        place[top : top + side, left : left + side] = image
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
        loss.backward()
        optimizer.step()
        lab.report(step / STEPS, f"step {step} · loss {loss.item():.2g}")


def nearest_accuracy(classes: "list[Tensor]", shots: int, seed: int) -> float:
    """Return how often the nearest class mean of so many examples is right, over many tasks."""
    import torch

    chance = torch.Generator().manual_seed(seed)
    tasks = []
    for cloud in classes:
        order = torch.rand(EPISODES, len(cloud), generator=chance).argsort(dim=1)
        tasks.append(cloud[order[:, : shots + QUERIES]])
    task = torch.stack(tasks, dim=1)
    centres = task[:, :, :shots].mean(dim=2)
    queries = task[:, :, shots:].flatten(1, 2)
    nearest = torch.cdist(queries, centres).argmin(dim=2)
    truth = torch.arange(len(classes)).repeat_interleave(QUERIES)
    return float((nearest == truth).float().mean())


def draw(params: FewShots, metrics: Metrics, examples: Any, say: Say) -> Pictures:
    from compute import plots

    columns = len(examples) // len(NEW)
    widths = (1 + 0.2 * columns, 3)
    figure, (left, right) = plots.panels(say.headline, 2, share=False, widths=widths)
    plots.tiles(left, examples, columns)
    count = params.shots
    left.set_title(say(f"새 숫자\n{count}장씩", f"new digits\n{count} each"), fontweight="bold")
    shots = sorted({*SHOTS, count})
    place = shots.index(count)
    curves = [
        ("pixels", say("픽셀", "pixels"), plots.RED),
        ("learned", say("임베딩", "embedding"), plots.BLUE),
    ]
    curves.sort(key=lambda curve: metrics[f"accuracy_{curve[0]}_{count}"])
    for (name, words, color), lift in zip(curves, (-42, 14), strict=True):
        values = [metrics[f"accuracy_{name}_{count}"] for count in shots]
        plots.line(right, range(len(shots)), values, color, words)
        plots.dots(right, [place], [values[place]], color, size=14)
        right.annotate(
            plots.percent(values[place]), (place, values[place]), xytext=(0, lift),
            ha="right" if place else "left",
            fontsize=15, textcoords="offset points", color=color, fontweight="bold",
        )  # fmt: skip
    chance = say("찍기", "guessing")
    right.axhline(1 / len(NEW), color=plots.FAINT, linestyle="--", linewidth=2, label=chance)
    right.set(ylim=(0, 1.05), xlim=(-0.15, len(shots) - 1))
    right.set_xlabel(say("클래스당 예시 수 (shot)", "examples per class (shots)"))
    right.set_ylabel(say("새 숫자 정확도", "accuracy on new digits"))
    right.set_xticks(range(len(shots)), [str(count) for count in shots])
    right.yaxis.set_major_formatter("{x:.0%}")
    plots.tag_ends(right)
    return {"shots": figure}


DEMO = packaged(FewShots, measure, draw)
