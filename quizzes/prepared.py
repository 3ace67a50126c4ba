"""Queries that every review runs, compiled once and run many times.

Django compiles a query anew at each use, which costs more than SQLite needs to answer it: half of the time of a review
was spent so. Here a query set is written as ever, compiled at its first use, and from then on only executed.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, Generic, TypeVar

from django.db import connection, models
from django.db.models.query import get_related_populators

M = TypeVar("M", bound=models.Model)


class Prepared(Generic[M]):
    """A query set as a function of its parameters.

    build: makes the query set from values for the parameters; called once, with the stand-ins.
    stand_ins: for each parameter a value of its type that is unmistakable among those that the query holds anyway.
    Datetimes are adapted to the database; other values must be as the database takes them (a learning day as a number).
    """

    def __init__(self, build: Callable[..., models.QuerySet[M]], **stand_ins: Any) -> None:
        self._build = build
        self._stand_ins = stand_ins
        self._compiled: dict[str, _Compiled] = {}

    def all(self, **parameters: Any) -> list[M]:
        compiled = self._compiled.get(connection.vendor)
        if compiled is None:
            compiled = self._compiled[connection.vendor] = _Compiled(self._build(**self._stand_ins), self._stand_ins)
        return compiled.run(parameters)

    def first(self, **parameters: Any) -> M | None:
        found = self.all(**parameters)
        return found[0] if found else None


class _Compiled:
    """What Django's ModelIterable works out for each use of a query set, worked out once."""

    def __init__(self, rows: models.QuerySet[Any], stand_ins: dict[str, Any]) -> None:
        compiler = rows.query.get_compiler(connection=connection)
        self.sql, values = compiler.as_sql()
        names = {_adapted(value): name for name, value in stand_ins.items()}
        self.places = [(names.get(value), value) if _is_plain(value) else (None, value) for value in values]
        missing = set(stand_ins) - {name for name, _ in self.places}
        if missing:
            raise ValueError(f"the query does not use {', '.join(sorted(missing))}")
        info = compiler.klass_info
        self.model = info["model"]
        self.start, self.end = info["select_fields"][0], info["select_fields"][-1] + 1
        self.names = [column[0].target.attname for column in compiler.select[self.start : self.end]]
        self.related = get_related_populators(info, compiler.select, connection.alias)
        self.annotations = list(compiler.annotation_col_map.items())
        self.converters = list(compiler.get_converters([column[0] for column in compiler.select]).items())

    def run(self, parameters: dict[str, Any]) -> list[Any]:
        values = [value if name is None else _adapted(parameters[name]) for name, value in self.places]
        with connection.cursor() as cursor:
            cursor.execute(self.sql, values)
            rows = cursor.fetchall()
        return [self._instance(list(row)) for row in rows]

    def _instance(self, row: list[Any]) -> Any:
        for place, (converters, expression) in self.converters:
            for converter in converters:
                row[place] = converter(row[place], expression, connection)
        instance = self.model.from_db(connection.alias, self.names, row[self.start : self.end])
        for populator in self.related:
            populator.populate(row, instance)
        for name, place in self.annotations:
            setattr(instance, name, row[place])
        return instance


def _is_plain(value: Any) -> bool:
    return isinstance(value, int | str) or hasattr(value, "isoformat")


def _adapted(value: Any) -> Any:
    return connection.ops.adapt_datetimefield_value(value) if hasattr(value, "tzinfo") else value


# --- writing ---------------------------------------------------------------------------------------------------------

_written: dict[tuple[Any, ...], str] = {}


def insert(instance: models.Model) -> bool:
    """Add a row and set its id. False when a row with the same unique values is there already; then nothing is done."""
    meta = instance._meta
    fields = [field for field in meta.concrete_fields if not field.primary_key]
    sql = _written.get((type(instance), connection.vendor))
    if sql is None:
        quote = connection.ops.quote_name
        columns = ", ".join(quote(field.column) for field in fields)
        sql = (
            f"INSERT INTO {quote(meta.db_table)} ({columns}) VALUES ({', '.join(['%s'] * len(fields))}) "  # noqa: S608
            f"ON CONFLICT DO NOTHING RETURNING {quote(meta.pk.column)}"
        )
        _written[type(instance), connection.vendor] = sql
    with connection.cursor() as cursor:
        cursor.execute(sql, _saved(instance, fields))
        row = cursor.fetchone()
    if row is None:
        return False
    instance.pk = row[0]
    instance._state.adding, instance._state.db = False, connection.alias
    return True


def update(instance: models.Model, names: Sequence[str]) -> None:
    """Write these columns of a row."""
    meta = instance._meta
    fields = [meta.get_field(name) for name in names]
    sql = _written.get((type(instance), connection.vendor, *names))
    if sql is None:
        quote = connection.ops.quote_name
        columns = ", ".join(f"{quote(field.column)} = %s" for field in fields)
        sql = f"UPDATE {quote(meta.db_table)} SET {columns} WHERE {quote(meta.pk.column)} = %s"  # noqa: S608
        _written[type(instance), connection.vendor, *names] = sql
    with connection.cursor() as cursor:
        cursor.execute(sql, [*_saved(instance, fields), instance.pk])


def _saved(instance: models.Model, fields: Sequence[Any]) -> list[Any]:
    return [field.get_db_prep_save(getattr(instance, field.attname), connection) for field in fields]
