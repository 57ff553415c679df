"""A run of the benchmark in Markdown, whose tables line up as plain text, too."""

from collections.abc import Iterable, Mapping, Sequence

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


_FORMATS: Mapping[Unit, tuple[str, str, str]] = {
    "share": (".2f", ".3f", ""),
    "ms": ("g", ".1f", " ms"),
    "answers/s": ("g", ".0f", " answers/s"),
}
"""How a bound and a value are written, and what follows either."""


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
    rows = []
    for aim in aims:
        bound, value, suffix = _FORMATS[aim.unit]
        sign = "≤" if aim.at_most else "≥"
        mark = {"met": "✓", "missed": "✗"}.get(aim.outcome, aim.outcome)
        found = [aim.values.get(name) for name in names]
        shown = ["–" if one is None else f"{one:{value}}{suffix}" for one in found]
        rows.append([aim.measure, f"{sign} {aim.bound:{bound}}{suffix}", mark, *shown])
    return _table(["measure", "wanted", "", *names], rows)


def _table(head: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """Return a Markdown table whose columns line up as plain text too."""
    cells = [head, *rows]
    widths = [max(len(row[column]) for row in cells) for column in range(len(head))]
    lines = [[cell.ljust(width) for cell, width in zip(row, widths, strict=True)] for row in cells]
    lines.insert(1, ["-" * width for width in widths])
    return "\n".join(f"| {' | '.join(line)} |" for line in lines)
