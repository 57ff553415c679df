"""A run of the benchmark in Markdown, whose tables line up as plain text, too."""

from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple

from evaluators.benchmark.results import Aim, Results, Unit

_MEASURED = """\
Every answer has a grade of 0, 0.25, 0.5, 0.75 or 1; scores go from 0 to 1. Kappa compares them in
quarters. An aim is met (✓) or missed (✗) by quizmaster alone. The cosine with the best reference
and the share of key points of which a term occurs keep their own scale: compare the order they put
answers in (Spearman, AUC), not their kappas or means. "Told they are wrong": a point is called
contradicted, or a misconception named. "Reasons": the share of the weight of needed points that the
same grade shows as met, unless it names something wrong. Points are held against what two readers
agree on. Of SemEval-2013 task 7 the train split is graded by references alone; KorSTS measures the
encoder. Speed is the least of four turns, once everything is loaded."""


class _Shape(NamedTuple):
    """How a bound and a value of one unit are written."""

    bound: str
    value: str
    suffix: str = ""


_SHAPES: Mapping[Unit, _Shape] = {
    "share": _Shape(".2f", ".3f"),
    "ms": _Shape("g", ".1f", " ms"),
    "answers/s": _Shape("g", ".0f", " answers/s"),
}


def markdown(results: Results) -> str:
    """Return the report."""
    part = "all answers" if results.split == "all" else f"the {results.split} split"
    subject = (
        f"`{results.grader}` on {part}: {results.answers:,} answers, {results.questions} questions."
    )
    timed = results.speed
    load = "" if timed.load is None else f", which {timed.load:.1f} processes wanted at the end"
    parts = (
        "# Grader benchmark",
        subject,
        _aims(results.aims),
        _table(
            ["kind", "answers", "mean grade", "mean score"],
            (
                [kind, str(one.answers), f"{one.grade:.3f}", f"{one.score:.3f}"]
                for kind, one in results.kinds.items()
            ),
        ),
        _table(
            ["sent as an answer", "mean score", "above 0.5"],
            (
                [name, f"{one.mean:.2f}", f"{one.above} of {one.texts}"]
                for name, one in results.gamed.items()
            ),
        ),
        _table(
            ["done to full and partial answers", "scores moved by more than 0.03"],
            ([name, f"{share:.1%}"] for name, share in results.moved.items()),
        ),
        f"Timed on {timed.cores} cores{load}.",
        _MEASURED,
    )
    return "\n\n".join(parts)


def _aims(aims: Sequence[Aim]) -> str:
    """Return what is wanted and what there is; a mark tells whether ours, the first, meets it."""
    names = list(dict.fromkeys(name for aim in aims for name in aim.values))
    rows = (
        [
            aim.measure,
            ("≤ " if aim.at_most else "≥ ") + _bound(aim),
            _outcome(aim),
            *(_shown(aim.values.get(name), aim.unit) for name in names),
        ]
        for aim in aims
    )
    return _table(["measure", "wanted", "", *names], rows)


def _outcome(aim: Aim) -> str:
    return {"met": "✓", "missed": "✗"}.get(aim.outcome, aim.outcome)


def _bound(aim: Aim) -> str:
    shape = _SHAPES[aim.unit]
    return f"{aim.bound:{shape.bound}}{shape.suffix}"


def _shown(value: float | None, unit: Unit) -> str:
    shape = _SHAPES[unit]
    return "–" if value is None else f"{value:{shape.value}}{shape.suffix}"


def _table(head: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """Return a Markdown table whose columns line up as plain text too."""
    cells = [head, *rows]
    widths = [max(len(row[column]) for row in cells) for column in range(len(head))]
    lines = [[cell.ljust(width) for cell, width in zip(row, widths, strict=True)] for row in cells]
    lines.insert(1, ["-" * width for width in widths])
    return "\n".join(f"| {' | '.join(line)} |" for line in lines)
