"""What a restricted Boltzmann machine learns: low energy for digits, so that it dreams of them."""

from typing import TYPE_CHECKING, Annotated, NamedTuple

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
    from matplotlib.figure import Figure
    from numpy import float32
    from numpy.typing import NDArray
    from torch import Tensor

    from compute.plots import Motion, Picture

CHAINS, GIBBS_STEPS, SHOWN = 100, 30, 20
"""So many images of random pixels are each resampled so many times; so many are shown."""


class Machine(Params):
    hidden: Annotated[int, Title("은닉 유닛 수", "hidden units"), Field(ge=1, le=256)] = 64
    epochs: Annotated[int, Title("에폭", "epochs"), Field(ge=1, le=100)] = 20


class Rbm(NamedTuple):
    """Weights (visible, hidden) and the biases of the two layers; no links within a layer."""

    weights: "Tensor"
    visible: "Tensor"
    hidden: "Tensor"


class Run(NamedTuple):
    """Some chains' chances of ink (n, side, side) and the mean energy after each Gibbs step, each
    hidden unit's weights (hidden, side, side), and the pseudo-likelihood after each epoch."""

    dreams: "list[NDArray[float32]]"
    energies: list[float]
    filters: "NDArray[float32]"
    likelihoods: list[float]


def measure(params: Machine, lab: Lab) -> tuple[Metrics, Run]:
    """Train an RBM on binary digits and let it turn random pixels into images of its own."""
    import torch

    data = digits()
    x, test_x = (data.x > 0.5).float(), (data.test_x[:450] > 0.5).float()
    torch.manual_seed(lab.seed)
    ink = x.mean(dim=0).clamp(0.01, 0.99)
    weights = 0.01 * torch.randn(data.side**2, params.hidden)
    rbm = Rbm(weights, ink.logit(), torch.zeros(params.hidden))
    likelihoods = [pseudo_likelihood(rbm, test_x)]
    for epoch in range(1, params.epochs + 1):
        for rows in torch.split(torch.randperm(len(x)), 10):
            contrast(rbm, x[rows], rate=0.1)
        likelihoods.append(pseudo_likelihood(rbm, test_x))
        note = f"epoch {epoch} · pseudo-likelihood {likelihoods[-1]:.1f}"
        lab.report(epoch / params.epochs, note)

    square = (-1, data.side, data.side)
    run = Run([], [], rbm.weights.T.reshape(square).numpy(), likelihoods)
    noise = torch.full((CHAINS, data.side**2), 0.5).bernoulli()
    chains = chances = noise
    for _ in range(GIBBS_STEPS + 1):
        run.dreams.append(chances[:SHOWN].view(square).numpy())
        run.energies.append(float(free_energy(rbm, chains).mean()))
        chances = visible_given(rbm, hidden_given(rbm, chains).bernoulli())
        chains = chances.bernoulli()
    return {
        "pseudo_likelihood_before": likelihoods[0],
        "pseudo_likelihood": likelihoods[-1],
        "energy_of_noise": run.energies[0],
        "energy_of_dreams": run.energies[-1],
        "energy_of_digits": float(free_energy(rbm, test_x).mean()),
        "pixels": float(data.side**2),
        "pixels_off_noise": pixels_off(noise, x),
        "pixels_off_dreams": pixels_off(chains, x),
        "pixels_off_digits": pixels_off(test_x, x),
    }, run


def hidden_given(rbm: Rbm, v: "Tensor") -> "Tensor":
    """Return each hidden unit's chance of being on; given v they don't depend on each other."""
    return (v @ rbm.weights + rbm.hidden).sigmoid()


def visible_given(rbm: Rbm, h: "Tensor") -> "Tensor":
    return (h @ rbm.weights.T + rbm.visible).sigmoid()


