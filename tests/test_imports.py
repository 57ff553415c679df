"""The arrows of the architecture, and what the bot's process never loads."""

import ast
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
OURS = ("bot", "content", "evaluators", "compute")

# Each part and what of ours it may import, besides itself. bootstrap and the CLI know everyone.
ARROWS = {
    "content": (),
    "evaluators": ("content",),
    "compute": ("evaluators", "content"),
    "bot.i18n": ("content.schema", "content.texts"),
    "bot.metrics": (),
    "bot.quiz": (
        "bot.metrics",
        "bot.i18n",
        "content.demo",
        "content.schema",
        "evaluators.grade",
        "evaluators.score",
    ),
    "bot.store": ("bot.quiz", "content.disk", "content.schema", "evaluators.grade"),
    "bot.platforms": ("bot.metrics", "bot.quiz", "bot.i18n", "content.demo", "content.schema"),
    "bot.watch": (
        "bot.metrics",
        "bot.quiz",
        "bot.platforms.shared",
        "compute.client",
        "compute.service.health",
    ),
    "bot.remote": (
        "bot.metrics",
        "bot.quiz",
        "compute.api",
        "compute.client",
        "compute.problems",
        "compute.replicas",
        "content.demo",
        "evaluators.grade",
    ),
    "bot.app.supervisor": (),
    "bot.app.results_folder": ("bot.app.config", "content.held"),
    "bot.app.keys": (),
    "bot.app.config": (
        "compute.logs",
        "bot.app.keys",
        "bot.platforms.discord.shards",
        "content.data_paths",
        "content.schema",
        "evaluators.judge.choice",
    ),
}
THIRD_PARTY = {
    "bot.quiz": {"babel", "fsrs", "holidays", "structlog"},
    "bot.i18n": set(),
    "content": {
        "fluent",
        "pydantic",
        "yaml",
        "typer",
        "rich",
        "jinja2",
        "markdown_it",
        "genanki",
        "simpleeval",
        "bs4",
        "mammoth",
        "markdownify",
        "mdit_py_plugins",
        "zstandard",
    }
    | {"platformdirs", "pydantic_settings"},
}
HEAVY = (
    "bs4",
    "docx",
    "kiwipiepy",
    "matplotlib",
    "sentence_transformers",
    "sklearn",
    "torch",
    "transformers",
)


def modules(part: str) -> Iterator[Path]:
    path = ROOT / part.replace(".", "/")
    yield from path.rglob("*.py") if path.is_dir() else [path.with_suffix(".py")]


def imported(path: Path) -> set[str]:
    names: set[str] = set()
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.Import):
            names |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            names |= {f"{node.module}.{alias.name}" for alias in node.names}
            assert node.level == 0, f"{path}: relative import"
    return names


def is_within(name: str, part: str) -> bool:
    return name == part or name.startswith(f"{part}.")


@pytest.mark.parametrize("part", ARROWS)
def test_arrows(part: str) -> None:
    allowed = (part, *ARROWS[part])
    wrong = {
        (str(path.relative_to(ROOT)), name)
        for path in modules(part)
        for name in imported(path)
        if name.partition(".")[0] in OURS and not any(is_within(name, one) for one in allowed)
    }
    assert wrong == set()


@pytest.mark.parametrize("part", THIRD_PARTY)
def test_core_stands_on_few_libraries(part: str) -> None:
    pydantic = {"pydantic", "pydantic_core"}
    known = set(sys.stdlib_module_names) | set(OURS) | THIRD_PARTY[part] | pydantic
    found = {name.partition(".")[0] for path in modules(part) for name in imported(path)}
    assert found - known == set()


@pytest.mark.parametrize(
    ("started", "libraries"),
    [
        pytest.param("bot.app.cli, bot.app.bootstrap", HEAVY, id="bot"),
        pytest.param(
            "bot.app.bootstrap, bot.platforms.discord.platform,"
            " bot.app.slack, bot.platforms.slack.platform, bot.platforms.slack.socket",
            ("fastapi", "uvicorn"),
            id="bot that serves no HTTP",
        ),
    ],
)
def test_loads_no_large_library_that_it_does_without(
    started: str, libraries: tuple[str, ...]
) -> None:
    code = f"import sys, {started}; print(*sorted(set(sys.modules) & set({libraries!r})))"
    loaded = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True, cwd=ROOT
    )
    assert loaded.stdout.split() == []
