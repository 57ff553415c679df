"""Commands over the question bank, mounted by the `quizmaster` command as `content`.

`content check` stands in bot.app.content_check, as it knows the grader and the demos too.
"""

import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal, NoReturn

import typer

from content.exporters import STANDARD, Format

if TYPE_CHECKING:
    from rich.table import Table

    from content.loader import Bank
    from content.schema import Question

PATIENCE_S = 1.0

app = typer.Typer(no_args_is_help=True, help="Check, list, export and import questions.")

Folder = Annotated[
    Path | None,
    typer.Argument(
        exists=True, file_okay=False, help="Folder of *.yaml files (default: the packaged decks)."
    ),
]


@app.command("list")
def list_(
    folder: Folder = None,
    deck: Annotated[
        str | None, typer.Option(help="A packaged deck or an imported one, instead of a folder.")
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON on stdout.")] = False,
) -> None:
    """List every question: its parent, kind, topic and difficulty."""
    from content.loader import load, packaged

    chosen = deck_or_folder(deck, folder)
    bank = load(chosen) if chosen else packaged()
    if as_json:
        rows = [_row(bank, question) for question in bank.questions.values()]
        typer.echo(json.dumps(rows, ensure_ascii=False, indent=2))
    else:
        from rich.console import Console

        Console().print(_table(bank))
    if bank.faults:
        typer.echo(_left_out(bank), err=True)
    if not bank.questions:
        raise typer.Exit(1)


@app.command()
def export(
    format: Annotated[Format, typer.Option(help="What to write.")],
    output: Annotated[
        Path, typer.Option("--output", "-o", help="The file to write; - is standard output.")
    ],
    deck: Annotated[
        str | None,
        typer.Option(help="A packaged deck or an imported one.", show_default="deep-learning"),
    ] = None,
    folder: Annotated[Path | None, typer.Option(help="A folder of *.yaml files instead.")] = None,
    language: Annotated[
        Literal["ko", "en", "both"], typer.Option(help="Which texts to write.")
    ] = "both",
    force: Annotated[bool, typer.Option("--force", help="Replace the file if it exists.")] = False,
) -> None:
    """Write the questions to a file: to print, edit in a sheet, study in Anki, or keep."""
    if deck is not None and folder is not None:
        raise typer.BadParameter("give --deck or --folder, not both.")
    if format == "json" and language != "both":
        raise typer.BadParameter("JSON holds both languages, so leave --language out.")
    is_standard = output == STANDARD
    if format == "anki" and is_standard:
        raise typer.BadParameter("an Anki package is no text, so name a file for it.")
    name = "standard output" if is_standard else str(output)
    with _patience(f"Still writing {name}..."):
        bank, title = _chosen(deck, folder)
        _save(bank, format, title, language, output, force)
    if bank.faults:
        typer.echo(_left_out(bank), err=True)
    if not is_standard:
        typer.echo(f"{count(len(bank.questions), 'question')} written to {output}")


@app.command("import")
def import_(
    files: Annotated[
        list[Path],
        typer.Argument(
            help="Lists: Markdown, text, CSV, TSV, JSON, JSON lines, Word, web pages, Anki text or"
            " packages."
        ),
    ],
    deck: Annotated[str, typer.Option(help="Name of the deck, such as my-team.")],
    output: Annotated[
        Path | None,
        typer.Option("--output", "-o", help="Folder of the deck.", show_default="data/decks/DECK"),
    ] = None,
    columns: Annotated[
        str | None,
        typer.Option(
            help="Which column of a table is which, as in question=Prompt,answer=Expected.",
            show_default="told by their names and what stands in them",
        ),
    ] = None,
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help="Write nothing; show the first questions.")
    ] = False,
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON on stdout.")] = False,
) -> None:
    """Read a team's own lists into a deck of YAML questions, which replaces an older one."""
    from rich.console import Console

    from content.data_paths import DataPaths
    from content.importers import deck as decks
    from content.importers import run, show
    from content.importers.item import BadInput
    from content.loader import PACKAGED_DECKS
    from content.private_files import private

    if not decks.is_slug(deck):
        raise typer.BadParameter(
            f"must be up to {decks.ID_LENGTH} lower-case letters, digits and hyphens.",
            param_hint="--deck",
        )
    if deck in PACKAGED_DECKS:
        raise typer.BadParameter("is the name of a packaged deck.", param_hint="--deck")
    folder = output or DataPaths().decks / deck
    chosen = _columns(columns)
    bar = show.Bar()
    try:
        decks.check_target(folder)
        imported = run.gather(files, deck, bar, chosen)
        if not dry_run:
            with private():
                run.write(imported, folder, bar)
    except (BadInput, decks.Unwritable) as exc:
        _fail(str(exc))
    finally:
        bar.stop()
    if as_json:
        facts = show.as_dict(imported, deck, str(folder))
        typer.echo(json.dumps(facts, ensure_ascii=False, indent=2))
    else:
        console = Console()
        console.print(show.summary(imported, deck))
        if dry_run:
            console.print(show.preview(imported))
        typer.echo("Nothing written (--dry-run)." if dry_run else f"Written to {folder}")


