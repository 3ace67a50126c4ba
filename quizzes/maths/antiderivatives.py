"""Equal up to a constant, as antiderivatives are; and whether an arbitrary constant was written."""

from __future__ import annotations

from quizzes.maths.derivatives import NoRule, derivative
from quizzes.maths.domains import Domain
from quizzes.maths.equality import Comparison, Verdict, compare, different, undecided
from quizzes.maths.rewriting import free_names
from quizzes.maths.trees import Node, Number, is_condition


def compare_antiderivatives(
    reference: Node, response: Node, variable: str, domain: Domain, *, constant_required: bool = False
) -> Comparison:
    """By their derivatives; with `constant_required` the response must carry a constant of its own."""
    if is_condition(reference) or is_condition(response):
        return different("kind", "an expression was expected")
    try:
        slopes = derivative(reference, variable), derivative(response, variable)
    except NoRule:
        return undecided("no rule for this derivative")
    found = compare(*slopes, domain)
    if found.verdict is Verdict.SAME and constant_required and not has_constant(response, variable, domain):
        return different("constant", "the arbitrary constant is missing")
    return found


def has_constant(response: Node, variable: str, domain: Domain) -> bool:
    """Whether some name is only added, so that it can make the constant anything."""
    for name in free_names(response) - {variable}:
        try:
            by_name = derivative(response, name)
            if compare(derivative(by_name, variable), _ZERO, domain).verdict is not Verdict.SAME:
                continue
        except NoRule:
            continue
        if compare(by_name, _ZERO, domain).verdict is Verdict.DIFFERENT:
            return True
    return False


_ZERO = Number(0, "0")
