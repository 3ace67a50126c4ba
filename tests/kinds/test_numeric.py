"""A typed number is judged within a tolerance, in its unit, and its mistake named."""

from collections.abc import Mapping
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from quizzes.answers import FieldError, Fields, Grade, Reading, UnreadableAnswer
from quizzes.kinds.numeric import Numeric

CACHE: Mapping[str, Any] = {
    "params": {"layers": {"choice": [24, 32, 80]}, "tokens": {"int": [2048, 32768, 1024]}},
    "answer": "2*layers*8*128*tokens*2/2**30",
    "unit": "GiB",
    "accept_units": {"MiB": "1/1024"},
    "tests": [{"layers": 32, "tokens": 8192, "answer": 1}],
    "wrong": [{"expr": "layers*8*128*tokens*2/2**30", "why": "Keys and values are both cached."}],
}
CACHE_PROMPT = "{{layers}} layers and {{tokens}} tokens: how large is the cache, in GiB?"


def block(prompt: str = "How likely?", sections: Mapping[str, tuple[str, ...]] | None = None, **data: Any) -> Fields:
    return Fields(data=data, sections=sections or {}, lines=dict.fromkeys(data, 7), prompt=prompt)


def key(**data: Any) -> Numeric:
    return Numeric.from_fields(block(**data))


def graded(typed: str, **data: Any) -> Grade:
    return key(**data).grade(typed)


def remark(typed: str, **data: Any) -> str:
    return " ".join(note.text for note in graded(typed, **data).notes)


def unreadable(typed: str, **data: Any) -> tuple[str, int | None]:
    with pytest.raises(UnreadableAnswer) as caught:
        graded(typed, **data)
    return caught.value.message, caught.value.position


def complaint(prompt: str = "How likely?", **data: Any) -> tuple[str, str, int | None]:
    fields = block(prompt, **data)
    with pytest.raises(FieldError) as caught:
        Numeric.from_fields(fields).check(fields)
    return caught.value.field, caught.value.message, caught.value.line


def cache(**changes: Any) -> dict[str, Any]:
    return {**CACHE, "prompt": CACHE_PROMPT, **changes}


@pytest.mark.parametrize(
    "typed", ["3/8", "0.375", ".375", "37.5%", "37.5 %", "0,375", "comb(3,2)/2^3", "= 0.375", "≈ 0.376"]
)
def test_every_way_of_writing_the_number_is_right(typed: str) -> None:
    assert graded(typed, answer="3/8").score == 1


@pytest.mark.parametrize("typed", ["0.41", "3.75", "-0.375", "0", "1e299", "-1e-299", "10^299", "exp(600)"])
def test_another_number_is_wrong(typed: str) -> None:
    assert graded(typed, answer="3/8").score == 0


def test_the_receipt_says_how_it_was_read_and_compared() -> None:
    assert graded("16.8", answer="(5 + 28.62)/2").receipt == "Read as 16.8; right is 16.81 (±1 %)."
    assert graded("1/2pi", answer=1.57).receipt == "Read as (1/2)*pi = 1.571; right is 1.57 (±1 %)."
    assert graded("1,024", answer=1024, tolerance={"abs": 0.5}).receipt == "Read as 1024; right is 1024 (±0.5)."
    assert graded("3", answer=3, tolerance={"abs": 0}).receipt == "Read as 3; right is 3 (exactly)."


def test_the_receipt_shows_every_digit_typed() -> None:
    assert graded("3.14159265", answer="pi").receipt == "Read as 3.14159265; right is 3.142 (±1 %)."


def test_the_receipt_shows_the_conversion_of_a_unit() -> None:
    grade = graded("8 MiB", answer=8, unit="GiB", accept_units={"MiB": "1/1024"})
    assert grade.receipt == "Read as 8 MiB = 0.0078125 GiB; right is 8 GiB (±1 %)."


