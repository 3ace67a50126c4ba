import os
from pathlib import Path

import pytest

from quizzes.banks.folder import bank_files, read_folder
from tests.banks.texts import FRONT, question

SYLLABUS = "topics:\n- {id: la, area: math, title: Linear algebra}\n- {id: lr, area: ml, title: Regression}\n"


def write(folder: Path, **banks: str) -> Path:
    """One bank for each name, holding the given blocks under a front matter of its own."""
    for name, blocks in banks.items():
        (folder / f"{name}.md").write_text(FRONT.replace("math.test", f"math.{name}") + blocks)
    return folder


def problems(folder: Path) -> list[str]:
    return [str(problem) for problem in read_folder(folder).problems]


def needing(slug: str, *needs: str, tags: str = "la") -> str:
    return question(slug, yaml=f"level: entry\ntags: [{tags}]\nneeds: [{', '.join(needs)}]")


def test_banks_are_read_by_path_and_readmes_left_alone(tmp_path: Path) -> None:
    (tmp_path / "sub").mkdir()
    write(tmp_path, b=question("b"), a=question("a"), README="no bank")
    write(tmp_path / "sub", c=question("c"), readme="no bank")
    (tmp_path / "notes.txt").write_text("no bank")
    (tmp_path / ".hidden.md").write_text("no bank")
    read = read_folder(tmp_path)
    assert [bank.file for bank in read.banks] == ["a.md", "b.md", "sub/c.md"]
    assert read.problems == ()
    assert read.syllabus is None


def test_files_can_be_had_without_reading_them(tmp_path: Path) -> None:
    write(tmp_path, b=question("b"), a=question("a"))
    assert [(name, data[:3]) for name, data in bank_files(tmp_path)] == [("a.md", b"---"), ("b.md", b"---")]


def test_progress_is_told_after_each_bank(tmp_path: Path) -> None:
    told: list[tuple[str, int]] = []
    write(tmp_path, a=question("a") + question("b"), c=question("c"))
    read_folder(tmp_path, progress=lambda file, questions: told.append((file, questions)))
    assert told == [("a.md", 2), ("c.md", 1)]


@pytest.mark.parametrize("name", ["missing", "file"])
def test_missing_folder_is_an_error(tmp_path: Path, name: str) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(FileNotFoundError, match=f"there is no folder .*{name}"):
        read_folder(tmp_path / name)


def test_bank_id_belongs_to_one_file(tmp_path: Path) -> None:
    write(tmp_path, a=question("a"))
    (tmp_path / "b.md").write_text((tmp_path / "a.md").read_text().replace("## a", "## b"))
    assert problems(tmp_path) == ["b.md:1: the bank id math.a is already used by a.md; give this bank another"]


def test_question_id_belongs_to_one_bank_even_where_one_of_the_two_is_faulty(tmp_path: Path) -> None:
    write(tmp_path, a=question("x") + question("same", prompt=""), b=question("same"))
    assert problems(tmp_path)[1:] == ["b.md:6: the id same is already used at a.md:19; ids are unique over all banks"]


def test_former_id_must_be_free(tmp_path: Path) -> None:
    renamed = question("new", yaml="level: entry\ntags: [la]\nwas: [x]")
    write(tmp_path, a=question("x"), b=renamed)
    assert problems(tmp_path) == ["b.md:11: was: x is still in use at a.md:6"]


def test_former_id_goes_to_one_question(tmp_path: Path) -> None:
    yaml = "level: entry\ntags: [la]\nwas: [old]"
    write(tmp_path, a=question("x", yaml=yaml), b=question("y", yaml=yaml))
    message = "was: old is claimed by x at a.md:6 as well; a history can go to one only"
    assert problems(tmp_path) == [f"b.md:11: {message}"]


def test_needs_may_name_questions_former_ids_and_topics(tmp_path: Path) -> None:
    old = question("new", yaml="level: entry\ntags: [la]\nwas: [old]")
    retired = question("gone", yaml="level: entry\ntags: [la]\nretired: true")
    write(tmp_path, a=old + retired, b=needing("y", "new", "old", "gone", "la", "pr.bayes"))
    assert problems(tmp_path) == []


def test_need_that_nobody_meets_is_reported_with_a_near_name(tmp_path: Path) -> None:
    write(tmp_path, a=question("la-trace"), b=needing("y", "la-trase", "zz"))
    assert problems(tmp_path) == [
        "b.md:11: needs: there is no question or topic “la-trase”; did you mean “la-trace”?",
        "b.md:11: needs: there is no question or topic “zz”",
    ]


def test_circle_of_needs_is_named(tmp_path: Path) -> None:
    write(tmp_path, a=needing("y", "z") + needing("x", "y"), b=needing("z", "x"))
    assert problems(tmp_path) == ["a.md:20: these questions need each other in a circle: x → y → z → x"]


def test_topics_must_stand_in_the_syllabus(tmp_path: Path) -> None:
    (tmp_path / "syllabus.yaml").write_text(SYLLABUS)
    write(tmp_path, a=needing("x", "lr", "la.eigen", "pr.bayes") + needing("y", tags="ls"))
    assert problems(tmp_path) == [
        "a.md:11: needs: there is no question or topic “pr.bayes”",
        "a.md:24: tags: the syllabus has no topic “ls”; known are la, lr",
    ]


