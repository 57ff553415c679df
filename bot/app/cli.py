"""The command line: each command imports what it needs when it runs, so that all start fast."""

import asyncio
import atexit
import contextlib
import gc
import signal
import sys
from collections.abc import Coroutine
from pathlib import Path
from typing import Annotated, Any

import typer

from bot.app import defaults
from bot.app.content_check import check
from bot.app.members import app as members_app
from bot.app.offline import fail
from bot.app.rulings import disputes
from compute.cli import compute_app, demo_app
from content.cli import app as content_app
from content.extras import INSTALL_DEMOS, INSTALLS, missing_for_demos
from content.permanent import permanent
from content.private_files import mend, open_folder, write_privately
from evaluators.benchmark.cli import benchmark
from evaluators.cli.commands import grade, similarity
from evaluators.training.cli import calibrate

app = typer.Typer(
    name="quizmaster",
    help="A study-channel quiz bot: daily questions, explained grades, live demos.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
)
grader_app = typer.Typer(help="The grader: measure it, fit it to an encoder.", no_args_is_help=True)
db_app = typer.Typer(help="The database: upgrade, back up, restore it.", no_args_is_help=True)
discord_app = typer.Typer(help="The bot on Discord.", no_args_is_help=True)
slack_app = typer.Typer(help="The bot on Slack.", no_args_is_help=True)
app.add_typer(content_app, name="content")
app.add_typer(grader_app, name="grader")
app.add_typer(demo_app, name="demo")
app.add_typer(compute_app, name="compute")
app.add_typer(db_app, name="db")
app.add_typer(members_app, name="members")
app.add_typer(discord_app, name="discord")
app.add_typer(slack_app, name="slack")


@app.callback()
def quizmaster(context: typer.Context) -> None:
    """Heed what `.env` says, as settings do."""
    said = defaults.from_env_file()
    context.default_map = defaults.options(context.command, said)
    defaults.hand_on(said)


@app.command()
def run(
    host: Annotated[str | None, typer.Option(help="Address to bind [QUIZMASTER_HOST].")] = None,
    port: Annotated[
        int | None, typer.Option(min=0, max=65535, help="Port to bind [QUIZMASTER_PORT].")
    ] = None,
) -> None:
    """Serve the quiz: wherever tokens are set for, else in the web playground."""
    from compute import logs

    settings = _settings()
    logs.set_up(settings.log, settings.log_level)
    changes = {"host": host, "port": port}
    settings = settings.model_copy(update={k: v for k, v in changes.items() if v is not None})
    _warn_of_settings()
    write_privately()
    _open_data_folder(settings)
    if not settings.compute_url and missing_for_demos():
        print(f"demos aren't installed; {INSTALL_DEMOS} adds them", flush=True)
    with permanent():
        from bot.app import bootstrap  # it takes a second: wrong settings are told without it

    if (fault := _run_until_stopped(bootstrap.run(settings, _say_where))) is not None:
        fail(*_told(fault, settings))


def _warn_of_settings() -> None:
    from bot.doctor.settings import without_effect

    for one in without_effect():
        print(f"{one.detail}; {one.fix}", file=sys.stderr, flush=True)


def _open_data_folder(settings: Any) -> None:
    folder = settings.data_dir
    try:
        open_folder(folder)
    except OSError as exc:
        fix = "give it to the bot's user, or set QUIZMASTER_DATA_DIR"
        fail(f"the data folder {folder} cannot be written ({exc.strerror}); {fix}", status=2)
    mend(folder, settings.database_file)
    print(f"quizmaster keeps its data in {folder.absolute()}", flush=True)


def _told(fault: BaseException, settings: Any) -> tuple[str, int]:
    """Return what to say of what ended the bot, and the exit code."""
    from bot.app.config import ConfigError
    from bot.platforms.shared.errors import CannotListen, Disconnected, PortInUse

    match fault:
        case PortInUse(host=host, port=port):
            is_watch = (host, port) == (settings.metrics_host, settings.metrics_port)
            other = "set QUIZMASTER_METRICS_PORT" if is_watch else "quizmaster run --port 8090"
            said = f"port {port} is in use; stop what is using it, or choose another: {other}"
        case CannotListen():
            said = f"{fault}; see QUIZMASTER_HOST, QUIZMASTER_METRICS_HOST and their ports"
        case Disconnected():
            said = f"{fault}; start it again, and ask quizmaster doctor if that fails"
        case _:
            said = str(fault)
    return said, 2 if isinstance(fault, ConfigError) else 1


def _say_where(whereabouts: str) -> None:
    print(f"quizmaster is ready {whereabouts}  (Ctrl+C stops it)", flush=True)


