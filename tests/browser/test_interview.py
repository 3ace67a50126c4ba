"""A mock interview in a real browser: by keyboard, in two tabs, without connection, until the time runs out."""

from __future__ import annotations

import contextlib
import re
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest
from django.db import OperationalError
from django.utils import timezone
from playwright.sync_api import Browser, Page, expect
from pytest_django.live_server_helper import LiveServer
from sesame.utils import get_query_string

from quizzes import checking
from quizzes.kinds.derivation import Derivation
from quizzes.models import Card, Interview, Learner, Turn
from tests.browser.axe import axe
from tests.interview.seats import move_clock, seat
from tests.makers import BLOCKS, bank_text, block, deal, load

pytestmark = pytest.mark.django_db(transaction=True)

OpenPage = Callable[[str], None]
MINUTE = timedelta(minutes=1)
KINDS = list(BLOCKS)  # flashcard, numeric, choice, free


@pytest.fixture(autouse=True, scope="module")
def warm_workers() -> None:
    """The first reading of a formula is not to wait for the start of a worker."""
    checking.warm()


@pytest.fixture
def cards(ada: Learner, tmp_path: Path) -> list[Card]:
    return deal(ada, tmp_path, *(block(kind, slug=kind) for kind in KINDS), Derivation.example)


@pytest.fixture
def interview(ada: Learner, cards: list[Card]) -> Interview:
    """Five questions, a quarter of an hour, just started."""
    return seat(ada, cards, now=timezone.now())


def at(interview: Interview, position: int = 1) -> str:
    return f"/interviews/{interview.pk}/questions/{position}/"


def turn(interview: Interview, position: int = 1) -> Turn:
    return interview.turns.get(position=position)


def expect_question(page: Page, position: int) -> None:
    expect(page.locator(".where")).to_have_text(re.compile(f"Question {position} of"))
    page.wait_for_load_state()


def expect_saved(interview: Interview, position: int, text: str, page: Page) -> None:
    """Until the answer has arrived, be it by itself."""
    for _ in range(40):
        # The tests' database is in memory, where a reader may meet a writer.
        with contextlib.suppress(OperationalError):
            if turn(interview, position).text == text:
                return
        page.wait_for_timeout(250)
    assert turn(interview, position).text == text


# --- by keyboard -----------------------------------------------------------------------------------------------------


def test_an_interview_is_set_up_and_sat_by_keyboard_alone(page: Page, open_page: OpenPage, tmp_path: Path) -> None:
    load(tmp_path, bank=bank_text(*(block(slug=f"q-{number}") for number in range(12))))
    open_page("/interviews/")
    page.locator("input[name=minutes]:checked").focus()
    page.keyboard.press("ArrowLeft")
    page.get_by_role("button", name="Start").focus()
    page.keyboard.press("Enter")
    expect_question(page, 1)
    interview = Interview.objects.get()
    assert interview.minutes == 15
    count = interview.turns.count()
    for position in range(1, count + 1):
        expect_question(page, position)
        expect(page.locator("#answer")).to_be_focused()
        page.keyboard.type(f"{position}/8")
        page.keyboard.press("Enter" if position % 2 else "Control+Enter")
    expect(page.get_by_role("heading", name=f"{count} of {count} answered")).to_be_visible()
    page.get_by_role("button", name="End and see the report").focus()
    page.keyboard.press("Enter")
    page.wait_for_url(lambda url: "/submission/" not in url)
    interview.refresh_from_db()
    assert interview.ended_at is not None
    assert [each.text for each in interview.turns.all()] == [f"{number}/8" for number in range(1, count + 1)]


def test_one_walks_along_the_strip_and_flags_by_key(page: Page, open_page: OpenPage, interview: Interview) -> None:
    open_page(at(interview, 2))
    page.keyboard.type("0.3")
    page.keyboard.press("Alt+ArrowDown")
    expect_question(page, 3)
    page.keyboard.press("2")
    page.keyboard.press("f")
    expect(page.get_by_role("button", name="Flagged", exact=True)).to_have_attribute("aria-pressed", "true")
    expect(page.locator("#said")).to_have_text("Flagged.")
    expect(page.locator("#strip [aria-current]")).to_contain_text("flagged")
    page.keyboard.press("Alt+ArrowUp")
    expect_question(page, 2)
    expect(page.locator("#answer")).to_have_value("0.3")
    assert turn(interview, 3).flagged
    assert turn(interview, 3).text in ("B", "C", "A")


