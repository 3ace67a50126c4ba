"""Work out the statistics of all questions, for the authors' pages; to be run now and then, by night perhaps."""

from django.core.management.base import BaseCommand
from django.utils import timezone

from quizzes.authoring import measuring


class Command(BaseCommand):
    help = "Work out from all answers how hard each question is, whom it tells apart, and what is answered wrongly."

    def handle(self, **options: object) -> None:
        count = measuring.measure(now=timezone.now())
        self.stdout.write(f"{count} question{'' if count == 1 else 's'} measured")
