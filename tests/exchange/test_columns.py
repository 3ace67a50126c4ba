import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from quizzes.exchange.columns import harmless, original


@pytest.mark.parametrize("cell", ["=1+1", "+1", "-1", "@x", "\tx", "\rx", "\nx", "  =1", "＝1", "'=1", "''=1"])
def test_a_cell_that_would_be_worked_out_gets_an_apostrophe(cell: str) -> None:
    assert harmless(cell) == f"'{cell}"


@pytest.mark.parametrize("cell", ["", "word", "'tis", "3-1", "a=b"])
def test_other_cells_stay(cell: str) -> None:
    assert harmless(cell) == original(cell) == cell


@settings(max_examples=200)
@given(st.text(st.sampled_from("'=+-@\t\r\n ＝a1")))
def test_the_apostrophe_comes_off_again(cell: str) -> None:
    assert original(harmless(cell)) == cell