PARTS = SYLLABUS.replace("algebra}", "algebra, subtopics: {eigen: {title: E}, svd: {title: S}}}")


@pytest.mark.parametrize(
    ("tag", "advice"),
    [
        ("la", "say which part of la the first tag means, as in la.eigen; there are eigen, svd"),
        ("la.eigne", "la has no part “eigne”; did you mean “la.eigen”?"),
        ("la.norms", "la has no part “norms”; there are eigen, svd"),
    ],
)
def test_the_first_tag_names_a_part_of_its_topic_where_there_are_parts(tmp_path: Path, tag: str, advice: str) -> None:
    (tmp_path / "syllabus.yaml").write_text(PARTS)
    write(tmp_path, a=needing("x", tags="la.svd") + needing("y", tags=tag))
    (problem,) = problems(tmp_path)
    assert problem.endswith(f": tags: {advice}")


def test_needs_may_name_known_parts_of_a_topic_only(tmp_path: Path) -> None:
    (tmp_path / "syllabus.yaml").write_text(PARTS)
    write(tmp_path, a=needing("x", "la.eigen", "lr.loss", "la.norms", tags="la.svd"))
    assert problems(tmp_path) == ["a.md:11: needs: there is no question or topic “la.norms”"]


def test_topic_must_belong_to_the_area_of_the_bank(tmp_path: Path) -> None:
    (tmp_path / "syllabus.yaml").write_text(SYLLABUS)
    write(tmp_path, a=needing("x", tags="lr.loss"))
    assert problems(tmp_path) == ["a.md:10: tags: the topic lr belongs to the area ml, this bank to math"]


def test_problems_of_the_syllabus_are_among_the_others(tmp_path: Path) -> None:
    (tmp_path / "syllabus.yaml").write_text(SYLLABUS.replace("title: Regression", "name: x"))
    write(tmp_path, a=question("x"))
    assert problems(tmp_path) == [
        "syllabus.yaml:3: there is no field “name” here; known are area, id, kinds, levels, needs, questions, subtopics, title, weeks",
        "syllabus.yaml:3: title is missing; write a text",
    ]


def test_syllabus_that_is_no_text_is_reported(tmp_path: Path) -> None:
    (tmp_path / "syllabus.yaml").write_bytes(b"topics: \xff")
    assert problems(tmp_path) == ["syllabus.yaml:1: the file is not UTF-8; save it as UTF-8"]


def test_link_out_of_the_folder_is_not_followed(tmp_path: Path) -> None:
    inside, outside = tmp_path / "in", tmp_path / "out"
    inside.mkdir()
    outside.mkdir()
    write(outside, secret=question("secret"))
    (inside / "a.md").symlink_to(outside / "secret.md")
    (inside / "b").symlink_to(outside)
    (inside / "c.md").symlink_to(inside / "nowhere.md")
    out = "this link leads out of the folder and is not followed; put the file itself here"
    assert problems(inside) == [
        f"a.md:1: {out}",
        f"b:1: {out}",
        "c.md:1: this link leads nowhere; remove it, or put the file itself here",
    ]
    assert list(bank_files(inside)) == []


def test_link_within_the_folder_is_not_read_twice(tmp_path: Path) -> None:
    write(tmp_path, a=question("a"))
    (tmp_path / "b.md").symlink_to(tmp_path / "a.md")
    (tmp_path / "c").symlink_to(tmp_path)
    read = read_folder(tmp_path)
    assert ([bank.file for bank in read.banks], read.problems) == (["a.md"], ())


def test_name_that_is_not_utf_8_is_reported(tmp_path: Path) -> None:
    try:
        (tmp_path / os.fsdecode(b"\xff.md")).write_text("")
    except OSError:
        pytest.skip("this file system takes UTF-8 names only")
    assert problems(tmp_path) == ["\\xff.md:1: the name of this file is not UTF-8; rename it"]


def test_pipe_is_not_waited_for(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "a.md")
    assert problems(tmp_path) == ["a.md:1: this is no ordinary file"]


def test_too_large_file_is_not_opened(tmp_path: Path) -> None:
    with (tmp_path / "a.md").open("wb") as file:
        file.truncate(6_000_000)
    assert problems(tmp_path) == [
        "a.md:1: the file has 6,000,000 bytes; at most 5,000,000 are read; split it into several banks"
    ]


@pytest.mark.skipif(os.geteuid() == 0, reason="root may read everything")
def test_file_without_permission_is_reported(tmp_path: Path) -> None:
    write(tmp_path, a=question("a"))
    (tmp_path / "a.md").chmod(0)
    assert problems(tmp_path) == ["a.md:1: the file cannot be read: Permission denied"]


def test_faulty_bank_does_not_hide_the_problems_of_others(tmp_path: Path) -> None:
    write(tmp_path, a=question("a", prompt=""), b="# nothing", c=question("c", yaml="level: entry"))
    assert [problem.split(":")[0] for problem in problems(tmp_path)] == ["a.md", "c.md"]
