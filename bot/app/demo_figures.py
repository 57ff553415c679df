"""Runs the demos whose figures a deck's texts say, and tells where a text says something else."""

import os
from collections.abc import Callable, Iterable, Mapping
from concurrent.futures import Executor

from bot.quiz.demos.handler import DEFAULT_SEED
from content.checks.finding import Finding
from content.figures import agrees
from content.schema import DemoRef, Question

Metrics = Mapping[str, float]


def metrics_of(ref: DemoRef) -> Metrics | str:
    """Run the demo as `quizmaster demo run` does, or say why that can't be done.

    Texts speak of the digits that come with the demos, so a folder of MNIST is left aside.
    """
    import torch

    from compute.demos.registry import DEMOS
    from compute.toolkit.data import MNIST_DIR
    from compute.toolkit.lab import Lab

    torch.set_num_threads(1)
    os.environ.pop(MNIST_DIR, None)
    try:
        demo = DEMOS.find(ref.name)
        metrics: Metrics = demo.measure(demo.check(ref.params), Lab(DEFAULT_SEED))[0]
    except Exception as error:  # whatever breaks, the author hears of it beside the other faults
        return str(error)
    return metrics


def checked_beside(
    processes: Executor, questions: Iterable[Question]
) -> Callable[[], list[Finding]]:
    """Begin to check figures in a process of its own, as this one's threads and seeds are the
    grader's; in one, as each further would import PyTorch for about as long as all demos take."""
    held = [one for one in questions if one.demo and one.demo.figures]
    checked = processes.submit(wrong_figures, held) if held else None
    return lambda: checked.result() if checked else []


def wrong_figures(
    questions: Iterable[Question], measure: Callable[[DemoRef], Metrics | str] = metrics_of
) -> list[Finding]:
    """Return each figure that its demo doesn't give, with what it gives instead."""
    findings = []
    for question in questions:
        if question.demo is None:
            continue
        metrics = measure(question.demo)
        for name, figure in question.demo.figures.items():
            if trouble := _trouble(question.demo.name, metrics, name, figure):
                field = ("demo", "figures", name)
                findings.append(Finding(question.id, field, trouble, "wrong-figure"))
    return findings


def _trouble(demo: str, metrics: Metrics | str, name: str, figure: str) -> str | None:
    if isinstance(metrics, str):
        return f"can't be checked: {metrics}"
    if name not in metrics:
        return f"is no metric of {demo}, which has {', '.join(metrics)}"
    given = metrics[name]
    return None if agrees(figure, given) else f"is {figure}, but {demo} gives {given:.5g}"
