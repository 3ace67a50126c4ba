"""CPU of loading ten thousand questions: for the first time, again, and after an edit; beside a naive loader."""

from __future__ import annotations

import json
import sys
import time
from collections.abc import Callable
from pathlib import Path

from tests.bench.blocks import write_banks
from tests.bench.figures import Figure, ratio
from tests.bench.site import Site
from tests.bench.workshop import Workshop

TITLE = "Loading: 10,000 questions of four kinds in 40 files, questions for each CPU-second"
QUESTIONS, FILES = 10_000, 40
REPEATS = 3


def measure(workshop: Workshop) -> list[Figure]:
    banks = workshop.folder / "banks"
    banks.mkdir()
    write_banks(banks, questions=QUESTIONS, files=FILES)
    times: dict[str, list[float]] = {"first": [], "unchanged": [], "edited": [], "check": [], "naive": []}
    for number in range(REPEATS):
        site = workshop.site(f"loading-{number}")
        site.manage("migrate", "--verbosity=0")
        times["first"].append(_seconds(site, "load", banks))
        times["unchanged"].append(_seconds(site, "load", banks))
        _edit(banks / f"bench-{number}.md")
        times["edited"].append(_seconds(site, "load", banks))
        times["check"].append(_seconds(site, "check", banks))
        times["naive"].append(_seconds(site, "naive", banks))
    rates = {name: [QUESTIONS / seconds for seconds in values] for name, values in times.items()}
    first = Figure(name="first load", values=rates["first"], unit="/s", at_least=400)
    naive = Figure(name="peer: safe_load, markdown, one INSERT each", values=rates["naive"], unit="/s")
    return [
        first,
        Figure(name="nothing changed", values=rates["unchanged"], unit="/s", at_least=2000),
        Figure(name="one question of one file changed", values=rates["edited"], unit="/s"),
        Figure(name="check_banks", values=rates["check"], unit="/s"),
        naive,
        ratio("  first load in peers", first, naive, note="checks, four kinds and sanitising included"),
    ]


def _seconds(site: Site, what: str, banks: Path) -> float:
    return site.run("loading", what, banks)


def _edit(file: Path) -> None:
    text = file.read_text(encoding="utf-8")
    file.write_text(text.replace("**Why:** Let", "**Why:** Now let", 1), encoding="utf-8")


# --- in the child process --------------------------------------------------------------------------------------------


def _load(banks: Path) -> None:
    from quizzes.authoring.loading import load_folder

    report = load_folder(banks)
    assert not report.problems, "\n".join(map(str, report.problems[:5]))


def _check(banks: Path) -> None:
    from quizzes.banks.folder import read_folder

    assert not read_folder(banks).problems


def _naive(banks: Path) -> None:
    """What a first afternoon would give: no checks, no kinds, no sanitising, each question a statement of its own."""
    import markdown
    import yaml
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute("CREATE TABLE IF NOT EXISTS naive (slug TEXT, data TEXT, html TEXT)")
        for file in sorted(banks.glob("*.md")):
            for block in file.read_text(encoding="utf-8").split("\n## ")[1:]:
                slug, rest = block.split("\n", 1)
                _, fence, text = rest.split("```", 2)
                data = json.dumps(yaml.safe_load(fence.removeprefix("yaml")))
                html = markdown.markdown(text, extensions=["tables", "fenced_code"])
                cursor.execute("INSERT INTO naive VALUES (%s, %s, %s)", [slug, data, html])


def main(what: str, banks: str) -> None:
    import django

    django.setup()
    act: Callable[[Path], None] = {"load": _load, "check": _check, "naive": _naive}[what]
    start = time.process_time()
    act(Path(banks))
    print(json.dumps(time.process_time() - start))


if __name__ == "__main__":
    main(*sys.argv[1:])