@pytest.mark.parametrize(
    ("typed", "read_as"),
    [
        ("x = 16.5", "16.5"),
        ("λ=16.5", "16.5"),
        ("F1 = 16.5", "16.5"),
        ("D(p||q) = 16.5", "16.5"),
        ("the larger eigenvalue ≈ 16.5", "16.5"),
        ("about 16.5", "16.5"),
        ("Approx. 16.5", "16.5"),
        ("ca. 16.5", "16.5"),
        ("~16.5", "16.5"),
        ("≈ 16.5", "16.5"),
        ("x = ca. 16.5", "16.5"),
        ("16.50.", "16.5"),
        ("1650 percent", "1650% = 16.5"),
        ("1650 per cent.", "1650% = 16.5"),
        ("0.0165 thousand", "16.5"),
        ("33e-6/2 million", "(33e-6/2)*10^6 = 16.5"),
        ("3x5.5", "3*5.5 = 16.5"),
        ("3 X 5.5", "3*5.5 = 16.5"),
        ("3×5.5", "3*5.5 = 16.5"),
    ],
)
def test_words_around_the_number_do_no_harm(typed: str, read_as: str) -> None:
    grade = graded(typed, answer=16.5)
    assert (grade.score, grade.receipt) == (1, f"Read as {read_as}; right is 16.5 (±1 %).")


@pytest.mark.parametrize(
    "typed", ["393216", "393,216 parameters", "0.393 million", "0.393M", "0.3932 million parameters"]
)
def test_a_count_may_be_given_in_millions(typed: str) -> None:
    assert graded(typed, answer=393216, unit="parameters", accept_units={"M": 10**6}).score == 1


def test_a_count_in_millions_keeps_its_digits() -> None:
    assert remark("0.39 million", answer=394900) == "Rounded too far: give at least 3 significant digits."


def test_a_full_stop_behind_a_unit_is_overlooked() -> None:
    assert graded("8 GiB.", answer=8, unit="GiB").score == 1
    assert graded("8 min.", answer=8, unit="min.").score == 1


def test_any_of_several_accepted_answers_is_right() -> None:
    assert [graded(typed, answer=[2, "-2"]).score for typed in ("2", "-2", "3")] == [1, 1, 0]


@pytest.mark.parametrize("typed", ["8", "8 GiB", "8GiB", "8192 MiB", "2^3 GiB", "8.0e0 GiB"])
def test_a_unit_may_be_typed_or_left_out(typed: str) -> None:
    assert graded(typed, answer=8, unit="GiB", accept_units={"MiB": "1/1024"}).score == 1


def test_units_with_slash_micro_and_percent_are_known() -> None:
    assert graded("5 tokens/s", answer=5, unit="tokens/s", accept_units={"s": 2}).score == 1
    assert graded("5 \u00b5s", answer=5, unit="\u03bcs").score == 1
    assert graded("37.5 %", answer=37.5, unit="%").score == 1


GIB: Mapping[str, Any] = {"answer": 8, "unit": "GiB"}


@pytest.mark.parametrize(
    ("typed", "data"),
    [
        ("8192 MiB", GIB),
        ("8.59 GB", GIB),
        ("2^33 bytes", GIB),
        ("8589934592 B", GIB),
        ("68.72 Gbit", GIB),
        ("8\u202f192 MiB", GIB),
        ("0.25 s", {"answer": 250, "unit": "ms"}),
        ("3/4 h", {"answer": 45, "unit": "min"}),
        ("1.2 kW", {"answer": 1200, "unit": "W"}),
        ("125 MB/s", {"answer": 1, "unit": "Gbit/s"}),
        ("6.24 TFLOP/s", {"answer": 6240, "unit": "GFLOP/s"}),
        ("120 tokens/min", {"answer": 2, "unit": "tokens/s"}),
        ("0.693 nats", {"answer": 1, "unit": "bits"}),
        ("293.15 K", {"answer": 20, "unit": "°C"}),
    ],
)
def test_every_unit_of_the_same_kind_is_converted(typed: str, data: Mapping[str, Any]) -> None:
    assert graded(typed, **data).score == 1


