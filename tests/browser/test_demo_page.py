"""The page of a demo as a visitor meets it, with a real demo behind it."""

import re
from collections.abc import Callable, Iterator
from itertools import pairwise
from urllib.parse import parse_qs, urlsplit

import pytest
from playwright.sync_api import Browser, FloatRect, Locator, Page, Route, expect

from tests.browser.conftest import Playground

pytestmark = [pytest.mark.browser, pytest.mark.timeout(120)]

RUN_MS = 30_000  # the first run imports what draws
Open = Callable[..., Page]


@pytest.fixture(scope="module")
def demo_playground(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Playground]:
    playground = Playground(tmp_path_factory.mktemp("demos") / "transcript")
    expect.set_options(timeout=RUN_MS)
    yield playground
    expect.set_options(timeout=5_000)
    assert playground.stop() == 0


@pytest.fixture
def opened(browser: Browser, demo_playground: Playground) -> Iterator[Open]:
    """Open a path in a browser of its own, which must find nothing wrong with the page."""
    contexts, faults = [], []

    def open_page(path: str, *, width: int = 1200, locale: str = "en-US", scheme: str = "light"):  # type: ignore[no-untyped-def]
        context = browser.new_context(
            locale=locale,
            viewport={"width": width, "height": 844},
            color_scheme=scheme,  # type: ignore[arg-type]
            reduced_motion="reduce",
        )
        context.set_default_timeout(RUN_MS)
        contexts.append(context)
        page = context.new_page()
        page.on("pageerror", lambda error: faults.append(str(error)))
        page.goto(demo_playground.url + path)
        return page

    yield open_page
    for context in contexts:
        context.close()
    assert faults == []


def query(page: Page) -> dict[str, str]:
    return {name: values[0] for name, values in parse_qs(urlsplit(page.url).query).items()}


def caption(page: Page) -> Locator:
    return page.get_by_test_id("caption")


def box_of(drawn: Locator) -> FloatRect:
    box = drawn.bounding_box()
    assert box is not None
    return box


def figure(page: Page) -> Locator:
    return page.get_by_test_id("figure").locator("svg").first


def test_the_address_says_what_is_run_and_holds_all_of_it(opened: Open) -> None:
    page = opened("/d/gd-1d?lr=0.3&steps=3")
    expect(figure(page)).to_be_visible()
    expect(caption(page)).to_contain_text("0.3")
    expect(page.get_by_test_id("lr")).to_have_value("0.3")
    assert query(page) == {"lr": "0.3", "start": "4", "steps": "3", "seed": "0"}


def test_a_moved_slider_runs_again_and_changes_the_address(opened: Open) -> None:
    page = opened("/d/gd-1d?lr=0.3&steps=3")
    expect(caption(page)).to_contain_text("3 steps")
    page.get_by_test_id("steps-slider").fill("5")
    expect(caption(page)).to_contain_text("5 steps")
    expect(page.get_by_test_id("steps")).to_have_value("5")
    assert query(page)["steps"] == "5"


def test_the_dice_take_another_seed(opened: Open) -> None:
    page = opened("/d/gd-1d?steps=3&seed=2000")
    expect(figure(page)).to_be_visible()
    page.get_by_test_id("dice").click()
    expect(page.get_by_test_id("seed")).not_to_have_value("2000")
    expect(page.get_by_test_id("recent").first).to_contain_text(f"seed={query(page)['seed']}")
    assert query(page)["seed"] == page.get_by_test_id("seed").input_value()


def test_a_preset_sets_the_values_and_says_what_to_look_for(opened: Open) -> None:
    page = opened("/d/gd-1d?steps=3")
    expect(figure(page)).to_be_visible()
    chip = page.get_by_test_id("preset-zigzags")
    expect(chip).to_have_text("✓learning rate: 0.9")
    chip.click()
    expect(page.get_by_test_id("lr")).to_have_value("0.9")
    expect(chip).to_have_attribute("aria-pressed", "true")
    expect(page.get_by_test_id("look")).not_to_be_empty()
    expect(caption(page)).to_contain_text("0.9")


