"""Why a model just large enough to fit its data reads new data worst, and a larger one well."""

from typing import TYPE_CHECKING, Annotated

from pydantic import Field

from compute.toolkit.data import digits
from compute.toolkit.demo import Metrics, Params, Pictures, Say, packaged
from compute.toolkit.lab import Lab

if TYPE_CHECKING:
    from torch import Tensor

SHARES = (0.1, 0.2, 0.35, 0.5, 0.7, 0.85, 0.95, 1, 1.05, 1.15, 1.4, 2, 3, 5, 10)
"""The widths that are tried, as parts of the number of images."""
REPEATS = 5
"""So often each width learns, from other images and with other features."""
FREQUENCY = 0.5
"""The standard deviation of the features' frequencies."""


class Widths(Params):
    n: Annotated[int, Field(ge=50, le=300)] = 200
    wrong: Annotated[float, Field(ge=0, le=0.9)] = 0.1
    ridge: Annotated[float, Field(ge=1e-8, le=100)] = 0.1


def measure(params: Widths, lab: Lab) -> "tuple[Metrics, dict[str, Tensor]]":
    """Fit digits by random features of growing width, as in Belkin et al. (2019).

    The curves are test errors (repeats, widths) without a penalty and with ridge.
    """
    import torch

    widths = [round(share * params.n) for share in SHARES]
    curves = {name: torch.zeros(REPEATS, len(widths)) for name in ("plain", "ridge", "norm")}
    for repeat, part in lab.share(range(REPEATS)):
        torch.manual_seed(lab.seed * REPEATS + repeat)
        data = digits(lab.seed * REPEATS + repeat)
        x, y = data.x[: params.n], data.y[: params.n].clone()
        wrong = torch.randperm(params.n)[: round(params.wrong * params.n)]
        y[wrong] = (y[wrong] + torch.randint(1, 10, wrong.shape)) % 10
        targets = torch.nn.functional.one_hot(y, 10).double()
        for place, width in enumerate(widths):
            features, test_features = random_features(width, x, data.test_x)
            for name, strength in (("plain", 0.0), ("ridge", params.ridge)):
                weights = fit(features, targets, strength)
                missed = (test_features @ weights).argmax(dim=1) != data.test_y
                curves[name][repeat, place] = missed.double().mean()
                if name == "plain":
                    curves["norm"][repeat, place] = weights.norm()
            part.report((place + 1) / len(widths), f"{width} features")
    mean = curves["plain"].mean(dim=0)
    threshold = SHARES.index(1)
    places = {"valley": int(mean[:threshold].argmin()), "peak": threshold, "wide": -1}
    metrics: Metrics = {"repeats": float(REPEATS), "worst": float(widths[int(mean.argmax())])}
    for spot, place in places.items():
        metrics[f"width_{spot}"] = float(widths[place])
        metrics[f"norm_{spot}"] = curves["norm"][:, place].median().item()
        for name in ("plain", "ridge"):
            found = curves[name][:, place]
            metrics[f"{name}_{spot}"] = found.mean().item()
            metrics[f"lowest_{name}_{spot}"] = found.min().item()
            metrics[f"highest_{name}_{spot}"] = found.max().item()
    return metrics, curves


def random_features(width: int, *images: "Tensor") -> "list[Tensor]":
    """Return the same random Fourier features (Rahimi & Recht, 2007) of each set of images."""
    import torch

    frequencies = FREQUENCY * torch.randn(images[0].shape[1], width).double()
    phases = 2 * torch.pi * torch.rand(width).double()
    return [(2 / width) ** 0.5 * torch.cos(x.double() @ frequencies + phases) for x in images]


def fit(features: "Tensor", targets: "Tensor", strength: float) -> "Tensor":
    """Return the weights of ridge regression, with strength 0 the smallest that fit best."""
    import torch

    u, s, vt = torch.linalg.svd(features, full_matrices=False)
    weights: Tensor = vt.T @ ((s / (s**2 + strength))[:, None] * (u.T @ targets))
    return weights


def draw(params: Widths, metrics: Metrics, curves: "dict[str, Tensor]", say: Say) -> Pictures:
    from compute import plots

    figure, (panel,) = plots.panels(say.headline)
    widths = [round(share * params.n) for share in SHARES]
    names = {
        "plain": (say("규제 없음", "no penalty"), plots.RED),
        "ridge": (say(f"릿지 {params.ridge:g}", f"ridge {params.ridge:g}"), plots.BLUE),
    }
    panel.axvline(params.n, color=plots.FAINT, linewidth=2, linestyle=":")
    for name, (title, color) in names.items():
        found = curves[name]
        panel.fill_between(
            widths, found.amin(dim=0), found.amax(dim=0), color=color, alpha=0.2, linewidth=0
        )
        label = f"{title}\n" + plots.percent(metrics[f"{name}_wide"])
        plots.line(panel, widths, found.mean(dim=0).tolist(), color, label)
    panel.set_xscale("log")
    panel.set(xlim=(widths[0], widths[-1]), ylim=(0, 1.1))
    panel.set_xlabel(say("특징 수 (모델의 너비)", "features (width of the model)"))
    panel.set_ylabel(say("테스트 오류율", "test error"))
    panel.yaxis.set_major_formatter("{x:.0%}")
    ticks = [widths[0], params.n, widths[-1]]
    panel.set_xticks(ticks, [f"{tick:,}" for tick in ticks])
    panel.set_xticks([], minor=True)
    at_threshold = say(f"이미지도 {params.n}장", f"also {params.n} images")
    panel.text(1.1 * params.n, 1.03, at_threshold, color=plots.INK, fontsize=15)
    plots.tag_ends(panel)
    return {"widths": figure}


DEMO = packaged(Widths, measure, draw)
