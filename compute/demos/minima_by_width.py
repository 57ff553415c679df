"""Do bad minima matter: many networks learn XOR, and ever fewer get stuck the wider they are."""

from typing import TYPE_CHECKING, Annotated

from pydantic import Field

from compute.toolkit.demo import Metrics, Params, Say
from compute.toolkit.lab import Lab
from compute.toolkit.legacy import Demo, Title
from compute.toolkit.topics import Topic
from content.demo import Preset
from content.schema import Bilingual

if TYPE_CHECKING:
    from torch import Tensor

    from compute.plots import Picture

SOLVED = 0.01
"""A squared error below this counts as the global minimum, which is 0 from two units on."""


class Starts(Params):
    widths: Annotated[
        tuple[Annotated[int, Field(ge=2, le=256)], ...],
        Title("은닉 유닛 수", "hidden units"),
        Field(min_length=1, max_length=5),
    ] = (2, 8, 64)
    seeds: Annotated[int, Title("출발점 수", "starting points"), Field(ge=5, le=60)] = 20
    steps: Annotated[int, Title("학습 횟수", "training steps"), Field(ge=200, le=1500)] = 500


def measure(params: Starts, lab: Lab) -> tuple[Metrics, dict[int, list[float]]]:
    """Train as many networks of each width and take the loss at which each of them ends."""
    import torch

    torch.manual_seed(lab.seed)
    metrics: Metrics = {}
    ends = {}
    for width, part in lab.share(params.widths):
        losses = learn_xor(width, params.seeds, params.steps, part)
        ends[width] = losses.tolist()
        metrics |= {
            f"solved_{width}": float((losses < SOLVED).sum()),
            f"worst_{width}": float(losses.max()),
        }
    return metrics, ends


def learn_xor(width: int, seeds: int, steps: int, lab: Lab) -> "Tensor":
    """Train `seeds` networks with one hidden ReLU layer side by side and return their losses."""
    import torch

    x = torch.tensor([[0.0, 0.0], [0.0, 1.0], [1.0, 0.0], [1.0, 1.0]])
    y = torch.tensor([0.0, 1.0, 1.0, 0.0])

    def parameter(inputs: int, *shape: int) -> "Tensor":
        """Return values as those that PyTorch gives to a linear layer."""
        values: Tensor = (2 * torch.rand(seeds, *shape) - 1) / inputs**0.5
        return values.requires_grad_()

    into, shift = parameter(2, 2, width), parameter(2, 1, width)
    out, bias = parameter(width, width, 1), parameter(width, 1, 1)
    optimizer = torch.optim.Adam([into, shift, out, bias], lr=0.05)
    for step in range(1, steps + 1):
        answers = torch.relu(x @ into + shift) @ out + bias
        losses = (answers.squeeze(2) - y).square().mean(dim=1)
        optimizer.zero_grad()
        torch.autograd.backward(losses.sum())
        optimizer.step()
        lab.report(step / steps, f"{width} units · loss {losses.mean().item():.2g}")
    return losses.detach()


