"""A sitting in a real browser: by keyboard alone, with the network gone, with the session expired."""

import re
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest
from django.utils import timezone
from playwright.sync_api import Browser, Page, expect
from pytest_django.live_server_helper import LiveServer
from sesame.utils import get_query_string

from quizzes.answering import recording
from quizzes.answers import Grade, Note
from quizzes.models import Answer, Card, Learner, Review
from quizzes.review import planning
from tests.browser.axe import axe
from tests.makers import BLOCKS, block, deal

pytestmark = pytest.mark.django_db(transaction=True)

SETTLED = 450  # ms: keys rest for a moment after each new card


def press(page: Page, *keys: str) -> None:
    """Each key once what the last one asked for has come, however slow the machine."""
    for key in keys:
        expect(page.locator(".htmx-request")).to_have_count(0)
        expect(page.locator("#sitting[data-arrived]")).to_be_visible()
        page.wait_for_timeout(SETTLED)
        page.keyboard.press(key)


def answer_by_keyboard(page: Page) -> None:
    """Answer whatever card is shown, and take the proposed grade, without touching the mouse."""
    expect(page.locator("#answer-form")).to_be_visible()
    if page.locator("#answer").count():
        expect(page.locator("#answer")).to_be_focused()
    if page.locator("textarea#answer").count():
        page.keyboard.type("It is good on training data and bad on new data.")
        page.keyboard.press("Control+Enter")
    elif page.locator("input#answer").count():
        page.keyboard.type("3/8")
        page.keyboard.press("Enter")
    elif page.locator(".option").count():
        press(page, "1", "Enter")
    else:
        press(page, "Space")
    expect(page.locator("#result")).to_be_focused()
    press(page, "Space" if page.locator(".grade.default").count() else "3")
    expect(page.locator("#result")).to_have_count(0)


def test_twenty_cards_by_keyboard_alone(
    page: Page, open_page: Callable[[str], None], ada: Learner, tmp_path: Path
) -> None:
    kinds = list(BLOCKS)
    deal(ada, tmp_path, *[block(kinds[index % 4], slug=f"q-{index}") for index in range(20)])
    open_page("/")
    expect(page.get_by_role("heading", name="20 cards today")).to_be_visible()
    expect(page.get_by_role("link", name="Start")).to_be_focused()
    page.keyboard.press("Enter")
    for _ in range(20):
        answer_by_keyboard(page)
    assert Review.objects.values("card").distinct().count() == 20 or Review.objects.count() == 20
    assert Review.objects.count() == 20


def test_the_buttons_name_the_next_intervals_and_the_grade_keeps_them(
    page: Page, open_page: Callable[[str], None], ada: Learner, tmp_path: Path
) -> None:
    (card,) = deal(ada, tmp_path, block())
    open_page("/review/")
    page.keyboard.type("0.375")
    page.keyboard.press("Enter")
    expect(page.locator(".word")).to_have_text(re.compile("Right"))
    assert page.locator(".grade .wait").all_inner_texts() == ["1 min", "6 min", "10 min", "8 d"]
    press(page, "4")
    expect(page.get_by_role("heading", name="Done for today")).to_be_visible()
    card.refresh_from_db()
    assert (card.due_day - card.last_day).days == 8


def test_a_double_space_does_not_both_reveal_and_grade(
    page: Page, open_page: Callable[[str], None], ada: Learner, tmp_path: Path
) -> None:
    deal(ada, tmp_path, block("flashcard", slug="one"))
    open_page("/review/")
    page.evaluate(
        """document.addEventListener("htmx:afterSettle", () => {
            document.activeElement.dispatchEvent(new KeyboardEvent("keydown", { key: " ", bubbles: true }));
        })"""
    )
    press(page, "Space")
    page.keyboard.press("Space")
    expect(page.locator("#result")).to_be_focused()
    page.wait_for_timeout(300)
    assert Answer.objects.count() == 1
    assert not Review.objects.exists()


