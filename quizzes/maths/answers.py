"""From a reference, a response and options to a judgement: the right sort of comparison for what the two are."""

from __future__ import annotations

import dataclasses
from typing import Any

from quizzes.maths import accuracy, forms, units
from quizzes.maths.antiderivatives import compare_antiderivatives
from quizzes.maths.arithmetic import FLOATS, Undefined, Unknown, is_number
from quizzes.maths.equality import Comparison, Verdict, compare
from quizzes.maths.matrices import Matrix, ShapeError
from quizzes.maths.matrix_functions import Many
from quizzes.maths.options import Options
from quizzes.maths.proportion import compare_up_to_factor
from quizzes.maths.reading import read
from quizzes.maths.receipts import counterexample_text
from quizzes.maths.relations import equivalent
from quizzes.maths.rewriting import free_names
from quizzes.maths.sets import compare_collections, is_collection, mentions_signs
from quizzes.maths.tokens import ReadingError
from quizzes.maths.trees import Compare, Group, Name, Node, Unary, is_condition, to_text
from quizzes.maths.values import worth


@dataclasses.dataclass(frozen=True, kw_only=True)
class Judgement:
    """correct: None where no test decided.   counterexample: in words, with both values.

    comparison: of which it speaks; None where nothing was worked out.
    """

    correct: bool | None
    read_as: str
    how: str
    note: str = ""
    counterexample: str = ""
    comparison: Comparison | None = None


def judge_answer(reference: str, response: str, options: Options) -> Judgement:
    """Raises ReadingError for a response that cannot be read."""
    if options.flag("units"):
        return _judge_measure(reference, response, options)
    try:
        wanted = read(reference, options.reference_vocabulary)
    except ReadingError as error:
        return Judgement(correct=None, read_as="", how="", note=f"the reference cannot be read: {error.message}")
    return judge_trees(wanted, read(response, options.vocabulary), options, response)


def judge_trees(wanted: Node, given: Node, options: Options, text: str = "") -> Judgement:
    """As `judge_answer`, of what was read.   text: the response as typed, for what hangs on its digits."""
    form = str(options.raw.get("form") or "")
    if form == "equal_com_assoc":
        correct = forms.same_up_to_order(wanted, given)
        return Judgement(correct=correct, read_as=to_text(given), how="form")
    if form == "antiderivative" or (options.raw.get("var") and not form) or options.flag("up_to_constant"):
        variable = str(options.raw.get("var") or "x")
        found = compare_antiderivatives(
            wanted, given, variable, options.domain, constant_required=options.flag("constant_required")
        )
        return _judgement(found, given)
    if banned := forms.forbidden(given, options.raw.get("forbid") or ()):
        return Judgement(correct=False, read_as=to_text(given), how="form", note=f"`{banned}` is not to be used here")
    wanted, given = _without_prefix(wanted, given, options.kind)
    if (found_number := _judge_number(wanted, given, text, options)) is not None:
        return found_number
    judgement = _judgement(_compared(wanted, given, options), given)
    if judgement.correct and form in forms.FORMS:
        wrong = forms.wrong_form(form, given, str(options.raw.get("var") or ""))
        if wrong is not None:
            return dataclasses.replace(judgement, correct=False, how="form", note=wrong)
    return judgement


def _compared(wanted: Node, given: Node, options: Options) -> Comparison:
    """Up to a sign or a factor, where the question says so."""
    up_to = options.raw.get("up_to")
    if up_to == "factor" and not (_is_conditions(wanted) or _is_conditions(given)):
        return compare_up_to_factor(wanted, given, options.domain)
    found = compare_any(wanted, given, options)
    if up_to == "sign" and found.verdict is Verdict.DIFFERENT:
        turned = compare_any(wanted, Unary("-", given), options)
        return turned if turned.verdict is Verdict.SAME else found
    return found


def _judgement(found: Comparison, given: Node) -> Judgement:
    correct = None if found.verdict is Verdict.UNDECIDED else found.verdict is Verdict.SAME
    how = f"{found.how}, {found.points} points" if found.points else found.how
    return Judgement(
        correct=correct,
        read_as=to_text(given),
        how=how,
        note=found.note,
        counterexample=counterexample_text(found),
        comparison=found,
    )


