"""Markdown to what its author should mend before a learner sees it: broken maths, HTML, pictures and links."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from quizzes.banks.markup import FENCE, FIGURE, MAX_LENGTH, VERBATIM, end_of_fence
from quizzes.banks.problems import quoted

URL_SCHEMES = frozenset({"http", "https", "mailto"})

# Words that are tags in a browser. Others, as in Vector<float>, are shown as they were written.
HTML_NAMES = frozenset(
    """
    a abbr acronym address animate applet area article aside audio b base basefont bdi bdo bgsound big blink
    blockquote body br button canvas caption center cite code col colgroup command content data datalist dd
    del details dfn dialog dir div dl dt element em embed fieldset figcaption figure font footer foreignobject
    form frame frameset h1 h2 h3 h4 h5 h6 head header hgroup hr html i iframe image img input ins isindex kbd
    keygen label legend li link listing main map mark marquee math menu menuitem meta meter mglyph mi mn mo
    mtext multicol nav nextid nobr noembed noframes noscript object ol optgroup option output p param picture
    plaintext portal pre progress q rb rp rt rtc ruby s samp script search section select set shadow slot
    small source spacer span strike strong style sub summary sup svg table tbody td template textarea tfoot th
    thead time title tr track tt u ul use var video wbr xml xmp
    """.split()  # noqa: SIM905 - read in a list of that length, nobody sees the words
)
TAG = re.compile(r"</?([a-zA-Z][a-zA-Z0-9]*)(?=[\s/>])[^<>]{0,2000}>|<!--|<!doctype|<!\[cdata|<\?[a-z]", re.IGNORECASE)
UNNAMED_PICTURE = re.compile(r"!\[\s*\](?=[(\[])")
PICTURE = re.compile(r"!\[[^\]]*\]\(\s*<?([^)\s>]*)")
ADDRESS = re.compile(r"\]\(\s*<?([a-zA-Z][a-zA-Z0-9+.-]*):")
DEFINED_ADDRESS = re.compile(r"^ {0,3}\[[^\]\n]{1,200}\]:\s*<?([a-zA-Z][a-zA-Z0-9+.-]*):", re.MULTILINE)
# A price is no maths: “$5”, “US$ 5”, “5 $”.
LONE_DOLLAR = re.compile(r"\$\$|\$(?!\d)(?<![A-Z]\$)(?<!\d\$)(?<!\d \$)")


def remarks(text: str) -> Iterator[tuple[int, str]]:
    """What is wrong with a piece of Markdown: lines counted from 0, and the remark."""
    if len(text) > MAX_LENGTH:
        yield 0, f"this text has {len(text):,} characters; at most {MAX_LENGTH:,} are shown"
        return
    if not ("$" in text or "<" in text or "](" in text or "![" in text or "]:" in text):
        return
    prose = _without_code(text) if "`" in text or "~~~" in text else text
    for index, message in _wrong_maths(prose):
        yield prose.count("\n", 0, index), message
    prose = VERBATIM.sub(_blank_maths, prose)
    for index, message in _wrong_prose(prose):
        yield prose.count("\n", 0, index), message


def _blank(text: str) -> str:
    return re.sub(r"[^\n]", " ", text)


def _without_code(text: str) -> str:
    """The text with code fences and code spans made blank, so that lines keep their numbers."""
    lines = text.split("\n")
    index = 0
    while index < len(lines) and ("```" in text or "~~~" in text):
        opening = FENCE.match(lines[index])
        end = end_of_fence(lines, index, opening["marks"]) if opening else None
        if end is not None:
            lines[index : end + 1] = [""] * (end + 1 - index)
            index = end
        index += 1
    return VERBATIM.sub(lambda found: _blank(found[0]) if found["span"] is not None else found[0], "\n".join(lines))


def _blank_maths(found: re.Match[str]) -> str:
    return found[0] if found["address"] is not None else _blank(found[0])


def _wrong_maths(prose: str) -> Iterator[tuple[int, str]]:
    for found in VERBATIM.finditer(prose):
        formula = found["maths"] or found["display"]
        if formula is not None and not _braces_match(formula):
            yield found.start(), f"the braces in {quoted(found[0])} do not match"
    for found in _one_a_line(prose, LONE_DOLLAR.finditer(VERBATIM.sub(_blank_maths, prose))):
        rest = quoted(prose[found.start() :].split("\n")[0], 30)
        yield (
            found.start(),
            f"the {found[0]} at {rest} opens or closes no formula; maths is written $x$ without spaces inside the "
            "dollars, or $$x$$ without a blank line, and a dollar sign \\$",
        )


def _braces_match(formula: str) -> bool:
    if "{" not in formula and "}" not in formula:
        return True
    depth = 0
    for brace in re.findall(r"\\.|([{}])", formula, re.DOTALL):
        depth += {"{": 1, "}": -1}.get(brace, 0)
        if depth < 0:
            return False
    return depth == 0


def _wrong_prose(prose: str) -> Iterator[tuple[int, str]]:
    tags = (tag for tag in TAG.finditer(prose) if tag[1] is None or tag[1].lower() in HTML_NAMES)
    for tag in _one_a_line(prose, tags):
        shown = quoted(tag[0], 30)
        yield tag.start(), f"HTML is not allowed here: {shown}; write Markdown, or put it in `code` to show it"
    for picture in UNNAMED_PICTURE.finditer(prose):
        yield picture.start(), "this picture has no words for those who cannot see it; write ![what it shows](address)"
    for picture in PICTURE.finditer(prose):
        if not FIGURE.fullmatch(picture[1]):
            yield (
                picture.start(),
                f"a picture lies in the folder figures/ and is named like ../figures/roc-curve.svg, not {picture[1]}",
            )
    for pattern in (ADDRESS, DEFINED_ADDRESS):
        for address in pattern.finditer(prose):
            if address[1].lower() not in URL_SCHEMES:
                yield address.start(), f"a link may begin with https, http or mailto, not {address[1]}"


def _one_a_line(prose: str, found: Iterable[re.Match[str]]) -> Iterator[re.Match[str]]:
    """The first match of each line: one slip often makes two of them."""
    told = -1
    for match in found:
        if prose.find("\n", told + 1, match.start()) >= 0 or told < 0:
            yield match
            told = match.start()
