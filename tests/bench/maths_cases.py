"""Cases for judging mathematics: from the questions in content/, and hostile ones of our own."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

from quizzes.banks.folder import read_folder
from quizzes.banks.questions import Question

CONTENT = Path(__file__).parents[2] / "content"


def cases_of_banks(folder: Path = CONTENT) -> Iterator[dict[str, Any]]:
    """Of each symbolic question, derivation and fixed number: what must be right, and what must be refused."""
    for bank in read_folder(folder).banks:
        for question in bank.questions:
            if not question.fields.data.get("params") and question.kind in _CASES:
                yield from _CASES[question.kind](question)


def _of_formula(question: Question) -> Iterator[dict[str, Any]]:
    data = question.fields.data
    given = data["answer"]
    accepted = [str(text) for text in (given if isinstance(given, list) else [given])]
    case = {"kind": question.kind, "reference": accepted[0], "options": _options(question)}
    right = [*accepted, *(test["right"] for test in _tests(question) if "right" in test)]
    wrong = [
        *(item["expr"] for item in data.get("wrong") or ()),
        *(t["wrong"] for t in _tests(question) if "wrong" in t),
    ]
    for number, (text, expected) in enumerate([*((t, True) for t in right), *((t, False) for t in wrong)]):
        syntax = "latex" if "\\" in str(text) else "ascii"
        yield case | {
            "id": f"{question.slug}-{number}",
            "syntax": syntax,
            "ref_syntax": "ascii",
            "response": str(text),
            "expected": expected,
        }


def _of_derivation(question: Question) -> Iterator[dict[str, Any]]:
    lines = question.key.model_answer().splitlines()
    yield {
        "id": question.slug,
        "kind": "derivation",
        "syntax": "ascii",
        "lines": lines,
        "options": _options(question),
        "expected_first_bad": None,
    }


def _tests(question: Question) -> list[dict[str, Any]]:
    return [test for test in question.fields.data.get("tests") or () if isinstance(test, dict)]


def _options(question: Question) -> dict[str, Any]:
    """The names as `check_answers` takes them: "matrix nxd" for `matrix(n, d)`."""
    data = question.fields.data
    symbols = {
        name: str(sort).replace("(", " ").replace(")", "").replace(", ", "x").replace(",", "x")
        for name, sort in (data.get("vars") or {}).items()
    }
    options: dict[str, Any] = {"symbols": symbols} if symbols else {}
    if question.kind == "numeric":
        options["tol_rel"] = 0.01
    if question.kind == "derivation":
        relation = data.get("relation", "equal")
        options["relation"] = "equivalence" if relation == "equivalent" else relation
    return options


_CASES = {"symbolic": _of_formula, "numeric": _of_formula, "derivation": _of_derivation}


def hostile_cases() -> Iterator[dict[str, Any]]:
    """Code, towers, depth, length and strange characters; none of them is ever right."""
    texts = [
        "__import__('os').system('id')",
        "().__class__.__mro__[1].__subclasses__()",
        "exec('x=1')",
        "9^9^9^9^9",
        "(10^10)^(10^10)",
        "factorial(factorial(99))",
        "((((1))))" * 40,
        "(" * 3000,
        "x" * 1_000_000,
        "sin(" * 200 + "x" + ")" * 200,
        "sum(sum(sum(1/(i j k), i, 1, 10^9), j, 1, 10^9), k, 1, 10^9)",
        "int(exp(sin(exp(cos(exp(x))))), x, 0, 10^6)",
        "limit(gamma(x)^(1/x)/x^x, x, oo)",
        "(x+1)^(10^6)",
        "product(x - k, k, 1, 10^7)",
        "[[1,2],[3,4]]^(10^9)",
        "det([[" + ",".join(["x"] * 60) + "]])",
        "\\def\\a{\\a\\a}\\a",
        "\\input{/etc/passwd}",
        "x\0+1",
        "\u202ex+1\u202c",
        "nan",
        "oo - oo",
        "1/0",
        "x = x = x = x" * 50,
    ]
    for number, text in enumerate(texts):
        yield {
            "id": f"hostile-{number}",
            "kind": "symbolic",
            "syntax": "latex" if "\\" in text else "ascii",
            "reference": "x^2 + 1",
            "response": text,
            "options": {},
        }
    yield {
        "id": "hostile-lines",
        "kind": "derivation",
        "syntax": "ascii",
        "lines": ["int(exp(sin(exp(x))), x, 0, 10^6)"] * 40,
        "options": {},
    }
