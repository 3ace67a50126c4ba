"""Plain data to the text of a YAML fence, which `banks/fences.py` reads back as the same data."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from typing import Any

# What needs no quotation marks: words that neither YAML nor our reader takes for anything else.
PLAIN = re.compile(r"[A-Za-z][A-Za-z0-9_./^*()+-]*(?: [A-Za-z0-9_./^*()+-]+)*")
TAKEN_WORDS = frozenset({"true", "false", "null", "yes", "no", "on", "off", "y", "n"})
# YAML refuses these in a text even where JSON would not, or takes them for ends of lines.
UNPRINTABLE = re.compile(r"[^\t\n\x20-\x7e\xa0-\u2027\u202a-\ud7ff\ue000-\ufefe\uff00-\ufffd\U00010000-\U0010ffff]")
NUMBER = re.compile(r"[-+]?(?:0|[1-9][0-9]{0,16})(?:\.[0-9]{1,16})?")


def fence_of(fields: Mapping[str, Any]) -> str:
    """The fence with a field on each line: names, strings, numbers, booleans, None, lists and mappings of them."""
    lines = [f"{name if PLAIN.fullmatch(name) else _quoted(name)}: {flow(value)}" for name, value in fields.items()]
    return "\n".join(["```yaml", *lines, "```"])


def flow(value: Any) -> str:
    """One value in flow style, on one line."""
    match value:
        case str():
            plain = PLAIN.fullmatch(value) and value.lower() not in TAKEN_WORDS
            return value if plain else _quoted(value)
        case Mapping():
            return "{" + ", ".join(f"{flow(str(name))}: {flow(item)}" for name, item in value.items()) + "}"
        case list() | tuple():
            return "[" + ", ".join(flow(item) for item in value) + "]"
        case bool() | None:
            return json.dumps(value)
        case int() | float():
            # A float such as 1e+300 is no number to our reader, which takes exponents of two digits.
            return repr(value)
        case _:
            return _quoted(str(value))


def scalar(cell: str) -> str | int | float:
    """What a YAML reader would make of the plain word: a number where it looks like one."""
    if not NUMBER.fullmatch(cell):
        return cell
    return float(cell) if "." in cell else int(cell)


def _quoted(text: str) -> str:
    quoted = json.dumps(text, ensure_ascii=False)
    return UNPRINTABLE.sub(lambda sign: f"\\U{ord(sign[0]):08x}", quoted)
