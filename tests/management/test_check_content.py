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


def test_totals_stand_beside_what_the_syllabus_wants(tmp_path: Path) -> None:
    (tmp_path / "a.md").write_text(bank_text(block(slug="one"), block("choice", slug="two")))
    topic = "{id: pr, area: math, title: P, questions: 3, kinds: {numeric: 3}}"
    (tmp_path / "syllabus.yaml").write_text(f"topics:\n  - {topic}\n  - {{id: ev, area: math, title: E}}\n")
    totals = json.loads(output(tmp_path, "--json")[1])["totals"]
    assert totals["area"] == {"math": [2, 3]}
    assert totals["topic"] == {"pr": [1, 3], "ev": [1, 0]}
    assert totals["kind"] == {"numeric": [1, 3], "choice": [1, 0]}
    assert totals["level"] == {"intermediate": [2, 0]}
    assert "by topic: pr 1 of 3, ev 1 of 0" in output(tmp_path)[1]


def test_a_reference_that_leads_nowhere_fails(tmp_path: Path) -> None:
    text = OTHER.replace("**Why:**", "**Refs:** [Book](https://localhost/x)\n\n**Why:**")
    (tmp_path / "a.md").write_text(bank_text(text))
    code, told = output(tmp_path)
    assert code == 1
    assert "why-dropout-off: refs: “https://localhost/x” names no site" in told


def test_links_are_opened_when_asked_for(tmp_path: Path) -> None:
    """Against a site that is not there, whatever network this machine has."""
    text = OTHER.replace("**Why:**", "**Refs:** [Book](http://recall.invalid/x)\n\n**Why:**")
    (tmp_path / "a.md").write_text(bank_text(text))
    report = json.loads(output(tmp_path, "--json", "--links")[1])
    assert list(report["references_not_told"]) == ["http://recall.invalid/x"]
    assert report["dead_references"] == []
