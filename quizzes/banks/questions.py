"""A block to a Question or to Problems, and the text of a file to a Bank."""

from __future__ import annotations

import dataclasses
import hashlib
from bisect import bisect_left
from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from itertools import islice
from typing import Any

from quizzes.answers import AnswerKey, FieldError, Fields
from quizzes.banks.blocks import MAX_PROBLEMS, Block, Document, read_blocks
from quizzes.banks.common import COMMON_FIELDS, Common, Complaint, read_common, read_front
from quizzes.banks.isolation import StoredKey, check_block
from quizzes.banks.keys import fields_from_json, fields_to_json, key_from_json
from quizzes.banks.problems import Problem, did_you_mean, quoted
from quizzes.banks.proofreading import remarks
from quizzes.banks.trials import Trial, check_trials, read_trials
from quizzes.kinds import DEFAULT_KIND, all_kinds

__all__ = [
    "Bank",
    "Problem",
    "Question",
    "drawable",
    "fields_from_json",
    "fields_to_json",
    "key_from_json",
    "read_bank",
    "read_question",
]

MAX_BANK = 5_000_000  # bytes of one file
COMMON_SECTIONS = frozenset({"hint", "why", "mistakes", "refs"})


@dataclasses.dataclass(frozen=True, kw_only=True)
class Question:
    """One question without a problem.

    line: of its heading.   source: its exact text, heading included.
    digest: sha256 of the source; kinds of line ends and blank lines at the end do not count.
    topic: the first tag up to its first dot.   subtopic: what stands behind that dot, or "".
    checked: month of the last fact check, "2026-01", or "".
    trials: the question's own tests, which no learner sees.
    prompt, hints, why, mistakes, refs: Markdown; mistakes and refs may be "".
    """

    slug: str
    line: int
    source: str
    digest: str
    kind: str
    key: AnswerKey
    fields: Fields
    level: str
    tags: tuple[str, ...]
    topic: str
    needs: tuple[str, ...]
    rev: int
    was: tuple[str, ...]
    retired: bool
    author: str
    checked: str
    prompt: str
    hints: tuple[str, ...]
    why: str
    mistakes: str
    refs: str
    trials: tuple[Trial, ...] = ()

    @property
    def subtopic(self) -> str:
        return self.tags[0].partition(".")[2]


@dataclasses.dataclass(frozen=True, kw_only=True)
class Bank:
    """One file, read.

    file: the path as the caller gave it.   digest: sha256 of the whole file.
    id, title, area ...: of the front matter; "" where it is at fault.
    head: exact text above the first question; with the sources of all questions it is the file, when nothing is wrong.
    defaults: fields that questions take when they do not say otherwise.
    questions: those without a problem.   slugs: every question heading, also of the others, with its line.
    """

    id: str
    title: str
    area: str
    license: str
    version: int
    description: str
    file: str
    digest: str
    head: str
    defaults: Mapping[str, Any]
    questions: tuple[Question, ...]
    slugs: Mapping[str, int]
    problems: tuple[Problem, ...]


def read_bank(text: str | bytes, *, file: str = "") -> Bank:
    """Read a whole file. Nothing is raised: whatever is wrong is in the bank's problems, sorted by line."""
    raw = text.encode("utf-8", "surrogatepass") if isinstance(text, str) else text
    digest = hashlib.sha256(raw).hexdigest()
    problems: list[Problem] = []
    if len(raw) > MAX_BANK:
        message = f"the file has {len(raw):,} bytes; at most {MAX_BANK:,} are read; split it into several banks"
        problems.append(Problem(file=file, line=1, message=message))
        raw = b""
    decoded = _decoded(raw, file, problems)
    if decoded is None:
        document = Document(
            front=None, front_lines={}, head="", description="", description_line=1, blocks=(), problems=()
        )
    else:
        document = read_blocks(decoded, file=file, labels=_all_sections())
    problems += document.problems
    front, complaints = read_front(document)
    complaints += ((document.description_line + index, remark) for index, remark in remarks(document.description))
    problems += (Problem(file=file, line=line, message=message) for line, message in complaints)
    faulty = sorted({problem.line for problem in document.problems})
    questions = []
    for block, end in zip(document.blocks, _ends(document.blocks), strict=True):
        if len(problems) >= MAX_PROBLEMS:
            message = f"{MAX_PROBLEMS:,} problems already; from here on nothing was read"
            problems.append(Problem(file=file, line=block.line, message=message))
            break
        question, found = _read(block, file, front.defaults)
        problems += found
        if question and bisect_left(faulty, block.line) == bisect_left(faulty, end):
            questions.append(question)
    problems += islice(_twice(document.blocks, file), MAX_PROBLEMS)
    return Bank(
        id=front.id,
        title=front.title,
        area=front.area,
        license=front.license,
        version=front.version,
        description=document.description.strip(),
        file=file,
        digest=digest,
        head=document.head,
        defaults=front.defaults,
        questions=tuple(questions),
        slugs={block.slug: block.line for block in reversed(document.blocks)},
        problems=tuple(sorted(set(problems))),
    )


