"""Is batch norm all right in a GAN's generator, and how long is a GAN? One in 2-D and a DCGAN."""

from typing import TYPE_CHECKING, Annotated, NamedTuple

from pydantic import Field

from compute.demos.dcgan import image_discriminator, image_generator, train_dcgan
from compute.toolkit.demo import Metrics, Params, Say
from compute.toolkit.lab import Lab
from compute.toolkit.legacy import Demo, Title
from compute.toolkit.lines import lines_of
from compute.toolkit.topics import Topic
from content.demo import Preset
from content.numerals import some
from content.schema import Bilingual

if TYPE_CHECKING:
    from torch import Tensor, nn

    from compute.plots import Picture

CLUSTERS, RADIUS, SPREAD = 8, 2.0, 0.1
"""The real points: so many Gaussians on a circle, with this standard deviation each."""

LATENT, UNITS = 8, 64
FRAMES = 24


class Ring(Params):
    bn_g: Annotated[bool, Title("BN을 쓴 G도 함께", "also G with batch norm")] = True
    steps: Annotated[int, Title("학습 횟수", "steps"), Field(ge=30, le=3000)] = 500
    batch: Annotated[int, Title("배치 크기", "batch size"), Field(ge=2, le=256)] = 64
    dcgan_steps: Annotated[
        int, Title("DCGAN 학습 횟수", "steps of the DCGAN"), Field(ge=1, le=1000)
    ] = 150


class Drawn(NamedTuple):
    """What each generator made of the same noise after so many steps, and the DCGAN's images."""

    steps: list[int]
    clouds: "dict[str, list[Tensor]]"
    images: "Tensor"


def measure(params: Ring, lab: Lab) -> tuple[Metrics, Drawn]:
    """Train a GAN without and with batch norm in G, then a DCGAN whose lines are counted."""
    metrics: Metrics = {}
    clouds = {}
    marks = sorted({round(params.steps * part / FRAMES) for part in range(1, FRAMES + 1)})
    for name, part in lab.share(["plain", "bn", "dcgan"] if params.bn_g else ["plain", "dcgan"]):
        if name == "dcgan":
            images = train_dcgan(params.dcgan_steps, part)
        else:
            generator = point_generator(name == "bn", lab.seed)
            clouds[name] = duel(generator, marks, params.batch, part)
            hits = [clusters_hit(cloud) for cloud in clouds[name]]
            metrics[f"clusters_{name}"] = float(hits[-1])
            if max(hits) >= CLUSTERS / 2:
                first = next(k for k, hit in enumerate(hits) if hit >= CLUSTERS / 2)
                metrics[f"half_at_{name}"] = float(marks[first])
            metrics[f"shift_{name}"] = shift(generator, params.batch)
    g, d, loop = (lines_of(part) for part in (image_generator, image_discriminator, train_dcgan))
    metrics |= {"lines_g": float(g), "lines_d": float(d), "lines_loop": float(loop)}
    return {**metrics, "lines": float(g + d + loop)}, Drawn(marks, clouds, images)


def duel(generator: "nn.Sequential", marks: list[int], batch: int, lab: Lab) -> "list[Tensor]":
    """Train G against a new D in turn and return what G makes after each step in `marks`."""
    import torch
    from torch.nn.functional import binary_cross_entropy_with_logits as cross_entropy

    discriminator = point_discriminator(lab.seed)
    opt_g, opt_d = (
        torch.optim.Adam(net.parameters(), lr=2e-3, betas=(0.5, 0.999), fused=True)
        for net in (generator, discriminator)
    )
    noise = torch.randn(600, LATENT)
    ones, zeros = torch.ones(batch, 1), torch.zeros(batch, 1)
    clouds = []
    for step in range(1, marks[-1] + 1):
        generator.train()
        fake = generator(torch.randn(batch, LATENT))
        on_real, on_fake = discriminator(ring(batch)), discriminator(fake.detach())
        loss_d = cross_entropy(on_real, ones) + cross_entropy(on_fake, zeros)
        opt_d.zero_grad()
        torch.autograd.backward(loss_d)
        opt_d.step()
        loss_g = cross_entropy(discriminator(fake), ones)
        opt_g.zero_grad()
        torch.autograd.backward(loss_g)
        opt_g.step()
        if step in marks:
            generator.eval()
            with torch.no_grad():
                clouds.append(generator(noise))
            lab.report(step / marks[-1], f"step {step} · loss D {loss_d:.2g} G {loss_g:.2g}")
    return clouds


