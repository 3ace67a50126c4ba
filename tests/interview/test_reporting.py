"""Tests of quizzes/interview/reporting.py: graded turns become a report, and a link to share."""

import json
from datetime import timedelta
from pathlib import Path

import pytest
from django.http import Http404
from django.utils import timezone

from quizzes import checking
from quizzes.interview import grading, reporting, services, sitting
from quizzes.interview.services import Setup
from quizzes.kinds.derivation import EXAMPLE as DERIVATION
from quizzes.models import Card, Interview, Learner, Question, Regrade, Turn
from tests.interview.sittings import END, POINTS, RIGHT, UNREADABLE, WRONG, graded, sat
from tests.makers import NOON, PARAMETERS, bank_text, block, deal, load

pytestmark = pytest.mark.django_db


# --- one item a turn -------------------------------------------------------------------------------------------------


def test_each_turn_is_an_item_with_its_mark(ada: Learner, tmp_path: Path) -> None:
    blocks = [block(slug=f"q-{number}") for number in range(4)]
    interview = graded(ada, deal(ada, tmp_path, *blocks), [RIGHT, WRONG, "", None])
    found = reporting.items(interview)
    assert [item.mark for item in found] == ["right", "wrong", "no answer", "not reached"]
    assert [item.judged_by for item in found] == ["check", "check", "", ""]
    assert found[0].title == "A fair coin is tossed three times. What is the chance of exactly two heads?"
    assert (found[0].area_title, found[0].seconds, found[0].expected) == ("Mathematics", 120.0, 120.0)


def test_what_nobody_could_judge_is_never_counted_as_wrong(ada: Learner, tmp_path: Path) -> None:
    cards = deal(ada, tmp_path, block(), block(slug="b"), block("flashcard", slug="c"))
    result = reporting.report(graded(ada, cards, [RIGHT, UNREADABLE, "Three."])).result
    assert (result.total.judged, result.total.right, result.total.wrong, result.total.open) == (1, 1, 0, 2)
    assert result.open == (2, 3)


def test_expected_time_is_stretched_where_the_clock_was(ada: Learner, tmp_path: Path) -> None:
    interview = graded(ada, deal(ada, tmp_path, block()), [RIGHT], stretch=2.0)
    assert reporting.items(interview)[0].expected == 240
    assert reporting.report(interview).result.minutes == 30


def test_a_misconception_that_an_answer_shows_is_named(ada: Learner, tmp_path: Path) -> None:
    wrong = ', wrong: [{expr: "1/4", why: "You have counted **one** order only."}]'
    cards = deal(ada, tmp_path, block(more=wrong), block("choice", slug="c"), block("free", slug="f"))
    interview = graded(ada, cards, ["1/4", "B", "It says the training is slow."])
    said = [item.corrected for item in reporting.items(interview)]
    assert said[0] == (("`1/4`", "You have counted **one** order only."),)
    assert said[1] == (("The training set.", "It was used to fit both."),)


def test_a_slip_that_no_author_has_foreseen_is_no_misconception(ada: Learner, tmp_path: Path) -> None:
    cards = deal(ada, tmp_path, block(), DERIVATION)
    interview = graded(ada, cards, ["37.5 %", "1 = 2"])
    assert [item.misconceptions for item in reporting.items(interview)] == [(), ()]


def test_prerequisites_among_the_questions_are_named(ada: Learner, tmp_path: Path) -> None:
    load(tmp_path, base=bank_text(block("flashcard", slug="base"), bank="math.base"))
    (item,) = reporting.items(graded(ada, deal(ada, tmp_path, block(more=", needs: [base, la]")), [WRONG]))
    assert item.needs == ("base", "la")
    assert item.prerequisites == (("base", "What is the trace of the 3 by 3 identity matrix?"),)


def test_a_prerequisite_is_named_with_numbers(ada: Learner, tmp_path: Path) -> None:
    load(tmp_path, base=bank_text(PARAMETERS, bank="math.base"))
    values = checking.drawn(Question.objects.get(slug="sum"), "", 0).placeholders
    (item,) = reporting.items(graded(ada, deal(ada, tmp_path, block(more=", needs: [sum]")), [WRONG]))
    assert item.prerequisites == (("sum", f"What is ${values['a']}+{values['b']}$?"),)


def test_only_who_presses_skip_has_skipped(ada: Learner, tmp_path: Path) -> None:
    interview = sat(ada, deal(ada, tmp_path, block(), block(slug="b")), ["", ""])
    interview.turns.filter(position=2).update(skipped=True)
    grading.grade_some(interview, now=END, seconds=60)
    assert [item.mark for item in reporting.items(interview)] == ["no answer", "skipped"]