def test_single_keys_rest_while_one_types_or_has_turned_them_off(
    page: Page, open_page: OpenPage, interview: Interview
) -> None:
    open_page(at(interview, 4))
    page.keyboard.type("of ??")
    expect(page.locator("#answer")).to_have_value("of ??")
    page.keyboard.press("Escape")
    page.keyboard.press("?")
    expect(page.get_by_role("dialog")).to_be_visible()
    page.keyboard.press("Escape")
    Learner.objects.update(single_keys=False)
    page.reload()
    page.keyboard.press("Escape")
    page.keyboard.press("f")
    page.wait_for_timeout(300)
    assert not turn(interview, 4).flagged


def test_a_derivation_is_typed_line_by_line(page: Page, open_page: OpenPage, interview: Interview) -> None:
    open_page(at(interview, 5))
    page.keyboard.type("exp(-x)/(1 + exp(-x))^2")
    page.keyboard.press("Enter")
    page.keyboard.type("sigmoid(x)(1-sigmoid(x))")
    expect(page.locator("#reading-2 .katex")).to_be_visible()
    page.keyboard.press("Control+Enter")
    page.wait_for_url("**/submission/")
    assert turn(interview, 5).text == "exp(-x)/(1 + exp(-x))^2\nsigmoid(x)(1-sigmoid(x))"
    page.go_back()
    expect(page.locator(".lines input").nth(1)).to_have_value("sigmoid(x)(1-sigmoid(x))")


# --- nothing is lost -------------------------------------------------------------------------------------------------


def test_what_is_typed_is_saved_by_itself(page: Page, open_page: OpenPage, interview: Interview) -> None:
    open_page(at(interview))
    page.keyboard.type("Three, I thi")
    expect_saved(interview, 1, "Three, I thi", page)
    expect(page.locator("#saved")).to_contain_text("Saved")
    page.keyboard.type("nk")
    page.locator(".pad summary").click()  # leaving the box saves at once
    expect_saved(interview, 1, "Three, I think", page)


def test_a_closed_tab_loses_nothing_but_time(page: Page, open_page: OpenPage, interview: Interview) -> None:
    move_clock(interview, 5 * MINUTE)
    open_page(at(interview, 4))
    page.keyboard.type("It has learned the noise")
    page.locator(".pad summary").click()
    page.locator("#pad").fill("bias, variance")
    page.close(run_before_unload=True)
    move_clock(interview, 2 * MINUTE)
    other = page.context.new_page()
    other.goto(f"{page.url.split('/interviews')[0]}/interviews/{interview.pk}/")
    expect_question(other, 4)
    expect(other.locator("#answer")).to_have_value("It has learned the noise")
    expect(other.locator("#pad")).to_have_value("bias, variance")
    expect(other.locator("#time")).to_have_text(re.compile("[78] min left"))
    move_clock(interview, timedelta(minutes=7, seconds=45))
    other.reload()
    other.wait_for_url("**/report/", timeout=60_000)
    expect(other.get_by_role("heading", name="Interview report")).to_be_visible()


def test_a_lost_network_is_told_and_costs_nothing(page: Page, open_page: OpenPage, interview: Interview) -> None:
    open_page(at(interview))
    page.context.set_offline(True)
    page.keyboard.type("typed on a train")
    page.keyboard.press("Control+Enter")
    expect(page.locator("#saved")).to_contain_text("Not saved: no connection. What you typed is kept in this browser.")
    expect(page.locator("#said")).to_contain_text("Not saved")
    assert turn(interview).text == ""
    page.context.set_offline(False)
    expect_saved(interview, 1, "typed on a train", page)
    expect(page.locator("#saved")).to_contain_text("Saved")