def test_no_single_key_acts_while_typing(
    page: Page, open_page: Callable[[str], None], ada: Learner, tmp_path: Path
) -> None:
    (card,) = deal(ada, tmp_path, block("free", slug="one"))
    open_page("/review/")
    page.wait_for_timeout(SETTLED)
    page.keyboard.type("bush 1234 ?")
    expect(page.locator("#answer")).to_have_value("bush 1234 ?")
    card.refresh_from_db()
    assert not card.suspended
    press(page, "Escape", "s")
    expect(page.get_by_text("Suspended:")).to_be_visible()


def test_single_keys_can_be_turned_off(
    page: Page, open_page: Callable[[str], None], ada: Learner, tmp_path: Path
) -> None:
    Learner.objects.update(single_keys=False)
    deal(ada, tmp_path, block("flashcard", slug="one"))
    open_page("/review/")
    press(page, "Space", "s")
    page.wait_for_timeout(200)
    expect(page.locator("#answer-form")).to_be_visible()
    page.get_by_role("button", name="Show the answer").click()
    expect(page.locator("#result")).to_be_visible()


def test_hint_undo_bury_and_help_have_their_keys(
    page: Page, open_page: Callable[[str], None], ada: Learner, tmp_path: Path
) -> None:
    deal(ada, tmp_path, block("flashcard", slug="one"), block("flashcard", slug="two"))
    open_page("/review/")
    press(page, "h")
    expect(page.get_by_text("Add up the diagonal.")).to_be_visible()
    press(page, "h")
    expect(page.get_by_text("It has three entries.")).to_be_visible()
    press(page, "?")
    expect(page.get_by_role("dialog")).to_be_visible()
    page.keyboard.press("Escape")
    press(page, "Space", "4")
    expect(page.locator("#answer-form")).to_be_visible()
    press(page, "u")
    expect(page.get_by_text("Taken back.")).to_be_visible()
    press(page, "b")
    expect(page.get_by_text("Left out until tomorrow.")).to_be_visible()


def test_the_last_card_of_the_day_can_be_undone(
    page: Page, open_page: Callable[[str], None], ada: Learner, tmp_path: Path
) -> None:
    (card,) = deal(ada, tmp_path, block("flashcard", slug="one"))
    open_page("/review/")
    press(page, "Space", "4")
    expect(page.get_by_role("heading", name="Done for today")).to_be_visible()
    press(page, "u")
    expect(page.locator("#answer-form")).to_be_visible()
    card.refresh_from_db()
    assert card.reviews == 0


