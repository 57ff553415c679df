"""How DPO games a reward that is wrong in one spot: true reward, proxy reward and KL, by β."""

from typing import TYPE_CHECKING, Annotated, TypeAlias

from pydantic import Field

from compute.toolkit.demo import Metrics, Params, Pictures, Say, packaged
from compute.toolkit.lab import Lab

if TYPE_CHECKING:
    from torch import Tensor

LENGTHS = range(10, 321, 10)
"""The answers there are, by their words."""
BEST, WORDS = 200, 40
"""The best length, and how many words away from it cost 1 of true reward."""
USUAL, DEVIATION = 120, 80
"""The length of the reference's answers."""
REPEATS = 5
"""So many sets of preferences are learned from."""
EVERY = 10


class Preferences(Params):
    betas: Annotated[
        tuple[Annotated[float, Field(ge=0.01, le=10)], ...], Field(min_length=1, max_length=4)
    ] = (0.1, 1.0, 3.0)
    flaw: Annotated[float, Field(ge=0, le=4)] = 2.0
    pairs: Annotated[int, Field(ge=20, le=5000)] = 4000
    steps: Annotated[int, Field(ge=20, le=1000)] = 800


Runs: TypeAlias = "dict[float, dict[str, Tensor]]"


def measure(params: Preferences, lab: Lab) -> tuple[Metrics, tuple[list[float], Runs]]:
    """Train on what a flawed proxy prefers and follow both rewards, as Gao et al. (2022) did."""
    import torch

    reference, true, proxy = world(params.flaw)
    torch.manual_seed(lab.seed)
    pairs = reference.exp().multinomial(REPEATS * 2 * params.pairs, replacement=True)
    a, b = pairs.view(2, REPEATS, params.pairs)
    prefers_a = torch.rand(a.shape) < torch.sigmoid(proxy[a] - proxy[b])
    chosen, rejected = torch.where(prefers_a, a, b), torch.where(prefers_a, b, a)
    metrics: Metrics = {"start": (reference.exp() @ true).item()}
    usual = reference.exp().tolist()
    runs = {}
    for beta, part in lab.share(sorted(params.betas)):
        policies = dpo(reference, chosen, rejected, beta, params.steps, part)
        shares = policies.exp()
        found = {
            "true": shares @ true,
            "proxy": shares @ proxy,
            "kl": (shares * (policies - reference)).sum(dim=-1),
            "words": shares @ torch.tensor(LENGTHS).float(),
        }
        peak = int(found["true"].mean(dim=1).argmax())
        for spot, place in (("peak", peak), ("end", -1)):
            for name, values in found.items():
                metrics[f"{name}_{spot}_{beta:g}"] = values[place].mean().item()
            metrics[f"lowest_{spot}_{beta:g}"] = found["true"][place].min().item()
            metrics[f"highest_{spot}_{beta:g}"] = found["true"][place].max().item()
        runs[beta] = found | {"shares": shares[-1].mean(dim=0)}
    return metrics, (usual, runs)


def world(flaw: float) -> "tuple[Tensor, Tensor, Tensor]":
    """Return the reference's log-probabilities, the true and the proxy reward of each length.

    The proxy is right up to the best length; beyond, each WORDS more bring `flaw` too much.
    """
    import torch

    words = torch.tensor(LENGTHS).float()
    reference = (-(((words - USUAL) / DEVIATION) ** 2) / 2).log_softmax(dim=0)
    true = -(words - BEST).abs() / WORDS
    return reference, true, true + flaw * (words - BEST).clamp(min=0) / WORDS


def dpo(
    reference: "Tensor", chosen: "Tensor", rejected: "Tensor", beta: float, steps: int, lab: Lab
) -> "Tensor":
    """Return the log-probabilities (times, repeats, lengths) of policies as they learn.

    The loss is that of Rafailov et al. (2023), on pairs (repeats, pairs) of lengths.
    """
    import torch

    logits = reference.repeat(REPEATS, 1).requires_grad_()
    optimizer = torch.optim.Adam([logits], lr=0.05)
    seen = [reference.repeat(REPEATS, 1)]
    for step in range(1, steps + 1):
        ratio = logits.log_softmax(dim=1) - reference
        margin = ratio.gather(1, chosen) - ratio.gather(1, rejected)
        loss = -torch.nn.functional.logsigmoid(beta * margin).mean(dim=1).sum()
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        if step % EVERY == 0:
            seen.append(logits.detach().log_softmax(dim=1))
            lab.report(step / steps, f"β {beta:g} · loss {loss.item() / REPEATS:.3f}")
    return torch.stack(seen)


def draw(
    params: Preferences, metrics: Metrics, shown: tuple[list[float], Runs], say: Say
) -> Pictures:
    from compute import plots

    usual, runs = shown
    figure, (top, bottom) = plots.panels(say.headline, 2, share=False, widths=(4, 3))
    for (beta, found), color in zip(runs.items(), plots.COLORS, strict=False):
        steps = [EVERY * place for place in range(len(found["true"]))]
        lows, highs = found["true"].amin(dim=1), found["true"].amax(dim=1)
        top.fill_between(steps, lows, highs, color=color, alpha=0.2, linewidth=0)
        plots.line(top, steps, found["true"].mean(dim=1).tolist(), color, f"β {beta:g}")
        plots.line(bottom, LENGTHS, found["shares"].tolist(), color)
    smallest, found = next(iter(runs.items()))
    proxy = found["proxy"].mean(dim=1).tolist()
    name = say(f"대리 보상\n(β {smallest:g})", f"proxy\n(β {smallest:g})")
    top.plot(steps, proxy, color=plots.FAINT, linewidth=3, linestyle=":", label=name)
    top.set(xlim=(0, steps[-1]), xlabel=say("학습 횟수", "training step"))
    top.set_ylabel(say("보상", "reward"))
    plots.tag_ends(top)
    bottom.fill_between(LENGTHS, 0, usual, color=plots.FAINT, alpha=0.35, linewidth=0)
    bottom.axvline(BEST, color=plots.INK, linewidth=2, linestyle=":")
    bottom.set(xlim=(LENGTHS[0], LENGTHS[-1]), ylim=(0, None), yticks=[])
    bottom.set_xlabel(say("답의 길이 (단어)", "words in an answer"))
    bottom.set_ylabel(say("확률", "probability"))
    words = [
        (say("■ 기준 모델", "■ reference"), plots.FAINT),
        (say("┊ 가장 좋은 길이", "┊ best length"), plots.INK),
    ]
    plots.key(figure, words)
    return {"rewards": figure}


DEMO = packaged(Preferences, measure, draw)