def test_what_was_typed_offline_comes_back_after_a_reload(
    page: Page, open_page: OpenPage, interview: Interview
) -> None:
    open_page(at(interview))
    page.route("**/text/", lambda route: route.abort())
    page.keyboard.type("typed on a train")
    page.locator(".pad summary").click()
    expect(page.locator("#saved")).to_contain_text("Not saved")
    page.unroute("**/text/")
    page.reload()
    expect(page.locator("#answer")).to_have_value("typed on a train")
    expect_saved(interview, 1, "typed on a train", page)


def test_what_was_taken_back_before_it_was_saved_does_not_come_back(
    page: Page, open_page: OpenPage, interview: Interview
) -> None:
    open_page(at(interview))
    page.route("**/text/", lambda route: route.abort())
    page.keyboard.type("no")
    page.keyboard.press("Backspace")
    page.keyboard.press("Backspace")
    page.reload()
    expect(page.locator("#answer")).to_have_value("")


def test_the_strip_shows_at_once_what_was_saved(page: Page, open_page: OpenPage, interview: Interview) -> None:
    open_page(at(interview, 2))
    step = page.locator("#strip .step").nth(1)
    expect(step).not_to_contain_text("✓")
    page.keyboard.type("0.3")
    page.locator(".pad summary").focus()
    expect(step).to_contain_text("✓")
    expect(step).to_have_attribute("title", "current, answered")
    page.locator("#answer").fill("")
    page.locator("#strip .step").nth(2).click()  # the save by leaving the box takes no click away
    expect_question(page, 3)
    assert turn(interview, 2).text == ""


def test_what_a_paste_cuts_off_is_told(page: Page, open_page: OpenPage, interview: Interview) -> None:
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    open_page(at(interview, 4))
    page.evaluate("navigator.clipboard.writeText('x'.repeat(20_010))")
    page.keyboard.press("Control+V")
    expect(page.locator("#cut")).to_have_text(
        "Only the first 20,000 of 20,010 characters were taken: at most 20,000 fit here."
    )
    assert len(page.locator("#answer").input_value()) == 20_000
    page.keyboard.press("a")
    expect(page.locator("#cut")).to_have_text("This is full: at most 20,000 characters fit.")
    page.keyboard.press("Backspace")
    expect(page.locator("#cut")).to_be_hidden()


def test_what_is_pasted_into_a_derivation_is_cut_and_one_goes_on(
    page: Page, open_page: OpenPage, interview: Interview
) -> None:
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    open_page(at(interview, 5))
    expect(page.locator(".lines input")).to_be_focused()
    page.evaluate("navigator.clipboard.writeText('x'.repeat(100_000))")
    page.keyboard.press("Control+V")
    expect(page.locator(".left-out")).to_have_text(
        "Only the first 20,000 of 100,000 characters were taken: at most 20,000 fit here."
    )
    page.get_by_role("button", name="Back").click()
    expect_question(page, 4)
    assert len(turn(interview, 5).text) == 20_000


def test_a_text_that_the_server_refuses_says_why(page: Page, open_page: OpenPage, interview: Interview) -> None:
    open_page(at(interview, 4))
    # Typed it cannot be that long, but the lines of a derivation together can.
    page.locator("#answer").evaluate("box => { box.value = 'x'.repeat(20_001) }")
    page.locator("#answer").blur()
    expect(page.locator("#saved")).to_have_text(
        "Not saved: Your answer has 20,001 characters; at most 20,000 are read. Shorten it, then go on. "
        "What you typed is kept in this browser."
    )


def test_a_number_that_cannot_be_read_yet_is_told_so(page: Page, open_page: OpenPage, interview: Interview) -> None:
    open_page(at(interview, 2))
    page.keyboard.type("3/(")
    expect(page.locator("#reading-1")).to_contain_text("cannot be read yet: ")
    page.keyboard.type("8)")
    expect(page.locator("#reading-1")).to_contain_text("read as")


