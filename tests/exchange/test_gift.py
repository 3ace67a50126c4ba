import pytest

from quizzes.kinds.choice import ChoiceKey, Option
from quizzes.kinds.numeric import Numeric
from tests.exchange.texts import drafted, key, only, problems, reading, remarks


def options(text: str) -> tuple[Option, ...]:
    made = key(text, "gift")
    assert isinstance(made, ChoiceKey)
    return made.listed


def test_feedback_goes_to_its_option_and_the_general_one_to_why() -> None:
    read = only("// c\n::Name::Who?{~Grant#Alive. =no one#Yes. ####It is a riddle.}", "gift")
    assert isinstance(read.key, ChoiceKey)
    assert read.key.listed == (
        Option(text="Grant", right=False, feedback="Alive."),
        Option(text="no one", right=True, feedback="Yes."),
    )
    assert (read.prompt, read.why) == ("Who?", "It is a riddle.")


def test_escapes_give_the_characters_themselves() -> None:
    (wrong, right) = options("Is a\\=b \\{c\\}?{~x \\~ y#No\\: \\#1 =z \\\\(w\\\\)#\\\\\\\\}")
    assert (wrong.text, wrong.feedback) == ("x ~ y", "No: #1")
    assert (right.text, right.feedback) == ("z $w$", "\\\\")
    assert only("Is a\\=b \\{c\\}?{=yes}", "gift").prompt.startswith("Is a=b {c}?")


def test_a_missing_word_leaves_a_blank() -> None:
    assert only("Grant is {~buried#no =entombed} here.", "gift").prompt == "Grant is […] here."


def test_several_right_options_have_weights() -> None:
    made = key("Which?{~%50%a ~%50%b ~%-100%c#no}", "gift")
    assert (made.model_answer(), getattr(made, "multi", None)) == ("A B", True)


@pytest.mark.parametrize(("answer", "right"), [("T", "A"), ("FALSE", "B")])
def test_true_or_false_is_a_choice_of_two(answer: str, right: str) -> None:
    made = key(f"So?{{{answer}#wrong#right}}", "gift")
    assert made.model_answer() == right
    assert {choice.feedback for choice in made.options()} == {"wrong", "right"}


@pytest.mark.parametrize(
    ("answer", "right", "wrong"),
    [("#3:0.5", "3.4", "3.6"), ("#2.5..3.5", "2.6", "2.4"), ("#3", "3", "3.01"), ("# =3:0.1 =7:0.1", "7", "5")],
)
def test_a_number_keeps_its_margin(answer: str, right: str, wrong: str) -> None:
    made = key(f"How many?{{{answer}}}", "gift")
    assert [made.grade(text).score for text in (right, wrong)] == [1, 0]


def test_a_wrong_number_with_feedback_is_a_usual_mistake() -> None:
    made = key("How many?{#=3 =%0%6#Twice as many.}", "gift")
    assert isinstance(made, Numeric)
    assert [(wrong.formula.text, wrong.why) for wrong in made.wrong] == [("6", "Twice as many.")]


def test_a_short_answer_is_a_gap() -> None:
    made = only("Two plus two equals {=four =4}.", "gift")
    assert made.prompt == "Two plus two equals {{four}}."
    assert [made.key.grade(text).score for text in ("four", "4", "five")] == [1, 1, 0]


def test_html_of_moodle_becomes_markdown() -> None:
    text = "[html]<p>Is <b>x</b> \\\\(x^2\\\\)?</p><ul><li>a &lt; b</li></ul>{T#no#yes}"
    assert only(text, "gift").prompt == "Is **x** $x^2$?\n\n- a < b"


@pytest.mark.parametrize("mark", ["<![x", "<!--", "<?x", "<a", "</", "<!DOCTYPE"])
def test_broken_html_is_text(mark: str) -> None:
    (item,) = reading(f"[html]<p>a {mark}{{=yes}}", format="gift").items
    assert f"\na {mark}\n\n" in item.source


def test_what_has_no_form_here_is_refused_with_its_reason() -> None:
    found = reading(
        "Match{=a->b =c->d}\n\nJust words\n\nWhich{=fer*}\n\nOpen {=a\n\n{=a}\n\n$CATEGORY: x\n\nN{#x}\n\nM{#1:0 =2:1}",
        format="gift",
    )
    assert [told.split(";")[0] for told in problems(found)] == [
        "1: a matching question has no form here",
        "3: this has no answer in { braces }, so it is no question",
        "5: the * for any words has no form here",
        "7: a brace { or } has no partner",
        "9: the question itself is missing before the { braces }",
        "13: “x” is no number",
        "15: the right numbers have different margins",
    ]


def test_an_essay_is_a_draft_without_key_points() -> None:
    found = reading("Write about it.{}", format="gift")
    assert ["points: none found" in told for told in remarks(found)] == [True]


def test_half_a_right_answer_is_told_of() -> None:
    found = reading("Two?{~%50%a#x =b}\n\nShort?{=a =%50%b}", format="gift")
    assert remarks(found) == [
        "1: the option “a” earns 50 % in Moodle; here it is wrong",
        "3: “b” earns 50 % in Moodle and was left out",
    ]


def test_a_comment_within_a_question_is_no_part_of_it() -> None:
    assert [read.prompt for read in drafted(reading("// a\nIs it?{\n// b\nT#no#yes}", format="gift"))] == ["Is it?"]


def test_questions_in_consecutive_lines_are_parted_at_their_titles() -> None:
    found = reading(
        "".join(f"::Q{n}:: Is {n} odd?{{{'T' if n % 2 else 'F'}#no#yes}}\n" for n in range(1, 6)), format="gift"
    )
    assert [read.prompt for read in drafted(found)] == [f"Is {n} odd?" for n in range(1, 6)]
    assert [read.key.model_answer() for read in drafted(found)] == ["A", "B", "A", "B", "A"]


def test_what_looks_like_a_title_within_an_answer_parts_nothing() -> None:
    made = key("Which?{\n~::a:: b#no\n::c:: d\n=e#yes\n}", "gift")
    assert [option.text for option in made.listed] == ["::a:: b", "e"]
    assert "::c:: d" in made.listed[0].feedback


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("First?{T#no#yes}\n// c\nSecond?{F#no#yes}", "3: a second answer in { braces }"),
        ("::Q1:: First?{=a\n::Q2:: Second?{=b}", "1: a brace { or } has no partner"),
        ("::Q1:: First?\n::Q2:: Second?{=b}", "1: this has no answer in { braces }, so it is no question"),
        ("Half?{=a}\nmore }", "2: a brace { or } has no partner"),
    ],
)
def test_two_questions_never_become_one_without_a_word(text: str, told: str) -> None:
    (problem, *_) = problems(reading(text, format="gift"))
    assert problem.startswith(told)


def test_a_question_right_below_its_category_is_not_lost() -> None:
    found = reading("$CATEGORY: x\nIs it?{T#no#yes}\n$CATEGORY: y\nIs it not?{F#no#yes}", format="gift")
    assert [read.prompt for read in drafted(found)] == ["Is it?", "Is it not?"]
