import threading
import time
from html.parser import HTMLParser
from urllib.parse import urlsplit

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from quizzes.banks.markup import fill, render, render_inline


@pytest.mark.parametrize(
    ("text", "html"),
    [
        ("A *b* **c** `d`.", "<p>A <em>b</em> <strong>c</strong> <code>d</code>.</p>"),
        ("one\n\ntwo", "<p>one</p>\n<p>two</p>"),
        ("snake_case_name", "<p>snake_case_name</p>"),
        (r"\*no\* \_no\_ \# \[x\]", "<p>*no* _no_ # [x]</p>"),
        ("1. a\n2. b", "<ol>\n<li>a</li>\n<li>b</li>\n</ol>"),
        ("[a](https://b.org 'c')", '<p><a href="https://b.org" title="c" rel="noopener noreferrer">a</a></p>'),
        ("a &lt; b & c", "<p>a &lt; b &amp; c</p>"),
        ("", ""),
    ],
)
def test_markdown_becomes_html(text: str, html: str) -> None:
    assert render(text) == html


@pytest.mark.parametrize(
    ("text", "html"),
    [
        ("$a_1 * b_2 * c$", r'<p><span class="math">\(a_1 * b_2 * c\)</span></p>'),
        (r"$a\\b$ $\{x\}$", r'<p><span class="math">\(a\\b\)</span> <span class="math">\(\{x\}\)</span></p>'),
        ("$a<b & c>d$", r'<p><span class="math">\(a&lt;b &amp; c&gt;d\)</span></p>'),
        ("*$x$*", r'<p><em><span class="math">\(x\)</span></em></p>'),
        ("$a\n+ b$", '<p><span class="math">\\(a\n+ b\\)</span></p>'),
        ("$$x$$", r'<div class="math display">\[x\]</div>'),
        ("$$\na\n= b\n$$", '<div class="math display">\\[a\n= b\\]</div>'),
        ("so $$x$$ is", r'<p>so <span class="math display">\[x\]</span> is</p>'),
        ("- $$x$$", '<ul>\n<li><span class="math display">\\[x\\]</span></li>\n</ul>'),
    ],
)
def test_maths_is_left_to_the_browser(text: str, html: str) -> None:
    assert render(text) == html


@pytest.mark.parametrize(
    "text",
    ["$5 and $6", "from $5-$6", "($5, $6)", "US$ 5 or $5,000", "$ x $", "5$ and 6$7", "a $ b", "$", "$$", "$x\n\ny$"],
)
def test_dollars_in_prose_are_no_maths(text: str) -> None:
    assert "math" not in render(text)
    assert "$" in render(text)


def test_escaped_dollar_is_a_dollar() -> None:
    assert render(r"\$x\$ and $\$5$") == r'<p>$x$ and <span class="math">\(\$5\)</span></p>'


@pytest.mark.parametrize("text", ["`$x$`", "``a`$x$``", "```\n$x$\n```", "~~~python\n$x$\n~~~", "    $x$"])
def test_code_holds_no_maths(text: str) -> None:
    assert "$x$" in render(text)
    assert "math" not in render(text)


def test_code_fence_names_its_language() -> None:
    assert render("```python\na < b\n```") == '<pre><code class="language-python">a &lt; b</code></pre>'


def test_code_fence_lies_within_its_list_item() -> None:
    html = render("- a\n\n  ```\n  b\n    c\n  ```\n\n- d")
    assert "<pre><code>b\n  c</code></pre>\n</li>" in html
    assert html.count("<ul>") == 1


def test_table_keeps_bars_within_maths_and_code() -> None:
    html = render("| a | b |\n|--:|:-:|\n| $P(A|B)$ | `c|d` |")
    assert r'<td align="right"><span class="math">\(P(A|B)\)</span></td>' in html
    assert '<td align="center"><code>c|d</code></td>' in html


def test_list_needs_no_blank_line_above() -> None:
    assert render("Which?\n- a\n- b") == "<p>Which?</p>\n<ul>\n<li>a</li>\n<li>b</li>\n</ul>"


@pytest.mark.parametrize("indent", ["  ", "   ", "    "])
def test_list_nests_by_two_to_four_spaces(indent: str) -> None:
    html = render(f"- a\n{indent}- b\n- c")
    assert html.replace("\n", "") == "<ul><li>a<ul><li>b</li></ul></li><li>c</li></ul>"


def test_inline_text_has_no_paragraph_around_it() -> None:
    assert render_inline("a *b* $c$") == r'a <em>b</em> <span class="math">\(c\)</span>'
    assert render_inline("$$x$$") == r'<span class="math display">\[x\]</span>'


