"""A folder of banks, read: every bank, the syllabus, and what is wrong with each or between them."""

from __future__ import annotations

import dataclasses
import difflib
import os
from collections.abc import Callable, Container, Iterable, Iterator, Mapping, Sequence
from pathlib import Path

from quizzes.banks.order import circles
from quizzes.banks.problems import Problem, did_you_mean, quoted
from quizzes.banks.questions import MAX_BANK, Bank, Question, read_bank
from quizzes.banks.syllabus import Syllabus, Topic, read_syllabus

SYLLABUS = "syllabus.yaml"
MAX_SUGGESTIONS = 50  # searched for; looking for near names among thousands takes time


@dataclasses.dataclass(frozen=True, kw_only=True)
class Folder:
    """banks: by path.   problems: by path and line.   syllabus: None where the folder has none."""

    banks: tuple[Bank, ...]
    problems: tuple[Problem, ...]
    syllabus: Syllabus | None = None


@dataclasses.dataclass(frozen=True, kw_only=True)
class Entry:
    """A bank file that was found.

    name: path below the folder, with "/".   fault: why it cannot be read; "" when it can.
    """

    name: str
    path: Path
    fault: str = ""


def read_folder(folder: Path, *, progress: Callable[[str, int], None] | None = None) -> Folder:
    """Read all that is in a folder and write nothing.

    progress: called after each bank with its path and the number of its questions.
    Raises FileNotFoundError when there is no such folder; whatever else is wrong comes as a problem.
    """
    banks: list[Bank] = []
    problems: list[Problem] = []
    syllabus, found = _syllabus(folder)
    problems += found
    for entry in entries(folder):
        data = _bytes(entry)
        if isinstance(data, str):
            problems.append(Problem(file=entry.name, line=1, message=data))
            continue
        bank = read_bank(data, file=entry.name)
        banks.append(bank)
        problems += bank.problems
        if progress:
            progress(entry.name, len(bank.questions))
    problems += check_together(banks, syllabus)
    return Folder(banks=tuple(banks), problems=tuple(sorted(set(problems))), syllabus=syllabus)


def bank_files(folder: Path) -> Iterator[tuple[str, bytes]]:
    """Path below the folder and content of every bank that can be read, by path. Raises FileNotFoundError as above."""
    for entry in entries(folder):
        data = _bytes(entry)
        if isinstance(data, bytes):
            yield entry.name, data


def entries(folder: Path) -> tuple[Entry, ...]:
    """Every *.md below the folder but README.md, by path. Raises FileNotFoundError when there is no such folder."""
    if not folder.is_dir():
        raise FileNotFoundError(f"there is no folder {folder}")
    return tuple(sorted(_walk(folder, folder.resolve(), ""), key=lambda entry: entry.name))


def _walk(folder: Path, root: Path, prefix: str) -> Iterator[Entry]:
    try:
        items = list(os.scandir(folder))
    except OSError as error:
        yield Entry(name=prefix.rstrip("/"), path=folder, fault=f"this folder cannot be opened: {error.strerror}")
        return
    for item in items:
        path = folder / item.name
        name = prefix + os.fsencode(item.name).decode("utf-8", "backslashreplace")
        is_bank = item.name.lower().endswith(".md") and item.name.lower() != "readme.md"
        if item.name.startswith("."):
            continue
        if item.is_symlink():
            # One that stays inside is read at its real place, not twice.
            if fault := _led_astray(path, root) if is_bank or item.is_dir() else "":
                yield Entry(name=name, path=path, fault=fault)
        elif item.is_dir():
            yield from _walk(path, root, f"{name}/")
        elif is_bank:
            yield Entry(name=name, path=path, fault=_fault(item))


def _led_astray(path: Path, root: Path) -> str:
    try:
        target = path.resolve(strict=True)
    except (OSError, RuntimeError):
        return "this link leads nowhere; remove it, or put the file itself here"
    if target.is_relative_to(root):
        return ""
    return "this link leads out of the folder and is not followed; put the file itself here"


def _fault(item: os.DirEntry[str]) -> str:
    try:
        item.name.encode("utf-8")
    except UnicodeEncodeError:
        return "the name of this file is not UTF-8; rename it"
    if not item.is_file(follow_symlinks=False):
        return "this is no ordinary file"
    try:
        size = item.stat(follow_symlinks=False).st_size
    except OSError as error:  # gone since the folder was listed
        return f"the file cannot be read: {error.strerror}"
    if size > MAX_BANK:
        return f"the file has {size:,} bytes; at most {MAX_BANK:,} are read; split it into several banks"
    return ""


def _bytes(entry: Entry) -> bytes | str:
    """Content of a file, or why there is none."""
    if entry.fault:
        return entry.fault
    try:
        return entry.path.read_bytes()
    except OSError as error:
        return f"the file cannot be read: {error.strerror}"


def _syllabus(folder: Path) -> tuple[Syllabus | None, tuple[Problem, ...]]:
    path = folder / SYLLABUS
    if not os.path.lexists(path):
        return None, ()
    if path.is_symlink() and (fault := _led_astray(path, folder.resolve())):
        return None, (Problem(file=SYLLABUS, line=1, message=fault),)
    if not path.is_file() or path.stat().st_size > MAX_BANK:
        return None, (Problem(file=SYLLABUS, line=1, message="this is no ordinary file of a few pages"),)
    try:
        return read_syllabus(path.read_bytes().decode("utf-8"), file=SYLLABUS)
    except OSError as error:
        return None, (Problem(file=SYLLABUS, line=1, message=f"the file cannot be read: {error.strerror}"),)
    except UnicodeDecodeError:
        return None, (Problem(file=SYLLABUS, line=1, message="the file is not UTF-8; save it as UTF-8"),)


