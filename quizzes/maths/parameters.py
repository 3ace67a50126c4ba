"""From declared ranges and a seed to the numbers of one variant of a question.

The same seed draws the same numbers for ever, on every platform and Python version: each comes from SHA-256 of seed,
attempt and name, and is an exact int or Fraction. Conditions that compare rounded floats are the one exception.
"""

from __future__ import annotations

import dataclasses
import itertools
import math
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from fractions import Fraction
from hashlib import sha256
from typing import Any

from quizzes.maths.evaluating import CalculationError, Real, evaluate, holds
from quizzes.maths.numbers import plain
from quizzes.maths.quantities import exact
from quizzes.maths.reading import CONSTANTS, FUNCTIONS, WORDS, Formula, ReadingError, formula
from quizzes.maths.trees import names_in

MAX_ATTEMPTS = 1_000
MAX_DECIMALS = 12
NAME = re.compile(r"[A-Za-z][A-Za-z0-9_]*")


class ParameterError(Exception):
    """A declaration is wrong, or fails for some draw. field: "params", "where" or "let"."""

    def __init__(self, field: str, message: str) -> None:
        super().__init__(f"{field}: {message}")
        self.field = field
        self.message = message


@dataclasses.dataclass(frozen=True)
class Steps:
    """first, first + step, ...: `count` numbers, at least one."""

    first: int | Fraction
    step: int | Fraction
    count: int

    def pick(self, number: int) -> int | Fraction:
        value = Fraction(self.first + self.step * (number % self.count))
        return value.numerator if value.denominator == 1 else value

    @property
    def lowest(self) -> int | Fraction:
        return self.pick(0)

    def all(self) -> Iterator[int | Fraction]:
        return map(self.pick, range(self.count))


@dataclasses.dataclass(frozen=True)
class Choices:
    values: tuple[int | Fraction, ...]

    @property
    def count(self) -> int:
        return len(self.values)

    @property
    def lowest(self) -> int | Fraction:
        return min(self.values)

    def pick(self, number: int) -> int | Fraction:
        return self.values[number % self.count]

    def all(self) -> Iterator[int | Fraction]:
        return iter(self.values)


@dataclasses.dataclass(frozen=True, kw_only=True)
class Draw:
    """values: of parameters and helpers, by name.   attempts: how many it took, 1 to MAX_ATTEMPTS."""

    values: Mapping[str, Real]
    attempts: int


@dataclasses.dataclass(frozen=True, kw_only=True)
class Parameters:
    """let: helpers in order, each from the parameters and the helpers before it.

    where: conditions on parameters alone, met before any helper is worked out.
    where_let: conditions that speak of helpers too.
    """

    ranges: Mapping[str, Steps | Choices] = dataclasses.field(default_factory=dict)
    where: tuple[Formula, ...] = ()
    let: Mapping[str, Formula] = dataclasses.field(default_factory=dict)
    where_let: tuple[Formula, ...] = ()

    @property
    def names(self) -> tuple[str, ...]:
        return (*self.ranges, *self.let)

    @property
    def size(self) -> int:
        """How many combinations of values there are, whether they meet the conditions or not."""
        return math.prod(numbers.count for numbers in self.ranges.values())

    def all(self) -> Iterator[dict[str, Real]]:
        """Every combination of values, of parameters alone."""
        for values in itertools.product(*(tuple(numbers.all()) for numbers in self.ranges.values())):
            yield dict(zip(self.ranges, values, strict=True))

    def draw(self, seed: int) -> Draw:
        """Raises ParameterError after MAX_ATTEMPTS, and where a condition or a helper has no value."""
        for attempt in range(MAX_ATTEMPTS):
            values: dict[str, Real] = {
                name: numbers.pick(_number(seed, attempt, name)) for name, numbers in self.ranges.items()
            }
            completed = self.completed(values)
            if completed is not None:
                return Draw(values=completed, attempts=attempt + 1)
        raise ParameterError("where", f"no draw met the conditions in {MAX_ATTEMPTS} attempts")

    def completed(self, values: Mapping[str, Real]) -> dict[str, Real] | None:
        """The values together with those of the helpers; None where a condition is not met. Raises ParameterError."""
        if not _all_hold(self.where, values):
            return None
        completed = self.with_helpers(values)
        return completed if _all_hold(self.where_let, completed) else None

    def with_helpers(self, values: Mapping[str, Real]) -> dict[str, Real]:
        """The values together with those of the helpers. Raises ParameterError."""
        all_values = dict(values)
        for name, helper in self.let.items():
            try:
                all_values[name] = evaluate(helper.tree, all_values)
            except CalculationError as error:
                raise ParameterError("let", f"`{name}`: {error}{described(all_values)}") from None
        return all_values


