"""Tables become files again: byte for byte, but for the lines of what was edited."""

from __future__ import annotations

import contextlib
import difflib
import re
import subprocess
from pathlib import Path

import pytest
from django.test import override_settings
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from quizzes.authoring import exporting, heads, publishing
from quizzes.authoring.loading import load_folder
from quizzes.models import Bank, Learner, Question, Topic
from tests.makers import NOON, bank_text, block, load

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def home(settings, tmp_path: Path) -> Path:
    """The folder of the site's banks."""
    settings.CONTENT_DIR = tmp_path
    return tmp_path


CRLF = bank_text(block(slug="one"), block("choice", slug="two")).replace("\n", "\r\n")
MARKED = "\ufeff" + bank_text(block(slug="one"))
COMMENTED = bank_text(block(slug="one")).replace("defaults:", "# why so: habit\ndefaults:  ")


def edit(slug: str, old: str, new: str, *, by: Learner) -> Question:
    """Publish a change as an author would make it on the page, tests and all obstacles aside."""
    question = Question.objects.select_related("bank").get(slug=slug)
    source = question.source.replace(old, new)
    found = publishing.read_draft(question.bank, source).block
    assert found
    return publishing.publish_text(question, found, source, by=by.user, now=NOON, syllabus=None)


def changed_lines(before: bytes, after: bytes) -> list[str]:
    diff = difflib.unified_diff(before.decode().splitlines(), after.decode().splitlines(), n=0)
    return [line for line in diff if line[0] in "+-" and line[:3] not in ("+++", "---")]


@pytest.mark.parametrize("text", [CRLF, MARKED, COMMENTED], ids=["crlf", "byte-order-mark", "comments"])
def test_a_bank_that_nobody_edited_is_written_as_it_was_read(text: str, tmp_path: Path) -> None:
    (tmp_path / "a.md").write_bytes(text.encode())
    load_folder(tmp_path)
    assert exporting.exported(Bank.objects.get()) == text.encode()
    assert [written.changed for written in exporting.export_folder(tmp_path)] == [False]


def test_an_edited_question_changes_only_its_own_lines(grace: Learner, tmp_path: Path) -> None:
    load(tmp_path, a=bank_text(block(slug="one"), block("choice", slug="two")))
    before = (tmp_path / "a.md").read_bytes()
    edit("one", "tossed three times", "thrown three times", by=grace)
    exporting.export_folder(tmp_path)
    assert changed_lines(before, (tmp_path / "a.md").read_bytes()) == [
        "-A fair coin is tossed three times. What is the chance of exactly two heads?",
        "+A fair coin is thrown three times. What is the chance of exactly two heads?",
    ]


def test_loading_what_was_exported_changes_nothing(grace: Learner, tmp_path: Path) -> None:
    load(tmp_path, a=bank_text(block(slug="one"), block("choice", slug="two")))
    edit("one", "tossed", "thrown", by=grace)
    exporting.export_folder(tmp_path)
    report = load_folder(tmp_path)
    assert not report.conflicts and not report.problems
    question = Question.objects.get(slug="one")
    assert "thrown" in question.source and question.base == question.source


def test_what_left_its_file_is_not_written_back(tmp_path: Path) -> None:
    load(tmp_path, a=bank_text(block(slug="one"), block("choice", slug="two")))
    load(tmp_path, a=bank_text(block(slug="one")))
    assert b"## two" not in exporting.exported(Bank.objects.get())


def test_a_question_written_on_the_page_comes_last(grace: Learner, tmp_path: Path) -> None:
    load(tmp_path, a=bank_text(block(slug="one")))
    before = (tmp_path / "a.md").read_bytes()
    bank = Bank.objects.get()
    question = publishing.save_draft(None, bank, block("choice", slug="new"), by=grace.user, now=NOON)
    assert exporting.exported(bank) == before, "a draft is not yet in the file"
    found = publishing.read_draft(bank, question.copy.source).block
    assert found
    publishing.publish_text(question, found, question.copy.source, by=grace.user, now=NOON, syllabus=None)
    exporting.export_folder(tmp_path)
    after = (tmp_path / "a.md").read_bytes()
    assert after.startswith(before) and b"## new" in after
    assert not load_folder(tmp_path).conflicts
    assert Question.objects.get(slug="new").home == bank.slug


def test_a_question_that_was_moved_leaves_one_file_for_the_other(grace: Learner, tmp_path: Path) -> None:
    load(tmp_path, a=bank_text(block(slug="one"), block(slug="two")), b=bank_text(block(slug="three"), bank="math.b"))
    question, there = Question.objects.get(slug="one"), Bank.objects.get(slug="math.b")
    publishing.move(question, there, by=grace.user, now=NOON)
    exporting.export_folder(tmp_path)
    assert b"## one" not in (tmp_path / "a.md").read_bytes()
    assert b"## one" in (tmp_path / "b.md").read_bytes()
    report = load_folder(tmp_path)
    assert not report.conflicts
    question.refresh_from_db()
    assert (question.bank.slug, question.home, question.state) == ("math.b", "math.b", "published")


