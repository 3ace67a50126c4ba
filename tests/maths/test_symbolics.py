"""sympy is asked for limits and sums in closed form, within bounds; what comes back is one of our trees."""

import threading
import time

import pytest

from quizzes.maths.arithmetic import FLOATS, Unknown
from quizzes.maths.bounded import TooLong, at_most
from quizzes.maths.reading import Vocabulary, read
from quizzes.maths.symbolics import Refused, closed_form, in_sympy, is_zero, to_tree
from quizzes.maths.trees import Call, Node
from quizzes.maths.values import worth


def tree(text: str) -> Node:
    return read(text, Vocabulary())


def closed(text: str) -> Node:
    call = tree(text)
    assert isinstance(call, Call)
    return closed_form(call)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("limit(sin(x)/x, x, 0)", 1.0),
        ("limit((1 + a/n)^n, n, oo)", 7.38905609893065),
        ("limit(abs(x)/x, x, 0, left)", -1.0),
        ("sum(k, k, 1, a)", 3.0),
        ("int(x*e^x, x, 0, a)", 8.38905609893065),
        ("limit(1/x, x, 0)", float("inf")),
    ],
)
def test_closed_forms(text: str, expected: float) -> None:
    assert worth(closed(text), {"a": 2.0}, FLOATS) == pytest.approx(expected)


def test_what_has_no_closed_form_is_left_open() -> None:
    with pytest.raises(Unknown, match="no closed form of this limit"):
        closed("limit(gcd(x, 2), x, 3)")


def test_zero_is_shown_not_guessed() -> None:
    assert is_zero(tree("sin(x)^2 + cos(x)^2 - 1"))
    assert not is_zero(tree("sin(x)^2 - cos(x)^2"))


@pytest.mark.parametrize("text", ["9^9^9^9", "(10^9)!", "2^(10^8)"])
def test_explosions_are_refused_before_they_begin(text: str) -> None:
    with pytest.raises(Refused):
        in_sympy(tree(text))


def test_there_and_back() -> None:
    for text in ("x^2*sin(x)/3", "e^(-x)", "sqrt(x) + pi", "max(x, 2)", "comb(x, 2)"):
        back = to_tree(in_sympy(tree(text)))
        assert worth(back, {"x": 5.0}, FLOATS) == pytest.approx(worth(tree(text), {"x": 5.0}, FLOATS))


def test_work_ends_at_its_limit() -> None:
    started = time.process_time()
    with pytest.raises(TooLong), at_most(0.1):
        while True:
            pass
    assert time.process_time() - started < 1


def test_no_watch_no_work() -> None:
    """Signals reach the main thread only."""
    found: list[type[BaseException]] = []

    def work() -> None:
        try:
            with at_most(1):
                pass
        except TooLong as error:
            found.append(type(error))

    thread = threading.Thread(target=work)
    thread.start()
    thread.join()
    assert found == [TooLong]
