"""From a tree and values for its names to the value of the tree, in one of the number systems of `arithmetic`.

A tree is turned into nested functions once and then worked out at many points. Values are numbers, matrices, random
variables, truth values, and `Many` of these in lists, tuples and sets.
"""

from __future__ import annotations

import dataclasses
import operator
from collections.abc import Callable, Mapping
from functools import lru_cache
from typing import Any, Final, TypeAlias

from quizzes.maths import calculus
from quizzes.maths.arithmetic import Arithmetic, Pole, Undefined, Unknown, is_complex, is_number, tidy
from quizzes.maths.chances import OF_CHANCE, Random, lifted
from quizzes.maths.matrices import Identity, Matrix, ShapeError, column, matrix, named, norm
from quizzes.maths.matrix_functions import OF_MATRICES, Many
from quizzes.maths.rewriting import CONSTANTS
from quizzes.maths.trees import Binary, Call, Compare, Group, Name, Node, Number, Unary

Environment: TypeAlias = dict[str, Any]
Worth: TypeAlias = Callable[[Environment], Any]

COMPARISONS: Final[Mapping[str, Callable[[Any, Any], bool]]] = {
    "<": operator.lt, "<=": operator.le, ">=": operator.ge, ">": operator.gt,
}  # fmt: skip
SAME_NUMBER = 1e-12  # relative; what `==` within a formula takes for equal


def worth(tree: Node, values: Environment, arithmetic: Arithmetic) -> Any:
    """The value of the tree. Raises Undefined, Unknown or ShapeError, nothing else."""
    try:
        result = compiled(tree, arithmetic)(values)
        if is_number(result) and result != result:
            raise Undefined("not a number")
        return result
    except (OverflowError, RecursionError, calculus.NoConvergence) as error:
        raise Unknown(str(error) or "too large") from None
    except ZeroDivisionError:
        raise Pole("division by zero") from None
    except (ValueError, TypeError, AttributeError, KeyError, ArithmeticError) as error:
        raise Unknown(f"no value: {error}") from None


@lru_cache(maxsize=256)
def compiled(tree: Node, arithmetic: Arithmetic) -> Worth:
    match tree:
        case Number(value):
            if not arithmetic.exact:
                constant = arithmetic.number(value)
                return lambda _: constant
            return lambda _: arithmetic.number(value)
        case Name(name):
            return _name(name, arithmetic)
        case Unary(sign, operand):
            return _unary(sign, compiled(operand, arithmetic), arithmetic)
        case Binary(sign, left, right):
            return _binary(sign, compiled(left, arithmetic), compiled(right, arithmetic), arithmetic)
        case Call():
            return _call(tree, arithmetic)
        case Compare(operators, operands):
            return _compare(operators, tuple(compiled(operand, arithmetic) for operand in operands))
        case Group():
            return _group(tree, arithmetic)


def _name(name: str, arithmetic: Arithmetic) -> Worth:
    if name not in CONSTANTS and name != "I":
        return lambda env: env[name] if name in env else calculus.member(name, env, arithmetic)

    def value(env: Environment) -> Any:
        if name in env:
            return env[name]
        return env.get(calculus.IDENTITY, Identity(1.0)) if name == "I" else arithmetic.constant(name)

    return value


def _unary(sign: str, inner: Worth, arithmetic: Arithmetic) -> Worth:
    match sign:
        case "-":
            return lambda env: -inner(env)
        case "%":
            return lambda env: inner(env) / arithmetic.number(100)
        case "not":
            return lambda env: lifted(operator.not_, inner(env))
    raise Unknown(f"`{sign}` has no single value")


def _binary(sign: str, left: Worth, right: Worth, arithmetic: Arithmetic) -> Worth:
    match sign:
        case "+":
            return lambda env: left(env) + right(env)
        case "-":
            return lambda env: left(env) - right(env)
        case "*":
            return lambda env: left(env) * right(env)
        case "/":
            divide = arithmetic.divide
            return lambda env: lifted(divide, left(env), right(env))
        case "^":
            return lambda env: _power(left(env), right(env), arithmetic)
        case "and" | "∩":  # of events, ∩ is and
            return lambda env: lifted(lambda a, b: bool(a) and bool(b), left(env), right(env))
        case "or" | "∪":
            return lambda env: lifted(lambda a, b: bool(a) or bool(b), left(env), right(env))
        case "=>":
            return lambda env: lifted(lambda a, b: not a or bool(b), left(env), right(env))
        case "<=>":
            return lambda env: lifted(lambda a, b: bool(a) == bool(b), left(env), right(env))
    raise Unknown(f"`{sign}` has no value here")


def _power(base: Any, exponent: Any, arithmetic: Arithmetic) -> Any:
    if is_number(base) and is_number(exponent):
        return arithmetic.power(base, exponent)
    if isinstance(base, Matrix) and is_number(exponent):
        return base.to_power(arithmetic.whole(exponent, -1000, 1000))
    if isinstance(base, Identity) and is_number(exponent):
        return Identity(arithmetic.power(base.scale, exponent))
    if isinstance(exponent, Matrix):
        raise ShapeError(f"{named(exponent)} cannot be an exponent")
    return lifted(arithmetic.power, base, exponent)


