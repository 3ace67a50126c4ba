from quizzes.banks.blocks import SLUG
from quizzes.exchange.naming import name_for, slug_for


def test_a_slug_is_made_of_the_first_words() -> None:
    assert slug_for("What’s the *trace* of $A$ in a Größe?", "body", ()) == "whats-the-trace-of-in-a-grosse"


def test_a_long_prompt_gives_a_short_slug() -> None:
    assert len(slug_for("incomprehensibilities " * 50, "body", ())) <= 60


def test_a_twin_gets_a_digest_of_its_content() -> None:
    first, other = slug_for("Why?", "one", {"why"}), slug_for("Why?", "two", {"why"})
    assert first == slug_for("Why?", "one", {"why"}) != other
    assert first.startswith("why-")


def test_content_that_is_there_already_gets_no_slug() -> None:
    assert slug_for("Why?", "one", {"why", slug_for("Why?", "one", {"why"})}) == ""


def test_a_prompt_without_letters_of_ours_gets_a_slug_too() -> None:
    assert SLUG.fullmatch(slug_for("何ですか？", "body", ()))


def test_a_gap_is_named_after_its_answer() -> None:
    assert [name_for("The order", ()), name_for("42", ()), name_for("42", {"gap"})] == ["the_order", "gap", "gap_2"]