def test_tomorrow_the_right_cards_are_due(
    page: Page, open_page: Callable[[str], None], ada: Learner, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    deal(ada, tmp_path, block("flashcard", slug="one"), block("flashcard", slug="two"))
    open_page("/review/")
    press(page, "Space", "4")  # in eight days
    press(page, "Space", "3")  # a learning step of ten minutes
    expect(page.locator("#answer-form")).to_be_visible()
    press(page, "Space", "3")  # in two days
    expect(page.get_by_role("heading", name="Done for today")).to_be_visible()
    page.close()

    now = timezone.now()
    for days, due in ((1, 0), (2, 1), (9, 2)):
        learner = Learner.objects.select_related("user").get(pk=ada.pk)
        assert planning.today(learner, now=now + timedelta(days=days)).due == due


def test_a_lost_network_keeps_the_answer_and_says_so(
    page: Page, open_page: Callable[[str], None], ada: Learner, tmp_path: Path
) -> None:
    deal(ada, tmp_path, block("free", slug="one"))
    open_page("/review/")
    page.keyboard.type("Good on training data.")
    page.context.set_offline(True)
    page.keyboard.press("Control+Enter")
    expect(page.get_by_role("alert").first).to_contain_text("kept here")
    expect(page.locator("#answer")).to_have_value("Good on training data.")
    page.context.set_offline(False)
    page.keyboard.press("Control+Enter")
    expect(page.locator("#result")).to_be_visible()
    assert Answer.objects.get().text == "Good on training data."


def test_a_closed_tab_keeps_what_was_typed(
    page: Page, open_page: Callable[[str], None], ada: Learner, tmp_path: Path
) -> None:
    deal(ada, tmp_path, block("free", slug="one"))
    open_page("/review/")
    page.keyboard.type("Half an ans")
    open_page("/library/")
    open_page("/review/")
    expect(page.locator("#answer")).to_have_value("Half an ans")


def test_an_expired_session_returns_to_the_same_card_with_the_text(
    page: Page, open_page: Callable[[str], None], live_server: LiveServer, ada: Learner, tmp_path: Path
) -> None:
    ada.user.set_password("long enough 94")
    ada.user.save()
    (card,) = deal(ada, tmp_path, block("numeric", slug="one"))
    page.goto(f"{live_server.url}/accounts/link/{get_query_string(ada.user)}")
    open_page("/review/")
    page.keyboard.type("0.375")
    cookies = [cookie for cookie in page.context.cookies() if cookie["name"] != "sessionid"]
    page.context.clear_cookies()
    page.context.add_cookies(cookies)
    page.keyboard.press("Enter")
    page.wait_for_url("**/accounts/login/**")
    page.get_by_label("Email").fill(ada.user.email)
    page.get_by_label("Password").fill("long enough 94")
    page.keyboard.press("Enter")
    page.wait_for_url(f"**/cards/{card.pk}/")
    expect(page.locator("#answer")).to_have_value("0.375")


def test_two_tabs_with_one_card_count_once(
    page: Page, open_page: Callable[[str], None], live_server: LiveServer, ada: Learner, tmp_path: Path
) -> None:
    deal(ada, tmp_path, block("flashcard", slug="one"))
    open_page("/review/")
    other = page.context.new_page()
    other.goto(f"{live_server.url}/review/")
    for tab in (page, other):
        tab.get_by_role("button", name="Show the answer").click()
        expect(tab.locator("#result")).to_be_visible()
    for tab in (page, other):
        tab.get_by_role("button", name="Easy").click()
        expect(tab.get_by_role("heading", name="Done for today")).to_be_visible()
    assert Review.objects.count() == 1


def test_the_back_button_shows_a_page_that_cannot_grade_twice(
    page: Page, open_page: Callable[[str], None], ada: Learner, tmp_path: Path
) -> None:
    deal(ada, tmp_path, block("flashcard", slug="one"))
    open_page("/")
    expect(page.get_by_role("link", name="Start")).to_be_focused()
    page.keyboard.press("Enter")
    page.wait_for_url("**/review/")
    press(page, "Space", "4")
    expect(page.get_by_role("heading", name="Done for today")).to_be_visible()
    page.go_back()
    expect(page.get_by_role("heading", name="Done for today")).to_be_visible()
    assert Review.objects.count() == 1


def test_an_unreadable_answer_is_marked_at_its_place(
    page: Page, open_page: Callable[[str], None], ada: Learner, tmp_path: Path
) -> None:
    deal(ada, tmp_path, block())
    open_page("/review/")
    page.keyboard.type("3/(8")
    page.keyboard.press("Enter")
    expect(page.get_by_role("alert").filter(has_text="Nothing was graded")).to_be_visible()
    expect(page.locator("#answer")).to_be_focused()
    expect(page.locator("#answer")).to_have_value("3/(8")
    assert not Answer.objects.exists()


def test_correcting_a_key_point_moves_the_proposal(
    page: Page, open_page: Callable[[str], None], ada: Learner, tmp_path: Path
) -> None:
    deal(ada, tmp_path, block("free", slug="one"))
    open_page("/review/")
    page.keyboard.type("Good on training data, bad on new.")
    page.keyboard.press("Control+Enter")
    expect(page.locator(".reason")).to_contain_text("right, fast")
    expect(page.get_by_text("Did we misread you?")).to_be_visible()
    point = page.locator(".points li", has_text="good on the training data")
    expect(point).to_contain_text("Made")
    point.get_by_role("checkbox").uncheck()
    expect(page.locator(".reason")).to_contain_text("Again")
    expect(page.locator("#result")).to_contain_text("by your ticks")
    expect(point.get_by_text("Not made, you say")).to_be_visible()
    expect(point.locator(".ours")).to_be_hidden()
    point.get_by_role("checkbox").check()
    expect(page.locator(".reason")).to_contain_text("right, fast")
    expect(page.locator("#result")).to_have_text(re.compile(r"^\W*Right\W*$"))
    expect(point.locator(".ours")).to_be_visible()
    page.get_by_role("button", name="Easy").click()
    expect(page.get_by_role("heading", name="Done for today")).to_be_visible()
    assert Review.objects.get().ticked == ["1", "2"]


def test_key_points_are_corrected_and_graded_by_keyboard(
    page: Page, open_page: Callable[[str], None], ada: Learner, tmp_path: Path
) -> None:
    deal(ada, tmp_path, block("free", slug="one"))
    open_page("/review/")
    page.keyboard.type("Good on training data, bad on new.")
    page.keyboard.press("Control+Enter")
    expect(page.locator("#result")).to_be_focused()
    page.keyboard.press("Tab")
    page.keyboard.press("Space")
    expect(page.locator(".reason")).to_contain_text("Again")
    page.keyboard.press("Space")
    expect(page.locator(".reason")).to_contain_text("Easy")
    press(page, "Enter")
    expect(page.get_by_role("heading", name="Done for today")).to_be_visible()
    assert Review.objects.get().rating == 4


def test_where_nothing_is_proposed_space_only_says_so(
    page: Page, open_page: Callable[[str], None], ada: Learner, tmp_path: Path
) -> None:
    (card,) = deal(ada, tmp_path, block("free", slug="one"))
    grade = Grade(score=None, notes=(Note(text="Not found: x", tone="bad", option="1"),), undecided=True)
    key = recording.key_of_showing(card)
    recording.record(card, "words " * 40, grade, version=card.version, seed=1, now=timezone.now(), key=key)
    open_page("/review/")
    for box in page.locator(".points").get_by_role("checkbox").all():
        expect(box).to_be_in_viewport()
    press(page, "Space")
    expect(page.locator(".reason")).to_have_text("Nothing is proposed. Choose with 1 to 4.")
    assert not Review.objects.exists()
    page.get_by_label("worse on new data").check()
    expect(page.locator(".reason")).to_contain_text("Proposed: Again")


def test_a_finger_is_shown_no_keys(chromium: Browser, live_server: LiveServer, ada: Learner, tmp_path: Path) -> None:
    (card,) = deal(ada, tmp_path, block("choice", slug="one"))
    context = chromium.new_context(viewport={"width": 390, "height": 800}, has_touch=True, is_mobile=True)
    page = context.new_page()
    page.goto(f"{live_server.url}/accounts/link/{get_query_string(ada.user)}")
    for made in (None, "B"):
        if made:
            recording.check_answer(card, made, now=timezone.now(), seconds=30)
        page.goto(f"{live_server.url}/cards/{card.pk}/")
        expect(page.locator("#sitting[data-arrived]")).to_be_visible()
        assert page.locator("kbd").count()
        expect(page.locator("kbd:visible")).to_have_count(0)
        expect(page.locator(".keys-button:visible")).to_have_count(0)
    context.close()


def test_what_cannot_be_read_is_said_once(
    page: Page, open_page: Callable[[str], None], ada: Learner, tmp_path: Path
) -> None:
    deal(ada, tmp_path, block())
    open_page("/review/")
    page.keyboard.type("3/(8")
    expect(page.locator(".reading.unread")).to_be_visible()
    page.keyboard.press("Enter")
    expect(page.locator("#error")).to_be_visible()
    expect(page.locator(".reading.unread:visible")).to_have_count(0)
    page.keyboard.press("End")
    page.keyboard.type("+(")
    expect(page.locator("#error")).to_be_hidden()
    expect(page.locator(".reading.unread")).to_be_visible()


def test_a_question_mark_stays_with_its_formula(
    page: Page, open_page: Callable[[str], None], ada: Learner, tmp_path: Path
) -> None:
    long = "a+b+c+d+e+f+g+h+i+j+k+l+m+n+o+p+q+r+s"
    prompt = f"exactly two heads, $\\binom{{3}}{{2}}p^2q$? And is ${long}$?"
    (card,) = deal(ada, tmp_path, block().replace("exactly two heads?", prompt))
    open_page(f"/cards/{card.pk}/")
    expect(page.locator("#prompt .katex")).to_have_count(2)
    apart = page.evaluate(
        """() => {
            const prompt = document.getElementById("prompt");
            const apart = [];
            for (let width = 200; width < 700; width += 2) {
                prompt.style.width = `${width}px`;
                if (prompt.scrollWidth > width) apart.push(`${width}: too wide`);
                for (const math of prompt.querySelectorAll(".math")) {
                    const range = document.createRange();
                    range.selectNodeContents(math.nextSibling);
                    const formula = [...math.querySelectorAll(".katex-html .katex-base")].at(-1);
                    const below = formula.getBoundingClientRect().bottom;
                    if (range.getClientRects()[0].top > below) apart.push(width);
                }
            }
            return apart;
        }"""
    )
    assert apart == []


def test_after_a_hint_one_types_on(page: Page, open_page: Callable[[str], None], ada: Learner, tmp_path: Path) -> None:
    deal(ada, tmp_path, block("numeric", slug="one"))
    open_page("/review/")
    page.keyboard.type("3/")
    press(page, "Escape", "h")
    expect(page.get_by_text("Count the outcomes.")).to_be_visible()
    expect(page.locator("#answer")).to_be_focused()
    page.keyboard.type("8")
    expect(page.locator("#answer")).to_have_value("3/8")


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [1280, 390, 320])
def test_every_page_of_a_sitting_is_accessible_and_fits(
    page: Page, open_page: Callable[[str], None], ada: Learner, tmp_path: Path, width: int, scheme: str
) -> None:
    cards = deal(ada, tmp_path, *[block(kind, slug=kind) for kind in BLOCKS])
    answers = [
        recording.check_answer(card, text, now=timezone.now(), seconds=30)
        for card, text in zip(cards, ["", "0.2", "B", "Good on training data."], strict=True)
        if Card.objects.filter(pk=card.pk).exists()
    ]
    page.set_viewport_size({"width": width, "height": 800})
    page.emulate_media(color_scheme=scheme)
    paths = [
        "/",
        "/library/",
        "/library/math.test/",
        "/library/map/",
        "/library/weeks/",
        "/library/questions/",
        "/settings/",
    ]
    paths += [f"/cards/{card.pk}/?hints=1" for card in cards] + [f"/answers/{answer.pk}/" for answer in answers]
    complaints = []
    for path in paths:
        open_page(path)
        complaints += [f"{path}: {violation}" for violation in axe(page)]
        wide = page.evaluate("document.documentElement.scrollWidth")
        if wide > width:
            complaints.append(f"{path}: {wide} px wide on a screen of {width}")
    assert not complaints, "\n".join(complaints)


def test_mathematics_is_set_with_mathml_beside_it(
    page: Page, open_page: Callable[[str], None], ada: Learner, tmp_path: Path
) -> None:
    text = block().replace("A fair coin", "For $p=\\tfrac12$ a coin that costs $5 and $6")
    (card,) = deal(ada, tmp_path, text)
    open_page(f"/cards/{card.pk}/")
    expect(page.locator("#prompt .katex")).to_have_count(1)
    assert page.locator("#prompt .katex-mathml math").count() == 1
    assert "costs $5 and $6" in page.inner_text("#prompt")


@pytest.mark.parametrize("path", ["/accounts/login/", "/accounts/signup/", "/accounts/password/reset/"])
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_pages_of_accounts_are_accessible(page: Page, live_server: LiveServer, path: str, scheme: str) -> None:
    page.emulate_media(color_scheme=scheme)
    page.goto(live_server.url + path)
    assert axe(page) == []
