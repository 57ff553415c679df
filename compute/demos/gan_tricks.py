"""Which tricks help a GAN that does not learn: clusters found with each, over several games."""

from typing import TYPE_CHECKING, Annotated, NamedTuple

from pydantic import Field

from compute.demos.gan_2d import (
    CLUSTERS,
    LATENT,
    clusters_hit,
    point_discriminator,
    point_generator,
    ring,
)
from compute.toolkit.demo import Metrics, Params, Say
from compute.toolkit.lab import Lab
from compute.toolkit.legacy import Demo, Title
from compute.toolkit.topics import Topic
from content.demo import Preset
from content.schema import Bilingual

if TYPE_CHECKING:
    from torch import Tensor, nn

    from compute.plots import Picture

GAMES, BATCH = 4, 64

Rate = Annotated[float, Field(ge=1e-5, le=0.02)]


class Duel(Params):
    steps: Annotated[int, Title("학습 횟수", "steps"), Field(ge=20, le=1500)] = 350
    lr_d: Annotated[Rate, Title("D의 학습률", "learning rate of D")] = 3e-3
    lr_g: Annotated[Rate, Title("G의 학습률", "learning rate of G")] = 3e-3


class Trick(NamedTuple):
    """How a game differs from the plain one."""

    pace: float = 1.0
    """What D's learning rate is multiplied by."""
    turns: int = 1
    """How many steps D takes for each of G's."""
    label: float = 1.0
    """What D should say of real points."""
    noise: float = 0.0
    """The deviation of the noise on all that D sees, which fades to none."""


def tricks() -> dict[str, Trick]:
    """Return what is compared, by name.

    Label smoothing is from Salimans et al. (2016), noise on D's input from Sønderby et al. (2017),
    rates that differ from Heusel et al. (2017).
    """
    return {
        "plain": Trick(),
        "slower_d": Trick(pace=0.25),
        "smoothing": Trick(label=0.9),
        "noise": Trick(noise=1.0),
        "faster_d": Trick(pace=4.0),
        "more_d_steps": Trick(turns=3),
    }


def measure(params: Duel, lab: Lab) -> tuple[Metrics, None]:
    """Play GAMES games with each trick from the same starts and count the clusters found."""
    found = {}
    for name, part in lab.share(list(tricks())):
        clouds = play(tricks()[name], params, part)
        found[f"clusters_{name}"] = sum(map(clusters_hit, clouds)) / GAMES
    return found, None


def play(trick: Trick, params: Duel, lab: Lab) -> "list[Tensor]":
    """Play the games all at once and return what each G makes in the end."""
    import torch
    from torch.nn.functional import binary_cross_entropy_with_logits as cross_entropy

    g = stacked([point_generator(False, GAMES * lab.seed + game) for game in range(GAMES)])
    d = stacked([point_discriminator(GAMES * lab.seed + game) for game in range(GAMES)])
    opt_g = torch.optim.Adam(g, params.lr_g, betas=(0.5, 0.999), fused=True)
    opt_d = torch.optim.Adam(d, params.lr_d * trick.pace, betas=(0.5, 0.999), fused=True)
    ones = torch.ones(GAMES, BATCH, 1)
    labels = torch.cat([trick.label * ones, 0 * ones], dim=1)
    for step in range(params.steps):
        noise = trick.noise * (1 - step / params.steps)
        for _ in range(trick.turns):
            fake = run(g, torch.randn(GAMES, BATCH, LATENT), slope=0.0)
            seen = torch.cat([ring(GAMES * BATCH).view_as(fake), fake.detach()], dim=1)
            loss_d = cross_entropy(run(d, blur(seen, noise), slope=0.2), labels)
            opt_d.zero_grad()
            torch.autograd.backward(loss_d)
            opt_d.step()
        loss_g = cross_entropy(run(d, blur(fake, noise), slope=0.2), ones)
        opt_g.zero_grad()
        torch.autograd.backward(loss_g, inputs=g)
        opt_g.step()
        lab.report((step + 1) / params.steps, f"step {step + 1} · loss D {loss_d:.2g}")
    with torch.no_grad():
        return list(run(g, torch.randn(GAMES, 1000, LATENT), slope=0.0))


def stacked(networks: "list[nn.Sequential]") -> "list[Tensor]":
    """Return the weights and biases of networks of one shape, each stacked over the networks."""
    import torch

    same = zip(*(network.parameters() for network in networks), strict=True)
    return [torch.stack(parts).detach().requires_grad_() for parts in same]


def run(parameters: "list[Tensor]", x: "Tensor", slope: float) -> "Tensor":
    """Send x (networks, n, inputs) through every network, with leaky ReLUs of this slope."""
    import torch

    for layer in range(0, len(parameters), 2):
        if layer:
            x = torch.nn.functional.leaky_relu(x, slope)
        weight, bias = parameters[layer : layer + 2]
        x = torch.baddbmm(bias[:, None], x, weight.mT)
    return x


def blur(points: "Tensor", noise: float) -> "Tensor":
    import torch

    return points + noise * torch.randn_like(points) if noise else points