def test_back_undoes_a_preset_and_a_comparison_but_no_move_of_a_slider(opened: Open) -> None:
    page = opened("/d/gd-1d?lr=0.3&steps=3")
    expect(caption(page)).to_contain_text("3 steps")
    page.get_by_test_id("steps-slider").fill("5")
    expect(caption(page)).to_contain_text("5 steps")
    page.get_by_test_id("preset-zigzags").click()
    expect(caption(page)).to_contain_text("0.9")
    page.get_by_test_id("compare").click()
    expect(page.get_by_test_id("side")).to_have_count(2)
    page.go_back()
    expect(page.get_by_test_id("side")).to_have_count(1)
    expect(page.get_by_test_id("vs-lr")).to_have_count(0)
    page.go_back()
    expect(caption(page)).to_contain_text("5 steps")
    expect(page.get_by_test_id("lr")).to_have_value("0.3")
    assert query(page)["steps"] == "5"
    page.go_forward()
    expect(caption(page)).to_contain_text("0.9")


def test_two_runs_stand_side_by_side_on_the_same_axes_and_move_in_step(opened: Open) -> None:
    page = opened("/d/gd-1d?lr=0.1&steps=4&vs.lr=0.9&vs.steps=2")
    sides = page.get_by_test_id("side")
    expect(sides).to_have_count(2)
    expect(sides.nth(1)).to_contain_text("lr=0.9")
    page.get_by_test_id("frame").fill("4")
    expect(sides.nth(0)).to_contain_text("step 4")
    expect(sides.nth(1)).to_contain_text("step 2")
    ticks = [
        side.locator('[aria-label="y-axis tick label"]').all_inner_texts() for side in sides.all()
    ]
    assert ticks[0] == ticks[1] != []
    page.get_by_test_id("compare").click()
    expect(sides).to_have_count(1)
    assert not any(name.startswith("vs.") for name in query(page))


def test_axes_are_shared_where_both_figures_have_the_same_kind(opened: Open) -> None:
    def axis(low: float, high: float, scale: str = "linear") -> dict[str, object]:
        return {"domain": [low, high], "scale": scale, "ticks": None}

    one = {"panels": [{"x": axis(0, 5), "y": axis(9, 0)}]}
    other = {"panels": [{"x": axis(2, 8), "y": axis(1, 12, "log")}]}
    page = opened("/d/")
    (shared,) = page.evaluate(
        "(figures) => import('/d/static/demo/figure.js').then((it) => it.sharedAxes(...figures))",
        [one, other],
    )
    assert shared == {"x": {"domain": [0, 8]}, "y": {}}


def test_comparing_begins_with_the_same_values_and_goes_into_the_address(opened: Open) -> None:
    page = opened("/d/gd-1d?lr=0.1&steps=3")
    expect(figure(page)).to_be_visible()
    page.get_by_test_id("compare").click()
    expect(page.locator(".side-name").first).to_have_text("A")
    page.get_by_test_id("vs-lr").fill("0.5")
    expect(caption(page).nth(1)).to_contain_text("0.5")
    assert query(page)["vs.lr"] == "0.5"


def test_a_bad_value_is_told_beside_its_field_and_can_be_mended(opened: Open) -> None:
    page = opened("/d/gd-1d?lr=9&steps=3")
    error = page.get_by_test_id("lr-error")
    expect(error).to_contain_text("9")
    expect(page.get_by_test_id("lr")).to_have_attribute("aria-invalid", "true")
    page.get_by_test_id("lr").fill("0.2")
    page.get_by_test_id("lr").press("Enter")
    expect(caption(page)).to_contain_text("0.2")
    expect(error).to_be_empty()


@pytest.mark.parametrize(
    ("path", "field"),
    [
        ("/d/bce-vs-mse?watch=LOGITS", "watch"),
        ("/d/activation-compare?names=relu,foo", "names"),
        ("/d/relu-curve-fit?target=cosine", "target"),
        ("/d/quantisation-error?activations=perhaps", "activations"),
    ],
    ids=["one of few", "some of many", "one of many", "yes or no"],
)
def test_a_value_that_no_field_can_show_is_refused_as_it_was_given(
    opened: Open, path: str, field: str
) -> None:
    page = opened(path)
    given = query(page)[field]
    expect(page.get_by_test_id(f"{field}-error")).to_contain_text(given.rpartition(",")[2])
    assert query(page)[field] == given
    page.route("**/runs?*", lambda route: route.abort())
    touched = page.locator(f"[data-testid^={field}]:is(input, select)").first
    if touched.evaluate("field => field.tagName") == "SELECT":
        touched.select_option(index=0)
    else:
        touched.click()
    expect(page.get_by_test_id("trouble")).to_be_visible()
    assert given not in query(page)[field]


