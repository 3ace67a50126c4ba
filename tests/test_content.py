"""The banks that come with the project are without fault."""

from pathlib import Path

import pytest

from quizzes.banks.folder import read_folder
from quizzes.banks.markup import render
from quizzes.banks.questions import Question

CONTENT = Path(__file__).parents[1] / "content"
FOLDER = read_folder(CONTENT)
QUESTIONS = [pytest.param(question, id=question.slug) for bank in FOLDER.banks for question in bank.questions]


def test_every_bank_reads_clean() -> None:
    assert [str(problem) for problem in FOLDER.problems] == []


def test_there_are_questions_of_every_area() -> None:
    assert {"math", "ml", "dl", "lesson"} <= {bank.area for bank in FOLDER.banks if bank.questions}


def test_names_are_unique() -> None:
    slugs = [slug for bank in FOLDER.banks for slug in bank.slugs]
    assert len(slugs) == len(set(slugs))


@pytest.mark.parametrize("question", QUESTIONS)
def test_key_gives_its_own_model_answer_full_marks(question: Question) -> None:
    for seed in range(5):
        key = question.key.variant(seed)
        assert key.grade(key.model_answer()).score in (1, None)


@pytest.mark.parametrize("question", QUESTIONS)
def test_every_text_is_rendered(question: Question) -> None:
    texts = (
        question.prompt,
        question.why,
        question.mistakes,
        question.refs,
        *question.hints,
        question.key.shown_answer(),
    )
    for html in map(render, texts):
        assert "\ue000" not in html
        assert "$$" not in html
