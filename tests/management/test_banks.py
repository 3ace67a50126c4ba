"""Tests of check_banks and load_banks: what they print and how they end."""

import json
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from quizzes.authoring.heads import read_edit, store_edit
from quizzes.models import Bank, Learner, Question
from tests.authoring.test_exporting import edit
from tests.makers import bank_text, block


def run(command: str, *arguments: object) -> str:
    out = StringIO()
    call_command(command, *arguments, stdout=out, stderr=out)
    return out.getvalue()


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "a.md").write_text(bank_text(block(slug="one"), block("choice", slug="two")))
    return tmp_path


def test_check_banks_counts_as_json(folder: Path) -> None:
    assert json.loads(run("check_banks", folder, "--json")) == {
        "problems": [],
        "tests": {"run": 0, "not_decided": 0, "failed": []},
        "without_tests": {"count": 2, "questions": ["one", "two"]},
        "questions": 2,
        "cards": 2,
        "by_area": {"math": 2, "ml": 0, "dl": 0, "lesson": 0, "project": 0},
        "by_topic": {"pr": 1, "ev": 1},
        "by_kind": {"numeric": 1, "choice": 1},
        "by_level": {"intermediate": 2},
        "by_bank": {"math.test": 2},
        "by_subtopic": {"pr": 1, "ev": 1},
        "syllabus": {},
    }


def test_check_banks_counts_against_the_syllabus(folder: Path) -> None:
    (folder / "a.md").write_text(bank_text(block(slug="one").replace("[pr]", "[pr.limits]")))
    (folder / "syllabus.yaml").write_text(
        "topics: [{id: pr, area: math, title: P, questions: 2, kinds: {numeric: 1, free: 1}, levels: {entry: 2}, "
        "subtopics: {limits: {title: L, questions: 2}}}]"
    )
    assert json.loads(run("check_banks", folder, "--json"))["syllabus"]["pr"] == {
        "questions": [1, 2],
        "kinds": {"numeric": [1, 1], "free": [0, 1]},
        "levels": {"entry": [0, 2], "intermediate": [1, 0]},
        "subtopics": {"limits": [1, 2]},
    }


def test_check_banks_lists_every_problem_with_file_and_line_and_exits_1(folder: Path, capsys) -> None:
    (folder / "a.md").write_text(bank_text(block(slug="one", more=", levle: expert"), "## two\n\nNothing else.\n"))
    out = StringIO()
    with pytest.raises(SystemExit) as ended:
        call_command("check_banks", folder, stdout=out)
    assert ended.value.code == 1
    lines = out.getvalue().splitlines()
    assert any(line.startswith("a.md:15: ") and "levle" in line and "level" in line for line in lines)
    assert any("**Why:** is missing" in line for line in lines)
    assert len(lines) > 3


def test_check_banks_reports_problems_as_json_too(folder: Path) -> None:
    (folder / "a.md").write_text(bank_text("## two\n\nNothing else.\n"))
    out = StringIO()
    with pytest.raises(SystemExit):
        call_command("check_banks", folder, "--json", stdout=out)
    report = json.loads(out.getvalue())
    assert {problem["file"] for problem in report["problems"]} == {"a.md"}
    assert report["questions"] == 0


TESTED = "kind: numeric, level: entry, tags: [pr], answer: 2, tests: [{right: 2}, {wrong: 3}, {wrong: 1+1}]"


def bank_with_a_false_test() -> str:
    return bank_text(f"## sum\n\n```yaml\n{{{TESTED}}}\n```\n\nOne and one?\n\n**Why:** Count.\n")


def test_check_banks_runs_the_tests_of_the_questions_and_exits_1_when_one_fails(folder: Path) -> None:
    (folder / "a.md").write_text(bank_with_a_false_test())
    out = StringIO()
    with pytest.raises(SystemExit) as ended:
        call_command("check_banks", folder, stdout=out)
    assert ended.value.code == 1
    failure, summary = out.getvalue().splitlines()
    assert failure.startswith("a.md:15: sum: wrong “1+1”: the score is 1.00")
    assert summary == "1 questions in 1 banks, 3 tests run, 1 problem"


def test_check_banks_lists_failed_tests_as_json_apart_from_what_cannot_be_read(folder: Path) -> None:
    (folder / "a.md").write_text(bank_with_a_false_test())
    out = StringIO()
    with pytest.raises(SystemExit):
        call_command("check_banks", folder, "--json", stdout=out)
    report = json.loads(out.getvalue())
    assert report["problems"] == []
    assert [(failure["file"], failure["line"]) for failure in report["tests"]["failed"]] == [("a.md", 15)]
    assert report["without_tests"]["count"] == 0


def test_check_banks_can_leave_the_tests_alone(folder: Path) -> None:
    (folder / "a.md").write_text(bank_with_a_false_test())
    assert run("check_banks", folder, "--no-tests") == "1 questions in 1 banks, no problem\n"