@pytest.mark.parametrize(("given", "is_on"), [("True", True), ("yes", True), ("NO", False)])
def test_yes_and_no_are_read_as_compute_reads_them(opened: Open, given: str, is_on: bool) -> None:
    page = opened("/d/")
    page.route("**/runs?*", lambda route: route.abort())
    with page.expect_request(re.compile(r"/runs\?")) as asked:
        page.goto(page.url.rstrip("/") + f"/gan-2d?bn_g={given}")
    expect(page.get_by_test_id("bn_g")).to_be_checked(checked=is_on)
    assert parse_qs(urlsplit(asked.value.url).query)["bn_g"] == [given]


def test_a_run_that_is_lost_is_told_where_the_reader_of_a_phone_is(opened: Open) -> None:
    page = opened("/d/gd-1d?steps=3", width=390)
    expect(figure(page)).to_be_visible()
    page.route("**/runs?*", lambda route: route.abort())
    page.get_by_test_id("run").click()
    expect(page.get_by_test_id("trouble")).to_be_in_viewport()


def test_on_a_phone_each_number_along_an_axis_has_its_line(opened: Open) -> None:
    page = opened("/d/gd-1d?steps=3", width=390)
    expect(figure(page)).to_be_visible()
    for axis in "xy":
        numbers, lines = (
            figure(page).locator(f"[aria-label='{axis}-{part}'] > *").count()
            for part in ("axis tick label", "grid")
        )
        assert numbers == lines > 1


def test_hostile_values_are_inert(opened: Open) -> None:
    page = opened("/d/gd-1d?lr=%3Cimg%20src%3Dx%20onerror%3Dalert(1)%3E&seed=%22%3E%3Cscript%3E")
    expect(page.get_by_test_id("seed-error")).not_to_be_empty()
    assert page.locator("img[src=x]").count() == 0


def test_values_are_read_by_keyboard_pointer_and_in_a_table(opened: Open) -> None:
    page = opened("/d/gd-1d?lr=0.5&steps=2")
    expect(figure(page)).to_be_visible()
    figure(page).focus()
    page.keyboard.press("ArrowRight")
    voice = page.get_by_test_id("figure").locator("[aria-live]")
    expect(voice).to_contain_text("parameter w -6")
    expect(page.locator('[aria-label="tip"] text')).to_contain_text("parameter w")
    page.locator(".numbers summary").click()
    expect(page.locator(".numbers td").first).to_be_visible()


def test_each_panel_has_its_values_in_a_table_of_its_own(opened: Open) -> None:
    page = opened("/d/loss-and-activation-shapes?lang=en")
    titles = page.locator(".panel-title")
    expect(titles).to_have_count(6)
    page.locator(".numbers summary").click()
    tables = page.locator(".numbers table")
    expect(tables.locator("caption")).to_have_text(titles.all_inner_texts())
    headings = tables.locator("th:nth-child(2)")
    assert headings.all_inner_texts()[1:4] == ["error", "p of the true class", "weighted sum"]
    expect(page.locator(".numbers .note").first).to_have_text("The first 400 of 603 values.")
    expect(tables.first.locator("tbody tr")).to_have_count(400)


def test_a_bar_on_a_logarithmic_axis_starts_at_its_edge(opened: Open) -> None:
    page = opened("/d/backprop-check")
    expect(figure(page)).to_be_visible()
    bars = page.locator('[aria-label="rect"] rect')
    expect(bars).to_have_count(3)
    assert all(box_of(bar)["width"] > 10 for bar in bars.all())


def test_a_logarithmic_axis_has_all_the_ticks_that_its_picture_has(opened: Open) -> None:
    page = opened("/d/ae-bottleneck-sweep?dims=1,8,64&epochs=1")
    expect(figure(page)).to_be_visible()
    ticks = page.locator('[aria-label="x-axis tick label"]').first.locator("text")
    expect(ticks).to_have_text(["1", "8", "64"])


def test_markers_point_where_those_of_the_picture_do(opened: Open) -> None:
    page = opened("/d/optimizer-race?optimizers=adam,rmsprop&epochs=2")
    expect(figure(page)).to_be_visible()
    marker = page.locator('[aria-label="dot"] path[transform*="rotate(180)"]')
    expect(marker.first).to_be_visible()


