"""What grading looks for beyond prose, by kind of question: numbers, formulas, code."""

from collections.abc import Callable, Mapping

from content.schema import Kind, Rubric
from evaluators.grade import Grade
from evaluators.kinds import calculation, code, estimate, formula
from evaluators.text.sentences import Parsed

Refine = Callable[[Rubric, Parsed, Grade], Grade]
"""Takes the question, the answer and its grade as prose; returns the grade of the whole."""

REFINERS: Mapping[Kind, Refine] = {
    Kind.CALCULATION: calculation.refine,
    Kind.CODE: code.refine,
    Kind.ESTIMATE: estimate.refine,
    Kind.FORMULA: formula.refine,
}
