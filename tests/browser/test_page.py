"""The playground as a member meets it."""

import re
import time

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.browser.conftest import Playground, Visit
from tests.browser.playground import HOSTILE, SLOW, SLOW_REFUSED

pytestmark = pytest.mark.browser

ANSWER = "양수 구간에서는 미분값이 1이라 그대로 전달돼요"


@pytest.fixture
def page(visit: Visit) -> Page:
    return visit("민지")


def messages(page: Page) -> Locator:
    return page.get_by_test_id("message")


def send(page: Page, line: str) -> None:
    composer = page.get_by_test_id("composer")
    composer.fill(line)
    composer.press("Escape")
    composer.press("Enter")


def answer(page: Page, text: str) -> None:
    page.get_by_test_id("action-answer").first.click()
    page.get_by_test_id("form-text").fill(text)
    page.get_by_test_id("form-submit").click()


def test_first_visit_asks_for_a_name_and_keeps_it_in_the_address(visit: Visit) -> None:
    page = visit()
    page.get_by_test_id("name-input").fill("  민지 ")
    page.get_by_test_id("name-submit").click()

    expect(page.get_by_test_id("member-name")).to_have_text("민지")
    page.reload()
    expect(page.get_by_test_id("member-name")).to_have_text("민지")


def test_bad_name_is_refused_in_one_sentence(visit: Visit) -> None:
    page = visit("%00%01")

    expect(page.get_by_test_id("name-error")).to_contain_text("40자")


def test_members_do_not_see_each_others_private_cards(visit: Visit, playground: Playground) -> None:
    mina, alex = visit("민지"), visit("Alex")
    playground.perform("question")
    answer(mina, ANSWER)
    expect(mina.get_by_test_id("point").first).to_contain_text(ANSWER)
    expect(mina.get_by_test_id("private-mark")).to_have_text(["나만 볼 수 있어요"] * 2)
    playground.perform("reveal")
    expect(alex.get_by_test_id("picture")).to_be_visible()

    assert ANSWER in mina.content()
    assert ANSWER not in alex.content()
    alex.reload()
    expect(alex.get_by_test_id("picture")).to_be_visible()
    assert ANSWER not in alex.content()


def test_hostile_text_is_inert(page: Page) -> None:
    dialogs: list[str] = []
    page.on("dialog", lambda dialog: dialogs.append(dialog.message))
    send(page, "/hint")

    expect(page.get_by_test_id("card-title")).to_have_text(HOSTILE)
    assert page.locator("img[src=x]").count() == 0
    assert page.locator(".card a, .card strong, .card b").count() == 0
    page.reload()
    expect(page.get_by_test_id("card-title")).to_have_text(HOSTILE)
    assert page.title() == "quizmaster"
    assert not dialogs


def test_long_words_do_not_widen_the_page(visit: Visit) -> None:
    page = visit("민지", width=390)
    send(page, "/hint")
    expect(page.get_by_test_id("card-footer")).to_be_visible()

    assert page.evaluate("document.documentElement.scrollWidth") <= 390
    assert page.get_by_test_id("stream").evaluate("e => e.scrollWidth <= e.clientWidth")


def test_command_is_completed_by_keyboard(page: Page) -> None:
    composer = page.get_by_test_id("composer")
    composer.press_sequentially("/lea")
    expect(page.get_by_test_id("suggestion")).to_have_count(1)
    composer.press("Tab")
    expect(composer).to_have_value("/leaderboard ")
    expect(page.get_by_test_id("suggestion")).to_have_count(4)
    composer.press("ArrowDown")
    composer.press("ArrowDown")
    composer.press("Enter")
    expect(composer).to_have_value("/leaderboard week")
    expect(page.get_by_test_id("suggestion")).to_have_count(1)
    composer.press("Escape")
    expect(page.get_by_test_id("suggestion")).to_have_count(0)
    composer.press("Enter")

    expect(page.get_by_test_id("table")).to_be_visible()
    expect(messages(page).first).to_contain_text("/leaderboard week")
    expect(composer).to_have_value("")


