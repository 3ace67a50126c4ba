"""Does each line of a derivation follow from the line above? The first that does not is pointed out, with a place.

A line is an expression, `= …` going on from the line above, a chain a = b = c, a condition, or one of these behind an
arrow. Words behind a dash are a reason, and are not judged.
"""

from __future__ import annotations

import dataclasses
import itertools
import re
from collections.abc import Mapping, Sequence
from typing import Any, Final

from quizzes.maths.equality import Comparison, Verdict, compare, same
from quizzes.maths.options import Options
from quizzes.maths.reading import read
from quizzes.maths.receipts import counterexample_text
from quizzes.maths.relations import equivalent, implies
from quizzes.maths.rewriting import free_names, substituted
from quizzes.maths.sets import compare_members
from quizzes.maths.tokens import ReadingError
from quizzes.maths.trees import Compare, Group, Name, Node, is_condition, to_text

REASON = re.compile(r"\s+(?:—|–|--|//|#)\s.*$")
LEADING = re.compile(
    r"^\s*(?P<sign>=>|⇒|<=>|⇔|⟹|⟺|\\implies|\\iff|\\Rightarrow|\\Leftrightarrow|\\therefore|&?=(?![=>]))\s*"
)
ONE_WAY = frozenset({"=>", "⇒", "⟹", "\\implies", "\\Rightarrow", "\\therefore"})


STATUS: Final = {Verdict.SAME: "follows", Verdict.DIFFERENT: "bad", Verdict.UNDECIDED: "open"}


@dataclasses.dataclass(frozen=True, kw_only=True)
class Step:
    """The verdict on one line. status: "start", "follows", "bad" or "open" (no test decided)."""

    status: str
    read_as: str
    how: str = ""
    note: str = ""
    counterexample: str = ""

    def as_json(self) -> dict[str, str]:
        return {name: value for name, value in dataclasses.asdict(self).items() if value}


@dataclasses.dataclass(frozen=True)
class Line:
    """sign: what stood before it, "=" or an arrow.   parts: expressions of a chain, or one condition."""

    sign: str
    tree: Node
    parts: tuple[Node, ...]

    @property
    def is_chain(self) -> bool:
        """Whether it is nothing but expressions with = between them."""
        return all(not is_condition(part) for part in self.parts)


def judge_lines(texts: Sequence[str], options: Options) -> list[Step]:
    """One verdict a line. Raises ReadingError, whose text names the line."""
    lines = [_read_line(text, number, options) for number, text in enumerate(texts)]
    if options.raw.get("mode") == "chain":
        return _judge_chains(lines, options)
    relation = str(options.raw.get("relation") or "")
    found = [_judge_first(lines, relation, options)]
    for number, (above, line) in enumerate(itertools.pairwise(lines)):
        step = _judge_next(above, line, relation, options)
        if step.status in ("bad", "open") and relation != "equivalence":
            step = _by_definitions(lines[: number + 1], line, options) or step
        found.append(step)
    return found


def first_bad(found: Sequence[Step]) -> int | None:
    return next((number for number, step in enumerate(found) if step.status == "bad"), None)


def how(found: Sequence[Step]) -> str:
    return "; ".join(step.how or step.status for step in found)


def _read_line(text: str, number: int, options: Options) -> Line:
    plain = REASON.sub("", text)
    match = LEADING.match(plain)
    sign = match["sign"].lstrip("&") if match else ""
    start = match.end() if match else 0
    try:
        tree = read(plain[start:], options.vocabulary)
    except ReadingError as error:
        raise ReadingError(f"line {number + 1}: {error.message}", error.position + start) from None
    return Line(sign, tree, _parts(tree))


def _parts(tree: Node) -> tuple[Node, ...]:
    if isinstance(tree, Compare) and set(tree.operators) == {"=="}:
        return tree.operands
    return (tree,)


def _is_identity(line: Line, following: Line | None, relation: str) -> bool:
    """Whether an equation states that its sides are equal, rather than asking where they are."""
    if not line.is_chain or len(line.parts) < 2:
        return False
    return relation == "equal" or line.sign == "=" or (following is not None and following.sign == "=")


def _judge_first(lines: Sequence[Line], relation: str, options: Options) -> Step:
    line = lines[0]
    following = lines[1] if len(lines) > 1 else None
    if _is_identity(line, following, relation) and not _is_definition(line):
        return _step(_chain(line.parts, options), line)
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
    found = _chain([substituted(part, known) for part in line.parts], options)
    return _step(found, line) if found.verdict is Verdict.SAME else None


def _is_formula(node: Node) -> bool:
    return bool(free_names(node)) and not isinstance(node, Name)


def _is_definition(line: Line) -> bool:
    """y = 2x + 1 names something; there is nothing to judge in it."""
    first = line.parts[0]
    return isinstance(first, Name) and len(line.parts) == 2 and first.name not in free_names(line.parts[1])


def _judge_next(above: Line, line: Line, relation: str, options: Options) -> Step:
    if line.sign == "=" and line.is_chain:
        return _step(_chain((above.parts[-1], *line.parts), options), line)
    if not line.is_chain or len(line.parts) > 1:
        if above.is_chain and len(above.parts) == 1:  # an expression, then an equation that begins with it
            if line.is_chain:
                return _step(_chain((*above.parts, *line.parts), options), line)
            return Step(status="open", read_as=to_text(line.tree), note="an expression has no solutions to compare")
        if relation == "equal" and above.is_chain and line.is_chain:
            return _step(_chain((above.parts[-1], *line.parts[1:]), options), line)
        one_way = relation == "implies" or line.sign in ONE_WAY
        judge = implies if one_way else equivalent
        return _step(judge(above.tree, line.tree, options.domain), line)
    if is_condition(above.tree) and len(above.parts) < 2:
        return Step(status="open", read_as=to_text(line.tree), note="a condition was followed by an expression")
    return _step(_chain((above.parts[-1], *line.parts), options), line)


def _chain(parts: Sequence[Node], options: Options) -> Comparison:
    """Whether all expressions of a chain are equal, each to the next."""
    found = [_compared(a, b, options) for a, b in itertools.pairwise(parts)]
    for verdict in (Verdict.DIFFERENT, Verdict.UNDECIDED):
        for each in found:
            if each.verdict is verdict:
                return each
    return max(found, key=lambda each: each.points) if found else same("structure")


def _compared(a: Node, b: Node, options: Options) -> Comparison:
    if isinstance(a, Group) or isinstance(b, Group):
        return compare_members(a, b, options.domain)
    return compare(a, b, options.domain)


def _step(found: Comparison, line: Line) -> Step:
    status = STATUS[found.verdict]
    how = f"{found.how}, {found.points} points" if found.points else found.how
    return Step(
        status=status, read_as=to_text(line.tree), how=how, note=found.note, counterexample=counterexample_text(found)
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
        found.append(_step(_chain(known, options), line))
        if name:
            worked_out[name] = known[-1]
    return found
