"""`quizmaster compute …` and `quizmaster demo …`; whatever is heavy is imported when needed."""

import json
import os
import sys
from collections.abc import Callable
from itertools import groupby
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Literal, NoReturn

import typer

if TYPE_CHECKING:
    from compute.toolkit.demo import Demo, Finished
    from compute.toolkit.lab import Progress
    from content.demo import DemoSpec

compute_app = typer.Typer(help="The service that grades answers and runs demos.")
demo_app = typer.Typer(help="Small models trained right now that answer a question.")

JsonFlag = Annotated[bool, typer.Option("--json", help="Print JSON on stdout.")]
Settings = Annotated[
    list[str] | None, typer.Option("--set", metavar="KEY=VALUE", help="Change a param.")
]
Seed = Annotated[int, typer.Option(min=0, max=2**31 - 1)]
Words = Annotated[
    Literal["ko", "en"],
    typer.Option("--language", envvar="QUIZMASTER_LOCALE", help="Of the words in the pictures."),
]


@compute_app.callback()
def compute() -> None:
    """Keep `serve` a subcommand, even while it is the only one."""


@compute_app.command()
def serve(
    host: Annotated[str, typer.Option(help="Address to listen on.")] = "127.0.0.1",
    port: Annotated[int, typer.Option(min=0, max=65535, help="0 picks a free one.")] = 8090,
    workers: Annotated[int, typer.Option(min=1, max=64, help="Demos at a time.")] = 1,
    runner: Annotated[
        Literal["local", "ray"],
        typer.Option(help="Where demos run: on this machine, or on a Ray cluster it is part of."),
    ] = "local",
    ray_address: Annotated[
        str, typer.Option(envvar="RAY_ADDRESS", help="Where the cluster's head listens.")
    ] = "127.0.0.1:6379",
    data_dir: Annotated[
        Path | None,
        typer.Option(
            envvar="QUIZMASTER_DATA_DIR",
            help="Where results are kept, and calibrations fitted here.",
        ),
    ] = None,
    results_dir: Annotated[
        Path | None,
        typer.Option(help="Where results are kept instead, as each service needs its own."),
    ] = None,
    keep_gb: Annotated[
        float,
        typer.Option(
            envvar="QUIZMASTER_KEEP_GB", min=0, help="Of results; those used longest ago go first."
        ),
    ] = 10,
    encoder: Annotated[
        str | None, typer.Option(envvar="QUIZMASTER_ENCODER", help="Model name or path.")
    ] = None,
    token: Annotated[
        str | None,
        typer.Option(envvar="QUIZMASTER_COMPUTE_TOKEN", show_default=False, hidden=True),
    ] = None,
    batch: Annotated[
        int,
        typer.Option(
            envvar="QUIZMASTER_GRADE_BATCH", min=1, max=512, help="Answers graded in one call."
        ),
    ] = 64,
    linger_ms: Annotated[
        float,
        typer.Option(
            envvar="QUIZMASTER_GRADE_LINGER_MS",
            min=0,
            max=1000,
            help="How long a busy grader waits for a fuller batch; 5 suits a GPU.",
        ),
    ] = 0,
    log: Annotated[
        Literal["text", "json"], typer.Option(envvar="QUIZMASTER_LOG", help="Form of the logs.")
    ] = "text",
    log_level: Annotated[
        Literal["DEBUG", "INFO", "WARNING", "ERROR"],
        typer.Option(envvar="QUIZMASTER_LOG_LEVEL", case_sensitive=False),
    ] = "WARNING",
    parent_pipe: Annotated[
        bool, typer.Option("--parent-pipe", help="Exit when stdin reaches its end.")
    ] = False,
) -> None:
    """Serve grading and demos over HTTP."""
    from compute import logs
    from compute.problems import ComputeError
    from compute.service.grading_queue import Batching
    from compute.service.server import ServiceSettings, serve_until_stopped
    from content.data_paths import DataPaths
    from content.disk import GB
    from content.private_files import write_privately
    from evaluators.judge.choice import named_judge
    from evaluators.judge.port import JudgeUnavailable

    logs.set_up(log, log_level)
    # Settings are read in any case, so that what can't be meant is told at once.
    paths = DataPaths(data_dir=data_dir) if data_dir else DataPaths()
    try:
        named_judge()
    except JudgeUnavailable as error:
        fail(str(error), 2)
    write_privately()
    settings = ServiceSettings(
        host=host,
        port=port,
        data_dir=paths.data_dir,
        results_dir=results_dir,
        workers=workers,
        ray_address=ray_address if runner == "ray" else None,
        encoder=encoder,
        token=token or None,
        batching=Batching(most=batch, linger_s=linger_ms / 1000),
        keep_bytes=keep_gb * GB,
    )
    try:
        serve_until_stopped(settings, parent_pipe)
    except ComputeError as error:
        fail(str(error), 1)
    sys.stdout.flush()
    sys.stderr.flush()
    # A grader that is still loading is deep in native code, where the interpreter's end aborts.
    os._exit(0)


