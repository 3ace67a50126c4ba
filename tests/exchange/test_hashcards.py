from quizzes.kinds.cloze import Cloze
from tests.exchange.texts import drafted, key, only, problems, reading, remarks


def test_question_and_answer_become_a_flashcard() -> None:
    read = only("Q: What is the order\nof a group?\nA: The number of its elements.\n", "hashcards")
    assert (read.kind, read.slug) == ("flashcard", "what-is-the-order-of-a-group")
    assert (read.prompt, read.key.model_answer()) == ("What is the order\nof a group?", "The number of its elements.")


def test_a_list_below_the_tag_stays_a_list() -> None:
    assert key("Q: Minerals?\nA:\n\n- ruthenium\n- rhodium\n", "hashcards").model_answer() == "- ruthenium\n- rhodium"


def test_brackets_become_gaps() -> None:
    made = key("C: The [order] of a group is [its size].", "hashcards")
    assert isinstance(made, Cloze)
    assert {name: part.model_answer() for name, part in made.parts().items()} == {
        "order": "order",
        "its_size": "its size",
    }


def test_pictures_and_escaped_brackets_are_no_gaps() -> None:
    read = only("C: \\[a\\] ![b](../figures/c.svg) [word]", "hashcards")
    assert list(read.key.parts()) == ["word"]


def test_a_formula_cannot_be_typed_so_each_gap_is_a_flashcard() -> None:
    first, second = drafted(reading("C: [$n!$] means [factorial].", format="hashcards"))
    assert (first.prompt, first.key.model_answer()) == ("[…] means factorial.", "$n!$")
    assert (second.prompt, second.key.model_answer()) == ("$n!$ means […].", "factorial")


def test_braces_of_the_author_are_no_gap() -> None:
    assert list(key("C: Jinja writes {{name}} and [more].", "hashcards").parts()) == ["more"]


def test_text_that_looks_like_our_syntax_stays_text() -> None:
    read = only("Q: What?\n\n## not-an-id\n\n**Answer:** no\nA: Yes\n```\nopen", "hashcards")
    assert "\\## not-an-id" in read.prompt
    assert read.key.model_answer() == "Yes\n\\`\\`\\`\nopen"


def test_front_matter_and_text_above_are_passed_over() -> None:
    assert only('---\nname = "Deck"\n---\n# Title\n\nQ: a\nA: b', "hashcards").prompt == "a"


def test_problems_name_their_line() -> None:
    found = reading("A: b\n\nQ: a\n\nQ: c\nA: d\n\nC: nothing\n", format="hashcards")
    assert problems(found) == [
        "1: this A: answers no question; write a line Q: above it",
        "3: this question has no answer; write a line A: below it",
        "8: this C: card asks for nothing; put [brackets] around a part of it",
    ]


def test_a_card_without_a_reason_is_a_draft() -> None:
    found = reading("\nQ: a\nA: b", format="hashcards")
    assert problems(found) == remarks(found) == []
    assert [(remark.line, "Why" in remark.message) for remark in found.remarks] == [(2, True)]
