"""Does each line of a derivation follow from the line above? The first that does not is pointed out, with a place."""

from __future__ import annotations

import dataclasses
import itertools
from collections.abc import Mapping, Sequence
from typing import Any, Final

from quizzes.maths.equality import Comparison, Verdict, compare, same
from quizzes.maths.lines import Line, read_line
from quizzes.maths.options import Options
from quizzes.maths.reading import read
from quizzes.maths.receipts import counterexample_text
from quizzes.maths.relations import equivalent, implies
from quizzes.maths.rewriting import free_names, ordered, substituted
from quizzes.maths.sets import compare_members
from quizzes.maths.tokens import ReadingError
from quizzes.maths.trees import Group, Name, Node, is_condition, to_text

ONE_WAY = frozenset({"=>", "⇒", "⟹", "\\implies", "\\Rightarrow", "\\therefore"})


STATUS: Final = {Verdict.SAME: "follows", Verdict.DIFFERENT: "bad", Verdict.UNDECIDED: "open"}


@dataclasses.dataclass(frozen=True, kw_only=True)
class Step:
    """The verdict on one line. status: "start", "follows", "bad" or "open" (no test decided).

    comparison: the one that decided.   pair: the two formulas, or conditions, that it compared.
    """

    status: str
    read_as: str
    how: str = ""
    note: str = ""
    counterexample: str = ""
    comparison: Comparison | None = None
    pair: tuple[Node, Node] | None = None

    def as_json(self) -> dict[str, str]:
        names = ("status", "read_as", "how", "note", "counterexample")
        return {name: getattr(self, name) for name in names if getattr(self, name)}


def judge_lines(texts: Sequence[str], options: Options) -> list[Step]:
    """One verdict a line. Raises ReadingError, whose text names the line."""
    lines = []
    for number, text in enumerate(texts):
        try:
            lines.append(read_line(text, options.vocabulary))
        except ReadingError as error:
            raise ReadingError(f"line {number + 1}: {error.message}", error.position) from None
    if options.raw.get("mode") == "chain":
        return _judge_chains(lines, options)
    found = [_judge_first(lines, str(options.raw.get("relation") or ""), options)]
    return found + [judge_next(lines[: number + 1], line, options) for number, line in enumerate(lines[1:])]


def judge_next(above: Sequence[Line], line: Line, options: Options) -> Step:
    """The verdict on a line, given all the lines above it."""
    relation = str(options.raw.get("relation") or "")
    step = _judge_next(above[-1], line, relation, options)
    if step.status in ("bad", "open") and relation != "equivalence":
        step = _by_definitions(above, line, options) or step
    return step


def first_bad(found: Sequence[Step]) -> int | None:
    return next((number for number, step in enumerate(found) if step.status == "bad"), None)


def how(found: Sequence[Step]) -> str:
    return "; ".join(step.how or step.status for step in found)


def _is_identity(line: Line, following: Line | None, relation: str) -> bool:
    """Whether an equation states that its sides are equal, rather than asking where they are."""
    if not line.is_chain or len(line.parts) < 2:
        return False
    return relation == "equal" or line.sign == "=" or (following is not None and following.sign == "=")


def _judge_first(lines: Sequence[Line], relation: str, options: Options) -> Step:
    line = lines[0]
    following = lines[1] if len(lines) > 1 else None
    if _is_identity(line, following, relation) and not _is_definition(line):
        return _chain(line.parts, line, options)
    return Step(status="start", read_as=to_text(line.tree))


def _by_definitions(above: Sequence[Line], line: Line, options: Options) -> Step | None:
    """Whether a chain holds once the names defined above are written out: after y = w x, diff(y, w) = x."""
    known: dict[str, Node] = {}
    for each in above:
        if _is_definition(each) and _is_formula(each.parts[1]) and isinstance(each.parts[0], Name):
            known[each.parts[0].name] = substituted(each.parts[1], known)
    first, *others = line.parts
    if not line.is_chain or not others or not known.keys() & free_names(first):
        return None
    if any(known.keys() & free_names(other) for other in others):  # then it rather is an equation to be solved
        return None
    step = _chain([substituted(part, known) for part in line.parts], line, options)
    return step if step.status == "follows" else None


