"""`quizmaster grader disputes`: what admins have ruled, as graded answers to fit a grader on."""

import json
import re
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from bot.app.offline import on_database, write

if TYPE_CHECKING:
    from bot.quiz.disputes.model import Dispute
    from bot.quiz.model import Answer
    from bot.store.engine import Database

FIRST_NUMBER = 1000  # behind those of the packaged answers to a question
_HANGUL, _LATIN = re.compile(r"[가-힣]"), re.compile(r"[A-Za-z]{3}")


def disputes(
    output: Annotated[
        Path, typer.Option("--output", help="JSON lines to write; - is standard output.")
    ],
) -> None:
    """Write disputed answers with the grades that admins gave them, for `grader calibrate`."""
    from content.loader import load as load_bank

    ruled, bank = on_database(_rulings), load_bank()
    known = [one for one in ruled if bank.get(one[1].question) is not None]
    lines = [_line(dispute, answer) for dispute, answer in known]
    text = "".join(json.dumps(line, ensure_ascii=False) + "\n" for line in lines)
    write(output, text)
    typer.echo(f"rulings written: {len(lines)}", err=True)
    if left_out := len(ruled) - len(known):
        typer.echo(f"{left_out} on questions outside the packaged bank are left out", err=True)


async def _rulings(database: "Database") -> "list[tuple[Dispute, Answer]]":
    from bot.store.disputes import SqlDisputes

    return await SqlDisputes(database).rulings()


def _line(dispute: "Dispute", answer: "Answer") -> dict[str, Any]:
    """Return a line of `answers.jsonl`, as `evaluators/graded/README.md` describes it."""
    score = answer.grade.score if answer.grade else 0.0
    grade = round(score * 4) / 4
    return {
        "id": f"{answer.question}/{FIRST_NUMBER + dispute.id}",
        "question_id": answer.question,
        "lang": _language(answer.text),
        "kind": {0.0: "misconception", 1.0: "full"}.get(grade, "partial"),
        "grade": grade,
        "second": grade,
        "answer": answer.text,
    }


def _language(text: str) -> str:
    if not _HANGUL.search(text):
        return "en"
    return "mixed" if _LATIN.search(text) else "ko"