def test_inline_text_of_several_paragraphs_keeps_them() -> None:
    assert render_inline("a\n\nb") == "<p>a</p>\n<p>b</p>"


def test_placeholder_is_filled_in_prose_maths_and_code() -> None:
    html = render("Take {{n}}, $x + {{ n }}$, `{{n}}` and {{a_b}} or {{c_d}}.")
    filled = fill(html, {"n": "3", "a_b": "4", "c_d": "5"})
    assert filled == r'<p>Take 3, <span class="math">\(x + 3\)</span>, <code>3</code> and 4 or 5.</p>'


def test_placeholder_stays_one_argument_of_latex() -> None:
    filled = fill(render(r"$x^{{n}} \frac{{a}}{{n}}$"), {"n": "10", "a": "3"})
    assert filled == r'<p><span class="math">\(x^{10} \frac{3}{10}\)</span></p>'


def test_filled_values_are_escaped_and_unknown_names_stay() -> None:
    assert fill(render("{{n}} {{m}}"), {"n": "<b>&"}) == "<p>&lt;b&gt;&amp; {{m}}</p>"


def test_too_long_text_is_shown_as_it_is() -> None:
    assert render("*a* " * 6000).startswith("<pre>*a* *a* ")


XSS = [
    "<script>alert(1)</script>",
    "<SCRIPT SRC=//evil.example/x.js></SCRIPT>",
    "<scr<script>ipt>alert(1)</scr</script>ipt>",
    "<img src=x onerror=alert(1)>",
    "<img/src=x/onerror=alert(1)>",
    "<img src=`x` onerror=alert(1)>",
    "<svg onload=alert(1)>",
    "<svg><script>alert(1)</script></svg>",
    "<svg><animate onbegin=alert(1) attributeName=x dur=1s>",
    "<svg><a xlink:href=javascript:alert(1)><text>x</text></a></svg>",
    "<svg><style><img src=x onerror=alert(1)></style></svg>",
    "<math><mtext><table><mglyph><style><img src=x onerror=alert(1)>",
    "<math href=javascript:alert(1)>x</math>",
    "<math><annotation-xml encoding='text/html'><script>alert(1)</script></annotation-xml></math>",
    "<form><math><mtext></form><form><mglyph><style></math><img src onerror=alert(1)>",
    "<noscript><p title='</noscript><img src=x onerror=alert(1)>'>",
    "<iframe src=javascript:alert(1)></iframe>",
    "<iframe srcdoc='<script>alert(1)</script>'></iframe>",
    "<object data=javascript:alert(1)></object>",
    "<embed src=javascript:alert(1)>",
    "<a href=javascript:alert(1)>x</a>",
    "<a href='java\tscript:alert(1)'>x</a>",
    "<a href='&#106;avascript:alert(1)'>x</a>",
    "<details open ontoggle=alert(1)>",
    "<body onload=alert(1)>",
    "<input autofocus onfocus=alert(1)>",
    "<video><source onerror=alert(1)></video>",
    "<style>*{background:url(javascript:alert(1))}</style>",
    "<div style='background:url(javascript:alert(1));position:fixed'>x</div>",
    "<link rel=stylesheet href=//evil.example/x.css>",
    "<meta http-equiv=refresh content='0;url=javascript:alert(1)'>",
    "<base href=//evil.example/>",
    "<form action=//evil.example><button formaction=javascript:alert(1)>x</button></form>",
    "<template><script>alert(1)</script></template>",
    "<!--><img src=x onerror=alert(1)>-->",
    "<![CDATA[><img src=x onerror=alert(1)>]]>",
    "<?xml version='1.0'?><script>alert(1)</script>",
    "[x](javascript:alert(1))",
    "[x](JaVaScRiPt:alert(1))",
    "[x](java&#10;script:alert(1))",
    "[x](&#x6A;avascript:alert&#40;1&#41;)",
    "[x](\x01javascript:alert(1))",
    "[x](<javascript:alert(1)>)",
    "[x](vbscript:msgbox(1))",
    "[x](data:text/html;base64,PHNjcmlwdD5hbGVydCgxKTwvc2NyaXB0Pg==)",
    "[x][y]\n\n[y]: javascript:alert(1)",
    "![x](javascript:alert(1))",
    "![x](data:image/svg+xml,<svg/onload=alert(1)>)",
    '![x" onerror="alert(1)](https://a.example/b.png)',
    '[x](https://a.example "y" onmouseover="alert(1))',
    "<javascript:alert(1)>",
    "`<img src=x onerror=alert(1)>`",
    '```"><script>alert(1)</script>\nx\n```',
    "$<img src=x onerror=alert(1)>$",
    "$$</div><script>alert(1)</script>$$",
    '[a](https://a.example "$" onmouseover=alert(1) x="$")',
    '![$"><img src=x onerror=alert(1)>$](https://a.example/b.png)',
    '![`"><script>alert(1)</script>`](https://a.example/b.png)',
    "| a |\n|---|\n| <img src=x onerror=alert(1)> |",
    "> <script>alert(1)</script>",
    "\ue0000\ue001<script>alert(1)</script>",
    "&lt;script&gt;alert(1)&lt;/script&gt;<script>",
]

