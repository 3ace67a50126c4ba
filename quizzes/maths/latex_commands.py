"""What single LaTeX commands say, by name; those that take arguments have their own code in `latex`."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from quizzes.maths.functions import ALIASES, ARGUMENTS, GREEK_NAMES

IGNORED: Final = frozenset({
    ",", ";", ":", "!", " ", ">", "(", ")", "[", "]", "\n", "quad", "qquad", "thinspace", "medspace", "thickspace",
    "negthinspace", "negmedspace", "negthickspace", "enspace", "displaystyle", "textstyle", "scriptstyle",
    "scriptscriptstyle", "limits", "nolimits", "big", "Big", "bigg", "Bigg", "bigl", "Bigl", "biggl", "Biggl", "bigr",
    "Bigr", "biggr", "Biggr", "middle", "hline", "left.", "strut", "mathstrut", "nobreak", "allowbreak",
})  # fmt: skip

# What takes one argument and changes its looks alone.
STYLES: Final = frozenset({
    "mathbf", "boldsymbol", "bm", "pmb", "bold", "mathcal", "mathscr", "mathfrak", "mathsf", "mathit", "mathtt",
    "mathnormal", "vec", "underline", "boxed", "mathop", "mathord", "mathbin", "mathrel", "ensuremath", "bf",
})  # fmt: skip
NAMED: Final = frozenset({"operatorname", "operatorname*", "mathrm", "text", "textrm", "textit", "mbox", "textnormal"})
ACCENTS: Final = {
    "hat": "hat", "widehat": "hat", "bar": "bar", "tilde": "tilde", "widetilde": "tilde", "dot": "dot", "ddot": "ddot",
}  # fmt: skip
FRACTIONS: Final = frozenset({"frac", "dfrac", "tfrac", "cfrac"})
BINOMIALS: Final = frozenset({"binom", "dbinom", "tbinom"})
TAKING: Final[Mapping[str, int]] = {  # arguments that belong to a command
    **dict.fromkeys([*STYLES, *NAMED, *ACCENTS, "overline", "mathbb", "sqrt"], 1),
    **dict.fromkeys([*FRACTIONS, *BINOMIALS], 2),
}

SIGNS: Final[Mapping[str, str]] = {
    "cdot": "*", "times": "*", "ast": "*", "div": "/", "pm": "±", "cup": "∪", "cap": "∩", "setminus": "\\",
    "backslash": "\\", "smallsetminus": "\\", "land": "and", "wedge": "and", "lor": "or", "vee": "or", "neg": "not",
    "lnot": "not", "Rightarrow": "=>", "implies": "=>", "Longrightarrow": "=>", "iff": "<=>", "Leftrightarrow": "<=>",
    "Longleftrightarrow": "<=>", "mid": "|", "vert": "|", "{": "{", "}": "}", "lbrace": "{", "rbrace": "}",
    "lbrack": "[", "rbrack": "]", "lparen": "(", "rparen": ")", "%": "%", "top": "⊤", "intercal": "⊤", "odot": ".*",
    "circ": ".*", "prime": "'", "degree": "°", "colon": ";", "bmod": "mod", "mod": "mod",
    "cdotp": "*", "bullet": "*",
}  # fmt: skip
COMPARISONS: Final[Mapping[str, str]] = {
    "le": "<=", "leq": "<=", "leqslant": "<=", "ge": ">=", "geq": ">=", "geqslant": ">=", "ne": "!=", "neq": "!=",
    "lt": "<", "gt": ">", "in": "in", "notin": "notin",
}  # fmt: skip
NAMES: Final[Mapping[str, str]] = {
    "infty": "oo", "pi": "pi", "exponentialE": "e", "imaginaryI": "i", "imaginaryJ": "i", "R": "ℝ", "reals": "ℝ",
    "N": "ℕ", "Z": "ℤ", "Q": "ℚ", "C": "ℂ",
}  # fmt: skip
BLACKBOARD: Final = {
    "R": "ℝ", "N": "ℕ", "Z": "ℤ", "Q": "ℚ", "C": "ℂ", "E": "E", "P": "P", "V": "Var",
}  # fmt: skip
GREEK_COMMANDS: Final[Mapping[str, str]] = {
    **{name: name for name in GREEK_NAMES},
    "varepsilon": "epsilon", "vartheta": "theta", "varphi": "phi", "varrho": "rho", "varsigma": "sigma", "varpi": "pi",
    "varkappa": "kappa", "ell": "l",
}  # fmt: skip
ARROWS: Final = frozenset({"to", "rightarrow", "longrightarrow", "Rightarrow", "Longrightarrow", "tendsto"})

MATRICES: Final = frozenset({"matrix", "pmatrix", "bmatrix", "Bmatrix", "smallmatrix", "array"})
ROWS: Final = frozenset({"aligned", "align", "align*", "gathered", "split", "alignedat", "equation", "equation*"})
DELIMITERS: Final = {"floor": ("lfloor", "rfloor"), "ceil": ("lceil", "rceil"), "abs": ("lvert", "rvert"),
                     "norm": ("lVert", "rVert")}  # fmt: skip

# They define macros, load files, run programs or make links; nothing of the sort is ever carried out.
DANGEROUS: Final = frozenset({
    "def", "gdef", "edef", "xdef", "let", "newcommand", "renewcommand", "providecommand", "DeclareMathOperator",
    "newenvironment", "input", "include", "write", "openin", "openout", "read", "csname", "endcsname", "catcode",
    "expandafter", "usepackage", "documentclass", "href", "url", "html", "htmlData", "htmlClass", "htmlId", "htmlStyle",
    "includegraphics", "special", "immediate", "unicode", "require", "loop", "jobname", "message", "error", "class",
    "style",
})  # fmt: skip


def function_named(command: str) -> str | None:
    """The function of the fixed list that `\\sin` and the like stand for."""
    match command:
        case "Re" | "Im":
            return command.lower()
        case "Pr":
            return "P"
        case "lg":
            return "log10"
        case "lb":
            return "log2"
    name = ALIASES.get(command, command)
    return name if name in ARGUMENTS and len(name) > 1 and command not in GREEK_COMMANDS else None