def test_a_part_that_is_gone_since_counts_neither_way(ada: Learner, tmp_path: Path) -> None:
    interview = graded(ada, deal(ada, tmp_path, block(), block(slug="b")), [RIGHT, WRONG])
    Question.objects.filter(slug="b").update(parts=["other"], key_fields={})
    assert [item.mark for item in reporting.items(interview)] == ["right", "not reached"]


@pytest.mark.parametrize(
    ("timer", "minutes", "timed_out"),
    [("hard", 15, True), ("hard", 14, False), ("soft", 15, False), ("none", 15, False)],
)
def test_only_a_hard_clock_ends_an_interview(
    ada: Learner, tmp_path: Path, timer: str, minutes: int, timed_out: bool
) -> None:
    interview = graded(ada, deal(ada, tmp_path, block()), [RIGHT], timer=timer)
    interview.ended_at = NOON + timedelta(minutes=minutes)
    result = reporting.report(interview).result
    assert (result.timed_out, result.used_seconds) == (timed_out, 60 * minutes)
    assert ("of" in result.time.split(".")[0]) == (timer != "none")


# --- a learner with known gaps ---------------------------------------------------------------------------------------

TOPICS = {"la": "Linear algebra", "pr": "Probability", "st": "Statistics", "op": "Optimisation", "it": "Information"}
GAPS = ("la", "pr")


def bank_of_topic(topic: str) -> str:
    numeric = [block(slug=f"{topic}-{number}").replace("tags: [pr]", f"tags: [{topic}]") for number in range(6)]
    derivations = []
    if topic not in GAPS:
        for number in range(3):
            lines = DERIVATION.split("\n")
            lines[0] = f"## {topic}-derivation-{number}"
            text = "\n".join(lines)
            tags = text[text.index("tags: [") :].split("]")[0]
            derivations.append(text.replace(tags, f"tags: [{topic}").replace("needs: [", "was: ["))
    return bank_text(*numeric, *derivations, bank=f"math.{topic}", title=TOPICS[topic])


def sit(interview: Interview) -> None:
    """Answer as a learner does who knows all but two topics, and derives nothing."""
    now = NOON
    for turn in interview.turns.select_related("card__question"):
        question = turn.card.question
        known = question.topic not in GAPS and question.kind != "derivation"
        wrong = "1/8" if question.kind == "numeric" else "1 = 2"
        sitting.look_at(interview, turn.position, now=now)
        now += timedelta(seconds=0.9 * turn.expected)
        sitting.save(interview, turn.position, "3/8" if known else wrong, version=0, now=now)
    sitting.finish(interview, now=now)


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_a_learner_with_known_gaps_is_told_exactly_those(ada: Learner, tmp_path: Path, seed: int) -> None:
    load(tmp_path, **{topic: bank_of_topic(topic) for topic in TOPICS})
    setup = Setup(minutes=60, profile="own", weights={"math": 1.0}, follow_ups=False)
    interview = services.start_interview(ada, setup, now=NOON, seed=seed, key="k")
    sit(interview)
    grading.grade_some(interview, now=END, seconds=60)
    found = reporting.report(interview)
    assert {fix.title for fix in found.result.fixes} == {
        "Revise “Linear algebra”",
        "Revise “Probability”",
        "Practise derivations",
    }
    wrong = {item.position for item in found.items if item.topic in GAPS or item.kind == "derivation"}
    assert {position for fix in found.result.fixes for position in fix.items} == wrong


# --- earlier interviews ----------------------------------------------------------------------------------------------


def test_the_comparison_agrees_with_the_report(ada: Learner, tmp_path: Path) -> None:
    cards = deal(ada, tmp_path, *(block(slug=f"q-{number}") for number in range(6)))
    graded(ada, cards, [RIGHT] * 6, key="first")
    later = reporting.report(graded(ada, cards, [RIGHT, WRONG, "", RIGHT, RIGHT, UNREADABLE], key="second"))
    newest, oldest = later.comparison.rows
    assert (newest.items, newest.open) == ("5 questions", "1 yours to judge")
    assert newest.score == later.result.total.percent == "60\N{NO-BREAK SPACE}%"
    assert oldest.score == "100\N{NO-BREAK SPACE}%"
    assert [point.y for point in later.comparison.points] == [1.0, later.result.score]