def read_question(
    text: str, *, file: str = "", defaults: Mapping[str, Any] | None = None
) -> tuple[Question | None, tuple[Problem, ...]]:
    """Read one block, as an author edits it; the question is None when there is a problem.

    defaults: what the bank's front matter gives to questions that do not say otherwise.
    """
    document = read_blocks(text, file=file, labels=_all_sections(), front_matter=False)
    problems = list(document.problems)
    if document.head.strip() or len(document.blocks) != 1:
        message = f"one question is expected, from its heading “## slug” on; there are {len(document.blocks)}"
        return None, (*problems, Problem(file=file, line=1, message=message))
    question, found = _read(document.blocks[0], file, defaults or {})
    problems = sorted({*problems, *found})
    return (None if problems else question), tuple(problems)


def drawable(text: str, *, defaults: Mapping[str, Any] | None = None) -> StoredKey | None:
    """The key of one block, as far as it can be made, whatever its checks say; None where it cannot."""
    blocks = read_blocks(text, file="", labels=_all_sections(), front_matter=False).blocks
    data = {**(defaults or {}), **(blocks[0].data or {})} if len(blocks) == 1 else {}
    kind = data.get("kind", DEFAULT_KIND)
    if not data or not isinstance(kind, str) or kind not in all_kinds():
        return None
    fields = _fields(blocks[0], defaults or {}, all_kinds()[kind])
    try:
        all_kinds()[kind].from_fields(fields)
    except FieldError:
        return None
    return StoredKey.of(kind, fields_to_json(fields))


@cache
def _all_sections() -> frozenset[str]:
    return COMMON_SECTIONS.union(*(kind.sections for kind in all_kinds().values()))


def _decoded(raw: bytes, file: str, problems: list[Problem]) -> str | None:
    """The text; None when it cannot be told. A wrong byte is reported and read as U+FFFD."""
    if raw.startswith((b"\xff\xfe", b"\xfe\xff")):
        problems.append(Problem(file=file, line=1, message="the file is UTF-16; save it as UTF-8"))
        return None
    if not raw and problems:
        return None
    raw = raw.removeprefix(b"\xef\xbb\xbf")
    try:
        return raw.decode("utf-8")
    except UnicodeDecodeError as error:
        line = raw.count(b"\n", 0, error.start) + 1
        message = f"the byte 0x{raw[error.start]:02x} is not UTF-8; save the file as UTF-8"
        problems.append(Problem(file=file, line=line, message=message))
    return raw.decode("utf-8", "replace")


def _ends(blocks: Sequence[Block]) -> list[int]:
    """The line after each block, as far as it matters: the heading of the next."""
    return [*(block.line for block in blocks[1:]), 2**31][: len(blocks)]


def _twice(blocks: Sequence[Block], file: str) -> Iterator[Problem]:
    first: dict[str, int] = {}
    for block in blocks:
        earlier = first.setdefault(block.slug, block.line)
        if earlier != block.line:
            message = f"the id {block.slug} is already used on line {earlier}; ids are never used twice"
            yield Problem(file=file, line=block.line, message=message)


def _read(block: Block, file: str, defaults: Mapping[str, Any]) -> tuple[Question | None, list[Problem]]:
    complaints: list[Complaint] = list(_proofread(block))
    question = None
    if block.data is not None:
        question = _question(block, defaults, complaints)
    problems = [Problem(file=file, line=line, message=message) for line, message in complaints]
    return (None if problems else question), problems


def _proofread(block: Block) -> Iterator[Complaint]:
    for index, remark in remarks(block.prompt):
        yield block.prompt_line + index, remark
    for section in block.sections:
        for index, remark in remarks(section.text):
            yield section.line + index, remark


