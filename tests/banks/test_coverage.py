"""Questions are counted against what the syllabus asks for."""

from quizzes.banks.coverage import Coverage, coverage, sort_of
from quizzes.banks.syllabus import read_syllabus
from tests.banks.texts import bank, question

SYLLABUS = """topics:
  - id: la
    area: math
    title: Linear algebra
    questions: 2
    kinds: {flashcard: 2}
    levels: {entry: 1, expert: 1}
    subtopics: {eigen: {title: E, questions: 2}}
  - {id: st, area: math, title: Statistics, questions: 5}
"""
NUMERIC = "kind: numeric\nlevel: entry\ntags: [la.eigen]\nanswer: {}\nparams: {{n: {{int: [2, 9]}}}}"


def counted(*questions: str) -> tuple[Coverage, ...]:
    syllabus, problems = read_syllabus(SYLLABUS, file="syllabus.yaml")
    assert problems == ()
    return coverage([bank(*questions)], syllabus)


def test_each_topic_of_the_syllabus_is_counted() -> None:
    la, st = counted(question("a", yaml="level: entry\ntags: [la.eigen]"))
    assert la == Coverage(
        topic="la",
        questions=(1, 2),
        kinds={"flashcard": (1, 2)},
        levels={"entry": (1, 1), "expert": (0, 1)},
        subtopics={"eigen": (1, 2)},
    )
    assert st.questions == (0, 5)
    assert not la.complete


def test_retired_questions_do_not_count() -> None:
    assert counted(question("a", yaml="level: entry\ntags: [la.eigen]\nretired: true"))[0].questions == (0, 2)


def test_what_there_is_too_much_of_is_said() -> None:
    la, _ = counted(*(question(slug, yaml="level: entry\ntags: [la.eigen]") for slug in "abc"))
    assert la.complete
    assert list(la.surplus()) == [
        "la: 3 of the kind flashcard, 2 wanted",
        "la: 3 of the level entry, 1 wanted",
        "la: 3 of the subtopic eigen, 2 wanted",
        "la: 3 questions, 2 wanted",
    ]
    assert list(la.surplus(spare=2)) == ["la: 3 questions, 2 wanted"]


def test_numbers_that_are_drawn_count_apart() -> None:
    drawn = question("a", yaml=NUMERIC.format("n"), prompt="Say {{n}}.", sections="**Why:** So.")
    plain = question("b", yaml=NUMERIC.format("3").rsplit("\n", 1)[0], sections="**Why:** So.")
    assert [sort_of(each) for each in bank(drawn, plain).questions] == ["parameterised", "numeric"]
