"""A run of the benchmark in Markdown: a summary for the terminal, and the whole report."""

from collections.abc import Iterable, Mapping, Sequence

from evaluators.benchmark.results import Results, System

_MEASURED = """\
Every answer has a grade of 0, 0.25, 0.5, 0.75 or 1; scores go from 0 to 1.

- **Spearman**: rank correlation of score and grade; *references only*: the same with nothing left
  of a question but its text and references.
- **Quadratic weighted kappa**: agreement with the grade in five steps, the score rounded to
  quarters.
- **AUC**: how often a full answer scores above a misconception, a tie counting half.
- **Minimal pairs told apart**: how often a full answer scores at least 0.25 above its copy that was
  made false.
- **TF-IDF cosine**: of character 2- to 4-grams within words, weighted as in the references.
  **Key terms**: the weighted share of key points of which a term occurs, by Kiwi's morphemes;
  without key points, the best Jaccard index with a reference. Every other cosine is one of sentence
  vectors. A cosine is the best with any reference, and 0 where that is negative.
- **Calibrated**: a baseline's scores mapped to grades by isotonic regression on up to 60 questions
  of the train split, because a cosine's own scale says nothing of grades. That makes the squared
  error least, not the kappa greatest: of a baseline's two kappas, the better one counts.
- **Speed**: in this process, once everything is loaded: one answer at a time, 95th percentile; and
  all in one batch, beside all-MiniLM-L6-v2's `encode` of the same texts."""

Rows = Iterable[Sequence[str]]


def markdown(results: Results, plots: Mapping[str, str]) -> str:
    """Return the report; `plots` are files by title."""
    fair = [one for one in results.systems if one.scale != "raw"]
    raw = [one for one in results.systems if one.scale == "raw"]
    parts = ["# Grader benchmark", _subject(results), "## Quality", _quality(fair)]
    if raw:
        parts += ["On its own scale, each baseline gets:", _quality(raw)]
    parts += ["## Mean score by kind", _means(results, fair), "## Speed", _speed(results)]
    parts += results.notes
    parts += [f"![{title}]({file})" for title, file in plots.items()]
    parts += ["## How it's measured", _MEASURED]
    return "\n\n".join(parts) + "\n"


def summary(results: Results) -> str:
    """Return what is compared, and how fast the grader is."""
    fair = [one for one in results.systems if one.scale != "raw"]
    return "\n\n".join([_subject(results), _quality(fair), _speed(results), *results.notes])


def _subject(results: Results) -> str:
    part = "all answers" if results.split == "all" else f"the {results.split} split"
    baselines = ""
    if any(one.scale == "calibrated" for one in results.systems):
        within = "" if results.split == "test" else ", which is among these answers"
        baselines = f"\nBaselines are calibrated on the train split{within}."
    return (
        f"`{results.grader}` on {part}. Answers: {results.answers:,}, questions: "
        f"{results.questions}, families: {results.families}, minimal pairs: {results.pairs}."
        f"{baselines}"
    )


def _quality(systems: Sequence[System]) -> str:
    titles = systems[0].measures
    rows = ([title, *(_number(one.measures[title]) for one in systems)] for title in titles)
    return _table(["measure", *(one.name for one in systems)], rows)


def _means(results: Results, systems: Sequence[System]) -> str:
    rows = (
        [
            kind,
            str(count),
            _number(results.grades[kind]),
            *(_number(s.means[kind]) for s in systems),
        ]
        for kind, count in results.counts.items()
    )
    return _table(["kind", "answers", "grade", *(one.name for one in systems)], rows)


def _speed(results: Results) -> str:
    speed = results.speed
    cores = f"{speed.cores} core" + ("" if speed.cores == 1 else "s")
    rows = [
        [f"one answer on {cores}, warm, p95", f"{speed.answer_p95_ms:.1f} ms"],
        ["in one batch", f"{speed.answers_per_s:,.0f} answers/s"],
    ]
    if speed.minilm_per_s:
        ratio = speed.answers_per_s / speed.minilm_per_s
        rows += [
            ["all-MiniLM-L6-v2 encodes", f"{speed.minilm_per_s:,.0f} answers/s"],
            ["grading against that encoding", f"{ratio:.1f} times as fast"],
        ]
    return _table(["speed", ""], rows)


def _number(value: float | None) -> str:
    return "–" if value is None else f"{value:.3f}"


def _table(head: Sequence[str], rows: Rows) -> str:
    """Return a Markdown table whose columns line up as plain text too."""
    cells = [head, *rows]
    widths = [max(len(row[column]) for row in cells) for column in range(len(head))]
    lines = [[cell.ljust(width) for cell, width in zip(row, widths, strict=True)] for row in cells]
    lines.insert(1, ["-" * width for width in widths])
    return "\n".join(f"| {' | '.join(line)} |" for line in lines)
