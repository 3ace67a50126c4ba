"""What brackets make of their items, and what a tree says of itself: a vector, a matrix, a bracket around one value."""

from __future__ import annotations

from collections.abc import Sequence

from quizzes.maths.tokens import ReadingError, Token
from quizzes.maths.trees import Binary, Call, Compare, Group, Name, Node, Number, Unary, children, is_condition
from quizzes.maths.vocabulary import Vocabulary


def in_brackets(items: Sequence[Node], opening: Token, closing: Token, vocabulary: Vocabulary, *, inner: bool) -> Node:
    """The value of `(a)`, or a Group.   inner: directly within square brackets, where [a, b] is the row of a matrix."""
    is_interval = vocabulary.pairs == "interval" and not inner
    match opening.text, closing.text, len(items):
        case "{", _, _:
            return Group("set", tuple(items))
        case "(", ")", 1:
            return items[0]
        case ("(", "]", 2) | ("[", ")", 2):
            return Group("interval", tuple(items), opening.text == "(", closing.text == ")")
        case ("(", ")", 2) | ("[", "]", 2) if is_interval and not any(map(_is_list, items)):
            return Group("interval", tuple(items), opening.text == "(", closing.text == ")")
        case ("(", "]", _) | ("[", ")", _):
            raise ReadingError(
                f"an interval has two ends; `{opening.shown}` and `{closing.shown}` do not match", closing.position
            )
        case "(", _, _:
            return conjunction(items) or Group("tuple", tuple(items))
    if not all(map(_is_list, items)):
        return Group("list", tuple(items))
    if len({len(row.items) for row in items if isinstance(row, Group)}) > 1:
        raise ReadingError("the rows of this matrix differ in length", opening.position)
    return Group("matrix", tuple(items))


def as_set(node: Node) -> Node:
    """Beside ∈, ∪ and the like, (a, b) and [a, b] are intervals."""
    if isinstance(node, Group) and node.kind in ("tuple", "list") and len(node.items) == 2:
        is_open = node.kind == "tuple"
        return Group("interval", node.items, is_open, is_open)
    return node


def _is_list(node: Node) -> bool:
    return isinstance(node, Group) and node.kind == "list"


def conjunction(items: Sequence[Node]) -> Node | None:
    """Comparisons with commas between them: `x = 1, x = 2` is an "or", `x = 1, y = 2` an "and"; None for others."""
    if len(items) < 2 or not all(map(is_condition, items)):
        return None
    solved = [item.operands[0] if isinstance(item, Compare) and item.operators == ("==",) else None for item in items]
    sign = "or" if isinstance(solved[0], Name) and len(set(solved)) == 1 else "and"
    tree = items[0]
    for item in items[1:]:
        tree = Binary(sign, tree, item)
    return tree


def plain_item(node: Node, token: Token) -> Node:
    """What can be calculated with: `[x + 1]` within a calculation is a bracket; sets and intervals are refused."""
    if isinstance(node, Group):
        if node.kind == "list" and len(node.items) == 1:
            return node.items[0]
        if node.kind in ("set", "interval"):
            what = "a set" if node.kind == "set" else "an interval"
            raise ReadingError(f"{what} cannot be calculated with beside `{token.shown}`", token.position)
    return node


def is_vector(node: Node, vocabulary: Vocabulary) -> bool:
    """Whether the tree is surely a column vector, so that a dot between two of them is the inner product."""
    match node:
        case Name(name):
            return len(vocabulary.shapes.get(name, ())) == 1
        case Group("list", items):
            return len(items) > 1
        case Unary("-", operand):
            return is_vector(operand, vocabulary)
        case Binary("+" | "-", left, right):
            return is_vector(left, vocabulary) and is_vector(right, vocabulary)
        case Binary("*", left, right):
            return is_vector(right, vocabulary) and (isinstance(left, Number) or _is_matrix(left, vocabulary))
        case _:
            return False


def _is_matrix(node: Node, vocabulary: Vocabulary) -> bool:
    return isinstance(node, Name) and len(vocabulary.shapes.get(node.name, ())) == 2


def transposable(node: Node, vocabulary: Vocabulary) -> bool:
    """Whether `^T` behind the tree is the transpose, where T is not declared."""
    if vocabulary.names is not None or vocabulary.shapes:
        return not isinstance(node, Number)
    return isinstance(node, Name | Call | Group) or _has_matrix(node)


def _has_matrix(node: Node) -> bool:
    if isinstance(node, Name):
        return node.name[0].isupper()
    return isinstance(node, Group) or any(map(_has_matrix, children(node)))
