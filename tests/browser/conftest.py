"""A real browser and a playground process to point it at."""

import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, sync_playwright

from tests.browser.chromium import FLAGS, chromium

ROOT = Path(__file__).resolve().parents[2]
Visit = Callable[..., Page]


class Playground:
    """A playground process that can be stopped and started again on the same port."""

    def __init__(self, memory: Path) -> None:
        self._memory = memory
        self._port = "0"
        self.url = ""
        self.start()

    def start(self) -> None:
        self._process = subprocess.Popen(
            [sys.executable, "-m", "tests.browser.playground", str(self._memory), self._port],
            cwd=ROOT,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        self.url = self._line()
        self._port = self.url.rpartition(":")[2]

    def stop(self) -> int:
        """End the process as a signal would, once a demo that runs in it has ended."""
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        self._process.stdin.close()
        code = self._process.wait(timeout=60)
        self._process.stdout.close()
        return code

    def perform(self, event: str) -> None:
        assert self._process.stdin is not None
        self._process.stdin.write(f"{event}\n")
        self._process.stdin.flush()
        assert self._line() == "done"

    def _line(self) -> str:
        assert self._process.stdout is not None
        return self._process.stdout.readline().strip()


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium(), args=list(FLAGS))
        yield browser
        browser.close()


@pytest.fixture(scope="module")
def shared_playground(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Playground]:
    playground = Playground(tmp_path_factory.mktemp("playground") / "transcript")
    yield playground
    assert playground.stop() == 0


@pytest.fixture
def playground(shared_playground: Playground) -> Playground:
    """Return a playground in which nothing has been said."""
    shared_playground.perform("begin anew")
    return shared_playground


@pytest.fixture
def visit(browser: Browser, playground: Playground) -> Iterator[Visit]:
    """Open the playground as somebody, in a browser of their own."""
    contexts = []

    def open_page(name: str = "", *, width: int = 1100, locale: str = "ko-KR") -> Page:
        size = {"width": width, "height": 844}
        context = browser.new_context(locale=locale, viewport=size)  # type: ignore[arg-type]
        context.set_default_timeout(15_000)
        contexts.append(context)
        page = context.new_page()
        page.goto(f"{playground.url}/?name={name}" if name else playground.url)
        return page

    yield open_page
    for context in contexts:
        context.close()
