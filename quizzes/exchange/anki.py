"""Questions to an Anki deck (.apkg). Its notes are named by our ids, so that importing it again updates them."""

from __future__ import annotations

import hashlib
import html
import io
import itertools
import re
import sqlite3
import tempfile
import zipfile
from collections.abc import Iterable, Mapping
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Final

import genanki  # type: ignore[import-untyped]

from quizzes.banks.isolation import StoredKey, variant_apart
from quizzes.banks.keys import fields_to_json
from quizzes.banks.markup import fill, render, render_inline
from quizzes.banks.questions import Question
from quizzes.banks.variants import Variant, variant_of
from quizzes.kinds.choice import ChoiceKey
from quizzes.kinds.cloze import PLACEHOLDER, Cloze
from quizzes.maths.limits import Undecided

# Anki knows a note type by its number: these never change, nor do the names and the order of the fields.
CARD_MODEL: Final = 1_714_206_331
CLOZE_MODEL: Final = 1_714_206_332
NAMESPACE: Final = "recall-at-k"  # so that our ids are not those of somebody else's notes
SEED: Final = 0  # a card of Anki is always the same one, so its numbers are drawn once
DECK_IDS: Final = (1 << 30, 1 << 31)
FIRST_DAY: Final = (1980, 1, 1, 0, 0, 0)  # of files in the package; the earliest that a zip can say

PICTURE = re.compile(r'<img[^>]*?alt="([^"]*)"[^>]*>|<img[^>]*>')
STYLE = ".card { font-family: sans-serif; font-size: 18px; text-align: left; }\n.cloze { font-weight: bold; }\n"


def as_apkg(questions: Iterable[Question], *, deck: str, now: datetime | None = None) -> bytes:
    """The package as bytes.

    deck: its name, from which its number is made.   now: when the notes were changed last, so that Anki takes a later
    export for the newer one; None for the present. The same questions and the same `now` give the same bytes.
    """
    stamp = (now or datetime.now(UTC)).timestamp()
    content = genanki.Deck(_deck_id(deck), deck)
    models = _models()
    for question in questions:
        content.add_note(_note(question, models))
    return _packed(content, stamp)


def guid(slug: str, part: str = "") -> str:
    """Anki's name of the note for a question; all gaps of a cloze are one note, the part ""."""
    return str(genanki.guid_for(NAMESPACE, slug, part))


def _models() -> Mapping[bool, Any]:
    """The note types: for clozes (True) and for everything else. genanki writes into them, so they are made anew."""
    names = [{"name": name} for name in ("Front", "Back", "Why", "Id")]
    answer = '{{FrontSide}}<hr id="answer">{{Back}}<br>{{Why}}'
    cloze_names = [{"name": name} for name in ("Text", "Why", "Id")]
    return {
        False: genanki.Model(
            CARD_MODEL,
            "Recall@K",
            fields=names,
            templates=[{"name": "Card", "qfmt": "{{Front}}", "afmt": answer}],
            css=STYLE,
        ),
        True: genanki.Model(
            CLOZE_MODEL,
            "Recall@K cloze",
            model_type=genanki.Model.CLOZE,
            fields=cloze_names,
            templates=[{"name": "Cloze", "qfmt": "{{cloze:Text}}", "afmt": "{{cloze:Text}}<br>{{Why}}"}],
            css=STYLE,
        ),
    }


def _note(question: Question, models: Mapping[bool, Any]) -> Any:
    drawn = _variant(question)
    why = _shown(question.why, drawn) + _shown(_feedback(question), drawn) + _shown(question.mistakes, drawn)
    if isinstance(question.key, Cloze):
        fields = [_gapped(question, question.key), why, question.slug]
    else:
        front = _shown(question.prompt, drawn) + _options(question)
        fields = [front, _shown(drawn.shown_answer, drawn), why, question.slug]
    return genanki.Note(
        model=models[isinstance(question.key, Cloze)],
        fields=fields,
        guid=guid(question.slug),
        tags=_tags(question),
    )