def test_binary_and_decimal_bytes_are_apart() -> None:
    assert graded("8 GB", **GIB).score == 0
    assert remark("8 GB", **GIB) == "Right number, wrong unit: GiB, not GB."
    assert remark("8.59", **GIB) == "Right number in GB, but it is asked in GiB. Write the unit behind the number."


def test_the_authors_own_factor_wins() -> None:
    assert graded("2 min", answer=1, unit="h", accept_units={"min": "1/2"}).score == 1


@pytest.mark.parametrize(
    ("typed", "message", "position"),
    [
        (" 8 kg", "`kg` measures something else. The answer may be given in GiB or another unit of that kind.", 3),
        ("8 gb", "`gb` is not a unit known here. Did you mean `GB`?", 2),
        ("8 Gigs", "`Gigs` is not a unit known here. The answer may be given in GiB or another unit of that kind.", 2),
        ("8 mb", "`mb` measures something else. Did you mean `MB`?", 2),
        (
            "2*4 widgets",
            "`widgets` is not a unit known here. The answer may be given in GiB or another unit of that kind.",
            4,
        ),
    ],
)
def test_what_is_no_unit_of_the_kind_is_not_graded_but_answered(typed: str, message: str, position: int) -> None:
    assert unreadable(typed, **GIB) == (message, position)


def test_a_unit_that_no_library_knows_is_the_authors_own() -> None:
    data = {"answer": 8, "unit": "widgets/shelf", "accept_units": {"gross/shelf": 144}}
    message = "`m` is not a unit known here. The answer may be given in widgets/shelf, gross/shelf."
    assert unreadable("8 m", **data) == (message, 2)


@pytest.mark.parametrize(
    "typed",
    [r"\frac{3}{8}", r"\frac38", r"0.375", r"37.5\%", r"37.5\,\%", r"3\cdot 2^{-3}", r"x = \frac{3}{8}", r"\binom{3}{2}/2^{3}",
     r"\left(\frac{1}{2}\right)^{3}\cdot 3", r"x\approx 0.375"],
)  # fmt: skip
def test_the_number_may_be_latex(typed: str) -> None:
    assert graded(typed, answer="3/8").score == 1


@pytest.mark.parametrize(
    "typed", [r"8\,\text{GiB}", r"2^{13}\ \mathrm{MiB}", r"8{,}192\,\text{MiB}", r"\frac{16}{2} GiB"]
)
def test_latex_may_bear_a_unit(typed: str) -> None:
    assert graded(typed, **GIB).score == 1


@pytest.mark.parametrize(
    ("typed", "message"),
    [
        (r"\frac{3}{", "The `{` misses its closing brace."),
        (r"\infty", "`oo` is no number that can be worked out here."),
        (r"\frac{3}{0}", "`3/0` cannot be worked out: division by zero."),
        (r"\sqrt{-1}", "`sqrt(-1)` cannot be worked out: a negative number has no real square root."),
    ],
)
def test_latex_that_is_no_number_is_not_graded(typed: str, message: str) -> None:
    assert unreadable(typed, answer="3/8") == (message, None)


@pytest.mark.parametrize(
    ("typed", "latex"),
    [
        ("3/8", r"\frac{3}{8}"),
        (" x = 2^-3 ", "2^{-3}"),
        ("37.5 %", r"37.5\%"),
        (r"\frac{3}{8}", r"\frac{3}{8}"),
        ("5 MiB", r"5\,\text{MiB}"),
        ("5 tokens/s", r"5\,\text{tokens/s}"),
    ],
)
def test_how_the_line_is_read_is_shown_as_mathematics(typed: str, latex: str) -> None:
    assert key(answer=3, unit="GiB").readings(typed) == (Reading(latex=latex),)


def test_why_a_line_cannot_be_read_is_shown_with_its_place() -> None:
    message = "A number is missing after `+`, before `*`."
    assert key(answer=3).readings("3+*4") == (Reading(error=message, position=2),)
    assert key(answer=3).readings(" ") == ()


def test_a_unit_where_none_is_asked_is_named() -> None:
    assert unreadable("8 GB", answer=8) == ("`GB` is not a unit known here. Give the number alone.", 2)


