"""Every shape that teams keep their lists in: a file, and beside it what it asks and answers."""

from typing import Any

import pytest
import yaml

from content.importers.run import Imported
from tests.unit.content.importers.lists import SHAPES, imported

WANTED = ".yaml"


def held(result: Imported) -> list[dict[str, Any]]:
    """Return what a list came to, as the files beside them say it."""
    parents = {child.id: main for main in result.questions for child in main.follow_ups}
    found = []
    for question in result.every:
        one: dict[str, Any] = {"q": question.text.ko}
        if question.text.en != question.text.ko:
            one["en"] = question.text.en
        if answers := question.references.all():
            one["a"] = "\n\n".join(answers)
        if question.id in parents:
            one["follows"] = parents[question.id].text.ko
        if question.difficulty != 3:
            one["difficulty"] = question.difficulty
        found.append(one)
    return found


@pytest.mark.parametrize(
    "name", sorted(one.name for one in SHAPES.iterdir() if one.suffix != WANTED)
)
def test_each_shape_gives_its_questions_and_their_answers(name: str) -> None:
    wanted = yaml.safe_load((SHAPES / f"{name}{WANTED}").read_text("utf-8"))
    assert held(imported(SHAPES / name)) == wanted
