"""Free text against key points, and against a reference alone."""

import pytest

from quizzes.answers import MAX_ANSWER_LENGTH
from quizzes.prose.checking import KeyPoint, Rubric, Verdict, assess, judge, read_point
from quizzes.prose.scoring import MISCONCEIVED, PASSING
from tests.prose.rubrics import COMPLEXITY, DROPOUT, PRECISION, RIGHT, VALIDATION, score, statuses


def test_answer_in_own_words_makes_the_points() -> None:
    found = assess(VALIDATION, RIGHT)
    assert found.verdict is Verdict.RIGHT
    assert found.score == 1


def test_words_that_show_a_point_are_pointed_at() -> None:
    finding = assess(VALIDATION, RIGHT).findings[1]
    assert "select" in [RIGHT[start:end] for start, end in finding.spans]


def test_missing_must_caps_the_score() -> None:
    text = "Because you select the depth. If you chose it by the test set, its score would be too good, too optimistic."
    assert 0.3 <= score(VALIDATION, text) <= 0.5


def test_part_of_the_points_earns_part_of_the_score() -> None:
    assert 0.2 < score(VALIDATION, "It is held out, unseen data.") < 0.8


def test_denied_point_is_contradicted() -> None:
    text = "The validation set is used to fit the parameters."
    assert statuses(VALIDATION, text)["the validation set is not used to fit the parameters"] == "contradicted"


def test_misconception_is_found_and_lowers_the_score() -> None:
    text = "It is held out. The validation set updates the weights."
    assert statuses(VALIDATION, text)["says that the validation set updates the weights"] == "made"
    assert score(VALIDATION, text) < score(VALIDATION, "It is held out.")


def test_misconception_denied_costs_nothing() -> None:
    whole = RIGHT + " The validation set never updates the weights."
    assert statuses(VALIDATION, whole)["says that the validation set updates the weights"] == "not made"


def test_misconception_beside_every_point_does_not_pass() -> None:
    text = RIGHT + " The validation set updates the weights."
    assert score(VALIDATION, RIGHT) == 1
    assert score(VALIDATION, text) <= MISCONCEIVED < PASSING


def test_long_answer_in_which_no_point_is_found_is_left_to_the_learner() -> None:
    text = (
        "You put some of your examples to one side and keep the machine away from them. After each round you look how "
        "it fares there, so that you can tell whether it only memorised, and you pick your settings and the moment to "
        "quit by that number."
    )
    assert set(statuses(VALIDATION, text).values()) <= {"partly", "not made"}
    assert assess(VALIDATION, text).verdict is Verdict.UNSURE
    assert assess(VALIDATION, text.split(",")[0]).verdict is Verdict.WRONG


def test_reference_word_for_word_is_right() -> None:
    assert VALIDATION.reference is not None
    assert score(VALIDATION, "  " + VALIDATION.reference.upper()) == 1


def test_paraphrase_beats_an_answer_beside_the_point() -> None:
    right = "Some neurons are switched off at random, so no neuron can depend on another; it is like an ensemble."
    wrong = "Dropout removes outliers from the data, so the model does not learn them."
    assert score(DROPOUT, right) > 0.65 > 0.35 > score(DROPOUT, wrong)


@pytest.mark.parametrize(
    ("text", "is_right"),
    [
        ("bias goes down, variance goes up", True),
        ("more complex models have lower bias but higher variance", True),
        ("The variance rises and the bias falls.", True),
        ("Bias increases and variance decreases.", False),
        ("bias goes up, variance goes down", False),
    ],
)
def test_direction_counts_and_order_does_not(text: str, is_right: bool) -> None:
    assert (score(COMPLEXITY, text) >= 0.7) is is_right
    assert (score(COMPLEXITY, text) <= 0.2) is not is_right


def test_swapped_roles_are_wrong() -> None:
    swapped = PRECISION.reference.replace("Precision", "X").replace("Recall", "Precision").replace("X", "Recall")
    assert score(PRECISION, swapped) <= 0.2


def test_roles_that_the_question_sets_apart_are_not_swapped() -> None:
    rubric = Rubric(
        question="What is the difference between a process and a thread?",
        reference="A process has its own memory space, while threads of the same process share memory.",
    )
    assert score(rubric, "a process has memory of its own, threads share memory") > score(
        rubric, "a thread has memory of its own, processes share memory"
    )


def test_comparison_the_other_way_round_is_wrong() -> None:
    rubric = Rubric(reference="The training error is lower than the test error.")
    assert score(rubric, "the test error is higher than the training error") >= 0.7
    assert score(rubric, "the test error is lower than the training error") <= 0.3


def test_number_must_be_the_number() -> None:
    rubric = Rubric(points=(KeyPoint(claim="it has 400 photocells"),))
    assert score(rubric, "there were 400 photocells in it") > score(rubric, "there were 900 photocells in it")


@pytest.mark.parametrize("formula", ["1/n", "$\\frac{1}{n}$", "sigma^2 / n"])
def test_formula_is_found_however_it_is_typed(formula: str) -> None:
    claim = "falls as $\\sigma^2/n$" if "sigma" in formula else "falls as $1/n$"
    rubric = Rubric(points=(KeyPoint(claim=claim),))
    assert score(rubric, f"it goes like {formula} then") > 0.7
    assert score(rubric, "it goes like n^3 then") < 0.3