def _is_formula(node: Node) -> bool:
    return bool(free_names(node)) and not isinstance(node, Name)


def _is_definition(line: Line) -> bool:
    """y = 2x + 1 names something; there is nothing to judge in it."""
    first = line.parts[0]
    return isinstance(first, Name) and len(line.parts) == 2 and first.name not in free_names(line.parts[1])


def _judge_next(above: Line, line: Line, relation: str, options: Options) -> Step:
    if line.sign == "=" and line.is_chain:
        return _chain((above.parts[-1], *line.parts), line, options)
    if not line.is_chain or len(line.parts) > 1:
        if above.is_chain and len(above.parts) == 1:  # an expression, then an equation that begins with it
            if line.is_chain:
                return _chain((*above.parts, *line.parts), line, options)
            return Step(status="open", read_as=to_text(line.tree), note="an expression has no solutions to compare")
        if relation == "equal" and above.is_chain and line.is_chain:
            # The left side said again, or a name for it, needs no proof.
            is_left = isinstance(line.parts[0], Name) or ordered(line.parts[0]) == ordered(above.parts[0])
            return _chain((above.parts[-1], *line.parts[is_left:]), line, options)
        one_way = relation == "implies" or line.sign in ONE_WAY
        judge = implies if one_way else equivalent
        return _step(judge(above.tree, line.tree, options.domain), line, (above.tree, line.tree))
    if is_condition(above.tree) and len(above.parts) < 2:
        return Step(status="open", read_as=to_text(line.tree), note="a condition was followed by an expression")
    return _chain((above.parts[-1], *line.parts), line, options)


def _chain(parts: Sequence[Node], line: Line, options: Options) -> Step:
    """Whether all expressions of a chain are equal, each to the next; the pair that is not decides."""
    pairs = list(itertools.pairwise(parts))
    found = [compared(a, b, options) for a, b in pairs]
    for verdict in (Verdict.DIFFERENT, Verdict.UNDECIDED):
        for each, pair in zip(found, pairs, strict=True):
            if each.verdict is verdict:
                return _step(each, line, pair)
    return _step(max(found, key=lambda each: each.points) if found else same("structure"), line)


def compared(a: Node, b: Node, options: Options) -> Comparison:
    """By value, or conditions by their solutions."""
    if is_condition(a) and is_condition(b):
        return equivalent(a, b, options.domain)
    if isinstance(a, Group) or isinstance(b, Group):
        return compare_members(a, b, options.domain)
    return compare(a, b, options.domain)


def _step(found: Comparison, line: Line, pair: tuple[Node, Node] | None = None) -> Step:
    how = f"{found.how}, {found.points} points" if found.points else found.how
    return Step(
        status=STATUS[found.verdict],
        read_as=to_text(line.tree),
        how=how,
        note=found.note,
        counterexample=counterexample_text(found),
        comparison=found,
        pair=pair,
    )


def _judge_chains(lines: Sequence[Line], options: Options) -> list[Step]:
    """Each line is a chain of its own; a letter that opens one keeps, for later lines, the value it came out at."""
    given = options.raw.get("definitions")
    definitions: Mapping[str, Any] = given if isinstance(given, Mapping) else {}
    starts = {name: read(str(text), options.vocabulary) for name, text in definitions.items()}
    worked_out: dict[str, Node] = {}
    found: list[Step] = []
    for line in lines:
        parts = list(line.parts)
        first = parts[0]
        name = first.name if isinstance(first, Name) and len(parts) > 1 else ""
        if name in starts:
            parts[0] = starts[name]
        elif name:
            parts = parts[1:]
        known = [substituted(part, {**starts, **worked_out}) for part in parts]
        found.append(_chain(known, line, options))
        if name:
            worked_out[name] = known[-1]
    return found