def compare_any(wanted: Node, given: Node, options: Options) -> Comparison:
    """Conditions by their solutions, collections by their members, all else by value."""
    domain = options.domain
    if options.flag("solution_of") and not domain.numbers and "i" not in {*_names(wanted), *_names(given)}:
        domain = dataclasses.replace(domain, numbers="real")
    is_set = options.kind in ("set", "interval")
    conditions = _is_conditions(wanted), _is_conditions(given)
    if all(conditions):
        return equivalent(wanted, given, domain)
    if is_set and any(conditions) and (is_collection(wanted) or is_collection(given)):
        return compare_collections(wanted, given, domain, is_set=True)
    if any(conditions):
        wrong = "an equation or inequality" if conditions[0] else "an expression"
        return Comparison(verdict=Verdict.DIFFERENT, how="kind", note=f"{wrong} was expected")
    collections = is_collection(wanted) or is_collection(given)
    if collections or mentions_signs(wanted) or mentions_signs(given):
        if not collections or _is_column(wanted, given):
            wanted, given = _as_columns(wanted), _as_columns(given)
        if is_collection(wanted) or is_collection(given) or mentions_signs(wanted) or mentions_signs(given):
            ordered = options.raw.get("ordered")
            return compare_collections(
                wanted, given, domain, is_set=is_set, ordered=ordered if isinstance(ordered, bool) else None
            )
    return compare(wanted, given, domain)


def _names(node: Node) -> set[str]:
    from quizzes.maths.trees import names_in

    return set(names_in(node))


def _is_conditions(node: Node) -> bool:
    """A condition, or a list of them: a system."""
    if isinstance(node, Group) and node.items and node.kind != "interval":
        return all(is_condition(item) for item in node.items)
    return is_condition(node)


def _is_column(wanted: Node, given: Node) -> bool:
    """Whether one is a matrix and the other a list, which then is meant as a vector."""
    kinds = {getattr(node, "kind", "") for node in (wanted, given)}
    return "matrix" in kinds and bool(kinds & {"list", "tuple"})


def _as_columns(node: Node) -> Node:
    if isinstance(node, Group) and node.kind in ("list", "tuple"):
        return Group("matrix", tuple(Group("list", (item,)) for item in node.items))
    return node


def _without_prefix(wanted: Node, given: Node, kind: str) -> tuple[Node, Node]:
    """`f = ` before a value is left out where the other side has no such name; an equation is to stay one."""
    short_wanted, short_given = _value_of_definition(wanted), _value_of_definition(given)
    if short_wanted is not None and short_given is not None and _defined(wanted) == _defined(given):
        are_sets = is_collection(short_wanted) or is_collection(short_given)
        return (short_wanted, short_given) if are_sets else (wanted, given)
    if kind == "equation":
        return wanted, given
    if short_given is not None and not is_condition(wanted) and _defined(given) not in free_names(wanted):
        return wanted, short_given
    if short_wanted is not None and not is_condition(given) and _defined(wanted) not in free_names(given):
        return short_wanted, given
    return wanted, given


def _value_of_definition(node: Node) -> Node | None:
    match node:
        case Compare(("==",), (Name(name), value) | (value, Name(name))) if name not in free_names(value):
            return None if is_condition(value) else value
        case Compare(("in",), (Name(name), value)) if name not in free_names(value):
            return value
    return None


def _defined(node: Node) -> str:
    """The name that a definition is of."""
    names = [side.name for side in node.operands if isinstance(side, Name)] if isinstance(node, Compare) else []
    return names[0] if names else ""


def _judge_number(wanted: Node, given: Node, text: str, options: Options) -> Judgement | None:
    """By tolerance, significant figures or decimal places; None where none of these was asked for."""
    figures, places = options.raw.get("sig_figs"), options.raw.get("decimal_places")
    relative, absolute = options.number("tol_rel"), options.number("tol_abs")
    if figures is None and places is None and relative is None and absolute is None:
        return None
    try:
        values = [_plain(worth(tree, {}, FLOATS)) for tree in (wanted, given)]
    except (Undefined, Unknown, ShapeError):
        return None  # with names in it, or beyond floats: told by the general comparison
    note = _badly_written(text, options)
    if note:
        return Judgement(correct=False, read_as=to_text(given), how="figures", note=note)
    correct = _agrees(values[1], values[0], options)
    return Judgement(correct=correct, read_as=to_text(given), how=_tolerance_text(options))