def contrast(rbm: Rbm, v: "Tensor", rate: float) -> None:
    """Raise what goes together in the data and lower it in one Gibbs step (CD-1, Hinton 2002)."""
    h = hidden_given(rbm, v)
    dreamt = visible_given(rbm, h.bernoulli()).bernoulli()
    dreamt_h = hidden_given(rbm, dreamt)
    rbm.weights.add_(v.T @ h - dreamt.T @ dreamt_h, alpha=rate / len(v))
    rbm.visible.add_((v - dreamt).mean(dim=0), alpha=rate)
    rbm.hidden.add_((h - dreamt_h).mean(dim=0), alpha=rate)


def free_energy(rbm: Rbm, v: "Tensor") -> "Tensor":
    """Return F(v) with p(v) ∝ exp(-F(v)): the energy with all hidden states summed out."""
    from torch.nn.functional import softplus

    return -(v @ rbm.visible) - softplus(v @ rbm.weights + rbm.hidden).sum(dim=1)


def pseudo_likelihood(rbm: Rbm, v: "Tensor") -> float:
    """Return the mean over v of Σ log p(pixel | all the other pixels)."""
    import torch

    flips = torch.eye(v.shape[1]) * (1 - 2 * v[:, None])
    flipped = free_energy(rbm, (v[:, None] + flips).flatten(0, 1)).view_as(v)
    each = torch.nn.functional.logsigmoid(flipped - free_energy(rbm, v)[:, None])
    return float(each.sum(dim=1).mean())


def pixels_off(images: "Tensor", x: "Tensor") -> float:
    """Return by how many pixels the images differ from the nearest of x, on average."""
    import torch

    return float(torch.cdist(images, x, p=1).min(dim=1).values.mean())


def draw(params: Machine, metrics: Metrics, run: Run, say: Say) -> "dict[str, Picture]":
    return {"dreams": chains_picture(metrics, run, say), "filters": units_picture(params, run, say)}


def chains_picture(metrics: Metrics, run: Run, say: Say) -> "Motion":
    """Show chains on their way from random pixels to digits, and their energy."""
    from compute import plots

    title = (
        say("RBM이 잡음에서 숫자를 꿈꿔요", "The RBM dreams digits out of noise")
        if dreams_of_digits(metrics)
        else say("꿈이 아직 숫자 같지 않아요", "Its dreams don't look like digits yet")
    )
    figure, (left, right) = plots.panels(title, 2, share=False, widths=(1.2, 1))
    plots.tiles(left, run.dreams[-1], 5, limits=(0, 1))
    (picture,) = left.images
    level = metrics["energy_of_digits"]
    right.axhline(level, color=plots.GREEN, linewidth=3, linestyle="--")
    (curve,) = right.plot([], [], color=plots.BLUE, linewidth=3.5, clip_on=False)
    (ball,) = right.plot([], [], "o", color=plots.BLUE, markersize=13, clip_on=False)
    top = max(run.energies)
    right.set(xlim=(0, GIBBS_STEPS), ylim=(level - 0.12 * (top - level), top))
    right.set(xlabel=say("깁스 샘플링 횟수", "Gibbs steps"), ylabel=say("에너지", "energy"))
    real = say("진짜 숫자의 에너지", "energy of real digits")
    right.annotate(
        real, (GIBBS_STEPS, level), (0, 12), textcoords="offset points",
        color=plots.GREEN, fontsize=15, fontweight="bold", ha="right",
    )  # fmt: skip

    def frame(step: int) -> None:
        picture.set_data(plots.sheet(run.dreams[step], 5))
        curve.set_data(range(step + 1), run.energies[: step + 1])
        ball.set_data([step], run.energies[step : step + 1])

    return plots.Motion(figure, frame, len(run.dreams), ms=200)