def draw(params: Duel, metrics: Metrics, nothing: None, say: Say) -> "dict[str, Picture]":
    from compute import plots

    shown = names(say)
    figure, (panel,) = plots.panels(headline(metrics, say))
    counts = [metrics[f"clusters_{name}"] for name in shown]
    gains = {name: gain(name, metrics) for name in shown}
    colors = [
        plots.BLUE if gains[name] >= 1 else plots.RED if gains[name] <= -1 else plots.FAINT
        for name in shown
    ]
    plots.bars(panel, list(shown.values()), counts, colors, [f"{count:.1f}" for count in counts])
    panel.set(xlim=(0, CLUSTERS * 1.06))
    panel.set_xlabel(
        say(
            f"찾은 무리 ({CLUSTERS}개 중, {GAMES}판 평균)",
            f"clusters found (of {CLUSTERS}, mean of {GAMES} games)",
        )
    )
    return {"tricks": figure}


def names(say: Say) -> dict[str, str]:
    return {
        "plain": say("요령 없음", "no trick"),
        "slower_d": say("D 학습률 ÷ 4", "lr of D ÷ 4"),
        "smoothing": say("진짜 레이블 0.9", "label 0.9 for real"),
        "noise": say("D 입력에 노이즈", "noise on D's input"),
        "faster_d": say("D 학습률 × 4", "lr of D × 4"),
        "more_d_steps": say("D만 3번씩", "3 steps of D"),
    }


def gain(name: str, metrics: Metrics) -> float:
    """Return how many clusters more are found with a trick; less than one may be luck."""
    return metrics[f"clusters_{name}"] - metrics["clusters_plain"]


def best_of(metrics: Metrics) -> str:
    return max(tricks(), key=lambda name: metrics[f"clusters_{name}"])


def headline(metrics: Metrics, say: Say) -> str:
    best = best_of(metrics)
    if gain(best, metrics) >= 1:
        return say(
            f"가장 잘 통한 요령: {names(say)[best]}", f"What helped most: {names(say)[best]}"
        )
    return say("이 설정에서는 어떤 요령도 통하지 않아요", "With these settings no trick helps")


def caption(params: Duel, metrics: Metrics) -> Bilingual:
    """Say what each trick brought and what that tells of the balance between D and G."""
    ko_names, en_names = names(Say("ko")), names(Say("en"))
    counts = {name: f"{metrics[f'clusters_{name}']:.1f}" for name in ko_names}
    ko_list = ", ".join(f"{ko_names[name]} {count}개" for name, count in counts.items())
    en_list = ", ".join(f"{en_names[name]} {count}" for name, count in counts.items())
    if max(gain("faster_d", metrics), gain("more_d_steps", metrics)) >= 1:
        ko_why = "여기서는 D가 약한 쪽이라, D에게 힘을 실어 줄 때 G도 배울 것이 생겨요."
        en_why = "D is the weaker side here: making it stronger gives G something to learn from."
    elif min(gain("faster_d", metrics), gain("more_d_steps", metrics)) <= -1:
        ko_why = "D가 이미 충분히 강해서, D에게 힘을 더 실어 주면 오히려 나빠져요."
        en_why = "D is strong enough already: making it stronger still does harm."
    else:
        ko_why = "D를 더 강하게 해도 약하게 해도 결과가 그다지 달라지지 않아요."
        en_why = "Making D stronger or weaker changes little."
    return Bilingual(
        ko=f"원 위의 점 무리 {CLUSTERS}개를 흉내 내는 GAN을 요령마다 {GAMES}판씩, 같은 출발점에서"
        f" {params.steps}번 학습했어요 (lr D {params.lr_d:g}, G {params.lr_g:g}). 찾은 무리는 평균"
        f" {ko_list}예요. {ko_why} 만능인 요령은 없으니 D와 G 중 누가 밀리는지부터 확인하세요.",
        en=f"A GAN that imitates {CLUSTERS} clusters on a circle played {GAMES} games of"
        f" {params.steps} steps with each trick, from the same starts (lr {params.lr_d:g} for D,"
        f" {params.lr_g:g} for G). Clusters found on average: {en_list}. {en_why} No trick always"
        " works, so first find out which of the two is losing.",
    )


DEMO = Demo(
    name="gan-tricks",
    topic=Topic.GENERATIVE,
    title=Bilingual(ko="GAN 학습 요령 비교", en="Tricks for training a GAN"),
    params=Duel,
    presets=(
        Preset(
            name="weak-d",
            works=False,
            params={"lr_d": 0.0003},
            look=Bilingual(
                ko="D가 너무 느리면 G가 배울 것이 없어서 어떤 요령도 통하지 않아요.",
                en="With a D this slow there is nothing for G to learn from, and no trick helps.",
            ),
        ),
        Preset(
            name="balanced",
            works=True,
            params={"lr_d": 0.006},
            look=Bilingual(
                ko="학습률의 균형이 맞으면 요령 없이도 되고, D를 더 밀어주면 오히려 나빠져요.",
                en="With balanced rates it works without tricks, and pushing D further does harm.",
            ),
        ),
    ),
    measure=measure,
    draw=draw,
    caption=caption,
)
