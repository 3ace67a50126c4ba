"""What a page's form sends is text; here it becomes what it stands for."""

from __future__ import annotations


def whole(text: str | None, lowest: int, highest: int) -> int | None:
    """A whole number; None when it is missing, no number, or out of range."""
    try:
        number = int(text or "")
    except ValueError:
        return None
    return number if lowest <= number <= highest else None