@pytest.mark.parametrize("file", ["../out.md", "/etc/out.md", ""])
def test_no_path_leads_out_of_the_folder(file: str, tmp_path: Path) -> None:
    load(tmp_path, a=bank_text())
    Bank.objects.update(file=file)
    with pytest.raises(exporting.NotWritten, match="no path below"):
        exporting.export_folder(tmp_path)


def test_a_link_that_leads_out_is_not_written_through(tmp_path: Path) -> None:
    content, outside = tmp_path / "content", tmp_path / "outside"
    content.mkdir()
    outside.mkdir()
    load(content, a=bank_text())
    (content / "more").symlink_to(outside)
    Bank.objects.update(file="more/a.md")
    with pytest.raises(exporting.NotWritten, match="by a link"):
        exporting.export_folder(content)


def test_a_save_is_committed_where_the_folder_is_a_checkout(grace: Learner, tmp_path: Path) -> None:
    load(tmp_path, a=bank_text())
    git = ["git", "-C", str(tmp_path), "-c", "user.name=Grace", "-c", "user.email=grace@example.org"]
    subprocess.run([*git, "init", "-q"], check=True)
    subprocess.run([*git, "add", "."], check=True)
    subprocess.run([*git, "commit", "-qm", "Begin"], check=True)
    edit("two-heads", "tossed", "thrown", by=grace)
    bank = Bank.objects.get()
    more = {"folder": tmp_path, "message": "Change two-heads", "author": "Grace <grace@example.org>"}
    assert exporting.write_through(bank, **more) is True
    assert exporting.write_through(bank, **more) is False, "nothing has changed since"
    log = subprocess.run([*git, "log", "-1", "--format=%an %s"], check=True, capture_output=True, text=True).stdout
    assert log == "Grace Change two-heads\n"
    assert not subprocess.run([*git, "status", "--short"], check=True, capture_output=True, text=True).stdout


WHO = {"message": "Change it", "author": "Grace <grace@example.org>"}


@pytest.fixture
def checkout(tmp_path: Path) -> Path:
    """A folder with a bank and a syllabus, all committed."""
    load(tmp_path, a=bank_text())
    (tmp_path / "syllabus.yaml").write_text("topics:\n  - id: pr\n    area: math\n    title: Probability\n")
    git(tmp_path, "init", "-q")
    git(tmp_path, "add", ".")
    git(tmp_path, "commit", "-qm", "Begin")
    return tmp_path


def git(folder: Path, *arguments: str) -> str:
    who = ["-c", "user.name=Grace", "-c", "user.email=grace@example.org"]
    return subprocess.run(
        ["git", "-C", str(folder), *who, *arguments], check=True, capture_output=True, text=True
    ).stdout


