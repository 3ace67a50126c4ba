"""A file of `backup` into the place of the database."""

from pathlib import Path

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import connection
from django.utils import timezone

from quizzes.management.copying import NotCopied, in_words, postgresql, sqlite


class Command(BaseCommand):
    help = "Put a backup in the place of the database; what is there already is replaced with --force alone."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", type=Path, help="made by backup")
        parser.add_argument("--force", action="store_true", help="replace what is there, and keep it in a backup")

    def handle(self, *, file: Path, force: bool, **options: object) -> None:
        name, file, now = connection.settings_dict["NAME"], file.absolute(), timezone.now()
        try:
            if connection.vendor == "sqlite":
                name = Path(name).absolute()
                found, kept, is_older = sqlite.load(file, name, force=force, now=now)
            else:
                found, kept, is_older = postgresql.load(file, force=force, now=now)
        except NotCopied as error:
            raise CommandError(f"Nothing was restored: {error}.") from error
        if kept:
            self.stdout.write(f"What was there before is kept in {kept}.")
        self.stdout.write(f"{name} holds the backup now: {in_words(found)}.")
        if is_older:
            self.stdout.write("It is of an older version: now run manage.py migrate.")
        self.stdout.write("If the site runs, start it again.")
