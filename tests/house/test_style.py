"""Rules of style that a machine can check: short, named after the neighbourhood, explained."""

from __future__ import annotations

import ast
import re
from collections.abc import Callable, Iterable, Sequence

from tests.house.source import PRODUCT, Module, modules

OURS = modules(*PRODUCT)
ALL = [*OURS, *modules("bench", "tests")]

LONGEST_MODULE = 400
LONGEST_FUNCTION = 60
SAYS_NOTHING = {"util", "utils", "helper", "helpers", "manager", "managers", "process"}
BROAD = {"Exception", "BaseException"}


def test_modules_are_short() -> None:
    assert offenders(OURS, lambda module: [n for n in [len(module.text.splitlines())] if n > LONGEST_MODULE]) == {}


def test_functions_are_short() -> None:
    def long(module: Module) -> list[str]:
        return [f"{node.name}: {length(node)}" for node in module.functions if length(node) > LONGEST_FUNCTION]

    assert offenders(OURS, long) == {}


def test_a_module_opens_with_one_sentence() -> None:
    def mute(module: Module) -> list[str]:
        opening = " ".join((ast.get_docstring(module.tree) or "").partition("\n\n")[0].split())
        return [] if not module.text.strip() or re.fullmatch(r"[^a-z\s].*[.!?:]", opening) else [opening]

    assert offenders(ALL, mute) == {}


def test_what_is_public_says_what_it_promises() -> None:
    def silent(module: Module) -> list[str]:
        return [
            node.name
            for node in module.tree.body
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef)
            and not node.name.startswith("_")
            and not ast.get_docstring(node)
        ]

    assert offenders(OURS, silent) == {}


def test_names_say_something() -> None:
    def empty_words(module: Module) -> list[str]:
        return [name for name in [module.path.stem, *own_names(module)] if says_nothing(name)]

    assert offenders(ALL, empty_words) == {}


def test_a_broad_except_raises_again_or_gives_its_reason_on_its_line() -> None:
    def unexplained(module: Module) -> list[int]:
        lines = module.text.splitlines()
        return [
            handler.lineno
            for handler in ast.walk(module.tree)
            if isinstance(handler, ast.ExceptHandler)
            and (handler.type is None or ast.unparse(handler.type) in BROAD)
            and ast.unparse(handler.body[-1]) != "raise"
            and not re.search(r"#.*\w{3,} \w.* \w{3,}", lines[handler.lineno - 1])
        ]

    assert offenders(OURS, unexplained) == {}


def offenders(seen: Iterable[Module], look: Callable[[Module], Sequence[object]]) -> dict[str, Sequence[object]]:
    """The modules in which a rule is broken, each with what breaks it."""
    return {str(module): found for module in seen if (found := look(module))}


def own_names(module: Module) -> set[str]:
    """Names of functions that we chose: a class with a base answers to the names of that base."""
    chosen_elsewhere = {
        method
        for node in ast.walk(module.tree)
        if isinstance(node, ast.ClassDef) and node.bases
        for method in node.body
    }
    return {function.name for function in module.functions if function not in chosen_elsewhere}


def says_nothing(name: str) -> bool:
    """Names of machinery rather than of the neighbourhood."""
    plain = name.strip("_")
    return plain in SAYS_NOTHING or plain.startswith(("handle_", "process_")) or plain.endswith(("_helper", "_utils"))


def length(function: ast.FunctionDef | ast.AsyncFunctionDef) -> int:
    """Lines from `def` to the last statement."""
    return (function.end_lineno or function.lineno) - function.lineno + 1
