"""The authors' page in a real browser: its editor and preview, what it keeps, with the script and without."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect
from pytest_django.live_server_helper import LiveServer
from sesame.utils import get_query_string

from quizzes.kinds import all_kinds
from quizzes.models import Bank, Learner, Question, WorkingCopy
from tests.browser.axe import axe
from tests.browser.desk import ADD, card, choose_bank, verdict, write
from tests.makers import bank_text, block, load

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("warm_workers")]

OpenPage = Callable[[str], None]


@pytest.fixture
def desk(
    page: Page,
    live_server: LiveServer,
    open_as: Callable[[Learner, str], None],
    grace: Learner,
    tmp_path: Path,
    settings,
) -> OpenPage:
    """Sign grace in, who may do everything, before a bank with one question; open pages."""
    settings.CONTENT_DIR = tmp_path
    load(tmp_path, a=bank_text(block(slug="old")))
    page.set_viewport_size({"width": 1280, "height": 900})
    open_as(grace, "/")
    return lambda path: page.goto(live_server.url + path)


def test_the_preview_follows_what_is_typed(page: Page, desk: OpenPage) -> None:
    desk(ADD)
    choose_bank(page)
    write(page, block(slug="new"))
    expect(card(page).locator(".prompt")).to_contain_text("A fair coin is tossed")
    card(page).locator("#answer").fill("0.375")
    card(page).locator("#answer").press("Enter")
    expect(verdict(page).locator("#sheet")).to_contain_text("Right")
    expect(page.locator("#stale")).to_be_hidden()
    write(page, block(slug="new").replace("A fair coin", "A new penny"))
    expect(page.locator("#stale")).to_be_visible()
    expect(card(page).locator(".prompt")).to_contain_text("A new penny")
    expect(card(page).locator("#answer")).to_have_value("0.375")


@pytest.mark.parametrize("kind", all_kinds())
def test_an_example_of_every_kind_is_put_in_and_shown(page: Page, desk: OpenPage, kind: str) -> None:
    desk(ADD)
    choose_bank(page)
    page.get_by_label("Insert an example").select_option(kind)
    expect(page.locator(".cm-content")).to_contain_text(all_kinds()[kind].example.splitlines()[0])
    expect(card(page).locator(".prompt")).to_be_visible()
    expect(page.locator("#no-problems")).to_be_visible()


def test_an_example_in_place_of_a_text_can_be_taken_back(page: Page, desk: OpenPage) -> None:
    desk(ADD)
    choose_bank(page)
    write(page, "## mine")
    page.get_by_label("Insert an example").select_option("flashcard")
    page.keyboard.press("Control+z")
    expect(page.locator("#source")).to_have_value("## mine")


def test_an_example_in_place_of_a_text_is_undone_by_a_button(page: Page, desk: OpenPage) -> None:
    """A second example does not put the first one in the place of what was typed."""
    question = Question.objects.get()
    desk(f"/admin/quizzes/question/{question.pk}/change/")
    expect(card(page).locator(".prompt")).to_contain_text("A fair coin")
    typed = question.source.replace("A fair coin", "A typed coin")
    write(page, typed)
    for kind in ("flashcard", "free"):
        page.get_by_label("Insert an example").select_option(kind)
        expect(page.locator("#source")).to_have_value(all_kinds()[kind].example)
    write(page, "## an example that was changed")
    page.get_by_role("button", name="Undo").press("Enter")
    expect(page.locator("#source")).to_have_value(typed)
    expect(card(page).locator(".prompt")).to_contain_text("A typed coin")
    expect(page.locator("#kept")).to_be_hidden()
    desk(f"/admin/quizzes/question/{question.pk}/change/")
    expect(page.locator("#kept p")).to_have_count(2)
    expect(page.locator("#kept")).to_contain_text("an example that was changed")


def test_a_text_that_an_example_replaced_outlives_the_tab_and_the_example_does_not(page: Page, desk: OpenPage) -> None:
    desk(ADD)
    choose_bank(page)
    write(page, "## mine")
    page.get_by_label("Insert an example").select_option("flashcard")
    expect(card(page).locator(".prompt")).to_be_visible()
    desk(ADD)
    expect(page.locator("#kept p")).to_have_count(1)
    expect(page.locator("#kept")).to_contain_text("“mine …”")
    page.get_by_role("button", name="Bring it back").press("Enter")
    expect(page.locator("#source")).to_have_value("## mine")
    expect(page.locator("#kept")).to_be_hidden()


def test_what_was_typed_before_another_text_was_brought_back_is_not_lost(page: Page, desk: OpenPage) -> None:
    desk(ADD)
    write(page, "## first")
    expect(page.locator("#source")).to_have_value("## first")
    desk(ADD)
    write(page, "## second")
    page.get_by_role("button", name="Bring it back").press("Enter")
    expect(page.locator("#source")).to_have_value("## first")
    page.get_by_role("button", name="Undo").press("Enter")
    expect(page.locator("#source")).to_have_value("## second")
    desk(ADD)
    expect(page.locator("#kept p")).to_have_count(2)


def test_phone_width_dark_and_gaps_are_switches(page: Page, desk: OpenPage) -> None:
    desk(ADD)
    choose_bank(page)
    page.get_by_label("Insert an example").select_option("cloze")
    expect(card(page).locator(".prompt")).to_be_visible()
    first = card(page).locator(".prompt").inner_text()
    page.get_by_label("Gap").select_option(index=1)
    expect(card(page).locator(".prompt")).not_to_have_text(first)
    page.get_by_label("Insert an example").select_option("numeric")
    expect(page.locator("#part-label")).to_be_hidden()
    page.get_by_role("button", name="Phone width").press("Enter")
    assert card(page).locator("body").evaluate("innerWidth") == 390
    light = card(page).locator("body").evaluate("body => getComputedStyle(body).backgroundColor")
    page.get_by_role("button", name="Dark").press("Enter")
    assert card(page).locator("body").evaluate("body => getComputedStyle(body).backgroundColor") != light


def test_what_was_not_saved_is_offered_again(page: Page, desk: OpenPage) -> None:
    question = Question.objects.get()
    address = f"/admin/quizzes/question/{question.pk}/change/"
    desk(address)
    write(page, question.source.replace("A fair coin", "A lost coin"))
    expect(card(page).locator(".prompt")).to_contain_text("A lost coin")
    desk(address)
    expect(page.locator("#source")).not_to_have_value("A lost coin")
    page.get_by_role("button", name="Bring it back").press("Enter")
    expect(card(page).locator(".prompt")).to_contain_text("A lost coin")


def test_what_was_not_saved_outlives_further_typing(page: Page, desk: OpenPage) -> None:
    question = Question.objects.get()
    address = f"/admin/quizzes/question/{question.pk}/change/"
    for coin in ("A lost coin", "A later coin"):
        desk(address)
        write(page, question.source.replace("A fair coin", coin))
        expect(card(page).locator(".prompt")).to_contain_text(coin)
    desk(address)
    expect(page.locator("#kept p")).to_have_count(2)
    page.get_by_role("button", name="Throw it away").first.press("Enter")
    page.get_by_role("button", name="Bring it back").press("Enter")
    expect(card(page).locator(".prompt")).to_contain_text("A lost coin")
    expect(page.locator("#kept")).to_be_hidden()


def test_two_tabs_each_keep_their_new_question_and_a_closed_one_is_offered(page: Page, desk: OpenPage) -> None:
    desk(ADD)
    choose_bank(page)
    write(page, "## first")
    expect(page.locator("#source")).to_have_value("## first")
    other = page.context.new_page()
    other.goto(page.url)
    expect(other.locator("#preview")).to_be_visible()
    write(other, "## second")
    expect(other.locator("#kept")).to_be_hidden()
    kept = page.evaluate("Object.keys(localStorage).filter((key) => key.includes(':new:')).length")
    assert kept == 2
    other.close()
    desk(ADD)
    expect(page.locator("#kept p")).to_have_count(2)


def test_an_expired_session_is_told_and_loses_nothing(page: Page, desk: OpenPage, grace: Learner) -> None:
    question, user = Question.objects.get(), grace.user.pk
    desk(f"/admin/quizzes/question/{question.pk}/change/")
    expect(card(page).locator(".prompt")).to_be_visible()
    page.context.clear_cookies()
    write(page, question.source.replace("A fair coin", "A late coin"))
    expect(page.locator("#look-status")).to_contain_text("What you typed is kept in this browser")
    assert "A late coin" in page.evaluate(f"localStorage.getItem('authoring:{user}:{question.pk}')")


def test_who_saves_when_signed_out_comes_back_to_the_text_by_signing_in(
    page: Page, desk: OpenPage, open_as: Callable[[Learner, str], None], grace: Learner
) -> None:
    grace.user.set_password("correct horse battery")
    grace.user.save(update_fields=["password"])
    question = Question.objects.get()
    open_as(grace, "/")
    desk(f"/admin/quizzes/question/{question.pk}/change/")
    expect(card(page).locator(".prompt")).to_be_visible()
    write(page, question.source.replace("A fair coin", "A late coin"))
    expect(page.locator("#source")).to_have_value(question.source.replace("A fair coin", "A late coin"))
    page.context.clear_cookies()
    page.get_by_role("button", name="Save draft").press("Enter")
    expect(page.get_by_role("main")).to_contain_text("kept in this browser")
    page.get_by_role("link", name="Sign in, and back to the question").press("Enter")
    page.locator("[name=login]").fill(grace.user.email or grace.user.username)
    page.locator("[name=password]").fill("correct horse battery")
    page.locator("[name=password]").press("Enter")
    page.wait_for_url(f"**/admin/quizzes/question/{question.pk}/change/")
    page.get_by_role("button", name="Bring it back").press("Enter")
    expect(card(page).locator(".prompt")).to_contain_text("A late coin")


@pytest.mark.parametrize("height", [800, 900])
def test_nothing_covers_the_problems_and_the_buttons_are_in_sight(page: Page, desk: OpenPage, height: int) -> None:
    page.set_viewport_size({"width": 1280, "height": height})
    desk(ADD)
    choose_bank(page)
    page.get_by_label("Insert an example").select_option("numeric")
    expect(page.locator("#tests, .steps").first).to_be_visible()
    page.get_by_role("button", name="Run the tests").press("Enter")
    expect(page.locator("#tests .trials")).to_be_visible()
    page.evaluate("scrollTo(0, 0)")
    boxes = [page.locator(each).bounding_box() for each in (".problems-box", ".steps", "section.tests")]
    tops = [box["y"] for box in boxes if box]
    ends = [box["y"] + box["height"] for box in boxes if box]
    assert len(tops) == 3
    assert ends[0] <= tops[1] and ends[1] <= tops[2], "none of them over another"
    assert ends[1] <= height, "without scrolling"
    table = page.locator("#tests .table-frame")
    assert table.evaluate("table => table.scrollWidth <= table.clientWidth"), "all five variants are seen"


def test_return_on_a_variant_presses_no_button(page: Page, desk: OpenPage) -> None:
    desk(ADD)
    choose_bank(page)
    write(page, block(slug="new"))
    expect(card(page).locator(".prompt")).to_be_visible()
    page.get_by_role("radio", name="1", exact=True).press("Enter")
    page.get_by_role("radio", name="1", exact=True).press("ArrowRight")
    expect(page.get_by_role("radio", name="2", exact=True)).to_be_checked()
    assert not WorkingCopy.objects.exists()


def test_a_draft_is_saved_by_a_key(page: Page, desk: OpenPage) -> None:
    desk(ADD)
    choose_bank(page)
    write(page, block(slug="new"))
    page.keyboard.press("Control+s")
    expect(page.get_by_role("main")).to_contain_text("The draft is saved")
    assert WorkingCopy.objects.get().source == block(slug="new")
    desk(ADD)
    expect(page.locator("#source")).to_have_value("")
    expect(page.locator("#kept")).to_be_hidden()


def test_what_stands_in_the_way_is_listed_and_marked(page: Page, desk: OpenPage) -> None:
    desk(ADD)
    choose_bank(page)
    write(page, block(slug="new"))
    page.get_by_role("button", name="Publish …").press("Enter")
    expect(page.locator("#problems")).to_contain_text("add at least one answer that must be right")
    expect(page.locator(".cm-lint-marker-error").first).to_be_visible()
    expect(page.locator(".cm-content")).to_contain_text("A fair coin")


def test_a_refused_publish_of_a_new_question_is_mended_and_goes_through(page: Page, desk: OpenPage) -> None:
    desk(ADD)
    choose_bank(page)
    write(page, block(slug="new"))
    page.get_by_role("button", name="Publish …").press("Enter")
    expect(page.locator("#problems")).to_contain_text("add at least one answer that must be right")
    assert page.url.endswith(f"/admin/quizzes/question/{Question.objects.get(slug='new').pk}/change/")
    write(page, block(slug="new", more=", tests: [{right: 3/8}, {wrong: 1/8}]"))
    expect(page.locator("#problems li")).to_have_count(0)
    page.get_by_role("button", name="Publish …").press("Enter")
    expect(page.get_by_role("main")).to_contain_text("The question is new")
    page.get_by_role("button", name="Publish").press("Enter")
    expect(page.get_by_role("main")).to_contain_text("Published: new")


def test_without_its_script_the_page_is_a_form_with_a_preview(
    chromium, live_server: LiveServer, grace: Learner, tmp_path: Path
) -> None:
    load(tmp_path, a=bank_text(block(slug="old")))
    context = chromium.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(f"{live_server.url}/accounts/link/{get_query_string(grace.user)}")
    page.goto(live_server.url + ADD)
    page.get_by_label("Bank").select_option(str(Bank.objects.get().pk))
    expect(page.get_by_label("Insert an example")).to_be_hidden()
    page.locator("#source").fill(block(slug="new", more=", tests: [{right: 3/8}, {wrong: 1/8}]"))
    page.get_by_role("button", name="Preview").click()
    expect(card(page).locator(".prompt")).to_contain_text("A fair coin")
    assert (page.locator("#preview").bounding_box() or {})["height"] >= 500
    page.get_by_role("button", name="Run the tests").click()
    expect(page.frame_locator("section.tests iframe").locator(".trials")).to_contain_text("passes")
    expect(verdict(page).locator(".trials")).to_have_count(0)
    card(page).locator("#answer").fill("3/8")
    card(page).get_by_role("button", name="Check").click()
    expect(verdict(page).locator("#sheet")).to_contain_text("Right")
    page.get_by_role("button", name="Save draft").click()
    expect(page.get_by_role("main")).to_contain_text("The draft is saved")
    context.close()


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [1280, 390])
def test_the_page_is_accessible_and_fits(page: Page, desk: OpenPage, width: int, scheme: str) -> None:
    page.set_viewport_size({"width": width, "height": 900})
    page.emulate_media(color_scheme=scheme)
    desk(f"/admin/quizzes/question/{Question.objects.get().pk}/change/")
    expect(card(page).locator(".prompt")).to_be_visible()
    # The admin's own header and footer are not ours to mend.
    found = [
        line
        for line in axe(page, without=("color-contrast", "region"), preload=False)
        if "#content" in line or "question-form" in line
    ]
    assert not found, "\n".join(found)
    assert page.evaluate("document.documentElement.scrollWidth") <= width
