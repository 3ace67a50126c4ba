"""The whole database into one file, while the site runs."""

from pathlib import Path

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import connection
from django.utils import timezone

from quizzes.management.copying import NotCopied, default_file, in_words, postgresql, sqlite


class Command(BaseCommand):
    help = "Copy the database into one file, while the site runs, and read the copy back."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", nargs="?", type=Path, help="default: a name with the time, in backups/ of VAR_DIR")
        parser.add_argument("--force", action="store_true", help="replace a file of that name")

    def handle(self, *, file: Path | None, force: bool, **options: object) -> None:
        is_sqlite = connection.vendor == "sqlite"
        ending = sqlite.ENDING if is_sqlite else postgresql.ENDING
        try:
            file = (file or default_file("recall", ending, timezone.now())).absolute()
            if is_sqlite:
                found = sqlite.save(Path(connection.settings_dict["NAME"]), file, force=force)
            else:
                found = postgresql.save(file, force=force)
        except NotCopied as error:
            raise CommandError(f"No backup was made: {error}.") from error
        size = file.stat().st_size / 1_000_000
        self.stdout.write(f"{file}: {in_words(found)}, {size:.1f} MB, read back and found sound.")
