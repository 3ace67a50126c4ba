"""From a right formula and a wrong one to the usual slip that leads from the one to the other, named as a guess.

First the two are held against each other as numbers: a sign, a factor, a root. Then mistakes that people make are made
in the right formula, one at a time, until one gives the wrong formula. Only points decide, so this never changes a
verdict; it only says what a wrong answer looks like.
"""

from __future__ import annotations

import functools
import itertools
import math
from collections.abc import Callable
from typing import Any, Final

from quizzes.maths import clocks
from quizzes.maths.arithmetic import FLOATS, Undefined, Unknown, is_finite, is_number
from quizzes.maths.distances import relative_distance, shape_of
from quizzes.maths.domains import Domain
from quizzes.maths.equality import Verdict
from quizzes.maths.matrices import Matrix, ShapeError
from quizzes.maths.mistakes import mistakes
from quizzes.maths.options import Options
from quizzes.maths.probing import WORDS, environment, points
from quizzes.maths.relations import equivalent
from quizzes.maths.trees import Binary, Compare, Node
from quizzes.maths.values import Environment, worth

SECONDS: Final = 0.5  # for looking; what takes longer stays without a name
TRIALS: Final = 40  # points that are tried
WANTED, LEAST = 6, 3  # points with a value on both sides: looked for, and needed
CLOSE: Final = 1e-9  # relative

_FLIPPED: Final = {"<": ">", ">": "<", "<=": ">=", ">=": "<="}
_STRICT: Final = {"<": "<=", ">": ">=", "<=": "<", ">=": ">"}
_FACTORS: Final = {  # of the wrong formula, by the right one
    -1.0: "a wrong sign", 2.0: "an extra factor 2", 0.5: "a missing factor 2", -2.0: "a wrong sign and a factor 2",
    -0.5: "a wrong sign and a missing factor 2", 4.0: "an extra factor 4", 0.25: "a missing factor 4",
    **dict.fromkeys((math.log(2), 1 / math.log(2)), "another base of the logarithm (2 or e)"),
    **dict.fromkeys((math.log(10), 1 / math.log(10)), "another base of the logarithm (10 or e)"),
    **dict.fromkeys((math.log2(10), math.log10(2)), "another base of the logarithm (10 or 2)"),
}  # fmt: skip

Sample = tuple[Environment, Any, Any]  # values of the names, of the right and of the wrong formula


def guessed_slip(reference: Node, given: Node, options: Options, *, seconds: float = SECONDS) -> str:
    """ "Looks like a missing factor 2."; "" where no usual slip fits. The two formulas must differ."""
    until = clocks.seconds() + seconds
    if isinstance(reference, Compare) and isinstance(given, Compare):
        words = _of_comparisons(reference, given, options.domain, until)
    else:
        samples = _samples(reference, given, options.domain)
        words = _of_values(samples) if len(samples) >= LEAST else ""
        words = words or _of_mistakes(reference, samples, options, until, _equal)
    return f"Looks like {words}." if words else ""


def _of_comparisons(reference: Compare, given: Compare, domain: Domain, until: float) -> str:
    """By the difference of the sides, which for the same equation may differ by a constant factor."""
    if len(reference.operators) != 1 or len(given.operators) != 1:
        return ""
    sign, own = reference.operators[0], given.operators[0]
    difference = Binary("-", *reference.operands)
    samples = _samples(difference, Binary("-", *given.operands), domain)
    if len(samples) < LEAST:
        return ""
    factor = _constant_ratio(samples)
    if factor is not None:
        turned = own if factor > 0 else _FLIPPED.get(own, own)
        if sign in _FLIPPED and turned == _FLIPPED[sign]:
            return "an inequality sign the wrong way round"
        return "a mix-up of < and ≤" if _STRICT.get(sign) == turned else ""
    if sign != own and sign not in _FLIPPED:
        return ""
    if reference.operands[0] == given.operands[0]:  # x = …, both times
        sides = _samples(reference.operands[1], given.operands[1], domain)
        words = _of_values(sides) if len(sides) >= LEAST else ""
        if words:
            return words
    words = _of_mistakes_in(reference, samples, domain, until)
    if not words and sign in _FLIPPED and clocks.seconds() < until:
        flipped = Compare((_FLIPPED[sign],), reference.operands)
        if equivalent(flipped, given, domain).verdict is Verdict.SAME:
            return "an inequality sign the wrong way round"
    return words


def _of_mistakes_in(reference: Compare, samples: list[Sample], domain: Domain, until: float) -> str:
    for mistake in mistakes(reference, domain):
        if clocks.seconds() > until:
            return ""
        if isinstance(mistake.tree, Compare) and _fits(Binary("-", *mistake.tree.operands), samples, _proportional):
            return mistake.words
    return ""


def _samples(reference: Node, given: Node, domain: Domain) -> list[Sample]:
    """Points at which both have a value, or a matrix of values."""
    found: list[Sample] = []
    for point in itertools.islice(points((reference, given), domain), TRIALS):
        env = environment(point, FLOATS)
        values = _value(reference, env), _value(given, env)
        if None not in values:
            found.append((env, *values))
        if len(found) >= WANTED:
            break
    return found


