"""Markdown with maths to safe HTML; maths stays LaTeX, for the browser to set."""

from __future__ import annotations

import html
import re
import string
import threading
from collections.abc import Mapping
from functools import lru_cache

import markdown
import nh3

MAX_LENGTH = 20_000  # characters; longer text is shown as it is
MAX_BRACKETS = 100  # opening ones; with more none makes a link, as Python-Markdown's time grows with their square

FENCE = re.compile(r"(?P<indent>[ \t]*)(?P<marks>`{3,}(?=[^`]*$)|~{3,})[ \t]*(?P<info>[^\s`]*)")
# What Markdown must not touch, in one pass from the left. A dollar opens maths only before a character that is no
# space, and closes it only after one and not before a digit; so “$5 and $6” is prose.
VERBATIM = re.compile(
    r"""
      (?P<span> (?<!`)(?P<ticks>`+)(?!`)(?P<code>(?:[^\n]|\n(?![ \t]*\n)){1,1000}?)(?<!`)(?P=ticks)(?!`) )
    | (?P<escape> \\[\\$`] )
    | (?P<address> \]\([^()\s]* | <(?:https?|mailto):[^<>\s]*> )
    | \$\$(?P<display> (?:\\[^\n]|[^\\$\n]|\$(?!\$)|\n(?![ \t]*\n))+? )\$\$
    | \$(?![\s$])(?P<maths> (?:\\[^\n]|[^\\$\n]|\n(?![ \t]*\n))+? )(?<!\s)\$(?![\d$])
    """,
    re.VERBOSE,
)
LIST_ITEM = re.compile(r"([-*+]|\d{1,9}[.)])[ \t]+\S")

# Private characters stand for what was taken out; an author's own are dropped.
RESERVED = re.compile("[\ue000-\ue002]")
BRACKET = "\ue002"
TOKEN = re.compile("\ue000(\\d+)\ue001")
# Indented code and tags come whole, since neither may receive markup; the sanitiser puts every attribute in quotes.
PLACES = re.compile(
    "(?P<code><pre><code>[^<]*</code></pre>)"
    "|<p>\ue000(?P<alone>\\d+)\ue001</p>"
    '|(?P<tag><[a-zA-Z/](?:"[^"]*"|[^">])*>)'
    "|\ue000(?P<within>\\d+)\ue001"
)
PLACEHOLDER = re.compile(r"\{\{ *([A-Za-z_][A-Za-z0-9_]*) *\}\}")
# Where LaTeX takes one token as an argument, “{{n}}” with the value 10 must become “{10}”.
ARGUMENT = re.compile(r"(?<=[\^_}A-Za-z])\{\{ *([A-Za-z_][A-Za-z0-9_]*) *\}\}")

TAGS = {
    "a", "blockquote", "br", "code", "del", "em", "h1", "h2", "h3", "h4", "h5", "h6", "hr", "img", "li", "ol", "p",
    "pre", "strong", "table", "tbody", "td", "th", "thead", "tr", "ul",
}  # fmt: skip
# A picture lies in the folder figures/ of the banks, and is served from there. GitHub shows the same address.
FIGURE = re.compile(r"(?:\.\./)*figures/(?P<name>[a-z0-9-]+\.svg)")
FIGURES = "/figures/"


def _served(tag: str, attribute: str, value: str) -> str:
    figure = FIGURE.fullmatch(value) if (tag, attribute) == ("img", "src") else None
    return FIGURES + figure["name"] if figure else value


SANITISER = nh3.Cleaner(
    tags=TAGS,
    attributes={"a": {"href", "title"}, "img": {"src", "alt", "title"}, "ol": {"start"}},
    tag_attribute_values={tag: {"align": {"left", "center", "right"}} for tag in ("td", "th")},
    url_schemes={"http", "https", "mailto"},
    link_rel="noopener noreferrer",
    attribute_filter=_served,
)

_of_this_thread = threading.local()


@lru_cache(maxsize=4096)
def render(text: str) -> str:
    """HTML of some Markdown: blocks, with maths as <span class="math"> or <div class="math display">."""
    return _render(text)


@lru_cache(maxsize=4096)
def render_inline(text: str) -> str:
    """HTML of one paragraph without its <p>; text of several blocks comes out as `render` makes it."""
    rendered = _render(text, inline=True).strip()
    if rendered.startswith("<p>") and rendered.endswith("</p>") and rendered.count("<p>") == 1:
        return rendered.removeprefix("<p>").removesuffix("</p>")
    return rendered


def fill(rendered: str, values: Mapping[str, str]) -> str:
    """Put values in the place of {{name}}, escaped; names without a value stay as they are."""
    if not values or "{{" not in rendered:
        return rendered
    return PLACEHOLDER.sub(lambda name: html.escape(values[name[1]]) if name[1] in values else name[0], rendered)


def _render(text: str, *, inline: bool = False) -> str:
    if len(text) > MAX_LENGTH:
        return f"<pre>{html.escape(text)}</pre>"
    protected = _Protected()
    source = protected.take_out(text)
    if source.count("[") > MAX_BRACKETS:
        source = source.replace("[", BRACKET)
    try:
        rough = _markdown().convert(_like_github(source))
    except RecursionError:
        return f"<pre>{html.escape(text)}</pre>"
    return protected.put_back(SANITISER.clean(rough).replace(BRACKET, "["), inline=inline)