@pytest.mark.parametrize(
    ("typed", "message", "position"),
    [
        ("", "Nothing was typed. Give a number, or a calculation such as `3/8`.", 0),
        ("2(3+4", "The closing bracket is missing: `(` at character 2. Put `)` at the end.", 5),
        ("x = (3+4", "The closing bracket is missing: `(` at character 5. Put `)` at the end.", 8),
        ("ca. 3+*4", "A number is missing after `+`, before `*`.", 6),
        ("about", "`about` is not known here. Give a number.", 0),
        ("x =", "There is nothing to read.", 3),
        ("(1,2)", "`(1,2)` looks like several numbers. Give one, with a decimal point.", 2),
        ("2(1,5)", "`(1,5)` looks like several numbers. Give one, with a decimal point.", 3),
        ("1e", "The power of ten is missing behind `1e`. For Euler's number write `*e`.", 1),
        ("x = 1e + 2", "The power of ten is missing behind `1e`. For Euler's number write `*e`.", 5),
        ("1/0", "`1/0` cannot be worked out: division by zero.", None),
        ("9^9^9", "`9^9^9` cannot be worked out: the result is too large.", None),
        ("nan", "`nan` is not known here. Give a number.", 0),
        ("sqrtt(2)", "`sqrtt` is not known here. Did you mean `sqrt`?", 0),
    ],
)
def test_what_cannot_be_read_is_not_graded(typed: str, message: str, position: int | None) -> None:
    assert unreadable(typed, answer="3/8") == (message, position)


@pytest.mark.parametrize(
    ("typed", "value"), [("max(1,2)", 2), ("(1,5+3)*2", 9), ("2e^2", 14.778), ("1e+2", 100), ("log2(8)", 3)]
)
def test_what_only_looks_like_a_pair_or_a_broken_exponent_is_read(typed: str, value: float) -> None:
    assert graded(typed, answer=value).score == 1


def test_a_comma_that_was_meant_as_a_decimal_point_is_not_counted_as_wrong() -> None:
    message = "A comma before three digits separates thousands. Write a point."
    assert unreadable("1,234", answer=1.234) == (message, 1)


@pytest.mark.parametrize(
    ("typed", "text"),
    [
        ("37.5", "Looks like per cent without the percent sign."),
        ("0.375%", "Looks like a percent sign too many."),
        ("-0.375", "Looks like the sign is the other way round."),
        ("0.75", "Looks like a factor of 2 too large."),
        ("0.0375", "Looks like a factor of 10 too small."),
        ("375", "Looks like a factor of 1000 too large."),
        ("375000", "Looks like a factor of 1\u202f000\u202f000 too large."),
        ("0.5", ""),  # nothing to say is better than something empty
    ],
)
def test_a_usual_slip_is_named_as_a_guess(typed: str, text: str) -> None:
    assert remark(typed, answer="3/8") == text


def test_a_right_number_in_the_wrong_unit_is_named() -> None:
    data = {"answer": 8, "unit": "GiB", "accept_units": {"MiB": "1/1024"}}
    assert remark("8 MiB", **data) == "Right number, wrong unit: GiB, not MiB."
    assert remark("8192", **data) == "Right number in MiB, but it is asked in GiB. Write the unit behind the number."
    assert remark("0.375", answer=37.5, unit="%") == "Looks like a fraction; the answer is asked in per cent."


def test_too_few_digits_are_not_simply_wrong() -> None:
    grade = graded("0.019", answer="0.99*0.001/(0.99*0.001 + 0.05*0.999)")
    assert (grade.score, grade.notes[0].text) == (0.5, "Rounded too far: give at least 3 significant digits.")


def test_a_single_digit_earns_nothing_but_the_hint_to_give_more() -> None:
    grade = graded("0.7", answer="sqrt(2)/2")
    assert (grade.score, grade.notes[0].text) == (0, "Rounded too far: give at least 3 significant digits.")


