"""A run of the benchmark in Markdown: a summary for the terminal, and the whole report."""

from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple

from evaluators.benchmark.results import Aim, Results, System, Unit

_MEASURED = """\
Every answer of ours has a grade of 0, 0.25, 0.5, 0.75 or 1; scores go from 0 to 1. An aim is met
(✓) or missed (✗) by quizmaster alone; one whose file wasn't given is not measured.

- **Spearman**: rank correlation of score and grade; *references only*: the same with nothing left
  of a question but its text and references.
- **Quadratic weighted kappa**: agreement with the grade in five steps, the score rounded to
  quarters.
- **AUC**: how often a full answer scores above a misconception, a tie counting half.
- **Minimal pairs told apart**: how often a full answer scores at least 0.25 above its copy that was
  made false.
- **Points stated, points contradicted**: against what two readers agree on, by the language of the
  answer.
- **Told they are wrong**: a point is called contradicted, or a misconception named.
  **Reasons**: the share of the weight of needed points that the same grade shows as met, unless
  it names something wrong.
- **TF-IDF cosine**: of character 2- to 4-grams within words, weighted as in the references.
  **Key terms**: the weighted share of key points of which a term occurs, by Kiwi's morphemes;
  without key points, the best Jaccard index with a reference. Every other cosine is one of sentence
  vectors. A cosine is the best with any reference, and 0 where that is negative.
- **Calibrated**: a baseline's scores mapped to grades by isotonic regression on up to 60 questions
  of the train split, because a cosine's own scale says nothing of grades. That makes the squared
  error least, not the kappa greatest: of a baseline's two kappas, the better one counts.
- **SemEval-2013 task 7, Short Answer Feedback**: how often a correct answer scores above any other,
  over all questions of the dataset's train split, with nothing but references, zero-shot: nothing
  is fitted on them. In the former, "contradictory" and "incorrect" are not correct; in the latter,
  neither are "Partially correct" and "Incorrect". Baselines keep their own scale.
- **KorSTS**: rank correlation of an encoder's raw cosine and the likeness people saw in two
  sentences. No grading is in it, so quizmaster and its static cosine share a value.
- **Speed**: in this process, on up to 128 answers, once everything is loaded and every question was
  met. One answer at a time, 95th percentile; all in one batch, from text to reasons; and `encode`
  of the same texts by quizmaster's encoder and by all-MiniLM-L6-v2, the latter with one thread and
  with one per core. All of these take turns four times, and the fastest time of each (of each
  answer, in the percentile) counts. On a busy machine it is still slower than it could be."""


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

Rows = Iterable[Sequence[str]]


def markdown(results: Results, plots: Mapping[str, str]) -> str:
    """Return the report; `plots` are files by title."""
    fair = [one for one in results.systems if one.scale != "raw"]
    raw = [one for one in results.systems if one.scale == "raw"]
    parts = ["# Grader benchmark", _subject(results), "## Aims", _aims(results, fair)]
    parts += ["## What tricks earn", _gamed(results), "## What changes a score", _moved(results)]
    if results.outside:
        parts += ["## Outside datasets", _outside(results, fair)]
    if raw:
        parts += ["## Baselines on their own scale", _quality(raw)]
    parts += ["## Mean score by kind", _means(results, fair), "## Speed", _speed(results)]
    parts += results.notes
    parts += [f"![{title}]({file})" for title, file in plots.items()]
    parts += ["## How it's measured", _MEASURED]
    return "\n\n".join(parts) + "\n"


def summary(results: Results) -> str:
    """Return what is compared, and how fast the grader is."""
    fair = [one for one in results.systems if one.scale != "raw"]
    parts = [_subject(results), _aims(results, fair)]
    parts += [_gamed(results), _moved(results)]
    if results.outside:
        parts.append(_outside(results, fair))
    return "\n\n".join([*parts, _speed(results), *results.notes])


def _subject(results: Results) -> str:
    part = "all answers" if results.split == "all" else f"the {results.split} split"
    baselines = ""
    if any(one.scale == "calibrated" for one in results.systems):
        within = "" if results.split in ("test", "blind") else ", which is among these answers"
        baselines = f"\nBaselines are calibrated on the train split{within}."
    return (
        f"`{results.grader}` on {part}. Answers: {results.answers:,}, questions: "
        f"{results.questions}, families: {results.families}, minimal pairs: {results.pairs}."
        f"{baselines}"
    )


def _aims(results: Results, systems: Sequence[System]) -> str:
    """Return what is wanted and what there is; a mark tells whether ours, the first, meets it."""
    ours, *others = (one.name for one in systems)
    rows = (
        [
            aim.measure,
            ("≤ " if aim.at_most else "≥ ") + _bound(aim),
            _marked(aim, ours),
            *(_shown(aim.values.get(name), aim.unit) for name in others),
        ]
        for aim in results.aims
    )
    met, missed, unknown = (
        sum(aim.outcome == outcome for aim in results.aims)
        for outcome in ("met", "missed", "not measured")
    )
    table = _table(["measure", "wanted", ours, *others], rows)
    return f"{table}\n\nAims met (✓): {met}, missed (✗): {missed}, not measured: {unknown}."


def _gamed(results: Results) -> str:
    rows = (
        [name, f"{one.mean:.2f}", f"{one.above} of {one.texts}"]
        for name, one in results.gamed.items()
    )
    return _table(["sent as an answer", "mean score", "above 0.5"], rows)


def _moved(results: Results) -> str:
    rows = ([name, f"{share:.1%}"] for name, share in results.moved.items())
    return _table(["done to full and partial answers", "scores moved by more than 0.03"], rows)


def _marked(aim: Aim, ours: str) -> str:
    if aim.outcome == "not measured":
        return aim.outcome
    return f"{'✓' if aim.outcome == 'met' else '✗'} {_shown(aim.values[ours], aim.unit)}"


def _bound(aim: Aim) -> str:
    shape = _SHAPES[aim.unit]
    return f"{aim.bound:{shape.bound}}{shape.suffix}"


def _shown(value: float | None, unit: Unit) -> str:
    shape = _SHAPES[unit]
    return "–" if value is None else f"{value:{shape.value}}{shape.suffix}"


def _outside(results: Results, systems: Sequence[System]) -> str:
    names = [one.name for one in systems]
    rows = (
        [
            f"{one.dataset}, {one.measure}",
            f"{one.size:,}",
            *(_number(one.values.get(n)) for n in names),
        ]
        for one in results.outside
    )
    return _table(["measure", "answers or pairs", *names], rows)


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
        ["its encoder alone", f"{speed.encodes_per_s:,.0f} answers/s"],
    ]
    if speed.minilm_per_s:
        rows += [
            ["all-MiniLM-L6-v2 encodes", f"{speed.minilm_per_s:,.0f} answers/s"],
            ["grading against that encoding", f"{speed.grading_ratio:.1f} times as fast"],
            ["encoding against that encoding", f"{speed.encoding_ratio:.1f} times as fast"],
        ]
    if speed.load is not None:
        busy = " (busy: everything is slower than it could be)" * (speed.load > speed.cores + 1)
        rows.append(["load of the machine meanwhile", f"{speed.load:.1f}{busy}"])
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
