"""Mathematics in a real browser: typed, read back, judged line by line, with and without the formula editor."""

from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from quizzes import checking
from quizzes.answers import MAX_ANSWER_LENGTH
from quizzes.kinds.derivation import Derivation
from quizzes.kinds.symbolic import Symbolic
from quizzes.maths.lines import MAX_LINES
from quizzes.models import Answer, Learner, Review
from tests.browser.axe import axe
from tests.makers import deal

pytestmark = pytest.mark.django_db(transaction=True)

OpenPage = Callable[[str], None]
SETTLED = 450  # ms: keys rest for a moment after each new card
SLOPE = """## two-x

```yaml
{kind: symbolic, tags: [la], vars: {x: real}, answer: 2*x + 3, wrong: [{expr: 2*x, why: "The slope of $3x$ is missing."}]}
```

What is the derivative of $x^2+3x$?

**Why:** Term by term.
"""
BAYES = """## ill-given-positive

```yaml
kind: numeric
tags: [pr]
params: {p: {choice: [0.01]}, s: {choice: [0.9]}, f: {choice: [0.05]}}
answer: p*s/(p*s + (1-p)*f)
wrong: [{expr: s, why: "That is the chance of a positive test given the illness."}]
```

A share {{p}} is ill; a test is positive with {{s}} for the ill, with {{f}} for the others. Who is positive is ill with
which probability?

**Why:** Bayes.
"""


@pytest.fixture(autouse=True, scope="module")
def warm_workers() -> None:
    """The first answer of a test is not to wait for the start of a worker."""
    checking.warm()


def lines(page: Page) -> list[str]:
    return page.locator(".lines input").evaluate_all("inputs => inputs.map(input => input.value)")


def paste(page: Page, text: str) -> None:
    page.evaluate(
        """text => {
          const data = new DataTransfer();
          data.setData("text/plain", text);
          document.activeElement.dispatchEvent(new ClipboardEvent("paste", {clipboardData: data, bubbles: true, cancelable: true}));
        }""",
        text,
    )


def test_a_derivation_with_a_sign_error_is_marked_mended_and_graded(
    page: Page, open_page: OpenPage, ada: Learner, tmp_path: Path
) -> None:
    deal(ada, tmp_path, Derivation.example)
    open_page("/review/")
    page.keyboard.type("exp(-x)/(1 + exp(-x))^2")
    page.keyboard.press("Enter")
    page.keyboard.type("-1/(1+exp(-x)) * exp(-x)/(1+exp(-x))")
    expect(page.locator("#reading-2 .katex")).to_be_visible()
    page.keyboard.press("Enter")
    page.keyboard.type("sigmoid(x)(1-sigmoid(x))")
    page.keyboard.press("Control+Enter")
    expect(page.locator("#result")).to_contain_text("Line 2 is the first that does not follow")
    second = page.locator(".judged li").nth(1)
    expect(second).to_have_class("bad")
    expect(second).to_contain_text("Does not follow")
    expect(second).to_contain_text("yours −0.")
    expect(page.locator(".judged li").first).to_contain_text("Follows")
    page.wait_for_timeout(SETTLED)
    page.keyboard.press("1")
    expect(page.locator(".lines")).to_be_visible()
    page.keyboard.type("exp(-x)/(1 + exp(-x))^2")
    page.keyboard.press("Enter")
    page.keyboard.type("1/(1+exp(-x)) * exp(-x)/(1+exp(-x))")
    page.keyboard.press("Enter")
    page.keyboard.type("sigmoid(x)(1-sigmoid(x))")
    page.keyboard.press("Control+Enter")
    expect(page.locator("#result")).to_contain_text("Right")
    page.wait_for_timeout(SETTLED)
    page.keyboard.press("Space")
    expect(page.locator("#result")).to_have_count(0)
    assert list(Review.objects.order_by("pk").values_list("score", flat=True)) == [0, 1]


def test_lines_are_added_removed_and_split_by_keyboard(
    page: Page, open_page: OpenPage, ada: Learner, tmp_path: Path
) -> None:
    deal(ada, tmp_path, Derivation.example)
    open_page("/review/")
    page.keyboard.type("one")
    page.keyboard.press("Enter")
    page.keyboard.press("Enter")
    page.keyboard.type("three")
    assert lines(page) == ["one", "", "three"]
    page.keyboard.press("ArrowUp")
    page.keyboard.press("Backspace")
    assert lines(page) == ["one", "three"]
    expect(page.locator(".lines input").first).to_be_focused()
    page.locator(".lines input").nth(1).fill("")
    page.locator(".lines input").nth(1).focus()
    paste(page, "a\nb\r\nc")
    assert lines(page) == ["one", "a", "b", "c"]
    assert page.locator("#answer").input_value() == "one\na\nb\nc"
    page.reload()
    assert lines(page) == ["one", "a", "b", "c"]


def test_more_lines_than_a_derivation_may_have_are_told(
    page: Page, open_page: OpenPage, ada: Learner, tmp_path: Path
) -> None:
    deal(ada, tmp_path, Derivation.example)
    open_page("/review/")
    expect(page.locator(".lines input").first).to_be_focused()
    paste(page, "\n".join(f"x = {number}" for number in range(MAX_LINES + 3)))
    assert lines(page) == [f"x = {number}" for number in range(MAX_LINES)]
    told = page.locator(".left-out")
    expect(told).to_have_text(
        f"A derivation has at most {MAX_LINES} lines. The last 3 lines of what you pasted are left out."
    )
    page.keyboard.press("Backspace")
    expect(told).to_have_text("")
    page.keyboard.press("Enter")
    expect(told).to_have_text(f"A derivation has at most {MAX_LINES} lines.")
    assert len(lines(page)) == MAX_LINES


