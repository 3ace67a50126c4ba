"""The banks that come with the project are without fault."""

import re
import shutil
import subprocess
import sys
from pathlib import Path
from xml.etree import ElementTree

import pytest

from quizzes.banks.coverage import Coverage, coverage
from quizzes.banks.folder import read_folder
from quizzes.banks.markup import render
from quizzes.banks.order import circles
from quizzes.banks.questions import Question
from quizzes.banks.syllabus import Syllabus
from quizzes.banks.trials import run_trials

CONTENT = Path(__file__).parents[1] / "content"
FOLDER = read_folder(CONTENT)
QUESTIONS = [pytest.param(question, id=question.slug) for bank in FOLDER.banks for question in bank.questions]
COVERAGE = coverage(FOLDER.banks, FOLDER.syllabus or Syllabus())
SPARE = 2  # questions of one kind, level or subtopic; a topic as a whole has none to spare
UNFINISHED = re.compile(r"\b(?:TODO|FIXME|TBD|XXX|[Ll]orem ipsum)\b|\?\?\?")
PICTURE = re.compile(r"!\[([^\]]*)\]\(")

each_question = pytest.mark.parametrize("question", QUESTIONS)


def test_every_bank_reads_clean() -> None:
    assert [str(problem) for problem in FOLDER.problems] == []


def test_there_are_questions_of_every_area() -> None:
    assert {"math", "ml", "dl", "lesson"} <= {bank.area for bank in FOLDER.banks if bank.questions}


def test_names_are_unique() -> None:
    slugs = [slug for bank in FOLDER.banks for slug in bank.slugs]
    assert len(slugs) == len(set(slugs))


def test_everything_that_a_question_needs_is_there() -> None:
    assert FOLDER.syllabus is not None
    known = {topic.id for topic in FOLDER.syllabus.topics}
    known |= {f"{topic.id}.{part}" for topic in FOLDER.syllabus.topics for part in topic.subtopics}
    known |= {name for bank in FOLDER.banks for question in bank.questions for name in (question.slug, *question.was)}
    needs = {need for bank in FOLDER.banks for question in bank.questions for need in question.needs}
    assert needs - known == set()


def test_no_question_needs_itself_in_a_circle() -> None:
    needs = {question.slug: question.needs for bank in FOLDER.banks for question in bank.questions}
    assert list(circles(needs)) == []


@pytest.mark.parametrize("topic", COVERAGE, ids=lambda topic: topic.topic)
def test_no_topic_has_more_than_the_syllabus_asks_for(topic: Coverage) -> None:
    assert list(topic.surplus(SPARE)) == []


@each_question
def test_key_gives_its_own_model_answer_full_marks(question: Question) -> None:
    for part in question.key.parts().values():
        for seed in range(5 if part.variant(1) != part.variant(2) else 1):
            key = part.variant(seed)
            assert key.grade(key.model_answer()).score in (1, None)


@each_question
def test_its_own_tests_hold(question: Question) -> None:
    assert run_trials(question.trials, question.key).failures == ()


@each_question
def test_nothing_was_left_to_be_written(question: Question) -> None:
    assert UNFINISHED.findall(question.source) == []


@each_question
def test_every_picture_has_words_for_those_who_cannot_see_it(question: Question) -> None:
    assert [words for words in PICTURE.findall(question.source) if len(words.split()) < 3] == []


@each_question
def test_every_text_is_rendered(question: Question) -> None:
    texts = (
        question.prompt,
        question.why,
        question.mistakes,
        question.refs,
        *question.hints,
        question.key.shown_answer(),
    )
    for html in map(render, texts):
        assert "\ue000" not in html
        assert "$$" not in html


# --- figures ---------------------------------------------------------------------------------------------------------

FIGURES = CONTENT / "figures"
SHOWN = re.compile(r"\.\./figures/([a-z0-9-]+\.svg)")


def test_every_figure_that_is_shown_is_there() -> None:
    shown = {name for bank in FOLDER.banks for question in bank.questions for name in SHOWN.findall(question.source)}
    assert {name for name in shown if not (FIGURES / name).is_file()} == set()


def test_the_figures_are_what_their_script_draws(tmp_path: Path) -> None:
    for script in ("canvas.py", "draw.py"):
        shutil.copy(FIGURES / script, tmp_path)
    subprocess.run([sys.executable, "-B", str(tmp_path / "draw.py")], check=True, stdout=subprocess.DEVNULL)
    drawn = {file.name: file.read_text(encoding="utf-8") for file in tmp_path.glob("*.svg")}
    assert drawn == {file.name: file.read_text(encoding="utf-8") for file in FIGURES.glob("*.svg")}


@pytest.mark.parametrize("file", sorted(FIGURES.glob("*.svg")), ids=lambda file: file.stem)
def test_a_figure_says_what_it_shows_and_runs_nothing(file: Path) -> None:
    root = ElementTree.parse(file).getroot()
    assert len(root.attrib["aria-label"].split()) > 3
    assert {element.tag.partition("}")[2] for element in root.iter()} <= {
        "svg",
        "style",
        "path",
        "circle",
        "rect",
        "text",
    }
