"""How a page looks, in pictures where they are wanted, and whether it keeps the rules of accessibility."""

from __future__ import annotations

import os

from playwright.sync_api import Page

from tests.browser.axe import axe

SHOTS = os.environ.get("SHOTS")  # a folder for pictures of the pages, to be looked at


def look(page: Page, name: str, *, rules: bool = True) -> None:
    """Pictures, wide and narrow, light and dark; and no rule is broken.

    rules: False for Django's own lists, which are not ours to mend.
    """
    # The admin’s style sheet imports others, which axe would copy into styles that the policy forbids.
    found = axe(page, preload="/admin/" not in page.url) if rules else []
    assert not found, "\n".join(found)
    if SHOTS:
        for scheme in ("light", "dark"):
            page.emulate_media(color_scheme=scheme)
            for width in (1280, 390):
                page.set_viewport_size({"width": width, "height": 800})
                page.screenshot(path=f"{SHOTS}/{name}-{width}-{scheme}.png", full_page=True)
        page.emulate_media(color_scheme="light")
        page.set_viewport_size({"width": 1280, "height": 800})
