"""Topics of the page are added to the syllabus as text."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from quizzes.banks.new_topics import with_topics
from quizzes.banks.syllabus import Topic, read_syllabus

CONTENT = Path(__file__).parents[2] / "content"
TEXT = "# what to cover\nareas:\n  math: {title: Maths}\n\ntopics:\n  - id: la\n    area: math\n    title: Algebra\n"
NEW = Topic(id="zz", area="math", title='Coins, "dice": more')


def test_a_topic_comes_last_and_the_rest_stays() -> None:
    written = with_topics(TEXT, [NEW])
    assert written.startswith(TEXT)
    assert written.endswith('\n  - id: zz\n    area: math\n    title: "Coins, \\"dice\\": more"\n')


def test_the_line_ends_of_the_file_are_kept() -> None:
    assert "\n" not in with_topics(TEXT.replace("\n", "\r\n"), [NEW]).replace("\r\n", "")


def test_what_is_known_is_not_added_again() -> None:
    assert with_topics(with_topics(TEXT, [NEW]), [NEW]) == with_topics(TEXT, [NEW])


def test_our_own_syllabus_takes_one() -> None:
    text = (CONTENT / "syllabus.yaml").read_text()
    assert read_syllabus(with_topics(text, [NEW]), file="")[0].topics[-1] == NEW


def test_a_syllabus_that_ends_in_something_else_is_left_alone() -> None:
    with pytest.raises(ValueError, match="cannot be added"):
        with_topics("topics:\n  - id: la\n    area: math\n    title: A\nareas:\n  math: {title: M}\n", [NEW])


@given(title=st.text(min_size=1, max_size=40).filter(str.strip))
def test_any_title_is_read_back_or_refused(title: str) -> None:
    topic = Topic(id="zz", area="math", title=title.strip())
    try:
        written = with_topics(TEXT, [topic])
    except ValueError:
        return
    assert read_syllabus(written, file="")[0].topics[-1] == topic
