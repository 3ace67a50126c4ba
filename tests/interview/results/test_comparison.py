"""Tests of quizzes/interview/comparison.py."""

from datetime import UTC, date, datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from quizzes.interview.results.comparison import Past, comparison

DAY = date(2026, 11, 23)


def past(score: float | None = 0.6, **more: object) -> Past:
    return Past(**{"started": DAY, "minutes": 30, "items": 10, "score": score, "open": 0, **more})  # type: ignore[arg-type]


def test_a_first_interview_has_nothing_to_be_compared_with() -> None:
    found = comparison([past()])
    assert found.words == "This is your first interview; there is nothing to compare it with yet."
    assert [(point.x, point.y) for point in found.points] == [(0.5, 0.6)]


def test_points_run_from_the_oldest_to_the_newest() -> None:
    found = comparison([past(0.2), past(None), past(0.6)])
    assert [(point.x, point.y) for point in found.points] == [(0.0, 0.2), (1.0, 0.6)]
    assert found.points[0].words == "23 November 2026: 20\N{NO-BREAK SPACE}% of 10 questions"


def test_the_table_has_all_with_the_newest_first() -> None:
    rows = comparison([past(None, items=3, open=2), past(started=datetime(2026, 12, 1, 9, tzinfo=UTC))]).rows
    assert [(row.when, row.items, row.score, row.open) for row in rows] == [
        ("1 December 2026, 09:00", "10 questions", "60\N{NO-BREAK SPACE}%", "none open"),
        ("23 November 2026", "3 questions", "only 3 judged so far", "2 yours to judge"),
    ]


@pytest.mark.parametrize(
    ("scores", "words"),
    [
        (
            (0.6, 0.7),
            "70\N{NO-BREAK SPACE}% now, 60\N{NO-BREAK SPACE}% in 1 earlier interview: with 10 questions the difference may be chance.",
        ),
        (
            (0.2, 0.2, 0.9),
            "90\N{NO-BREAK SPACE}% now, 20\N{NO-BREAK SPACE}% in 2 earlier interviews: better, and by more than chance would do often.",
        ),
        (
            (0.9, 0.9, 0.2),
            "20\N{NO-BREAK SPACE}% now, 90\N{NO-BREAK SPACE}% in 2 earlier interviews: worse, and by more than chance would do often.",
        ),
        ((0.6, 0.6), "60\N{NO-BREAK SPACE}% now, 60\N{NO-BREAK SPACE}% in 1 earlier interview: no change."),
        ((None, 0.6), "No earlier interview has 5 judged questions, so there is nothing to compare with."),
    ],
)
def test_a_difference_is_called_one_only_beyond_chance(scores: tuple[float | None, ...], words: str) -> None:
    assert comparison([past(score) for score in scores]).words == words


@pytest.mark.parametrize(
    ("items", "waiting", "words"),
    [
        (0, 0, "no question was seen"),
        (0, 5, "none judged so far"),
        (4, 3, "only 4 judged so far"),
        (3, 0, "too few questions for a score"),
        (3, 1, "too few questions for a score"),
    ],
)
def test_without_a_score_the_true_reason_is_given(items: int, waiting: int, words: str) -> None:
    found = comparison([past(), past(None, items=items, open=waiting)])
    assert found.rows[0].score == words
    assert found.words == f"There is nothing to compare with the earlier ones: {words}."


def test_each_row_knows_its_interview() -> None:
    assert [row.interview for row in comparison([past(interview=3), past(interview=8)]).rows] == [8, 3]


def test_a_long_interview_counts_for_more_than_a_short_one() -> None:
    assert "20\N{NO-BREAK SPACE}% in 2" in comparison([past(0.0, items=20), past(1.0, items=5), past()]).words


@settings(max_examples=100, deadline=None)
@given(st.lists(st.builds(past, st.none() | st.floats(0, 1), items=st.integers(0, 12), open=st.integers(0, 3))))
def test_any_past_gives_points_within_the_chart_and_a_row_each(interviews: list[Past]) -> None:
    found = comparison(interviews)
    assert len(found.rows) == len(interviews)
    assert all(0 <= point.x <= 1 and 0 <= point.y <= 1 for point in found.points)
    assert len(found.points) == sum(each.items >= 5 and each.score is not None for each in interviews)
