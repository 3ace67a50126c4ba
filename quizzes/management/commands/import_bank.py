"""Bring the questions of a file into a bank as drafts: ours, tables, and decks of other programs."""

from pathlib import Path

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from quizzes.authoring.editing import NotEdited, import_drafts, read_for
from quizzes.exchange.imports import FORMATS
from quizzes.exchange.uploads import MAX_UPLOAD
from quizzes.models import Bank


class Command(BaseCommand):
    help = "Read a file, list what is wrong with it, and store its questions as drafts: all of them, or none."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", type=Path, help="a text in UTF-8, or a zip of texts")
        parser.add_argument("--bank", required=True, help="id of the bank that the drafts go to")
        parser.add_argument("--format", choices=FORMATS, help="default: told by the ending and the text")
        parser.add_argument("--dry-run", action="store_true", help="only say what would happen")

    def handle(self, *, file: Path, bank: str, format: str | None, dry_run: bool, **options: object) -> None:
        known = Bank.objects.filter(slug=bank).first()
        if known is None:
            slugs = ", ".join(Bank.objects.values_list("slug", flat=True)) or "none yet"
            raise CommandError(f"there is no bank {bank}; there are: {slugs}")
        reading = read_for(known, self._data(file), name=file.name, format=format)
        for problem in reading.problems:
            self.stderr.write(str(problem))
        for remark in reading.remarks:
            self.stdout.write(f"{remark} (can be mended in the draft)")
        if reading.problems:
            raise CommandError(f"{len(reading.problems)} problems; nothing was imported")
        if dry_run:
            self.stdout.write(f"{len(reading.items)} questions would become drafts of {bank}; nothing was imported")
            return
        try:
            count = import_drafts(known, reading, by=None, now=timezone.now(), note=f"imported from {file.name}")
        except NotEdited as error:
            raise CommandError(f"{error}; nothing was imported") from None
        self.stdout.write(f"{count} questions are drafts of {bank} now; publish them in the admin")

    def _data(self, file: Path) -> bytes:
        try:
            with file.open("rb") as opened:
                return opened.read(MAX_UPLOAD + 1)  # one more tells that it is too large
        except OSError as error:
            raise CommandError(f"{file} cannot be read: {error.strerror}") from None
