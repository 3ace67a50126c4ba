import itertools

import pytest

from quizzes.answers import Choice, FieldError, Fields, UnreadableAnswer
from quizzes.kinds.free import Free
from quizzes.prose.checking import KeyPoint

POINTS = r"""
- (2!) not used to fit {held out | unseen}
- (2) chooses between models
- (1?) becomes optimistic in the end
- (-1) says it updates the weights {trains}
"""


def key(points: str = POINTS, answer: str = "") -> Free:
    """The key of a block whose **Points:** label stands on line 5, so that the first line of `points` is line 6."""
    return Free.from_fields(
        Fields(data={}, sections={"points": (points,), "answer": (answer,)}, lines={"points": 5, "answer": 20})
    )


def complaints(points: str) -> list[str]:
    with pytest.raises(FieldError) as caught:
        key(points)
    found = []
    error: BaseException | None = caught.value
    while isinstance(error, FieldError):
        found.append(f"{error.line}: {error}")
        error = error.__cause__
    return found


def test_points_are_read_with_weight_mark_and_synonyms() -> None:
    assert key().points == (
        KeyPoint(weight=2, claim="not used to fit", synonyms=("held out", "unseen"), must=True),
        KeyPoint(weight=2, claim="chooses between models"),
        KeyPoint(weight=1, claim="becomes optimistic in the end", bonus=True),
        KeyPoint(weight=-1, claim="says it updates the weights", synonyms=("trains",)),
    )


@pytest.mark.parametrize(
    ("line", "claim", "synonyms"),
    [
        (r"- (1) grows as $d_{k}$", "grows as $d_{k}$", ()),
        (r"- (1) is $\sqrt{d_{k}}$ {sqrt d | $\sqrt{d}$}", r"is $\sqrt{d_{k}}$", ("sqrt d", r"$\sqrt{d}$")),
        (r"- (1) is \frac{a}{b}", r"is \frac{a}{b}", ()),
        ("* (1.5) starts with a star", "starts with a star", ()),
        ("- (1) goes on\n  in the next line {so | on}", "goes on in the next line", ("so", "on")),
    ],
)
def test_braces_at_the_end_hold_synonyms_and_those_of_formulas_do_not(
    line: str, claim: str, synonyms: tuple[str, ...]
) -> None:
    (point,) = key(line).points
    assert (point.claim, point.synonyms) == (claim, synonyms)


RIGHT = "It is held out, unseen data, with which one chooses between models."


def test_points_found_make_the_score_and_are_noted_with_their_words() -> None:
    grade = key().grade(RIGHT)
    assert grade.score == 1
    first, second = grade.notes
    assert (first.tone, first.option, first.text) == ("good", "1", "Made: not used to fit")
    assert [RIGHT[start:end] for start, end in first.spans] == ["held out, unseen"]
    assert second.option == "2"
    assert grade.receipt.startswith("2 of 2 key points found; compared by its words, ")


def test_missing_point_is_named_and_a_missing_bonus_is_not() -> None:
    notes = key().grade("It is held out, unseen data.").notes
    assert [(note.option, note.tone, note.text) for note in notes[1:]] == [
        ("2", "bad", "Not found: chooses between models")
    ]


def test_misconception_is_named_with_the_reason_of_its_author() -> None:
    points = "- (2) not used to fit {unseen}\n- (-1) says it updates the weights {trains on it}\n  > Only training does.\n  > Always."
    (note,) = [
        note for note in key(points).grade("It is unseen data. The model trains on it.").notes if note.option == "2"
    ]
    assert note.tone == "bad"
    assert note.text == "This is a misconception: says it updates the weights\n\nOnly training does.\nAlways."


def test_contradicted_point_is_told_apart_from_a_missed_one() -> None:
    (note,) = key("- (1) the data is not used to fit the model").grade("the data is used to fit the model").notes
    assert note.text.startswith("You say the opposite of this: ")


def test_where_we_are_unsure_the_learner_ticks_and_sees_our_guesses() -> None:
    grade = key().grade("held unseen chooses models optimistic updates weights trains end fit")
    assert (grade.score, grade.undecided) == (None, True)
    assert grade.receipt.startswith("We are not sure: ")
    assert grade.receipt.endswith("Tick the key points that your answer makes.")
    assert any(note.option == "1" and note.spans for note in grade.notes)


def test_answer_in_prose_earns_full_marks_word_for_word() -> None:
    assert key(answer="Somebody keeps it apart.").grade("somebody keeps it apart").score == 1


