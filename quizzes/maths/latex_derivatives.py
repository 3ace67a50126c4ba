"""The parts of a derivative written as a fraction: `d^2 f` above, `dx^2` or `\\partial x \\partial y` below."""

from __future__ import annotations

from collections.abc import Sequence

from quizzes.maths import latex_commands as commands
from quizzes.maths.latex_atoms import Atom


def differentiated(numerator: Sequence[Atom]) -> tuple[int, list[Atom]] | None:
    """The order of `d^2 f`, and what is differentiated, perhaps nothing yet; None if it is no such thing."""
    after = _after_d(numerator)
    return None if after is None else _order(after)


def variables(denominator: Sequence[Atom]) -> list[tuple[list[Atom], int]]:
    """The variables of `dx^2` or `\\partial x \\partial y`, each with its order; empty if it is no such thing."""
    found = []
    rest: list[Atom] | None = list(denominator)
    while rest:
        rest = _after_d(rest)
        if not rest:
            return []
        first = rest[0]
        is_letter = first.kind == "letters" and (len(first.text) == 1 or first.text[1] == "d")
        if not is_letter and not (first.kind == "command" and first.text in commands.GREEK_COMMANDS):
            return []
        variable, tail = [first], list(rest[1:])
        if is_letter and len(first.text) > 1:  # dxdy
            variable = [first._replace(text=first.text[0], shown=first.text[0])]
            tail.insert(0, Atom("letters", first.text[1:], first.position + 1, first.text[1:]))
        if tail and tail[0].kind == "_" and len(tail) > 1:
            size = 4 if tail[1].kind == "{" else 2
            variable, tail = [*variable, *tail[:size]], tail[size:]
        times, rest = _order(tail)
        if not times:
            return []
        found.append((variable, times))
    return found


def _is_d(atom: Atom) -> bool:
    return atom.kind == "command" and atom.text in ("partial", "differentialD")


def _after_d(atoms: Sequence[Atom]) -> list[Atom] | None:
    """What follows the `d` that the atoms begin with; None if they begin otherwise."""
    if not atoms:
        return None
    first = atoms[0]
    if _is_d(first):
        return list(atoms[1:])
    if first.kind == "letters" and first.text[0] == "d":
        rest = first.text[1:]
        return [*([Atom("letters", rest, first.position + 1, rest)] if rest else []), *atoms[1:]]
    is_upright = first.kind == "command" and first.text in ("mathrm", "text", "operatorname")
    if is_upright and [atom.text for atom in atoms[1:4]] == ["{", "d", "}"]:
        return list(atoms[4:])
    return None


def _order(atoms: Sequence[Atom]) -> tuple[int, list[Atom]]:
    """The power that the atoms begin with, `^2` or `^{2}`, and the rest; 1 without one."""
    if not atoms or atoms[0].kind != "^":
        return 1, list(atoms)
    braces = len(atoms) > 3 and atoms[1].kind == "{" and atoms[3].kind == "}"
    number = atoms[2] if braces else atoms[1] if len(atoms) > 1 else atoms[0]
    if number.kind != "number" or number.text not in "123456789":
        return 0, []
    return int(number.text), list(atoms[4 if braces else 2 :])
