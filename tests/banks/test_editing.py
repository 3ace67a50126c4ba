"""Tests that an edit changes what it should in the text of a question, and no character besides."""

import difflib
import re
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from quizzes.banks.blocks import read_blocks
from quizzes.banks.editing import with_field, with_test, without_field
from quizzes.banks.questions import read_question
from quizzes.banks.trials import MAX_TRIALS
from quizzes.kinds.choice import ChoiceKey
from tests.banks.texts import question

ENDS = ("\n", "\r\n", "\r")


def fence(source: str) -> str:
    """The YAML of a question, with "\\n" for its line ends."""
    return re.search(r"```yaml\n(.*?)```", source.replace("\r\n", "\n").replace("\r", "\n"), re.DOTALL)[1]


def data(source: str) -> dict[str, Any]:
    document = read_blocks(source, file="", labels=(), front_matter=False)
    return dict(document.blocks[0].data or {})


def changes(before: str, after: str) -> list[str]:
    lines = difflib.ndiff(before.splitlines(), after.splitlines())
    return [line for line in lines if line[0] in "+-"]


@pytest.mark.parametrize("end", ENDS)
@pytest.mark.parametrize(
    ("yaml", "name", "value", "edited"),
    [
        ("level: entry  # yes\ntags: [la]\n", "level", "expert", "level: expert  # yes\ntags: [la]\n"),
        ("level: 'entry'\n", "level", "expert", "level: 'expert'\n"),
        ('{level: "entry", rev: 1}\n', "level", "expert", '{level: "expert", rev: 1}\n'),
        ("{level: entry,\n rev: 1}\n", "rev", 2, "{level: entry,\n rev: 2}\n"),
        ("tags: ['a', b]  # two\n", "tags", ["b", "a", "no"], "tags: [b, 'a', \"no\"]  # two\n"),
        ("tags: [a, b]\n", "tags", (), "tags: []\n"),
        (
            "tags: # two\n- 'a'\n- b\n# end\nrev: 1\n",
            "tags",
            ["a", "c.d"],
            "tags: # two\n- 'a'\n- c.d\n# end\nrev: 1\n",
        ),
        ("tags: # two\n  - a\n  - b\n\nrev: 1\n", "tags", [], "tags: [] # two\n\nrev: 1\n"),
        ("author: >-\n  A.\n  B.\n\nrev: 1\n", "author", "C: D", 'author: "C: D"\n\nrev: 1\n'),
        ("retired:\nrev: 1\n", "retired", True, "retired: true\nrev: 1\n"),
        ("{rev: 1, retired}\n", "retired", True, "{rev: 1, retired: true}\n"),
        ("level: entry\n", "level", ["a", "b"], "level: [a, b]\n"),
        ("tags: [1, '1']\n", "tags", ["1", 1, 2], "tags: ['1', 1, 2]\n"),
    ],
)
def test_field_is_replaced_in_its_place(end: str, yaml: str, name: str, value: Any, edited: str) -> None:
    source = question(yaml=yaml.removesuffix("\n")).replace("\n", end)
    after = with_field(source, name, value)
    assert fence(after) == edited
    assert after == source.replace(yaml.replace("\n", end), edited.replace("\n", end))


@pytest.mark.parametrize("end", ENDS)
@pytest.mark.parametrize(
    ("yaml", "edited"),
    [
        ("level: entry  # yes\n# end\n", "level: entry  # yes\nrev: 2\n# end\n"),
        ("level: entry\ntests:\n  - {right: a}\n", "level: entry\nrev: 2\ntests:\n  - {right: a}\n"),
        ("  level: entry\n\n", "  level: entry\n  rev: 2\n\n"),
        ("tags:\n- a\n- b # c\n", "tags:\n- a\n- b # c\nrev: 2\n"),
        ("author: |\n  A\n\n# end\n", "author: |\n  A\nrev: 2\n\n# end\n"),
        ("author: |+\n  A\n\nx: 1\n", "author: |+\n  A\n\nx: 1\nrev: 2\n"),
        ("author: |+\n  A\n\n# end\n", "author: |+\n  A\n\nrev: 2\n# end\n"),
        ("retired:\n", "retired:\nrev: 2\n"),
        ("# nothing yet\n", "# nothing yet\nrev: 2\n"),
        ("{}\n", "{rev: 2}\n"),
        ("{level: entry}\n", "{level: entry, rev: 2}\n"),
        ("{level: entry,}  # yes\n", "{level: entry, rev: 2,}  # yes\n"),
        ("{level: entry,\n tags: [a]}\n", "{level: entry,\n tags: [a], rev: 2}\n"),
        ("{level: entry, tests: [{right: a}]}\n", "{level: entry, rev: 2, tests: [{right: a}]}\n"),
        ("{\n  level: entry\n}\n", "{\n  level: entry,\n  rev: 2\n}\n"),
        ("{\n  level: entry, # yes\n}\n", "{\n  level: entry, # yes\n  rev: 2,\n}\n"),
        ("{\n  level: entry # a, b\n}\n", "{\n  level: entry, # a, b\n  rev: 2\n}\n"),
        ("{\n  tests: [], # c\n}\n", "{\n  tests: [], # c\n  rev: 2,\n}\n"),
    ],
)
def test_new_field_comes_below_the_others_and_goes_without_a_trace(end: str, yaml: str, edited: str) -> None:
    source = question(yaml=yaml.removesuffix("\n")).replace("\n", end)
    after = with_field(source, "rev", 2)
    assert fence(after) == edited
    assert without_field(after, "rev") == source