def _all_hold(conditions: Iterable[Formula], values: Mapping[str, Real]) -> bool:
    for condition in conditions:
        try:
            if not holds(condition.tree, values):
                return False
        except CalculationError as error:
            raise ParameterError("where", f"`{condition.text}`: {error}{described(values)}") from None
    return True


def described(values: Mapping[str, Real]) -> str:
    """The place of an error: " at a = 2, b = 0.5"; "" without values."""
    return " at " + ", ".join(f"{name} = {plain(value)}" for name, value in values.items()) if values else ""


def read_parameters(params: Any, where: Any, let: Any) -> Parameters:
    """The three fields as an author wrote them, each None when absent. Raises ParameterError."""
    ranges = {_name("params", name, ()): _range(name, spec) for name, spec in _mapping("params", params).items()}
    helpers: dict[str, Formula] = {}
    for name, text in _mapping("let", let).items():
        known = [*ranges, *helpers]
        helpers[_name("let", name, known)] = _formula("let", text, known)
    conditions = [
        _formula("where", text, [*ranges, *helpers], condition=True)
        for text in ([] if where is None else where if isinstance(where, list) else [where])
    ]
    return Parameters(
        ranges=ranges,
        where=tuple(condition for condition in conditions if not _uses(condition, helpers)),
        let=helpers,
        where_let=tuple(condition for condition in conditions if _uses(condition, helpers)),
    )


def _number(seed: int, attempt: int, name: str) -> int:
    return int.from_bytes(sha256(f"{seed} {attempt} {name}".encode()).digest(), "big")


def _uses(condition: Formula, names: Iterable[str]) -> bool:
    return not set(names).isdisjoint(names_in(condition.tree))


def _mapping(field: str, value: Any) -> Mapping[Any, Any]:
    if value is None:
        return {}
    if not isinstance(value, Mapping):
        example = "{n: {int: [1, 10, 1]}}" if field == "params" else "{name: formula}"
        raise ParameterError(field, f"a mapping such as {example} was expected")
    return value


def _name(field: str, name: object, taken: Sequence[str]) -> str:
    if not isinstance(name, str):
        raise ParameterError(field, f"{name!r} is no name for YAML; choose another or put it in quotes")
    if not NAME.fullmatch(name):
        raise ParameterError(field, f"`{name}` is no name; use letters, digits and _, a letter first")
    if name in FUNCTIONS or name in CONSTANTS or name in WORDS:
        raise ParameterError(field, f"`{name}` has a meaning already; choose another name")
    if name in taken:
        raise ParameterError(field, f"`{name}` is declared twice")
    return name


def _formula(field: str, text: object, names: Sequence[str], *, condition: bool = False) -> Formula:
    if isinstance(text, bool) or not isinstance(text, str | int | float):
        raise ParameterError(field, f"a formula was expected, not {text!r}")
    try:
        return formula(str(text), names, condition=condition)
    except ReadingError as error:
        raise ParameterError(field, f"`{text}`: {error.message} (character {error.position + 1})") from None


def _range(name: str, spec: object) -> Steps | Choices:
    match spec:
        case {"int": [first, last, *step], **others} if not others and len(step) <= 1:
            return _int_range(*_exact_all(name, [first, last, *(step or [1])]))
        case {"real": [first, last, digits], **others} if not others:
            return _real_range(name, *_exact_all(name, [first, last, digits]))
        case {"choice": [_, *_] as values, **others} if not others:
            return Choices(tuple(_exact_all(name, values)))
    raise ParameterError(
        "params", f"`{name}` needs {{int: [first, last, step]}}, {{real: [first, last, digits]}} or {{choice: [...]}}"
    )


def _exact_all(name: str, values: Iterable[object]) -> list[int | Fraction]:
    try:
        return [exact(value) for value in values]
    except ValueError as error:
        raise ParameterError("params", f"`{name}`: {error}") from None


def _int_range(first: int | Fraction, last: int | Fraction, step: int | Fraction) -> Steps:
    if not (isinstance(first, int) and isinstance(last, int) and isinstance(step, int)):
        raise ParameterError("params", f"`int` takes whole numbers, not [{first}, {last}, {step}]")
    return _steps(first, last, step)


def _real_range(name: str, first: int | Fraction, last: int | Fraction, digits: int | Fraction) -> Steps:
    if not isinstance(digits, int) or not 0 <= digits <= MAX_DECIMALS:
        raise ParameterError("params", f"`{name}`: digits are decimal places, 0 to {MAX_DECIMALS}")
    step = Fraction(1, 10**digits)
    if first % step:
        raise ParameterError("params", f"`{name}` begins at a number with more than {digits} decimal places")
    return _steps(first, last, step)


def _steps(first: int | Fraction, last: int | Fraction, step: int | Fraction) -> Steps:
    if step <= 0 or last < first:
        raise ParameterError("params", f"a range goes up, in steps above 0, not from {first} to {last} by {step}")
    return Steps(first, step, int((last - first) // step) + 1)