@pytest.mark.parametrize(
    ("line", "sentence"),
    [
        ("안녕하세요", "아직 보내지 않았어요"),
        ("/unknown", "unknown"),
        ("/help " + "x" * 6000, "6,000"),
    ],
    ids=["plain", "unknown", "long"],
)
def test_line_that_is_not_sent_stays(page: Page, line: str, sentence: str) -> None:
    send(page, line)

    notice = page.get_by_test_id("composer-notice")
    expect(notice).to_contain_text(sentence)
    page.reload()
    expect(page.get_by_test_id("composer")).to_have_value(line)
    expect(messages(page)).to_have_count(0)
    expect(notice).to_be_empty()


def test_line_that_is_no_command_can_be_sent_as_the_answer(
    page: Page, playground: Playground
) -> None:
    playground.perform("question")
    send(page, f"{ANSWER}\n둘째 줄")
    page.get_by_test_id("send-as-answer").click()

    expect(messages(page).last).to_contain_text("72점")
    expect(page.get_by_test_id("composer")).to_have_value("")
    expect(page.get_by_test_id("send-as-answer")).to_have_count(0)


def test_huge_answer_is_refused_in_the_form_and_kept(page: Page, playground: Playground) -> None:
    playground.perform("question")
    huge = ('가"' * 49 + "나\n") * 1_000
    answer(page, huge)

    expect(page.get_by_test_id("form-error")).to_contain_text("100,000")
    assert page.get_by_test_id("form-text").input_value() == huge
    page.get_by_test_id("form-text").fill(ANSWER)
    page.get_by_test_id("form-text").press("Control+Enter")
    expect(page.get_by_test_id("point").first).to_be_visible()
    expect(page.get_by_test_id("form-submit")).to_have_count(0)


def test_impatient_double_click_sends_a_form_once(page: Page, playground: Playground) -> None:
    playground.perform("question")
    page.get_by_test_id("action-answer").click()
    page.get_by_test_id("form-text").fill(SLOW)
    page.get_by_test_id("form-submit").evaluate("button => { button.click(); button.click(); }")
    expect(page.get_by_test_id("form-submit")).to_have_attribute("aria-disabled", "true")
    page.get_by_test_id("form-text").press("Control+Enter")
    playground.perform("go on")
    expect(page.get_by_test_id("point").first).to_be_visible()
    playground.perform("reveal")
    expect(page.get_by_test_id("picture")).to_be_visible()

    expect(messages(page)).to_have_count(4)  # question, my answer, its grade, reveal


def test_typed_answer_outlives_a_closed_form(page: Page, playground: Playground) -> None:
    playground.perform("question")
    page.get_by_test_id("action-answer").click()
    page.get_by_test_id("form-text").fill(ANSWER)
    page.keyboard.press("Escape")
    expect(page.get_by_test_id("form-submit")).to_have_count(0)
    page.get_by_test_id("action-answer").click()

    expect(page.get_by_test_id("form-text")).to_have_value(ANSWER)


def test_answer_to_a_closed_form_leaves_the_next_one_alone(
    page: Page, playground: Playground
) -> None:
    playground.perform("question")
    text = page.get_by_test_id("form-text")
    answer(page, SLOW)
    page.keyboard.press("Escape")
    expect(text).to_have_count(0)
    page.get_by_test_id("action-answer").first.click()
    expect(text).to_have_value("")
    text.fill(ANSWER)
    playground.perform("go on")
    expect(page.get_by_test_id("point").first).to_be_visible()

    expect(text).to_have_value(ANSWER)
    page.reload()
    page.get_by_test_id("action-answer").first.click()
    expect(text).to_have_value(ANSWER)


def test_answer_that_was_taken_after_its_form_was_closed_is_no_draft(
    page: Page, playground: Playground
) -> None:
    playground.perform("question")
    answer(page, SLOW)
    page.keyboard.press("Escape")
    playground.perform("go on")
    expect(page.get_by_test_id("point").first).to_be_visible()
    page.get_by_test_id("action-answer").first.click()

    expect(page.get_by_test_id("form-text")).to_have_value("")


