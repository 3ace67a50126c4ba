"""Short ways to the authors' pages and what they say."""

from __future__ import annotations

import html
import re
from typing import Any

from django.test import Client
from django.urls import reverse

from quizzes.models import Bank, Question
from tests.makers import block

TESTED = ", tests: [{right: 3/8}, {wrong: 1/8}]"
GOOD = block(slug="new", more=TESTED)


def address(name: str, *args: object) -> str:
    return reverse(f"admin:quizzes_question_{name}", args=args)


def text_of(response: Any) -> str:
    """The words of a page, scripts and marks left out."""
    return re.sub(r"\s+", " ", html.unescape(re.sub(r"<[^>]+>", " ", response.content.decode())))


def seen(client: Client, question: Question) -> str:
    """What the page of a question remembers of the moment it was opened."""
    page = client.get(address("change", question.pk)).content.decode()
    found = re.search(r'name="seen" value="([^"]*)"', page)
    assert found
    return html.unescape(found[1])


def write(client: Client, source: str, question: Question | None = None, button: str = "_save", **more: object) -> Any:
    """Send the page of a question, or of a new one, as its form does: with the line ends of a browser."""
    to = address("change", question.pk) if question else address("add")
    opened = {"seen": seen(client, question)} if question else {"bank": Bank.objects.get().pk}
    return client.post(to, {"source": source.replace("\n", "\r\n"), button: "1", **opened, **more})


def drafted(client: Client, source: str = GOOD) -> Question:
    """A new question with its draft."""
    before = set(Question.objects.values_list("pk", flat=True))
    assert write(client, source).status_code == 302
    return Question.objects.exclude(pk__in=before).get()