def _question(block: Block, defaults: Mapping[str, Any], complaints: list[Complaint]) -> Question | None:
    assert block.data is not None
    kinds = all_kinds()
    kind = block.data.get("kind", defaults.get("kind", DEFAULT_KIND))
    line = block.lines.get(("kind",), block.line)
    if not isinstance(kind, str) or kind not in kinds:
        complaints.append((line, f"there is no kind {quoted(str(kind))}{did_you_mean(str(kind), kinds)}"))
        return None
    fields = _fields(block, defaults, kinds[kind])
    common = read_common(fields.data, fields.lines, block.line, complaints)
    complaints += _unknown_fields(block, kind)
    complaints += _wrong_sections(block, kind)
    if not block.prompt.strip():
        complaints.append((block.line, "the question itself is missing; write it below the heading and the YAML fence"))
    trials = read_trials(fields.data, block.lines, kinds[kind], kind, complaints)
    key = _key(kinds[kind], fields, block.line, complaints)
    if key is None or common is None or complaints:
        return None
    complaints += check_trials(trials, key)
    return _whole_question(block, kind, key, fields, common, trials)


def _whole_question(
    block: Block, kind: str, key: AnswerKey, fields: Fields, common: Common, trials: tuple[Trial, ...]
) -> Question:
    plain = block.source.replace("\r\n", "\n").replace("\r", "\n").rstrip()
    return Question(
        slug=block.slug,
        line=block.line,
        source=block.source,
        digest=hashlib.sha256(plain.encode("utf-8", "surrogatepass")).hexdigest(),
        kind=kind,
        key=key,
        fields=fields,
        level=common.level,
        tags=common.tags,
        topic=common.tags[0].split(".")[0],
        needs=common.needs,
        rev=common.rev,
        was=common.was,
        retired=common.retired,
        author=common.author,
        checked=common.checked,
        prompt=block.prompt,
        hints=tuple(hint.strip() for hint in fields.sections.get("hint", ())),
        why=fields.section("why").strip(),
        mistakes=fields.section("mistakes").strip(),
        refs=fields.section("refs").strip(),
        trials=trials,
    )


def _fields(block: Block, defaults: Mapping[str, Any], kind: type[AnswerKey]) -> Fields:
    """The block as its kind sees it; defaults count where the kind knows the field and the block does not have it."""
    known = COMMON_FIELDS | kind.fields
    data = {name: value for name, value in defaults.items() if name in known} | dict(block.data or {})
    lines = {str(path[0]): line for path, line in block.lines.items() if len(path) == 1}
    sections: dict[str, tuple[str, ...]] = {}
    for section in block.sections:
        sections[section.label] = (*sections.get(section.label, ()), section.text)
        lines.setdefault(section.label, section.line)
    return Fields(data=data, sections=sections, lines=lines, prompt=block.prompt)


def _unknown_fields(block: Block, kind: str) -> Iterator[Complaint]:
    known = COMMON_FIELDS | all_kinds()[kind].fields
    for name in block.data or ():
        if name not in known:
            owners = [other for other, key in all_kinds().items() if name in key.fields]
            advice = f"; it belongs to {' and '.join(owners)}" if owners else did_you_mean(name, known)
            yield block.lines.get((name,), block.line), f"a {kind} question has no field {quoted(name)}{advice}"


def _wrong_sections(block: Block, kind: str) -> Iterator[Complaint]:
    seen: dict[str, int] = {}
    for section in block.sections:
        shown = f"**{section.label.capitalize()}:**"
        if section.label not in COMMON_SECTIONS | all_kinds()[kind].sections:
            owners = [other for other, key in all_kinds().items() if section.label in key.sections]
            yield section.line, f"a {kind} question has no section {shown}; write `kind: {' or '.join(owners)}` for it"
        earlier = seen.setdefault(section.label, section.line)
        if earlier != section.line and section.label != "hint":
            yield section.line, f"{shown} stands there twice, first on line {earlier}; make one of the two"
        if not section.text.strip() and section.label in COMMON_SECTIONS:
            yield section.line, f"nothing stands under {shown}; fill it or remove it"
    if "why" not in seen:
        yield block.line, "**Why:** is missing; give the reason in one to four sentences"


def _key(kind: type[AnswerKey], fields: Fields, heading: int, complaints: list[Complaint]) -> AnswerKey | None:
    try:
        key = kind.from_fields(fields)
        check_block(key, fields)
    except FieldError as error:
        following: BaseException | None = error
        while isinstance(following, FieldError):
            line = following.line or fields.lines.get(following.field, heading)
            complaints.append((line, str(following)))
            following = following.__cause__
        return None
    return key
