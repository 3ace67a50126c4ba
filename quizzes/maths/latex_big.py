"""LaTeX that builds something around its arguments: fractions, roots, sums, integrals, limits, matrices, cases."""

from __future__ import annotations

from collections.abc import Sequence

from quizzes.maths import latex_commands as commands
from quizzes.maths.latex_atoms import Atom, split_at
from quizzes.maths.latex_core import Walker
from quizzes.maths.latex_derivatives import differentiated, variables
from quizzes.maths.tokens import ReadingError
from quizzes.maths.words import LOGIC

_RELATIONS = ("=", "<", ">", "<=", ">=")
_OTHERWISE = ("otherwise", "else", "sonst", "elsewhere")
_DELIMITER_SIGNS = {"\\{": "{", "\\}": "}", "\\lbrace": "{", "\\rbrace": "}", "\\lbrack": "[", "\\rbrack": "]",
                    "\\lparen": "(", "\\rparen": ")"}  # fmt: skip
_AROUND = {"|": "abs", "\\vert": "abs", "\\lvert": "abs", "\\|": "norm", "\\Vert": "norm", "\\lVert": "norm",
           "\\lfloor": "floor", "\\lceil": "ceil"}  # fmt: skip


class BigWalker(Walker):
    def structure(self, atom: Atom) -> bool:
        """Writes what the command builds; False if it builds nothing."""
        name = atom.text
        if name in commands.FRACTIONS:
            self.fraction(atom)
        elif name in commands.BINOMIALS:
            self.call("comb", [self.argument(atom), self.argument(atom)], atom)
        elif name == "sqrt":
            self.root(atom)
        elif name in ("sum", "prod"):
            self.sum(atom)
        elif name == "int":
            self.integral(atom)
        elif name == "lim":
            self.limit(atom)
        elif name == "nabla":
            self.gradient(atom)
        elif name == "partial":
            if not self.slash_derivative(atom):
                raise ReadingError("write a derivative as `\\frac{\\partial f}{\\partial x}`", atom.position)
        elif name == "begin":
            self.environment(atom)
        elif name == "left":
            self.delimited(atom)
        else:
            return self.named_delimiter(atom)
        return True

    def call(self, function: str, arguments: Sequence[Sequence[Atom]], place: Atom) -> None:
        self.put("function", function, place)
        self.put("sign", "(", place)
        for number, argument in enumerate(arguments):
            if number:
                self.put("sign", ",", place)
            if not argument:
                raise ReadingError(f"an argument of `{place.shown}` is empty", place.position)
            self.emit(argument)
        self.put("sign", ")", place)

    def quotient(self, numerator: Sequence[Atom], denominator: Sequence[Atom], place: Atom) -> None:
        self.put("sign", "(", place)
        self.bracketed(numerator, place)
        self.put("sign", "/", place)
        self.bracketed(denominator, place)
        self.put("sign", ")", place)

    def fraction(self, atom: Atom) -> None:
        numerator, denominator = self.argument(atom), self.argument(atom)
        if not self.derivative(numerator, denominator, atom):
            self.quotient(numerator, denominator, atom)

    def derivative(self, numerator: Sequence[Atom], denominator: Sequence[Atom], place: Atom) -> bool:
        """`\\frac{d}{dx}`, `\\frac{d^2 f}{dx^2}`, `\\frac{\\partial^2 f}{\\partial x \\partial y}`."""
        if self.vocabulary.declares("d"):
            return False
        top, by = differentiated(numerator), variables(denominator)
        if top is None or not by:
            return False
        order, body = top
        if order != sum(times for _, times in by):
            raise ReadingError("the two orders of this derivative differ", place.position)
        for variable, times in by:
            self.put("prefix", "diff", place)
            self.put("sign", "(", place)
            self.emit(variable)
            if times > 1:
                self.put("sign", ",", place)
                self.put("number", str(times), place)
            self.put("sign", ")", place)
        if body:
            self.bracketed(body, place)
        return True

    def slash_derivative(self, atom: Atom) -> bool:
        """`d/dx`, `\\partial f/\\partial x`, beginning at this atom."""
        start = self.index
        rest = self.atoms[start - 1 :]
        slash = next((at for at, each in enumerate(rest[:6]) if each.kind == "sign" and each.text == "/"), 0)
        if not slash:
            return False
        for length in (4, 3, 2, 1):  # `\partial x^2` is four atoms
            end = slash + 1 + length
            denominator = rest[slash + 1 : end]
            if len(denominator) == length and variables(denominator):
                if self.derivative(rest[:slash], denominator, atom):
                    self.index = start - 1 + end
                    return True
                return False
        return False

    def root(self, atom: Atom) -> None:
        degree: list[Atom] = []
        if self.at("sign", "["):
            self.take()
            degree, depth = [], 1
            while self.index < len(self.atoms):
                each = self.take()
                if each.kind == "sign":
                    depth += (each.text == "[") - (each.text == "]")
                if not depth:
                    break
                degree.append(each)
            else:
                raise ReadingError("the `[` misses its closing bracket", atom.position)
        radicand = self.argument(atom)
        self.call("root" if degree else "sqrt", [radicand, degree] if degree else [radicand], atom)

    def sum(self, atom: Atom) -> None:
        below, above = self.scripts(atom)
        parts = split_at(below, "=")
        if len(parts) != 2 or not above:
            raise ReadingError(f"`{atom.shown}` needs its bounds: `{atom.shown}_{{k=1}}^{{n}}`", atom.position)
        self.prefix("sum" if atom.text == "sum" else "product", [*parts, above], atom)

    def prefix(self, name: str, arguments: Sequence[Sequence[Atom]], place: Atom) -> None:
        self.call(name, arguments, place)
        opening = next(at for at in range(len(self.tokens) - 1, -1, -1) if self.tokens[at].kind == "function"
                       and self.tokens[at].text == name and self.tokens[at].position == place.position)  # fmt: skip
        self.tokens[opening] = self.tokens[opening]._replace(kind="prefix")

    def integral(self, atom: Atom) -> None:
        below, above = self.scripts(atom)
        if bool(below) != bool(above):
            raise ReadingError("an integral has both its bounds or none", atom.position)
        outer, self.integrals = self.integrals, 0  # no `dx` stands in the bounds
        self.prefix("int", [below, above] if below else [], atom)
        self.integrals = outer + 1

    def limit(self, atom: Atom) -> None:
        below, _ = self.scripts(atom)
        parts = split_at(below, *commands.ARROWS, "→", "⟶")
        if len(parts) == 1:
            parts = [part[1:] if part[:1] and part[0].text == ">" else part for part in split_at(below, "-")]
        if len(parts) != 2 or not all(parts):
            raise ReadingError("a limit says where to: `\\lim_{x \\to 0}`", atom.position)
        variable, point = parts
        side = ""
        for length in (2, 4):  # ^+ and ^{+}
            tail = [each.text for each in point[-length:] if each.kind not in ("{", "}")]
            if len(point) > length and point[-length].kind == "^" and tail[1:] in (["+"], ["-"]):
                point, side = point[:-length], tail[1]
        self.prefix("limit", [variable, point], atom)
        if side:
            closing = self.tokens.pop()
            self.put("sign", ",", atom)
            self.put("name", "right" if side == "+" else "left", atom)
            self.tokens.append(closing)

    def gradient(self, atom: Atom) -> None:
        if not self.at("_"):
            raise ReadingError("say by what: `\\nabla_x f`", atom.position)
        self.prefix("grad", [self.argument(self.take())], atom)

    def environment(self, atom: Atom) -> None:
        name = self.raw_text(atom)
        body = self.until_delimiter(atom, ["end"])
        self.raw_text(atom)
        if name == "array" or name == "alignedat":
            start = next((at for at, each in enumerate(body) if each.kind == "}"), -1)
            body = body[start + 1 :] if body[:1] and body[0].kind == "{" else body
        rows = [split_at(row, "&") for row in split_at(body, "newline")]
        rows = [row for row in rows if any(row)]
        if name in commands.MATRICES:
            self.matrix(rows, atom)
        elif name == "vmatrix":
            self.put("function", "det", atom)
            self.put("sign", "(", atom)
            self.matrix(rows, atom)
            self.put("sign", ")", atom)
        elif name in ("cases", "dcases", "rcases") and any(len(row) > 1 for row in rows):
            self.piecewise(rows, atom)
        elif name in commands.ROWS or name in ("cases", "dcases", "rcases"):
            self.system(rows, atom)
        else:
            raise ReadingError(f"`\\begin{{{name[:20]}}}` is not known here", atom.position)

    def matrix(self, rows: Sequence[Sequence[Sequence[Atom]]], place: Atom) -> None:
        if not rows:
            raise ReadingError("this matrix is empty", place.position)
        self.put("sign", "[", place)
        for number, row in enumerate(rows):
            if number:
                self.put("sign", ",", place)
            self.put("sign", "[", place)
            for column, cell in enumerate(row):
                if column:
                    self.put("sign", ",", place)
                if not cell:
                    raise ReadingError("an entry of this matrix is empty", place.position)
                self.emit(cell)
            self.put("sign", "]", place)
        self.put("sign", "]", place)

    def piecewise(self, rows: Sequence[Sequence[Sequence[Atom]]], place: Atom) -> None:
        arguments: list[Sequence[Atom]] = []
        for row in rows:
            value, condition = row[0], [atom for cell in row[1:] for atom in cell]
            if value and value[-1].text == ",":
                value = value[:-1]
            arguments.append(value)
            while condition and (
                (condition[0].kind == "command" and condition[0].text in commands.NAMED) or condition[0].text == "if"
            ):
                words, condition = _leading_words(condition)
                if words in _OTHERWISE or words in LOGIC:
                    break
            if condition:
                arguments.append(condition)
        self.call("piecewise", arguments, place)

    def system(self, rows: Sequence[Sequence[Sequence[Atom]]], place: Atom) -> None:
        """Lines under each other: all of them hold; a line that begins with a relation goes on from the one above."""
        for number, row in enumerate(rows):
            line = [atom for cell in row for atom in cell]
            if line and line[-1].text in (",", "and"):
                line = line[:-1]
            is_chained = bool(line) and (
                line[0].text in ("=", "<", ">", "<=", ">=") or line[0].text in commands.COMPARISONS
            )
            if number and not is_chained:
                self.put("sign", "and", place)
            self.emit(line)

    def delimited(self, atom: Atom) -> None:
        """`\\left( … \\right)` and the like; both delimiters are read as they stand, since (0, 1] is an interval."""
        if self.index >= len(self.atoms):
            raise ReadingError("a bracket is missing behind `\\left`", atom.position)
        opening = self.take()
        inner = self.until_delimiter(atom, ["right"])
        if self.index >= len(self.atoms):
            raise ReadingError("a bracket is missing behind `\\right`", atom.position)
        closing = self.take()
        if function := _AROUND.get(opening.shown):
            self.around(function, inner, opening)
        elif opening.shown in ("\\{", "\\lbrace") and closing.shown == ".":
            for each in inner:
                if each.text == "array":  # a system behind one brace
                    inner = [part if part is not each else part._replace(text="cases", shown="cases") for part in inner]
                    break
            self.emit(_without_columns(inner))
        elif "." in (opening.shown, closing.shown):
            raise ReadingError("this bracket stands alone", atom.position)
        else:
            self.put("sign", _DELIMITER_SIGNS.get(opening.shown, opening.text), opening)
            self.emit(inner)
            self.put("sign", _DELIMITER_SIGNS.get(closing.shown, closing.text), closing)

    def around(self, function: str, inner: Sequence[Atom], place: Atom) -> None:
        kind: list[Atom] = []
        if function == "norm" and self.at("_"):
            kind = self.argument(self.take())
        self.call(function, [inner, kind] if kind else [inner], place)

    def named_delimiter(self, atom: Atom) -> bool:
        for function, (opening, closing) in commands.DELIMITERS.items():
            if atom.text == opening:
                self.around(function, self.until_delimiter(atom, [closing]), atom)
                return True
        return False


def _leading_words(atoms: Sequence[Atom]) -> tuple[str, list[Atom]]:
    """`\\text{if}` or the bare letters `if` before a condition, and the rest."""
    if atoms[0].kind == "letters":
        return atoms[0].text, list(atoms[1:])
    end = next((at for at, atom in enumerate(atoms) if atom.kind == "}"), len(atoms) - 1)
    return "".join(atom.text for atom in atoms[2:end]).strip(), list(atoms[end + 1 :])


def _without_columns(atoms: Sequence[Atom]) -> list[Atom]:
    """`\\begin{cases}{l}` as it comes of an array, without its columns."""
    kept = list(atoms)
    if [atom.text for atom in kept[:5]] == ["begin", "{", "cases", "}", "{"]:
        end = next((at for at, atom in enumerate(kept[5:], 5) if atom.kind == "}"), 4)
        del kept[4 : end + 1]
    return [atom._replace(text="cases", shown="cases") if atom.text == "array" else atom for atom in kept]