@pytest.mark.parametrize(("choice", "stands"), [("Keep this one", "second"), ("Keep that one", "first")])
def test_two_tabs_ask_which_text_counts(
    page: Page, open_page: OpenPage, live_server: LiveServer, interview: Interview, choice: str, stands: str
) -> None:
    open_page(at(interview))
    other = page.context.new_page()
    other.goto(live_server.url + at(interview))
    page.locator("#answer").fill("first")
    page.locator("#answer").blur()
    expect_saved(interview, 1, "first", page)
    other.locator("#answer").fill("second")
    other.locator("#answer").blur()
    expect(other.get_by_role("heading", name="Changed in another tab")).to_be_visible()
    expect(other.locator("#conflict")).to_contain_text("first")
    expect(other.locator("#answer")).to_have_value("second")
    assert turn(interview).text == "first"
    assert axe(other) == []
    other.get_by_role("button", name=choice).click()
    expect(other.locator("#conflict section")).to_have_count(0)
    expect(other.locator("#answer")).to_have_value(stands)
    assert {turn(interview).text, turn(interview).aside} == {"first", "second"}
    assert turn(interview).text == stands


def test_a_tab_is_told_what_another_has_replaced(
    page: Page, open_page: OpenPage, live_server: LiveServer, interview: Interview
) -> None:
    open_page(at(interview))
    other = page.context.new_page()
    other.goto(live_server.url + at(interview))
    other.locator("#answer").fill("from the other tab")
    other.locator(".pad summary").click()
    other.locator("#pad").fill("on the pad")
    other.locator("#pad").blur()
    expect(other.locator("#pad-saved")).to_contain_text("Saved")
    expect_saved(interview, 1, "from the other tab", other)
    page.evaluate("countdown.resync()")
    expect(page.locator("#conflict")).to_contain_text("This answer was changed in another tab")
    expect(page.locator("#said")).to_have_text("This answer was changed in another tab.")
    expect(page.locator("#pad")).to_have_value("on the pad")
    assert axe(page) == []
    page.get_by_role("link", name="Show what counts now").click()
    expect(page.locator("#answer")).to_have_value("from the other tab")
    expect(page.locator("#conflict")).to_be_empty()
    assert (turn(interview).text, turn(interview).aside) == ("from the other tab", "")


def test_a_skip_of_an_answer_is_taken_back_by_its_button_and_by_typing(
    page: Page, open_page: OpenPage, interview: Interview
) -> None:
    open_page(at(interview, 2))
    step = page.locator("#strip .step").nth(1)
    for take_back in (lambda: page.get_by_role("button", name="Skipped", exact=True).click(), lambda: type_on(page)):
        page.locator("#answer").fill("0.3")
        page.get_by_role("button", name="Skip", exact=True).click()
        expect_question(page, 3)
        expect(step).to_contain_text("skipped")
        page.get_by_role("button", name="Back").click()
        expect_question(page, 2)
        expect(page.get_by_role("button", name="Skipped", exact=True)).to_have_attribute("aria-pressed", "true")
        take_back()
        expect(step).to_contain_text("answered")
        expect(page.get_by_role("button", name="Skip", exact=True)).to_have_attribute("aria-pressed", "false")
    assert (turn(interview, 2).text, turn(interview, 2).skipped) == ("0.375", False)


def type_on(page: Page) -> None:
    page.keyboard.type("75")
    page.locator(".pad summary").focus()


def test_a_page_that_is_left_says_so(page: Page, open_page: OpenPage, interview: Interview) -> None:
    open_page(at(interview))
    with page.expect_request(f"**/interviews/{interview.pk}/state/"):
        page.evaluate("window.dispatchEvent(new Event('pagehide'))")
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.reload()  # a second sign would say no more; a page that comes has not been left
    assert not [address for address in asked if address.endswith("/state/")]


def test_two_tabs_keep_what_both_write_on_the_pad(
    page: Page, open_page: OpenPage, live_server: LiveServer, interview: Interview
) -> None:
    open_page(at(interview))
    other = page.context.new_page()
    other.goto(live_server.url + at(interview, 2))
    for tab, text in ((page, "one"), (other, "two")):
        tab.locator(".pad summary").click()
        tab.locator("#pad").fill(text)
        tab.locator("#pad").blur()
        expect(tab.locator("#pad-saved")).to_contain_text("Saved")
    expect(other.locator("#pad")).to_have_value("one\n\ntwo")
    other.get_by_role("button", name="Next").click()
    expect_question(other, 3)
    interview.refresh_from_db()
    assert interview.pad == "one\n\ntwo"


