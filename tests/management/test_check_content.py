"""Tests of `manage.py check_content`."""

import json
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from tests.makers import bank_text, block

OTHER = """\
## why-dropout-off

```yaml
{level: entry, tags: [rg.dropout]}
```

Why is dropout switched off at inference?

**Answer:** The expected activation is wanted, without noise.

**Why:** Each unit is kept, so its output is the mean.
"""


def output(folder: Path, *options: str) -> tuple[int, str]:
    out = StringIO()
    try:
        call_command("check_content", str(folder), *options, stdout=out)
    except SystemExit as stop:
        return int(stop.code or 0), out.getvalue()
    return 0, out.getvalue()


def test_two_questions_that_ask_the_same_are_told_and_fail(tmp_path: Path) -> None:
    (tmp_path / "a.md").write_text(bank_text(block(slug="one"), block(slug="two"), OTHER))
    code, text = output(tmp_path)
    assert code == 1
    assert "alike (1.00): one and two" in text


def test_questions_that_differ_pass(tmp_path: Path) -> None:
    (tmp_path / "a.md").write_text(bank_text(block(slug="one"), OTHER))
    code, text = output(tmp_path)
    assert code == 0
    assert "0 pairs alike" in text


def test_json_names_pairs_and_untested_questions(tmp_path: Path) -> None:
    (tmp_path / "a.md").write_text(bank_text(block(slug="one"), block(slug="two"), OTHER))
    report = json.loads(output(tmp_path, "--json")[1])
    assert report["alike"] == [{"likeness": 1.0, "one": "one", "other": "two"}]
    assert report["without_tests"] == ["one", "two"]


def test_a_missing_folder_is_named(tmp_path: Path) -> None:
    with pytest.raises(CommandError, match="nowhere"):
        call_command("check_content", str(tmp_path / "nowhere"))