def units_picture(params: Machine, run: Run, say: Say) -> "Figure":
    """Show what pixels each hidden unit looks at, and how the pseudo-likelihood rose."""
    import numpy as np

    from compute import plots

    title = say("은닉 유닛은 획 조각에 반응해요", "Hidden units respond to pieces of strokes")
    figure, (left, right) = plots.panels(title, 2, share=False, widths=(1.2, 1))
    shown = run.filters[:25]
    limit = float(np.quantile(abs(shown), 0.99))
    columns = int(np.ceil(len(shown) ** 0.5))
    plots.tiles(left, shown, columns, cmap=plots.SIGNED, limits=(-limit, limit))
    left.set_title(say("파랑: 잉크, 빨강: 빈 곳", "blue: ink, red: blank"), fontweight="bold")
    plots.line(right, range(len(run.likelihoods)), run.likelihoods, plots.BLUE)
    plots.count_along_x(right)
    right.set(xlabel=say("에폭", "epoch"), xlim=(0, params.epochs))
    right.set_title(say("의사 로그가능도", "pseudo-log-likelihood"), fontweight="bold")
    return figure


def dreams_of_digits(metrics: Metrics) -> bool:
    """Return whether most dreams are nearly as close to a known digit as real digits are."""
    return metrics["pixels_off_dreams"] < 1.75 * metrics["pixels_off_digits"]


def caption(params: Machine, metrics: Metrics) -> Bilingual:
    """Say what was trained, what energy it gives to what, and how close its dreams come."""
    energy = {name: f"{metrics[f'energy_of_{name}']:.0f}" for name in ("noise", "dreams", "digits")}
    off = {name: f"{metrics[f'pixels_off_{name}']:.1f}" for name in ("noise", "dreams", "digits")}
    before, after = (
        f"{metrics[name]:.1f}" for name in ("pseudo_likelihood_before", "pseudo_likelihood")
    )
    return Bilingual(
        ko=f"흑백으로 바꾼 손글씨 숫자로 은닉 유닛 {params.hidden}개짜리 RBM을 CD-1로"
        f" {params.epochs}에폭 학습했어요(의사 로그가능도 {before} → {after})."
        f" 확률은 exp(-에너지)에 비례하는데, 평균 에너지가 무작위 픽셀은 {energy['noise']},"
        f" 진짜 숫자는 {josa(energy['digits'], '이에요', '예요')}. 그래서 무작위 픽셀에서 깁스"
        f" 샘플링을 하면 에너지가 {energy['dreams']}까지 낮아져요. 같은 층 안에는 연결이 없어서 한"
        " 층을 한꺼번에 뽑을 수 있어요."
        f" 가장 닮은 학습 이미지와 다른 픽셀은 {off['noise']}개에서 {off['dreams']}개로 줄고,"
        f" 처음 보는 진짜 숫자는 {off['digits']}개예요.",
        en=f"An RBM with {some(params.hidden, 'hidden unit')} was trained on digits in black and"
        f" white for {some(params.epochs, 'epoch')} of CD-1 (pseudo-log-likelihood {before} →"
        f" {after}). Probability goes with exp(-energy), and the mean energy is {energy['noise']}"
        f" for random pixels and {energy['digits']} for real digits. So Gibbs sampling, which draws"
        " a layer at once as nothing links its units, takes random pixels down to"
        f" {energy['dreams']}: {off['dreams']} pixels instead of {off['noise']} then differ from"
        f" the nearest training image, and {off['digits']} in unseen real digits.",
    )


DEMO = Demo(
    name="rbm-digits",
    topic=Topic.GENERATIVE,
    title=Bilingual(ko="RBM이 꿈꾸는 숫자", en="Digits that an RBM dreams of"),
    params=Machine,
    presets=(
        Preset(
            name="too-few",
            works=False,
            params={"hidden": 1},
            look=Bilingual(
                ko="은닉 유닛이 하나면 픽셀 사이의 관계를 거의 담지 못해 꿈이 얼룩으로 끝나요.",
                en="A single hidden unit can hardly tie pixels together, so dreams end as blots.",
            ),
        ),
        Preset(
            name="more",
            works=True,
            params={"hidden": 128, "epochs": 50},
            look=Bilingual(
                ko="유닛을 늘리고 더 오래 학습하면 꿈꾸는 숫자의 획이 더 또렷해요.",
                en="With more units and more training, the dreamt strokes are clearer.",
            ),
        ),
    ),
    measure=measure,
    draw=draw,
    caption=caption,
)