def test_a_tab_that_changed_nothing_asks_nothing(
    page: Page, open_page: OpenPage, live_server: LiveServer, interview: Interview
) -> None:
    open_page(at(interview))
    other = page.context.new_page()
    other.goto(live_server.url + at(interview))
    other.keyboard.type("from the other tab")
    other.keyboard.press("Control+Enter")
    expect_question(other, 2)
    page.keyboard.press("Control+Enter")
    expect_question(page, 2)
    assert (turn(interview).text, turn(interview).aside) == ("from the other tab", "")


def test_what_is_typed_while_a_button_is_on_its_way_is_saved(
    page: Page, open_page: OpenPage, interview: Interview
) -> None:
    open_page(at(interview))
    slow = {"offline": False, "latency": 700, "downloadThroughput": -1, "uploadThroughput": -1}
    page.context.new_cdp_session(page).send("Network.emulateNetworkConditions", slow)
    page.keyboard.type("one")
    page.keyboard.press("Control+Enter")
    page.keyboard.type(" two")
    expect_question(page, 2)
    assert (turn(interview).text, turn(interview).aside) == ("one two", "")


def test_an_expired_session_is_told_and_the_text_is_there_after_signing_in(
    page: Page, open_page: OpenPage, live_server: LiveServer, ada: Learner, interview: Interview
) -> None:
    open_page(at(interview))
    cookies = [cookie for cookie in page.context.cookies() if cookie["name"] != "sessionid"]
    page.context.clear_cookies()
    page.context.add_cookies(cookies)
    page.keyboard.type("before I signed in")
    page.locator(".pad summary").click()
    expect(page.locator("#saved")).to_contain_text("you are signed out")
    ada.user.refresh_from_db()  # a link is good for one sign-in
    page.goto(f"{live_server.url}/accounts/link/{get_query_string(ada.user)}")
    page.goto(live_server.url + at(interview))
    expect(page.locator("#answer")).to_have_value("before I signed in")
    expect_saved(interview, 1, "before I signed in", page)


def test_who_is_signed_out_signs_in_in_a_new_tab_and_goes_on(
    page: Page, open_page: OpenPage, live_server: LiveServer, ada: Learner, interview: Interview
) -> None:
    open_page(at(interview, 4))
    page.context.clear_cookies(name="sessionid")
    page.keyboard.type("before")
    page.locator(".pad summary").focus()
    with page.expect_popup() as opening:
        page.locator("#saved").get_by_role("link", name="Sign in").click()
    other = opening.value
    expect(other).to_have_url(f"{live_server.url}/accounts/login/?next={at(interview, 4)}")
    ada.user.refresh_from_db()
    other.goto(f"{live_server.url}/accounts/link/{get_query_string(ada.user)}")
    other.close()
    page.locator("#answer").press_sequentially(" and after")
    page.keyboard.press("Control+Enter")
    expect_question(page, 5)
    assert turn(interview, 4).text == "before and after"


def test_without_script_every_button_saves(
    chromium: Browser, live_server: LiveServer, ada: Learner, interview: Interview
) -> None:
    context = chromium.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(f"{live_server.url}/accounts/link/{get_query_string(ada.user)}")
    page.goto(live_server.url + at(interview))
    page.locator("#answer").fill("Three.")
    page.locator(".pad summary").click()
    page.locator("#pad").fill("trace")
    page.get_by_role("button", name="Question 3").click()
    expect_question(page, 3)
    page.get_by_label("The validation set.").check()
    page.get_by_role("button", name="End the interview…").click()
    expect(page.get_by_role("heading", name="2 of 5 answered")).to_be_visible()
    page.get_by_role("button", name="End and see the report").click()
    page.wait_for_url("**/report/")
    context.close()
    interview.refresh_from_db()
    assert (turn(interview).text, turn(interview, 3).text, interview.pad) == ("Three.", "A", "trace")


# --- the clock -------------------------------------------------------------------------------------------------------


