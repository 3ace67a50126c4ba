"""What an author says of a number that is asked for, checked: the formulas that give it, its unit and its tolerance."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping
from fractions import Fraction

from quizzes.maths.faults import Faults
from quizzes.maths.measures import Units
from quizzes.maths.numbers import Tolerance, read_tolerance
from quizzes.maths.quantities import exact
from quizzes.maths.reading import Formula

UNIT = re.compile(r"[A-Za-zµμΩ°%][^\d\s]*(?: [^\d\s]+)*")  # what an author may call a unit


def read_answers(faults: Faults, names: Collection[str]) -> tuple[Formula, ...]:
    """The field `answer`: one formula or a list of them."""
    given = faults.fields.data.get("answer")
    if given is None or given == []:
        faults.add("answer", "a number or a formula is missing")
        return ()
    texts = given if isinstance(given, list) else [given]
    return tuple(answer for text in texts if (answer := faults.formula("answer", text, names)))


def read_tolerance_field(faults: Faults) -> Tolerance:
    return faults.read("tolerance", read_tolerance) or Tolerance()


def read_units(faults: Faults) -> Units:
    """The fields `unit` and `accept_units`."""
    unit = faults.read("unit", read_unit)
    known = "?" if unit is None else unit  # a faulty unit is not missing, too
    factors = faults.read("accept_units", lambda given: read_factors(given, known))
    return Units(asked=unit or "", factors=factors or {})


def read_unit(value: object) -> str:
    """The name of a unit; "" for None. Raises ValueError."""
    if value is None:
        return ""
    if not isinstance(value, str) or not UNIT.fullmatch(value):
        raise ValueError(f"{value!r} is not the name of a unit, such as GiB, tokens/s or %")
    return value


def read_factors(value: object, unit: str) -> dict[str, int | Fraction]:
    """Other units with their factors to `unit`, each above 0: {MiB: 1/1024}. Raises ValueError."""
    if value is None:
        return {}
    if not unit:
        raise ValueError("the field `unit` is missing")
    if not isinstance(value, Mapping):
        raise ValueError("factors to the unit were expected, such as {MiB: 1/1024}")
    factors = {read_unit(other): exact(factor) for other, factor in value.items() if other != unit}
    for other, factor in factors.items():
        if not other or factor <= 0:
            raise ValueError(f"a unit needs a name and a factor above 0, not {other}: {factor}")
    return factors
