"""Tests of quizzes/banks/likeness.py."""

from quizzes.banks.likeness import alike
from quizzes.banks.questions import Question, read_bank

FRONT = "---\nbank: test\ntitle: Test\narea: math\n---\n\n"


def questions(*pairs: tuple[str, str], retired: bool = False) -> list[Question]:
    more = ", retired: true" if retired else ""
    blocks = [
        f"## q-{number}\n\n```yaml\n{{level: entry, tags: [la]{more}}}\n```\n\n{prompt}\n\n**Answer:** {answer}\n\n**Why:** x.\n"
        for number, (prompt, answer) in enumerate(pairs)
    ]
    bank = read_bank(FRONT + "\n".join(blocks))
    assert bank.problems == ()
    return list(bank.questions)


TRACE = ("What is the trace of a square matrix in terms of its eigenvalues?", "Their sum, with multiplicity.")
TRACE_AGAIN = ("In terms of its eigenvalues, what is the trace of a square matrix?", "The sum, with multiplicity.")
DROPOUT = ("Why is dropout switched off at inference?", "The expected activation is wanted, without noise.")


def test_the_same_question_in_other_words_is_found() -> None:
    (pair,) = alike(questions(TRACE, DROPOUT, TRACE_AGAIN))
    assert (pair.one, pair.other) == ("q-0", "q-2")


def test_different_questions_are_not_alike() -> None:
    assert alike(questions(TRACE, DROPOUT)) == []


def test_identical_questions_have_likeness_one() -> None:
    assert alike(questions(TRACE, TRACE, DROPOUT))[0].likeness == 1


def test_a_retired_question_does_not_count() -> None:
    assert alike(questions(TRACE, TRACE, retired=True)) == []


def test_a_lower_threshold_finds_more() -> None:
    cousin = ("What is the determinant of a square matrix in terms of its eigenvalues?", "Their product.")
    found = questions(TRACE, cousin, DROPOUT)
    assert alike(found) == []
    assert [pair.other for pair in alike(found, threshold=0.3)] == ["q-1"]
