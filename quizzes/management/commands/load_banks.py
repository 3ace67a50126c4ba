"""Load the banks of a folder into the tables; what has problems stays as it was."""

from pathlib import Path

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser

from quizzes.authoring.heads import HeadConflict
from quizzes.authoring.loading import Conflict, FolderReport, TooManyRetired, load_folder
from quizzes.banks.merging import three_versions
from quizzes.management.progress import progress_bar

COUNTS = ("added", "changed", "unchanged", "retired")
ADVICE = (
    "Both versions are kept; learners go on with the one of the page. To take a side for all of them: "
    "load_banks --theirs (the file) or load_banks --ours (the page); for one at a time: the admin page."
)


class Command(BaseCommand):
    help = (
        "Load all banks of a folder, each in one transaction. Loading twice changes nothing the second time. "
        "What was edited on the page keeps its edit; where file and page have both changed, both are kept. "
        "The folder is taken for the whole: questions that it does not hold are retired, whatever folder they came "
        "from. A load that would retire most of the published ones is refused without --retire."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("folder", nargs="?", type=Path, default=settings.CONTENT_DIR, help="default: content/")
        side = parser.add_mutually_exclusive_group()
        for name, whose in (("theirs", "the file"), ("ours", "the page")):
            side.add_argument(
                f"--{name}",
                dest="side",
                action="store_const",
                const=name,
                help=f"where file and page have both changed a question or the head of a bank, take {whose}",
            )

        parser.add_argument(
            "--retire", action="store_true", help="even when most published questions are not in the folder any more"
        )

    def handle(self, *, folder: Path, side: str | None = None, retire: bool = False, **options: object) -> None:
        try:
            with progress_bar("Loading") as progress:
                report = load_folder(folder, side=side, retire=retire, progress=progress)
        except FileNotFoundError as error:
            raise CommandError(str(error)) from None
        except TooManyRetired as error:
            raise CommandError(f"{error}; nothing has changed. If that is meant: load_banks --retire") from None
        self.stdout.write(as_lines(report))
        for problem in report.problems:
            self.stderr.write(str(problem))
        for conflict in report.conflicts:
            self.stderr.write(as_versions(conflict))
        for head in report.heads:
            self.stderr.write(as_head(head))
        if torn := _counted(question=len(report.conflicts), head=sum(not head.side for head in report.heads)):
            self.stderr.write(f"{torn} changed on both sides. {ADVICE}")
        if report.problems:
            raise CommandError(f"{len(report.problems)} problems; the banks named above stay as they were")


def _counted(**counts: int) -> str:
    """ "2 questions and 1 head have"; "" for none."""
    parts = [f"{count} {noun}{'s' if count > 1 else ''}" for noun, count in counts.items() if count]
    return f"{' and '.join(parts)} {'has' if sum(counts.values()) == 1 else 'have'}" if parts else ""


def as_lines(report: FolderReport) -> str:
    lines = []
    for bank in report.banks:
        if bank.refused:
            lines.append(f"{bank.bank}: refused for its problems, stays as it was")
        elif bank.added or bank.changed or bank.retired:
            lines.append(f"{bank.bank}: " + ", ".join(f"{getattr(bank, name)} {name}" for name in COUNTS))
    total = {name: sum(getattr(bank, name) or 0 for bank in report.banks) for name in COUNTS}
    lines.append(f"{len(report.banks)} banks: " + ", ".join(f"{count} {name}" for name, count in total.items()))
    kept = sum(bank.kept or 0 for bank in report.banks)
    if kept:
        lines.append(f"{kept} edited on the page and kept so; export_banks writes them into the files")
    lines += [
        f"{bank.bank}: what stands above its questions was edited on the page and kept so; export_banks writes it"
        for bank in report.banks
        if bank.head_kept
    ]
    return "\n".join(lines)


def as_versions(conflict: Conflict) -> str:
    where = f"{conflict.file}:{conflict.line}: {conflict.slug} has changed in the file and on the page"
    return f"{where}\n{three_versions(conflict.base, conflict.theirs or None, conflict.ours)}"


def as_head(head: HeadConflict) -> str:
    """What each side did to a head. After a side was taken the other is told once more: it is kept nowhere else."""
    taken = {"theirs": "; the file's was taken", "ours": "; the page's was taken"}.get(head.side, "")
    where = f"{head.file}:1: what stands above its questions has changed in the file and on the page{taken}"
    return f"{where}\n{three_versions(head.base, head.theirs, head.ours)}"
