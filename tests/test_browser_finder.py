"""The finder of a browser, with programs made up for it."""

from pathlib import Path

import pytest

from tests.browser.finder import find


@pytest.fixture
def program(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.delenv("BROWSER_BIN", raising=False)
    monkeypatch.setenv("PATH", str(tmp_path))
    path = tmp_path / "chromium"
    path.write_text("#!/bin/sh\necho Chromium 1.0\n")
    path.chmod(0o755)
    return path


def test_a_browser_on_the_path_is_found(program: Path) -> None:
    browser = find()
    assert browser
    assert browser.path == program


def test_a_stub_that_does_not_tell_its_version_is_passed_over(program: Path) -> None:
    program.write_text("#!/bin/sh\necho install the snap >&2\nexit 1\n")
    real = program.with_name("google-chrome")
    real.write_text("#!/bin/sh\necho Google Chrome 1.0\n")
    real.chmod(0o755)
    browser = find()
    assert browser
    assert browser.path == real


def test_a_named_browser_is_the_only_candidate(program: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("BROWSER_BIN", str(program.with_name("absent")))
    assert find() is None