def test_a_report_is_compared_with_earlier_interviews_only(ada: Learner, emmy: Learner, tmp_path: Path) -> None:
    cards = deal(ada, tmp_path, block())
    first = graded(ada, cards, [RIGHT], key="first")
    graded(ada, cards, [RIGHT], key="second")
    graded(emmy, [Card.objects.create(learner=emmy, question=cards[0].question)], [RIGHT])
    assert len(reporting.report(first).comparison.rows) == 1


def test_a_part_that_is_gone_since_counts_in_the_comparison_as_little_as_in_the_report(
    ada: Learner, tmp_path: Path
) -> None:
    cards = deal(ada, tmp_path, *(block(slug=f"q-{number}") for number in range(7)))
    interview = graded(ada, cards, [RIGHT] * 6 + [WRONG])
    assert reporting.report(interview).comparison.points[-1].y < 1
    Question.objects.filter(slug="q-6").update(parts=["other"], key_fields={})
    found = reporting.report(interview)
    assert (found.comparison.points[-1].y, found.result.score) == (1.0, 1.0)
    assert found.comparison.rows[0].items == "6 questions"


def test_a_later_grade_counts_in_the_comparison(ada: Learner, tmp_path: Path) -> None:
    cards = deal(ada, tmp_path, *(block(slug=f"q-{number}") for number in range(5)))
    interview = graded(ada, cards, [RIGHT] * 4 + [WRONG])
    answer = Turn.objects.get(position=5).answer
    Regrade.objects.create(answer=answer, score=1.0, suggested=3, at=timezone.now())
    found = reporting.report(interview)
    assert (found.comparison.points[-1].y, found.result.score) == (1.0, 1.0)


# --- exports ---------------------------------------------------------------------------------------------------------


def test_the_exports_hold_what_was_asked_and_answered(ada: Learner, tmp_path: Path) -> None:
    cards = deal(ada, tmp_path, block(), block("choice", slug="c"), block("free", slug="f"))
    interview = graded(ada, cards, [WRONG, "B", POINTS])
    text = reporting.as_markdown(interview)
    for part in ("# Mock interview", "1/8", "- B: The training set.", "It was used to fit both.", POINTS):
        assert part in text
    assert "Three of the eight outcomes have two heads." in text
    assert json.loads(json.dumps(reporting.as_json(interview)))["questions"][0]["answer"] == "1/8"


def test_the_export_shows_the_points_as_the_learner_ticked_them(ada: Learner, tmp_path: Path) -> None:
    interview = graded(ada, deal(ada, tmp_path, block("free")), [POINTS])
    (turn,) = grading.turns_of(interview)
    grading.judge(turn, ticked=["2", "3"])
    text = reporting.as_markdown(interview)
    assert "> Not ticked by you: good on the training data" in text
    assert "> Made, ticked by you: worse on new data" in text
    assert "> says it is a slow training" in text
    assert "Made: " not in text


def test_the_exports_have_the_numbers_of_the_variant(ada: Learner, tmp_path: Path) -> None:
    cards = deal(ada, tmp_path, PARAMETERS)
    (question,) = reporting.as_json(graded(ada, cards, ["1"]))["questions"]
    values = checking.drawn(cards[0].question, "", 1).placeholders
    assert question["prompt"] == f"What is ${{{values['a']}}}+{{{values['b']}}}$?".replace("{", "").replace("}", "")
    assert question["why"] == f"Count on from {values['a']}."


# --- a link to share -------------------------------------------------------------------------------------------------


def test_a_report_is_shared_by_a_token_that_cannot_be_guessed(ada: Learner, tmp_path: Path) -> None:
    interview = graded(ada, deal(ada, tmp_path, block()), [RIGHT])
    assert interview.share is None
    token = reporting.share(interview)
    assert len(token) == 43
    assert reporting.share(interview) == token
    assert reporting.shared_interview(token) == interview


def test_a_link_withdrawn_leads_nowhere_and_a_new_one_is_another(ada: Learner, tmp_path: Path) -> None:
    interview = graded(ada, deal(ada, tmp_path, block()), [RIGHT])
    token = reporting.share(interview)
    reporting.unshare(interview)
    assert reporting.share(interview) != token
    with pytest.raises(Http404):
        reporting.shared_interview(token)


@pytest.mark.parametrize("token", ["", "None", "x" * 43, "a\0b"])
def test_no_other_text_leads_to_a_report(ada: Learner, tmp_path: Path, token: str) -> None:
    graded(ada, deal(ada, tmp_path, block()), [RIGHT])
    with pytest.raises(Http404):
        reporting.shared_interview(token)
