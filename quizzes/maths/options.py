"""What a case or a question says beside reference and response: names, assumptions, tolerances, forms."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping
from typing import Any, Literal

from quizzes.maths.declarations import Declarations
from quizzes.maths.domains import SORTS, Domain
from quizzes.maths.vocabulary import Shape, Vocabulary


@dataclasses.dataclass(frozen=True, kw_only=True)
class Options:
    """vocabulary: to read the response by; `reference_syntax` where the reference is in the other notation.

    raw: everything as given, for what only one sort of check looks at.
    """

    kind: str
    vocabulary: Vocabulary
    reference_syntax: Literal["ascii", "latex"]
    domain: Domain
    raw: Mapping[str, Any] = dataclasses.field(default_factory=dict)

    @property
    def reference_vocabulary(self) -> Vocabulary:
        return dataclasses.replace(self.vocabulary, syntax=self.reference_syntax)

    def number(self, name: str) -> float | None:
        value = self.raw.get(name)
        return float(value) if isinstance(value, int | float) and not isinstance(value, bool) else None

    def flag(self, name: str) -> bool:
        return bool(self.raw.get(name))


def options_for(declared: Declarations, kind: str = "symbolic", **raw: Any) -> Options:
    """What a question declares, with further options as a case has them. References are typed."""
    return Options(kind=kind, vocabulary=declared.vocabulary, reference_syntax="ascii", domain=declared.domain, raw=raw)


def read_options(case: Mapping[str, Any]) -> Options:
    raw = case.get("options") or {}
    syntax: Literal["ascii", "latex"] = "latex" if case.get("syntax") == "latex" else "ascii"
    symbols = raw.get("symbols")
    shapes, sorts, random = _symbols(symbols if isinstance(symbols, Mapping) else {})
    names = tuple(symbols) if isinstance(symbols, list | tuple) else None
    everywhere = _assumed(raw.get("assume"), sorts)
    kind = str(case.get("kind", "symbolic"))
    vocabulary = Vocabulary(
        names=names,
        functions=tuple(raw.get("functions") or ()),
        shapes=shapes,
        random=(*random, *(raw.get("random") or ())),
        imaginary_units=tuple(raw.get("imaginary_units") or ("i",)),
        syntax=syntax,
        pairs="interval" if kind == "interval" else "tuple",
    )
    domain = Domain(
        numbers=str(raw.get("domain") or ""),
        sorts={name: frozenset(each) for name, each in sorts.items()},
        everywhere=everywhere,
        shapes=shapes,
        random=vocabulary.random,
        independent=bool(raw.get("independent")),
    )
    reference_syntax: Literal["ascii", "latex"] = "latex" if case.get("ref_syntax", syntax) == "latex" else "ascii"
    return Options(kind=kind, vocabulary=vocabulary, reference_syntax=reference_syntax, domain=domain, raw=raw)


def _symbols(symbols: Mapping[str, Any]) -> tuple[dict[str, Shape], dict[str, set[str]], tuple[str, ...]]:
    """{"X": "matrix kxk", "a": "vector k", "n": "positive integer", "Y": "random"} taken apart."""
    shapes: dict[str, Shape] = {}
    sorts: dict[str, set[str]] = {}
    random: list[str] = []
    for name, description in symbols.items():
        words = str(description).replace(",", " ").split()
        if words[:1] in (["matrix"], ["vector"]) and len(words) > 1:
            sizes = " ".join(words[1:]).replace("×", "x").replace(" ", "").split("x")
            shapes[name] = tuple(int(size) if size.isdigit() else size for size in sizes)
        elif "random" in words:
            random.append(name)
        else:
            sorts[name] = set(words) & SORTS
    return shapes, sorts, tuple(random)


def _assumed(assume: Any, sorts: dict[str, set[str]]) -> frozenset[str]:
    """Adds to the sorts of names; what holds for all names is returned."""
    match assume:
        case str() if assume in SORTS:
            return frozenset({assume})
        case str():
            name, *words = assume.replace(",", " ").split() or [""]
            sorts.setdefault(name, set()).update(set(words) & SORTS)
        case list() | tuple():
            return frozenset().union(*(_assumed(each, sorts) for each in assume))
        case Mapping():
            for name, words in assume.items():
                each = words if isinstance(words, str) else " ".join(words)
                sorts.setdefault(name, set()).update(set(each.replace(",", " ").split()) & SORTS)
    return frozenset()
