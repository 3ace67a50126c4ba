"""What a body of questions lacks beyond faults in any one: pairs alike, questions untested, gaps in the syllabus."""

from __future__ import annotations

import dataclasses
import json
from collections import Counter
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser

from quizzes.banks.coverage import Coverage, coverage, in_use, sort_of
from quizzes.banks.folder import Folder, read_folder
from quizzes.banks.likeness import ALIKE, Pair, alike
from quizzes.banks.questions import Question
from quizzes.banks.references import addresses, references_at_fault
from quizzes.banks.rehearsal import without_tests
from quizzes.management.links import Found, open_all


class Command(BaseCommand):
    help = (
        "List pairs of questions that ask the same, questions without tests, references that lead nowhere, "
        "and topics short of the syllabus."
    )
    requires_system_checks = []  # reads files only

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("folder", nargs="?", type=Path, default=settings.CONTENT_DIR, help="default: content/")
        parser.add_argument("--json", action="store_true", help="print one JSON object instead of lines")
        parser.add_argument(
            "--threshold", type=float, default=ALIKE, help=f"likeness, 0 to 1, from which a pair is told ({ALIKE})"
        )
        parser.add_argument("--links", action="store_true", help="open every link of the references; needs a network")

    def handle(self, *, folder: Path, threshold: float, links: bool, **options: object) -> None:
        try:
            contents = read_folder(folder)
        except FileNotFoundError as error:
            raise CommandError(str(error)) from None
        report = _Report.of(contents, threshold=threshold, links=links)
        self.stdout.write(report.as_json() if options["json"] else report.as_lines())
        if report.alike or report.dead:
            raise SystemExit(1)


@dataclasses.dataclass(frozen=True, kw_only=True)
class _Report:
    """dead: slug and what is wrong with a reference.   untried: addresses that could not be told, with the reason.

    totals: of the questions in use, by area, topic, kind (as the syllabus counts them) and level: how many there are
    and how many there should be; the latter None where the syllabus does not say.
    """

    alike: Sequence[Pair]
    untested: Sequence[str]
    short: Sequence[Coverage]
    dead: Sequence[tuple[str, str]]
    untried: Sequence[Found]
    totals: dict[str, dict[str, tuple[int, int | None]]]

    @classmethod
    def of(cls, contents: Folder, *, threshold: float, links: bool) -> _Report:
        questions = [question for bank in contents.banks for question in bank.questions]
        topics = coverage(contents.banks, contents.syllabus) if contents.syllabus else ()
        dead = [(question.slug, fault) for question in questions for fault in references_at_fault(question.refs)]
        where = _by_address(in_use(contents.banks)) if links else {}
        opened = open_all(where)
        dead += [(slug, f"{found.address} is gone") for found in opened if found.dead for slug in where[found.address]]
        return cls(
            alike=alike(questions, threshold=threshold),
            untested=[question.slug for question in without_tests(contents.banks)],
            short=[topic for topic in topics if topic.questions[0] != topic.questions[1]],
            dead=dead,
            untried=[found for found in opened if found.trouble],
            totals=_totals(contents, topics),
        )

    def as_lines(self) -> str:
        lines = [f"alike ({pair.likeness:.2f}): {pair.one} and {pair.other}" for pair in self.alike]
        lines += [f"without a right and a wrong answer among its tests: {slug}" for slug in self.untested]
        lines += [f"{slug}: {fault}" for slug, fault in self.dead]
        lines += [f"not told: {found.address}: {found.trouble}" for found in self.untried]
        lines += [f"{topic.topic}: {topic.questions[0]} of {topic.questions[1]} questions" for topic in self.short]
        lines += [
            f"by {name}: " + ", ".join(f"{item} {have}{_of(want)}" for item, (have, want) in counts.items())
            for name, counts in self.totals.items()
        ]
        summary = (
            f"{len(self.alike)} pairs alike, {len(self.untested)} questions untested, "
            f"{len(self.dead)} dead references, {len(self.short)} topics off their count"
        )
        return "\n".join([*lines, summary])

    def as_json(self) -> str:
        report: dict[str, Any] = {
            "alike": [dataclasses.asdict(pair) for pair in self.alike],
            "without_tests": self.untested,
            "dead_references": [{"question": slug, "fault": fault} for slug, fault in self.dead],
            "references_not_told": {found.address: found.trouble for found in self.untried},
            "topics": {topic.topic: topic.questions for topic in self.short},
            "totals": self.totals,
        }
        return json.dumps(report, ensure_ascii=False)


def _of(want: int | None) -> str:
    return "" if want is None else f" of {want}"


def _by_address(questions: Iterable[Question]) -> dict[str, list[str]]:
    """The questions that refer to each address."""
    found: dict[str, list[str]] = {}
    for question in questions:
        for address in dict.fromkeys(addresses(question.refs)):
            found.setdefault(address, []).append(question.slug)
    return found


def _totals(contents: Folder, topics: Sequence[Coverage]) -> dict[str, dict[str, tuple[int, int | None]]]:
    pairs = [(bank.area, question) for bank in contents.banks for question in in_use([bank])]
    areas = {topic.id: topic.area for topic in contents.syllabus.topics} if contents.syllabus else {}
    wanted: dict[str, Counter[str]] = {name: Counter() for name in ("area", "topic", "kind", "level")}
    for topic in topics:
        wanted["area"][areas[topic.topic]] += topic.questions[1]
        wanted["topic"][topic.topic] += topic.questions[1]
        wanted["kind"].update({kind: want for kind, (_, want) in topic.kinds.items()})
        wanted["level"].update({level: want for level, (_, want) in topic.levels.items()})
    found = {
        "area": Counter(area for area, _ in pairs),
        "topic": Counter(question.topic for _, question in pairs),
        "kind": Counter(sort_of(question) for _, question in pairs),
        "level": Counter(question.level for _, question in pairs),
    }
    return {
        name: {item: (counts[item], wanted[name].get(item)) for item in {**wanted[name], **counts}}
        for name, counts in found.items()
    }