def test_answer_that_was_refused_after_its_form_was_closed_is_a_draft_again(
    page: Page, playground: Playground
) -> None:
    playground.perform("question")
    answer(page, SLOW_REFUSED)
    page.keyboard.press("Escape")
    send(page, "/leaderboard")
    expect(page.get_by_test_id("table")).to_be_visible()
    playground.perform("go on")
    expect(messages(page).last).to_contain_text("답은 4,000자까지")
    messages(page).last.get_by_test_id("action-answer").click()

    expect(page.get_by_test_id("form-text")).to_have_value(SLOW_REFUSED)


def test_screen_readers_are_told_what_language_a_card_speaks(
    visit: Visit, playground: Playground
) -> None:
    page = visit("Alex", locale="en-US")
    playground.perform("question")
    expect(page.get_by_test_id("card-title")).to_have_attribute("lang", "ko")
    expect(page.get_by_test_id("action-answer")).to_have_attribute("lang", "ko")
    answer(page, "ReLU is cheap.")

    expect(page.get_by_test_id("point").locator("q").first).to_have_attribute("lang", "en")


def test_line_of_a_form_offers_what_could_stand_in_it(page: Page) -> None:
    send(page, "/demo")
    page.get_by_test_id("action-demo-form").click()
    name, settings = page.get_by_test_id("form-name"), page.get_by_test_id("form-settings")
    expect(name).to_be_focused()
    assert offered(name, 2) == ["activation-gradients", "relu-curve-fit"]
    name.press_sequentially("relu")
    assert offered(name, 1) == ["relu-curve-fit"]
    name.fill("relu-curve-fit")
    settings.focus()
    assert offered(settings, 1) == ["units=16"]
    page.get_by_test_id("form-submit").click()

    expect(page.get_by_role("meter")).to_be_visible()


def offered(line: Locator, count: int) -> list[str]:
    """Return what the browser offers for a line once it offers as much."""
    handle = line.element_handle()
    line.page.wait_for_function("([e, n]) => e.list?.options.length === n", arg=[handle, count])
    values: list[str] = line.evaluate("e => Array.from(e.list.options, option => option.value)")
    return values


def drop(page: Page, name: str, text: str) -> None:
    """Drop a file where one can be chosen."""
    carry = """([name, text]) => {
        const carried = new DataTransfer();
        carried.items.add(new File([text], name));
        return carried;
    }"""
    carried = {"dataTransfer": page.evaluate_handle(carry, [name, text])}
    page.get_by_test_id("form-file").dispatch_event("dragover", carried)
    page.locator(".q-uploader__dnd").dispatch_event("drop", carried)


def test_list_is_chosen_sent_read_and_saved(visit: Visit) -> None:
    page, other = visit("민지"), visit("Alex")
    send(page, "/question import")
    with page.expect_file_chooser() as chooser:
        choose = page.get_by_role("button", name="파일 고르기", exact=True)
        expect(choose).to_have_accessible_description("질문 목록 파일")
        choose.press("Enter")
    text = "가중치는 왜 무작위로 두나요?\n배치 정규화는 무엇을 하나요?"
    content = {"name": "우리 팀.md", "mimeType": "text/markdown", "buffer": text.encode()}
    chooser.value.set_files(content)  # type: ignore[arg-type]
    expect(page.get_by_test_id("form-file")).to_contain_text("우리 팀.md")
    page.get_by_test_id("form-deck").fill("../x")
    page.get_by_test_id("form-submit").click()
    expect(page.get_by_test_id("form-error")).to_contain_text("../x")
    deck = page.get_by_test_id("form-deck")
    expect(deck).to_be_focused()
    expect(deck).to_have_accessible_description(re.compile(re.escape("../x")))
    deck.fill("our-team")
    page.get_by_test_id("form-submit").click()

    expect(page.get_by_test_id("form-title")).to_have_count(0)
    expect(page.get_by_test_id("card-title")).to_have_text("📥 우리 팀.md")
    expect(messages(page).last).to_contain_text("배치 정규화는 무엇을 하나요?")
    expect(messages(other)).to_have_count(0)
    page.get_by_test_id("action-import-save").click()
    expect(page.get_by_test_id("card-title").last).to_have_text("✅ 저장했어요")
    expect(messages(page).last).to_contain_text("our-team")


