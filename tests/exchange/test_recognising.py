"""Rows that are here already are recognised, in whatever program's format they come."""

from __future__ import annotations

import pytest

from quizzes.exchange.imports import FORMATS, Reading, read_upload
from quizzes.exchange.recognising import Here, Known
from tests.exchange.texts import DEFAULTS

BANK = "math.test"
DECKS = {
    "csv": "prompt,answer\nWhat is a trace?,A sum.\nWhat is a rank?,A count.\n",
    "tsv": "prompt\tanswer\nWhat is a trace?\tA sum.\nWhat is a rank?\tA count.\n",
    "hashcards": "Q: What is a trace?\nA: A sum.\n\nQ: What is a rank?\nA: A count.\n",
    "obsidian": "What is a trace?::A sum.\n\nWhat is a rank?::A count.\n",
    "gift": "::one::What is a trace?{=A sum.}\n\n::two::What is a rank?{=A count.}\n",
    "markdown": "## trace\n\nWhat is a trace?\n\n**Answer:** A sum.\n\n## rank\n\nWhat is a rank?\n\n**Answer:** A count.\n",
}
CLOZES = {
    "hashcards": "C: A trace is a [sum] of entries.\n",
    "obsidian": "A trace is a ==sum== of entries.\n",
    "csv": "prompt,kind\nA trace is a {{c1::sum}} of entries.,cloze\n",
    "gift": "A trace is a {=sum} of entries.\n",
}


def read(text: str, format: str, *known: Known, bank: str = BANK) -> Reading:
    here = Here(known, bank=bank, defaults={BANK: DEFAULTS, "other": DEFAULTS})
    return read_upload(text.encode(), name="deck", format=format, defaults=DEFAULTS, taken=set(here.by_slug), here=here)


def stored(reading: Reading, *, bank: str = BANK, **more: object) -> list[Known]:
    """The questions of an upload as they are here after it was imported."""
    assert not reading.problems
    return [
        Known(**{"slug": item.slug, "bank": bank, "text": item.source, "imported": (item.source,), **more})  # type: ignore[arg-type]
        for item in reading.items
    ]


def acts(reading: Reading) -> list[tuple[str, str]]:
    assert not reading.problems
    return [(item.slug, item.act) for item in reading.items]


def test_every_format_is_tried() -> None:
    assert set(DECKS) == set(FORMATS)


@pytest.mark.parametrize("format", DECKS)
def test_a_deck_is_new_once(format: str) -> None:
    first = read(DECKS[format], format)
    slugs = [item.slug for item in first.items]
    assert acts(first) == [(slug, "new") for slug in slugs]
    again = read(DECKS[format], format, *stored(first))
    assert acts(again) == [(slug, "same") for slug in slugs]
    assert again.remarks == (), "nothing is to be mended of what is left alone"


@pytest.mark.parametrize("format", CLOZES)
def test_a_gap_is_recognised_and_edited(format: str) -> None:
    first = read(CLOZES[format], format)
    known = stored(first)
    assert [act for _, act in acts(read(CLOZES[format], format, *known))] == ["same"]
    changed = read(CLOZES[format].replace("sum", "total"), format, *known)
    assert acts(changed) == [(known[0].slug, "edit")]
    assert "total" in changed.items[0].source and "sum" not in changed.items[0].source.partition("\n")[2]


@pytest.mark.parametrize("format", DECKS)
def test_another_answer_edits_the_question_that_it_is(format: str) -> None:
    first = read(DECKS[format], format)
    again = read(DECKS[format].replace("A count.", "A number."), format, *stored(first))
    assert acts(again) == [(first.items[0].slug, "same"), (first.items[1].slug, "edit")]
    edit = again.items[1]
    assert edit.source.strip() == edit.brought.strip() != edit.before.strip()
    assert "A number." in edit.source and "A count." not in edit.source


@pytest.mark.parametrize("format", DECKS)
def test_what_was_mended_here_stays(format: str) -> None:
    first = read(DECKS[format], format)
    _, known = stored(first)
    mended = known.text + "\n**Why:** Of independent columns.\n"
    here = Known(slug=known.slug, bank=BANK, text=mended, imported=known.imported)
    assert acts(read(DECKS[format], format, here))[1] == (known.slug, "same")
    edit = read(DECKS[format].replace("A count.", "A number."), format, here).items[1]
    assert edit.source.strip().endswith("**Why:** Of independent columns.")
    assert "A number." in edit.source and "A count." not in edit.source
    assert "Why" not in edit.brought


