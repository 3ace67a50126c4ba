"""Recompute every card's memory from the log of reviews, and report where the card says something else."""

import math

from django.core.management.base import BaseCommand, CommandError, CommandParser

from quizzes.models import MEMORY_COLUMNS, Card


class Command(BaseCommand):
    help = "Recompute all memories from the reviews and report differences; --fix writes what the reviews say."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--fix", action="store_true", help="write the recomputed memory where it differs")

    def handle(self, *, fix: bool, **options: object) -> None:
        cards = different = 0
        for card in Card.objects.filter(version__gt=0).select_related("question").iterator():
            cards += 1
            held, replayed = card.memory, card.replayed()
            names = [name for name in MEMORY_COLUMNS if not _same(getattr(held, name), getattr(replayed, name))]
            if not names:
                continue
            different += 1
            words = ", ".join(
                f"{name} is {getattr(held, name)}, reviews say {getattr(replayed, name)}" for name in names
            )
            self.stdout.write(f"card {card.pk} ({card}): {words}")
            if fix:
                card.memory = replayed
                card.save(update_fields=MEMORY_COLUMNS)
        self.stdout.write(f"{cards} cards replayed, {different} different{', mended' if fix and different else ''}")
        if different and not fix:
            raise CommandError("some memories are not what their reviews say; --fix mends them")


def _same(held: object, replayed: object) -> bool:
    if isinstance(held, float) and isinstance(replayed, float):
        return math.isclose(held, replayed, rel_tol=1e-9)
    return held == replayed
