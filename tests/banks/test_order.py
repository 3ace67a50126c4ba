import pytest

from quizzes.banks.order import circles


@pytest.mark.parametrize(
    ("needs", "found"),
    [
        ({}, []),
        ({"a": ["b"], "b": ["c"]}, []),
        ({"a": ["b", "c"], "b": ["d"], "c": ["d"], "d": []}, []),
        ({"a": ["a"]}, [("a",)]),
        ({"c": ["a"], "b": ["c"], "a": ["b"]}, [("a", "b", "c")]),
        ({"x": ["a"], "a": ["b"], "b": ["a"]}, [("a", "b")]),
        ({"a": ["b"], "b": ["a"], "c": ["d"], "d": ["c"]}, [("a", "b"), ("c", "d")]),
    ],
)
def test_circles_are_found(needs: dict[str, list[str]], found: list[tuple[str, ...]]) -> None:
    assert list(circles(needs)) == found


def test_chain_may_be_longer_than_python_calls() -> None:
    chain = {str(n): [str(n + 1)] for n in range(20_000)}
    assert list(circles(chain)) == []
    assert [len(circle) for circle in circles(chain | {"20000": ["0"]})] == [20_001]
