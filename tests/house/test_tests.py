"""Rules about the tests themselves: they wait for events, and use fakes, not patches."""

from __future__ import annotations

import ast

from tests.house.source import Module, modules

TESTS = modules("tests")
PATCHING = {"mock", "unittest.mock", "pytest_mock", "freezegun", "time_machine"}


def test_a_test_waits_for_something_and_never_sleeps() -> None:
    sleeping = {str(module) for module in TESTS if {"time.sleep"} & (dotted_names(module) | imported_names(module))}

    assert sleeping == set()


def test_a_test_uses_fakes_and_patches_nothing() -> None:
    importing = {str(module) for module in TESTS if PATCHING & imported_names(module)}
    patching = {
        f"{module}: {name}"
        for module in TESTS
        for name in dotted_names(module)
        if name.endswith((".setattr", "mocker.patch")) and name.startswith(("monkeypatch.", "mocker.", "patch."))
    }

    assert importing | patching == set()


def dotted_names(module: Module) -> set[str]:
    """Every dotted name that is used, as written."""
    return {ast.unparse(node) for node in ast.walk(module.tree) if isinstance(node, ast.Attribute)}


def imported_names(module: Module) -> set[str]:
    """Every module that is imported, and every name imported from one, in full."""
    names: set[str] = set()
    for node in ast.walk(module.tree):
        if isinstance(node, ast.Import):
            names |= {alias.name for alias in node.names}
        if isinstance(node, ast.ImportFrom):
            names |= {str(node.module), *(f"{node.module}.{alias.name}" for alias in node.names)}
    return names