def _like_github(source: str) -> str:
    """The same text with the blank lines and the indents of four that Python-Markdown wants around lists."""
    if "\n" not in source:
        return source
    lines: list[str] = []
    indents: list[int] = []  # of the list items that the line lies in, outermost first
    for line in source.split("\n"):
        text = line.lstrip(" \t")
        indent = len(line[: len(line) - len(text)].expandtabs(4))
        item = LIST_ITEM.match(text)
        if item and (indents or indent <= 3):
            if not indents and lines and lines[-1].strip() and item[1] in "-*+1.1)":
                lines.append("")
            while indents and indent < indents[-1] + 2:
                indents.pop()
            lines.append("    " * len(indents) + text)
            indents.append(indent)
        elif text and indents and indent >= 2:
            while indent < indents[-1] + 2:
                indents.pop()
            lines.append("    " * len(indents) + text)
        else:
            if text and (not lines or not lines[-1].strip()):
                indents.clear()
            lines.append(line)
    return "\n".join(lines)


def _markdown() -> markdown.Markdown:
    """This thread's converter, made once. It takes no HTML: what looks like a tag is text."""
    converter: markdown.Markdown | None = getattr(_of_this_thread, "converter", None)
    if converter is None:
        converter = markdown.Markdown(
            extensions=["tables", "sane_lists"], extension_configs={"tables": {"use_align_attribute": True}}
        )
        converter.ESCAPED_CHARS = list(string.punctuation)
        converter.preprocessors.deregister("html_block")
        converter.inlinePatterns.deregister("html")
        _of_this_thread.converter = converter
    converter.reset()
    return converter


class _Protected:
    """Maths and code while Markdown works on the rest; a numbered token keeps the place of each."""

    def __init__(self) -> None:
        self.kept: list[tuple[str, str, bool]] = []  # the text itself, its HTML, and whether that may be a block

    def take_out(self, text: str) -> str:
        text = text.replace("\r\n", "\n").replace("\r", "\n")
        text = RESERVED.sub("", text)
        if "```" in text or "~~~" in text:
            text = self._take_out_fences(text.split("\n"))
        return VERBATIM.sub(self._token, text) if "$" in text or "`" in text else text

    def _take_out_fences(self, lines: list[str]) -> str:
        kept: list[str] = []
        unclosed: set[str] = set()  # marks that close nowhere below; else a page of them takes seconds
        index = 0
        while index < len(lines):
            opening = FENCE.match(lines[index])
            if opening and opening["marks"] in unclosed:
                opening = None
            end = end_of_fence(lines, index, opening["marks"]) if opening else None
            if opening is None or end is None:
                kept.append(lines[index])
                unclosed.update([opening["marks"]] if opening else [])
            else:
                made = _code_block(lines[index + 1 : end], opening)
                token = self._keep("\n".join(lines[index : end + 1]), made, block=True)
                kept += ["", opening["indent"] + token, ""]
                index = end
            index += 1
        return "\n".join(kept)

    def _token(self, found: re.Match[str]) -> str:
        if found["maths"] is not None:
            return self._keep(found[0], f'<span class="math">\\({_latex(found["maths"])}\\)</span>')
        if found["display"] is not None:
            return self._keep(
                found[0], f'<span class="math display">\\[{_latex(found["display"])}\\]</span>', block=True
            )
        if found["span"] is not None:
            code = found["code"].replace("\n", " ")
            if code.strip() and code[0] == code[-1] == " ":
                code = code[1:-1]
            return self._keep(found[0], f"<code>{html.escape(code, quote=False)}</code>")
        return self._keep("$", "$") if found[0] == r"\$" else found[0]

    def _keep(self, text: str, made: str, *, block: bool = False) -> str:
        self.kept.append((text, made, block))
        return f"\ue000{len(self.kept) - 1}\ue001"

    def put_back(self, rendered: str, *, inline: bool) -> str:
        if not self.kept:
            return rendered

        def replace(found: re.Match[str]) -> str:
            if found["within"] is not None:
                return self.kept[int(found["within"])][1]
            if found["alone"] is None:
                return TOKEN.sub(lambda token: html.escape(self.kept[int(token[1])][0]), found[0])
            _, made, block = self.kept[int(found["alone"])]
            if made.startswith("<span") and block and not inline:
                return f"<div{made.removeprefix('<span').removesuffix('</span>')}</div>"
            return made if block and not made.startswith("<span") else f"<p>{made}</p>"

        return PLACES.sub(replace, rendered)


def end_of_fence(lines: list[str], opened: int, marks: str) -> int | None:
    for index in range(opened + 1, len(lines)):
        line = lines[index].strip()
        if line.startswith(marks) and not line.strip(marks[0]):
            return index
    return None


def _latex(source: str) -> str:
    return html.escape(ARGUMENT.sub(r"{{{\1}}}", source.strip()), quote=False)


def _code_block(code: list[str], opening: re.Match[str]) -> str:
    indent = opening["indent"]
    text = "\n".join(line.removeprefix(indent) for line in code)
    language = re.sub(r"[^\w+#-]", "", opening["info"])
    start = f'<pre><code class="language-{language}">' if language else "<pre><code>"
    return f"{start}{html.escape(text, quote=False)}</code></pre>"
