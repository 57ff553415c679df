"""Why ReLU units die: long steps push them below zero for every image, where no gradient is."""

from typing import TYPE_CHECKING, Annotated, NamedTuple

from pydantic import Field

from compute.toolkit.data import Digits, digits
from compute.toolkit.demo import Metrics, Params, Say
from compute.toolkit.lab import Lab
from compute.toolkit.learning import accuracy
from compute.toolkit.legacy import Demo, Title
from compute.toolkit.topics import Topic
from content.demo import Preset
from content.numerals import some
from content.schema import Bilingual

if TYPE_CHECKING:
    from compute.plots import Picture

UNITS = 64
STEPS, EVERY = 210, 6
"""So many steps of training, and one look at the units after so many each."""

Off = dict[str, list[list[bool]]]
"""By network and at each look, which units no image turns on."""


class Shock(Params):
    lr: Annotated[float, Title("학습률", "learning rate"), Field(ge=0.0001, le=5)] = 0.5
    slope: Annotated[
        float, Title("Leaky ReLU의 음수 쪽 기울기", "negative slope"), Field(ge=0.001, le=0.5)
    ] = 0.1


class Trained(NamedTuple):
    off: list[list[bool]]
    accuracy: float


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


def train(data: Digits, lr: float, slope: float, lab: Lab) -> Trained:
    """Train one hidden layer with Adam; a negative slope of 0 is the plain ReLU."""
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
    return Trained(off, accuracy(model, data.test_x, data.test_y))


def draw(params: Shock, metrics: Metrics, found: Off, say: Say) -> "dict[str, Picture]":
    from compute import plots

    names = {"relu": "ReLU", "leaky": "Leaky ReLU"}
    figure, panels = plots.panels(headline(metrics, say), 2)
    lamps, counts = [], []
    for name, panel in zip(found, panels, strict=True):
        rows, columns = zip(*[divmod(unit, 8) for unit in range(UNITS)], strict=True)
        lamps.append(panel.scatter(columns, rows, s=330, linewidths=2.5))
        panel.set(xlim=(-0.6, 7.6), ylim=(7.6, -0.6))
        plots.bare(panel)
        right = f"{metrics[f'accuracy_{name}']:.0%}"
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


def headline(metrics: Metrics, say: Say) -> str:
    if metrics["off_relu"] < metrics["units"] / 4:
        return say("학습률이 작으면 대부분 켜져 있어요", "With short steps most units stay on")
    return say("ReLU는 한번 꺼지면 다시 못 켜져요", "A dark ReLU unit never lights up again")


def caption(params: Shock, metrics: Metrics) -> Bilingual:
    """Say how many units ended off with each, how many came back on, and why."""
    units = f"{metrics['units']:g}"
    off, leaky_off, woken = (
        f"{metrics[name]:g}" for name in ("off_relu", "off_leaky", "woken_leaky")
    )
    right, leaky_right = (f"{metrics[f'accuracy_{name}']:.0%}" for name in ("relu", "leaky"))
    return Bilingual(
        ko=f"은닉 유닛이 {units}개인 신경망을 학습률 {params.lr:g}(Adam)로 숫자 이미지에"
        f" 학습했어요. 끝났을 때 어떤 이미지에도 켜지지 않는 유닛은 ReLU가 {off}개(정확도 {right}),"
        f" 음수 쪽 기울기가 {params.slope:g}인 Leaky ReLU가 {leaky_off}개(정확도"
        f" {leaky_right})예요. 모든 이미지에서 0 아래인 ReLU 유닛은 기울기도 0이라 그대로 죽어요."
        f" Leaky ReLU에는 작은 기울기가 남아서 꺼졌던 유닛 {woken}개가 다시 켜졌고, 꺼져 있어도"
        " 신호가 조금은 지나가요.",
        en=f"A network with {units} hidden units learned images of digits at a learning rate of"
        f" {params.lr:g} (Adam). In the end no image turned on {off} of the ReLU units (accuracy"
        f" {right}) and {leaky_off} of the Leaky ReLU units of slope {params.slope:g} (accuracy"
        f" {leaky_right}). A ReLU unit below 0 for every image has no gradient and stays dead."
        f" Leaky ReLU keeps a little: {some(metrics['woken_leaky'], 'unit')} came back on, and even"
        " those that are off let some signal through.",
    )


DEMO = Demo(
    name="dead-relu",
    topic=Topic.ACTIVATIONS,
    title=Bilingual(ko="죽은 ReLU", en="Dead ReLUs"),
    params=Shock,
    presets=(
        Preset(
            name="tiny-leak",
            works=False,
            params={"lr": 3, "slope": 0.001},
            look=Bilingual(
                ko="학습률이 더 크고 기울기가 거의 0이면 Leaky ReLU도 거의 다 꺼져요.",
                en="With still longer steps and next to no slope, most Leaky ReLUs go dark too.",
            ),
        ),
        Preset(
            name="small-steps",
            works=True,
            params={"lr": 0.003},
            look=Bilingual(
                ko="학습률만 낮춰도 ReLU 유닛이 대부분 살아남고 정확도도 높아요.",
                en="A lower learning rate alone keeps most ReLU units alive, and accuracy is high.",
            ),
        ),
    ),
    measure=measure,
    draw=draw,
    caption=caption,
)
