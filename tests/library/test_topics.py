"""Tests of quizzes/library/topics.py."""

from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from quizzes.banks.syllabus import Topic
from quizzes.library.topics import Shelf, before_and_after, prerequisite_map, starting_points, weeks_of


def shelf(name: str, *needs: str, weeks: tuple[int, ...] = (), **more: Any) -> Shelf:
    topic = Topic(id=name, area="math", title=name.upper(), needs=needs, weeks=weeks)
    return Shelf(
        **(
            {
                "slug": name,
                "title": name.upper(),
                "area": "math",
                "taken": True,
                "levels": {"entry": 2, "expert": 1},
                "topic": topic,
            }
            | more
        )
    )


def test_one_starts_with_the_first_in_study_order() -> None:
    assert starting_points([shelf("a"), shelf("b", "a")]) == {"math": "a"}


def test_what_is_well_known_is_passed_over() -> None:
    assert starting_points([shelf("a", known=9, new=1), shelf("b", "a")]) == {"math": "b"}


def test_a_topic_waits_for_those_before_it() -> None:
    shelves = [shelf("a", known=9, new=1), shelf("b", "c"), shelf("c")]
    assert starting_points(shelves) == {"math": "c"}


def test_each_area_has_its_own_start() -> None:
    assert starting_points([shelf("a"), shelf("b", area="ml")]) == {"math": "a", "ml": "b"}


def test_a_bank_outside_the_syllabus_can_be_started_with() -> None:
    assert starting_points([shelf("a", topic=None)]) == {"math": "a"}


def test_neighbours_are_those_that_need_and_are_needed() -> None:
    a, b, c = shelf("a"), shelf("b", "a"), shelf("c", "b")
    assert before_and_after(b, [a, b, c]) == ([a], [c])


def test_a_topic_stands_right_of_all_that_it_needs() -> None:
    found = prerequisite_map([shelf("a"), shelf("b", "a"), shelf("c", "a", "b")])
    columns = {node.shelf.slug: node.x for node in found.nodes}
    assert columns["a"] < columns["b"] < columns["c"]
    assert len(found.edges) == 3


@given(st.lists(st.lists(st.integers(0, 8), max_size=4), min_size=1, max_size=9))
def test_no_two_topics_share_a_place_even_in_a_circle(needs: list[list[int]]) -> None:
    names = "abcdefghi"
    found = prerequisite_map([shelf(names[i], *(names[j] for j in each)) for i, each in enumerate(needs)])
    assert len({(node.x, node.y) for node in found.nodes}) == len(needs)


def test_early_weeks_bring_the_entry_level_and_late_ones_the_rest() -> None:
    found = weeks_of([shelf("a", weeks=(1, 14))])
    told = [(week, portion.levels, portion.questions) for week, portions in found.items() for portion in portions]
    assert told == [(1, ("entry",), 2), (14, ("expert",), 1)]


def test_a_later_week_of_a_phase_goes_on_with_the_same_questions() -> None:
    found = weeks_of([shelf("a", weeks=(1, 14, 15))])
    assert [found[week][0].goes_on for week in (1, 14, 15)] == [False, False, True]


def test_a_week_that_brings_nothing_is_there() -> None:
    assert weeks_of([shelf("a", weeks=(1,)), shelf("b", weeks=(3,))])[2] == []


def test_names_on_the_map_are_whole() -> None:
    titles = ["Initialisation, normalisation, residuals", "Logistic regression and linear classifiers", "SVMs"]
    nodes = prerequisite_map([shelf(name, title=title) for name, title in zip("abc", titles, strict=True)]).nodes
    assert [" ".join(line for _, line in node.lines) for node in nodes] == titles
    assert all(0 < y < 44 for node in nodes for y, _ in node.lines)


def test_a_topic_of_late_weeks_only_brings_everything_in_them() -> None:
    found = weeks_of([shelf("a", weeks=(18,))])
    assert found[18][0].questions == 3
