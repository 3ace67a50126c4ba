"""A text with gaps makes a card of each gap; words, numbers and formulas are judged as such."""

from collections.abc import Mapping
from typing import Any

import pytest

from quizzes.answers import AnswerKey, FieldError, Fields, Grade, Reading, UnreadableAnswer
from quizzes.banks.markup import fill, render
from quizzes.kinds.cloze import Cloze

GAPS: Mapping[str, Any] = {
    "slope": {"answer": "s*(1-s)", "vars": {"s": "real"}},
    "largest": {"answer": "1/4"},
    "size": {"answer": 8, "unit": "GiB"},
    "fate": {"words": ["vanishes", "tends to 0"]},
}
PROMPT = "The slope is ${{slope}}$, at most {{largest}}, in $x={{size}}$ the gradient {{fate}}."


def fields(prompt: str = PROMPT, sections: Mapping[str, tuple[str, ...]] | None = None, **gaps: Any) -> Fields:
    return Fields(data={"gaps": gaps or GAPS}, sections=sections or {}, lines={"gaps": 4}, prompt=prompt)


def part(name: str, **more: Any) -> AnswerKey:
    return Cloze.from_fields(fields(**more)).parts()[name]


def word(typed: str, *accepted: str) -> Grade:
    return Cloze.from_fields(fields("It {{w}}.", w={"words": list(accepted)})).grade(typed)


def faults(prompt: str = PROMPT, sections: Mapping[str, tuple[str, ...]] | None = None, **gaps: Any) -> list[str]:
    given = fields(prompt, sections, **gaps)
    with pytest.raises(FieldError) as caught:
        Cloze.from_fields(given).check(given)
    found = []
    error: BaseException | None = caught.value
    while isinstance(error, FieldError):
        found.append(str(error))
        error = error.__cause__
    return found


def test_each_gap_is_a_card_in_the_order_of_the_text() -> None:
    assert list(Cloze.from_fields(fields()).parts()) == ["slope", "largest", "size", "fate"]


@pytest.mark.parametrize(
    ("name", "right", "wrong"),
    [
        ("slope", "s - s^2", "s"),
        ("slope", r"s\left(1-s\right)", r"\frac{s}{2}"),
        ("largest", "0.25", "0.5"),
        ("largest", "25%", "25"),
        ("size", "8192 MiB", "8 GB"),
        ("fate", "vanishes", "explodes"),
    ],
)
def test_each_gap_is_judged_by_what_it_asks_for(name: str, right: str, wrong: str) -> None:
    assert (part(name).grade(right).score, part(name).grade(wrong).score) == (1, 0)


def shown(name: str, prompt: str = PROMPT, **gaps: Any) -> str:
    key = part(name, prompt=prompt, **gaps)
    return fill(render(prompt), key.placeholders())


def test_the_gap_that_is_asked_is_blank_and_the_others_are_filled_in() -> None:
    assert shown("fate") == (
        r'<p>The slope is <span class="math">\(s(1 - s)\)</span>, at most 0.25, '
        r'in <span class="math">\(x=8\,\text{GiB}\)</span> the gradient […].</p>'
    )


def test_a_blank_in_mathematics_is_one_that_tex_can_set() -> None:
    assert r'<span class="math">\(\boxed{\;?\;}\)</span>' in shown("slope")
    assert r'<span class="math">\(x=\boxed{\;?\;}\)</span>' in shown("size")
    assert "at most […], in" in shown("largest")


@pytest.mark.parametrize(
    ("prompt", "entry", "filled"),
    [
        ("A ${{x}}$ b {{y}}", {"words": ["50% & more"]}, r'<p>A <span class="math">\(\text{50\% \&amp; more}\)</span> b […]</p>'),
        ("A {{x}} b {{y}}", {"words": ["<b>"]}, "<p>A &lt;b&gt; b […]</p>"),
        ("A $2^{{x}}$ b {{y}}", {"answer": 10}, '<p>A <span class="math">\\(2^{10}\\)</span> b […]</p>'),
        ("A ${{x}}$ b {{y}}", {"answer": "3.2e-5"}, '<p>A <span class="math">\\(3.2 \\cdot 10^{-5}\\)</span> b […]</p>'),
        ("A {{x}} b {{y}}", {"answer": "3.2e-5"}, "<p>A 3.2\u00a0×\u00a010⁻⁵ b […]</p>"),
        ("A $$a = {{x}}$$ b {{y}}", {"answer": -1}, '<p>A <span class="math display">\\[a = -1\\]</span> b […]</p>'),
        (r"A \${{x}} and \$5 b {{y}}", {"answer": 3}, "<p>A $3 and $5 b […]</p>"),
    ],
)  # fmt: skip
def test_a_filled_gap_reads_well_in_prose_and_in_mathematics(prompt: str, entry: Any, filled: str) -> None:
    assert shown("y", prompt, x=entry, y={"words": ["so"]}) == filled


def test_the_answer_is_shown_as_mathematics_where_it_is() -> None:
    assert [part(name).shown_answer() for name in GAPS] == ["$s(1 - s)$", "0.25", "8 GiB", "vanishes"]


