"""Questions to the formats of other programs."""

from __future__ import annotations

from quizzes.exchange.anki import as_apkg
from quizzes.exchange.moodle import as_gift
from quizzes.exchange.ours import as_markdown
from quizzes.exchange.spreadsheets import as_csv

__all__ = ["as_apkg", "as_csv", "as_gift", "as_markdown"]
