"""Bring the questions of a file into a bank as drafts: ours, tables, and decks of other programs."""

from pathlib import Path

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from quizzes.authoring.editing import NotEdited, import_drafts, read_for
from quizzes.exchange.imports import FORMATS
from quizzes.exchange.uploads import MAX_UPLOAD
from quizzes.models import Bank

# What is said of a row that is not new.
TOLD = {
    "same": "already here as {item.slug}, left alone",
    "edit": "here as {item.slug}, whose draft it edits",
    "left": "here as {item.slug}, and different; left alone: {item.reason}",
}


class Command(BaseCommand):
    help = (
        "Read a file, list what is wrong with it, and store its questions as drafts: all of them, or none. "
        "A question that is here already is left alone; one that has changed in the file edits its draft."
    )

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
        reading = read_for(known, self._data(file), name=file.name, format=format, by=None)
        for problem in reading.problems:
            self.stderr.write(str(problem))
        for remark in reading.remarks:
            self.stdout.write(f"{remark} (can be mended in the draft)")
        if reading.problems:
            raise CommandError(f"{len(reading.problems)} problems; nothing was imported")
        for item in reading.items:
            if item.act in TOLD:
                self.stdout.write(f"{item.file}:{item.line}: {TOLD[item.act].format(item=item)}")
        if dry_run:
            new, edits = len(reading.of("new")), len(reading.of("edit"))
            more = f", and {edits} would edit a draft" if edits else ""
            self.stdout.write(f"{new} questions would become drafts of {bank}{more}; nothing was imported")
            return
        try:
            done = import_drafts(known, reading, by=None, now=timezone.now(), source=file.name)
        except NotEdited as error:
            raise CommandError(f"{error}; nothing was imported") from None
        edited = f", and {done.edited} draft{' was' if done.edited == 1 else 's were'} edited" if done.edited else ""
        self.stdout.write(f"{done.new} questions are drafts of {bank} now{edited}; publish them in the admin")
        if done.same or done.left:
            self.stdout.write(f"{done.same} were here already, {done.left} differ and were left alone")

    def _data(self, file: Path) -> bytes:
        try:
            with file.open("rb") as opened:
                return opened.read(MAX_UPLOAD + 1)  # one more tells that it is too large
        except OSError as error:
            raise CommandError(f"{file} cannot be read: {error.strerror}") from None
