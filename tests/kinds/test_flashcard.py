import pytest

from quizzes.answers import FieldError, Fields
from quizzes.kinds.flashcard import Flashcard


def flashcard(answer: str = "\n\nTheir sum.\n") -> Flashcard:
    return Flashcard.from_fields(Fields(data={}, sections={"answer": (answer,)}, lines={"answer": 7}))


@pytest.mark.parametrize("text", ["", "  ", "anything", "Their sum."])
def test_whatever_was_typed_the_learner_is_the_judge(text: str) -> None:
    assert flashcard().grade(text).score is None


def test_answer_section_is_shown() -> None:
    assert flashcard().shown_answer() == "Their sum."


def test_missing_answer_is_refused() -> None:
    with pytest.raises(FieldError) as caught:
        Flashcard.from_fields(Fields(data={}, sections={}))
    assert str(caught.value) == "answer: a flashcard needs a back; write it under **Answer:**"
    assert caught.value.line is None


def test_empty_answer_is_refused_at_its_line() -> None:
    with pytest.raises(FieldError) as caught:
        flashcard(answer=" \n")
    assert caught.value.line == 7
