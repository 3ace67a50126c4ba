"""References that a reader could not follow are named."""

import pytest

from quizzes.banks.references import addresses, references_at_fault


@pytest.mark.parametrize(
    ("refs", "message"),
    [
        (
            "[](https://example.org)",
            "refs: the link to “https://example.org” has no text; say what is to be found there",
        ),
        ("[Book]()", "refs: “” leads nowhere; write the address between the brackets"),
        ("[Book](https://localhost/x)", "names no site"),
        ("[Book](https://[x)", "is no address"),
        ("- [Book](https://example.org)\n- \n", "refs: there is an empty item; fill it or remove it"),
    ],
)
def test_a_fault_is_named(refs: str, message: str) -> None:
    assert any(message in found for found in references_at_fault(refs)), list(references_at_fault(refs))


@pytest.mark.parametrize(
    "refs", ["", "Bishop, section 3.1", "[Book](https://example.org/a#b), chapter 2", "<https://example.org>"]
)
def test_what_can_be_followed_is_left_alone(refs: str) -> None:
    assert list(references_at_fault(refs)) == []


def test_addresses_are_found_in_their_order() -> None:
    refs = "- [A](https://a.org/x), chapter 2\n- <http://b.org>\n- [mail](mailto:c@d.org)\n- Bishop, section 3"
    assert list(addresses(refs)) == ["https://a.org/x", "http://b.org"]
