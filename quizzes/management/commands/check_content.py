"""What a body of questions lacks beyond faults in any one: pairs alike, questions untested, gaps in the syllabus."""

import dataclasses
import json
from pathlib import Path

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser

from quizzes.banks.coverage import Coverage, coverage
from quizzes.banks.folder import read_folder
from quizzes.banks.likeness import ALIKE, Pair, alike
from quizzes.banks.rehearsal import without_tests


class Command(BaseCommand):
    help = "List pairs of questions that ask the same, questions without tests, and topics short of the syllabus."
    requires_system_checks = []  # reads files only

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("folder", nargs="?", type=Path, default=settings.CONTENT_DIR, help="default: content/")
        parser.add_argument("--json", action="store_true", help="print one JSON object instead of lines")
        parser.add_argument(
            "--threshold", type=float, default=ALIKE, help=f"likeness, 0 to 1, from which a pair is told ({ALIKE})"
        )

    def handle(self, *, folder: Path, threshold: float, **options: object) -> None:
        try:
            contents = read_folder(folder)
        except FileNotFoundError as error:
            raise CommandError(str(error)) from None
        questions = [question for bank in contents.banks for question in bank.questions]
        pairs = alike(questions, threshold=threshold)
        untested = [question.slug for question in without_tests(contents.banks)]
        topics = coverage(contents.banks, contents.syllabus) if contents.syllabus else ()
        short = [topic for topic in topics if topic.questions[0] != topic.questions[1]]
        self.stdout.write((_as_json if options["json"] else _as_lines)(pairs, untested, short))
        if pairs:
            raise SystemExit(1)


def _as_lines(pairs: list[Pair], untested: list[str], short: list[Coverage]) -> str:
    lines = [f"alike ({pair.likeness:.2f}): {pair.one} and {pair.other}" for pair in pairs]
    lines += [f"without a right and a wrong answer among its tests: {slug}" for slug in untested]
    lines += [f"{topic.topic}: {topic.questions[0]} of {topic.questions[1]} questions" for topic in short]
    summary = f"{len(pairs)} pairs alike, {len(untested)} questions untested, {len(short)} topics off their count"
    return "\n".join([*lines, summary])


def _as_json(pairs: list[Pair], untested: list[str], short: list[Coverage]) -> str:
    report = {
        "alike": [dataclasses.asdict(pair) for pair in pairs],
        "without_tests": untested,
        "topics": {topic.topic: topic.questions for topic in short},
    }
    return json.dumps(report, ensure_ascii=False)