def test_the_clock_is_the_servers_and_survives_a_reload(page: Page, open_page: OpenPage, interview: Interview) -> None:
    move_clock(interview, 5 * MINUTE)
    page.clock.set_system_time(timezone.now() + timedelta(days=1))  # the computer's own clock is wrong
    open_page(at(interview))
    expect(page.locator("#time")).to_have_text(re.compile(r"(10|9) min left"))
    move_clock(interview, 4 * MINUTE)
    page.reload()
    expect(page.locator("#time")).to_have_text(re.compile(r"6 min left|5 min \d+ s left"))


def test_an_open_page_learns_the_time_with_each_save(page: Page, open_page: OpenPage, interview: Interview) -> None:
    open_page(at(interview))
    expect(page.locator("#time")).to_have_text("15 min left")
    move_clock(interview, 13 * MINUTE)
    page.keyboard.type("x")
    page.locator(".pad summary").click()
    expect(page.locator("#time")).to_have_text(re.compile(r"(2 min 0|1 min \d+) s left"))


@pytest.mark.parametrize(
    ("mark", "said"),
    [(450, "Half of the time is left: 7½ minutes."), (300, "5 minutes left."), (60, "1 minute left.")],
)
def test_what_is_left_is_announced(page: Page, open_page: OpenPage, interview: Interview, mark: int, said: str) -> None:
    open_page(at(interview))
    page.keyboard.type("x")
    expect(page.locator("#saved")).to_contain_text("Saved")
    left = interview.deadline - timezone.now()
    move_clock(interview, left - timedelta(seconds=mark + 2))  # the page learns of it with the next save
    page.keyboard.type("y")
    page.locator(".pad summary").click()
    expect(page.locator("#said")).to_have_text(said)


@pytest.mark.parametrize(
    ("gone", "said"),
    [
        (8, r"(7 minutes|6 minutes 5\d seconds) left\."),
        (13.1, r"1 minute (5|4)\d seconds left\."),
        (14.1, r"(5|4)\d seconds left\."),
    ],
)
def test_a_page_that_opens_late_says_what_is_really_left_and_once(
    page: Page, open_page: OpenPage, interview: Interview, gone: float, said: str
) -> None:
    move_clock(interview, gone * MINUTE)
    open_page(at(interview))
    expect(page.locator("#said")).to_have_text(re.compile(said))
    page.reload()
    page.wait_for_timeout(2500)
    expect(page.locator("#said")).to_have_text("")  # once only


def test_the_time_can_be_hidden_and_stays_hidden(page: Page, open_page: OpenPage, interview: Interview) -> None:
    open_page(at(interview))
    page.get_by_role("button", name="Hide time").click()
    expect(page.locator("#time")).to_be_hidden()
    page.get_by_role("button", name="Next").click()
    expect_question(page, 2)
    expect(page.locator("#time")).to_be_hidden()
    page.get_by_role("button", name="Show time").click()
    expect(page.locator("#time")).to_be_visible()


def test_when_the_time_is_up_the_last_words_are_saved_and_the_report_comes(
    page: Page, open_page: OpenPage, interview: Interview
) -> None:
    move_clock(interview, 15 * MINUTE - timedelta(seconds=9))
    open_page(at(interview))
    page.keyboard.type("the last words")
    page.wait_for_url(lambda url: "/questions/" not in url, timeout=30_000)
    interview.refresh_from_db()
    assert interview.ended_at == interview.deadline
    assert turn(interview).text == "the last words"


def test_at_the_end_the_box_is_shut_and_what_could_not_be_sent_stays_in_the_browser(
    page: Page, open_page: OpenPage, interview: Interview
) -> None:
    move_clock(interview, 15 * MINUTE - timedelta(seconds=6))
    open_page(at(interview, 4))
    page.context.set_offline(True)
    page.keyboard.type("typed on a train")
    expect(page.locator("#saved")).to_contain_text("kept in this browser; the report shows it")
    page.keyboard.type(" and too late")
    expect(page.locator("#answer")).to_have_value("typed on a train")
    expect(page.get_by_role("button", name="Next", exact=True)).to_be_disabled()
    page.context.set_offline(False)
    page.wait_for_url(lambda url: "/questions/" not in url, timeout=30_000)
    draft = page.evaluate(f"JSON.parse(localStorage.getItem('interview:{interview.pk}:4'))")
    assert draft["text"] == "typed on a train"
    assert turn(interview, 4).text == ""


