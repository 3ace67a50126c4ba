"""From the fields params, where and let of a block to its parameters, and from a draw to what stands for {{name}}."""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from quizzes.answers import Fields
from quizzes.maths.faults import Faults
from quizzes.maths.numbers import placed
from quizzes.maths.parameters import Draw, ParameterError, Parameters, described, read_parameters
from quizzes.maths.pitfalls import seeds_without_value
from quizzes.maths.trees import Node, names_in

FIELDS = ("params", "where", "let")
CHECKED_DRAWS = 20
RARE_DRAW = 100  # attempts; conditions that need more would one day find no draw at all
PLACEHOLDER = re.compile(r"\{\{ *([A-Za-z_][A-Za-z0-9_]*) *\}\}")


def read_drawing(fields: Fields, faults: Faults) -> tuple[Parameters | None, tuple[str, ...]]:
    """The parameters, None when at fault, and all names declared, so that formulas can be read in either case."""
    data = {field: fields.data.get(field) for field in FIELDS}
    try:
        parameters = read_parameters(*data.values())
        return parameters, parameters.names
    except ParameterError as error:
        first = error
    for found in list(_one_by_one(data)) or [first]:
        faults.add_parameter(found)
    declared = [*_mapping(data["params"]), *_mapping(data["let"])]
    return None, tuple(name for name in declared if isinstance(name, str))


def values_in_text(draw: Draw) -> Mapping[str, str]:
    """What stands for {{name}} in a text."""
    return {name: placed(value) for name, value in draw.values.items()}


def check_placeholders(
    fields: Fields, parameters: Parameters, names: Iterable[str], formulas: Iterable[Node], faults: Faults
) -> None:
    """Every placeholder is declared; every declared name is used, parameters in the prompt or in a helper.

    names: all declared ones, also those at fault.   formulas: of the answers and the like, in which helpers may stand.
    """
    names = tuple(names)
    texts = {"prompt": fields.prompt}
    if names:  # elsewhere double braces may well be LaTeX
        texts |= {label: fields.section(label) for label in fields.sections}
    for field, text in texts.items():
        for name in dict.fromkeys(PLACEHOLDER.findall(text)):
            if name not in names:
                faults.add(field, f"{{{{{name}}}}} is not declared in `params` or `let`")
    told = {*PLACEHOLDER.findall(fields.prompt)}
    told |= {name for helper in parameters.let.values() for name in names_in(helper.tree)}
    used = [*formulas, *(condition.tree for condition in parameters.where_let)]
    in_formulas = {name for tree in used for name in names_in(tree)}
    for name in parameters.ranges:
        if name not in told:
            faults.add("params", f"`{name}` stands neither in the prompt, as {{{{{name}}}}}, nor in `let`")
    for name in parameters.let:
        if name not in told | in_formulas:
            faults.add("let", f"`{name}` is not used")


def checked_draws(parameters: Parameters, formulas: Iterable[Node], faults: Faults) -> Iterator[tuple[int, str]]:
    """Seeds to try a question with, each with the place of an error, as in " at n = 3 (seed 2)"; bad draws are faults.

    formulas: of the answers and the like; a seed that leaves one of them without a value is among those tried.
    """
    if not parameters.ranges:
        if _drawn(parameters, 0, "", faults):
            yield 0, ""
        return
    sample = (*range(1, CHECKED_DRAWS), 0)  # the first five are those that an author's page shows
    rare = (seed for seed in seeds_without_value(parameters, formulas) if seed not in sample)
    for seed in itertools.chain(sample, rare):
        named = f" (seed {seed})"
        draw = _drawn(parameters, seed, named, faults)
        if draw is None:
            return
        yield seed, described({name: draw.values[name] for name in parameters.ranges}) + named


def _drawn(parameters: Parameters, seed: int, named: str, faults: Faults) -> Draw | None:
    """The draw; None, and a fault, where there is none or it takes too many attempts."""
    try:
        draw = parameters.draw(seed)
    except ParameterError as error:
        faults.add(error.field, f"{error.message}{named}")
        return None
    if draw.attempts > RARE_DRAW:
        faults.add("where", f"seed {seed} needs {draw.attempts} attempts; choose narrower ranges")
        return None
    return draw


def _mapping(given: object) -> Mapping[Any, Any]:
    return given if isinstance(given, Mapping) else {}


def _one_by_one(data: Mapping[str, Any]) -> Iterator[ParameterError]:
    """Every declaration and every condition alone; a faulty one is stood in for, so that others may name it."""
    good: dict[str, dict[str, Any]] = {"params": {}, "let": {}}
    for field, stand_in in (("params", {"choice": [1]}), ("let", "1")):
        if not _mapping(data[field]):
            yield from _complaints(**{field: data[field]})
        for name, value in _mapping(data[field]).items():
            found = list(_complaints(**{**good, field: {**good[field], name: value}}))
            yield from found
            with_stand_in = {**good[field], name: stand_in}
            if not found:
                good[field][name] = value
            elif not list(_complaints(**{**good, field: with_stand_in})):
                good[field] = with_stand_in
    where = data["where"]
    for condition in where if isinstance(where, list) else [where]:
        yield from _complaints(**good, where=condition)


def _complaints(params: Any = None, where: Any = None, let: Any = None) -> Iterator[ParameterError]:
    try:
        read_parameters(params, where, let)
    except ParameterError as error:
        yield error
