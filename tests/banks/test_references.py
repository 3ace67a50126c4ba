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
        ("see somewhere", "refs: “see somewhere” is nothing that a reader could open or find; give a link, a DOI"),
        ("See section 3.1", "nothing that a reader could open or find"),
        ("Bishop, section 3.1", "the author with the title or the year"),
        ("2006", "nothing that a reader could open or find"),
        ("- [Book](https://example.org)\n- and what\n  follows it", "refs: “and what follows it” is nothing"),
        ("Bishop 2006\n\nand elsewhere", "refs: “and elsewhere” is nothing"),
    ],
)
def test_a_fault_is_named(refs: str, message: str) -> None:
    assert any(message in found for found in references_at_fault(refs)), list(references_at_fault(refs))


@pytest.mark.parametrize(
    "refs",
    [
        "",
        "[Book](https://example.org/a#b), chapter 2",
        "<https://example.org>",
        "https://example.org/a",
        "doi:10.1145/3292500.3330701",
        "arXiv:1706.03762",
        "arXiv cs/0112017, section 2",
        "ISBN 978-0-387-31073-2",
        "Bishop 2006, section 3.1",
        "Bishop, *Pattern recognition*, section 3.1",
        "Bishop, “the yellow book”",
        "Goodfellow et al., Deep Learning, chapter 6",
        "- Bishop,\n  2006\n- [Book](https://example.org)",
        "周志华，机器学习",
    ],
)
def test_what_can_be_followed_is_left_alone(refs: str) -> None:
    assert list(references_at_fault(refs)) == []


def test_addresses_are_found_in_their_order() -> None:
    refs = "- [A](https://a.org/x), chapter 2\n- <http://b.org>\n- [mail](mailto:c@d.org)\n- Bishop, section 3"
    assert list(addresses(refs)) == ["https://a.org/x", "http://b.org"]
