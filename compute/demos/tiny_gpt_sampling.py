"""What temperature and top-p do to the text of a tiny GPT that writes letter by letter.

Top-p keeps the likeliest letters whose probabilities add up to p: nucleus sampling (Holtzman et
al. 2020). The text it learns from has few words, so that whoever reads sees which are none.
"""

from typing import TYPE_CHECKING, Annotated

from pydantic import Field

from compute.demos.word2vec_toy import sentences
from compute.toolkit.demo import Metrics, Params, Pictures, Say, packaged
from compute.toolkit.lab import Lab

if TYPE_CHECKING:
    from torch import Tensor, nn

LETTERS = " abcdefghijklmnopqrstuvwxyz"
CONTEXT, BATCH, LENGTH, SAMPLES = 24, 32, 80, 16


class Writing(Params):
    temperatures: Annotated[
        tuple[Annotated[float, Field(ge=0.05, le=5)], ...], Field(min_length=1, max_length=5)
    ] = (0.3, 1.0, 1.5, 2.0)
    top_p: Annotated[float, Field(ge=0.05, le=0.99)] = 0.8
    steps: Annotated[int, Field(ge=10, le=400)] = 250
    heads: Annotated[int, Field(ge=1, le=8)] = 4
    layers: Annotated[int, Field(ge=1, le=3)] = 1


def measure(params: Writing, lab: Lab) -> tuple[Metrics, dict[str, list[str]]]:
    """Train on simple sentences, then write at each temperature, with top-p and without."""
    import torch

    text = " ".join(" ".join(sentence) for sentence in sentences(lab.seed))
    known = set(text.split())
    torch.manual_seed(lab.seed)
    with torch.device("cuda" if torch.cuda.is_available() else "cpu"):
        model = gpt(params.heads, params.layers)
        loss = train(model, torch.tensor([LETTERS.index(one) for one in text]), params.steps, lab)
        heats = sorted(params.temperatures)
        kinds = [(heat, top_p) for heat in heats for top_p in (1.0, params.top_p)]
        heat, top_p = torch.tensor(kinds).repeat_interleave(SAMPLES, dim=0).T[..., None]
        written = write(model, heat, top_p, lab)
    texts = ["".join(LETTERS[letter] for letter in row) for row in written.tolist()]
    samples = {
        f"{'' if cut == 1 else 'cut_'}{one:g}": texts[SAMPLES * place :][:SAMPLES]
        for place, (one, cut) in enumerate(kinds)
    }
    weights = sum(one.numel() for one in model.parameters())
    metrics: Metrics = {"loss": loss, "parameters": float(weights), "known": float(len(known))}
    for name, found in samples.items():
        words = [word for one in found for word in one.split()[:-1]] or [""]
        metrics[f"real_{name}"] = sum(word in known for word in words) / len(words)
        metrics[f"distinct_{name}"] = len(set(words)) / len(words)
    return metrics, samples


def gpt(heads: int, layers: int) -> "nn.ModuleDict":
    """Return a transformer whose heads are 16 wide each."""
    from torch import nn

    width = 16 * heads
    layer = nn.TransformerEncoderLayer(
        width, heads, dim_feedforward=4 * width, dropout=0, activation="gelu",
        batch_first=True, norm_first=True,
    )  # fmt: skip
    return nn.ModuleDict({
        "letters": nn.Embedding(len(LETTERS), width),
        "places": nn.Embedding(CONTEXT, width),
        "layers": nn.TransformerEncoder(layer, layers, enable_nested_tensor=False),
        "output": nn.Linear(width, len(LETTERS)),
    })  # fmt: skip


def logits(model: "nn.ModuleDict", text: "Tensor") -> "Tensor":
    """Return scores (rows, letters, 27) of what comes after each letter of `text`."""
    import torch
    from torch import nn

    length = text.shape[1]
    x = model["letters"](text) + model["places"](torch.arange(length))
    mask = nn.Transformer.generate_square_subsequent_mask(length)
    scores: Tensor = model["output"](model["layers"](x, mask, is_causal=True))
    return scores


def train(model: "nn.ModuleDict", text: "Tensor", steps: int, lab: Lab) -> float:
    """Learn the next letter in random pieces of `text`; return the mean loss of the last steps."""
    import torch

    pieces = text.unfold(0, CONTEXT + 1, 1)
    optimizer = torch.optim.AdamW(model.parameters())
    schedule = torch.optim.lr_scheduler.OneCycleLR(optimizer, 0.01, total_steps=steps)
    losses = []
    for step in range(1, steps + 1):
        piece = pieces[torch.randint(len(pieces), (BATCH,))]
        scores = logits(model, piece[:, :-1])
        loss = torch.nn.functional.cross_entropy(scores.mT, piece[:, 1:])
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        schedule.step()
        losses.append(loss.detach())
        if step % 10 == 0:
            lab.report(0.8 * step / steps, f"loss {loss.item():.2f}")
    return float(torch.stack(losses[-20:]).mean())


def write(model: "nn.ModuleDict", heat: "Tensor", top_p: "Tensor", lab: Lab) -> "Tensor":
    """Return LENGTH letters for each row of temperatures and top-p (rows, 1)."""
    import torch

    model.eval()
    text = torch.zeros(len(heat), 1, dtype=torch.long)
    with torch.no_grad():
        for place in range(1, LENGTH + 1):
            scores = logits(model, text[:, -CONTEXT:])[:, -1]
            shares, order = (scores / heat).softmax(dim=-1).sort(descending=True)
            shares[shares.cumsum(dim=-1) - shares >= top_p] = 0
            text = torch.cat([text, order.gather(1, torch.multinomial(shares, 1))], dim=1)
            lab.report(0.8 + 0.2 * place / LENGTH, f"{place} / {LENGTH}")
    return text[:, 1:]


def draw(params: Writing, metrics: Metrics, samples: dict[str, list[str]], say: Say) -> Pictures:
    from matplotlib.ticker import PercentFormatter

    from compute import plots

    figure, (real, distinct, page) = plots.panels(say.headline, 3, share=False)
    heats = sorted(params.temperatures)
    kinds = (
        ("", say("온도만", "plain"), plots.RED),
        ("cut_", f"top-p {params.top_p:g}", plots.BLUE),
    )
    for panel, what in ((real, "real"), (distinct, "distinct")):
        for kind, name, color in kinds:
            shares = [metrics[f"{what}_{kind}{heat:g}"] for heat in heats]
            plots.line(panel, heats, shares, color, name)
            plots.dots(panel, heats, shares, color)
        panel.set(ylim=(0, 1.05), xticks=heats)
        panel.yaxis.set_major_formatter(PercentFormatter(1))
        plots.tag_ends(panel)
    real.set_title(say("진짜 낱말의 비율", "words that are real"), fontweight="bold")
    distinct.set_title(say("서로 다른 낱말의 비율", "words that are distinct"), fontweight="bold")
    distinct.set_xlabel(say("온도", "temperature"))
    page.set_axis_off()
    shown = [(heats[0], *kinds[0]), (heats[-1], *kinds[0]), (heats[-1], *kinds[1])]
    for place, (heat, kind, name, color) in enumerate(dict.fromkeys(shown)):
        text = f"T {heat:g}, {name}\n{samples[f'{kind}{heat:g}'][0][:48].strip()}"
        page.text(0, 1 - place / 3, text, color=color, va="top", transform=page.transAxes)
    return {"sampling": figure}


DEMO = packaged(Writing, measure, draw, num_gpus=1)