def centres() -> "Tensor":
    """Return where the clusters are (CLUSTERS, 2)."""
    import torch

    angles = torch.arange(CLUSTERS) * 2 * torch.pi / CLUSTERS
    return RADIUS * torch.stack([angles.cos(), angles.sin()], dim=1)


def ring(count: int) -> "Tensor":
    """Draw real points (count, 2)."""
    import torch

    return centres()[torch.randint(CLUSTERS, (count,))] + SPREAD * torch.randn(count, 2)


def point_generator(bn: bool, seed: int) -> "nn.Sequential":
    """Return G, with batch norm after its hidden layers if `bn` and never after the last."""
    import torch
    from torch import nn

    torch.manual_seed(seed)
    layers: list[nn.Module] = []
    for inputs in (LATENT, UNITS):
        layers += [nn.Linear(inputs, UNITS), *[nn.BatchNorm1d(UNITS)] * bn, nn.ReLU()]
    return nn.Sequential(*layers, nn.Linear(UNITS, 2))


def point_discriminator(seed: int) -> "nn.Sequential":
    """Return D, which maps points to the logits (n, 1) of being real."""
    import torch
    from torch import nn

    torch.manual_seed(seed)
    layers: list[nn.Module] = []
    for inputs in (2, UNITS):
        layers += [nn.Linear(inputs, UNITS), nn.LeakyReLU(0.2)]
    return nn.Sequential(*layers, nn.Linear(UNITS, 1))


def clusters_hit(points: "Tensor") -> int:
    """Count the clusters with a quarter of their fair share of points within 3 deviations."""
    import torch

    distance, nearest = torch.cdist(points, centres()).min(dim=1)
    hits = torch.bincount(nearest[distance < 3 * SPREAD], minlength=CLUSTERS)
    return int((hits >= len(points) / CLUSTERS / 4).sum())


def shift(generator: "nn.Sequential", batch: int) -> float:
    """Return how far the point of one noise moves, as deviation, with the others in its batch.

    The mean over 16 noises, each in 16 batches in training mode.
    """
    import torch

    generator.train()
    others = torch.randn(16, batch - 1, LATENT)
    deviations = []
    for noise in torch.randn(16, 1, LATENT):
        with torch.no_grad():
            points = [generator(torch.cat([noise, rest]))[0] for rest in others]
        deviations.append(torch.stack(points).std(dim=0).norm())
    return float(torch.stack(deviations).mean())


def draw(params: Ring, metrics: Metrics, drawn: Drawn, say: Say) -> "dict[str, Picture]":
    return {
        "clouds": draw_clouds(metrics, drawn, say),
        "lines": draw_lines(metrics, drawn, say),
    }


def draw_clouds(metrics: Metrics, drawn: Drawn, say: Say) -> "Picture":
    from compute import plots

    colors = {"plain": plots.RED, "bn": plots.BLUE}
    names = {"plain": say("BN 없는 G", "without BN"), "bn": say("BN을 쓴 G", "with BN")}
    figure, panels = plots.panels(headline(metrics, say), len(drawn.clouds))
    movers = []
    for name, panel in zip(drawn.clouds, panels, strict=True):
        panel.set(xlim=(-3, 3), ylim=(-3, 3), aspect="equal")
        panel.set_axis_off()
        x, y = centres().T
        panel.plot(x, y, "o", color=plots.FAINT, markersize=28, alpha=0.35, markeredgewidth=0)
        movers += panel.plot([], [], ".", color=colors[name], markersize=4)
    figure.supxlabel(" ", fontsize=15)  # the layout keeps this line free
    clock = figure.text(0.5, 0.025, "", ha="center", fontsize=15)

    def frame(index: int) -> None:
        for (name, clouds), mover, panel in zip(drawn.clouds.items(), movers, panels, strict=True):
            mover.set_data(*clouds[index].T)
            hits = f"{clusters_hit(clouds[index])}/{CLUSTERS}"
            text = say(f"{names[name]}: 무리 {hits}", f"{names[name]}: {hits} clusters")
            panel.set_title(text, color=colors[name], fontweight="bold", fontsize=17)
        step = drawn.steps[index]
        clock.set_text(
            say(
                f"회색 = 진짜 무리, 점 = G의 표본 · {step}번째",
                f"grey = real clusters, dots = G's samples · step {step}",
            )
        )

    return plots.Motion(figure, frame, len(drawn.steps), ms=150)


