"""Text as Moodle's GIFT holds it, to Markdown of ours and back: its escapes, and the HTML that Moodle exports."""

from __future__ import annotations

import re
from html.parser import HTMLParser
from typing import Final

from quizzes.banks.blocks import MAX_BLOCK

CONTROL: Final = ":#={}~"
ESCAPE = re.compile(r"\\([\\:#={}~n])")
# Escaped signs wait as characters that no text holds while the unescaped ones are looked for.
WAITING: Final = {sign: chr(0xFDD0 + index) for index, sign in enumerate(CONTROL)} | {"n": chr(0xFDDE)}
RETURNED: Final = {ord(place): "\n" if sign == "n" else sign for sign, place in WAITING.items()}

FORMAT = re.compile(r"\[(html|moodle|plain|markdown)\]")
TAG = re.compile(r"</?(?:p|br|div|span|b|strong|i|em|code|pre|ul|ol|li|sub|sup)\b[^<>]{0,500}>", re.IGNORECASE)
MATHS = ((re.compile(r"\\\((.{1,1000}?)\\\)", re.DOTALL), "$"), (re.compile(r"\\\[(.{1,1000}?)\\\]", re.DOTALL), "$$"))
COMMENT = re.compile(r"<!--(?:(?!<!--).){0,2000}?-->", re.DOTALL)
# Python's parser raises at some declarations, and takes long over tags that are never closed; both become text.
NO_TAG = re.compile(r"<(?!/?[a-zA-Z][^<>]{0,1000}>)")
MARKS: Final = {"b": "**", "strong": "**", "i": "*", "em": "*", "code": "`"}


def waiting(text: str) -> str:
    """The text with its escapes out of the way, as Moodle does before it looks for control characters."""
    return ESCAPE.sub(lambda found: "\\" if found[1] == "\\" else WAITING[found[1]], text)


def markdown_of(text: str) -> str:
    """Markdown of a piece of text, escapes returned; HTML and MathJax's brackets become what we write instead."""
    text = text.strip()
    if len(text) > MAX_BLOCK:
        return text  # which is refused for its length; to convert it could take long
    form = FORMAT.match(text)
    text = text[form.end() if form else 0 :].translate(RETURNED).strip()
    if (form and form[1] == "html") or ((form is None or form[1] == "moodle") and TAG.search(text)):
        text = _from_html(text)
    if "\\(" in text or "\\[" in text:
        for pattern, dollars in MATHS:
            text = pattern.sub(lambda found, dollars=dollars: f"{dollars}{found[1].strip()}{dollars}", text)  # type: ignore[misc]
    return text.strip()


def plain_of(text: str) -> str:
    """A short answer: as it stands, without a format and escapes."""
    return FORMAT.sub("", text.strip(), count=1).translate(RETURNED).strip()


def escaped(text: str) -> str:
    """The text on one line, with a backslash before each control character."""
    text = text.replace("\\", "\\\\").replace("\r", "")
    return re.sub(f"[{CONTROL}]", r"\\\g<0>", text).replace("\n", "\\n")


def _from_html(text: str) -> str:
    reader = _Html()
    reader.feed(NO_TAG.sub("&lt;", COMMENT.sub("", text)))
    reader.close()
    return re.sub(r"\n{3,}", "\n\n", "".join(reader.parts)).strip()


class _Html(HTMLParser):
    """The few tags that Moodle's editor writes, as Markdown; others are left out and their text stays."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.parts: list[str] = []
        self.hidden = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in ("script", "style"):
            self.hidden += 1
        elif tag in MARKS:
            self.parts.append(MARKS[tag])
        elif tag == "br":
            self.parts.append("\n")
        elif tag == "li":
            self.parts.append("\n- ")
        elif tag in ("p", "div", "ul", "ol", "pre", "table", "tr"):
            self.parts.append("\n\n")
        elif tag == "img":
            words = dict(attrs)
            self.parts.append(f"![{words.get('alt') or ''}]({words.get('src') or ''})")

    def handle_endtag(self, tag: str) -> None:
        if tag in ("script", "style"):
            self.hidden = max(0, self.hidden - 1)
        elif tag in MARKS:
            self.parts.append(MARKS[tag])
        elif tag in ("p", "div", "ul", "ol", "pre"):
            self.parts.append("\n\n")

    def handle_data(self, data: str) -> None:
        if not self.hidden:
            self.parts.append(data)