def test_form_says_which_file_it_cannot_take_and_takes_another(page: Page) -> None:
    send(page, "/question import")
    page.get_by_test_id("form-submit").click()
    expect(page.get_by_test_id("form-error")).to_contain_text("질문 목록 파일")
    drop(page, "huge.md", "x" * 5_000_001)
    expect(page.get_by_test_id("form-error")).to_contain_text("5MB")
    drop(page, "first.md", "처음 질문은요?")
    expect(page.get_by_test_id("form-error")).to_have_text("")
    drop(page, "second.md", "다음 질문은요?")
    expect(page.get_by_test_id("form-file")).to_contain_text("second.md")
    expect(page.get_by_test_id("form-file")).not_to_contain_text("first.md")
    page.get_by_test_id("form-submit").click()

    expect(page.get_by_test_id("card-title")).to_have_text("📥 second.md")
    expect(messages(page).last).to_contain_text("다음 질문은요?")


def test_upload_that_no_form_would_send_is_refused(page: Page, playground: Playground) -> None:
    address = f"{playground.url}/_nicegui/client/1/upload/1"
    assert page.request.post(address, data=b"x" * 5_020_000).status == 413


def test_progress_is_drawn_in_place(page: Page, playground: Playground) -> None:
    send(page, "/demo relu-curve-fit")
    meter = page.get_by_role("meter")
    expect(meter).to_have_attribute("aria-valuenow", "0")
    card = page.locator(".card").last.element_handle()
    playground.perform("go on")
    expect(meter).to_have_attribute("aria-valuenow", "52")

    assert card.evaluate("card => card.isConnected")
    expect(messages(page)).to_have_count(2)


def test_tab_turns_its_own_card_into_another(page: Page) -> None:
    send(page, "/leaderboard")
    expect(page.get_by_test_id("table")).to_have_count(1)
    page.get_by_test_id("action-leaderboard").first.click()
    send(page, "/hint")
    expect(page.get_by_test_id("card-title").last).to_have_text(HOSTILE)
    expect(page.get_by_test_id("table")).to_have_count(1)


def test_code_is_given_as_a_file(page: Page) -> None:
    send(page, "/stats")
    with page.expect_download() as found:
        page.get_by_test_id("download").click()
    assert found.value.suggested_filename == "mine.json"
    assert found.value.path().read_text("utf-8") == '{"name": "민지 #1"}'


def test_reader_at_the_end_follows_what_comes(page: Page, playground: Playground) -> None:
    send(page, "/leaderboard")
    expect(page.get_by_test_id("table")).to_have_count(1)
    send(page, "/leaderboard")
    expect(page.get_by_test_id("table")).to_have_count(2)
    page.reload()
    # A scroll event may come between a message and the browser's word that the page has grown.
    page.get_by_test_id("stream").evaluate("""box => {
        box.firstChild.style.paddingBottom = "200px";
        box.dispatchEvent(new Event("scroll"));
    }""")
    playground.perform("question")

    expect(page.get_by_test_id("action-hint")).to_be_in_viewport()
    expect(page.get_by_test_id("newer")).to_have_count(0)


def test_card_taller_than_the_screen_is_read_from_its_beginning(
    visit: Visit, playground: Playground
) -> None:
    page = visit("민지")
    page.set_viewport_size({"width": 390, "height": 420})
    playground.perform("question")
    answer(page, ANSWER)
    expect(page.get_by_test_id("card-title").last).to_contain_text("72점")
    expect(page.get_by_test_id("card-title").last).to_be_in_viewport()
    send(page, "/leaderboard")
    expect(page.get_by_test_id("card-title").last).to_contain_text("이번 주")
    expect(page.get_by_test_id("card-title").last).to_be_in_viewport()


def test_reader_of_old_messages_is_not_pulled_away(page: Page, playground: Playground) -> None:
    for _ in range(4):
        send(page, "/leaderboard")
        expect(page.get_by_test_id("composer")).to_have_value("")
    expect(page.get_by_test_id("table")).to_have_count(4)
    page.reload()
    stream = page.get_by_test_id("stream")
    page.wait_for_function("document.querySelector('.stream-scroll')?.scrollTop > 0")
    stream.evaluate("""box => new Promise(done => {
        box.addEventListener("scrollend", done, { once: true });
        box.scrollTop = 0;
    })""")
    playground.perform("question")

    expect(page.get_by_test_id("newer")).to_be_visible()
    assert stream.evaluate("box => box.scrollTop") == 0
    box, newer = stream.bounding_box(), page.get_by_test_id("newer").bounding_box()
    assert box
    assert newer
    assert newer["y"] >= box["y"] + box["height"], "it lies on messages"
    page.get_by_test_id("newer").click()
    expect(page.get_by_test_id("action-hint")).to_be_in_viewport()