def test_what_the_prompt_says_already_is_no_merit() -> None:
    fields = Fields(
        data={}, sections={"points": ("- (1) the data is not used to fit",)}, prompt="Is the data used to fit?"
    )
    assert (Free.from_fields(fields).grade("the data is used to fit, is the data used").score or 0) <= 0.1


def test_endless_answer_is_refused_unread() -> None:
    with pytest.raises(UnreadableAnswer, match="at most 20,000 are read"):
        key().grade("word " * 5_000)


@pytest.mark.parametrize("line", ["  > reason", "  > reason\n  goes on", "  goes on\n  > reason"])
def test_reason_is_no_part_of_the_claim(line: str) -> None:
    (point,) = (
        key(f"- (1) claim {{a}}\n{line}").points if "goes on\n" not in line else key(f"- (1) claim\n{line}").points
    )
    assert "reason" not in point.claim
    assert point.reason.startswith("reason")


@pytest.mark.parametrize("text", ["", " \n\t"])
def test_blank_answer_is_not_graded(text: str) -> None:
    with pytest.raises(UnreadableAnswer, match="Write something, or choose “I don't know”"):
        key().grade(text)


def test_checklist_numbers_the_points_and_tells_the_harmful_ones() -> None:
    assert key().checklist() == (
        Choice(value="1", label="not used to fit (must be there)"),
        Choice(value="2", label="chooses between models"),
        Choice(value="3", label="becomes optimistic in the end (bonus)"),
        Choice(value="4", label="says it updates the weights", harmful=True),
    )


@pytest.mark.parametrize(
    ("ticked", "score"),
    [
        ("1 2", 1),
        ("1 2 3", 1),  # a bonus adds nothing to a full answer
        ("1", 0.5),
        ("1 3", 0.75),
        ("2", 0.5),
        ("2 3", 0.5),  # 0.75 without the missing must
        ("1 2 4", 0.75),
        ("4", 0),
        ("", 0),
        ("9 x", 0),
        ("1 ~2", 0.75),  # made in part: half of its weight
        ("2 ~1", 0.75),  # half of a must
        ("2 ~2", 0.5),
        ("~9 -1", 0),
    ],
)
def test_ticked_points_make_the_score(ticked: str, score: float) -> None:
    assert key().score_of_ticks(ticked.split()) == score


def test_a_further_point_ticked_never_lowers_the_score() -> None:
    ticks = ["", "1", "~1", "2", "~2", "3", "~3"]
    for before in itertools.product(ticks, repeat=3):
        for more in "123":
            assert (key().score_of_ticks([*before, more]) or 0) >= (key().score_of_ticks(before) or 0)


def test_answer_in_prose_is_shown_where_there_is_one() -> None:
    assert key(answer="\n\nIt is held out.").shown_answer() == "It is held out."


def test_points_are_shown_where_there_is_no_prose() -> None:
    expected = "- not used to fit\n- chooses between models\n- becomes optimistic in the end"
    assert key().shown_answer() == expected


WOULD_BE_RIGHT = "right would be “- (2) claim {synonym | stem}” with a weight such as 2, 2!, 1? or -1"


@pytest.mark.parametrize(
    ("points", "complaint"),
    [
        ("", f"5: points: none found under **Points:**; {WOULD_BE_RIGHT}"),
        ("\n- no weight", f"6: points: “- no weight” is no point; {WOULD_BE_RIGHT}"),
        ("\n\n- (2!!) twice", f"7: points: “- (2!!) twice” is no point; {WOULD_BE_RIGHT}"),
        ("\n(2) no bullet", f"6: points: “(2) no bullet” is no point; {WOULD_BE_RIGHT}"),
        ("\n- (2)", f"6: points: “- (2)” is no point; {WOULD_BE_RIGHT}"),
        ("\n- (0) nothing", f"6: points: “- (0) nothing” weighs 0; {WOULD_BE_RIGHT}"),
        ("\n- (1) a {b | }", f"6: points: “- (1) a {{b | }}” has an empty claim or synonym; {WOULD_BE_RIGHT}"),
        ("\n- (-1!) x", "6: points: “- (-1!) x” is a misconception, which takes neither “!” nor “?”"),
        ("\n- (1?) x", f"5: points: at least one with a weight above 0 is needed; {WOULD_BE_RIGHT}"),
        ("\n- (-1) x", f"5: points: at least one with a weight above 0 is needed; {WOULD_BE_RIGHT}"),
    ],
)
def test_author_hears_what_is_wrong_and_where(points: str, complaint: str) -> None:
    assert complaints(points) == [complaint]


def test_author_hears_of_every_malformed_point_at_once() -> None:
    found = complaints("\n- one\n- (1) two\n- three")
    assert [complaint.split(": ")[0] for complaint in found] == ["6", "8"]