def check_together(banks: Sequence[Bank], syllabus: Syllabus | None) -> Iterator[Problem]:
    """What is wrong between the questions of a folder, though each may be right by itself."""
    yield from _bank_ids(banks)
    places: dict[str, tuple[str, int]] = {}  # slug: file and line
    for bank in banks:
        for slug, line in sorted(bank.slugs.items(), key=lambda item: item[1]):
            file, first = places.setdefault(slug, (bank.file, line))
            if file != bank.file:
                message = f"the id {slug} is already used at {file}:{first}; ids are unique over all banks"
                yield Problem(file=bank.file, line=line, message=message)
    pairs = [(bank, question) for bank in banks for question in bank.questions]
    renamed: dict[str, str] = {}  # former slug: present slug
    for bank, question in pairs:
        yield from _former_ids(bank, question, places, renamed)
    yield from _needs(pairs, places, renamed, syllabus)
    if syllabus:
        yield from check_topics([(bank.area, bank.file, question) for bank, question in pairs], syllabus)


def _bank_ids(banks: Iterable[Bank]) -> Iterator[Problem]:
    files: dict[str, str] = {}
    for bank in banks:
        file = files.setdefault(bank.id, bank.file)
        if bank.id and file != bank.file:
            message = f"the bank id {bank.id} is already used by {file}; give this bank another"
            yield Problem(file=bank.file, line=1, message=message)


def _former_ids(
    bank: Bank, question: Question, places: Mapping[str, tuple[str, int]], renamed: dict[str, str]
) -> Iterator[Problem]:
    line = question.fields.lines.get("was", question.line)
    for former in question.was:
        owner = renamed.setdefault(former, question.slug)
        if former in places:
            file, place = places[former]
            yield Problem(file=bank.file, line=line, message=f"was: {former} is still in use at {file}:{place}")
        elif owner != question.slug:
            file, place = places[owner]
            message = f"was: {former} is claimed by {owner} at {file}:{place} as well; a history can go to one only"
            yield Problem(file=bank.file, line=line, message=message)


def _needs(
    pairs: Iterable[tuple[Bank, Question]],
    places: Mapping[str, tuple[str, int]],
    renamed: Mapping[str, str],
    syllabus: Syllabus | None,
) -> Iterator[Problem]:
    pairs = list(pairs)
    topics = {topic.id: topic for topic in syllabus.topics} if syllabus else {}
    taught = {question.topic for _, question in pairs}
    graph: dict[str, list[str]] = {}
    suggestions = 0
    for bank, question in pairs:
        graph[question.slug] = []
        for need in question.needs:
            need = renamed.get(need, need)
            if need in places:
                graph[question.slug].append(need)
            elif not _is_topic(need, syllabus, topics, taught):
                suggestions += 1
                near = _near(need, (*places, *(topics or taught))) if suggestions <= MAX_SUGGESTIONS else ""
                line = question.fields.lines.get("needs", question.line)
                message = f"needs: there is no question or topic {quoted(need)}{near}"
                yield Problem(file=bank.file, line=line, message=message)
    for circle in circles(graph):
        file, line = places[circle[0]]
        message = f"these questions need each other in a circle: {' → '.join((*circle, circle[0]))}"
        yield Problem(file=file, line=line, message=message)


def _is_topic(need: str, syllabus: Syllabus | None, topics: Mapping[str, Topic], taught: Container[str]) -> bool:
    """Whether it names a topic, or with a dot a part of one; where parts are not listed, any will do.

    taught: ids of topics that have questions, which is all that can be told without a syllabus.
    """
    name, dot, part = need.partition(".")
    if syllabus is None:
        return bool(dot) or name in taught
    return name in topics and (not dot or not topics[name].subtopics or part in topics[name].subtopics)


def _near(word: str, known: Iterable[str]) -> str:
    candidates = [other for other in known if other[:2] == word[:2]]
    near = difflib.get_close_matches(word, candidates, n=1, cutoff=0.6)
    return f"; did you mean “{near[0]}”?" if near else ""


def check_topics(rows: Iterable[tuple[str, str, Question]], syllabus: Syllabus) -> Iterator[Problem]:
    """Questions, each with the area and the file of its bank, whose first tag is none that the syllabus knows there."""
    topics = {topic.id: topic for topic in syllabus.topics}
    for area, file, question in rows:
        topic = topics.get(question.topic)
        if topic is None:
            message = f"the syllabus has no topic {quoted(question.topic)}{did_you_mean(question.topic, topics)}"
        elif area and topic.area != area:
            message = f"the topic {topic.id} belongs to the area {topic.area}, this bank to {area}"
        elif topic.subtopics and question.subtopic not in topic.subtopics:
            message = _subtopic_at_fault(question, topic)
        else:
            continue
        line = question.fields.lines.get("tags", question.line)
        yield Problem(file=file, line=line, message=f"tags: {message}")


def _subtopic_at_fault(question: Question, topic: Topic) -> str:
    if not question.subtopic:
        example = f"{topic.id}.{next(iter(topic.subtopics))}"
        return f"say which part of {topic.id} the first tag means, as in {example}; {_listed(topic)}"
    near = difflib.get_close_matches(question.subtopic, topic.subtopics, n=1, cutoff=0.6)
    advice = f"did you mean “{topic.id}.{near[0]}”?" if near else _listed(topic)
    return f"{topic.id} has no part {quoted(question.subtopic)}; {advice}"


def _listed(topic: Topic) -> str:
    return f"there are {', '.join(topic.subtopics)}"