@pytest.mark.parametrize("end", ENDS)
@pytest.mark.parametrize(
    ("yaml", "edited"),
    [
        ("rev: 1  # one\nlevel: entry\n", "level: entry\n"),
        ("# a\nrev:\n# b\nlevel: entry\n", "# a\n# b\nlevel: entry\n"),
        ("rev:\n- a\n- b\n\nlevel: entry\n", "\nlevel: entry\n"),
        ("rev: |\n  a\n\n  b\n# b\nlevel: entry\n", "# b\nlevel: entry\n"),
        ("{rev: 1, level: entry}\n", "{level: entry}\n"),
        ("{level: entry,   rev: 1}\n", "{level: entry}\n"),
        ("{level: entry,\n rev: [1, 2]}\n", "{level: entry}\n"),
        ("{level: entry, rev: 1,\n tags: [a]}\n", "{level: entry,\n tags: [a]}\n"),
        ("{rev: 1, # one, two\n tags: [a]}\n", "{ # one, two\n tags: [a]}\n"),
        ("{level: entry, # a, b\n rev: 1}\n", "{level: entry # a, b\n}\n"),
        ("{\n  rev: {a: 1, b: 2}, # one\n  tags: [a]\n}\n", "{\n  tags: [a]\n}\n"),
        ("{rev: 1}\n", "{}\n"),
        ("{rev: 1,}\n", "{}\n"),
    ],
)
def test_field_is_taken_away(end: str, yaml: str, edited: str) -> None:
    source = question(yaml=yaml.removesuffix("\n")).replace("\n", end)
    after = without_field(source, "rev")
    assert fence(after) == edited
    assert after == source.replace(yaml.replace("\n", end), edited.replace("\n", end))


def test_question_without_a_fence_gets_one() -> None:
    source = "## a\r\n\r\nWhat?\r\n\r\n**Why:** So.\r\n"
    after = with_field(source, "level", "entry")
    assert after == "## a\r\n\r\n```yaml\r\nlevel: entry\r\n```\r\n\r\nWhat?\r\n\r\n**Why:** So.\r\n"
    assert fence(with_test("## a\nWhat?\n", "right", "1")) == 'tests:\n  - {right: "1"}\n'
    assert without_field(source, "level") == source


@pytest.mark.parametrize("opening", ["~~~ yml", "````yaml", "  ```YAML"])
def test_other_fences_are_found(opening: str) -> None:
    closing = opening.strip(" yamlYAML")
    source = f"## a\n{opening}\nlevel: entry\n{closing}\n\nQ ```yaml\n"
    assert with_field(source, "level", "expert") == source.replace("entry", "expert")


