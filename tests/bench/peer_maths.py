"""What others make of the same answers: a case a line in, true or false a line out.

Run as `python -m tests.bench.peer_maths naive` or `... math-verify`; prints "ready", or nothing where the package is not
installed. Both parse by evaluation: only ever for cases that we wrote ourselves.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Callable
from typing import Any


def naive() -> Callable[[str, str], bool]:
    import sympy
    from sympy.parsing.sympy_parser import (
        convert_xor,
        implicit_multiplication_application,
        parse_expr,
        standard_transformations,
    )

    rules = (*standard_transformations, convert_xor, implicit_multiplication_application)

    def same(reference: str, response: str) -> bool:
        a, b = (parse_expr(text, transformations=rules) for text in (reference, response))
        return bool(sympy.simplify(a - b) == 0)

    return same


def math_verify() -> Callable[[str, str], bool]:
    from math_verify import parse, verify

    def same(reference: str, response: str) -> bool:
        return bool(verify(parse(f"${reference}$"), parse(f"${response}$")))

    return same


def main(peer: str) -> None:
    try:
        same = {"naive": naive, "math-verify": math_verify}[peer]()
    except ImportError:
        return
    print("ready", flush=True)
    for line in sys.stdin:
        case: dict[str, Any] = json.loads(line)
        try:
            found = same(str(case["reference"]), str(case["response"]))
        except Exception:
            found = False
        print(json.dumps(found), flush=True)


if __name__ == "__main__":
    main(sys.argv[1])
