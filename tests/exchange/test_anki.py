import io
import json
import sqlite3
import zipfile
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from quizzes.banks.questions import Question
from quizzes.exchange.exports import as_apkg
from quizzes.kinds import all_kinds
from tests.exchange.texts import example, question

NOW = datetime(2026, 3, 1, tzinfo=UTC)
CARD = "## a\n\nWhat is {prompt}?\n\n**Answer:** {answer}\n\n**Why:** So.\n"


def rows(packed: bytes, folder: Path, query: str) -> list[Any]:
    path = folder / "collection.anki2"
    with zipfile.ZipFile(io.BytesIO(packed)) as archive:
        assert archive.namelist() == ["collection.anki2", "media"]
        path.write_bytes(archive.read("collection.anki2"))
    database = sqlite3.connect(path)
    try:
        return database.execute(query).fetchall()
    finally:
        database.close()


def fields(one: Question, folder: Path) -> list[str]:
    ((found,),) = rows(as_apkg([one], deck="ML", now=NOW), folder, "select flds from notes")
    return str(found).split("\x1f")


def test_a_later_export_has_the_same_notes_so_that_anki_updates_them(tmp_path: Path) -> None:
    early = as_apkg([question(CARD.format(prompt="x", answer="y"))], deck="ML", now=NOW)
    late = as_apkg([question(CARD.format(prompt="z", answer="w"))], deck="Other", now=NOW.replace(year=2027))
    first, second = (rows(packed, tmp_path, "select guid, mid, mod from notes")[0] for packed in (early, late))
    assert first[:2] == second[:2]
    assert first[2] < second[2]


def test_every_kind_has_a_note_with_an_answer(tmp_path: Path) -> None:
    packed = as_apkg([example(kind) for kind in all_kinds()], deck="ML", now=NOW)
    found = rows(packed, tmp_path, "select guid, flds from notes")
    assert len({name for name, _ in found}) == len(all_kinds())
    assert all(all(field.strip() for field in text.split("\x1f")) for _, text in found)


def test_the_same_questions_give_the_same_bytes() -> None:
    one = example("flashcard")
    assert as_apkg([one], deck="ML", now=NOW) == as_apkg([one], deck="ML", now=NOW)


def test_note_types_and_decks_keep_their_numbers(tmp_path: Path) -> None:
    packed = as_apkg([example("flashcard"), example("cloze")], deck="ML", now=NOW)
    ((models, decks),) = rows(packed, tmp_path, "select models, decks from col")
    assert {number: model["type"] for number, model in json.loads(models).items()} == {"1714206331": 0, "1714206332": 1}
    assert [number for number, deck in json.loads(decks).items() if deck["name"] == "ML"] == ["2049476606"]


def test_gaps_become_anki_clozes_with_a_card_each(tmp_path: Path) -> None:
    text, _, slug = fields(example("cloze"), tmp_path)
    assert "\\( {{c1::" in text
    assert "{{c2::0.25}}" in text and "{{c3::vanishes}}" in text
    assert slug == example("cloze").slug
    packed = as_apkg([example("cloze")], deck="ML", now=NOW)
    assert [ord for (ord,) in rows(packed, tmp_path, "select ord from cards order by ord")] == [0, 1, 2]


def test_braces_of_the_author_are_no_gap_in_anki(tmp_path: Path) -> None:
    source = (
        "## c\n```yaml\nkind: cloze\ngaps: {a: {words: ['x::y}}']}}\n```\nIt {{a}} in `{{c9::z}}`.\n\n**Why:** So.\n"
    )
    text, *_ = fields(question(source), tmp_path)
    assert text.count("{{c") == 1
    assert text.count("}}") == 1


@pytest.mark.parametrize(
    ("answer", "shown"),
    [
        ("a <b and $x<1$", '<p>a &lt;b and <span class="math">\\(x&lt;1\\)</span></p>'),
        ("Vector<float>", "<p>Vector&lt;float&gt;</p>"),
    ],
)
def test_html_is_escaped_and_maths_is_for_mathjax(answer: str, shown: str, tmp_path: Path) -> None:
    assert fields(question(CARD.format(prompt="x", answer=answer)), tmp_path)[1] == shown


def test_a_picture_becomes_its_words(tmp_path: Path) -> None:
    front, *_ = fields(question(CARD.format(prompt='![a "curve"](../figures/a.svg)', answer="y")), tmp_path)
    assert "<img" not in front and "[a &quot;curve&quot;]" in front


def test_options_stand_on_the_front_and_their_feedback_behind(tmp_path: Path) -> None:
    front, back, why, _ = fields(example("choice"), tmp_path)
    assert front.count("<li>") == 3
    assert "<strong>B</strong>" in back
    assert "The error is large" in why


def test_drawn_numbers_are_filled_in(tmp_path: Path) -> None:
    front, back, why, _ = fields(example("numeric"), tmp_path)
    assert "{{" not in front + why
    assert back.strip() not in ("", "<p></p>")


def test_topics_and_level_are_tags_without_spaces(tmp_path: Path) -> None:
    one = question("## a\n```yaml\n{tags: [la.eigen, two words]}\n```\nx\n\n**Answer:** y\n\n**Why:** z\n")
    packed = as_apkg([one], deck="ML", now=NOW)
    assert rows(packed, tmp_path, "select tags from notes") == [(" la::eigen two_words level::entry ",)]