def test_an_edit_of_the_same_line_is_left_to_the_author() -> None:
    first = read(DECKS["hashcards"], "hashcards")
    known = stored(first)[1]
    here = Known(slug=known.slug, bank=BANK, text=known.text.replace("A count.", "The count."), imported=known.imported)
    row = read(DECKS["hashcards"].replace("A count.", "A number."), "hashcards", here).items[1]
    assert (row.act, row.reason) == ("left", "it was changed here as well, in the same lines; mend it by hand")


def test_the_same_change_made_here_already_is_the_same() -> None:
    first = read(DECKS["hashcards"], "hashcards")
    known = stored(first)[1]
    deck = DECKS["hashcards"].replace("A count.", "A number.")
    here = Known(slug=known.slug, bank=BANK, text=known.text.replace("A count.", "A number."), imported=known.imported)
    assert acts(read(deck, "hashcards", here))[1] == (known.slug, "same")


@pytest.mark.parametrize(
    ("more", "reason"),
    [({"retired": True}, "it is retired here"), ({"writable": False}, "somebody else is writing it")],
)
def test_what_may_not_be_edited_is_told_apart(more: dict[str, bool], reason: str) -> None:
    first = read(DECKS["hashcards"], "hashcards")
    deck = DECKS["hashcards"].replace("A count.", "A number.")
    row = read(deck, "hashcards", *stored(first, **more)).items[1]
    assert (row.act, row.reason) == ("left", reason)


def test_twins_by_their_words_are_told_apart_by_their_answers() -> None:
    deck = "Q: a\nA: b\n\nQ: a\nA: c\n"
    first = read(deck, "hashcards")
    slugs = [item.slug for item in first.items]
    known = stored(first)
    assert acts(read(deck, "hashcards", *known)) == [(slug, "same") for slug in slugs]
    assert acts(read("Q: a\nA: b\n\nQ: a\nA: d\n", "hashcards", *known)) == [(slugs[0], "same"), (slugs[1], "edit")]
    assert acts(read("Q: a\nA: d\n\nQ: a\nA: b\n", "hashcards", *known)) == [(slugs[1], "edit"), (slugs[0], "same")]
    three = read(deck + "\nQ: a\nA: d\n", "hashcards", *known)
    assert [act for _, act in acts(three)] == ["same", "same", "new"]


def test_a_question_written_here_is_never_edited_for_its_words_alone() -> None:
    here = Known(slug="rank", bank=BANK, text="## rank\n\nWhat is a rank?\n\n**Answer:** Full.\n")
    found = read(DECKS["hashcards"], "hashcards", here)
    assert acts(found)[1][1] == "new"
    assert [remark.message for remark in found.remarks if "rank" in remark.message] == [
        "rank asks the same, and was written here; leave this one out if they are one"
    ]


def test_layout_is_no_change() -> None:
    here = Known(
        slug="rank",
        bank=BANK,
        text="## rank\n\n```yaml\n# a remark\nkind: flashcard\n```\n\nWhat is\na rank?\n\n**Answer:**\n\nA count.\n",
    )
    assert acts(read(DECKS["markdown"], "markdown", here))[1] == ("rank", "same")
    assert acts(read(DECKS["csv"].replace("prompt,answer", "prompt,answer,id").replace("count.", "count.,rank"), "csv", here))[1] == ("rank", "same")  # fmt: skip


def test_the_same_question_in_another_bank_is_named_and_a_changed_one_is_new_here() -> None:
    first = read(DECKS["hashcards"], "hashcards", bank="other")
    known = stored(first, bank="other")
    assert [act for _, act in acts(read(DECKS["hashcards"], "hashcards", *known))] == ["same", "same"]
    changed = read(DECKS["hashcards"].replace("A count.", "A number."), "hashcards", *known)
    assert [act for _, act in acts(changed)] == ["same", "new"]
    assert changed.items[1].slug not in {each.slug for each in known}


def test_an_id_in_another_bank_that_says_something_else_is_a_problem() -> None:
    here = Known(slug="rank", bank="other", text="## rank\n\nWhat else?\n\n**Answer:** A count.\n")
    found = read(DECKS["markdown"], "markdown", here)
    assert [problem.message for problem in found.problems] == [
        "the id rank is in use in the bank other; give another, or mend the question there"
    ]
    assert found.problems[0].line == 7


def test_a_published_question_with_changes_of_its_own_is_left_alone() -> None:
    text = "## rank\n\nWhat else?\n\n**Answer:** A count.\n"
    here = Known(slug="rank", bank=BANK, text=text + "More.\n", published=text)
    row = read(DECKS["markdown"], "markdown", here).items[1]
    assert (row.act, row.reason) == ("left", "it has changes here that are not published yet")
    beside = Known(slug="rank", bank=BANK, text=text, published=text, has_copy=False)
    assert read(DECKS["markdown"], "markdown", beside).items[1].act == "edit"