def test_digits_are_counted_in_the_unit_typed() -> None:
    data = {"answer": 0.75, "unit": "GiB", "accept_units": {"MiB": "1/1024"}}
    assert [graded(typed, **data).score for typed in ("770 MiB", "780 MiB", "4500 MiB")] == [1, 0, 0]


def test_sensible_rounding_passes() -> None:
    assert graded("0.0194", answer="0.99*0.001/(0.99*0.001 + 0.05*0.999)").score == 1


def test_a_wrong_formula_gives_its_feedback_for_the_drawn_numbers() -> None:
    variant = key(**CACHE).variant(5)
    half = str(float(variant.judge.references[0]) / 2)
    assert variant.grade(half).notes[0].text == "Keys and values are both cached."


def test_the_nearest_wrong_formula_speaks() -> None:
    wrong = [{"expr": 1.0, "why": "one"}, {"expr": 1.004, "why": "more"}]
    assert remark("1.003", answer=5, wrong=wrong) == "more"


def test_the_same_seed_gives_the_same_variant() -> None:
    assert [dict(key(**CACHE).variant(seed).placeholders()) for seed in (1, 2, 1)] == [
        {"layers": "80", "tokens": "30720"},
        {"layers": "32", "tokens": "24576"},
        {"layers": "80", "tokens": "30720"},
    ]


def test_without_parameters_there_is_one_variant() -> None:
    plain = key(answer=3)
    assert plain.variant(9) is plain
    assert plain.placeholders() == {}


@settings(max_examples=100, deadline=None)
@given(st.integers(0, 2**63))
def test_the_model_answer_of_every_variant_is_right(seed: int) -> None:
    data = {"params": {"p": {"real": [0.001, 0.5, 3]}, "n": {"int": [2, 30]}}, "answer": "1 - (1 - p)^n"}
    variant = key(**data, tolerance={"rel": "1e-6"}).variant(seed)
    assert variant.grade(variant.model_answer()).score == 1


@pytest.mark.parametrize("answer", ["1/3", "sqrt 2", "-2/7", 10**20, "2^70 + 1/3"])
def test_the_model_answer_is_right_without_any_tolerance(answer: object) -> None:
    exact = key(answer=answer, tolerance={"abs": 0})
    assert exact.grade(exact.model_answer()).score == 1


def test_the_shown_answer_has_its_unit_and_one_digit_more_than_passes() -> None:
    assert key(answer="0.99*0.001/(0.99*0.001 + 0.05*0.999)").shown_answer() == "0.01943"
    assert key(answer="sqrt(273.87)").shown_answer() == "16.55"
    assert key(answer=16.5).shown_answer() == "16.5"
    assert key(answer=32768, unit="MiB").shown_answer() == "32\u202f768 MiB"


def test_a_sound_block_passes_the_checks() -> None:
    fields = block(**cache())
    Numeric.from_fields(fields).check(fields)


@pytest.mark.parametrize(
    ("data", "field", "message"),
    [
        ({}, "answer", "a number or a formula is missing"),
        ({"answer": True}, "answer", "a number or a formula was expected, not True"),
        ({"answer": "3/8)"}, "answer", "`3/8)`: there is no opening bracket for this `)` (character 4)"),
        ({"answer": "1/0"}, "answer", "division by zero"),
        ({"answer": 1, "tolerance": 0.1}, "tolerance", "{rel: 0.01} or {abs: 0.5} was expected"),
        ({"answer": 1, "unit": 5}, "unit", "5 is not the name of a unit, such as GiB, tokens/s or %"),
        ({"answer": 1, "accept_units": {"MiB": 2}}, "accept_units", "the field `unit` is missing"),
        (
            {"answer": 1, "unit": "GiB", "accept_units": {"MiB": 0}},
            "accept_units",
            "a unit needs a name and a factor above 0, not MiB: 0",
        ),
        ({"answer": 1, "params": {"n": 3}, "prompt": "{{n}}"}, "params", None),
        ({"answer": "a", "let": {"a": "1/0"}}, "let", "`a`: division by zero"),
        ({"answer": 1, "let": {"a": "1"}}, "let", "`a` is not used"),
        ({"answer": 1, "tests": [{"answer": 2}]}, "tests", "the answer is 1, not 2"),
        (
            {"answer": 1, "tests": [{"n": 2, "answer": 1}]},
            "tests",
            "a worked case gives answer; not {'n': 2, 'answer': 1}",
        ),
        ({"answer": 1, "wrong": [{"expr": 2}]}, "wrong", "{expr: formula, why: text} was expected, not {'expr': 2}"),
        ({"answer": 1, "wrong": {"expr": 2}}, "wrong", "a list was expected"),
        ({"answer": 1, "wrong": [{"expr": 1.005, "why": "x"}]}, "wrong", "`1.005` is right within the tolerance"),
    ],
)
def test_a_faulty_field_is_named(data: Any, field: str, message: str | None) -> None:
    found = complaint(**data)
    assert found[0] == field
    assert message is None or found[1] == message
    assert found[2] == (7 if field in data else None)


