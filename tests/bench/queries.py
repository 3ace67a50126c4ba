"""How many queries the requests of a sitting run, with few cards and with many."""

from __future__ import annotations

import json
from typing import Any

from tests.bench.client import GOOD, Reply, filled_in
from tests.bench.figures import Figure
from tests.bench.workshop import SMALL, Workshop

TITLE = "Queries of one request; the target is the number at 1,000 cards"
CARDS = 8  # of several kinds, one after the other


def measure(workshop: Workshop) -> list[Figure]:
    few = workshop.copy(workshop.small, "queries-small").run("queries")
    many = workshop.copy(workshop.big, "queries-big").run("queries")
    figures = []
    for name, values in few.items():
        least = Figure(name=f"{name}, {SMALL:,} cards", values=values)
        most = Figure(name=f"{name}, {workshop.large:,} cards", values=many[name], at_most=least.median)
        figures += [least, most]
    return figures


# --- in the child process --------------------------------------------------------------------------------------------


def main() -> None:
    import django

    django.setup()
    from django.contrib.auth import get_user_model
    from django.db import connection
    from django.test import Client
    from django.test.utils import CaptureQueriesContext

    client = Client(headers={"HX-Request": "true"})
    client.force_login(get_user_model().objects.get(), backend="quizzes.accounts.PasswordBackend")
    client.cookies["time_zone"] = "UTC"
    counts: dict[str, list[int]] = {"home": [], "next card": [], "check": [], "grade, with the next card": []}

    def ask(name: str, method: Any, path: str, form: dict[str, object] | None = None) -> Reply:
        with CaptureQueriesContext(connection) as queries:
            response = method(path, form or {})
        counts[name].append(len(queries))
        return Reply(status=response.status_code, body=response.content.decode(), location="", size=0)

    client.get("/review/")  # plans the day
    for _ in range(CARDS):
        ask("home", client.get, "/")
        card = ask("next card", client.get, "/review/")
        verdict = ask("check", client.post, *filled_in(card))
        ask(
            "grade, with the next card", client.post, verdict.find(r'action="(/answers/\d+/review/)"'), {"rating": GOOD}
        )
    print(json.dumps(counts))


if __name__ == "__main__":
    main()
