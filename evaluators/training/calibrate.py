"""Fit the calibration of an encoder on graded answers and on what the bank itself implies.

    python -m evaluators.training.calibrate --data FOLDER [--questions FILE] [--encoder NAME]

`FOLDER` holds `graded_dev.jsonl`. Printed numbers come from cross-validation by question; the file
written is then fitted on everything.
"""

import argparse
import hashlib
import json
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from pathlib import Path

import numpy as np
from rich.console import Console
from rich.progress import track
from rich.table import Table
from scipy.stats import spearmanr  # type: ignore[import-untyped]
from sklearn.metrics import roc_auc_score

from content.schema import Bilingual, Rubric
from evaluators.anchors import AnchorBuilder, Anchors
from evaluators.calibration import FOLDER, Calibration, EncoderId, Profile, Thresholds, read
from evaluators.encoder import Encoder, load_encoder
from evaluators.features import compare, encode_answers
from evaluators.grade import CORRECT_FROM, PARTIAL_FROM
from evaluators.sentences import parse
from evaluators.tokens import Analyzer
from evaluators.training.fitting import Case, fit
from evaluators.training.graded import Graded
from evaluators.training.weak import Example

_FOLDS = 12
THRESHOLDS = Thresholds(
    met=0.5,
    misconception=0.5,
    reversed=0.35,
    correct=CORRECT_FROM,
    partial=PARTIAL_FROM,
    on_topic=0.15,
    doubtful=0.04,
    elsewhere=0.1,
)


class Workbench:
    """Turns examples into evidence, encoding each rubric once."""

    def __init__(self, encoder: Encoder) -> None:
        self._encoder = encoder
        self._analyzer = Analyzer()
        self._builder = AnchorBuilder(encoder, self._analyzer)
        self._anchors: dict[str, Anchors] = {}

    def case(self, example: Example) -> Case:
        key = example.rubric.model_dump_json()
        if key not in self._anchors:
            self._anchors[key] = self._builder.build(example.rubric)
        anchors = self._anchors[key]
        answer = encode_answers([parse(example.answer, self._analyzer)], self._encoder)[0]
        weights = tuple(point.point.weight for point in anchors.points)
        return Case(example, compare(answer, anchors), weights)


def cross_validate(cases: Sequence[Case]) -> list[tuple[Case, float]]:
    """Score every case with a fit that has not seen its question."""
    fold_of = {
        group: n % _FOLDS for n, group in enumerate(sorted({c.example.group for c in cases}))
    }
    scored = []
    for fold in track(range(_FOLDS), description="Cross-validating"):
        profile = fit([case for case in cases if fold_of[case.example.group] != fold])
        held_out = (case for case in cases if fold_of[case.example.group] == fold)
        scored += [(case, score(case, profile)) for case in held_out]
    return scored


def score(case: Case, profile: Profile) -> float:
    """Score one case as the grader would."""
    if case.evidence.is_empty:
        return 0.0
    return read(case.evidence, case.weights, profile).score


def measure(scored: Sequence[tuple[Case, float]]) -> dict[str, float]:
    """Return quality numbers: rank correlation, mean scores per kind, right against wrong."""
    graded = [(c, s) for c, s in scored if c.example.kind.startswith("graded/")]
    truth = [c.example.score or 0.0 for c, _ in graded]
    scores = [s for _, s in graded]
    numbers = {
        "spearman": float(spearmanr(scores, truth).statistic),
        "mean_absolute_error": float(np.abs(np.array(scores) - truth).mean()),
    }
    kinds = {c.example.kind for c, _ in scored}
    for kind in sorted(kinds):
        numbers[f"mean/{kind}"] = float(np.mean([s for c, s in scored if c.example.kind == kind]))
    pairs = [
        (kind.endswith("full"), s)
        for c, s in graded
        if (kind := c.example.kind).endswith(("full", "misconception"))
    ]
    numbers["auc_full_misconception"] = float(roc_auc_score(*zip(*pairs, strict=True)))
    return {name: round(value, 3) for name, value in numbers.items()}


def calibrate(encoder: Encoder, graded: Graded, rubrics: Mapping[str, Rubric]) -> Calibration:
    """Fit both profiles and measure them by cross-validation."""
    bench = Workbench(encoder)
    measured: dict[str, float] = {}
    profiles = []
    samples = {
        "rubric": graded.with_rubrics(rubrics),
        "references": graded.with_references(rubrics),
    }
    for name, found in samples.items():
        cases = [bench.case(one) for one in track(found, description=f"Comparing ({name})")]
        measured |= {f"{name}/{key}": n for key, n in measure(cross_validate(cases)).items()}
        profiles.append(fit(cases))
    return Calibration(
        version=_version(profiles),
        encoder=EncoderId(
            name=encoder.name, fingerprint=encoder.fingerprint, dimension=encoder.dimension
        ),
        rubric=profiles[0],
        references=profiles[1],
        thresholds=THRESHOLDS,
        measured=measured,
    )


def _version(profiles: Sequence[Profile]) -> str:
    """Return the day and a hash of the coefficients, so that no two fits share a version."""
    text = "".join(profile.model_dump_json() for profile in profiles)
    digest = hashlib.sha256(text.encode()).hexdigest()[:6]
    return f"{datetime.now(UTC):%Y.%m.%d}-{digest}"


def _asked(inventory: Path | None) -> dict[str, Bilingual]:
    """Read the wording of questions; without a file, only the bank's questions are used."""
    if inventory is None:
        return {}
    items = json.loads(inventory.read_text(encoding="utf-8"))["items"]
    return {item["id"]: Bilingual(ko=item["ko"], en=item["en"]) for item in items}


def main(arguments: Sequence[str] | None = None) -> None:
    """Run the command."""
    from content.loader import load

    parser = argparse.ArgumentParser(prog="evaluators.training.calibrate", description=__doc__)
    parser.add_argument("--data", type=Path, required=True, help="folder with graded_dev.jsonl")
    parser.add_argument(
        "--questions", type=Path, help="inventory.json, for questions not in the bank"
    )
    parser.add_argument("--encoder", help="a sentence-transformers folder or hub model")
    parser.add_argument("--out", type=Path, default=FOLDER, help="folder for the calibration")
    parser.add_argument("--json", action="store_true", help="print one JSON object")
    options = parser.parse_args(arguments)

    encoder = load_encoder(options.encoder)
    text = (options.data / "graded_dev.jsonl").read_text(encoding="utf-8")
    graded = Graded([json.loads(line) for line in text.splitlines()], _asked(options.questions))
    bank = load()
    rubrics = {id_: found.rubric() for id_ in graded.question_ids if (found := bank.get(id_))}
    fitted = calibrate(encoder, graded, rubrics)
    options.out.mkdir(parents=True, exist_ok=True)
    file = options.out / f"{encoder.name}.json"
    file.write_text(fitted.model_dump_json(indent=2) + "\n", encoding="utf-8")
    if options.json:
        print(json.dumps(fitted.measured))
        return
    table = Table("measure", "value")
    for name, value in fitted.measured.items():
        table.add_row(name, f"{value:.3f}")
    Console().print(table)


if __name__ == "__main__":
    main()
