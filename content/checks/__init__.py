"""What a content author should hear about a bank: rules beyond the schema that need no grader.

Each rule has a name that docs/content.md explains. A note is advice and leaves the bank in order.
"""

from collections.abc import Callable, Iterable, Iterator

from content.checks import (
    completeness,
    figures,
    formulas,
    idioms,
    repeats,
    sources,
    spelling,
    wording,
)
from content.checks.finding import Finding, Rule, located
from content.loader import Bank, Fault
from content.schema import DemoRef, Kind, Question

WELL_FORMED: dict[str, Rule] = {
    **wording.RULES,
    **sources.RULES,
    **idioms.RULES,
    **formulas.RULES,
    **figures.RULES,
}
FINISHED: dict[str, Rule] = {
    **completeness.RULES,
    **idioms.OF_FINISHED,
    **wording.OF_FINISHED,
    **spelling.RULES,
}


def check(bank: Bank, refused: Callable[[DemoRef], str | None] | None = None) -> list[Fault]:
    """Return what could not be loaded, then what is wrong with the rest, in file order.

    Args:
        refused: why a demo cannot be run as a question has it, where the caller knows the demos.
    """
    faults = list(bank.faults)
    if not bank.questions and not faults:
        nothing = "no question found: the folder holds no *.yaml file"
        faults.append(Fault("", None, "", nothing, rule="empty-folder"))
    findings = [*_findings(bank), *_refused_demos(bank, refused), *repeats.repeated(bank)]
    return ordered([*faults, *located(bank, findings)])


def ordered(faults: Iterable[Fault]) -> list[Fault]:
    """Return each fault once, by file and line."""
    return sorted(dict.fromkeys(faults), key=lambda fault: (fault.file, fault.line or 0))


def _findings(bank: Bank) -> Iterator[Finding]:
    for question in bank.questions.values():
        rules = dict(WELL_FORMED)
        if note := _unfinished(question):
            yield note
        else:
            rules |= FINISHED
            if question.id in bank.parents:
                rules |= completeness.OF_FOLLOW_UPS
        for name, rule in rules.items():
            for field, message in rule(question):
                yield Finding(question.id, field, message, name)


def _unfinished(question: Question) -> Finding | None:
    """Return why nobody has to complete the question: a team's own list brings no more."""
    if question.kind is not Kind.PERSONAL and not question.has_reference:
        message = "is a draft: with no reference, answers to it get no grade"
        return Finding(question.id, ("references",), message, "draft")
    points = [point.text for point in question.key_points]
    for field, texts in (("text", [question.text]), ("key_points", points)):
        if texts and all(one.ko == one.en for one in texts):
            message = "is the same in both languages, so what else is missing wasn't looked for"
            return Finding(question.id, (field,), message, "one-language")
    return None


def _refused_demos(
    bank: Bank, refused: Callable[[DemoRef], str | None] | None
) -> Iterator[Finding]:
    for question in bank.questions.values():
        why = refused(question.demo) if refused and question.demo else None
        if why is not None:
            yield Finding(question.id, ("demo", "name"), why, "refused-demo")
