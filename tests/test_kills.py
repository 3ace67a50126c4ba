"""The server is killed in the middle of a stream of reviews; `make bench` does the same two hundred times."""

from pathlib import Path

from tests.bench.kills import survive


def test_what_was_acknowledged_survives_a_kill_and_counts_once(tmp_path: Path) -> None:
    outcome = survive(tmp_path, kills=20)
    assert outcome.lost == []
    assert outcome.doubled == []
    assert outcome.differences == ""
    assert outcome.acknowledged > 0 and outcome.retried > 0
