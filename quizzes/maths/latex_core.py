"""The machinery of the LaTeX reader: it walks over atoms and writes tokens; scripts, names and delimiters."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from quizzes.maths import latex_commands as commands
from quizzes.maths.latex_atoms import Atom, group_end
from quizzes.maths.parsing import MAX_DEPTH
from quizzes.maths.tokens import ReadingError, Token
from quizzes.maths.typed import typed_tokens
from quizzes.maths.vocabulary import Vocabulary

_INDEX_SIGNS: Final = "+-*,'="
_NAMED = (*commands.NAMED, *commands.STYLES)


class Walker:
    """atoms, index: what is being walked over; arguments are walked over by themselves, see `emit`.

    integrals: how many are still without their `dx`.
    """

    def __init__(self, vocabulary: Vocabulary) -> None:
        self.vocabulary = vocabulary
        self.tokens: list[Token] = []
        self.atoms: list[Atom] = []
        self.index = 0
        self.depth = 0
        self.integrals = 0

    def item(self, atom: Atom) -> None:
        """Writes the tokens of what begins with this atom, which has been taken."""
        raise NotImplementedError

    def emit(self, atoms: Sequence[Atom]) -> None:
        self.depth += 1
        if self.depth > MAX_DEPTH:
            raise ReadingError(f"this is nested more than {MAX_DEPTH} deep", atoms[0].position if atoms else 0)
        outer = self.atoms, self.index
        self.atoms, self.index = list(atoms), 0
        while self.index < len(self.atoms):
            self.item(self.take())
        self.atoms, self.index = outer
        self.depth -= 1

    def put(self, kind: str, text: str, atom: Atom) -> None:
        self.tokens.append(Token(kind, text, atom.position, atom.shown))

    def bracketed(self, atoms: Sequence[Atom], place: Atom) -> None:
        if not atoms:
            raise ReadingError(f"there is nothing in the braces behind `{place.shown}`", place.position)
        self.put("sign", "(", place)
        self.emit(atoms)
        self.put("sign", ")", place)

    def take(self) -> Atom:
        atom = self.atoms[self.index]
        self.index += 1
        return atom

    def at(self, kind: str, *texts: str) -> bool:
        if self.index >= len(self.atoms):
            return False
        atom = self.atoms[self.index]
        return atom.kind == kind and (not texts or atom.text in texts)

    def argument(self, place: Atom) -> list[Atom]:
        """What a command or a script applies to: a group, or the next digit, letter or command."""
        if self.index >= len(self.atoms):
            raise ReadingError(f"something is missing behind `{place.shown}`", place.position + len(place.shown))
        atom = self.atoms[self.index]
        if atom.kind == "{":
            end = group_end(self.atoms, self.index)
            inner = self.atoms[self.index + 1 : end]
            self.index = end + 1
            return inner
        if atom.kind in ("number", "letters") and len(atom.text) > 1:
            first, rest = atom.text[0], atom.text[1:]
            self.atoms[self.index] = Atom(atom.kind, rest, atom.position + 1, rest)
            return [Atom(atom.kind, first, atom.position, first)]
        if atom.kind in ("}", "&", "newline", "^", "_"):
            raise ReadingError(f"something is missing behind `{place.shown}`", atom.position)
        start = self.index
        self.index += 1
        if atom.kind == "command":
            if atom.text == "sqrt" and self.at("sign", "["):
                while not self.at("sign", "]") and self.index < len(self.atoms):
                    self.index += 1
                self.index += 1
            for _ in range(commands.TAKING.get(atom.text, 0)):
                self.argument(atom)
        return self.atoms[start : self.index]

    def exponent(self, place: Atom) -> list[Atom]:
        """As `argument`, but `^-1` and `^(n+1)`, as people type them, are taken as a whole."""
        start = self.index
        if self.at("sign", "-"):
            self.take()
            return [self.atoms[start], *self.argument(place)]
        if not self.at("sign", "("):
            return self.argument(place)
        depth = 0
        while self.index < len(self.atoms):
            atom = self.take()
            depth += (atom.text in ("(", "[")) - (atom.text in (")", "]")) if atom.kind == "sign" else 0
            if not depth:
                return self.atoms[start : self.index]
        raise ReadingError("the `(` misses its closing bracket", self.atoms[start].position)

    def raw_text(self, place: Atom) -> str:
        """The letters of a group such as `{softmax}`; blanks are lost."""
        return "".join(atom.shown for atom in self.argument(place))

    def splice(self, atoms: Sequence[Atom]) -> None:
        """Walk on over these atoms first."""
        self.atoms[self.index : self.index] = atoms

    def suffix(self) -> str:
        """The index behind a name, `_1` or `_{i+1}`, in one form; "" if there is none. `x^2_1` is x_1^2."""
        if self.at("^"):
            start, atoms = self.index, list(self.atoms)
            self.exponent(self.take())
            if not self.at("_"):
                self.index, self.atoms = start, atoms
                return ""
            power = self.atoms[start : self.index]
            del self.atoms[start : self.index]
            self.index = start
            suffix = self.suffix()
            self.splice(power)
            return suffix
        if not self.at("_"):
            return ""
        place = self.take()
        inner = "".join(map(self.index_part, self.flattened(self.argument(place))))
        if not inner:
            raise ReadingError("the index is empty", place.position)
        return "_" + (inner if inner.isalnum() else f"{{{inner}}}")

    def flattened(self, atoms: Sequence[Atom]) -> list[Atom]:
        """Without the braces and commands that only say how an index is set: `_{\\text{max}}`."""
        styled = [atom for atom in atoms if not (atom.kind == "command" and atom.text in _NAMED)]
        return [atom for atom in styled if atom.kind not in ("{", "}") or len(styled) == len(atoms)]

    def index_part(self, atom: Atom) -> str:
        if atom.kind in ("letters", "number", "_") or (atom.kind == "sign" and atom.text in _INDEX_SIGNS):
            return atom.text
        if atom.kind == "sign" and (word := typed_tokens(atom.text, self.vocabulary)[0]).kind == "word":
            return word.text
        if atom.kind == "command" and atom.text in commands.GREEK_COMMANDS:
            return commands.GREEK_COMMANDS[atom.text]
        raise ReadingError("an index is made of letters, digits, + and -", atom.position)

    def scripts(self, place: Atom) -> tuple[list[Atom], list[Atom]]:
        """What stands below and above a sum, an integral or a limit; empty where nothing does."""
        below: list[Atom] = []
        above: list[Atom] = []
        while self.at("_") or self.at("^") or self.at("command", "limits", "nolimits"):
            sign = self.take()
            if sign.kind == "_":
                below = self.argument(sign)
            elif sign.kind == "^":
                above = self.exponent(sign)
        return below, above

    def until_delimiter(self, opening: Atom, closing: Sequence[str]) -> list[Atom]:
        """What stands before the command that closes; the command is taken."""
        start, depth = self.index, 1
        while self.index < len(self.atoms):
            atom = self.take()
            if atom.kind == "command":
                depth += (atom.text == opening.text) - (atom.text in closing)
                if not depth:
                    return self.atoms[start : self.index - 1]
        raise ReadingError(f"`{opening.shown}` misses its `\\{closing[0]}`", opening.position)
