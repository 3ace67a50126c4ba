"""What is wrong with a block, gathered while it is read, so that its author hears all of it at once."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from itertools import pairwise
from typing import Any, TypeVar

from quizzes.answers import FieldError, Fields
from quizzes.maths.parameters import ParameterError
from quizzes.maths.reading import Formula, ReadingError, formula

T = TypeVar("T")


class Faults:
    """True where there are any. Faults are kept in the order in which they were found, each once."""

    def __init__(self, fields: Fields) -> None:
        self.fields = fields
        self.found: list[FieldError] = []

    def __bool__(self) -> bool:
        return bool(self.found)

    def add(self, field: str, message: str) -> None:
        if all((fault.field, fault.message) != (field, message) for fault in self.found):
            self.found.append(FieldError(field, message, line=self.fields.lines.get(field)))

    def add_parameter(self, error: ParameterError) -> None:
        self.add(error.field, error.message)

    def read(self, field: str, reader: Callable[[object], T]) -> T | None:
        """What the reader makes of a field; its ValueError is a fault, and the value is None then."""
        try:
            return reader(self.fields.data.get(field))
        except ValueError as error:
            self.add(field, str(error))
            return None

    def list_of(self, field: str) -> list[Any]:
        given = self.fields.data.get(field)
        if given is not None and not isinstance(given, list):
            self.add(field, "a list was expected")
            return []
        return given or []

    def formula(self, field: str, text: object, names: Iterable[str]) -> Formula | None:
        """A calculation in these names, as an author wrote it; None where it cannot be read."""
        if isinstance(text, bool) or not isinstance(text, str | int | float):
            self.add(field, f"a number or a formula was expected, not {text!r}")
            return None
        try:
            return formula(str(text), tuple(names))
        except ReadingError as error:
            self.add(field, f"`{text}`: {error.message} (character {error.position + 1})")
            return None

    def raise_all(self) -> None:
        """Raise the first as FieldError, each with the next one as its cause; nothing where there is none."""
        for fault, following in pairwise(self.found):
            fault.__cause__ = following
        if self.found:
            raise self.found[0]