def _compare(operators: tuple[str, ...], operands: tuple[Worth, ...]) -> Worth:
    def value(env: Environment) -> Any:
        values = [operand(env) for operand in operands]
        truths = [
            lifted(lambda a, b, sign=sign: _holds(sign, a, b), left, right)
            for sign, left, right in zip(operators, values[:-1], values[1:], strict=True)
        ]
        return lifted(lambda *each: all(each), *truths)

    return value


def _holds(sign: str, left: Any, right: Any) -> bool:
    if sign == "in":
        raise Unknown("membership in a set")
    if sign in ("==", "!="):
        difference = abs(left - right)
        return bool(difference <= SAME_NUMBER * max(abs(left), abs(right), 1)) == (sign == "==")
    left, right = tidy(left), tidy(right)
    if is_complex(left) or is_complex(right):
        raise Undefined("complex numbers have no order")
    return bool(COMPARISONS[sign](left, right))


def _group(group: Group, arithmetic: Arithmetic) -> Worth:
    items = tuple(compiled(item, arithmetic) for item in group.items)
    if group.kind == "matrix":

        def built(env: Environment) -> Any:
            rows = [item(env) for item in items]
            return matrix(row.items if isinstance(row, Many) else [row] for row in rows)

        return built
    ends = (group.left_open, group.right_open)
    return lambda env: Many(group.kind, tuple(item(env) for item in items), ends)


def _call(call: Call, arithmetic: Arithmetic) -> Worth:
    function, arguments = call.function, call.arguments
    if function in calculus.OPERATORS:
        return calculus.OPERATORS[function](call, arithmetic, compiled)
    if function in OF_CHANCE:
        return _of_chance(function, arguments, arithmetic)
    inner = tuple(compiled(argument, arithmetic) for argument in arguments if not _is_word(function, argument))
    if function == "norm":
        word = next((each.name for each in arguments[1:] if isinstance(each, Name)), None)
        return lambda env: _norm([each(env) for each in inner], word, arithmetic)
    if function == "piecewise":
        return lambda env: _piecewise(inner, env)
    if function in OF_MATRICES:
        of_matrices = OF_MATRICES[function]
        return lambda env: of_matrices(arithmetic, *(each(env) for each in inner))
    known = arithmetic.functions.get(function)
    if known is None:
        return lambda env: calculus.unknown_function(function, [each(env) for each in inner], env, arithmetic)
    if len(inner) == 1:
        only = inner[0]

        def value(env: Environment) -> Any:
            argument = only(env)
            return known(argument) if is_number(argument) else _mapped(function, known, argument)

        return value
    return lambda env: lifted(known, *(each(env) for each in inner))


def _is_word(function: str, argument: Node) -> bool:
    return function == "norm" and isinstance(argument, Name) and argument.name in ("F", "oo")


def _mapped(name: str, function: Callable[..., Any], argument: Any) -> Any:
    """A function of numbers, entry by entry; |A| of a square matrix is its determinant, |v| of a vector its norm."""
    if isinstance(argument, Random):
        return argument.map(lambda each: function(each) if is_number(each) else _mapped(name, function, each))
    if isinstance(argument, Many) and argument.kind in ("list", "tuple"):
        if name in ("min", "max"):
            return function(*argument.items)
        return dataclasses.replace(argument, items=tuple(function(item) for item in argument.items))
    if isinstance(argument, Matrix):
        if name in ("min", "max"):
            return function(*argument.entries)
        if name == "abs":
            if argument.is_vector:
                return abs(sum(entry * entry for entry in argument.entries)) ** 0.5
            return argument.determinant
        return argument.map(function)
    raise ShapeError(f"`{name}` of {named(argument)}")


def _piecewise(inner: tuple[Worth, ...], env: Environment) -> Any:
    for value, condition in zip(inner[::2], inner[1::2], strict=False):
        if condition(env):
            return value(env)
    if len(inner) % 2:
        return inner[-1](env)
    raise Undefined("no case applies")


def _norm(values: list[Any], word: str | None, arithmetic: Arithmetic) -> Any:
    value = values[0]
    kind = word or (values[1] if len(values) > 1 else 2)
    if isinstance(value, Many):
        value = column(value.items)
    return norm(value, kind, arithmetic) if isinstance(value, Matrix) else abs(value)


def _of_chance(function: str, arguments: tuple[Node, ...], arithmetic: Arithmetic) -> Worth:
    """The last argument may be `x | y`, x given y; what is given may be several."""
    given: tuple[Worth, ...] = ()
    last = arguments[-1]
    if isinstance(last, Binary) and last.operator == "|":
        conditions = last.right.items if isinstance(last.right, Group) else (last.right,)
        given = tuple(compiled(condition, arithmetic) for condition in conditions)
        arguments = (*arguments[:-1], last.left)
    inner = tuple(
        tuple(compiled(each, arithmetic) for each in (argument.items if isinstance(argument, Group) else (argument,)))
        for argument in arguments
    )
    work_out = OF_CHANCE[function]
    return lambda env: work_out(
        arithmetic, [[each(env) for each in group] for group in inner], [each(env) for each in given]
    )
