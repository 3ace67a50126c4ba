import pytest
import yaml

from quizzes.banks import fences
from quizzes.banks.fences import FenceError, read_fence


@pytest.fixture(params=["C parser", "Python parser"])
def parser(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """Both parsers that PyYAML may come with; a machine may have only the second."""
    if request.param == "Python parser":
        monkeypatch.setattr(fences, "_Loader", yaml.SafeLoader)


pytestmark = pytest.mark.usefixtures("parser")


def refusal(text: str) -> str:
    with pytest.raises(FenceError) as caught:
        read_fence(text, first_line=10)
    return f"{caught.value.line}: {caught.value.message}"


def test_flow_and_block_style_give_the_same() -> None:
    block = "level: entry\ntags:\n- la\n- eigen\nwrong:\n- expr: 2*x\n  why: twice"
    flow = "{level: entry, tags: [la, eigen], wrong: [{expr: 2*x, why: twice}]}"
    assert read_fence(block, first_line=1).data == read_fence(flow, first_line=1).data
    assert read_fence(flow, first_line=1).data["wrong"] == [{"expr": "2*x", "why": "twice"}]


@pytest.mark.parametrize(
    ("word", "value"),
    [
        ("3", 3),
        ("-3", -3),
        ("0.5", 0.5),
        (".5", 0.5),
        ("1e-3", 0.001),
        ("-2.5E3", -2500.0),
        ("true", True),
        ("false", False),
        ("null", None),
        ("", None),
        ("no", "no"),
        ("on", "on"),
        ("007", "007"),
        ("3/8", "3/8"),
        ("12:30", "12:30"),
        ("1_000", "1_000"),
        ("2026-01", "2026-01"),
        ("2026-01-05", "2026-01-05"),
        (".inf", ".inf"),
        (".nan", ".nan"),
        ("-", "-"),
        ("1e999", "1e999"),
        ("9" * 5000, "9" * 5000),
        ("'3'", "3"),
        ('"true"', "true"),
        ("0.99*0.001/(0.99*0.001 + 0.05*0.999)", "0.99*0.001/(0.99*0.001 + 0.05*0.999)"),
    ],
)
def test_plain_words_have_few_meanings(word: str, value: object) -> None:
    if word != "-":
        read = read_fence(f"a: {word}", first_line=1).data["a"]
        assert read == value
        assert type(read) is type(value)


def test_each_name_and_item_has_its_line() -> None:
    lines = read_fence("a: 1\nb:\n  - x\n  - c: 2", first_line=10).lines
    assert lines == {("a",): 10, ("b",): 11, ("b", 0): 12, ("b", 1): 13, ("b", 1, "c"): 13}


def test_empty_fence_is_an_empty_mapping() -> None:
    assert read_fence("\n# nothing but a remark\n", first_line=1).data == {}


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("a: &x 1\nb: *x", "10: “&x” is an anchor, which is not read; leave it out"),
        ("a: *x", "10: “*x” is an alias, which is not read; repeat the value"),
        ("a: !!python/name:os.system", "10: “tag:yaml.org,2002:python/name:os.system” is a tag, which is not read"),
        ("a: 1\nb: 2\na: 3", "12: “a” stands there twice, first on line 10"),
        ("w:\n- {e: 1, e: 2}", "11: “e” stands there twice, first on line 11"),
        ("[" * 5000, "10: lists and mappings lie more than 8 deep"),
        ("- a\n- b", "10: the YAML must be a mapping of names to values, such as “level: entry”"),
        ("only words", "10: the YAML must be a mapping"),
        ("a: 1\n---\nb: 2", "11: a second YAML document begins here"),
        ("{{n}}: 3", "10: a name must be a word; quote “{{name}}” and the like"),
        ("a: 1\n\tb: 2", "11: the YAML cannot be read: "),
        ("a: 1\nb: c: d", "11: the YAML cannot be read: mapping values are not allowed"),
        ("a: @x", "10: the YAML cannot be read: "),
        ('a: 1\nb: "\\lambda"', "11: the YAML cannot be read: "),
        ("a: 1\nb: 'open\nc: 3", "11: the YAML cannot be read: "),
        ("a: 1\nb: [1, 2", "11: the YAML cannot be read: "),
        ("a: 1\nb: \x07", "11: the YAML holds a character that YAML does not allow"),
        ("a: " + "x" * 20_000, "10: the YAML has 20,003 characters; at most 20,000 are read"),
    ],
)
def test_what_is_refused_is_named_with_its_line(text: str, message: str) -> None:
    assert refusal(text).startswith(message)


def test_aliases_cannot_explode() -> None:
    laughs = "a: &a [x, x]\n" + "".join(
        f"{b}: &{b} [*{a}, *{a}]\n" for a, b in zip("abcdefgh", "bcdefghi", strict=True)
    )
    assert refusal(laughs) == "10: “&a” is an anchor, which is not read; leave it out"
