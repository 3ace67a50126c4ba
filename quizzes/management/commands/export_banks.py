"""Write what the tables hold into bank files; what nobody edited stays as it is, byte for byte."""

from pathlib import Path

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser

from quizzes.authoring.exporting import NotWritten, export_folder


class Command(BaseCommand):
    help = (
        "Write all banks into a folder, each question in its own lines; files that would stay the same are left alone. "
        "A file with edits that were not loaded is not overwritten."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("folder", nargs="?", type=Path, default=settings.CONTENT_DIR, help="default: content/")
        parser.add_argument(
            "--force", action="store_true", help="also over files that have changed since they were loaded"
        )

    def handle(self, *, folder: Path, force: bool, **options: object) -> None:
        try:
            folder.mkdir(parents=True, exist_ok=True)
            written = export_folder(folder, force=force)
        except OSError as error:
            raise CommandError(f"{folder} cannot be made: {error.strerror}") from None
        except NotWritten as error:
            raise CommandError(f"{error}; the files before it are written") from None
        changed = [each.file for each in written if each.changed]
        for file in changed:
            self.stdout.write(f"{file}: written")
        self.stdout.write(f"{len(written)} files: {len(changed)} written, {len(written) - len(changed)} unchanged")