@pytest.mark.parametrize("text", ["add is_missing as a column", "add is missing as a column", "add `is_missing`"])
def test_synonym_with_an_underscore_is_found(text: str) -> None:
    rubric = Rubric(points=(KeyPoint(claim="a flag for each gap", synonyms=("is_missing",)),))
    assert score(rubric, text) > 0.7


def test_synonym_is_not_found_by_its_one_ordinary_word() -> None:
    rubric = Rubric(points=(KeyPoint(claim="both modes agree", synonyms=("same at test",)),))
    assert score(rubric, "it is the same at test time") > score(rubric, "one keeps a test set for the end") == 0


def test_misspelt_words_are_known() -> None:
    rubric = Rubric(reference="The perceptron was built by Rosenblatt at Cornell.")
    assert score(rubric, "the perceptorn, built by Rosenblat at Cornell") > 0.8


def test_chinese_answers_are_compared_by_their_words() -> None:
    rubric = Rubric(
        question="为什么需要验证集？", reference="验证集不用于训练参数，而是用来选择超参数，这样测试集保持独立。"
    )
    assert score(rubric, "用验证集来选择超参数，它不参与训练参数，测试集保持独立") > 0.6
    assert score(rubric, "验证集让训练更快，需要更少的内存") < 0.3


@pytest.mark.parametrize(
    "text",
    [
        "Random units are set to zero, so the network is smaller.",
        "Some random units are switched off in every step, so you basically train a crowd of thinner subnetworks.",
    ],
)
def test_answer_near_the_border_is_unsure_and_still_has_a_score(text: str) -> None:
    found = assess(DROPOUT, text)
    assert found.verdict is Verdict.UNSURE
    assert 0.3 < found.score < 0.8


LIST = Rubric(
    question="What is the advantage of a linked list over an array?",
    reference="It can grow and shrink at run time, and inserting an element does not require moving the others.",
)


def test_short_answers_to_a_reference_alone_are_ordered_by_what_they_say() -> None:
    full = score(LIST, "It grows and shrinks at run time, and you can insert an element without moving the others.")
    part = score(LIST, "you don't have to move the elements when you insert one in the middle")
    vague = score(LIST, "it is nicer to work with")
    assert full > part > vague
    assert full >= 0.7
    assert vague <= 0.2


def test_unsure_answer_to_a_reference_alone_has_a_score_between() -> None:
    text = "you don't have to move the elements when you insert one in the middle"
    found = judge({"question": LIST.question, "reference": LIST.reference, "response": text})
    assert found["verdict"] == "unsure"
    assert 0.4 < found["score"] < 0.8


def test_one_opposite_far_from_the_matter_denies_nothing() -> None:
    rubric = Rubric(question="What do batches do to the noise?", reference="Larger batches reduce the noise as well.")
    (found,) = statuses(rubric, "decrease the rate").values()
    assert found != "contradicted"


def test_case_has_points_with_spans() -> None:
    points = ["(2!) held out from training {unseen}", {"claim": "used to choose", "synonyms": ["tune"], "weight": 1}]
    verdict = judge({"id": 7, "kind": "free", "question": "Why?", "points": points, "response": "unseen, used to tune"})
    assert verdict["id"] == 7
    assert [point["status"] for point in verdict["points"]] == ["made", "made"]
    assert verdict["points"][1]["spans"]


@pytest.mark.parametrize(
    ("point", "read"),
    [
        ("held out", KeyPoint(claim="held out")),
        ("- (2!) held out {unseen | kept apart}", KeyPoint(claim="held out", weight=2, synonyms=("unseen", "kept apart"), must=True)),
        ("(-1) trains on it", KeyPoint(claim="trains on it", weight=-1)),
        ({"claim": "held out", "bonus": True}, KeyPoint(claim="held out", bonus=True)),
    ],
)  # fmt: skip
def test_points_of_a_case_are_lines_or_objects(point: object, read: KeyPoint) -> None:
    assert read_point(point) == read


@pytest.mark.parametrize(
    ("case", "complaint"),
    [
        ({"response": "x"}, "a `reference` or `points` with a weight above 0 are needed"),
        ({"reference": "x"}, "a case of kind free has a `response`"),
        ({"reference": 5, "response": "x"}, "`reference` must be a text"),
        ({"points": "x", "response": "x"}, "`points` must be a list of at most 60"),
        ({"points": [5], "response": "x"}, "a point is a text such as"),
        ({"reference": "x " * 40_000, "response": "x"}, "have more than 60000 characters"),
    ],
)
def test_case_that_is_none_is_told_so(case: dict[str, object], complaint: str) -> None:
    assert complaint in judge(case)["error"]


@pytest.mark.parametrize("text", ["", " \n\t", "x" * (MAX_ANSWER_LENGTH + 1), "word " * 20_000])
def test_blank_or_endless_text_is_unreadable(text: str) -> None:
    assert assess(DROPOUT, text).verdict is Verdict.UNREADABLE