def draw(
    params: Starts, metrics: Metrics, ends: dict[int, list[float]], say: Say
) -> "dict[str, Picture]":
    from compute import plots

    figure, (panel,) = plots.panels(headline(params, metrics, say))
    per_row = max(10, params.seeds // 3)
    size = min(350 / len(ends) / per_row, 18)
    for place, losses in enumerate(ends.values()):
        for (row, column), loss in zip(stacked(losses, per_row), losses, strict=True):
            color = plots.BLUE if loss < SOLVED else plots.RED
            x = place + 0.8 * (column + 0.5) / per_row - 0.4
            plots.dots(panel, [x], [loss + 0.0016 * size * row], color, size)
    panel.text(
        0.99, 0.03, say("loss 0 = 전역 최솟값", "loss 0 = global minimum"), ha="right",
        color=plots.BLUE, fontsize=15, fontweight="bold", transform=panel.transAxes,
    )  # fmt: skip
    names = []
    for width in ends:
        solved = f"{metrics[f'solved_{width}']:g}"
        names.append(
            say(
                f"유닛 {width}개\n{params.seeds}번 중 {solved}번 성공",
                f"{width} units\n{solved} of {params.seeds} solved",
            )
        )
    panel.set_xticks(range(len(ends)), names, fontsize=15, fontweight="bold")
    panel.tick_params(axis="x", length=0)
    panel.grid(visible=False, axis="x")
    panel.set(
        xlim=(-0.5, len(ends) - 0.5),
        ylim=(-0.05, 0.3),
        yticks=[0, 0.1, 0.2, 0.3],
        ylabel=say("마지막 loss (점 하나 = 출발점 하나)", "final loss (a dot = one start)"),
    )
    return {"ends": figure}


def stacked(losses: list[float], per_row: int) -> list[tuple[int, int]]:
    """Return a row and a column for each loss, so that equal ones stand beside each other."""
    places = []
    seen: dict[float, int] = {}
    for loss in losses:
        level = round(loss, 2)
        places.append(divmod(seen.get(level, 0), per_row))
        seen[level] = seen.get(level, 0) + 1
    return places


def headline(params: Starts, metrics: Metrics, say: Say) -> str:
    narrow, wide = (metrics[f"solved_{pick(params.widths)}"] for pick in (min, max))
    if wide < 0.8 * params.seeds:
        return say("좁은 신경망은 나쁜 골짜기에 잘 갇혀요", "Narrow networks often get stuck")
    if wide > narrow:
        return say("넓을수록 나쁜 골짜기에 덜 갇혀요", "The wider, the fewer get stuck")
    return say("넓으면 거의 어디서든 바닥에 닿아요", "Wide: nearly every start gets there")


def caption(params: Starts, metrics: Metrics) -> Bilingual:
    """Say how many networks of each width reached the floor, and what the others tell."""
    widths = ", ".join(str(width) for width in params.widths)
    ko_runs = ", ".join(f"유닛 {w}개는 {metrics[f'solved_{w}']:g}번" for w in params.widths)
    en_runs = ", ".join(f"{metrics[f'solved_{w}']:g} with {w} units" for w in params.widths)
    ko_stuck, en_stuck = (
        (
            " XOR은 유닛 2개로도 풀 수 있으니, 위에 남은 점은 나쁜 골짜기나 평지에 갇힌 거예요.",
            " Two units can solve XOR, so the dots above are stuck in bad valleys or on plateaus.",
        )
        if any(metrics[f"worst_{width}"] > SOLVED for width in params.widths)
        else (" 나쁜 골짜기에 갇힌 신경망은 하나도 없어요.", " None got stuck in a bad valley.")
    )
    return Bilingual(
        ko=f"은닉 유닛이 {widths}개인 신경망에 XOR을 {params.steps}번씩 학습시켰어요."
        f" 가중치의 출발점만 바꿔 {params.seeds}번씩 해 보니 바닥(loss 0)에 닿은 건"
        f" {ko_runs}이에요.{ko_stuck}"
        " loss는 0보다 낮아질 수 없어서 0에 닿은 해는 확실히 전역 최솟값이지만, 여러 번 같은"
        " loss에 멈췄다는 것만으로는 알 수 없어요.",
        en=f"Networks with {widths} hidden units learned XOR for {params.steps} steps, each width"
        f" from {params.seeds} random starts. Those that reached the floor, loss 0: {en_runs}."
        f"{en_stuck}"
        " Nothing lies below 0, so a loss of 0 is certainly the global minimum; many runs that stop"
        " at the same loss prove nothing.",
    )


DEMO = Demo(
    name="minima-by-width",
    topic=Topic.OPTIMIZATION,
    title=Bilingual(ko="폭과 지역 최솟값", en="Width and local minima"),
    params=Starts,
    presets=(
        Preset(
            name="narrow",
            works=False,
            params={"widths": "2,3"},
            look=Bilingual(
                ko="0.125, 0.167, 0.25에 줄지어 멈춘 빨간 점을 세어 보세요. 기울기가 0이 된 나쁜"
                " 골짜기와 평지예요.",
                en="Count the red dots lined up at 0.125, 0.167 and 0.25: bad valleys and plateaus"
                " where the gradient is zero.",
            ),
        ),
        Preset(
            name="wide",
            works=True,
            params={"widths": "16,64,256"},
            look=Bilingual(
                ko="어디서 출발해도 거의 모두 바닥인 0에 닿아요. 좋은 해가 그만큼 많아요.",
                en="Nearly every start reaches the floor at 0: good solutions are everywhere.",
            ),
        ),
    ),
    measure=measure,
    draw=draw,
    caption=caption,
)