def test_more_characters_than_a_derivation_may_have_are_told(
    page: Page, open_page: OpenPage, ada: Learner, tmp_path: Path
) -> None:
    deal(ada, tmp_path, Derivation.example)
    open_page("/review/")
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    first = page.locator(".lines input").first
    told = page.locator(".left-out")
    expect(first).to_be_focused()
    page.keyboard.type("a + ")
    page.evaluate("navigator.clipboard.writeText('x'.repeat(100_000))")
    page.keyboard.press("Control+V")
    expect(told).to_have_text(
        f"Only the first {MAX_ANSWER_LENGTH - 4:,} of 100,000 characters were taken: at most {MAX_ANSWER_LENGTH:,} fit here."
    )
    assert lines(page) == ["a + " + "x" * (MAX_ANSWER_LENGTH - 4)]
    page.keyboard.type("y")
    expect(told).to_have_text(f"This is full: at most {MAX_ANSWER_LENGTH:,} characters fit.")
    paste(page, "one\ntwo")
    expect(told).to_have_text(f"This is full: at most {MAX_ANSWER_LENGTH:,} characters fit.")
    assert len(page.locator("#answer").input_value()) == MAX_ANSWER_LENGTH
    page.keyboard.press("Backspace")
    expect(told).to_have_text("")
    # In several lines: all of them together count, and the breaks between them.
    first.fill("")
    paste(page, "\n".join(["x" * 15_000, "y" * 15_000, "z"]))
    expect(told).to_have_text(
        f"Only the first {MAX_ANSWER_LENGTH:,} of 30,003 characters were taken: at most {MAX_ANSWER_LENGTH:,} fit here."
    )
    assert lines(page) == ["x" * 15_000, "y" * (MAX_ANSWER_LENGTH - 15_001)]


def test_a_missing_bracket_is_told_while_typing_and_when_checked(
    page: Page, open_page: OpenPage, ada: Learner, tmp_path: Path
) -> None:
    deal(ada, tmp_path, SLOPE)
    open_page("/review/")
    page.keyboard.type("2x(3")
    expect(page.locator("#reading-1")).to_contain_text("closing bracket is missing")
    page.keyboard.press("Enter")
    expect(page.get_by_role("alert").filter(has_text="Nothing was graded")).to_contain_text(
        "closing bracket is missing"
    )
    expect(page.locator("#answer")).to_have_value("2x(3")
    assert not Answer.objects.exists()
    page.keyboard.press("Control+a")
    page.keyboard.type("2x")
    expect(page.locator("#reading-1 .katex")).to_be_visible()
    page.keyboard.press("Enter")
    expect(page.locator("#result")).to_contain_text("The slope of")


def test_a_number_that_cannot_be_read_yet_is_told_while_typing(
    page: Page, open_page: OpenPage, ada: Learner, tmp_path: Path
) -> None:
    deal(ada, tmp_path, BAYES)
    open_page("/review/")
    page.keyboard.type("0.01*0.9/(")
    expect(page.locator("#reading-1")).to_contain_text("cannot be read yet: ")
    page.keyboard.type("0.0585)")
    expect(page.locator("#reading-1 .katex")).to_be_visible()


def test_the_wrong_formula_of_bayes_is_named(page: Page, open_page: OpenPage, ada: Learner, tmp_path: Path) -> None:
    deal(ada, tmp_path, BAYES)
    open_page("/review/")
    page.keyboard.type("0.9")
    page.keyboard.press("Enter")
    expect(page.locator("#result")).to_contain_text("the chance of a positive test given the illness")


def test_a_symbol_is_put_in_by_a_click(page: Page, open_page: OpenPage, ada: Learner, tmp_path: Path) -> None:
    deal(ada, tmp_path, SLOPE)
    open_page("/review/")
    page.keyboard.type("2")
    page.get_by_role("button", name="x", exact=True).click()
    expect(page.locator("#answer")).to_have_value("2x")
    expect(page.locator("#answer")).to_be_focused()
    expect(page.locator("#reading-1 .katex")).to_be_visible()


def test_the_formula_editor_comes_by_one_button_and_its_latex_is_judged(
    page: Page, open_page: OpenPage, ada: Learner, tmp_path: Path
) -> None:
    deal(ada, tmp_path, SLOPE)
    open_page("/review/")
    page.get_by_text("Formula editor").click()
    field = page.locator("math-field")
    expect(field).to_be_visible()
    field.focus()
    page.keyboard.type("(4x+6)/2")
    expect(page.locator("#reading-1 .katex")).to_be_visible()
    assert "\\frac" in page.locator("#answer").input_value()
    page.keyboard.press("Enter")
    expect(page.locator("#result")).to_contain_text("Right")


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [1280, 390, 320])
def test_cards_and_verdicts_are_accessible_and_fit(
    page: Page, open_page: OpenPage, ada: Learner, tmp_path: Path, width: int, scheme: str
) -> None:
    cards = deal(ada, tmp_path, Derivation.example, Symbolic.example)
    page.set_viewport_size({"width": width, "height": 800})
    page.emulate_media(color_scheme=scheme)
    complaints = []

    def look(where: str) -> None:
        complaints.extend(f"{where}: {violation}" for violation in axe(page))
        if (wide := page.evaluate("document.documentElement.scrollWidth")) > width:
            complaints.append(f"{where}: {wide} px wide on a screen of {width}")

    for card in cards:
        open_page(f"/cards/{card.pk}/")
        page.keyboard.type("x/(1+x^2)")
        expect(page.locator("#reading-1 .katex")).to_be_visible()
        look(f"card {card.question.slug}")
        page.get_by_role("button", name="Check").click()
        expect(page.locator("#result")).to_be_visible()
        look(f"verdict {card.question.slug}")
    assert not complaints, "\n".join(complaints)