def _variant(question: Question) -> Variant:
    """For Anki the answer is text; where it could not be worked out in time, the explanation has to do."""
    if isinstance(question.key, Cloze):
        return Variant(placeholders={}, shown_answer="", model_answer="")
    if not question.key.isolated:
        return variant_of(question.key, SEED)
    try:
        return variant_apart(StoredKey.of(question.kind, fields_to_json(question.fields)), "", SEED)
    except Undecided:
        return Variant(placeholders={}, shown_answer="", model_answer="")


def _shown(text: str, drawn: Variant) -> str:
    """HTML of some Markdown: maths between \\( and \\), as Anki's MathJax wants it; a picture becomes its words."""
    return _without_pictures(fill(render(text), drawn.placeholders)) if text.strip() else ""


def _without_pictures(page: str) -> str:
    return PICTURE.sub(lambda found: f"[{found[1] or 'picture'}]", page)


def _options(question: Question) -> str:
    items = "".join(f"<li>{_without_pictures(render_inline(choice.label))}</li>" for choice in question.key.options())
    return f'<ol type="A">{items}</ol>' if items else ""


def _feedback(question: Question) -> str:
    if not isinstance(question.key, ChoiceKey):
        return ""
    said = (f"- **{choice.value}**: {choice.feedback}" for choice in question.key.options() if choice.feedback)
    return "\n".join(line.replace("\n", "\n  ") for line in said)


def _gapped(question: Question, key: Cloze) -> str:
    """The text with {{c1::…}} for each gap, in the order of the gaps. Other double braces are taken apart."""
    numbers = {name: number for number, name in enumerate(key.gaps, start=1)}
    page = _without_pictures(render(question.prompt))
    pieces, at = [], 0
    for found in PLACEHOLDER.finditer(page):
        if found[1] in numbers:
            pieces += [_apart(page[at : found.start()]), _gap(key, found[1], numbers[found[1]])]
            at = found.end()
    return "".join([*pieces, _apart(page[at:])])


def _gap(key: Cloze, name: str, number: int) -> str:
    """Within mathematics LaTeX, else HTML. Anki ends a gap at the first }}, so such braces get a space between."""
    if name in key.in_maths:
        answer = html.escape(key.gaps[name].filled(in_maths=True), quote=False)
        answer = answer.replace("}}", "} }")
        return f" {{{{c{number}::{answer} }}}} "
    answer = render_inline(key.gaps[name].shown())
    return f"{{{{c{number}::{_apart(answer)}}}}}"


def _apart(page: str) -> str:
    """In HTML a brace may be written as a number, which a browser shows, and which Anki takes for no gap."""
    return page.replace("{{", "{&#123;").replace("}}", "}&#125;").replace("::", ":&#58;")


def _tags(question: Question) -> list[str]:
    """Topics with Anki's :: for a dot, and the level. A tag of Anki holds no space."""
    tags = [tag.replace(".", "::") for tag in question.tags]
    return [re.sub(r"\s+", "_", tag) for tag in (*tags, f"level::{question.level}")]


def _deck_id(deck: str) -> int:
    low, high = DECK_IDS
    return low + int.from_bytes(hashlib.sha256(f"{NAMESPACE}:{deck}".encode()).digest()[:8]) % (high - low)


def _packed(content: Any, stamp: float) -> bytes:
    """The zip: a database and an empty list of media. genanki's own writer leaves its temporary file behind."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "collection.anki2"
        with closing(sqlite3.connect(path)) as database:
            genanki.Package([content]).write_to_db(database.cursor(), stamp, itertools.count(int(stamp * 1000)))
            database.commit()
        packed = io.BytesIO()
        with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
            for name, data in (("collection.anki2", path.read_bytes()), ("media", b"{}")):
                info = zipfile.ZipInfo(name, FIRST_DAY)
                info.compress_type = zipfile.ZIP_DEFLATED
                archive.writestr(info, data)
    return packed.getvalue()
