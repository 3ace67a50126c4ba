"""CPU of the authors' page: a preview after a key, workers included; and of writing ten thousand questions into files."""

from __future__ import annotations

import json
import sys
import time
from pathlib import Path
from typing import Any

from tests.bench.blocks import write_banks
from tests.bench.figures import Figure
from tests.bench.site import ROOT, cpu_seconds
from tests.bench.workshop import Workshop

TITLE = "Authoring: CPU of the server, its workers included"
BANKS = 100  # questions of content/ that are previewed, spread over all of them
KEYS = 3  # previews of each question, as of three texts that differ by a letter
QUESTIONS, FILES = 10_000, 40
REPEATS = 3
PREVIEW, EXPORT = 60.0, 5.0  # ms at p95; seconds


def measure(workshop: Workshop) -> list[Figure]:
    site = workshop.site("authoring")
    found = site.run("authoring", "previews", ROOT / "content")
    banks = workshop.folder / "to-export"
    banks.mkdir()
    write_banks(banks, questions=QUESTIONS, files=FILES)
    exports = workshop.site("exporting").run("authoring", "exports", banks)
    return [
        *(_of_previews(name, values) for name, values in found.items()),
        Figure(
            name=f"export of {QUESTIONS:,} questions, all unedited", values=exports["seconds"], unit="s", at_most=EXPORT
        ),
        Figure(name="  files that differ by a byte", values=[exports["different"]], at_most=0),
    ]


def _of_previews(name: str, values: list[float]) -> Figure:
    """The p95 is held to the target; linting a derivation is aside."""
    p95 = Figure(name=name, values=values).p95
    limit = None if name.startswith("derivation") else PREVIEW
    return Figure(name=f"preview of {name}, p95 of {len(values)}", values=[p95], unit="ms", at_most=limit)


# --- in the child process --------------------------------------------------------------------------------------------


def _previews(content: Path) -> dict[str, list[float]]:
    import io

    from django.contrib.auth import get_user_model
    from django.core.management import call_command
    from django.test import Client

    from quizzes.banks import isolation
    from quizzes.kinds import all_kinds
    from quizzes.models import Bank, Question

    call_command("migrate", verbosity=0)
    call_command("load_banks", content, stdout=io.StringIO())
    client = Client()
    client.force_login(get_user_model().objects.create_superuser("grace"), backend="quizzes.accounts.PasswordBackend")
    isolation.POOL.wait_until_warm()
    bank = Bank.objects.order_by("pk")[0]
    texts = [(kind.example, bank.pk, name, "the examples") for name, kind in all_kinds().items()]
    rows = list(Question.objects.published().order_by("pk").values_list("source", "bank", "kind"))
    texts += [(*row, "questions of content/") for row in rows[:: max(len(rows) // BANKS, 1)][:BANKS]]
    found: dict[str, list[float]] = {}
    for source, pk, kind, group in texts:
        name = f"derivations among {group}" if kind == "derivation" else group
        for key in range(KEYS + 1):
            taken = _preview(client, f"{source.rstrip()}{'x' * key}\n", pk)
            if key:  # the first one only wakes workers and fills caches that the page fills when it is opened
                found.setdefault(name, []).append(1000 * taken)
    isolation.close()
    return found


def _preview(client: Any, source: str, bank: int) -> float:
    from quizzes.banks import isolation

    workers = [worker["pid"] for worker in isolation.POOL.workers()]
    before = time.process_time() + sum(cpu_seconds(pid) for pid in workers)
    response = client.post(
        "/admin/quizzes/question/preview/", {"bank": bank, "source": source, "seed": 1}, headers={"X-Fragment": "1"}
    )
    assert response.status_code == 200, response.content[:500]
    assert b'id="answer-form"' in response.content, source
    return time.process_time() + sum(cpu_seconds(pid) for pid in workers) - before


def _exports(banks: Path) -> dict[str, Any]:
    from django.core.management import call_command

    from quizzes.authoring.exporting import export_folder
    from quizzes.authoring.loading import load_folder

    call_command("migrate", verbosity=0)
    assert not load_folder(banks).problems
    seconds = []
    for number in range(REPEATS):
        start = time.process_time()
        export_folder(banks.with_name(f"exported-{number}"))
        seconds.append(time.process_time() - start)
    copy = banks.with_name("exported-0")
    different = sum(file.read_bytes() != (copy / file.name).read_bytes() for file in banks.glob("*.md"))
    return {"seconds": seconds, "different": different}


def main(what: str, folder: str) -> None:
    import django

    django.setup()
    print(json.dumps({"previews": _previews, "exports": _exports}[what](Path(folder))))


if __name__ == "__main__":
    main(*sys.argv[1:])
