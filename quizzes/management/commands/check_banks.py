"""Read every bank, run the questions' own tests, write nothing; list every problem with file, line and the way out."""

import json
from collections import Counter
from pathlib import Path

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser

from quizzes.banks.coverage import coverage
from quizzes.banks.folder import Folder, read_folder
from quizzes.banks.problems import Problem
from quizzes.banks.rehearsal import Rehearsal, rehearse, without_tests
from quizzes.management.progress import progress_bar
from quizzes.models import AREAS


class Command(BaseCommand):
    help = "Read all banks of a folder, run their tests, write nothing; list every problem as file:line: what is wrong."
    requires_system_checks = []  # reads files only; needs neither database nor templates

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("folder", nargs="?", type=Path, default=settings.CONTENT_DIR, help="default: content/")
        parser.add_argument("--json", action="store_true", help="print one JSON object instead of lines")
        parser.add_argument("--no-tests", action="store_true", help="only read; leave the questions' own tests alone")

    def handle(self, *, folder: Path, **options: object) -> None:
        try:
            with progress_bar("Reading") as progress:
                contents = read_folder(folder, progress=progress)
        except FileNotFoundError as error:
            raise CommandError(str(error)) from None
        rehearsal = Rehearsal()
        if not options["no_tests"]:
            with progress_bar("Testing") as progress:
                rehearsal = rehearse(contents.banks, progress=progress)
        self.stdout.write(as_json(contents, rehearsal) if options["json"] else as_lines(contents, rehearsal))
        if contents.problems or rehearsal.problems:
            raise SystemExit(1)


def as_lines(contents: Folder, rehearsal: Rehearsal) -> str:
    questions = sum(len(bank.questions) for bank in contents.banks)
    found = len(contents.problems) + len(rehearsal.problems)
    untested = sum(1 for _ in without_tests(contents.banks))
    parts = [f"{questions} questions in {len(contents.banks)} banks"]
    if rehearsal.run:
        parts.append(f"{rehearsal.run} tests run")
    if rehearsal.undecided:
        parts.append(f"{rehearsal.undecided} not decided")
    if untested:
        parts.append(f"{untested} without a right and a wrong answer among their tests")
    parts.append(f"{found} problem{'s' if found > 1 else ''}" if found else "no problem")
    return "\n".join([*map(str, contents.problems), *map(str, rehearsal.problems), ", ".join(parts)])


def as_json(contents: Folder, rehearsal: Rehearsal) -> str:
    """Counts are of questions in use, retired ones left out; "cards" counts what they make for one learner.

    "syllabus" says of each topic [have, wanted], for its questions, kinds, levels and subtopics.
    """
    rows = [(bank, question) for bank in contents.banks for question in bank.questions if not question.retired]
    untested = [question.slug for question in without_tests(contents.banks)]
    report = {
        "problems": _listed(contents.problems),
        "tests": {
            "run": rehearsal.run,
            "not_decided": rehearsal.undecided,
            "failed": _listed(rehearsal.problems),
        },
        "without_tests": {"count": len(untested), "questions": untested},
        "questions": len(rows),
        "cards": sum(len(question.key.parts()) for _, question in rows),
        "by_area": dict.fromkeys(AREAS, 0) | Counter(bank.area for bank, _ in rows),
        "by_topic": Counter(question.topic for _, question in rows),
        "by_kind": Counter(question.kind for _, question in rows),
        "by_level": Counter(question.level for _, question in rows),
        "by_bank": Counter(bank.id for bank, _ in rows),
        "by_subtopic": Counter(question.tags[0] for _, question in rows),
        "syllabus": _against(contents),
    }
    return json.dumps(report, ensure_ascii=False)


def _against(contents: Folder) -> dict[str, object]:
    found = coverage(contents.banks, contents.syllabus) if contents.syllabus else ()
    names = ("questions", "kinds", "levels", "subtopics")
    return {topic.topic: {name: getattr(topic, name) for name in names} for topic in found}


def _listed(problems: tuple[Problem, ...]) -> list[dict[str, object]]:
    return [{"file": problem.file, "line": problem.line, "message": problem.message} for problem in problems]