@pytest.mark.django_db
def test_check_banks_writes_nothing(folder: Path) -> None:
    run("check_banks", folder)
    assert not Question.objects.exists()


@pytest.mark.parametrize("command", ["check_banks", "load_banks"])
def test_a_missing_folder_is_named(tmp_path: Path, command: str) -> None:
    with pytest.raises(CommandError, match=r"there is no folder .*nowhere"):
        run(command, tmp_path / "nowhere")


@pytest.mark.django_db
def test_load_banks_reports_added_changed_unchanged_retired(folder: Path) -> None:
    assert "math.test: 2 added, 0 changed, 0 unchanged, 0 retired" in run("load_banks", folder)
    assert "1 banks: 0 added, 0 changed, 2 unchanged, 0 retired" in run("load_banks", folder)
    (folder / "a.md").write_text(bank_text(block(slug="one", more=", level: expert")))
    assert "math.test: 0 added, 1 changed, 0 unchanged, 1 retired" in run("load_banks", folder)


@pytest.mark.django_db
def test_load_banks_of_another_folder_is_refused_and_says_how(folder: Path, tmp_path_factory) -> None:
    run("load_banks", folder)
    other = tmp_path_factory.mktemp("other")
    (other / "b.md").write_text(bank_text(block(slug="three"), bank="b"))
    with pytest.raises(CommandError, match=r"2 of 2 published questions .* nothing has changed.* load_banks --retire"):
        run("load_banks", other)
    assert set(Question.objects.published().values_list("slug", flat=True)) == {"one", "two"}
    assert "math.test: 0 added, 0 changed, 0 unchanged, 2 retired" in run("load_banks", other, "--retire")


@pytest.mark.django_db
def test_load_banks_fails_loudly_when_a_bank_is_refused(folder: Path) -> None:
    (folder / "b.md").write_text(bank_text("## bad\n\nNothing else.\n", bank="b"))
    out = StringIO()
    with pytest.raises(CommandError, match="stay as they were"):
        call_command("load_banks", folder, stdout=out, stderr=out)
    assert "b: refused" in out.getvalue()
    assert "b.md:12: " in out.getvalue()
    assert Question.objects.count() == 2


@pytest.mark.django_db
@pytest.mark.parametrize(("side", "stands"), [("--theirs", "A true coin"), ("--ours", "A penny")])
def test_load_banks_shows_three_versions_and_takes_a_side_when_told(
    folder: Path, grace: Learner, side: str, stands: str
) -> None:
    run("load_banks", folder)
    edit("one", "A fair coin", "A penny", by=grace)
    file = folder / "a.md"
    file.write_text(file.read_text().replace("A fair coin", "A true coin"))
    told = run("load_banks", folder)
    assert "a.md:12: one has changed in the file and on the page" in told
    assert "A fair coin" in told and "A true coin" in told and "A penny" in told
    assert "1 question has changed on both sides" in told
    assert "both sides" not in run("load_banks", folder, side)
    assert stands in Question.objects.get(slug="one").source


@pytest.mark.django_db
@pytest.mark.parametrize(("side", "stands"), [("--theirs", "CC-BY-4.0"), ("--ours", "CC0-1.0")])
def test_load_banks_shows_three_versions_of_a_head_and_takes_a_side_when_told(
    folder: Path, side: str, stands: str
) -> None:
    run("load_banks", folder)
    bank = Bank.objects.get()
    store_edit(bank, read_edit(bank, bank.head.replace("CC-BY-4.0", "CC0-1.0"), syllabus=None))
    file = folder / "a.md"
    file.write_text(file.read_text().replace("title: Test bank", "title: Bank of tests"))
    told = run("load_banks", folder)
    assert "a.md:1: what stands above its questions has changed in the file and on the page" in told
    assert "-title: Test bank" in told and "+title: Bank of tests" in told
    assert "-license: CC-BY-4.0" in told and "+license: CC0-1.0" in told
    assert "1 head has changed on both sides" in told
    told = run("load_banks", folder, side)
    whose = {"--theirs": "the file's", "--ours": "the page's"}[side]
    assert f"on the page; {whose} was taken" in told and "both sides" not in told
    assert "+license: CC0-1.0" in told, "what was dropped is said once more"
    assert Bank.objects.get().license == stands
    assert "has changed" not in run("load_banks", folder)


@pytest.mark.django_db
def test_load_banks_says_which_head_the_page_keeps(folder: Path) -> None:
    run("load_banks", folder)
    bank = Bank.objects.get()
    store_edit(bank, read_edit(bank, bank.head.replace("CC-BY-4.0", "CC0-1.0"), syllabus=None))
    file = folder / "a.md"
    file.write_text(file.read_text().replace("A fair coin", "A true coin"))
    assert "math.test: what stands above its questions was edited on the page and kept so" in run("load_banks", folder)
