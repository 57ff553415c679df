"""Whether the figures that a demo is held to stand in the texts."""

from collections.abc import Mapping

from content.checks.finding import Rule, Said
from content.figures import is_said
from content.schema import LANGUAGES, Question

NAMES = {"ko": "Korean", "en": "English"}


def _unsaid(question: Question) -> Said:
    for metric, figure in question.demo.figures.items() if question.demo else ():
        for language in LANGUAGES:
            texts = [*question.references[language]]
            if question.explanation:
                texts.append(question.explanation[language])
            if not any(is_said(figure, text) for text in texts):
                message = f"{figure} stands in no {NAMES[language]} reference or explanation"
                yield ("demo", "figures", metric), message


RULES: Mapping[str, Rule] = {"unsaid-figure": _unsaid}
