"""Read every bank, write nothing, list every problem with file, line and the way out."""

import json
from collections import Counter
from pathlib import Path

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser

from quizzes.banks.folder import Folder, read_folder
from quizzes.management.progress import progress_bar
from quizzes.models import AREAS


class Command(BaseCommand):
    help = "Read all banks of a folder, write nothing, and list every problem as file:line: what is wrong."
    requires_system_checks = []  # reads files only; needs neither database nor templates

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("folder", nargs="?", type=Path, default=settings.CONTENT_DIR, help="default: content/")
        parser.add_argument("--json", action="store_true", help="print one JSON object instead of lines")

    def handle(self, *, folder: Path, **options: object) -> None:
        try:
            with progress_bar("Reading") as progress:
                contents = read_folder(folder, progress=progress)
        except FileNotFoundError as error:
            raise CommandError(str(error)) from None
        self.stdout.write(as_json(contents) if options["json"] else as_lines(contents))
        if contents.problems:
            raise SystemExit(1)


def as_lines(contents: Folder) -> str:
    questions = sum(len(bank.questions) for bank in contents.banks)
    found = len(contents.problems)
    summary = f"{questions} questions in {len(contents.banks)} banks, " + (
        f"{found} problem{'s' if found > 1 else ''}" if found else "no problem"
    )
    return "\n".join([*map(str, contents.problems), summary])


def as_json(contents: Folder) -> str:
    """Counts are of questions in use, retired ones left out; "cards" counts what they make for one learner."""
    rows = [(bank, question) for bank in contents.banks for question in bank.questions if not question.retired]
    report = {
        "problems": [
            {"file": problem.file, "line": problem.line, "message": problem.message} for problem in contents.problems
        ],
        "questions": len(rows),
        "cards": sum(len(question.key.parts()) for _, question in rows),
        "by_area": dict.fromkeys(AREAS, 0) | Counter(bank.area for bank, _ in rows),
        "by_topic": Counter(question.topic for _, question in rows),
        "by_kind": Counter(question.kind for _, question in rows),
        "by_level": Counter(question.level for _, question in rows),
        "by_bank": Counter(bank.id for bank, _ in rows),
    }
    return json.dumps(report, ensure_ascii=False)
