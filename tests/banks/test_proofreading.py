import pytest

from quizzes.banks.proofreading import remarks


@pytest.mark.parametrize(
    "text",
    [
        "Plain words.",
        "$x$ and $$y$$ and\n\n$$\nz\n= 1\n$$",
        "$5 and $6, or US$ 7, or 8 $, or $1,000.50.",
        r"A \$x, and `$x`, and ``<b> $``.",
        "```\n<script> $x\n```",
        r"$\{x\}$ and $\frac{a}{b}$",
        "Vector<float> and a < b > c and x<y and 3 <4>.",
        "<https://a.org/> and [a](mailto:b@c.org) and ![a tree](../figures/tree.svg) and [c](d.html)",
    ],
)
def test_good_markdown_brings_no_remark(text: str) -> None:
    assert list(remarks(text)) == []


@pytest.mark.parametrize(
    ("text", "line", "remark"),
    [
        ("is\n$x the", 1, "the $ at “$x the” opens or closes no formula; maths is written $x$ without spaces inside"),
        ("is $ x $ so", 0, "the $ at “$ x $ so” opens or closes no formula"),
        ("$$x\n\ny$$", 0, "the $$ at “$$x” opens or closes no formula"),
        ("a\n\n$\\frac{1}{2$", 2, "the braces in “$\\frac{1}{2$” do not match"),
        ("a $}x{$", 0, "the braces in “$}x{$” do not match"),
        ("a\n<b>bold</b>", 1, "HTML is not allowed here: “<b>”; write Markdown, or put it in `code` to show it"),
        ("<svg/onload=alert(1)>", 0, "HTML is not allowed here: “<svg/onload=alert(1)>”"),
        ("<!-- later -->", 0, "HTML is not allowed here: “<!--”"),
        ("a\n![ ](b.png)", 1, "this picture has no words for those who cannot see it; write ![what it shows](address)"),
        ("[a](javascript:b)", 0, "a link may begin with https, http or mailto, not javascript"),
        ("[a][b]\n\n[b]: data:text/html,x", 2, "a link may begin with https, http or mailto, not data"),
        ("x" * 20_001, 0, "this text has 20,001 characters; at most 20,000 are shown"),
    ],
)
def test_slip_is_named_with_its_line(text: str, line: int, remark: str) -> None:
    found = list(remarks(text))
    assert found[0][0] == line
    assert found[0][1].startswith(remark)


def test_one_slip_is_one_remark() -> None:
    assert len(list(remarks("<b>x</b> <i>y</i>\n<b>z</b>"))) == 2
    assert len(list(remarks("$ x $ and $ y $\n\n$ z $"))) == 2


def test_a_picture_from_elsewhere_is_refused() -> None:
    ((line, remark),) = remarks("See\n![a curve](https://example.org/roc.png)")
    assert line == 1
    assert "../figures/roc-curve.svg, not https://example.org/roc.png" in remark


def test_a_figure_beside_the_banks_is_fine() -> None:
    assert list(remarks("![a curve](../figures/roc-curve.svg)")) == []
