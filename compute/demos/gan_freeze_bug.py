"""Keeping G fixed while D trains: the same GAN with the right code and with a mistake."""

from typing import TYPE_CHECKING, Annotated, Literal, NamedTuple

from pydantic import Field

from compute.demos.gan_2d import (
    CLUSTERS,
    LATENT,
    centres,
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
    from torch import Tensor

    from compute.plots import Picture

BATCH = 64


class Mistake(Params):
    mistake: Annotated[
        Literal["one-optimizer", "no-detach", "early-zero-grad"], Title("실수", "mistake")
    ] = "one-optimizer"
    steps: Annotated[int, Title("학습 횟수", "steps"), Field(ge=20, le=2000)] = 500
    lr_d: Annotated[float, Title("D의 학습률", "learning rate of D"), Field(ge=1e-5, le=0.1)] = 2e-3
    lr_g: Annotated[float, Title("G의 학습률", "learning rate of G"), Field(ge=1e-5, le=0.1)] = 2e-3


class Game(NamedTuple):
    """How far G moved in each step of D's, and what it makes in the end."""

    moves: list[float]
    points: "Tensor"


def measure(params: Mistake, lab: Lab) -> tuple[Metrics, dict[str, Game]]:
    """Train the same GAN with the right code and with the mistake."""
    metrics: Metrics = {}
    games = {}
    for name, part in lab.share(["right", "wrong"]):
        game = play(params.mistake if name == "wrong" else "none", params, part)
        metrics[f"moved_{name}"] = sum(game.moves) / len(game.moves)
        metrics[f"clusters_{name}"] = float(clusters_hit(game.points))
        games[name] = game
    return metrics, games


def play(mistake: str, params: Mistake, lab: Lab) -> Game:
    """Train D and G in turn; with a mistake, the fakes that D sees still hang on G's graph.

    Alone ("no-detach") that only wastes work. With "one-optimizer", the one that steps D also
    steps G; with "early-zero-grad", what D's turn left in G's gradients joins G's own step.
    """
    import torch
    from torch.nn.functional import binary_cross_entropy_with_logits as cross_entropy

    g, d = point_generator(True, lab.seed), point_discriminator(lab.seed)
    shared = [*g.parameters()] if mistake == "one-optimizer" else []
    opt_g = torch.optim.Adam(g.parameters(), params.lr_g, betas=(0.5, 0.999), fused=True)
    opt_d = torch.optim.Adam(
        [*d.parameters(), *shared], params.lr_d, betas=(0.5, 0.999), fused=True
    )
    ones, zeros = torch.ones(BATCH, 1), torch.zeros(BATCH, 1)
    moves = []
    for step in range(1, params.steps + 1):
        opt_g.zero_grad()
        fake = g(torch.randn(BATCH, LATENT))
        seen = fake.detach() if mistake == "none" else fake
        loss_d = cross_entropy(d(ring(BATCH)), ones) + cross_entropy(d(seen), zeros)
        before = torch.nn.utils.parameters_to_vector(g.parameters()).detach()
        opt_d.zero_grad()
        torch.autograd.backward(loss_d)
        opt_d.step()
        after = torch.nn.utils.parameters_to_vector(g.parameters()).detach()
        moves.append(float(torch.dist(before, after)))

        if mistake != "early-zero-grad":
            opt_g.zero_grad()
        loss_g = cross_entropy(d(g(torch.randn(BATCH, LATENT))), ones)
        torch.autograd.backward(loss_g)
        opt_g.step()
        lab.report(step / params.steps, f"step {step} · G moved {moves[-1]:.2g} in D's turn")
    with torch.no_grad():
        return Game(moves, g.eval()(torch.randn(600, LATENT)))


def draw(
    params: Mistake, metrics: Metrics, games: dict[str, Game], say: Say
) -> "dict[str, Picture]":
    from compute import plots

    colors = {"right": plots.BLUE, "wrong": plots.RED}
    names = {"right": say("맞는 코드", "right code"), "wrong": params.mistake}
    figure, panels = plots.panels(headline(metrics, say), 3, share=False, widths=(4, 3, 3))
    path = panels[0]
    for (name, game), cloud in zip(games.items(), panels[1:], strict=True):
        color = colors[name]
        path.plot(range(1, len(game.moves) + 1), game.moves, color=color, linewidth=3)
        x, y = centres().T
        cloud.plot(x, y, "o", color=plots.FAINT, markersize=18, alpha=0.35, markeredgewidth=0)
        cloud.plot(*game.points.T, ".", color=color, markersize=4)
        cloud.set(xlim=(-3.2, 3.2), ylim=(-3.2, 3.2), aspect="equal")
        cloud.set_axis_off()
        hits = f"{metrics[f'clusters_{name}']:g}/{CLUSTERS}"
        text = say(f"{names[name]}\n무리 {hits}", f"{names[name]}\n{hits} clusters")
        cloud.set_title(text, color=color, fontweight="bold")
    highest = max(*games["wrong"].moves, 0.05)
    path.set(ylim=(-0.06 * highest, 1.1 * highest), xlabel=say("학습 횟수", "step"))
    path.set_title(say("D의 차례에\nG가 움직인 거리", "how far G moved\nin D's turn"))
    entries = [
        (f"{names[name]}: {metrics[f'moved_{name}']:.2g}", color) for name, color in colors.items()
    ]
    plots.key(figure, entries)
    return {"freeze": figure}


def headline(metrics: Metrics, say: Say) -> str:
    if metrics["moved_wrong"]:
        return say("D의 차례에 G까지 움직여 버렸어요", "The mistake: D's turn moves G as well")
    if metrics["clusters_wrong"] < metrics["clusters_right"]:
        return say("D의 기울기가 G의 차례에 섞였어요", "D's gradients leaked into G's own step")
    return say("detach가 없어도 G는 그대로였어요", "No harm: D's optimiser does not hold G")


def caption(params: Mistake, metrics: Metrics) -> Bilingual:
    """Say what the mistake is, how far it moved G in D's turn, and what came of it."""
    moved = f"{metrics['moved_wrong']:.2g}"
    right, wrong = (f"{metrics[f'clusters_{name}']:g}" for name in ("right", "wrong"))
    ko_what, en_what, ko_why, en_why = {
        "one-optimizer": (
            "detach를 빼고 G와 D의 가중치를 한 옵티마이저에 넣은 코드",
            "code without detach whose one optimiser holds G and D",
            "D의 옵티마이저가 G를 D에게 들키기 쉬운 쪽으로 밀어요.",
            "D's optimiser pushes G towards fakes that are easy to spot.",
        ),
        "no-detach": (
            "detach만 뺀 코드",
            "code that only lacks detach",
            "옵티마이저에 D의 가중치만 있어서 G는 안전하지만, G까지 역전파하는 계산은 낭비예요.",
            "Its optimiser holds D alone, so G is safe, but backpropagating into G is wasted work.",
        ),
        "early-zero-grad": (
            "detach를 빼고 G의 zero_grad를 D의 차례보다 먼저 부른 코드",
            "code without detach that calls G's zero_grad before D's turn",
            "D의 차례에 G에 쌓인 기울기가 그대로 남아 G의 갱신에 섞여요.",
            "What D's turn left in G's gradients is added to G's own.",
        ),
    }[params.mistake]
    return Bilingual(
        ko=f"같은 GAN을 맞는 코드로, 그리고 {ko_what}로 {params.steps}번씩 학습했어요."
        f" D의 차례마다 G의 가중치는 맞는 코드에서 정확히 {metrics['moved_right']:g}, 다른 코드에서"
        f" 평균 {moved}만큼 움직였어요. G가 찾은 무리는 {CLUSTERS}개 중 {right}개와 {wrong}개예요."
        f" {ko_why} D의 차례에는 fake.detach()와 D만 든 옵티마이저를 쓰세요.",
        en=f"The same GAN was trained for {params.steps} steps by the right code and by {en_what}."
        f" In D's turns G's weights moved by exactly {metrics['moved_right']:g} with the right code"
        f" and by {moved} on average with the other; G found {right} and {wrong} of {CLUSTERS}"
        f" clusters. {en_why} In D's turn use fake.detach() and an optimiser that holds D alone.",
    )


DEMO = Demo(
    name="gan-freeze-bug",
    topic=Topic.GENERATIVE,
    title=Bilingual(ko="D를 학습할 때 G 고정하기", en="Keeping G fixed while D trains"),
    params=Mistake,
    presets=(
        Preset(
            name="leak",
            works=False,
            params={"mistake": "early-zero-grad"},
            look=Bilingual(
                ko="D의 차례에 G는 움직이지 않지만 G에 쌓인 기울기가 섞여서 무리를 덜 찾아요.",
                en="G does not move in D's turn, yet the gradients left there spoil its own step.",
            ),
        ),
        Preset(
            name="saved",
            works=True,
            params={"mistake": "no-detach"},
            look=Bilingual(
                ko="detach가 없어도 D의 옵티마이저에 G가 없으면 G는 조금도 움직이지 않아요.",
                en="Even without detach G stays put, as long as D's optimiser does not hold it.",
            ),
        ),
    ),
    measure=measure,
    draw=draw,
    caption=caption,
)
