"""Tests of quizzes/review/queue.py."""

from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from quizzes.review.queue import NEW_SHARES, Row, mixed, portion

AREAS = list(NEW_SHARES)


def rows(*cards: int, seconds: float = 60) -> list[Row]:
    return [Row(card=card, seconds=seconds) for card in cards]


def fresh(**counts: int) -> dict[str, list[Row]]:
    """New cards by area; a card's number tells its area in the hundreds."""
    return {area: rows(*range(100 * AREAS.index(area), 100 * AREAS.index(area) + n)) for area, n in counts.items()}


def areas_of(order: list[Row]) -> Counter[str]:
    return Counter(AREAS[row.card // 100] for row in order)


def test_due_cards_come_before_new_ones() -> None:
    assert portion(rows(7, 3), fresh(math=1), new_limit=5, minutes=None) == [7, 3, 0]


def test_new_cards_are_mixed_forty_thirty_thirty() -> None:
    order = mixed(fresh(math=50, ml=50, dl=50), 20)
    assert areas_of(order) == {"math": 8, "ml": 6, "dl": 6}


def test_every_ten_new_cards_keep_the_mix() -> None:
    order = mixed(fresh(math=50, ml=50, dl=50), 30)
    for start in range(0, 30, 10):
        assert areas_of(order[start : start + 10]) == {"math": 4, "ml": 3, "dl": 3}


def test_lessons_come_beside_the_mix() -> None:
    taken = areas_of(mixed(fresh(math=50, ml=50, dl=50, lesson=50), 23))
    assert taken == {"math": 8, "ml": 6, "dl": 6, "lesson": 3}


def test_an_empty_area_leaves_its_share_to_the_others() -> None:
    assert areas_of(mixed(fresh(math=50, ml=2, dl=0), 10)) == {"math": 8, "ml": 2}


def test_new_cards_keep_the_order_of_the_syllabus() -> None:
    order = [row.card for row in mixed(fresh(math=5, ml=5), 10)]
    assert [card for card in order if card < 100] == [0, 1, 2, 3, 4]


def test_the_daily_limit_holds() -> None:
    assert len(portion([], fresh(math=50), new_limit=7, minutes=None)) == 7
    assert portion([], fresh(math=50), new_limit=0, minutes=None) == []


@pytest.mark.parametrize(("minutes", "cards"), [(1, 2), (2, 4), (2.4, 4), (60, 6)])
def test_a_portion_fits_the_minutes_at_hand(minutes: float, cards: int) -> None:
    """A card seen before takes half its minute."""
    assert len(portion(rows(*range(6)), {}, new_limit=0, minutes=minutes)) == cards


def test_one_card_is_offered_however_short_the_time() -> None:
    assert portion(rows(1, 2, seconds=600), {}, new_limit=0, minutes=1) == [1]


@given(counts=st.fixed_dictionaries({area: st.integers(0, 40) for area in AREAS}), limit=st.integers(0, 60))
def test_a_mix_takes_as_many_as_there_are_and_none_twice(counts: dict[str, int], limit: int) -> None:
    order = [row.card for row in mixed(fresh(**counts), limit)]
    assert len(order) == min(limit, sum(counts.values()))
    assert len(set(order)) == len(order)