def _run_until_stopped(work: Coroutine[Any, Any, None]) -> BaseException | None:
    """Run until a signal comes; return what ended it before, where that was to be expected."""
    from bot.app.config import ConfigError
    from bot.platforms.shared.errors import CannotListen, Disconnected, TokenRefused
    from bot.store.errors import StoreError

    async def stoppable() -> None:
        task = asyncio.current_task()
        assert task is not None, "a coroutine always runs in a task"
        for name in (signal.SIGINT, signal.SIGTERM):
            asyncio.get_running_loop().add_signal_handler(name, task.cancel)
        with contextlib.suppress(asyncio.CancelledError):
            await work

    fault: BaseException | None = None
    try:
        asyncio.run(stoppable())
    except* (CannotListen, Disconnected, TokenRefused, ConfigError, StoreError) as errors:
        # Python 3.11.2, Debian's, would put whatever is raised in here into a group.
        fault = errors
        while isinstance(fault, BaseExceptionGroup):
            fault = fault.exceptions[0]
    return fault


app.command()(grade)
app.command()(similarity)
content_app.command()(check)
grader_app.command()(benchmark)
grader_app.command()(calibrate)
grader_app.command()(disputes)


@db_app.callback()
def db() -> None:
    """Write databases and backups for nobody else to read."""
    write_privately()


@db_app.command()
def upgrade() -> None:
    """Bring the database to the newest tables."""
    from bot.store.cli import run_upgrade

    raise typer.Exit(run_upgrade(_settings().database))


@db_app.command()
def backup(target: Path) -> None:
    """Copy the database to a new file, while the bot may be running."""
    from bot.store.cli import run_backup

    raise typer.Exit(run_backup(_settings().database, target))


@db_app.command()
def restore(backup: Path) -> None:
    """Check a backup and let it be the database, while the bot is stopped; keeps the old one."""
    from bot.store.cli import run_restore

    raise typer.Exit(run_restore(_settings().database, backup))


@db_app.command()
def downgrade(
    revision: Annotated[str | None, typer.Argument(help="Such as 0028; else one back.")] = None,
) -> None:
    """Take the tables back for an older quizmaster, while the bot is stopped; make a backup first.

    What only the newer tables held is lost.
    """
    from bot.store.cli import run_downgrade

    raise typer.Exit(run_downgrade(_settings().database, revision))


@app.command()
def doctor(
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON on stdout.")] = False,
    every: Annotated[
        bool, typer.Option("--all", help="List every server and workspace, also what is fine.")
    ] = False,
) -> None:
    """Check everything the bot needs, and say how to fix what is missing."""
    from bot.doctor.run import run_doctor

    raise typer.Exit(run_doctor(as_json, every))


@discord_app.callback()
def discord() -> None:
    """Keep `invite` a subcommand, even while it is the only one."""


@discord_app.command()
def invite(
    client_id: Annotated[
        int | None, typer.Option(min=1, help="The application's id; the token's own if left out.")
    ] = None,
) -> None:
    """Print the link that adds the bot to a server."""
    from bot.platforms.discord.invite import run_invite

    settings = _settings()
    raise typer.Exit(run_invite(settings.discord_token, client_id, settings.discord_api_base))


@slack_app.callback()
def slack() -> None:
    """Keep `manifest` a subcommand, even while it is the only one."""


@slack_app.command()
def manifest(
    url: Annotated[
        str | None, typer.Option(help="The bot's public https address; Socket Mode if left out.")
    ] = None,
    name: Annotated[str, typer.Option(help="What members call the bot.")] = "quizmaster",
    as_yaml: Annotated[bool, typer.Option("--yaml", help="Print YAML instead of JSON.")] = False,
) -> None:
    """Print the manifest from which Slack makes the app."""
    from bot.platforms.slack.manifest import run_manifest

    raise typer.Exit(run_manifest(name, url, as_yaml))


def _settings() -> Any:
    from bot.app import config

    try:
        return config.load()
    except config.ConfigError as exc:
        fail(str(exc), status=2)


def main() -> None:
    """Run the console script."""
    atexit.register(gc.freeze)  # To look through all that a bot ends with takes half a second.
    try:
        app()
    except ModuleNotFoundError as exc:
        if exc.name not in INSTALLS:
            raise
        sys.exit(f"quizmaster: this needs {exc.name}: {INSTALLS[exc.name]}")
    except (ValueError, OSError) as exc:
        from bot.app.config import settings_fault

        # Grading and demos read their settings themselves, wherever they are used.
        if (fault := settings_fault(exc)) is None:
            raise
        print(f"quizmaster: {fault}", file=sys.stderr)
        sys.exit(2)