def _columns(given: str | None) -> dict[str, str]:
    """Return the field that each named column holds."""
    from content.importers.columns import FIELDS

    chosen = {}
    for pair in given.split(",") if given else ():
        field, equals, name = pair.partition("=")
        if not equals or field.strip() not in FIELDS or not name.strip():
            message = f"reads FIELD=NAME,…; a field is one of {', '.join(FIELDS)}."
            raise typer.BadParameter(message, param_hint="--columns")
        chosen[name.strip()] = field.strip()
    return chosen


def deck_folders() -> dict[str, Path]:
    """Return where the packaged decks and the imported ones are, by name."""
    from content.data_paths import DataPaths
    from content.loader import PACKAGED_DECKS

    imported = {path.name: path for path in sorted(DataPaths().decks.glob("*/"))}
    return PACKAGED_DECKS | {
        name: path for name, path in imported.items() if name not in PACKAGED_DECKS
    }


def no_deck(name: str) -> str:
    return f"There's no deck named {name!r}; choose from {', '.join(deck_folders())}."


def deck_or_folder(deck: str | None, folder: Path | None) -> Path | None:
    """Return the folder that is meant; None without either."""
    if deck is None:
        return folder
    if folder is not None:
        raise typer.BadParameter("give a folder or --deck, not both.")
    folders = deck_folders()
    if deck not in folders:
        raise typer.BadParameter(no_deck(deck), param_hint="--deck")
    return folders[deck]


def _chosen(deck: str | None, folder: Path | None) -> tuple["Bank", str]:
    from content.loader import PACKAGED_DECKS, load

    if folder is None:
        decks = deck_folders()
        title = next(iter(PACKAGED_DECKS)) if deck is None else deck
        if title not in decks:
            _fail(no_deck(title))
        folder = decks[title]
    elif folder.is_dir():
        title = folder.resolve().name
    else:
        _fail(f"{folder} is not a folder.")
    bank = load(folder)
    if not bank.questions:
        _fail("There's no question to export; see `quizmaster content check`.")
    return bank, title


def _save(
    bank: "Bank", format: Format, title: str, language: str, output: Path, force: bool
) -> None:
    from content.exporters import export, save
    from content.schema import LANGUAGES

    languages = tuple(one for one in LANGUAGES if language in (one, "both"))
    try:
        save(output, export(bank, format, title, languages), force)
    except FileExistsError:
        _fail(f"{output} exists already; --force replaces it.")
    except OSError as exc:
        _fail(f"{output} can't be written: {exc.strerror}.")


def _fail(message: str) -> NoReturn:
    typer.echo(message, err=True)
    raise typer.Exit(1)


@contextmanager
def _patience(message: str) -> Iterator[None]:
    """Say on stderr that work goes on, once it has taken a while."""
    timer = threading.Timer(PATIENCE_S, typer.echo, [message], {"err": True})
    timer.daemon = True
    timer.start()
    try:
        yield
    finally:
        timer.cancel()


def _left_out(bank: "Bank") -> str:
    faults = count(len(bank.faults), "fault")
    return f"{faults} left questions out; see `quizmaster content check`."


def _row(bank: "Bank", question: "Question") -> dict[str, object]:
    return {
        "id": question.id,
        "parent": bank.parents.get(question.id),
        "kind": question.kind.value,
        "topic": question.topic,
        "difficulty": question.difficulty,
        "has_reference": question.has_reference,
    }


def _table(bank: "Bank") -> "Table":
    from rich.table import Table

    table = Table(caption=count(len(bank.questions), "question"), box=None)
    table.add_column("Question", overflow="fold")
    table.add_column("Kind", no_wrap=True)
    table.add_column("Topic", overflow="fold")
    table.add_column("Level", justify="right")
    table.add_column("Reference")
    for question in bank.questions.values():
        indent = "  " if question.id in bank.parents else ""
        reference = "yes" if question.has_reference else "no"
        table.add_row(
            indent + question.id, question.kind, question.topic, str(question.difficulty), reference
        )
    return table


def count(number: int, noun: str) -> str:
    return f"{number} {noun}" if number == 1 else f"{number} {noun}s"
