from typing import Any

import pytest

from quizzes.answers import Choice, FieldError, Fields, Note, UnreadableAnswer
from quizzes.kinds.choice import ChoiceKey

ONE = """
- [ ] the training set
  > It was used to fit both.
- [x] the validation set
- [ ] the test set
  > It is kept
  > for the end.
"""
SEVERAL = """
- [x] alpha
- [ ] beta
  > Not beta.
- [x] gamma
  > Gamma indeed.
- [ ] delta
  > Not delta.
"""


def fields(choices: str, **data: Any) -> Fields:
    """A block whose **Choices:** label stands on line 10, so that the first line of `choices` is line 11."""
    lines = {"choices": 10} | {name: 2 + index for index, name in enumerate(data)}
    return Fields(data=data, sections={"choices": (choices,)}, lines=lines)


def key(choices: str = ONE, **data: Any) -> ChoiceKey:
    return ChoiceKey.from_fields(fields(choices, **data))


def complaints(choices: str, **data: Any) -> list[str]:
    with pytest.raises(FieldError) as caught:
        key(choices, **data)
    found = []
    error: BaseException | None = caught.value
    while isinstance(error, FieldError):
        found.append(f"{error.line}: {error}")
        error = error.__cause__
    return found


def test_options_keep_the_order_of_the_author() -> None:
    assert key().options() == (
        Choice(value="A", label="the training set", feedback="It was used to fit both."),
        Choice(value="B", label="the validation set"),
        Choice(value="C", label="the test set", feedback="It is kept\nfor the end."),
    )


@pytest.mark.parametrize(("text", "score"), [("B", 1), ("b", 1), (" (b). ", 1), ("B B", 1), ("A", 0), ("C", 0)])
def test_one_right_option_is_all_or_nothing(text: str, score: float) -> None:
    assert key().grade(text).score == score


@pytest.mark.parametrize(
    ("text", "score"),
    [("A C", 1), ("c,a", 1), ("A; C", 1), ("A", 0.5), ("A C B", 0.5), ("A B", 0), ("B", 0), ("A B C D", 0)],
)
def test_several_right_options_give_part_of_the_score(text: str, score: float) -> None:
    assert key(SEVERAL, multi=True).grade(text).score == score


def test_wrong_option_is_answered_by_its_feedback() -> None:
    assert key().grade("C").notes == (Note(text="It is kept\nfor the end.", tone="bad", option="C"),)


def test_the_authors_remarks_come_for_what_was_chosen_and_what_was_missed() -> None:
    assert key(SEVERAL, multi=True).grade("A B").notes == (
        Note(text="Not beta.", tone="bad", option="B"),
        Note(text="Gamma indeed.", tone="good", option="C"),
    )


def test_receipt_counts_what_was_chosen() -> None:
    assert key(SEVERAL, multi=True).grade("A B").receipt == "1 of 2 right chosen, 1 wrong."


@pytest.mark.parametrize(
    ("text", "message", "position"),
    [
        ("", "No option is chosen yet.", None),
        (" , ", "No option is chosen yet.", None),
        ("B E", "There is no option “E”; the options are A to C.", 2),
        ("both", "There is no option “both”; the options are A to C.", 0),
        ("A B", "Only one option is right here; you chose A and B.", None),
    ],
)
def test_unreadable_answer_says_why(text: str, message: str, position: int | None) -> None:
    with pytest.raises(UnreadableAnswer) as caught:
        key().grade(text)
    assert (caught.value.message, caught.value.position) == (message, position)


def test_right_options_are_shown_as_a_list() -> None:
    assert key(SEVERAL, multi=True).shown_answer() == "- **A**: alpha\n- **C**: gamma"


def test_option_goes_on_over_indented_lines() -> None:
    assert key("- [x] one\n  and more\n- [ ] two\n  > no").options()[0].label == "one\nand more"


def test_page_may_shuffle_unless_the_author_says_no() -> None:
    assert key().shuffle
    assert not key(shuffle=False).shuffle


def test_every_option_may_be_right_where_several_are() -> None:
    assert key("- [x] a\n- [x] b", multi=True).model_answer() == "A B"


@pytest.mark.parametrize(
    ("choices", "complaint"),
    [
        ("", "10: choices: none found; write “- [x] right” and “- [ ] wrong” lines under **Choices:**"),
        ("\n- [x] alone", "10: choices: only 1; at least 2 make a choice"),
        ("\n" + "- [x] a\n- [x] b\n- [x] c" * 3, "10: choices: 7 are right; write `multi: true`, or leave one [x]"),
        ("\n- [ ] a\n  > no\n- [ ] b\n  > no", "10: choices: none is right; mark the right one with [x]"),
        ("\n- [x] a\n- [ ] b", "12: choices: “b” is wrong and says not why; add “  > feedback” below it"),
        ("\n- [x] Same  text\n- [ ] same text\n  > no", "12: choices: “same text” stands there twice"),
        ("\n- [x] a\n- [ ] b\n> no", "13: choices: “> no” must be indented by two spaces under its choice"),
        ("\n- [x] a\n- [] b", "12: choices: “- [] b” is no choice; write “- [x] right” or “- [ ] wrong”"),
        (
            "\n- [x] a\n- [ ] b\n  > no\n  and",
            "14: choices: “and” follows the feedback; continue the feedback with “  > ”",
        ),
    ],
)
def test_author_hears_what_is_wrong_and_where(choices: str, complaint: str) -> None:
    assert complaint in complaints(choices)


def test_more_than_eight_options_are_too_many() -> None:
    choices = "\n- [x] right" + "".join(f"\n- [ ] wrong {n}\n  > no" for n in range(8))
    assert complaints(choices) == ["10: choices: 9 are too many; at most 8"]


def test_author_hears_all_complaints_at_once() -> None:
    assert complaints("\n- [x] a\n- [ ] b\n- [ ] c\n- d") == [
        "14: choices: “- d” is no choice; write “- [x] right” or “- [ ] wrong”",
        "12: choices: “b” is wrong and says not why; add “  > feedback” below it",
        "13: choices: “c” is wrong and says not why; add “  > feedback” below it",
    ]


@pytest.mark.parametrize("name", ["multi", "shuffle"])
def test_switch_must_be_true_or_false(name: str) -> None:
    assert complaints(ONE, **{name: "yes"}) == [f"2: {name}: 'yes' is neither true nor false"]
