"""What every kind in quizzes/kinds/ keeps, whatever it asks."""

import json
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from quizzes.answers import MAX_ANSWER_LENGTH, AnswerKey, FieldError, Fields, UnreadableAnswer
from quizzes.banks.keys import fields_to_json, key_from_json
from quizzes.banks.questions import Question, read_bank, read_question
from quizzes.banks.trials import tried_out
from quizzes.kinds import DEFAULT_KIND, all_kinds

BOXES = Path(__file__).parents[2] / "templates" / "answers"
FRONT_MATTER = "---\nbank: examples\ntitle: Examples\narea: ml\n---\n\n"

each_kind = pytest.mark.parametrize("kind", all_kinds())


def example_of(kind: str) -> Question:
    bank = read_bank(FRONT_MATTER + all_kinds()[kind].example, file=f"{kind}.md")
    assert [str(problem) for problem in bank.problems] == []
    (question,) = bank.questions
    return question


def keys_of(kind: str) -> list[AnswerKey]:
    """The key of the example as it stands, drawn twice, and its parts."""
    key = example_of(kind).key
    return [key.variant(1), key.variant(2), *key.variant(3).parts().values()]


def test_default_kind_exists() -> None:
    assert DEFAULT_KIND in all_kinds()


@each_kind
def test_example_reads_as_its_own_kind(kind: str) -> None:
    assert example_of(kind).kind == kind


@each_kind
def test_model_answer_earns_full_marks_or_is_left_to_the_learner(kind: str) -> None:
    for key in keys_of(kind):
        assert key.grade(key.model_answer()).score in (1, None)


@each_kind
@settings(max_examples=50, deadline=None)
@given(text=st.text(max_size=60) | st.from_regex(r"[-+*/^()., 0-9a-zA-Z]{0,30}", fullmatch=True))
def test_any_text_is_graded_or_called_unreadable(kind: str, text: str) -> None:
    for key in keys_of(kind):
        try:
            grade = key.grade(text)
        except UnreadableAnswer as error:
            assert error.message
        else:
            assert grade.score is None or 0 <= grade.score <= 1


@each_kind
def test_very_long_answer_is_graded_or_called_unreadable(kind: str) -> None:
    for text in ("A " * (MAX_ANSWER_LENGTH // 2), "(" * MAX_ANSWER_LENGTH, "9" * MAX_ANSWER_LENGTH):
        try:
            example_of(kind).key.variant(1).grade(text)
        except UnreadableAnswer as error:
            assert len(error.message) < 500


@each_kind
def test_empty_block_is_refused_by_field_name(kind: str) -> None:
    key_class = all_kinds()[kind]
    with pytest.raises(FieldError) as caught:
        key_class.from_fields(Fields(data={}, sections={}))
    assert caught.value.field in key_class.fields | key_class.sections
    assert str(caught.value).startswith(f"{caught.value.field}: ")


@each_kind
def test_answer_box_exists(kind: str) -> None:
    assert (BOXES / f"{all_kinds()[kind].box}.html").is_file()


@each_kind
def test_prepared_learner_needs_some_seconds(kind: str) -> None:
    assert 5 <= all_kinds()[kind].seconds <= 1800


@each_kind
def test_key_survives_storage_as_json(kind: str) -> None:
    question = example_of(kind)
    stored = json.loads(json.dumps(fields_to_json(question.fields)))
    assert key_from_json(kind, stored) == question.key


@each_kind
def test_same_seed_gives_the_same_variant(kind: str) -> None:
    key = example_of(kind).key
    assert key.variant(7) == key.variant(7)
    assert key.variant(7).model_answer() == key.variant(7).model_answer()


@each_kind
def test_ticking_all_or_nothing_gives_a_score_between_0_and_1(kind: str) -> None:
    key = example_of(kind).key
    values = {choice.value for choice in key.checklist()}
    assert len(values) == len(key.checklist())
    for ticked in (values, set(), {"no such value"}):
        score = key.score_of_ticks(ticked)
        assert (score is None) if not values else (score is not None and 0 <= score <= 1)


@pytest.mark.parametrize("kind", all_kinds())
def test_the_example_could_be_published(kind: str) -> None:
    """An author who begins from it meets tests that pass, a right and a wrong answer among them."""
    question, problems = read_question(all_kinds()[kind].example)
    assert question, problems
    verdicts = {trial.verdict for trial in question.trials}
    assert question.key.box == "reveal" or {"right", "wrong"} <= verdicts
    assert [tried.message for tried in tried_out(question.trials, question.key) if tried.message] == []