ATTRIBUTES = {"href", "title", "rel", "src", "alt", "start", "align", "class"}
TAGS = {
    "a", "blockquote", "br", "code", "del", "div", "em", "h1", "h2", "h3", "h4", "h5", "h6", "hr", "img", "li", "ol", "p",
    "pre", "span", "strong", "table", "tbody", "td", "th", "thead", "tr", "ul",
}  # fmt: skip


class Harmless(HTMLParser):
    """Fails on any tag, attribute or address that is not on the lists above."""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        assert tag in TAGS, tag
        for name, value in attrs:
            assert name in ATTRIBUTES, name
            if name in ("href", "src"):
                assert urlsplit(value or "").scheme in ("", "http", "https", "mailto"), value
            if name == "class":
                assert (value or "").split()[0] == "math" or (value or "").startswith("language-"), value

    def handle_comment(self, data: str) -> None:
        raise AssertionError(data)

    def handle_decl(self, decl: str) -> None:
        raise AssertionError(decl)

    def handle_pi(self, data: str) -> None:
        raise AssertionError(data)

    def unknown_decl(self, data: str) -> None:
        raise AssertionError(data)


def assert_harmless(html: str) -> None:
    parser = Harmless(convert_charrefs=True)
    parser.feed(html)
    parser.close()


@pytest.mark.parametrize("payload", XSS)
def test_script_comes_out_harmless(payload: str) -> None:
    for text in (payload, f"words {payload} words", f"- {payload}", f"**Why** {payload}\n\n{payload}"):
        assert_harmless(render(text))
        assert_harmless(render_inline(text))


@pytest.mark.parametrize("payload", XSS)
def test_script_in_a_value_comes_out_harmless(payload: str) -> None:
    assert_harmless(
        fill(render("{{x}} $x^{{x}}$ `{{x}}` [{{x}}](https://a.example/ '{{x}}') ![{{x}}](b.png)"), {"x": payload})
    )


@settings(max_examples=200, deadline=None)
@given(
    st.lists(
        st.sampled_from(
            [
                *"$`\"'<>[]()!*_|\\&#= \n-",
                "$$",
                "```",
                "a",
                "https://a.example",
                "javascript:",
                "<b",
                "x=",
                "![a](",
                "\ue0000\ue001",
            ]
        ),
        max_size=25,
    ).map("".join)
)
def test_no_mixture_of_marks_comes_out_harmful(text: str) -> None:
    assert_harmless(render(text))


@pytest.mark.parametrize(
    "text",
    ["[" * 20_000, "![" * 10_000, "[a](" * 5_000, "*a **b " * 2_500, "> " * 10_000, "```a\n" * 4_000, "`" * 20_000,
     "".join("`" * n + " " for n in range(190)), "$a " * 6_000, "\n".join("  " * n + "- a" for n in range(130)), "<" * 20_000,
     "|a" * 5_000 + "\n" + "|-" * 5_000, "&" * 20_000, "\\" * 20_000, "_a " * 6_000],
)  # fmt: skip
def test_hostile_text_is_rendered_quickly(text: str) -> None:
    start = time.process_time()
    render(text)
    assert time.process_time() - start < 3  # seconds; some 0.3 on an idle machine


def test_threads_do_not_share_a_converter() -> None:
    made: list[str] = []
    threads = [threading.Thread(target=lambda n=n: made.append(render(f"*{n}* [a]: b"))) for n in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(made) == [f"<p><em>{n}</em> [a]: b</p>" for n in range(8)]


@pytest.mark.parametrize(
    "address", ["figures/roc-curve.svg", "../figures/roc-curve.svg", "../../figures/roc-curve.svg"]
)
def test_a_figure_of_the_banks_is_served_by_the_site(address: str) -> None:
    assert '<img alt="A curve" src="/figures/roc-curve.svg">' in render(f"![A curve]({address})").replace(
        'src="/figures/roc-curve.svg" alt="A curve"', 'alt="A curve" src="/figures/roc-curve.svg"'
    )


@pytest.mark.parametrize(
    "address", ["../figures/../secret.svg", "figures/A.svg", "figures/a.png", "/etc/figures/a.svg"]
)
def test_another_address_is_not_taken_for_a_figure(address: str) -> None:
    assert "/figures/" not in render(f"![A curve]({address})").replace(address, "")