def test_every_model_answer_is_right() -> None:
    for key in Cloze.from_fields(fields()).parts().values():
        assert key.grade(key.model_answer()).score == 1


@pytest.mark.parametrize(
    "typed",
    [
        "batch normalisation",
        "Batch-Normalization",
        "batchnormalisation",
        " the batch\u00a0normalisation. ",
        "bátch normalisation",
    ],
)
def test_case_spaces_hyphens_accents_and_articles_make_no_difference(typed: str) -> None:
    grade = word(typed, "batch normalisation")
    assert (grade.score, grade.notes) == (1, ())


@pytest.mark.parametrize("typed", ["regularistion", "regularisatoin", "regularisationn", "regularisatiom"])
def test_one_slip_in_a_long_word_is_right_and_its_spelling_shown(typed: str) -> None:
    grade = word(typed, "regularisation")
    assert grade.score == 1
    assert [note.text for note in grade.notes] == ["Right, but it is spelt “regularisation”."]


@pytest.mark.parametrize(
    ("typed", "accepted"),
    [
        ("biaz", "bias"),
        ("asymmetric", "symmetric"),
        ("micro average", "macro average"),
        ("word3vec", "word2vec"),
        ("reguralisatoin", "regularisation"),
        ("increases", "decreases"),
        ("100001", "100000"),
    ],
)
def test_short_words_numbers_and_other_words_are_not_forgiven(typed: str, accepted: str) -> None:
    grade = word(typed, accepted)
    assert (grade.score, grade.receipt) == (0, f"Read as “{typed}”; right is “{accepted}”.")


@pytest.mark.parametrize("typed", ["", "  ", "...", "word " * 40])
def test_what_is_no_word_is_not_graded(typed: str) -> None:
    with pytest.raises(UnreadableAnswer):
        word(typed, "bias")


def test_how_a_gap_is_read_is_shown_for_mathematics_only() -> None:
    assert part("slope").readings("s/2") == (Reading(latex=r"\frac{s}{2}"),)
    assert part("largest").readings("1/4") == (Reading(latex=r"\frac{1}{4}"),)
    assert part("fate").readings("vanishes") == ()
    assert part("slope").symbols() != ()
    assert part("fate").symbols() == ()


@pytest.mark.parametrize(
    ("entry", "message"),
    [
        ({"words": []}, "`g`: words: a list of words was expected"),
        ({"words": [True]}, "`g`: words: a list of words was expected"),
        ({"words": ["a"], "answer": 3}, "`g`: answer: there is no such field beside words"),
        ({"answer": "3+"}, "`g`: answer: `3+`: a number is missing after `+`"),
        ({"answer": "1/0"}, "`g`: answer: division by zero"),
        ({"answer": 3, "unit": 5}, "`g`: unit: 5 is not the name of a unit"),
        ({"answer": 3, "tolerance": 1}, "`g`: tolerance: {rel: 0.01} or {abs: 0.5} was expected"),
        ({"answer": 3, "params": {}}, "`g`: params: there is no such field beside answer"),
        ({"answer": "y", "vars": {"x": "real"}}, "`g`: answer: `y`: `y` is not known here"),
        ({"answer": "x", "vars": {"x": "reel"}}, "`g`: vars: `x`: `reel` is not known; did you mean `real`?"),
        ({"vars": {"x": "real"}}, "`g`: answer: a formula is missing"),
        ("bias", "`g`: {words: [word]}, {answer: 1/4} or {answer: 2*x, vars: {x: real}} was expected"),
    ],
)
def test_a_faulty_gap_is_named(entry: Any, message: str) -> None:
    found = faults("It ${{g}}$.", g=entry)
    assert any(fault.startswith(f"gaps: {message}") for fault in found), found


@pytest.mark.parametrize(
    ("prompt", "sections", "message"),
    [
        ("It {{g}} {{h}}.", {}, "prompt: the gap {{h}} has no entry in `gaps`"),
        ("It is.", {}, "gaps: `g` has no gap in the text; write {{g}} where it belongs"),
        ("It {{g}} and {{g}}.", {}, "prompt: the gap {{g}} stands there twice; give each its own name"),
        ("It {{g}}.", {"why": ("As {{g}}.",)}, "why: {{g}}: a gap stands in the question only; write the answer out here"),
    ],
)  # fmt: skip
def test_gaps_and_text_must_fit(prompt: str, sections: Any, message: str) -> None:
    assert message in faults(prompt, sections, g={"words": ["falls"]})


def test_a_formula_stands_between_dollars() -> None:
    message = "gaps: `g` is a formula, so write it between dollars: ${{g}}$"
    assert faults("It is {{g}}.", g={"answer": "2*x", "vars": {"x": "real"}}) == [message]


def test_a_block_without_gaps_is_refused() -> None:
    with pytest.raises(FieldError, match="none found; write gaps:"):
        Cloze.from_fields(Fields(data={"gaps": []}, sections={}))
