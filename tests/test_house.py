"""What holds for the house as a whole: what it is installed from, and its commands."""

import json
import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
LOCKS = sorted([*(ROOT / "requirements").glob("*.txt"), ROOT / "package-lock.json"])
FOLDERS = ("quizzes", "content", "templates", "requirements", "tests", ".ci")
SUFFIXES = {"", ".css", ".html", ".js", ".json", ".md", ".py", ".toml", ".txt", ".yaml", ".yml"}
REGISTRY = re.compile(r"\b(pypi|pythonhosted|npmjs|yarnpkg|unpkg|jsdelivr|cdnjs|esm)\.(com|io|net|org|sh)\b")


def texts() -> list[Path]:
    files = [path for path in ROOT.iterdir() if path.is_file()]
    for folder in FOLDERS:
        files += [path for path in (ROOT / folder).rglob("*") if path.is_file() and "__pycache__" not in path.parts]
    return [path for path in files if path.suffix in SUFFIXES and not path.name.startswith(".env")]


@pytest.mark.parametrize("lock", LOCKS, ids=lambda path: path.name)
def test_a_lock_file_holds_no_address(lock: Path) -> None:
    lines = lock.read_text(encoding="utf-8").splitlines()
    assert [line for line in lines if "://" in line] == []


@pytest.mark.parametrize("lock", [path for path in LOCKS if path.suffix == ".txt"], ids=lambda path: path.name)
def test_every_locked_python_package_has_a_hash(lock: Path) -> None:
    entries = re.split(r"^(?=\S+==)", lock.read_text(encoding="utf-8"), flags=re.MULTILINE)[1:]
    assert entries
    assert [entry.split()[0] for entry in entries if "--hash=sha256:" not in entry] == []


def test_every_locked_npm_package_has_a_hash() -> None:
    packages = json.loads((ROOT / "package-lock.json").read_text(encoding="utf-8"))["packages"]
    assert [path for path, package in packages.items() if path and "integrity" not in package] == []


def test_no_file_names_a_registry_or_a_delivery_network() -> None:
    found = [path.relative_to(ROOT) for path in texts() if REGISTRY.search(path.read_text("utf-8", "replace"))]
    assert found == []


def test_running_and_testing_install_the_same_versions() -> None:
    run, dev = (
        set(re.findall(r"^\S+==\S+", (ROOT / "requirements" / name).read_text(encoding="utf-8"), re.MULTILINE))
        for name in ("run.txt", "dev.txt")
    )
    assert run <= dev


def test_help_lists_every_command() -> None:
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    commands = re.search(r"^\.PHONY: (.+)$", makefile, re.MULTILINE)
    assert commands
    assert set(re.findall(r"^([a-z]+):.*## ", makefile, re.MULTILINE)) == set(commands[1].split())
