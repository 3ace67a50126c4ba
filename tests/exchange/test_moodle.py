import pytest

from quizzes.exchange.exports import as_gift
from quizzes.exchange.moodle_text import escaped, markdown_of, waiting
from tests.exchange.texts import drafted, example, question, reading

NUMBER = "## n\n```yaml\nkind: numeric\nanswer: {answer}\ntolerance: {{abs: 0.5}}\nunit: GB\nwrong: [{{expr: 7, why: No.}}]\n```\nHow much?\n\n**Why:** So.\n"


def back(source: str) -> tuple[str, list[str]]:
    """The question as it comes back from GIFT: its prompt, and the score of some answers."""
    (read,) = drafted(reading(as_gift([question(source)])[0], format="gift"))
    return read.prompt, [read.kind, read.key.model_answer(), read.why]


def test_a_choice_comes_back_with_options_and_feedback() -> None:
    one = example("choice")
    (read,) = drafted(reading(as_gift([one])[0], format="gift"))
    assert [choice.label for choice in read.key.options()] == [choice.label for choice in one.key.options()]
    assert [choice.feedback for choice in read.key.options()] == [choice.feedback for choice in one.key.options()]
    assert (read.prompt, read.key.model_answer()) == (one.prompt.replace("\n", "\n"), one.key.model_answer())


def test_several_right_options_share_the_marks() -> None:
    source = "## m\n```yaml\n{kind: choice, multi: true}\n```\nWhich?\n\n**Choices:**\n- [x] a\n- [x] b\n- [x] c\n- [ ] d\n  > No.\n\n**Why:** So.\n"
    text, _ = as_gift([question(source)])
    assert text.count("~%33.33333%") == 3 and text.count("~%-33.33333%d#No.") == 1
    assert back(source)[1][:2] == ["choice", "A B C"]


def test_a_number_says_its_unit_in_the_question() -> None:
    prompt, rest = back(NUMBER.format(answer="4.5"))
    assert (prompt, rest) == ("How much? (in GB)", ["numeric", "4.5", "So."])


def test_a_number_given_as_a_formula_is_worked_out() -> None:
    text, left_out = as_gift([question(NUMBER.format(answer="sqrt(16)"))])
    assert ("=4:0.5" in text, "=%0%7:0.5#No." in text, left_out) == (True, True, [])


def test_one_gap_is_a_missing_word() -> None:
    source = (
        "## c\n```yaml\nkind: cloze\ngaps: {fate: {words: [vanishes, fades]}}\n```\nIt {{fate}} soon.\n\n**Why:** So.\n"
    )
    assert back(source) == ("It {{vanishes}} soon.", ["cloze", "vanishes", "So."])


def test_what_does_not_fit_is_named_with_its_reason() -> None:
    picture = question("## p\n\n![a curve](../figures/a.svg)\n\n**Answer:** x\n\n**Why:** So.\n")
    text, left_out = as_gift([example("cloze"), example("derivation"), example("numeric"), picture])
    assert text == ""
    assert [reason.split(": ")[1] for reason in left_out] == [
        "it has several gaps, and GIFT allows one",
        "GIFT has no questions of the kind derivation",
        "its numbers are drawn anew each time, which GIFT cannot do",
        "it shows a picture, which GIFT cannot carry",
    ]


@pytest.mark.parametrize("text", ["a:b#c=d{e}~f", "back\\slash \\: \\\\n", "two\nlines", "\\frac{a}{b}"])
def test_escapes_come_off_again(text: str) -> None:
    assert markdown_of(waiting(escaped(text))) == text
    assert "\n" not in escaped(text)
