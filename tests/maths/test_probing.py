"""Points are small and nice at first, keep to what was declared, and are the same for ever."""

import itertools
from fractions import Fraction
from typing import Any

from quizzes.maths.arithmetic import FLOATS
from quizzes.maths.bends import bending, beside
from quizzes.maths.chances import Random, probability
from quizzes.maths.domains import Domain
from quizzes.maths.matrices import Matrix
from quizzes.maths.probing import Point, counting_names, environment, points
from quizzes.maths.reading import Vocabulary, read
from quizzes.maths.trees import Node


def tree(text: str, **more: Any) -> Node:
    return read(text, Vocabulary(**more))


def first(text: str, count: int, domain: Domain | None = None, **more: Any) -> list[Point]:
    return list(itertools.islice(points([tree(text, **more)], domain or Domain()), count))


def test_first_point_is_nice() -> None:
    assert {name: value for name, value in first("x + y", 1)[0].items() if name in "xy"} == {"x": 2, "y": 3}


def test_points_are_the_same_for_ever() -> None:
    assert first("x*y", 30) == first("x*y", 30)


def test_points_lie_on_both_sides_of_zero_and_far_away() -> None:
    values = [point["x"] for point in first("x", 60)]
    assert min(values) < -10
    assert max(values) > 100
    assert any(0 < value < 1 for value in values)


def test_assumptions_are_kept() -> None:
    domain = Domain(sorts={"x": frozenset({"positive"}), "n": frozenset({"integer"})})
    for point in first("x^n", 60, domain):
        assert point["x"] > 0
        assert point["n"].denominator == 1


def test_what_counts_is_whole() -> None:
    assert counting_names(tree("sum(x_k, k, m, n) + comb(r, 2) + t!")) == {"m", "n", "r", "t"}
    assert all(point["n"].denominator == 1 and point["n"] >= 0 for point in first("sum(k, k, 1, n)", 30))


def test_matrices_change_their_sizes_together() -> None:
    domain = Domain(shapes={"X": ("n", "d"), "w": ("d",)})
    shapes = {(point["X"].shape, point["w"].shape) for point in first("X*w", 4, domain, shapes=domain.shapes)}
    assert len(shapes) == 4
    assert all(rows != columns and columns == height for (rows, columns), (height, _) in shapes)


def test_events_and_variables() -> None:
    domain = Domain(random=("A", "X"))
    point = first("P(A) + E(X)", 1, domain, random=("A", "X"))[0]
    assert {type(value) for value in point["A"].values} == {bool}
    assert sum(point["X"].weights) == 1


def test_independent_events() -> None:
    domain = Domain(random=("A", "B"), independent=True)
    for point in first("P(A, B)", 5, domain, random=("A", "B")):
        env = environment(point, FLOATS)
        both = env["A"].paired(env["B"], lambda a, b: a and b)
        assert abs(probability(both) - probability(env["A"]) * probability(env["B"])) < 1e-12


def test_environment_takes_a_point_into_a_number_system() -> None:
    env = environment({"x": Fraction(1, 2), "z": (Fraction(1), Fraction(2))}, FLOATS)
    assert env == {"x": 0.5, "z": 1 + 2j}
    assert isinstance(environment(first("X", 1, Domain(random=("X",)), random=("X",))[0], FLOATS)["X"], Random)


def test_places_where_a_formula_bends_get_points_on_both_sides() -> None:
    found = list(beside(list(bending(tree("abs(x - 1000)"))), first("x", 1)[0], Domain()))
    assert min(point["x"] for point in found) < 1000 < max(point["x"] for point in found)


def test_identity_matrix_has_the_size_of_the_others() -> None:
    point = first("A + I", 1, Domain(shapes={"A": ("k", "k")}), shapes={"A": ("k", "k")})[0]
    assert "I" not in point
    assert any(isinstance(value, Matrix) and value != point["A"] for value in point.values())


def test_structures_are_kept() -> None:
    domain = Domain(shapes={"S": ("n", "n"), "Q": ("n", "d")}, structures={"S": "spd", "Q": "orthonormal"})
    for point in first("S*Q", 5, domain, shapes=domain.shapes):
        assert point["S"] == point["S"].transposed
        rows, columns = point["Q"].shape
        assert rows >= columns


def test_probability_lies_between_0_and_1() -> None:
    points_of_p = first("p", 40, Domain(sorts={"p": frozenset({"probability"})}))
    assert all(0 < point["p"] < 1 for point in points_of_p)


def test_random_vectors_share_their_outcomes_with_other_random_variables() -> None:
    domain = Domain(shapes={"Y": ("n",)}, random=("X", "Y"))
    point = first("X*Y", 1, domain, random=("X", "Y"), shapes=domain.shapes)[0]
    assert point["X"].weights == point["Y"].weights
    assert {value.shape for value in point["Y"].values} == {(2, 1)}


def test_a_declared_vector_stands_behind_its_entries() -> None:
    domain = Domain(shapes={"p": ("n",)}, structures={"p": "distribution"})
    point = first("sum(p_i, i, 1, n)", 1, domain)[0]
    assert sum(point["p"].entries) == 1