def test_at_the_end_ticks_and_lines_are_shut_too(page: Page, open_page: OpenPage, interview: Interview) -> None:
    for position, field in ((3, page.get_by_label("The validation set.")), (5, page.locator(".lines input").first)):
        open_page(at(interview, position))
        page.route("**/state/", lambda route: route.abort())  # the report cannot be reached
        page.evaluate("document.dispatchEvent(new Event('countdown:over'))")
        expect(field).to_be_disabled() if position == 3 else expect(field).not_to_be_editable()
        page.keyboard.press("Enter")
        expect(page.locator(".lines input")).to_have_count(1 if position == 5 else 0)


def test_a_browser_that_keeps_nothing_still_shows_the_time(
    page: Page, open_page: OpenPage, interview: Interview
) -> None:
    refused = "get() { throw new DOMException('', 'SecurityError') }"
    for name in ("localStorage", "sessionStorage"):
        page.add_init_script(f"Object.defineProperty(window, '{name}', {{ {refused} }})")
    move_clock(interview, 10.1 * MINUTE)
    open_page(at(interview))
    expect(page.locator("#said")).to_have_text(re.compile(r"^4 minutes \d+ seconds? left\.$"))
    page.get_by_role("button", name="Hide time").click()
    expect(page.locator("#time")).to_be_hidden()
    page.wait_for_timeout(700)
    expect(page.locator("#time")).to_be_hidden()


def test_a_soft_clock_lets_one_go_on(page: Page, open_page: OpenPage, ada: Learner, cards: list[Card]) -> None:
    interview = seat(ada, cards, now=timezone.now() - 17.5 * MINUTE, timer="soft")
    open_page(at(interview))
    expect(page.locator("#time")).to_have_text("time is up, 2 min over")
    expect(page.locator("#said")).to_contain_text("You may go on")
    page.keyboard.type("Three")
    page.keyboard.press("Control+Enter")
    expect_question(page, 2)
    assert turn(interview).text == "Three"


def test_an_interview_ended_in_another_tab_ends_here_too(
    page: Page, open_page: OpenPage, live_server: LiveServer, interview: Interview
) -> None:
    open_page(at(interview))
    other = page.context.new_page()
    other.goto(f"{live_server.url}/interviews/{interview.pk}/submission/")
    other.get_by_role("button", name="End and see the report").click()
    other.wait_for_url(lambda url: "/submission/" not in url)
    page.keyboard.type("too late")
    page.locator(".pad summary").click()
    page.wait_for_url(lambda url: "/questions/" not in url)
    assert turn(interview).text == ""


# --- speaking --------------------------------------------------------------------------------------------------------


def test_an_answer_is_spoken_played_back_and_deleted(page: Page, open_page: OpenPage, interview: Interview) -> None:
    sent: list[str] = []
    page.on("request", lambda request: sent.append(request.post_data or "") if request.method == "POST" else None)
    open_page(at(interview, 4))
    page.get_by_role("button", name="Speak it (90 s)").click()
    expect(page.locator(".told")).to_contain_text("Recording: 8")
    expect(page.locator("#strip [aria-current]")).to_contain_text("answered")
    assert turn(interview, 4).spoken  # already: the time might run out now
    page.get_by_role("button", name="Stop").click()
    expect(page.locator(".told")).to_contain_text("It stays in this browser")
    page.reload()
    expect(page.locator("audio")).to_be_visible()
    played = page.locator("audio").evaluate("audio => audio.play().then(() => !audio.error)")
    assert played
    page.get_by_role("button", name="Delete the recording").click()
    expect(page.locator("audio")).to_be_hidden()
    expect(page.locator("#strip [aria-current]")).to_contain_text("no answer yet")
    assert not turn(interview, 4).spoken
    page.reload()
    expect(page.get_by_role("button", name="Speak it (90 s)")).to_be_visible()
    assert page.evaluate(f"window.recordings.load('{interview.pk}', '4').then(found => found === undefined)")
    assert sum(map(len, sent)) < 2_000


