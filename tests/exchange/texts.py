"""Uploads and questions for the tests of this folder, with keyword overrides."""

import io
import zipfile
from collections.abc import Mapping

from quizzes.answers import AnswerKey
from quizzes.banks.questions import Question, read_question
from quizzes.exchange.imports import Reading, read_upload
from quizzes.kinds import all_kinds

DEFAULTS = {"level": "entry", "tags": ["la"]}


def reading(text: str | bytes, *, name: str = "deck.txt", format: str | None = None, taken: tuple[str, ...] = ()) -> Reading:  # fmt: skip
    data = text.encode() if isinstance(text, str) else text
    return read_upload(data, name=name, format=format, defaults=DEFAULTS, taken=taken)


def problems(found: Reading) -> list[str]:
    return [f"{problem.line}: {problem.message}" for problem in found.problems]


def remarks(found: Reading) -> list[str]:
    """Without the one that nearly every deck earns."""
    return [
        f"{remark.line}: {remark.message}" for remark in found.remarks if "**Why:** is missing" not in remark.message
    ]


def question(source: str) -> Question:
    read, found = read_question(source, defaults=DEFAULTS)
    assert read is not None, found
    return read


def drafted(found: Reading) -> list[Question]:
    """The items as questions, each with a reason where it has none."""
    assert not found.problems, found.problems
    whole = [item.source if "**Why:**" in item.source else f"{item.source}\n**Why:** So.\n" for item in found.items]
    return [question(source) for source in whole]


def only(text: str, format: str) -> Question:
    (read,) = drafted(reading(text, format=format))
    return read


def key(text: str, format: str) -> AnswerKey:
    return only(text, format).key


def example(kind: str) -> Question:
    return question(all_kinds()[kind].example)


def zipped(files: Mapping[str, str | bytes]) -> bytes:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in files.items():
            archive.writestr(name, data)
    return packed.getvalue()