@demo_app.command("list")
def list_demos(as_json: JsonFlag = False) -> None:
    """Show the demos, their params and the questions they answer."""
    from compute.demos.registry import DEMOS
    from content.loader import packaged

    if as_json:
        asked = packaged().by_demo()
        specs = [
            spec.model_dump(mode="json") | {"questions": asked.get(spec.name, [])}
            for spec in DEMOS.specs
        ]
        typer.echo(json.dumps(specs, ensure_ascii=False, indent=2))
        return
    for topic, specs_of in groupby(DEMOS.specs, key=lambda spec: spec.topic):
        typer.secho(f"\n{topic.en} / {topic.ko}", bold=True)
        for spec in specs_of:
            typer.echo(f"  {spec.name:26} {spec.title.en}")


@demo_app.command("show")
def show_demo(
    name: Annotated[str, typer.Argument(help="A name from `demo list`.")],
    as_script: Annotated[
        bool, typer.Option("--script", help="Print a script that does the same by itself.")
    ] = False,
    as_notebook: Annotated[
        bool, typer.Option("--notebook", help="Write it as NAME.ipynb to --out.")
    ] = False,
    settings: Settings = None,
    seed: Seed = 0,
    out: Annotated[Path, typer.Option(help="Where the notebook goes.")] = Path(),
    force: Annotated[
        bool, typer.Option("--force", help="Replace the notebook if it exists.")
    ] = False,
    language: Words = "ko",
) -> None:
    """Show what a demo is about, its params and its presets, or the code of a run."""
    demo = found(name)
    if not (as_script or as_notebook):
        describe(demo.spec)
        return
    script = demo.script(checked(demo, settings), seed, language)
    if as_script:
        typer.echo(script, nl=False)
    if as_notebook:
        from compute.script.notebook import notebook

        file = out / f"{name}.ipynb"
        try:
            out.mkdir(parents=True, exist_ok=True)
            with file.open("w" if force else "x", encoding="utf-8") as opened:
                opened.write(notebook(script))
        except FileExistsError:
            fail(f"{file} exists already; --force replaces it.", 1)
        except OSError as error:
            fail(f"Cannot write {file}: {error.strerror}. Try another --out.", 1)
        typer.echo(file, err=as_script)


def describe(spec: "DemoSpec") -> None:
    typer.secho(f"{spec.title.en} / {spec.title.ko}", bold=True)
    for param in spec.params:
        values = ", ".join(param.choices) or (param.span.en if param.span else "text")
        many = f"; {param.least} to {param.most}, with commas" if param.most > 1 else ""
        typer.echo(f"  {param.name}={param.default}  {param.title.en} ({values}{many})")
    for preset in spec.presets:
        typer.echo(f"  preset={preset.name}  {preset.look.en}")


@demo_app.command("new")
def new_demo(name: str) -> None:
    """Write the frame of a demo of your own, which runs as it is: code and words to fill in."""
    from compute.new_demo import write_frame

    try:
        paths = write_frame(name)
    except ValueError as exc:
        fail(str(exc), 2)
    except OSError as exc:
        fail(f"{exc.filename} cannot be written: {exc.strerror}", 1)
    for path in paths:
        typer.echo(path)
    typer.echo(f"Try it: quizmaster demo run {name}. docs/demos.md says what goes where.")


