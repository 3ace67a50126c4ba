"""All learners' answers become the statistics of each question, which are kept until they are worked out again."""

from __future__ import annotations

import dataclasses
import re
import statistics
from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import F
from django.http import Http404

from quizzes import checking
from quizzes.authoring import items
from quizzes.authoring.items import FEWEST_LEARNERS, ROUNDING, Attempt
from quizzes.memory.ratings import PASSING_SCORE
from quizzes.models import Answer, ItemStatistics, Question, Regrade

BATCH = 500  # rows a statement
LONGEST = 200  # characters of a wrong answer that are kept
DIGITS = 3  # to which numbers are equal: 1/3, 0.333 and 0.3333 are one wrong answer

# The receipt on a wrong number: "Read as 2/8 = 0.25 m; right is 0.375 m (±1 %)."
READ_AS = re.compile(r"Read as (.+?); right is ", re.DOTALL)
# As maths.numbers writes one for eyes: 1 250 with a narrow space, −0.05, 3.2 × 10⁻⁵.
SUPERSCRIPTS = str.maketrans("⁻⁰¹²³⁴⁵⁶⁷⁸⁹", "-0123456789")
NUMBER = re.compile(
    r"(?P<sign>−?)(?:(?P<mantissa>\d[\d.\u202f]*)(?:\xa0×\xa0)?)?(?:10(?P<power>[⁻⁰¹²³⁴⁵⁶⁷⁸⁹]+))?(?P<unit>(?: .*)?)"
)


@dataclasses.dataclass(frozen=True, kw_only=True)
class Group:
    """Some of a question's learners, by how they do on all other questions.

    facility: mean score of their first attempts at this question, 0 to 1; None for a group without learners.
    """

    name: str
    learners: int
    facility: float | None


def measure(*, now: datetime) -> int:
    """Work out the statistics of all questions anew. Returns for how many there are any."""
    questions = _questions()
    attempts = [_with_reading(attempt, receipt, questions) for attempt, receipt in _attempts()]
    options = {pk: _distractors(question) for pk, question in questions.items()}
    rows = [_row(pk, found, now) for pk, found in items.item_statistics(attempts, options).items()]
    with transaction.atomic():
        ItemStatistics.objects.all().delete()
        ItemStatistics.objects.bulk_create(rows, batch_size=BATCH)
    return len(rows)


def groups(question: Question) -> list[Group]:
    """The lower, middle and upper third of a question's learners, by their mean score on all other questions.

    Who does equally well elsewhere is in one group. Empty below FEWEST_LEARNERS who have answered other questions too,
    and where all of them do equally well.
    """
    learners = Answer.objects.filter(card__question=question, question_rev=question.rev).values("learner")
    by_question: dict[int, list[Attempt]] = {}
    for attempt, _ in _attempts(learner__in=learners):
        by_question.setdefault(attempt.question, []).append(attempt)
    scores = {pk: items.first_scores(rows) for pk, rows in by_question.items()}
    rests = items.rest_means(scores).get(question.pk, {})
    return thirds([(scores[question.pk][learner], rest) for learner, rest in rests.items()])


def thirds(pairs: Sequence[tuple[float, float]]) -> list[Group]:
    """pairs: for each learner the score here and the mean score elsewhere. Empty as `groups` says."""
    if len(pairs) < FEWEST_LEARNERS:
        return []
    rests = sorted(rest for _, rest in pairs)
    third = len(rests) // 3
    low, high = rests[third - 1], rests[-third]
    if high - low < ROUNDING:
        return []
    found: dict[str, list[float]] = {"lower third": [], "middle": [], "upper third": []}
    for score, rest in pairs:
        name = "lower third" if rest <= low + ROUNDING else "upper third" if rest >= high - ROUNDING else "middle"
        found[name].append(score)
    return [
        Group(name=name, learners=len(scores), facility=statistics.fmean(scores) if scores else None)
        for name, scores in found.items()
    ]


# --- from answers to attempts ----------------------------------------------------------------------------------------

