"""The report of a mock interview in a real browser: graded while one looks, marked and put into the plan by keyboard."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Page, Route, expect
from pytest_django.live_server_helper import LiveServer

from quizzes import checking
from quizzes.interview import reporting
from quizzes.kinds.derivation import Derivation
from quizzes.kinds.symbolic import Symbolic
from quizzes.models import Card, Interview, Learner, Review, Turn
from tests.browser.axe import axe
from tests.interview.sittings import POINTS, RIGHT, WRONG, graded, sat
from tests.makers import BLOCKS, block, deal

pytestmark = pytest.mark.django_db(transaction=True)

OpenPage = Callable[[str], None]
KINDS = list(BLOCKS)  # flashcard, numeric, choice, free
# To the questions of these kinds, a derivation, a formula, and a further one that was not reached.
TEXTS = ["Three.", WRONG, "B", POINTS, "exp(-x)/(1+exp(-x))^2 = 2", "", None]


@pytest.fixture(autouse=True, scope="module")
def warm_workers() -> None:
    """No page is to wait for the start of a worker."""
    checking.warm()


@pytest.fixture
def cards(ada: Learner, tmp_path: Path) -> list[Card]:
    examples = [re.sub(r", needs: \[[^]]*\]", "", example) for example in (Derivation.example, Symbolic.example)]
    return deal(ada, tmp_path, *(block(kind, slug=kind) for kind in KINDS), *examples, block(slug="last"))


@pytest.fixture
def interview(ada: Learner, cards: list[Card]) -> Interview:
    """A second one, over and graded."""
    graded(ada, cards, ["Three.", RIGHT, "A", POINTS, "", "", RIGHT], key="first")
    Turn.objects.filter(position=1).update(own_score=1.0)
    return graded(ada, cards, TEXTS, key="second")


def at(interview: Interview) -> str:
    return f"/interviews/{interview.pk}/report/"


def focus_by_tab(page: Page, words: str) -> None:
    """Press Tab until the element with these words has the focus."""
    for _ in range(200):
        page.keyboard.press("Tab")
        if " ".join(page.evaluate("document.activeElement.innerText").split()).startswith(words):
            return
    pytest.fail(f"no “{words}” within 200 tabs")


def test_answers_are_graded_while_the_page_shows_how_far_it_is(
    page: Page, open_page: OpenPage, ada: Learner, cards: list[Card]
) -> None:
    interview = sat(ada, cards, TEXTS)
    open_page(at(interview))
    expect(page.get_by_role("heading", name="Interview report")).to_be_visible()
    interview.refresh_from_db()
    assert interview.graded_at is not None
    assert interview.turns.filter(answer__isnull=False).count() == 6


def test_a_flashcard_is_judged_and_all_put_into_the_plan_by_keyboard(
    page: Page, open_page: OpenPage, interview: Interview
) -> None:
    open_page(at(interview))
    expect(page.get_by_role("button", name="Put 5 questions into my plan")).to_be_visible()
    focus_by_tab(page, "✗ Wrong")
    page.keyboard.press("Enter")
    expect(page.locator("#question-1")).to_contain_text("Counted as wrong, by your own mark.")
    expect(page.locator("#mark-1-wrong")).to_be_focused()
    expect(page.get_by_role("button", name="Put 6 questions into my plan")).to_be_visible()
    focus_by_tab(page, "Put 6 questions")
    page.keyboard.press("Enter")
    expect(page.locator("#plan")).to_contain_text("6 questions of this interview count in your plan")
    assert Review.objects.count() == 6


def test_corrected_points_change_the_score_at_once(page: Page, open_page: OpenPage, interview: Interview) -> None:
    open_page(at(interview) + "#question-4")
    question = page.locator("#question-4")
    question.get_by_text("Did we misread you?").click()
    question.get_by_label("worse on new data").uncheck()
    question.get_by_role("button", name="Count these points").click()
    expect(question.locator(".stand")).to_contain_text("by your own mark")
    expect(question.locator("summary").first).to_be_focused()
    assert interview.turns.get(position=4).ticked == ["1"]


def test_a_link_to_a_question_opens_it(page: Page, open_page: OpenPage, interview: Interview) -> None:
    open_page(at(interview))
    expect(page.locator("#question-7")).not_to_have_attribute("open", "")
    page.locator("#summary").get_by_role("link", name="question 7", exact=True).click()
    expect(page.locator("#question-7 .about")).to_be_visible()
    expect(page.locator("#question-7 > summary")).to_be_focused()


def test_what_was_said_is_played_beside_the_key_points(page: Page, open_page: OpenPage, interview: Interview) -> None:
    open_page(at(interview))
    expect(page.locator("#question-1 audio")).to_be_hidden()
    page.evaluate(
        "pk => window.recordings.save(String(pk), '1', {blob: new Blob(['x'], {type: 'audio/webm'}), seconds: 3})",
        interview.pk,
    )
    page.reload()
    expect(page.locator("#question-1 audio")).to_be_visible()
    assert page.locator("#question-1 audio").get_attribute("src").startswith("blob:")


def keep_recording(page: Page, interview: int, position: int, *, days: float | None = 0) -> None:
    """As if spoken so many days ago; None for one from before days were noted."""
    page.evaluate(
        """async ([interview, position, days]) => {
          const recording = {blob: new Blob(["x"], {type: "audio/webm"}), seconds: 3};
          const now = Date.now;
          if (days !== null) Date.now = () => now() - days * 24 * 60 * 60 * 1000;
          else Date.now = () => undefined;
          await window.recordings.save(String(interview), String(position), recording);
          Date.now = now;
        }""",
        [interview, position, days],
    )


def kept(page: Page, interview: int) -> int:
    return page.evaluate("pk => window.recordings.count(String(pk))", interview)


def test_a_recording_is_deleted_from_the_report(page: Page, open_page: OpenPage, interview: Interview) -> None:
    open_page(at(interview))
    expect(page.locator("#recordings")).to_be_hidden()
    for position in (1, 4):
        keep_recording(page, interview.pk, position)
    page.reload()
    expect(page.locator("#recordings")).to_contain_text("2 recordings of what you said, kept in this browser only")
    page.locator("#question-1").get_by_role("button", name="Delete the recording").click()
    expect(page.locator("#question-1 audio")).to_be_hidden()
    expect(page.locator("#question-1 > summary")).to_be_focused()
    expect(page.locator("#recordings")).to_contain_text("1 recording of what you said")
    assert kept(page, interview.pk) == 1


def test_all_recordings_of_an_interview_are_deleted_at_once(
    page: Page, open_page: OpenPage, interview: Interview
) -> None:
    open_page(at(interview))
    others = [int(f"{interview.pk}0"), interview.pk + 1]
    for number in (interview.pk, *others):
        for position in (1, 4, 12):
            keep_recording(page, number, position)
    page.reload()
    expect(page.locator("#question-1 audio")).to_be_visible()
    page.get_by_role("button", name="Delete all recordings of this interview").click()
    expect(page.locator("#recordings")).to_have_text(re.compile("^Nothing of what you said is left in this browser."))
    expect(page.locator("#recordings")).to_be_focused()
    expect(page.locator("#question-1 audio")).to_be_hidden()
    assert [kept(page, number) for number in (interview.pk, *others)] == [0, 3, 3]
    page.reload()
    expect(page.locator("#recordings")).to_be_hidden()


def test_old_recordings_are_cleared(page: Page, open_page: OpenPage, interview: Interview) -> None:
    open_page(at(interview))
    for position, days in ((1, 31), (2, 29), (4, None)):
        keep_recording(page, interview.pk, position, days=days)
    page.reload()
    expect(page.locator("#recordings")).to_contain_text("2 recordings of what you said")
    load = "([pk, position]) => window.recordings.load(String(pk), position).then((found) => Boolean(found?.at))"
    assert [page.evaluate(load, [interview.pk, position]) for position in "124"] == [False, True, True]


def test_marking_goes_on_by_itself_after_the_server_was_away(
    page: Page, open_page: OpenPage, ada: Learner, cards: list[Card]
) -> None:
    interview = sat(ada, cards, TEXTS)
    ways = [
        lambda route: route.abort(),
        lambda route: route.fulfill(status=502),
        lambda route: route.fulfill(status=429),
    ]
    tried: list[str] = []

    def answer(route: Route) -> None:
        tried.append(page.locator("#trouble").inner_text())
        ways[len(tried) - 1](route) if len(tried) <= len(ways) else route.continue_()

    page.route("**/gradings/", answer)
    open_page(at(interview))
    expect(page.get_by_role("heading", name="Interview report")).to_be_visible()
    assert tried[: len(ways)] == [
        "",
        *["The server does not answer. Nothing is lost; we keep trying."] * (len(ways) - 1),
    ]


def test_what_was_typed_without_connection_is_shown_until_it_is_deleted(
    page: Page, open_page: OpenPage, interview: Interview
) -> None:
    open_page(at(interview))
    expect(page.locator("#unsent")).to_be_hidden()
    keep = "([key, text]) => localStorage.setItem(key, JSON.stringify({text, version: 1, sent: null}))"
    for position, text in [(1, "typed in a tunnel"), (2, WRONG), (3, "A"), (7, "never seen")]:
        page.evaluate(keep, [f"interview:{interview.pk}:{position}", text])
    page.reload()
    assert page.locator("#unsent a").all_inner_texts() == ["question 1", "question 3", "question 7"]
    expect(page.locator("#question-1 .unsent")).to_contain_text("typed in a tunnel")
    assert page.locator("#question-3 .unsent li:visible").all_inner_texts() == ["The validation set."]
    page.locator("#unsent").get_by_role("link", name="question 7").click()
    page.locator("#question-7").get_by_role("button", name="Delete it from this browser").click()
    expect(page.locator("#question-7 .unsent")).to_be_hidden()
    kept = page.evaluate("Object.keys(localStorage).filter((key) => key.startsWith('interview:')).sort()")
    assert kept == [f"interview:{interview.pk}:1", f"interview:{interview.pk}:3"]


def test_everything_is_printed_and_no_button(page: Page, open_page: OpenPage, interview: Interview) -> None:
    open_page(at(interview))
    page.emulate_media(media="print")
    page.evaluate("window.dispatchEvent(new Event('beforeprint'))")
    expect(page.locator("#question-7 .about")).to_be_visible()
    assert [button for button in page.locator("button").all() if button.is_visible()] == []
    expect(page.locator("#question-2 .dispute summary")).to_be_hidden()
    page.evaluate("window.dispatchEvent(new Event('afterprint'))")
    expect(page.locator("#question-7")).not_to_have_attribute("open", "")


def test_a_link_is_made_read_by_a_stranger_and_withdrawn(
    page: Page, open_page: OpenPage, live_server: LiveServer, interview: Interview
) -> None:
    open_page(at(interview))
    page.get_by_role("button", name="Make a link").click()
    link = page.get_by_label("Link to this report").input_value()
    assert link.startswith(live_server.url)
    stranger = page.context.browser.new_context().new_page()
    stranger.goto(link)
    expect(stranger.get_by_text(reporting.report(interview, shared=True).result.verdict)).to_be_visible()
    assert axe(stranger) == []
    page.get_by_role("button", name="Withdraw the link").click()
    expect(page.get_by_role("button", name="Make a link")).to_be_visible()
    assert stranger.goto(link).status == 404
    stranger.context.close()


def test_the_report_works_without_script(
    page: Page, open_page: OpenPage, live_server: LiveServer, ada: Learner, cards: list[Card]
) -> None:
    interview = sat(ada, cards, TEXTS)
    context = page.context.browser.new_context(java_script_enabled=False, storage_state=page.context.storage_state())
    open_page("/")
    context.add_cookies(page.context.cookies())
    plain = context.new_page()
    plain.goto(live_server.url + at(interview))
    while plain.get_by_role("button", name="Go on marking").count():
        plain.get_by_role("button", name="Go on marking").click()
    plain.locator("#question-1").get_by_role("button", name="Right", exact=True).click()
    expect(plain.locator("#question-1 .stand")).to_contain_text("by your own mark")
    plain.get_by_role("button", name="Put 6 questions into my plan").click()
    expect(plain.locator("#plan")).to_contain_text("count in your plan")
    context.close()


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [1280, 390])
def test_a_report_breaks_no_rule_of_accessibility(
    page: Page, open_page: OpenPage, interview: Interview, width: int, scheme: str
) -> None:
    page.emulate_media(color_scheme=scheme)
    page.set_viewport_size({"width": width, "height": 800})
    open_page(at(interview))
    expect(page.locator(".katex").first).to_be_visible()
    for table in ("#score ~ .sideways", "#time table", "#earlier table"):
        expect(page.locator(table).first).to_be_visible()
    for details in page.locator("details:not([open]) > summary").all():
        if details.is_visible():
            details.click()
    assert axe(page) == []
    assert page.evaluate("document.documentElement.scrollWidth") <= width
