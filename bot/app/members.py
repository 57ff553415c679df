"""`quizmaster members`: whom the bot has met, who of them is one person, what is kept of each."""

import json
from collections.abc import Iterable, Sequence
from dataclasses import asdict
from itertools import groupby
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from bot.app.offline import STANDARD, fail, on_database, write

if TYPE_CHECKING:
    from rich.table import Table
    from rich.text import Text

    from bot.quiz.model import MemberId
    from bot.store.engine import Database
    from bot.store.members import RosterEntry

WIDTH = 80
NAME_WIDTH = 20

Id = Annotated[str, typer.Argument(help="A member's id, as `quizmaster members list` shows it.")]

app = typer.Typer(help="Whom the bot has met, and who of them is one person.", no_args_is_help=True)


@app.command("list")
def list_(
    workspace: Annotated[
        str | None, typer.Option(help="Only the members of this workspace, e.g. slack:T1.")
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON on stdout.")] = False,
) -> None:
    """List the members: the points of their answers, their ids, and whom they are linked with."""
    from bot.store.members import roster

    everyone = on_database(roster)
    entries = [entry for entry in everyone if workspace in (None, entry.workspace)]
    if as_json:
        typer.echo(json.dumps([asdict(entry) for entry in entries], ensure_ascii=False, indent=2))
    else:
        _print_tables(entries)
    if workspace and not entries:
        fail(f"there is no member of a workspace {workspace!r}")
    if not entries:
        typer.echo("the bot has met nobody yet", err=True)


@app.command()
def link(first: Id, second: Id) -> None:
    """Make two members one person: what they earn in one workspace counts in the other, too."""
    if first == second:
        fail("a member cannot be linked with themselves; name two members", status=2)

    async def work(database: "Database") -> list["MemberId"]:
        from bot.store.members import SqlLinks

        one, other = await _known(database, first), await _known(database, second)
        await SqlLinks(database).link(one, other)
        linked = await SqlLinks(database).linked()
        return sorted(member for member, person in linked.items() if person == linked.get(one))

    typer.echo(f"one person now: {', '.join(on_database(work))}")


@app.command()
def unlink(member: Id) -> None:
    """Make a member their own person again."""

    async def work(database: "Database") -> bool:
        from bot.store.members import SqlLinks

        id = await _known(database, member)
        was_linked = id in await SqlLinks(database).linked()
        await SqlLinks(database).unlink(id)
        return was_linked

    was_linked = on_database(work)
    typer.echo(f"{member} is {'no longer' if was_linked else 'not'} linked with anyone")


@app.command()
def export(
    member: Id,
    output: Annotated[
        Path, typer.Option("--output", help="A new file to write; - is standard output.")
    ] = STANDARD,
) -> None:
    """Write everything kept about a member and whom they are linked with, as JSON."""

    async def work(database: "Database") -> str:
        from bot.quiz.clock import SystemClock
        from bot.quiz.mypage.view import export_text
        from bot.store.members import SqlMembers
        from bot.store.my_data import SqlMyData

        id = await _known(database, member)
        found = await SqlMembers(database).member(id)
        assert found is not None, "just known"
        rows = await SqlMyData(database).kept_about(id)
        return export_text(found, rows, SystemClock().now())

    write(output, on_database(work) + "\n", "x")
    if output != STANDARD:
        typer.echo(f"everything kept about {member} is in {output}", err=True)


@app.command()
def delete(
    member: Id,
    yes: Annotated[bool, typer.Option("--yes", help="Do not ask.")] = False,
) -> None:
    """Delete everything kept about a member, as `/stats forget` does; docs/privacy.md says what."""

    async def look(database: "Database") -> list["MemberId"]:
        from bot.store.members import SqlLinks

        id = await _known(database, member)
        linked = await SqlLinks(database).linked()
        return sorted(one for one, whose in linked.items() if whose == linked.get(id) and one != id)

    async def work(database: "Database") -> None:
        from bot.store.my_data import SqlMyData

        await SqlMyData(database).forget(await _known(database, member))

    others = on_database(look)
    if others:
        typer.echo(f"linked with them, and not deleted: {', '.join(others)}", err=True)
    if not yes and not typer.confirm(f"Delete everything kept about {member}?", err=True):
        fail("nothing is deleted")
    on_database(work)
    typer.echo(f"everything kept about {member} is deleted")


async def _known(database: "Database", id: str) -> "MemberId":
    from bot.quiz.model import MemberId
    from bot.store.errors import UnknownReference
    from bot.store.members import SqlMembers
    from bot.store.types import storable

    member = await SqlMembers(database).member(MemberId(storable(id)))
    if member is None:
        raise UnknownReference(
            f"there is no member {id!r}; find them with: quizmaster members list"
        )
    return member.id


def _print_tables(entries: "Sequence[RosterEntry]") -> None:
    from rich.console import Console

    console = Console(width=WIDTH)
    for workspace, members in groupby(entries, key=lambda entry: entry.workspace):
        console.print(_table(workspace, members), "")


def _table(workspace: str, members: "Iterable[RosterEntry]") -> "Table":
    from rich.table import Table
    from rich.text import Text

    table = Table(title=Text(workspace), title_justify="left", box=None)
    table.add_column("Name", max_width=NAME_WIDTH, overflow="fold")
    table.add_column("Points", justify="right")
    table.add_column("Member, and whom they are linked with", overflow="fold")
    for entry in members:
        others = "".join(f"\n= {other}" for other in entry.linked_with)
        table.add_row(_plain(entry.name), str(entry.points), Text(entry.id + others))
    return table


def _plain(name: str) -> "Text":
    """Return a name as people chose it, but with nothing that steers a terminal."""
    from rich.text import Text

    return Text("".join(char if char.isprintable() else "\ufffd" for char in name))