def faults(prompt: str = "How likely?", **data: Any) -> list[tuple[str, str, int | None]]:
    fields = Fields(data=data, sections={}, lines={name: 10 + index for index, name in enumerate(data)}, prompt=prompt)
    with pytest.raises(FieldError) as caught:
        Numeric.from_fields(fields).check(fields)
    found: list[tuple[str, str, int | None]] = []
    error: BaseException | None = caught.value
    while isinstance(error, FieldError):
        found.append((error.field, error.message, error.line))
        error = error.__cause__
    return found


def test_all_faults_of_a_block_are_said_at_once() -> None:
    data = {"tolerance": -1, "answer": "1/0", "wrong": [{"expr": "q+", "why": ""}], "tests": [{"n": 1, "answer": 1}]}
    assert faults("{{q}} heads?", **data) == [
        ("tolerance", "{rel: 0.01} or {abs: 0.5} was expected", 10),
        ("wrong", "`q+`: `q` is not known here; give a number (character 1)", 12),
        ("wrong", "`q+` says not why; fill `why: text`", 12),
        ("prompt", "{{q}} is not declared in `params` or `let`", None),
        ("answer", "division by zero", 11),
        ("tests", "a worked case gives answer; not {'n': 1, 'answer': 1}", 13),
    ]


def test_all_faults_of_the_parameters_are_said_at_once_and_faulty_names_are_still_known() -> None:
    params = {"n": {"int": [1, 3]}, "m": {"int": [3, 1]}, "k": 2}
    found = faults("{{n}}{{z}}", params=params, let={"a": "n +", "b": "m*k*a"}, where=["n > b", "n"], answer="n*b*q")
    assert [(field, message.split(":")[0], line) for field, message, line in found] == [
        ("params", "a range goes up, in steps above 0, not from 3 to 1 by 1", 10),
        ("params", "`k` needs {int", 10),
        ("let", "`n +`", 11),
        ("where", "`n`", 12),
        ("answer", "`n*b*q`", 13),
        ("prompt", "{{z}} is not declared in `params` or `let`", None),
    ]


def test_every_wrong_formula_and_every_worked_case_is_looked_at() -> None:
    wrong = [{"expr": 1, "why": "x"}, {"expr": "1/0", "why": "x"}, {"expr": 2, "why": "x"}]
    found = faults(answer=1, wrong=wrong, tests=[{"answer": 1}, {"answer": 2}, {"answer": 3}])
    assert [(field, message) for field, message, _ in found] == [
        ("wrong", "`1` is right within the tolerance"),
        ("wrong", "`1/0`: division by zero"),
        ("tests", "the answer is 1, not 2"),
        ("tests", "the answer is 1, not 3"),
    ]


def test_a_faulty_unit_is_not_called_missing() -> None:
    assert [field for field, _, _ in faults(answer=1, unit=5, accept_units={"MiB": 2})] == ["unit"]


def test_a_worked_case_that_differs_names_both_numbers() -> None:
    tests = [{"layers": 32, "tokens": 8192, "answer": 2}]
    assert complaint(**cache(tests=tests))[:2] == ("tests", "the answer is 1, not 2 at layers = 32, tokens = 8192")