@pytest.mark.parametrize("end", ENDS)
@pytest.mark.parametrize(
    ("yaml", "edited"),
    [
        ("level: entry\n", 'level: entry\ntests:\n  - {right: "x: \\"y\\""}\n'),
        ("{level: entry}\n", '{level: entry, tests: [{right: "x: \\"y\\""}]}\n'),
        ("tests: # none\nrev: 1\n", 'tests: # none\n  - {right: "x: \\"y\\""}\nrev: 1\n'),
        ("tests: []\nrev: 1\n", 'tests: [{right: "x: \\"y\\""}]\nrev: 1\n'),
        ("tests: ~\n", 'tests: [{right: "x: \\"y\\""}]\n'),
        ("tests: [{n: 1, answer: 2}]\n", 'tests: [{n: 1, answer: 2}, {right: "x: \\"y\\""}]\n'),
        ("tests: [\n  {wrong: a}, # so\n]\n", 'tests: [\n  {wrong: a}, # so\n  {right: "x: \\"y\\""},\n]\n'),
        ("tests:\n- {wrong: a} # so\nrev: 1\n", 'tests:\n- {wrong: a} # so\n- {right: "x: \\"y\\""}\nrev: 1\n'),
        ("tests:\n  - wrong: a\n    seed: 1\n\n", 'tests:\n  - wrong: a\n    seed: 1\n  - right: "x: \\"y\\""\n\n'),
        ("tests:\n-   wrong: |\n      a\n", 'tests:\n-   wrong: |\n      a\n-   right: "x: \\"y\\""\n'),
        ("tests:\n  - wrong: 'a'\n", "tests:\n  - wrong: 'a'\n  - right: 'x: \"y\"'\n"),
    ],
)
def test_test_is_added_in_the_style_of_the_list(end: str, yaml: str, edited: str) -> None:
    source = question(yaml=yaml.removesuffix("\n")).replace("\n", end)
    after = with_test(source, "right", 'x: "y"')
    assert fence(after) == edited
    assert after == source.replace(yaml.replace("\n", end), edited.replace("\n", end))


def test_everything_that_a_test_may_say_is_written() -> None:
    source = question(yaml="tests:\n  - wrong: a")
    after = with_test(source, "partly", "x = 1\n  = 2", score=(0.3, 0.7), seed=4, part="mean")
    assert fence(after).splitlines()[2:] == [
        "  - partly: |-",
        "      x = 1",
        "        = 2",
        "    score: [0.3, 0.7]",
        "    seed: 4",
        "    gap: mean",
    ]


def test_added_test_is_one_of_the_question() -> None:
    before, problems = read_question(ChoiceKey.example)
    after, more = read_question(with_test(ChoiceKey.example, "wrong", "C"))
    assert (problems, more) == ((), ())
    assert before is not None and after is not None
    assert [(trial.verdict, trial.text) for trial in after.trials] == [
        *((trial.verdict, trial.text) for trial in before.trials),
        ("wrong", "C"),
    ]
    assert (after.key, after.tags, after.prompt, after.why) == (before.key, before.tags, before.prompt, before.why)


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ({"verdict": "good"}, "a test is one of right, wrong, partly, unreadable"),
        ({"verdict": "partly"}, "needs a lowest and a highest score"),
        ({"verdict": "right", "score": (0.0, 1.0)}, "needs a lowest and a highest score"),
    ],
)
def test_test_that_no_reader_would_take_is_refused(arguments: dict[str, Any], message: str) -> None:
    with pytest.raises(ValueError, match=message):
        with_test(question(), **{"text": "a", **arguments})


def test_there_are_only_so_many_tests() -> None:
    source = question(yaml=f"tests: [{', '.join(['{right: a}'] * MAX_TRIALS)}]")
    with pytest.raises(ValueError, match=f"there are {MAX_TRIALS} already"):
        with_test(source, "right", "b")


@pytest.mark.parametrize(
    ("source", "message"),
    [
        ("", "one question is expected"),
        (question() + question("b"), "one question is expected"),
        ("\n" + question(), "one question is expected"),
        (question(yaml="level: [a"), "line 4: the YAML cannot be read"),
        (question(yaml="? level\n: entry"), "the change cannot be written into this question"),
    ],
)
def test_text_that_cannot_be_edited_safely_is_refused(source: str, message: str) -> None:
    with pytest.raises(ValueError, match=message):
        with_field(source, "rev", 2)


@pytest.mark.parametrize(("name", "value"), [("level", "\ud800"), ("level", float("nan")), ("rev", 10**30)])
def test_value_that_would_be_read_as_another_is_refused(name: str, value: Any) -> None:
    with pytest.raises(ValueError, match="the change"):
        with_field(question(), name, value)


def test_value_that_is_there_already_changes_nothing() -> None:
    source = question(yaml="level:   'entry'\ntags: [ la ]")
    assert with_field(with_field(source, "level", "entry"), "tags", ["la"]) == source
    assert with_field(question(yaml="rev: 1"), "rev", True) == question(yaml="rev: true")


