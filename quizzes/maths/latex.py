"""From LaTeX, as MathLive writes it and as people type it, to the tokens that typed mathematics becomes.

Fractions, roots and scripts become brackets and functions, so that one grammar decides what belongs together:
`\\frac{1}{2}x` is ((1)/(2))x. Macros are never carried out; every command that is not listed is refused by name.
`1\\frac{1}{2}` is one and a half; letters side by side are a product, as in typed maths.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from quizzes.maths import latex_commands as commands
from quizzes.maths.functions import CONSTANTS, GREEK_NAMES
from quizzes.maths.latex_atoms import Atom, atoms_of, split_at
from quizzes.maths.latex_big import BigWalker
from quizzes.maths.tokens import ReadingError, Token, shortened
from quizzes.maths.typed import typed_tokens
from quizzes.maths.vocabulary import Vocabulary
from quizzes.maths.words import LOGIC, PROBABILITY, fixed_function, unknown_name

_THOUSANDS = re.compile(r"[1-9][0-9]{0,2}(\{,\}[0-9]{3})+(\.[0-9]+)?")
_DIFFERENTIAL = re.compile(r"([A-Za-z]*)d([A-Za-z]?)")


def latex_tokens(text: str, vocabulary: Vocabulary) -> list[Token]:
    """All tokens, the last of kind "end"; words in them are still to be told apart. Raises ReadingError."""
    walker = _LatexWalker(vocabulary)
    walker.emit(atoms_of(text, commas_separate=vocabulary.commas == "list"))
    return [*walker.tokens, Token("end", "", len(text), "the end")]


class _LatexWalker(BigWalker):
    def item(self, atom: Atom) -> None:
        match atom.kind:
            case "number":
                self.number(atom)
            case "letters":
                self.letters(atom)
            case "sign":
                self.sign(atom)
            case "{":
                self.group(atom)
            case "^":
                self.power(atom)
            case "_":
                self.norm_index(atom)
            case "command":
                self.command(atom)
            case "}":
                raise ReadingError("there is no opening brace for this `}`", atom.position)
            case _:
                raise ReadingError(f"`{atom.shown}` stands only in a matrix or in cases", atom.position)

    def number(self, atom: Atom) -> None:
        text = atom.text.replace(
            "{,}", "," if re.fullmatch(r"[1-9][0-9]{0,2}(\{,\}[0-9]{3})+(\.[0-9]+)?", atom.text) else "."
        )
        text = re.sub(r"\\[,;: ]|~", "", text)
        tokens = typed_tokens(text, Vocabulary())[:-1]
        is_mixed = atom.text.isdigit() and self.at("command", *commands.FRACTIONS)
        if not is_mixed:
            self.put("number", tokens[0].text, atom)
            return
        start = self.index
        place = self.take()
        halves = [self.argument(place), self.argument(place)]
        if any(len(half) != 1 or not half[0].text.isdigit() for half in halves) or (
            int(halves[0][0].text[:9]) >= int(halves[1][0].text[:9])
        ):
            self.index = start
            self.put("number", tokens[0].text, atom)
            return
        self.put("sign", "(", atom)
        self.put("number", tokens[0].text, atom)
        self.put("sign", "+", atom)
        self.quotient(halves[0], halves[1], place)
        self.put("sign", ")", atom)

    def letters(self, atom: Atom) -> None:
        if self.slash_derivative(atom):
            return
        if self.integrals and (match := _DIFFERENTIAL.fullmatch(atom.text)) and not self.vocabulary.declares(atom.text):
            before, variable = match.groups()
            if self.differential(before, variable, atom):
                return
        suffix = self.suffix()
        self.put("word", atom.text + suffix, atom)

    def differential(self, before: str, variable: str, atom: Atom) -> bool:
        """`x dx` and `d\\theta` within an integral; False if no variable follows."""
        if not variable:
            if self.at("command", *commands.GREEK_COMMANDS):
                variable = commands.GREEK_COMMANDS[self.take().text]
            elif self.at("letters") and len(self.atoms[self.index].text) == 1:
                variable = self.take().text
            else:
                return False
        if before:
            self.put("word", before, atom)
        self.tokens.append(Token("differential", variable + self.suffix(), atom.position, "d" + variable))
        self.integrals -= 1
        return True

    def sign(self, atom: Atom) -> None:
        for token in typed_tokens(atom.text, self.vocabulary)[:-1]:
            text = token.text + self.suffix() if token.kind == "word" else token.text
            self.put(token.kind, text, atom)

    def group(self, atom: Atom) -> None:
        self.index -= 1
        inner = self.argument(atom)
        if len(split_at(inner, ",")) > 1:  # {1, 2} without backslashes is meant as a set
            self.put("sign", "{", atom)
            self.emit(inner)
            self.put("sign", "}", atom)
        elif inner:
            self.bracketed(inner, atom)

    def power(self, atom: Atom) -> None:
        exponent = self.exponent(atom)
        texts = [part.text for part in exponent]
        if texts and all(text in ("prime", "'") for text in texts):
            for part in exponent:
                self.put("sign", "'", part)
        elif texts in (["circ"], ["degree"]):
            self.put("sign", "°", atom)
        elif texts in (["*"], ["ast"]):
            self.put("sign", "^*", atom)
        else:
            self.put("sign", "^", atom)
            self.bracketed(exponent, atom)

    def norm_index(self, atom: Atom) -> None:
        if not self.tokens or self.tokens[-1].text != "|":
            raise ReadingError("an index belongs behind a name", atom.position)
        self.put("sign", "_", atom)
        self.bracketed(self.argument(atom), atom)

    def command(self, atom: Atom) -> None:
        name = atom.text
        if name in commands.IGNORED:
            return
        if name in commands.SIGNS:
            self.put("sign", commands.SIGNS[name], atom)
        elif name in commands.COMPARISONS:
            self.put("compare", commands.COMPARISONS[name], atom)
        elif name in commands.GREEK_COMMANDS:
            self.put("word", commands.GREEK_COMMANDS[name] + self.suffix(), atom)
        elif name in commands.NAMES:
            self.put("name", commands.NAMES[name], atom)
        elif name in ("emptyset", "varnothing"):
            self.put("sign", "{", atom)
            self.put("sign", "}", atom)
        elif name in commands.STYLES:
            self.splice(self.argument(atom))
        elif name in commands.NAMED:
            self.named(self.raw_text(atom), atom)
        elif name in commands.ACCENTS or name == "overline":
            self.accent(atom)
        elif name == "mathbb":
            self.blackboard(atom)
        elif name == "|":
            self.put("sign", "|", atom)
            self.tokens.append(Token("sign", "|", atom.position + 1, "\\|"))
        elif name == "differentialD":
            self.letters(Atom("letters", "d", atom.position, atom.shown))
        elif name == "$":
            if not self.at("number"):
                raise ReadingError("a number was expected behind `\\$`", atom.position)
        elif not self.structure(atom):
            self.function_or_refuse(atom)

    def function_or_refuse(self, atom: Atom) -> None:
        if function := commands.function_named(atom.text):
            self.function(function, atom)
        elif atom.text.rstrip("*") in commands.DANGEROUS:
            raise ReadingError(f"`{atom.shown}` is not allowed here; write the formula itself", atom.position)
        elif atom.text == "placeholder":
            raise ReadingError("a box of the formula is still empty", atom.position)
        else:
            raise ReadingError(f"`{shortened(atom.shown)}` is not known here", atom.position)

    def function(self, name: str, atom: Atom) -> None:
        self.put("function", name, atom)
        if self.at("^"):  # \log^2_b and \log_b^2 are the same
            start, atoms = self.index, list(self.atoms)
            power = self.take()
            exponent = _braced(power, self.exponent(power))
            if self.at("_"):
                place = self.take()
                base = _braced(place, self.argument(place))
                atoms = [*atoms[:start], *base, *exponent, *self.atoms[self.index :]]
            self.index, self.atoms = start, atoms
        if self.at("_"):
            if name != "log":
                raise ReadingError(f"`{atom.shown}` has no index", self.atoms[self.index].position)
            place = self.take()
            self.put("sign", "_", place)
            self.bracketed(self.argument(place), place)

    def named(self, word: str, atom: Atom) -> None:
        """`\\operatorname{Var}`, `\\text{ or }`, `\\mathrm{d}`: the word as a whole, never a product of its letters."""
        if word == "d":
            self.letters(Atom("letters", "d", atom.position, atom.shown))
            return
        if logic := LOGIC.get(word.lower()):
            self.put("compare" if logic == "in" else "sign", logic, atom)
            return
        if word in PROBABILITY and not self.vocabulary.declares(word):
            self.put("function", word, atom)
            return
        suffix = self.suffix() if word != "log" else ""
        is_known = self.vocabulary.declares(word + suffix) or len(word) == 1 or word in (*CONSTANTS, *GREEK_NAMES)
        if is_known or f"{word}{suffix}" == "D_KL" or (suffix and self.vocabulary.names is None and word.isalpha()):
            self.put("word", word + suffix, atom)
        elif (function := fixed_function(word, self.vocabulary, "(")) and not suffix:
            self.function(function, atom)
        else:
            raise ReadingError(unknown_name(word, self.vocabulary, is_whole=True), atom.position)

    def accent(self, atom: Atom) -> None:
        inner = self.argument(atom)
        accent = commands.ACCENTS.get(atom.text, "bar")
        base = self.name_of(inner)
        if base and (atom.text != "overline" or self.vocabulary.declares(f"{base}_bar")):
            self.put("word", f"{base}_{accent}{self.suffix()}", atom)
        elif accent == "bar":
            self.put("function", "conjugate", atom)
            self.bracketed(inner, atom)
        else:
            raise ReadingError(f"`{atom.shown}` belongs on one name", atom.position)

    def name_of(self, atoms: Sequence[Atom]) -> str:
        """The one letter or Greek name that the atoms are, or ""."""
        inner = [atom for atom in self.flattened(atoms) if atom.kind not in ("{", "}")]
        if len(inner) != 1:
            return ""
        if inner[0].kind == "command":
            return commands.GREEK_COMMANDS.get(inner[0].text, "")
        return inner[0].text if inner[0].kind == "letters" and len(inner[0].text) == 1 else ""

    def blackboard(self, atom: Atom) -> None:
        letter = self.raw_text(atom)
        if letter not in commands.BLACKBOARD:
            raise ReadingError(f"`\\mathbb{{{shortened(letter)}}}` is not known here", atom.position)
        name = commands.BLACKBOARD[letter]
        self.put("name" if not name.isascii() else "function", name, atom)


def _braced(sign: Atom, atoms: Sequence[Atom]) -> list[Atom]:
    """`^2` as `^{2}`"""
    return [sign, sign._replace(kind="{"), *atoms, sign._replace(kind="}")]