def _value(tree: Node, env: Environment) -> Any:
    try:
        value = worth(tree, env, FLOATS)
    except (Undefined, Unknown, ShapeError):
        return None
    if isinstance(value, Matrix):
        return value if all(is_finite(entry) for entry in value.entries) else None
    return value if is_number(value) and not isinstance(value, bool) and is_finite(value) else None


def _of_values(samples: list[Sample]) -> str:
    """What the values alone tell."""
    if all(isinstance(right, Matrix) for _, right, _ in samples) and _all(samples, lambda right: right.transposed):
        return "a missing or an extra transpose"
    factor = _constant_ratio(samples)
    if factor is not None:
        return _of_factor(factor)
    if words := _of_names(samples):
        return words
    if not all(is_number(right) for _, right, _ in samples):
        return ""
    for change, words in _CHANGES:
        if _all(samples, change):
            return words
    return ""


_CHANGES: Final[tuple[tuple[Callable[[Any], Any], str], ...]] = (
    (lambda right: right + 1, "an answer that is off by one"),
    (lambda right: right - 1, "an answer that is off by one"),
    (lambda right: 1 - right, "the rest: 1 minus the right answer"),
    (lambda right: 1 / right, "a fraction upside down"),
    (lambda right: right * right, "a missing square root"),
    (lambda right: right**0.5, "a missing square"),
    (lambda right: abs(right), "a sign that was lost"),
)


def _of_factor(factor: float) -> str:
    for known, words in _FACTORS.items():
        if abs(factor - known) <= CLOSE * abs(known):
            return words
    for size, what in ((factor, "an extra"), (1 / factor, "a missing")):
        if abs(size - round(size)) <= CLOSE * abs(size) and 2 < abs(size) <= 100:
            return f"{what} factor {round(size)}".replace("-", "−")
    return ""


def _of_names(samples: list[Sample]) -> str:
    """A factor that is one of the names: n where 1 was due, or the reverse."""
    names = [name for name, value in samples[0][0].items() if name not in WORDS and is_number(value)]
    for name in names:
        for sign, wrong in ((1, ""), (-1, "a wrong sign and ")):
            if _each(samples, functools.partial(_times_name, name, sign)):
                return f"{wrong}an extra factor `{name}`"
            if _each(samples, functools.partial(_over_name, name, sign)):
                return f"{wrong}a missing factor `{name}`"
    return ""


def _times_name(name: str, sign: int, env: Environment, right: Any) -> Any:
    return right * (sign * env[name])


def _over_name(name: str, sign: int, env: Environment, right: Any) -> Any:
    return right / (sign * env[name])


def _constant_ratio(samples: list[Sample]) -> float | None:
    """The number by which the right values are multiplied to give the wrong ones; None where there is no such."""
    ratio = next((found for _, right, wrong in samples if (found := _ratio(right, wrong)) is not None), None)
    if ratio is None or not is_number(ratio) or isinstance(ratio, complex) or not ratio:
        return None
    return float(ratio) if _all(samples, lambda right: right * ratio) else None


def _ratio(right: Any, wrong: Any) -> Any:
    if isinstance(right, Matrix) and isinstance(wrong, Matrix) and right.shape == wrong.shape:
        pairs = zip(right.entries, wrong.entries, strict=True)
        return next((b / a for a, b in pairs if a), None)
    return wrong / right if is_number(right) and is_number(wrong) and right else None


def _all(samples: list[Sample], change: Callable[[Any], Any]) -> bool:
    return _each(samples, lambda _, right: change(right))


def _each(samples: list[Sample], change: Callable[[Environment, Any], Any]) -> bool:
    """Whether the change turns the right value into the wrong one at all points."""
    try:
        return all(_equal(change(env, right), wrong) for env, right, wrong in samples)
    except (ArithmeticError, ValueError, ShapeError, Undefined):
        return False


def _equal(a: Any, b: Any) -> bool:
    return shape_of(a) == shape_of(b) and relative_distance(a, b) <= CLOSE


def _of_mistakes(
    reference: Node, samples: list[Sample], options: Options, until: float, fits: Callable[[Any, Any], bool]
) -> str:
    if len(samples) < LEAST:
        return ""
    for mistake in mistakes(reference, options.domain):
        if clocks.seconds() > until:
            return ""
        if _fits(mistake.tree, samples, fits):
            return mistake.words
    return ""


def _fits(tree: Node, samples: list[Sample], fits: Callable[[Any, Any], bool]) -> bool:
    good = 0
    for env, _, wrong in samples:
        value = _value(tree, env)
        if value is None:
            continue
        if not fits(value, wrong):
            return False
        good += 1
    return good >= LEAST


def _proportional(value: Any, wrong: Any) -> bool:
    return _equal(value, wrong) or (is_number(value) and is_number(wrong) and _equal(-value, wrong))