PAIRS = {
    "level": ("level: entry", "level:   'entry'", "level: # low\n  entry"),
    "tags": ('tags: [la, "b c"]', "tags: [\n    la, # x, y\n    b]", "tags: []"),
    "rev": ("rev: 3", "rev:\n  3"),
    "needs": ("needs: [a, b,]",),
    "tests": ("tests: [{right: a}, {wrong: 'b, c'}]", "tests: []", "tests: [\n    {right: 'a' } ]"),
}
BLOCKS = {
    "tags": ("tags:\n- la\n- 'b'", "tags:\n  # first\n  - la\n\n  - b"),
    "tests": ("tests:\n  - right: |\n      a\n      b", "tests:\n- {right: a}\n- wrong: >-\n    b\n\n    c", "tests:"),
    "author": ("author: |\n  A\n\n", "author: |+\n  A\n\n", "author: >-\n  A\n  B"),
}  # fmt: skip


@st.composite
def yamls(draw: st.DrawFn) -> str:
    is_flow = draw(st.booleans())
    names = draw(st.lists(st.sampled_from([*PAIRS, *([] if is_flow else ["author"])]), unique=True, max_size=5))
    pairs = [draw(st.sampled_from(PAIRS.get(name, ()) + (() if is_flow else BLOCKS.get(name, ())))) for name in names]
    if not is_flow:
        remark = st.sampled_from(("", "  # a, b: {c}", "\n# below"))
        above = draw(st.sampled_from(("", "# a: 1\n")))
        return above + "\n".join(pair + (draw(remark) if "|" not in pair and ">" not in pair else "") for pair in pairs)
    opening = draw(st.sampled_from(("{", "{ ", "{\n  ", "{ # on\n ")))
    text = ""
    for index, pair in enumerate(pairs):
        comma = "," if index < len(pairs) - 1 or draw(st.booleans()) else ""
        text += pair + comma + draw(st.sampled_from((" ", "", "\n  ", " # a, b\n  ", "\n  # so\n  ")))
    return opening + text + draw(st.sampled_from(("}", "\n}", "} # end")))


VALUES = {
    "level": st.sampled_from(("expert", "no", "a: b", "#", "")),
    "tags": st.lists(st.sampled_from(("la", "b", "b c", "null", "x, y", "ä{")), unique=True, max_size=3),
    "rev": st.integers(1, 9),
    "author": st.text(st.characters(codec="utf-8"), max_size=20),
    "retired": st.booleans(),
}
ANY_FIELD = st.sampled_from(sorted(VALUES)).flatmap(lambda name: st.tuples(st.just(name), VALUES[name]))
SPARED = re.compile(r"^(?:## |```|What|\*\*)|# (?:a: 1|a, b: \{c\}|below|on|end)", re.MULTILINE)


@settings(max_examples=150, deadline=None)
@given(yamls(), ANY_FIELD, st.sampled_from(ENDS))
def test_any_field_is_set_without_harm_to_the_rest(yaml: str, field: tuple[str, Any], end: str) -> None:
    name, value = field
    source = question(yaml=yaml).replace("\n", end)
    after = with_field(source, name, value)
    assert data(after)[name] == value
    assert {**data(after), name: 0} == {**data(source), name: 0} or "|" in yaml
    assert SPARED.findall(after) == SPARED.findall(source)
    assert set(re.findall(r"\r\n|\r|\n", after)) == {end}
    assert with_field(after, name, value) == after
    if name not in data(source):
        assert without_field(after, name) == source


@settings(max_examples=150, deadline=None)
@given(yamls(), st.sampled_from(["level", "tags", "rev", "needs", "tests", "author"]))
def test_any_field_is_taken_away_without_harm_to_the_rest(yaml: str, name: str) -> None:
    source = question(yaml=yaml)
    after = without_field(source, name)
    assert name not in data(after)
    assert data(after).keys() == data(source).keys() - {name}
    gone = [line for line in changes(source, after) if line.startswith("+ ")]
    assert len(gone) <= 2
    assert without_field(after, name) == after


@settings(max_examples=150, deadline=None)
@given(
    yamls(),
    st.sampled_from(["right", "wrong"]),
    st.text(st.characters(codec="utf-8"), max_size=40)
    | st.lists(
        st.sampled_from(("", " a", "b: 'c'", "{{p}} # d", "```", "---", "\t", 'x \\ "y"', "## h")), max_size=4
    ).map("\n".join),
)
def test_any_answer_is_added_to_any_tests(yaml: str, verdict: str, text: str) -> None:
    source = question(yaml=yaml)
    after = with_test(source, verdict, text)
    assert data(after)["tests"][-1] == {verdict: text}
    assert len(data(after)["tests"]) == len(data(source).get("tests") or ()) + 1
    assert SPARED.findall(after) == SPARED.findall(source)