def test_after_ninety_seconds_it_stops_by_itself(page: Page, open_page: OpenPage, interview: Interview) -> None:
    page.clock.install()
    open_page(at(interview, 4))
    page.get_by_role("button", name="Speak it (90 s)").click()
    expect(page.get_by_role("button", name="Stop")).to_be_visible()
    page.clock.fast_forward(91_000)
    expect(page.locator(".told")).to_contain_text("Recorded 90 s. It stays in this browser.")


def test_going_on_while_one_speaks_keeps_the_recording(page: Page, open_page: OpenPage, interview: Interview) -> None:
    open_page(at(interview, 4))
    page.get_by_role("button", name="Speak it (90 s)").click()
    expect(page.locator(".told")).to_contain_text("Recording: 8")
    page.keyboard.press("Control+Enter")
    expect_question(page, 5)
    page.go_back()
    expect_question(page, 4)
    expect(page.locator("audio")).to_be_visible()


def test_who_may_not_use_the_microphone_is_told(page: Page, open_page: OpenPage, interview: Interview) -> None:
    page.add_init_script(
        'navigator.mediaDevices.getUserMedia = () => Promise.reject(new DOMException("", "NotAllowedError"))'
    )
    open_page(at(interview, 4))
    page.get_by_role("button", name="Speak it (90 s)").click()
    expect(page.locator(".told")).to_contain_text("The browser was not allowed to use the microphone.")
    expect(page.get_by_role("button", name="Speak it (90 s)")).to_be_enabled()


def test_only_sentences_can_be_spoken(page: Page, open_page: OpenPage, interview: Interview) -> None:
    open_page(at(interview, 2))
    expect(page.locator("#speaking")).to_have_count(0)


# --- setting up ------------------------------------------------------------------------------------------------------


def test_who_types_a_weight_wants_their_own_mix(page: Page, open_page: OpenPage, tmp_path: Path) -> None:
    load(tmp_path, bank=bank_text(*(block(slug=f"q-{number}") for number in range(12))))
    open_page("/interviews/")
    page.get_by_text("Own weights").click()
    page.locator("input[name='weights.math']").fill("70")
    expect(page.get_by_role("radio", name="My own mix")).to_be_checked()
    page.get_by_role("radio", name="Data scientist").check()  # a change of mind, which the server need not doubt
    page.get_by_role("button", name="Start").click()
    expect_question(page, 1)
    assert Interview.objects.get().choices["profile"] == "data"


# --- looks -----------------------------------------------------------------------------------------------------------


def test_where_only_fingers_point_no_key_is_named(
    chromium: Browser, live_server: LiveServer, ada: Learner, interview: Interview
) -> None:
    context = chromium.new_context(viewport={"width": 390, "height": 800}, has_touch=True)
    page = context.new_page()
    page.goto(f"{live_server.url}/accounts/link/{get_query_string(ada.user)}")
    for position in range(1, 6):
        page.goto(live_server.url + at(interview, position))
        expect(page.locator("#sitting")).to_be_visible()
        assert page.locator("main kbd").filter(visible=True).all_text_contents() == []
        expect(page.locator(".keys-button")).to_be_hidden()
    context.close()


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [1280, 390, 320])
def test_every_page_of_an_interview_is_accessible_and_fits(
    page: Page, open_page: OpenPage, interview: Interview, width: int, scheme: str
) -> None:
    Turn.objects.filter(interview=interview, position=2).update(flagged=True, text="0.4", seen=True)
    Turn.objects.filter(interview=interview, position=3).update(skipped=True, seen=True, aside="An older text")
    page.set_viewport_size({"width": width, "height": 800})
    page.emulate_media(color_scheme=scheme)
    paths = [*(at(interview, number) for number in range(1, 6)), f"/interviews/{interview.pk}/submission/"]
    complaints = []
    for path in [*paths, "/interviews/", "end", "/interviews/"]:
        if path == "end":
            Interview.objects.update(ended_at=timezone.now())
            continue
        open_page(path)
        for details in page.locator("main details").all():
            details.evaluate("each => each.open = true")
        complaints += [f"{path}: {violation}" for violation in axe(page)]
        wide = page.evaluate("document.documentElement.scrollWidth")
        if wide > width:
            complaints.append(f"{path}: {wide} px wide on a screen of {width}")
    assert not complaints, "\n".join(complaints)