COLUMNS = {
    "learner_id": "learner",
    "card__question_id": "question",
    "card__part": "part",
    "score": "score",
    "seconds": "seconds",
    "text": "text",
    "card__difficulty": "difficulty",
    "card__reviews": "reviews",
    "card__lapses": "lapses",
}


def _attempts(**only: Any) -> Iterator[tuple[Attempt, str]]:
    """The answers to the present revisions, the oldest first, each with its receipt; the newest regrade counts."""
    regrades = Regrade.objects.order_by("pk").values_list("answer_id", "score", "receipt")
    later = {pk: (score, receipt) for pk, score, receipt in regrades}
    answers = Answer.objects.filter(question_rev=F("card__question__rev"), **only).order_by("pk")
    seen: set[int] = set()
    for row in answers.values("pk", "card_id", "receipt", *COLUMNS).iterator():
        fields = {field: row[column] for column, field in COLUMNS.items()}
        fields["score"], receipt = later.get(row["pk"], (row["score"], row["receipt"]))
        yield Attempt(**fields, first=row["card_id"] not in seen), receipt
        seen.add(row["card_id"])


def _questions() -> Mapping[int, Question]:
    """Those that were answered, with what their keys are made from."""
    answered = Answer.objects.values("card__question")
    return Question.objects.filter(pk__in=answered).only("slug", "kind", "key_fields", "parts").in_bulk()


def _with_reading(attempt: Attempt, receipt: str, questions: Mapping[int, Question]) -> Attempt:
    if attempt.score is None or attempt.score >= PASSING_SCORE or not attempt.text.strip():
        return attempt  # only wrong answers are grouped
    try:
        reading = reading_of(questions[attempt.question], attempt.part, attempt.text, receipt)
    except Http404:  # its part is gone
        return attempt
    return dataclasses.replace(attempt, reading=reading)


def reading_of(question: Question, part: str, text: str, receipt: str) -> str:
    """A form that answers share which are equal: a number, a formula as it is set, letters in order; "" for others.

    Nothing is worked out here: a number stands in the receipt.
    """
    key = checking.key_of(question, part)
    if key.options():
        return " ".join(sorted(text.upper().split()))
    return _number_in(receipt) or "\n".join(reading.latex for reading in key.readings(text) if reading.latex)


def _number_in(receipt: str) -> str:
    """The number as which an answer was read, in the unit that was asked for; "" where it was none."""
    read_as = READ_AS.match(receipt)
    found = NUMBER.fullmatch(read_as[1].rsplit(" = ", 1)[-1].strip()) if read_as else None
    if found is None or not (found["mantissa"] or found["power"]):
        return ""
    mantissa = (found["mantissa"] or "1").replace("\N{NARROW NO-BREAK SPACE}", "")
    value = float(f"{mantissa}e{(found['power'] or '0').translate(SUPERSCRIPTS)}")
    return f"{'-' if found['sign'] else ''}{value:.{DIGITS}g}{found['unit']}"


def _distractors(question: Question) -> list[str]:
    """Letters of the wrong options; empty for a kind without options."""
    if len(question.parts) != 1:
        return []
    key = checking.key_of(question, question.parts[0])
    options = key.options()
    right = set(key.model_answer().split()) if options else set()
    return [option.value for option in options if option.value not in right]


# --- into the table --------------------------------------------------------------------------------------------------


def _row(pk: int, found: items.ItemStatistics, now: datetime) -> ItemStatistics:
    same = ("learners", "attempts", "facility", "discrimination", "median_seconds", "difficulty", "lapse_rate")
    return ItemStatistics(
        question_id=pk,
        **{name: getattr(found, name) for name in same},
        suspect=found.suspect,
        wrong_answers=[[_words(wrong), wrong.times] for wrong in found.wrong],
        idle_distractors=list(found.untaken),
        at=now,
    )


def _words(wrong: items.WrongAnswer) -> str:
    text = f"{wrong.part}: {wrong.text}" if wrong.part else wrong.text
    return text if len(text) <= LONGEST else text[: LONGEST - 1] + "…"