def draw_lines(metrics: Metrics, drawn: Drawn, say: Say) -> "Picture":
    from compute import plots

    total = f"{metrics['lines']:g}"
    title = say(f"DCGAN 한 벌이 {total}줄이에요", f"A whole DCGAN in {total} lines of PyTorch")
    figure, (left, right) = plots.panels(title, 2, share=False, widths=(3, 2))
    counts = [metrics[f"lines_{part}"] for part in ("g", "d", "loop")]
    names = [say("생성자", "generator"), say("판별자", "discriminator"), say("학습", "training")]
    labels = [say(f"{count:g}줄", some(count, "line")) for count in counts]
    plots.bars(left, names, counts, [plots.BLUE, plots.RED, plots.PURPLE], labels)
    left.set(xticks=[], xlim=(0, 1.35 * max(counts)))
    left.grid(visible=False)
    plots.tiles(right, drawn.images, 4)
    right.set_title(say("그 코드가 방금 만든 숫자", "what it made just now"))
    return figure


def headline(metrics: Metrics, say: Say) -> str:
    if "shift_bn" not in metrics:
        count = f"{metrics['clusters_plain']:g}"
        return say(
            f"G가 무리 {CLUSTERS}개 중 {count}개를 찾았어요",
            f"G found {count} of the {CLUSTERS} clusters",
        )
    if helped(metrics):
        return say(
            "BN을 쓴 G가 무리를 더 빨리 찾아요", "With batch norm, G finds the clusters sooner"
        )
    return say("이번에는 BN이 돕지 못했어요", "Batch norm was no help this time")


def helped(metrics: Metrics) -> bool:
    """Tell whether G found half of the clusters sooner with batch norm, or only with it."""
    never = float("inf")
    return metrics.get("half_at_bn", never) < metrics.get("half_at_plain", never)


def caption(params: Ring, metrics: Metrics) -> Bilingual:
    """Say what G found without and with batch norm, what to beware of, and how long a DCGAN is."""
    plain = metrics["clusters_plain"]
    ko = (
        f"원 위의 점 무리 {CLUSTERS}개를 흉내 내는 GAN을 배치 {params.batch}개로"
        f" {params.steps}번 학습했더니 BN 없는 G는 무리 {plain:g}개를 찾았어요."
    )
    en = (
        f"A GAN was trained for {params.steps} steps in batches of {params.batch} to imitate"
        f" {CLUSTERS} clusters on a circle; without batch norm G found {plain:g} of them."
    )
    if params.bn_g:
        found, shift = f"{metrics['clusters_bn']:g}", f"{metrics['shift_bn']:.2g}"
        ko += (
            f" 출력층만 빼고 BN을 쓴 G는 {found}개를 찾았어요. 다만 학습 모드의 BN은 통계를 배치"
            f" 전체로 내서, 같은 노이즈로 만든 점도 배치의 다른 표본에 따라 {shift}만큼 움직여요"
            " (BN이 없으면 0)."
        )
        en += (
            f" With batch norm in all but its output layer it found {found}. But in training mode"
            " the statistics are those of the batch, so the point made from one noise moves by"
            f" {shift} with whatever else is in it (by 0 without batch norm)."
        )
    g, d, loop, total = (f"{metrics[f'lines{part}']:g}" for part in ("_g", "_d", "_loop", ""))
    ko += (
        f" 숫자를 만든 DCGAN은 생성자 {g}줄, 판별자 {d}줄, 학습 {loop}줄로 모두 {total}줄이에요."
        " 미분과 Adam은 PyTorch가 해 줘요."
    )
    en += (
        f" The DCGAN behind the digits has {g} lines for G, {d} for D and {loop} for training,"
        f" {total} in all; PyTorch brings the gradients and Adam."
    )
    return Bilingual(ko=ko, en=en)


DEMO = Demo(
    name="gan-2d",
    topic=Topic.GENERATIVE,
    title=Bilingual(ko="GAN과 생성자의 BN", en="A GAN, and batch norm in its generator"),
    params=Ring,
    presets=(
        Preset(
            name="tiny-batch",
            works=False,
            params={"batch": 4},
            look=Bilingual(
                ko="배치가 4개뿐이면 BN의 통계가 크게 흔들려서 BN을 쓴 G도 무리를 찾지 못해요.",
                en="With batches of 4 the statistics fluctuate so much that G finds nothing, batch"
                " norm or not.",
            ),
        ),
        Preset(
            name="longer",
            works=True,
            params={"steps": 1000},
            look=Bilingual(
                ko="BN이 없어도 오래 학습하면 무리를 찾아요. 어느 쪽이 먼저 모이는지 보세요.",
                en="Given time, G also gets there without batch norm. See which side is first.",
            ),
        ),
    ),
    measure=measure,
    draw=draw,
    caption=caption,
)
