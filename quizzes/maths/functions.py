"""The fixed list of functions that may be typed, the other names that people give them, and names that mean values."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

MANY: Final = 20

TRIGONOMETRIC: Final = ("sin", "cos", "tan", "sec", "csc", "cot")
HYPERBOLIC: Final = ("sinh", "cosh", "tanh", "sech", "csch", "coth")
INVERSES: Final = {name: f"a{name}" for name in (*TRIGONOMETRIC, *HYPERBOLIC)}  # sin^(-1)(x) is asin(x)

# They take `2x` behind them without brackets, and their power may stand before the argument: sin^2 x.
BARE: Final = frozenset({*INVERSES, *INVERSES.values(), "log", "ln", "log2", "log10", "exp"})

ARGUMENTS: Final[Mapping[str, tuple[int, int]]] = {  # fewest and most
    **dict.fromkeys(BARE, (1, 1)),
    "log": (1, 2),  # log(x, base)
    "sqrt": (1, 1), "root": (2, 2),  # root(x, n)
    "cbrt": (1, 1),  # read as root(x, 3)
    "abs": (1, 1), "sign": (1, 1), "floor": (1, 1), "ceil": (1, 1), "round": (1, 2),
    "min": (1, MANY), "max": (1, MANY), "gcd": (2, MANY), "lcm": (2, MANY), "mod": (2, 2),
    "factorial": (1, 1), "comb": (2, 2), "gamma": (1, 1), "erf": (1, 1), "heaviside": (1, 1),
    "conjugate": (1, 1), "re": (1, 1), "im": (1, 1), "arg": (1, 1),
    "sigmoid": (1, 1), "softplus": (1, 1), "relu": (1, 1), "softmax": (1, 1), "logit": (1, 1),
    "transpose": (1, 1), "inverse": (1, 1), "tr": (1, 1), "det": (1, 1), "rank": (1, 1), "diag": (1, MANY),
    "norm": (1, 2), "dot": (2, 2), "outer": (2, 2), "hadamard": (2, 2), "vec": (1, 1),
    "identity": (1, 1), "ones": (1, 2), "zeros": (1, 2),
    "diff": (2, 3), "grad": (2, 2), "hessian": (2, 2), "jacobian": (2, 2),  # diff(f, x, n)
    "int": (2, 4), "limit": (3, 4),  # int(f, x, a, b); limit(f, x, a, left)
    "sum": (4, 4), "product": (4, 4),  # sum(f, k, a, b)
    "E": (1, 1), "Var": (1, 1), "Std": (1, 1), "Cov": (1, 2), "Corr": (2, 2),
    "P": (1, 1), "H": (1, MANY), "KL": (2, 2), "MI": (2, 2),
    "piecewise": (2, 2 * MANY),  # value, condition, ..., otherwise
}  # fmt: skip

# The second argument is a name that belongs to the call alone.
BINDERS: Final = frozenset({"int", "limit", "sum", "product"})
# The bar between arguments says "given".
PROBABILISTIC: Final = frozenset({"E", "Var", "Std", "Cov", "Corr", "P", "H", "MI", "KL"})

ALIASES: Final[Mapping[str, str]] = {
    **{f"arc{name}": inverse for name, inverse in INVERSES.items()},
    **{f"ar{name}": f"a{name}" for name in HYPERBOLIC},
    "cosec": "csc", "arccosec": "acsc", "tg": "tan", "ctg": "cot", "arctg": "atan",
    "sgn": "sign", "signum": "sign", "ceiling": "ceil",
    "binomial": "comb", "binom": "comb", "choose": "comb", "nCr": "comb", "Gamma": "gamma",
    "conj": "conjugate", "trace": "tr", "inv": "inverse", "eye": "identity",
    "integral": "int", "integrate": "int", "derivative": "diff", "prod": "product", "lim": "limit", "gradient": "grad",
    "var": "Var", "std": "Std", "sd": "Std", "SD": "Std", "cov": "Cov",
    "corr": "Corr", "kl": "KL", "D_KL": "KL", "mi": "MI",
    "ReLU": "relu", "Tr": "tr",
}  # fmt: skip

GREEK: Final[Mapping[str, str]] = {
    **dict(zip("αβγδεζηθικλμνξορςστυφχψω", (
        "alpha", "beta", "gamma", "delta", "epsilon", "zeta", "eta", "theta", "iota", "kappa", "lambda", "mu", "nu",
        "xi", "omicron", "rho", "sigma", "sigma", "tau", "upsilon", "phi", "chi", "psi", "omega",
    ), strict=True)),
    **dict(zip("ΑΒΓΔΕΖΗΘΙΚΛΜΝΞΟΠΡΣΤΥΦΧΨΩ", (
        "Alpha", "Beta", "Gamma", "Delta", "Epsilon", "Zeta", "Eta", "Theta", "Iota", "Kappa", "Lambda", "Mu", "Nu",
        "Xi", "Omicron", "Pi", "Rho", "Sigma", "Tau", "Upsilon", "Phi", "Chi", "Psi", "Omega",
    ), strict=True)),
    "π": "pi", "ϵ": "epsilon", "ϑ": "theta", "ϕ": "phi", "ϱ": "rho", "ϖ": "pi", "µ": "mu",
}  # fmt: skip
GREEK_NAMES: Final = frozenset(GREEK.values()) - {"pi"}
NUMBER_SETS: Final = "ℕℤℚℝℂ"
CONSTANTS: Final = ("pi", "e", "oo")
INFINITY: Final = ("oo", "inf", "infinity", "infty")
