"""Why ReLU units die: long steps push them below zero for every image, where no gradient is."""

from typing import Annotated

from pydantic import Field

from compute.toolkit.data import Digits, digits
from compute.toolkit.demo import Metrics, Params, Pictures, Say, packaged
from compute.toolkit.lab import Lab
from compute.toolkit.learning import accuracy

UNITS = 64
STEPS, EVERY = 210, 6
"""So many steps of training, and one look at the units after so many each."""

Off = dict[str, list[list[bool]]]
"""By network and at each look, which units no image turns on."""


class Shock(Params):
    lr: Annotated[float, Field(ge=0.0001, le=5)] = 0.5
    slope: Annotated[float, Field(ge=0.001, le=0.5)] = 0.1


def measure(params: Shock, lab: Lab) -> tuple[Metrics, Off]:
    """Train the same network with ReLU and with Leaky ReLU, and look at its units."""
    data = digits()
    metrics: Metrics = {"units": float(UNITS)}
    found: Off = {}
    slopes = {"relu": 0.0, "leaky": params.slope}
    for name, part in lab.share(list(slopes)):
        off, right = train(data, params.lr, slopes[name], part)
        woken = [any(history) and not history[-1] for history in zip(*off, strict=True)]
        metrics |= {
            f"off_{name}": float(sum(off[-1])),
            f"woken_{name}": float(sum(woken)),
            f"accuracy_{name}": right,
        }
        found[name] = off
    return metrics, found


def train(data: Digits, lr: float, slope: float, lab: Lab) -> tuple[list[list[bool]], float]:
    """Train one hidden layer with Adam; a negative slope of 0 is the plain ReLU.

    Return which units were off at each look, and the test accuracy.
    """
    import torch
    from torch import nn

    torch.manual_seed(lab.seed)
    hidden = nn.Linear(data.side**2, UNITS)
    model = nn.Sequential(hidden, nn.LeakyReLU(slope), nn.Linear(UNITS, 10))
    optimizer = torch.optim.Adam(model.parameters(), lr=lr)
    off: list[list[bool]] = []
    for step in range(STEPS + 1):
        if step % EVERY == 0:
            with torch.no_grad():
                off.append((hidden(data.x) <= 0).all(dim=0).tolist())
            lab.report(step / STEPS, f"step {step} · {sum(off[-1])}/{UNITS} off")
        rows = torch.randint(len(data.x), (64,))
        loss = nn.functional.cross_entropy(model(data.x[rows]), data.y[rows])
        optimizer.zero_grad()
        torch.autograd.backward(loss)
        optimizer.step()
    return off, accuracy(model, data.test_x, data.test_y)


def draw(params: Shock, metrics: Metrics, found: Off, say: Say) -> Pictures:
    from compute import plots

    names = {"relu": "ReLU", "leaky": "Leaky ReLU"}
    figure, panels = plots.panels(say.headline, 2)
    lamps, counts = [], []
    for name, panel in zip(found, panels, strict=True):
        rows, columns = zip(*[divmod(unit, 8) for unit in range(UNITS)], strict=True)
        lamps.append(panel.scatter(columns, rows, s=330, linewidths=2.5))
        panel.set(xlim=(-0.6, 7.6), ylim=(7.6, -0.6))
        plots.bare(panel)
        right = plots.percent(metrics[f"accuracy_{name}"])
        panel.set_frame_on(False)
        end = say(f" · 끝 정확도 {right}", f" · ends {right} right")
        panel.set_title(names[name] + end, fontsize=17, fontweight="bold")
        counts.append(panel.set_xlabel(" ", fontsize=16))

    def frame(look: int) -> None:
        for name, lamp, count in zip(found, lamps, counts, strict=True):
            off = found[name][look]
            lamp.set_facecolor([plots.PAPER if dark else plots.BLUE for dark in off])
            lamp.set_edgecolor([plots.FAINT if dark else plots.BLUE for dark in off])
            step, dark = look * EVERY, f"{sum(off)}/{UNITS}"
            count.set_text(say(f"{step}번 학습: {dark} 꺼짐 ○", f"step {step}: {dark} off ○"))

    return {"units": plots.Motion(figure, frame, len(found["relu"]), ms=150, hold_ms=3000)}


DEMO = packaged(Shock, measure, draw)
