"""What came of a run, as a table and one line for each finding."""

from collections.abc import Sequence

from tests.chaos.outcome import Outcome

COLUMNS = (
    "kills",
    "bot SIGKILL",
    "bot SIGTERM",
    "compute killed",
    "audits",
    "sent",
    "acknowledged",
    "stored",
    "findings",
)


def table(outcomes: Sequence[Outcome]) -> str:
    """Return a row for each lane, and below it how often which fault came."""
    rows = [["", *COLUMNS]]
    rows += [[one.plan.name, *(str(one.counts[name]) for name in COLUMNS)] for one in outcomes]
    widths = [max(len(row[i]) for row in rows) for i in range(len(rows[0]))]
    lines = ["  ".join(cell.rjust(w) for cell, w in zip(row, widths, strict=True)) for row in rows]
    lines += ["", *(_faults(one) for one in outcomes)]
    return "\n".join(lines)


def _faults(outcome: Outcome) -> str:
    named = sorted(
        (name.removeprefix("fault: "), number)
        for name, number in outcome.counts.items()
        if name not in COLUMNS
    )
    return f"{outcome.plan.name}: " + ", ".join(f"{name} {number}" for name, number in named)
