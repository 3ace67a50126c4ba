"""Load the banks of a folder into the tables; what has problems stays as it was."""

from pathlib import Path

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser

from quizzes.authoring.services import FolderReport, load_folder
from quizzes.management.progress import progress_bar

COUNTS = ("added", "changed", "unchanged", "retired")


class Command(BaseCommand):
    help = "Load all banks of a folder, each in one transaction. Loading twice changes nothing the second time."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("folder", nargs="?", type=Path, default=settings.CONTENT_DIR, help="default: content/")

    def handle(self, *, folder: Path, **options: object) -> None:
        try:
            with progress_bar("Loading") as progress:
                report = load_folder(folder, progress=progress)
        except FileNotFoundError as error:
            raise CommandError(str(error)) from None
        self.stdout.write(as_lines(report))
        for problem in report.problems:
            self.stderr.write(str(problem))
        if report.problems:
            raise CommandError(f"{len(report.problems)} problems; the banks named above stay as they were")


def as_lines(report: FolderReport) -> str:
    lines = []
    for bank in report.banks:
        if bank.refused:
            lines.append(f"{bank.bank}: refused for its problems, stays as it was")
        elif bank.added or bank.changed or bank.retired:
            lines.append(f"{bank.bank}: " + ", ".join(f"{getattr(bank, name)} {name}" for name in COUNTS))
    total = {name: sum(getattr(bank, name) or 0 for bank in report.banks) for name in COUNTS}
    lines.append(f"{len(report.banks)} banks: " + ", ".join(f"{count} {name}" for name, count in total.items()))
    return "\n".join(lines)
