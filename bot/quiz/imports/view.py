"""What an admin sees of an import: the form, the report and what came of it."""

from collections import Counter

from bot.i18n.messages import say
from bot.quiz.cards import (
    Action,
    Block,
    Card,
    Column,
    Form,
    InputField,
    Paragraph,
    Table,
    shortened,
)
from bot.quiz.imports.model import ImportedList, Piece, PieceEvent, ReadQuestion
from bot.quiz.rounds.settings_view import settings_action
from content.schema import Language

MAX_PIECES = 12
MAX_PIECE_CHARS = 60
MAX_FIRST_CHARS, MAX_ANSWER_CHARS = 300, 100
ORDER: tuple[PieceEvent, ...] = ("doubt", "draft", "skipped", "merged")


def import_form(language: Language, deck: str) -> Form:
    return Form(
        title=say(language, "import-title"),
        command="question import",
        intro=say(language, "import-intro"),
        fields=(
            InputField(name="file", label=say(language, "import-file"), kind="file"),
            InputField(name="deck", label=say(language, "import-deck"), value=deck, max_length=40),
        ),
        submit=say(language, "import-submit"),
    )


def reading(language: Language, name: str) -> Card:
    return Card(blocks=(Paragraph(text=say(language, "import-reading", file=name)),), passes=True)


def report(language: Language, name: str, found: ImportedList) -> Card:
    """Return what a list came to: counts, the first questions, and what to look at."""
    blocks: list[Block] = [
        Paragraph(
            text=say(
                language,
                "import-counts",
                questions=found.questions,
                mains=found.mains,
                answered=found.answered,
                drafts=found.questions - found.answered,
            )
        ),
        Paragraph(text=say(language, "import-first"), style="strong"),
        *(block for one in found.first for block in _first(language, one)),
    ]
    if found.pieces:
        blocks.append(Paragraph(text=_told(language, found), style="strong"))
        blocks.append(_pieces(language, found))
    return Card(
        title=say(language, "import-report", file=name),
        blocks=tuple(blocks),
        footer=say(language, "import-footer"),
        actions=(
            Action(
                label=say(language, "import-save", deck=found.deck),
                command="import save",
                args={"id": found.id},
                style="primary",
            ),
        ),
    )


def _first(language: Language, one: ReadQuestion) -> list[Paragraph]:
    """Return a question as it would be posted, and how its answer begins."""
    shown = [Paragraph(text=shortened(one.text[language], MAX_FIRST_CHARS), style="quote")]
    if one.answer:
        answer = say(language, "import-answer", text=shortened(one.answer, MAX_ANSWER_CHARS))
        shown.append(Paragraph(text=answer, style="muted"))
    return shown


def _told(language: Language, found: ImportedList) -> str:
    counts = Counter(piece.event for piece in found.pieces)
    said = [say(language, f"import-{one}", count=counts[one]) for one in ORDER if counts[one]]
    return " · ".join(said)


def _pieces(language: Language, found: ImportedList) -> Table:
    """Return the pieces most in need of a look, one row each."""
    ordered = sorted(found.pieces, key=lambda one: (ORDER.index(one.event), one.line))
    return Table(
        columns=(
            Column(title=say(language, "import-line"), align="right"),
            Column(title=say(language, "import-text")),
            Column(title=say(language, "import-why")),
        ),
        rows=tuple(_row(language, piece) for piece in ordered[:MAX_PIECES]),
    )


def _row(language: Language, piece: Piece) -> tuple[str, str, str]:
    return str(piece.line), shortened(piece.text, MAX_PIECE_CHARS), piece.why[language]


def saved(language: Language, deck: str) -> Card:
    return Card(
        title=say(language, "import-saved"),
        blocks=(Paragraph(text=say(language, "import-saved-deck", deck=deck)),),
        actions=(settings_action(language, deck=deck),),
        tone="good",
    )