def test_words_below_an_axis_have_room_on_a_phone(opened: Open) -> None:
    page = opened("/d/minima-by-width?widths=2,4,8,16,64&seeds=5&steps=200", width=390)
    expect(figure(page)).to_be_visible()
    ticks = page.locator('[aria-label="x-axis tick label"] text')
    expect(ticks).to_have_count(5)
    ends = [(box["x"], box["x"] + box["width"]) for box in map(box_of, ticks.all())]
    assert all(end <= start for (_, end), (start, _) in pairwise(ends))


def test_tall_pictures_are_no_taller_than_the_page_is_wide(opened: Open) -> None:
    page = opened("/d/gradient-noise?draws=50&epochs=1", width=390)
    tall = box_of(figure(page))
    assert tall["width"] < tall["height"] < 390


def test_words_below_an_axis_that_are_a_key_have_its_colour(opened: Open) -> None:
    page = opened("/d/attention-induction?steps=20")
    key = page.locator('[aria-label="x-axis label"]').last
    expect(key).to_have_attribute("fill", re.compile("#ba781f"))


def test_many_panels_stand_low_on_a_phone(opened: Open) -> None:
    page = opened("/d/loss-and-activation-shapes?lang=en", width=390)
    expect(page.locator(".panel svg")).to_have_count(6)
    heights = [
        box["height"] for svg in page.locator(".panel svg").all() if (box := svg.bounding_box())
    ]
    assert len(heights) == 6
    assert max(heights) < 260


def test_all_of_it_is_reached_by_keyboard(opened: Open) -> None:
    page = opened("/d/gd-1d?steps=3")
    expect(figure(page)).to_be_visible()
    reached = set()
    for _ in range(60):
        page.keyboard.press("Tab")
        reached.add(
            page.evaluate("document.activeElement.dataset.testid ?? document.activeElement.tagName")
        )
    wanted = {
        "language",
        "theme",
        "svg",
        "frame",
        "play",
        "lr-slider",
        "lr",
        "dice",
        "run",
        "compare",
    }
    assert wanted | {"preset-zigzags", "save-picture", "copy-link"} <= reached
    unnamed = page.evaluate(
        "[...document.querySelectorAll('input, button, select')].filter("
        "(one) => !(one.labels?.length || one.ariaLabel || one.textContent.trim())).length"
    )
    assert unnamed == 0


def test_the_keyboard_stays_where_it_is(opened: Open) -> None:
    page = opened("/d/gd-1d?steps=3")
    expect(figure(page)).to_be_visible()
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.keyboard.press("Tab")
    expect(page.get_by_test_id("skip")).to_be_focused()
    expect(page.get_by_test_id("skip")).to_have_text("Skip to the content")
    page.keyboard.press("Enter")
    expect(page.get_by_role("main")).to_be_focused()
    toggle = page.get_by_test_id("show-picture")
    toggle.press("Enter")
    expect(page.get_by_test_id("picture")).to_be_visible()
    expect(toggle).to_be_focused()
    toggle.press("Enter")
    expect(figure(page)).to_be_visible()
    expect(toggle).to_be_focused()
    assert not any("/runs?" in url for url in asked)


def test_picture_and_code_can_be_taken_along(opened: Open) -> None:
    page = opened("/d/gd-1d?steps=3")
    with page.expect_download() as picture:
        page.get_by_test_id("save-picture").click()
    assert picture.value.suggested_filename.endswith("seed=0.gif")
    page.get_by_test_id("show-picture").click()
    expect(page.get_by_test_id("picture")).to_have_attribute("alt", re.compile(r"\w+"))
    page.locator("#code summary").click()
    expect(page.get_by_test_id("code")).to_contain_text("path = [START]")
    with page.expect_download() as code:
        page.get_by_test_id("save-code").click()
    assert code.value.suggested_filename == "gd-1d.py"


def test_an_old_result_opens_by_its_number(opened: Open) -> None:
    page = opened("/d/gd-1d?lr=0.4&steps=3")
    expect(caption(page)).to_contain_text("0.4")
    with page.expect_request(re.compile("/code$")) as asked:
        page.locator("#code summary").click()
    number = re.search(r"/jobs/(\w+)/", asked.value.url)
    assert number
    page = opened(f"/d/gd-1d?job={number[1]}")
    expect(caption(page)).to_contain_text("0.4")
    expect(page.get_by_test_id("lr")).to_have_value("0.4")


