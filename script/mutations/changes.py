"""Mistakes that somebody might make in a function, one at a time."""

import ast
import copy
from collections.abc import Callable, Iterator
from dataclasses import dataclass

OTHERS: dict[type, type] = {
    ast.Lt: ast.LtE,
    ast.LtE: ast.Lt,
    ast.Gt: ast.GtE,
    ast.GtE: ast.Gt,
    ast.Eq: ast.NotEq,
    ast.NotEq: ast.Eq,
    ast.In: ast.NotIn,
    ast.NotIn: ast.In,
    ast.Is: ast.IsNot,
    ast.IsNot: ast.Is,
    ast.And: ast.Or,
    ast.Or: ast.And,
    ast.Add: ast.Sub,
    ast.Sub: ast.Add,
    ast.Mult: ast.Add,
}


@dataclass(frozen=True)
class Mistake:
    """`tree` is the whole module with one place changed; `function` is the dotted name of the function that holds it."""

    function: str
    line: int
    was: str
    now: str
    tree: ast.Module


def mistakes(source: str) -> Iterator[Mistake]:
    tree = ast.parse(source)
    places = [(name, node) for name, function in functions(tree) for node in ast.walk(function)]
    for name, node in places:
        for change in changes_of(node):
            before, was = copy.copy(node.__dict__), ast.unparse(node)
            change()
            now = ast.unparse(node)
            if was != now:
                yield Mistake(name, getattr(node, "lineno", 0), was, now, copy.deepcopy(tree))
            node.__dict__.clear()
            node.__dict__.update(before)


def functions(tree: ast.Module) -> Iterator[tuple[str, ast.AST]]:
    """Those of the module and of its classes; what is nested in them belongs to them."""
    for node in tree.body:
        if isinstance(node, ast.FunctionDef):
            yield node.name, node
        elif isinstance(node, ast.ClassDef):
            yield from ((f"{node.name}.{each.name}", each) for each in node.body if isinstance(each, ast.FunctionDef))


def changes_of(node: ast.AST) -> Iterator[Callable[[], None]]:
    """What may be changed in this place."""
    if isinstance(node, ast.Compare) and type(node.ops[0]) in OTHERS:
        yield lambda: setattr(node, "ops", [OTHERS[type(node.ops[0])](), *node.ops[1:]])
    if isinstance(node, ast.BoolOp | ast.BinOp) and type(node.op) in OTHERS:
        yield lambda: setattr(node, "op", OTHERS[type(node.op)]())
    if isinstance(node, ast.If | ast.IfExp | ast.While):
        yield lambda: setattr(node, "test", ast.UnaryOp(ast.Not(), node.test))
    if isinstance(node, ast.Constant) and type(node.value) is bool:
        yield lambda: setattr(node, "value", not node.value)
    if isinstance(node, ast.Constant) and type(node.value) is int:
        yield lambda: setattr(node, "value", int(str(node.value)) + 1)
    if isinstance(node, ast.Expr) and not isinstance(node.value, ast.Constant):
        yield lambda: setattr(node, "value", ast.Constant(None))
    if isinstance(node, ast.Return) and node.value is not None:
        yield lambda: setattr(node, "value", ast.Constant(None))
