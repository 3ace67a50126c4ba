"""The author's desk in a browser: its editor, the card beside it, and the verdict on a trial."""

from __future__ import annotations

from playwright.sync_api import FrameLocator, Page, expect

ADD = "/admin/quizzes/question/add/"


def card(page: Page) -> FrameLocator:
    return page.frame_locator("#preview")


def verdict(page: Page) -> FrameLocator:
    return page.frame_locator("#verdict")


def write(page: Page, text: str) -> None:
    """Paste a text over all that stands in the editor."""
    page.locator(".cm-content").focus()
    page.keyboard.press("Control+a")
    page.locator(".cm-content").evaluate(
        """(element, text) => {
          const data = new DataTransfer();
          data.setData("text/plain", text);
          element.dispatchEvent(new ClipboardEvent("paste", {clipboardData: data, bubbles: true, cancelable: true}));
        }""",
        text,
    )


def choose_bank(page: Page) -> None:
    page.get_by_label("Bank").select_option(label="Test bank")


def choose_variant(page: Page, seed: int) -> None:
    """By arrow keys, from the variant before it."""
    radio = page.get_by_role("radio", name=str(seed), exact=True)
    if seed > 1:
        page.keyboard.press("ArrowRight")
    else:
        radio.focus()
    expect(radio).to_be_checked()


def try_answer(page: Page, text: str, words: str) -> None:
    """Type into the card as a learner would, and read the verdict."""
    card(page).locator("#answer").fill(text)
    card(page).locator("#answer").press("Enter")
    expect(verdict(page).locator("#sheet")).to_contain_text(words)
