"""The floors that quizzes/__init__.py draws, held against the imports."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

import quizzes

ROOT = Path(quizzes.__file__).parent
STORY = quizzes.__doc__ or ""
# Django's own furniture stands beside the floors; only the top floor may look at it.
FURNITURE = {"settings", "wsgi", "asgi", "apps", "migrations"}
# On the floor of the features only these files know Django; the others are tested without a database.
DJANGO_FILES = {
    *("services", "views", "api", "serializers", "planning", "showing", "forms", "urls", "__init__"),
    *(
        "storing",
        "loading",
        "bank_loading",
        "settling",
        "exporting",
        "heads",
        "editing",
        "publishing",
        "measuring",
        "regrading",
    ),
    *("reading", "obstacles"),
    *("sitting", "sweeping", "grading", "reporting", "report_page", "report_views", "setup_views", "writing_back"),
}
DJANGO = re.compile(r"(django|rest_framework|allauth|knox|sesame|csp|drf_spectacular|whitenoise)(_\w+)?(\.|$)")


def floors() -> tuple[dict[str, int], set[int]]:
    """Floor of each room or file by the lines "floor 3   banks/", and the floors that say "never each other"."""
    found: dict[str, int] = {}
    apart: set[int] = set()
    pattern = r"^floor (\d+)((?: +[\w.]+(?:/|\.py)(?= |$))+)(.*)$"
    for number, rooms, remark in re.findall(pattern, STORY, re.MULTILINE):
        found |= {room.removesuffix("/").removesuffix(".py"): int(number) for room in rooms.split()}
        apart |= {int(number)} if "never each other" in remark else set()
    return found, apart


FLOORS, APART = floors()
TABLES, FEATURES, TOP = FLOORS["models"], FLOORS["review"], FLOORS["urls"]
SOURCES = sorted(path for path in ROOT.rglob("*.py") if "migrations" not in path.parts)


def name(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


def room(path: Path) -> str:
    """First part of the path below quizzes/: "kinds" of kinds/choice.py, "models" of models/cards.py."""
    return path.relative_to(ROOT).parts[0].removesuffix(".py")


def imports(path: Path) -> Iterator[tuple[int, str]]:
    """Line and full name of every module, or name within a module, that a file imports anywhere in it."""
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.Import):
            yield from ((node.lineno, alias.name) for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{name(path)}:{node.lineno}: write the whole name, quizzes.…"
            yield from ((node.lineno, f"{node.module}.{alias.name}") for alias in node.names)


def own_imports(path: Path) -> Iterator[tuple[int, list[str]]]:
    """The same for modules of ours, as parts below quizzes: ["kinds", "choice", "ChoiceKey"]."""
    for line, module in imports(path):
        parts = module.split(".")
        if parts[0] == "quizzes" and len(parts) > 1 and (ROOT / parts[1]).exists() | (ROOT / f"{parts[1]}.py").exists():
            yield line, parts[1:]


each_source = pytest.mark.parametrize("path", SOURCES, ids=name)


def test_story_draws_its_floors() -> None:
    order = ("answers", "kinds", "banks", "models", "review", "urls")
    numbers = [FLOORS[room] for room in order]
    assert numbers == sorted(set(numbers))
    assert {FLOORS["kinds"], FEATURES} == APART


@pytest.mark.parametrize("room", FLOORS)
def test_room_on_a_floor_exists(room: str) -> None:
    path = ROOT / room
    assert any(path.rglob("*.py")) or any(path.rglob("*.html")) or path.with_suffix(".py").is_file()


def test_folder_of_the_story_exists() -> None:
    told = re.findall(r"^(\w+)/ ", STORY, re.MULTILINE)
    assert told
    for folder in told:
        assert (ROOT / folder).is_dir(), f"the story tells of {folder}/, which is not there"


@each_source
def test_every_file_has_a_floor(path: Path) -> None:
    assert room(path) in {*FLOORS, *FURNITURE, "__init__"}, "say in quizzes/__init__.py on which floor it stands"


@each_source
def test_imports_run_down(path: Path) -> None:
    here = FLOORS.get(room(path))
    if here is None:
        return
    for line, (there, *_) in own_imports(path):
        if there == room(path):
            continue
        if there in FURNITURE:
            assert here == TOP, f"{name(path)}:{line}: {there} is for floor {TOP} only"
            continue
        highest = here - 1 if here in APART else here
        assert there in FLOORS, f"{name(path)}:{line}: {there} stands on no floor"
        assert FLOORS[there] <= highest, f"{name(path)}:{line}: floor {here} imports {there}, floor {FLOORS[there]}"


@each_source
def test_kinds_do_not_import_each_other(path: Path) -> None:
    if room(path) != "kinds" or path.stem == "__init__":
        return
    for line, (there, *rest) in own_imports(path):
        is_neighbour = there == "kinds" and rest and rest[0] != path.stem
        assert not is_neighbour, f"{name(path)}:{line}: a kind imports its neighbour {rest[0]}"


@each_source
def test_django_stays_upstairs(path: Path) -> None:
    floor = FLOORS.get(room(path), TOP)
    if floor >= TABLES and (floor != FEATURES or path.stem in DJANGO_FILES):
        return
    for line, module in imports(path):
        assert not DJANGO.match(module), f"{name(path)}:{line}: floor {floor} imports {module}"
        is_tables = module.split(".")[:2] == ["quizzes", "models"]
        assert not is_tables, f"{name(path)}:{line}: imports the tables, and Django with them"


@each_source
def test_nothing_imports_the_tests(path: Path) -> None:
    for line, module in imports(path):
        assert module.split(".")[0] not in ("tests", "conftest", "pytest", "hypothesis"), (
            f"{name(path)}:{line}: {module}"
        )