def test_what_a_press_brings_is_shown_to_a_reader_of_old_messages(
    page: Page, playground: Playground
) -> None:
    playground.perform("question")
    for _ in range(4):
        send(page, "/leaderboard")
        expect(page.get_by_test_id("composer")).to_have_value("")
    expect(page.get_by_test_id("table")).to_have_count(4)
    page.get_by_test_id("action-hint").first.scroll_into_view_if_needed()
    page.get_by_test_id("action-hint").first.click()

    expect(page.get_by_test_id("card-title").last).to_contain_text("<img")
    expect(page.get_by_test_id("card-title").last).to_be_in_viewport()
    expect(page.get_by_test_id("newer")).to_have_count(0)


def test_replies_fold_under_their_message_and_pictures_enlarge(
    page: Page, playground: Playground
) -> None:
    playground.perform("question")
    playground.perform("reveal")
    picture = page.get_by_test_id("picture")
    expect(picture).to_have_js_property("naturalWidth", 320)
    picture.click()
    expect(page.locator("dialog.viewer")).to_be_visible()
    page.keyboard.press("Escape")
    expect(page.locator("dialog.viewer")).to_have_count(0)

    summary = page.get_by_test_id("thread").locator("summary")
    expect(summary).to_have_text("답글 1개")
    expect(picture).to_be_visible()
    summary.click()
    expect(picture).to_be_hidden()


def test_page_comes_back_after_a_restart(page: Page, playground: Playground) -> None:
    playground.perform("question")
    answer(page, ANSWER)
    expect(page.get_by_test_id("point").first).to_be_visible()
    page.get_by_test_id("composer").fill("/answer 반쯤 쓴 답")
    began = time.monotonic()
    assert playground.stop() == 0
    assert time.monotonic() - began < 10
    expect(page.get_by_test_id("lost")).to_be_visible()
    page.get_by_test_id("send").click()
    playground.start()

    expect(page.get_by_test_id("lost")).to_be_hidden(timeout=30_000)
    expect(messages(page)).to_have_count(3)
    expect(page.get_by_test_id("member-name")).to_have_text("민지")
    expect(page.get_by_test_id("composer")).to_have_value("/answer 반쯤 쓴 답")
    notice = page.get_by_test_id("composer-notice")
    expect(notice).to_contain_text("전달되지 않았을 수 있어요")
    send(page, "/leaderboard")
    expect(page.get_by_test_id("table")).to_be_visible()


def test_form_that_a_restart_cut_off_is_told_of_once_and_keeps_its_text(
    page: Page, playground: Playground
) -> None:
    playground.perform("question")
    page.get_by_test_id("action-answer").click()
    page.get_by_test_id("form-text").fill(ANSWER)
    assert playground.stop() == 0
    page.get_by_test_id("form-submit").click()
    playground.start()

    notice = page.get_by_test_id("composer-notice")
    expect(notice).to_contain_text("전달되지 않았을 수 있어요", timeout=30_000)
    page.reload()
    page.get_by_test_id("action-answer").click()
    expect(page.get_by_test_id("form-text")).to_have_value(ANSWER)
    expect(notice).to_be_empty()


def test_button_that_a_restart_cut_off_is_told_of_once(page: Page, playground: Playground) -> None:
    playground.perform("question")
    answer = page.get_by_test_id("action-answer")
    expect(answer).to_be_visible()
    assert playground.stop() == 0
    answer.click()
    playground.start()

    notice = page.get_by_test_id("composer-notice")
    expect(notice).to_contain_text("누른 버튼이 전달되지 않았을 수 있어요", timeout=30_000)
    answer.click()
    expect(page.get_by_test_id("form-text")).to_be_visible()
    page.reload()
    expect(page.get_by_test_id("composer")).to_be_visible()
    expect(notice).to_be_empty()


