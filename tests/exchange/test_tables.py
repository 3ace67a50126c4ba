import pytest

from tests.exchange.texts import drafted, problems, reading


def test_a_row_becomes_a_question() -> None:
    table = 'ID,Prompt,Answer,Level,Tags,Hint,Why\nx-1,What?,That.,expert,"la.eigen, trace",Think.,So.\n'
    (read,) = drafted(reading(table, name="a.csv"))
    assert (read.slug, read.prompt, read.key.model_answer()) == ("x-1", "What?", "That.")
    assert (read.level, read.tags, read.hints, read.why) == ("expert", ("la.eigen", "trace"), ("Think.",), "So.")


def test_options_and_letters_make_a_choice() -> None:
    (read,) = drafted(reading("prompt,A,A feedback,B,C,correct\nWhich?,no,Because.,yes,also,B C\n", name="a.csv"))
    assert (read.kind, read.key.model_answer()) == ("choice", "B C")
    assert [choice.feedback for choice in read.key.options()] == ["Because.", "", ""]


@pytest.mark.parametrize(("tolerance", "right", "wrong"), [("0.5", "4.4", "4.6"), ("1 %", "4.03", "4.05")])
def test_a_number_has_its_tolerance(tolerance: str, right: str, wrong: str) -> None:
    (read,) = drafted(reading(f"kind;prompt;answer;tolerance\nnumeric;N?;4;{tolerance}\n", name="a.csv"))
    assert [read.key.grade(text).score for text in (right, wrong)] == [1, 0]


def test_gaps_are_written_as_in_anki() -> None:
    (read,) = drafted(reading("prompt\tanswer\nThe {{c1::rank}} of {{c2::A::a matrix}}\t\n", name="a.tsv"))
    assert (read.kind, list(read.key.parts()), read.hints) == ("cloze", ["rank", "a"], ("a matrix",))


def test_a_row_that_spans_lines_is_counted_by_its_first() -> None:
    found = reading('prompt,answer\n"two\nlines",x\n,y\n', name="a.csv")
    assert [item.line for item in found.items] == [2]
    assert problems(found) == ["4: the prompt is empty"]


@pytest.mark.parametrize(
    ("table", "problem"),
    [
        ("front,awnser\na,b", "1: there is no column “awnser”; did you mean “answer”?"),
        ("answer\nb", "1: the first row must name the columns, one of which is “prompt”"),
        ("prompt,prompt\na,b", "1: the column “prompt” stands there twice"),
        ("prompt\na,b", "2: this row has 2 cells, and the first one has 1; is a quotation mark missing?"),
        ("prompt,id\na,B C", "2: the id “B C” is no slug; write a-z, 0-9 and single hyphens, or leave it empty"),
        ("prompt,A,B,correct\na,b,c,D", "2: “correct” names D, and there is no such option"),
        (
            "prompt,A,B,correct\na,b,c,",
            "2: “correct” is empty; write the letters of the right options, such as B or A C",
        ),
        ("prompt,tolerance\na,x", "2: the tolerance “x” is no number; write 0.5, or 1 % of the answer"),
        ("prompt,fields\na,[1]", '2: the column “fields” must hold a JSON object, such as {"checked": "2026-01"}'),
        ("prompt,fields\na," + "[" * 99, "2: the column “fields” lies too deep within itself"),
    ],
)
def test_what_is_wrong_with_a_table(table: str, problem: str) -> None:
    assert problem in problems(reading(table, name="a.csv"))


def test_an_open_quotation_mark_is_told_of_at_its_row() -> None:
    (told,) = problems(reading('prompt,answer\na,b\n"c,d\n', name="a.csv"))
    assert told.startswith("3: the table cannot be read from here on")
