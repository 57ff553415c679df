"""Answers that people graded, as examples for fitting with a rubric or with references only."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from content.schema import Bilingual, References, Rubric
from evaluators.training.weak import Example, from_bank

_WEIGHT = 6.0

Row = Mapping[str, str]


@dataclass(frozen=True)
class Graded:
    """Rows of `graded_dev.jsonl`, and the wording of questions that are not in the bank."""

    rows: Sequence[Row]
    questions: Mapping[str, Bilingual]

    @property
    def question_ids(self) -> list[str]:
        return list(dict.fromkeys(row["question_id"] for row in self.rows))

    def with_rubrics(self, rubrics: Mapping[str, Rubric]) -> list[Example]:
        """Return the answers to the bank's questions, and what the bank implies."""
        known = [row for row in self.rows if row["question_id"] in rubrics]
        strangers = [
            row["answer"]
            for row in self.rows
            if row["question_id"] not in rubrics and row["kind"] == "full"
        ]
        graded = [_example(row, rubrics[row["question_id"]]) for row in known]
        return graded + from_bank(list(rubrics.values()), strangers)

    def with_references(self, rubrics: Mapping[str, Rubric]) -> list[Example]:
        """Return the same as if nothing but references were known, and the other questions.

        Those have their first full answer as their reference.
        """
        bare = [
            replace(one, rubric=_references_only(one.rubric), met=(), claimed=())
            for one in self.with_rubrics(rubrics)
            if one.score is not None
        ]
        return bare + list(self._others(rubrics))

    def _others(self, rubrics: Mapping[str, Rubric]) -> Iterator[Example]:
        for id_ in self.question_ids:
            if id_ in rubrics or id_ not in self.questions:
                continue
            rows = [row for row in self.rows if row["question_id"] == id_]
            first = next(row for row in rows if row["kind"] == "full")
            references = References(en=(first["answer"],))
            rubric = Rubric(id=id_, text=self.questions[id_], references=references)
            yield from (_example(row, rubric) for row in rows if row is not first)
            yield Example(id_, "own", rubric, first["answer"], 1.0, weight=_WEIGHT)


def _example(row: Row, rubric: Rubric) -> Example:
    kind = f"graded/{row['kind']}"
    return Example(rubric.id, kind, rubric, row["answer"], float(row["grade"]), weight=_WEIGHT)


def _references_only(rubric: Rubric) -> Rubric:
    """Return the rubric of someone who wrote model answers and nothing else."""
    return rubric.model_copy(update={"key_points": (), "misconceptions": ()})