def test_a_wrong_formula_that_is_right_for_some_draw_names_the_draw() -> None:
    data = {"params": {"n": {"int": [2, 3]}}, "answer": "n^2", "wrong": [{"expr": "2n", "why": "Squared."}]}
    found = complaint("{{n}} squared?", **data)
    assert found == ("wrong", "`2n` is right within the tolerance at n = 2 (seed 2)", 7)


def test_a_draw_without_a_value_names_the_draw_and_its_seed() -> None:
    data = {"params": {"n": {"int": [1, 2]}}, "answer": "1/(n - 1)"}
    field, message, line = complaint("{{n}}?", **data)
    seed = int(message.removeprefix("division by zero at n = 1 (seed ").removesuffix(")"))
    assert (field, line) == ("answer", 7)
    assert 1 <= seed <= 5, "the variants that an author sees come first"
    assert key(prompt="{{n}}?", **data).variant(seed).placeholders() == {"n": "1"}


def test_a_draw_without_a_value_is_found_however_rare() -> None:
    data = {"params": {name: {"int": [1, 1000]} for name in ("n", "m")}, "answer": "m/(n - 700)"}
    message = complaint("{{n}}, {{m}}?", **data)[1]
    seed = int(message.partition("(seed ")[2].removesuffix(")"))
    assert message.startswith("division by zero at n = 700, m = ") and seed > 20
    assert key(prompt="{{n}}, {{m}}?", **data).variant(seed).placeholders()["n"] == "700"


def test_a_wrong_formula_without_a_value_for_a_rare_draw_is_named() -> None:
    data = {"params": {"n": {"int": [1, 900]}}, "answer": "n", "wrong": [{"expr": "log(900 - n)", "why": "No."}]}
    field, message, _ = complaint("{{n}}?", **data)
    assert field == "wrong"
    assert message.startswith("`log(900 - n)`: the logarithm needs a number above 0 at n = 900 (seed ")


def test_a_helper_without_a_value_names_the_seed() -> None:
    data = {"params": {"n": {"int": [1, 900]}}, "let": {"h": "1/(n - 5)"}, "answer": "h"}
    field, message, _ = complaint("{{n}}?", **data)
    assert field == "let"
    assert message.startswith("`h`: division by zero at n = 5 (seed ")


def test_an_undeclared_placeholder_is_named() -> None:
    assert complaint("{{m}} heads?", answer=1)[:2] == ("prompt", "{{m}} is not declared in `params` or `let`")


def test_an_undeclared_placeholder_in_a_section_is_named() -> None:
    found = complaint(CACHE_PROMPT, **CACHE, sections={"why": ("{{heads}} heads",)})
    assert found[:2] == ("why", "{{heads}} is not declared in `params` or `let`")


def test_double_braces_in_latex_are_none_of_our_business_without_parameters() -> None:
    fields = block(answer=1, sections={"why": ("$x^{{n}}$",)})
    Numeric.from_fields(fields).check(fields)


def test_a_parameter_that_is_not_told_is_named() -> None:
    message = "`layers` stands neither in the prompt, as {{layers}}, nor in `let`"
    assert complaint("{{tokens}} tokens?", **CACHE)[:2] == ("params", message)


def test_conditions_that_hardly_ever_hold_are_refused() -> None:
    data = {"params": {"n": {"int": [1, 1000]}}, "where": "n < 3", "answer": "n"}
    field, message, _ = complaint("{{n}}?", **data)
    assert field == "where"
    assert message.endswith("attempts; choose narrower ranges")


@settings(max_examples=100, deadline=None)
@given(st.text(max_size=40) | st.text("0123456789.,+-*/^!%()| eMiBGkp", max_size=40))
def test_any_text_is_graded_or_called_unreadable(text: str) -> None:
    cached = key(**CACHE)
    try:
        assert cached.grade(text).score is not None
    except UnreadableAnswer as error:
        assert error.position is None or 0 <= error.position <= len(text)