def test_a_result_that_is_gone_is_not_shown_as_another(opened: Open) -> None:
    page = opened("/d/gd-1d?job=ffffffff")
    expect(page.get_by_test_id("trouble")).to_contain_text("no result with this number")
    expect(caption(page)).to_have_count(0)
    page.get_by_test_id("run").click()
    expect(caption(page)).to_be_visible()
    expect(page.get_by_test_id("trouble")).to_be_hidden()


@pytest.mark.parametrize("status", [503, 500, None], ids=["away", "broken", "out of reach"])
def test_a_result_that_is_out_of_reach_is_not_called_gone(
    opened: Open, demo_playground: Playground, status: int | None
) -> None:
    def answer(route: Route) -> None:
        if status is None:
            route.abort()
        else:
            route.fulfill(status=status)

    page = opened("/d/")
    page.route("**/jobs/*", answer)
    page.goto(demo_playground.url + "/d/gd-1d?job=0a1b2c3d")
    expect(page.get_by_test_id("trouble")).to_contain_text("taking a break")
    assert query(page) == {"job": "0a1b2c3d"}


def test_an_unknown_demo_names_the_nearest(opened: Open) -> None:
    page = opened("/d/gd-2d", locale="ko-KR")
    expect(page.get_by_test_id("sentence")).to_contain_text("gd-2d")
    page.get_by_test_id("near").filter(has_text="gd-1d").click()
    expect(figure(page)).to_be_visible()


# Colours are mixed by the browser, so it is asked for the pixel that comes of one.
PIXEL = """(element, property) => {
    const canvas = document.createElement("canvas").getContext("2d");
    canvas.fillStyle = getComputedStyle(element)[property];
    canvas.fillRect(0, 0, 1, 1);
    return Math.max(...canvas.getImageData(0, 0, 1, 1).data.slice(0, 3));
}"""


def turns(page: Page, brightness: str, selector: str, part: str) -> None:
    """Wait until a part of what the selector finds first is dark, or light."""
    found = f"([selector, part]) => ({PIXEL})(document.querySelector(selector), part)"
    limit = "< 100" if brightness == "dark" else ">= 100"
    page.wait_for_function(f"(asked) => ({found})(asked) {limit}", arg=[selector, part])


def test_it_follows_the_brightness_of_the_browser_and_of_its_button(opened: Open) -> None:
    page = opened("/d/gd-1d?steps=3", scheme="dark")
    expect(figure(page)).to_be_visible()
    paper, words = "[data-testid=figure]", '[aria-label="y-axis tick label"]'
    turns(page, "dark", paper, "backgroundColor")
    turns(page, "light", words, "fill")
    page.get_by_test_id("theme").click()
    turns(page, "light", paper, "backgroundColor")
    turns(page, "dark", words, "fill")


@pytest.mark.parametrize("locale", ["ko-KR", "en-US"])
@pytest.mark.parametrize("path", ["/d/gd-1d?steps=3&vs.lr=0.9", "/d/", "/d/nothing-like-it"])
def test_it_fits_a_phone(opened: Open, path: str, locale: str) -> None:
    page = opened(path, width=390, locale=locale)
    expect(page.locator("h1")).to_be_visible()
    if "?" in path:
        expect(figure(page)).to_be_visible()
    assert page.evaluate("document.documentElement.scrollWidth") <= 390


def test_the_gallery_leads_to_a_demo_and_back_to_the_chat(opened: Open) -> None:
    page = opened("/d", locale="ko-KR")
    page.get_by_test_id("demo").filter(has_text="gd-1d").click()
    expect(figure(page)).to_be_visible()
    expect(page.locator('.site-tools a[href^="/?"]')).to_be_visible()


def test_a_result_in_the_chat_leads_to_its_page(opened: Open) -> None:
    page = opened("/?name=Mina&lang=en")
    page.get_by_test_id("composer").fill("/demo")
    page.keyboard.press("Escape")
    page.keyboard.press("Enter")
    link = page.get_by_test_id("card-link")
    expect(link).to_have_attribute("href", "/d/?lang=ko")
    with page.expect_popup() as found:
        link.click()
    found.value.get_by_role("link", name="채팅").click()
    expect(found.value.get_by_test_id("member-name")).to_have_text("Mina")