def test_phone_has_no_horizontal_scroll_and_a_drawer(visit: Visit, playground: Playground) -> None:
    page = visit("민지", width=390)
    playground.perform("question")
    answer(page, ANSWER)
    expect(page.get_by_test_id("point").first).to_be_visible()
    send(page, "/leaderboard")
    expect(page.get_by_test_id("table")).to_be_visible()

    assert page.evaluate("document.documentElement.scrollWidth") <= 390
    assert page.locator(".table-frame").evaluate("e => e.scrollWidth <= e.clientWidth")
    expect(page.get_by_test_id("rail")).to_be_hidden()
    menu = page.get_by_role("button", name="메뉴 열기")
    menu.press("Enter")
    expect(page.get_by_test_id("member-name")).to_be_visible()
    expect(page.get_by_test_id("channel").first).to_be_focused()
    expect(page.get_by_role("textbox")).to_have_count(0)
    page.keyboard.press("Escape")
    expect(page.get_by_test_id("rail")).to_be_hidden()
    expect(menu).to_be_focused()


def test_phone_that_is_turned_with_its_menu_open_goes_on(
    visit: Visit, playground: Playground
) -> None:
    page = visit("민지", width=390)
    playground.perform("question")
    expect(messages(page)).to_have_count(1)
    page.get_by_role("button", name="메뉴 열기").click()
    expect(page.get_by_test_id("member-name")).to_be_visible()
    page.set_viewport_size({"width": 844, "height": 390})
    page.get_by_test_id("action-answer").click()
    expect(page.get_by_test_id("form-text")).to_be_focused()
    page.keyboard.press("Escape")
    page.set_viewport_size({"width": 390, "height": 844})

    expect(page.get_by_test_id("rail")).to_be_hidden()


def test_slash_and_the_first_tab_lead_to_the_input_line(page: Page) -> None:
    composer = page.get_by_test_id("composer")
    page.keyboard.press("/")
    expect(composer).to_have_value("/")
    expect(composer).to_be_focused()

    page.reload()
    page.keyboard.press("Tab")
    expect(page.get_by_test_id("skip")).to_be_focused()
    page.keyboard.press("Enter")
    expect(composer).to_be_focused()
    expect(page.get_by_role("main")).to_have_count(1)


def test_language_follows_the_browser_and_the_toggle(visit: Visit) -> None:
    page = visit("Alex", locale="en-US")
    expect(page.get_by_test_id("composer")).to_have_attribute("aria-label", "Type a command")
    page.get_by_test_id("language").click()

    expect(page.get_by_test_id("composer")).to_have_attribute("aria-label", "명령 입력")
    expect(page.locator("html")).to_have_attribute("lang", "ko")


def test_address_without_a_page_says_so_and_leads_back(page: Page, playground: Playground) -> None:
    response = page.goto(f"{playground.url}/nowhere")
    assert response
    assert response.status == 404
    expect(page.get_by_test_id("sentence")).to_have_text("이 주소에는 아무것도 없어요.")
    page.get_by_role("main").get_by_role("link", name="채팅").click()

    expect(page.get_by_test_id("member-name")).to_have_text("민지")


def test_theme_toggle_outlives_a_reload(page: Page) -> None:
    before = page.locator("body").evaluate("body => getComputedStyle(body).backgroundColor")
    page.get_by_test_id("theme").click()
    expect(page.locator("body")).not_to_have_css("background-color", before)
    page.reload()

    expect(page.locator("body")).not_to_have_css("background-color", before)


def test_other_channel_is_another_conversation(page: Page, playground: Playground) -> None:
    playground.perform("question")
    expect(messages(page)).to_have_count(1)
    page.get_by_test_id("channel").filter(has_text="잡담").click()

    expect(page.get_by_test_id("empty")).to_be_visible()
    expect(messages(page)).to_have_count(0)


def test_nothing_is_asked_of_another_machine(visit: Visit, playground: Playground) -> None:
    page = visit()
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.goto(f"{playground.url}/?name=민지")
    playground.perform("question")
    expect(messages(page)).to_have_count(1)

    local = re.compile(rf"(data:|{re.escape(playground.url)}/)")
    assert asked
    assert [url for url in asked if not local.match(url)] == []