def _plain(value: Any) -> Any:
    if isinstance(value, Many):
        return [_plain(item) for item in value.items]
    return value.entries if isinstance(value, Matrix) else value


def _agrees(value: Any, reference: Any, options: Options) -> bool:
    if isinstance(value, list) or isinstance(reference, list):
        if not (isinstance(value, list) and isinstance(reference, list)) or len(value) != len(reference):
            return False
        return all(_agrees(a, b, options) for a, b in zip(value, reference, strict=True))
    if not (is_number(value) and is_number(reference)):
        return False
    raw = options.raw
    if raw.get("sig_figs") is not None:
        return accuracy.agrees_to_figures(value, reference, int(raw.get("sig_figs_accuracy") or raw["sig_figs"]))
    if raw.get("decimal_places") is not None:
        tolerance = raw.get("decimal_places_tol")
        if isinstance(tolerance, int | float):
            return accuracy.within(value, reference, absolute=float(tolerance))
        return accuracy.agrees_to_places(value, reference, int(raw["decimal_places"]))
    relative, absolute = options.number("tol_rel") or 0.0, options.number("tol_abs") or 0.0
    return accuracy.within(value, reference, relative=relative, absolute=absolute)


def _badly_written(text: str, options: Options) -> str:
    """What is wrong with the digits as typed; "" when nothing is, or they do not matter."""
    raw = options.raw
    if raw.get("sig_figs") is not None and raw.get("sig_figs_written", False):
        shown = accuracy.written(text)
        if shown is None or not shown.least <= int(raw["sig_figs"]) <= shown.most:
            return f"give the number to {raw['sig_figs']} significant figures"
    if raw.get("decimal_places") is not None and raw.get("decimal_places_written", False):
        shown = accuracy.written(text)
        if shown is None or shown.decimals != int(raw["decimal_places"]):
            return f"give the number to {raw['decimal_places']} decimal places"
    return ""


def _tolerance_text(options: Options) -> str:
    parts = [
        f"{name} {options.raw[name]}"
        for name in ("sig_figs", "decimal_places", "tol_rel", "tol_abs")
        if name in options.raw
    ]
    return ", ".join(parts)


def _judge_measure(reference: str, response: str, options: Options) -> Judgement:
    """Numbers with units."""
    try:
        wanted = units.read_measure(reference, options.reference_syntax)
    except ReadingError as error:
        return Judgement(correct=None, read_as="", how="", note=f"the reference cannot be read: {error.message}")
    given = units.read_measure(response, options.vocabulary.syntax)
    read_as = str(given)

    def verdict(correct: bool | None, note: str = "") -> Judgement:
        return Judgement(
            correct=correct, read_as=read_as, how=f"units, {_tolerance_text(options)}".rstrip(", "), note=note
        )

    if given.tree is None:
        return verdict(False, "the number is missing")
    if (given.unit is None) != (wanted.unit is None):
        return verdict(
            False, f"the unit {wanted.unit_text} is missing" if wanted.unit is not None else "no unit was expected"
        )
    if not units.same_kind(given.unit, wanted.unit):
        return verdict(False, f"{given.unit_text} is not a unit of the quantity that was asked for")
    if options.raw.get("allow_unit_conversion") is False and given.unit != wanted.unit:
        return verdict(False, f"the answer was asked in {wanted.unit_text}")
    note = _badly_written(given.text, options)
    if note:
        return verdict(False, note)
    value, target = given.value, wanted.value
    if value is None or target is None:
        return verdict(None, "the number has no value")
    value = units.converted(value, given.unit, wanted.unit)
    absolute = options.raw.get("tol_abs")
    if isinstance(absolute, str):
        allowed = units.read_measure(absolute)
        if allowed.value is None or not units.same_kind(allowed.unit, wanted.unit):
            return verdict(None, "the tolerance is in another unit")
        size = units.converted(allowed.value, allowed.unit, wanted.unit)
        return verdict(accuracy.within(value, target, absolute=size))
    if not any(name in options.raw for name in ("tol_rel", "tol_abs", "sig_figs", "decimal_places")):
        return verdict(accuracy.within(value, target, relative=1e-9))
    return verdict(_agrees(value, target, options))