@demo_app.command("sheet")
def draw_sheet(
    out: Annotated[Path, typer.Option(help="The PNG to write.")] = Path("demos.png"),
    language: Annotated[Literal["ko", "en"], typer.Option(envvar="QUIZMASTER_LOCALE")] = "ko",
) -> None:
    """Run every demo with its defaults and put their pictures on one sheet; takes minutes."""
    import torch

    from compute.contact_sheet import contact_sheet
    from compute.demos.registry import DEMOS

    torch.set_num_threads(1)
    try:
        out.write_bytes(contact_sheet(DEMOS, language))
    except OSError as error:
        fail(f"Cannot write {out}: {error.strerror}. Try another --out.", 1)


@demo_app.command("run")
def run_demo(
    name: Annotated[str, typer.Argument(help="A name from `demo list`.")],
    settings: Settings = None,
    seed: Seed = 0,
    out: Annotated[Path, typer.Option(help="Where images and result.json go.")] = Path("demo-out"),
    language: Words = "ko",
    as_json: JsonFlag = False,
) -> None:
    """Run a demo here and write its images, plots as JSON, `result.json` and a script of it."""
    demo = found(name)
    params = checked(demo, settings)
    try:
        finished = with_progress(name, lambda report: demo.execute(params, seed, report, language))
    except ModuleNotFoundError:
        raise
    except FileNotFoundError as error:
        fail(f"{name} failed: {error}.", 1)
    except Exception as error:
        fail(f"{name} failed: {error}. Try other values.", 1)
    try:
        write(finished, out)
    except OSError as error:
        fail(f"Cannot write to {out}: {error.strerror}. Try another --out.", 1)
    typer.echo(finished.result.model_dump_json(indent=2) if as_json else told(finished, out))


def found(name: str) -> "Demo[Any, Any]":
    from compute.demos.registry import DEMOS
    from compute.problems import Refused

    try:
        return DEMOS.find(name)
    except Refused as refused:
        fail(str(refused), 2)


def checked(demo: "Demo[Any, Any]", settings: list[str] | None) -> Any:
    """Return the demo's params as `--set` changes them."""
    from compute.problems import Refused

    try:
        return demo.check(dict(parse_setting(text) for text in settings or []))
    except Refused as refused:
        fail(str(refused), 2)


def parse_setting(text: str) -> tuple[str, str]:
    key, separator, value = text.partition("=")
    if not separator or not key:
        fail(f"--set needs KEY=VALUE, got {text!r}. See `quizmaster demo list`.", 2)
    return key, value


def with_progress(title: str, work: "Callable[[Progress], Finished]") -> "Finished":
    """Do the work on one thread's worth of CPU, with a progress bar on stderr."""
    import torch
    from rich.console import Console
    from rich.progress import Progress as Bar

    torch.set_num_threads(1)
    with Bar(console=Console(stderr=True), transient=True) as bar:
        task = bar.add_task(title, total=1.0)
        return work(lambda done, note: bar.update(task, completed=done, description=note))


def write(finished: "Finished", out: Path) -> None:
    out.mkdir(parents=True, exist_ok=True)
    for name, content in finished.files.items():
        (out / name).write_bytes(content)
    for name, plot in finished.plots.items():
        (out / name).write_text(plot, encoding="utf-8")
    (out / "demo.py").write_text(finished.code, encoding="utf-8")
    (out / "result.json").write_text(finished.result.model_dump_json(indent=2), encoding="utf-8")


def told(finished: "Finished", out: Path) -> str:
    files = ", ".join(str(out / name) for name in finished.files)
    return f"{finished.result.caption.ko}\n{finished.result.caption.en}\n{files}"


def fail(message: str, code: int) -> NoReturn:
    typer.echo(message, err=True)
    raise typer.Exit(code)
