"""`quizmaster grader calibrate`: fit the grader to an encoder; mounted by bot.app.cli."""

from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console
from rich.table import Table

from content.data_paths import DataPaths
from evaluators.cli.commands import (
    Answers,
    AsJson,
    EncoderName,
    read_graded,
    read_labels,
    reported,
    steps,
)


def calibrate(
    encoder: EncoderName = None,
    answers: Answers = None,
    out: Annotated[
        Path | None,
        typer.Option(help="Folder for it; `calibrations` in the data folder if left out."),
    ] = None,
    json_: AsJson = False,
) -> None:
    """Fit the grader to an encoder, on the train split of graded answers: minutes."""
    from evaluators.encoders.encoder import load_encoder
    from evaluators.judge.choice import load_chosen, load_packaged
    from evaluators.training.calibrate import NothingToFit
    from evaluators.training.calibrate import calibrate as fit
    from evaluators.training.judge.exercises import in_own_words, of_rubric

    folder = out or DataPaths().calibrations
    with reported(NothingToFit), steps("Calibrating") as step:
        graded = read_graded(answers)
        loaded = load_encoder(encoder)
        folder.mkdir(parents=True, exist_ok=True)
        labels = read_labels(answers, graded)
        told = () if answers else in_own_words(map(of_rubric, graded.rubrics.values()))
        fitted = fit(loaded, graded, labels, load_chosen(otherwise=load_packaged), step, told)
        file = folder / f"{loaded.name}.json"
        file.write_text(fitted.model_dump_json(indent=2) + "\n", encoding="utf-8")
    if json_:
        typer.echo(fitted.model_dump_json(include={"version", "encoder", "measured"}))
    else:
        table = Table("cross-validated by family", "value")
        for name, value in fitted.measured.items():
            table.add_row(name, f"{value:.3f}")
        Console().print(table)
    typer.echo(f"The calibration is {file}", err=True)