def test_a_lock_of_another_git_is_told_and_the_commit_made_up_for(
    grace: Learner, checkout: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(exporting, "LOCK_SECONDS", 0.0)
    lock = checkout / ".git" / "index.lock"
    lock.touch()
    edit("two-heads", "tossed", "thrown", by=grace)
    bank = Bank.objects.get()
    with pytest.raises(exporting.NotWritten, match=r"a.md is written, but not committed: another git is at work there"):
        exporting.write_through(bank, folder=checkout, **WHO)
    lock.unlink()
    assert exporting.write_through(bank, folder=checkout, **WHO) is True, "though the file has not changed since"
    assert git(checkout, "status", "--short") == ""


def test_a_lock_that_goes_soon_is_waited_for(grace: Learner, checkout: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    lock = checkout / ".git" / "index.lock"
    lock.touch()
    call = exporting._git_once

    def until_it_failed(folder: Path, *arguments: str) -> str:
        try:
            return call(folder, *arguments)
        except subprocess.CalledProcessError:
            lock.unlink()
            raise

    monkeypatch.setattr(exporting, "_git_once", until_it_failed)
    edit("two-heads", "tossed", "thrown", by=grace)
    assert exporting.write_through(Bank.objects.get(), folder=checkout, **WHO) is True
    assert not lock.exists()


def test_a_topic_that_the_syllabus_refuses_holds_up_no_bank(grace: Learner, checkout: Path) -> None:
    Topic.objects.create(slug="La_X", title="Old", area="math")
    edit("two-heads", "tossed", "thrown", by=grace)
    with pytest.raises(exporting.NotWritten, match=r"a.md is written and committed, but syllabus.yaml .*La_X"):
        exporting.write_through(Bank.objects.get(), folder=checkout, **WHO)
    assert "thrown" in git(checkout, "show", "HEAD:a.md")
    with pytest.raises(exporting.NotWritten, match=r"a.md is up to date, but syllabus.yaml"):
        exporting.write_through(Bank.objects.get(), folder=checkout, **WHO)
    with pytest.raises(exporting.NotWritten, match=r"^syllabus.yaml cannot be written"):
        exporting.write_through(None, folder=checkout, **WHO)


def test_what_is_published_while_a_file_is_written_is_not_taken_for_written(
    grace: Learner, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """SQLite lets nobody in meanwhile, so that the rows are read only once is all that can be seen here."""
    load(tmp_path, a=bank_text())
    edit("two-heads", "tossed", "thrown", by=grace)
    write = exporting._write

    def slowly(folder: Path, file: str, data: bytes) -> exporting.Written:
        edit("two-heads", "thrown", "spun", by=grace)
        return write(folder, file, data)

    monkeypatch.setattr(exporting, "_write", slowly)
    exporting.export_folder(tmp_path)
    assert "thrown" in (tmp_path / "a.md").read_text()
    assert "thrown" in Question.objects.values_list("base", flat=True).get()


def test_a_folder_outside_git_is_written_and_not_committed(grace: Learner, tmp_path: Path) -> None:
    load(tmp_path, a=bank_text())
    edit("two-heads", "tossed", "thrown", by=grace)
    bank = Bank.objects.get()
    assert exporting.write_through(bank, folder=tmp_path, message="x", author="Grace <g@example.org>") is False
    assert b"thrown" in (tmp_path / "a.md").read_bytes()


def test_edits_of_the_file_that_were_not_loaded_are_not_overwritten(grace: Learner, tmp_path: Path) -> None:
    load(tmp_path, a=bank_text(block(slug="one"), block(slug="two")))
    edit("one", "tossed", "thrown", by=grace)
    file = tmp_path / "a.md"
    file.write_text(file.read_text().replace("exactly two heads?", "just two heads?"))
    with pytest.raises(exporting.NotWritten, match="has changed since it was loaded; run load_banks first"):
        exporting.export_folder(tmp_path)
    assert "just two heads?" in file.read_text()
    exporting.export_folder(tmp_path, force=True)
    assert "just two heads?" not in file.read_text()


@pytest.mark.parametrize("edited_before", [False, True])
def test_a_copy_elsewhere_says_nothing_of_the_folder_that_was_loaded(
    grace: Learner, home: Path, tmp_path_factory: pytest.TempPathFactory, edited_before: bool
) -> None:
    copy = tmp_path_factory.mktemp("copy")
    load(home, a=bank_text(block(slug="one")))
    if not edited_before:
        exporting.export_folder(copy)
    edit("one", "tossed", "thrown", by=grace)
    bank = Bank.objects.get()
    heads.store_edit(bank, heads.read_edit(bank, bank.head.replace("CC-BY-4.0", "CC0-1.0"), syllabus=None))
    exporting.export_folder(copy)
    assert b"thrown" in (copy / "a.md").read_bytes()
    report = load_folder(home)
    assert (report.conflicts, report.heads) == ((), ())
    assert "thrown" in Question.objects.get(slug="one").source and Bank.objects.get().license == "CC0-1.0"
    exporting.export_folder(home)
    assert b"thrown" in (home / "a.md").read_bytes() and b"CC0-1.0" in (home / "a.md").read_bytes()


def test_a_copy_that_was_edited_is_written_over_by_force_alone(
    grace: Learner, home: Path, tmp_path_factory: pytest.TempPathFactory
) -> None:
    copy = tmp_path_factory.mktemp("copy")
    load(home, a=bank_text(block(slug="one")))
    (copy / "a.md").write_text("Mine.")
    with pytest.raises(exporting.NotWritten, match="not the file that was loaded last; --force writes over it"):
        exporting.export_folder(copy)
    assert exporting.export_folder(copy, force=True)[0].changed


def test_the_file_may_be_edited_after_an_export_without_a_load(grace: Learner, tmp_path: Path) -> None:
    load(tmp_path, a=bank_text(block(slug="one"), block(slug="two")))
    edit("one", "tossed", "thrown\n\nand thrown", by=grace)
    exporting.export_folder(tmp_path)
    file = tmp_path / "a.md"
    assert Question.objects.get(slug="two").line == file.read_text().split("## two")[0].count("\n") + 1
    file.write_text(file.read_text().replace("thrown\n\nand thrown", "spun"))
    assert load_folder(tmp_path).conflicts == ()
    assert "spun" in Question.objects.get(slug="one").source


def test_one_side_of_a_conflict_is_not_overwritten(grace: Learner, tmp_path: Path) -> None:
    load(tmp_path, a=bank_text(block(slug="one")))
    edit("one", "tossed", "thrown", by=grace)
    file = tmp_path / "a.md"
    file.write_text(file.read_text().replace("tossed", "spun"))
    load_folder(tmp_path)
    with pytest.raises(exporting.NotWritten, match="one changed in the file and on the page; take a side first"):
        exporting.export_folder(tmp_path)
    assert "spun" in file.read_text()


def test_one_export_follows_another(grace: Learner, tmp_path: Path) -> None:
    load(tmp_path, a=bank_text(block(slug="one")))
    for old, new in (("tossed", "thrown"), ("thrown", "spun")):
        edit("one", old, new, by=grace)
        assert [written.changed for written in exporting.export_folder(tmp_path)] == [True]


def test_topics_of_the_page_go_into_the_syllabus(tmp_path: Path) -> None:
    load(tmp_path, a=bank_text())
    (tmp_path / "syllabus.yaml").write_text("topics:\n  - id: pr\n    area: math\n    title: Probability\n")
    Topic.objects.create(slug="cb", title="Combinatorics", area="math")
    exporting.export_folder(tmp_path)
    assert (tmp_path / "syllabus.yaml").read_text().endswith('- id: cb\n    area: math\n    title: "Combinatorics"\n')
    assert [written.changed for written in exporting.export_folder(tmp_path)] == [False, False]


STEPS = st.lists(
    st.tuples(
        st.sampled_from(["load", "export", "edit", "edit in file", "add", "retire", "edit head", "edit head in file"]),
        st.sampled_from(["one", "two", "three"]),
        st.sampled_from(["coin", "penny", "dime"]),
    ),
    max_size=8,
)


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(steps=STEPS, crlf=st.booleans(), is_home=st.booleans(), side=st.sampled_from(["ours", "theirs"]))
def test_any_sequence_ends_in_the_same_tables_and_files(
    grace: Learner,
    tmp_path_factory: pytest.TempPathFactory,
    steps: list[tuple[str, str, str]],
    crlf: bool,
    is_home: bool,
    side: str,
) -> None:
    """Whatever came before, once both sides have been brought together, loading and exporting change nothing more.

    is_home: whether it is the site's own folder, of which an export remembers what it wrote.
    """
    folder = tmp_path_factory.mktemp("content")
    with override_settings(CONTENT_DIR=folder if is_home else folder.with_name("elsewhere")):
        _walk(folder, grace, steps, crlf=crlf, side=side)


def _walk(folder: Path, grace: Learner, steps: list[tuple[str, str, str]], *, crlf: bool, side: str) -> None:
    Question.objects.all().delete()
    Bank.objects.all().delete()
    text = bank_text(*(block(slug=slug) for slug in ("one", "two", "three")))
    file = folder / "a.md"
    file.write_bytes((text.replace("\n", "\r\n") if crlf else text).encode())
    load_folder(folder)
    for number, (step, slug, word) in enumerate(steps):
        question = Question.objects.get(slug=slug)
        match step:
            case "load":
                load_folder(folder)
            case "export":
                with contextlib.suppress(
                    exporting.NotWritten
                ):  # the file has edits of its own, or a side is to be taken
                    exporting.export_folder(folder)
            case "edit" if question.state == "published":
                edit(slug, question.source.split("A fair ")[1].split(" is")[0], word, by=grace)
            case "edit in file":
                file.write_bytes(
                    file.read_bytes().replace(b"exactly two", b"just two" if word == "coin" else b"exactly two")
                )
            case "edit head":
                bank = Bank.objects.get()
                text = re.sub("license: .*", f"license: {word}", bank.head)
                heads.store_edit(bank, heads.read_edit(bank, text, syllabus=None))
            case "edit head in file":
                file.write_bytes(re.sub(rb"title: [^\r\n]*", f"title: {word}".encode(), file.read_bytes()))
            case "add":
                new = block("choice", slug=f"new-{number}")
                made = publishing.save_draft(None, Bank.objects.get(), new, by=grace.user, now=NOON)
                found = publishing.read_draft(made.bank, made.copy.source).block
                assert found
                publishing.publish_text(made, found, made.copy.source, by=grace.user, now=NOON, syllabus=None)
    load_folder(folder, side=side)
    exporting.export_folder(folder)
    load_folder(folder)
    tables, files = snapshot(), file.read_bytes()
    report = load_folder(folder)
    exporting.export_folder(folder)
    load_folder(folder)
    assert not report.conflicts and not report.problems and not report.heads
    assert (snapshot(), file.read_bytes()) == (tables, files)


def snapshot() -> list[tuple[object, ...]]:
    questions = Question.objects.order_by("slug")
    return [
        *questions.values_list("slug", "source", "base", "home", "theirs", "state", "line"),
        *Bank.objects.values_list("head", "title", "license", "held"),
    ]
