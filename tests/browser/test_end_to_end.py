"""What a new user tries first, with the real bot, its own compute service and a real browser."""

import io
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from PIL import Image
from playwright.sync_api import Browser, BrowserContext, Locator, Page, expect

from bot.app.supervisor import free_port

ROOT = Path(__file__).resolve().parents[2]
GRADE_MS = 90_000  # the first answer waits until the grader has loaded
DEMO_MS = 60_000

pytestmark = [pytest.mark.browser, pytest.mark.timeout(300)]


class Bot:
    """`quizmaster run` on a data folder of its own, always on the same port."""

    def __init__(self, data: Path) -> None:
        self._data = data
        self._log = data / "bot.log"
        self._port = free_port()
        self.url = f"http://127.0.0.1:{self._port}"

    def start(self) -> None:
        settings = {
            "QUIZMASTER_DATA_DIR": str(self._data),
            "QUIZMASTER_PORT": str(self._port),
            "QUIZMASTER_LOG_LEVEL": "debug",
            "PYTHONPATH": str(ROOT),
        }
        with self._log.open("a") as log:
            self._process = subprocess.Popen(
                [sys.executable, "-m", "bot", "run"],
                cwd=self._data,
                env=os.environ | settings,
                stdout=subprocess.PIPE,
                stderr=log,
                text=True,
            )
        assert self._process.stdout is not None
        assert any(self.url in line for line in self._process.stdout)

    def logged(self) -> str:
        return self._log.read_text()

    def stop(self) -> None:
        self._process.terminate()
        assert self._process.wait(20) == 0
        assert self._process.stdout is not None
        self._process.stdout.close()


@pytest.fixture(scope="module")
def bot(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Bot]:
    bot = Bot(tmp_path_factory.mktemp("bot"))
    bot.start()
    yield bot
    bot.stop()


@pytest.fixture
def korean(browser: Browser) -> Iterator[BrowserContext]:
    with browser.new_context(locale="ko-KR") as context:
        yield context


@pytest.fixture
def english(browser: Browser) -> Iterator[BrowserContext]:
    with browser.new_context(locale="en-US") as context:
        yield context


def enter(context: BrowserContext, bot: Bot, name: str) -> Page:
    """Open the address as printed and pick a name."""
    page = context.new_page()
    page.goto(bot.url)
    page.get_by_test_id("name-input").fill(name)
    page.keyboard.press("Enter")
    expect(page.get_by_test_id("member-name")).to_contain_text(name)
    return page


def answer(page: Page, text: str) -> None:
    page.get_by_test_id("action-answer").first.click()
    page.get_by_test_id("form-text").fill(text)
    page.get_by_test_id("form-submit").click()


def type_line(page: Page, line: str) -> None:
    page.get_by_test_id("composer").fill(line)
    page.keyboard.press("Escape")
    page.keyboard.press("Enter")


def titles(page: Page, part: str) -> "list[str]":
    return [title for title in page.get_by_test_id("card-title").all_inner_texts() if part in title]


def test_a_new_user_walks_through(
    bot: Bot, korean: BrowserContext, english: BrowserContext
) -> None:
    mina = enter(korean, bot, "민지")
    expect(mina.get_by_test_id("card-title").first).to_contain_text("오늘의 질문")
    answer(
        mina,
        "안개 낀 산에서 발밑의 기울기를 보고 반대 방향으로 조금씩 내려가는 것과 같아요. "
        "손실이 더 줄지 않을 때까지 learning rate만큼 반복해서 움직여요.",
    )
    expect(mina.get_by_test_id("meter").first).to_be_visible(timeout=GRADE_MS)
    expect(mina.get_by_test_id("point").first).to_be_visible()
    expect(mina.get_by_text("시도 1/3")).to_be_visible()
    expect(mina.get_by_text("이어지는 질문 1/6").first).to_be_visible()

    alex = enter(english, bot, "Alex")
    expect(alex.get_by_test_id("card-title").first).to_be_visible()
    assert "안개 낀 산" not in alex.content()
    answer(alex, "It subtracts the gradient of the loss, scaled by a small learning rate.")
    expect(alex.get_by_text("attempt 1/3")).to_be_visible(timeout=GRADE_MS)
    assert "It subtracts" not in mina.content()

    for period in ("today", "week", "month", "all"):
        type_line(alex, f"/leaderboard {period}")
        table = alex.get_by_test_id("table").last
        expect(table).to_contain_text("민지")
        expect(table).to_contain_text("Alex (you)")

    type_line(mina, "/demo relu-curve-fit units=16")
    picture = mina.get_by_test_id("picture").last
    expect(picture).to_be_visible(timeout=DEMO_MS)
    assert is_drawn(picture)
    caption = mina.get_by_text("units=16").last
    expect(caption).to_be_visible()

    for typed in ("안개 낀 산", "It subtracts", "민지", "Alex"):
        assert typed not in bot.logged()

    mina.close()  # an open page would come back by itself, in the middle of our own visit
    bot.stop()
    bot.start()
    mina = korean.new_page()
    mina.goto(f"{bot.url}/?name=민지")
    expect(mina.get_by_text("시도 1/3")).to_be_visible()
    expect(mina.get_by_test_id("picture").last).to_be_visible()
    assert len(titles(mina, "오늘의 질문")) == 1
    assert "It subtracts" not in mina.content()


def test_a_member_suggests_a_question(
    bot: Bot, korean: BrowserContext, english: BrowserContext
) -> None:
    mina = enter(korean, bot, "지민")
    answer(mina, "기울기를 따라 조금씩 내려가면서 손실을 줄여요.")
    expect(mina.get_by_test_id("meter").first).to_be_visible(timeout=GRADE_MS)
    type_line(mina, "/question suggest")
    mina.get_by_test_id("form-question").fill("왜?")
    mina.get_by_test_id("form-reference").fill(
        "입력 분포를 평균 0, 분산 1로 맞춰서 큰 학습률에도 발산하지 않아요."
    )
    mina.get_by_test_id("form-submit").click()
    expect(mina.get_by_test_id("form-error")).to_contain_text("10–500자로 적어 주세요")
    expect(mina.get_by_test_id("form-error")).to_be_in_viewport()
    mina.get_by_test_id("form-question").fill("배치 정규화를 쓰면 왜 더 큰 학습률을 쓸 수 있나요?")
    mina.get_by_test_id("form-submit").click()
    expect(mina.get_by_text("제안을 받았어요")).to_be_visible()

    alex = enter(english, bot, "Alex")
    type_line(alex, "/question review")
    alex.get_by_test_id("action-question-approve").click()
    expect(alex.get_by_text("📝 Approved")).to_be_visible()
    expect(mina.get_by_text("제안한 질문이 채택됐어요")).to_be_visible()


def is_drawn(picture: Locator) -> bool:
    """Tell whether a picture has loaded and holds more than a few colours."""
    expect(picture).to_have_js_property("complete", value=True)
    image = Image.open(io.BytesIO(picture.screenshot())).convert("RGB")
    colours = image.getcolors(maxcolors=image.width * image.height)
    return image.width > 200 and colours is not None and len(colours) > 20
