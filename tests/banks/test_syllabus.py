import pytest

from quizzes.banks.syllabus import Area, Subtopic, Syllabus, Topic, read_syllabus

GOOD = """areas:
  math: {title: Mathematics, share: 40}
  lesson: {title: Lessons}
topics:
  - id: la
    area: math
    title: Linear algebra
    questions: 3
    needs: []
    weeks: [1, 14]
    kinds: {flashcard: 1, parameterised: 2}
    levels: {entry: 3}
    subtopics:
      vectors: {title: Vectors, questions: 1}
      maps: {title: "Maps: rank and inverse", questions: 2}
  - {id: l1, area: lesson, title: Lesson one, needs: [la]}
"""


def read(text: str) -> tuple[Syllabus, list[str]]:
    syllabus, problems = read_syllabus(text, file="syllabus.yaml")
    return syllabus, [f"{problem.line}: {problem.message}" for problem in problems]


def test_areas_and_topics_are_read_in_order() -> None:
    syllabus, problems = read(GOOD)
    assert problems == []
    assert syllabus.areas == (
        Area(id="math", title="Mathematics", share=40),
        Area(id="lesson", title="Lessons", share=None),
    )
    assert syllabus.topics == (
        Topic(
            id="la",
            area="math",
            title="Linear algebra",
            weeks=(1, 14),
            questions=3,
            kinds={"flashcard": 1, "parameterised": 2},
            levels={"entry": 3},
            subtopics={
                "vectors": Subtopic(title="Vectors", questions=1),
                "maps": Subtopic(title="Maps: rank and inverse", questions=2),
            },
        ),
        Topic(id="l1", area="lesson", title="Lesson one", needs=("la",)),
    )


@pytest.mark.parametrize(
    ("old", "new", "problem"),
    [
        ("topics:", "topic:", "4: there is no field “topic” here; did you mean “topics”?"),
        ("  math:", "  maths:", "2: there is no area “maths”; did you mean “math”?"),
        ("share: 40", "share: 400", "2: share: “400” is no whole number from 0 to 100"),
        ("id: la\n", "id: La\n", "5: “La” is no topic id; write lower-case letters, as in la"),
        ("    area: math\n", "", "5: area is missing; write a text"),
        ("    area: math\n", "    area: mth\n", "6: there is no area “mth”; did you mean “math”?"),
        ("    title: Linear algebra\n", "    titel: x\n", "5: title is missing; write a text"),
        ("questions: 3", "questions: many", "8: questions: “many” is no whole number from 0 to 10,000"),
        ("questions: 3", "questions: 4", "13: the subtopics of la add up to 3, not to its 4 questions"),
        ("questions: 1}", "questions: 2}", "13: the subtopics of la add up to 4, not to its 3 questions"),
        ("parameterised: 2", "numeric: 3", "11: the kinds of la add up to 4, not to its 3 questions"),
        ("{entry: 3}", "{entry: 1, expert: 1}", "12: the levels of la add up to 2, not to its 3 questions"),
        ("{entry: 3}", "{entri: 3}", "12: there is no field “entri” here; did you mean “entry”?"),
        ("parameterised: 2", "parametrised: 2", "11: there is no field “parametrised” here; did you mean “parameterised”?"),
        ("{entry: 3}", "[entry]", "12: levels must be a mapping of names to numbers of questions"),
        ("      vectors:", "      The Vectors:", "14: “The Vectors” is no subtopic id; write lower-case letters"),
        ("{title: Vectors, questions: 1}", "1", "14: vectors must be a mapping, as in vectors: {title: …, questions: 12}"),
        ("needs: []", "needs: pr", "9: needs must be a list of topic ids, as in [la, pr]"),
        ("needs: [la]", "needs: [ll]", "16: there is no topic “ll”"),
        ("needs: []", "needs: [l1]", "16: these topics need each other in a circle: l1 → la → l1"),
        ("id: l1", "id: la", "16: the topic la stands there twice; ids are used once"),
        ("weeks: [1, 14]", "weeks: [0]", "10: weeks must be a list of whole numbers from 1 to 52, as in [1, 14]"),
        ("title: Vectors, questions: 1", "title: Vectors, questions: one", "14: questions: “one” is no whole number from 0 to 10,000"),
        ("topics:", "topics: &x", "4: “&x” is an anchor, which is not read; leave it out"),
    ],
)  # fmt: skip
def test_what_is_wrong_is_named_with_its_line(old: str, new: str, problem: str) -> None:
    _, problems = read(GOOD.replace(old, new))
    assert any(found.startswith(problem) for found in problems), problems


@pytest.mark.parametrize("text", ["", "topics: []", "topics: none", "areas: {}"])
def test_syllabus_without_topics_is_reported(text: str) -> None:
    syllabus, problems = read(text)
    assert syllabus.topics == ()
    assert "topics are missing" in problems[-1]


@pytest.mark.parametrize(
    "text", ["topics: [x, 3, {id: la}]", "topics: {la: x}\nareas: [x]", "- x", "topics: [{needs: [{}]}]"]
)
def test_anything_else_is_reported_too(text: str) -> None:
    assert read(text)[1]
