"""docs/architecture.md, pyproject.toml and the source tree tell the same story."""

import ast
import re
import sys
import tomllib
from pathlib import Path

import pytest

PROJECT = Path(__file__).parents[1]
PACKAGE = PROJECT / "src/letterpress"
ARCHITECTURE = (PROJECT / "docs/architecture.md").read_text()
CONTRACTS = tomllib.loads((PROJECT / "pyproject.toml").read_text())["tool"]["importlinter"]["contracts"]
MODULES = sorted(path for path in PACKAGE.rglob("*.py") if path.name != "__init__.py")
LIMIT = 400


def _lines(path: Path) -> int:
    return len(path.read_text().splitlines())


def test_the_floors_of_the_document_are_those_of_the_contract() -> None:
    (floors,) = (contract["layers"] for contract in CONTRACTS if contract["type"] == "layers")
    rows = re.findall(r"^\| \d+ \| (.*?) \|", ARCHITECTURE, flags=re.MULTILINE)

    documented = [set(re.findall(r"`(\w+)/?`", row)) for row in rows]
    assert documented == [set(floor.split(" | ")) for floor in floors if floor != "__main__"]


@pytest.mark.parametrize("path", MODULES, ids=lambda path: str(path.relative_to(PACKAGE)))
def test_every_module_is_named_in_the_document(path: Path) -> None:
    assert re.search(rf"`{path.stem}`|`{path.parent.name}/{path.stem}`", ARCHITECTURE)


def test_the_document_names_no_module_that_is_gone() -> None:
    known = {path.stem for path in PACKAGE.rglob("*.py")} | {path.name for path in PACKAGE.rglob("*/")}
    trees = re.findall(r"^\| `(\w+)` \|", ARCHITECTURE, flags=re.MULTILINE)

    assert [name for name in trees if name not in known] == []


@pytest.mark.parametrize("path", MODULES, ids=lambda path: str(path.relative_to(PACKAGE)))
def test_a_module_past_the_limit_becomes_a_package(path: Path) -> None:
    assert _lines(path) <= LIMIT


def test_the_front_of_a_package_holds_names_and_no_code() -> None:
    statements = {
        path.relative_to(PACKAGE): [type(node).__name__ for node in ast.parse(path.read_text()).body]
        for path in PACKAGE.rglob("*/__init__.py")
    }
    allowed = {"Expr", "ImportFrom", "Assign"}

    assert {path: kinds for path, kinds in statements.items() if not allowed.issuperset(kinds)} == {}


def _imported_roots(path: Path) -> set[str]:
    nodes = list(ast.walk(ast.parse(path.read_text())))
    plain = {alias.name for node in nodes if isinstance(node, ast.Import) for alias in node.names}
    froms = {node.module for node in nodes if isinstance(node, ast.ImportFrom) and node.module}
    return {name.partition(".")[0] for name in plain | froms}


def test_every_outside_library_has_a_door() -> None:
    imported = set().union(*(_imported_roots(path) for path in MODULES))
    doors = {name for contract in CONTRACTS for name in contract.get("forbidden_modules", ())}

    assert imported - sys.stdlib_module_names - {"letterpress"} == doors


def _imports_in_functions(path: Path) -> list[int]:
    functions = [
        node
        for node in ast.walk(ast.parse(path.read_text()))
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
    ]
    inside = [node for function in functions for node in ast.walk(function)]
    return [node.lineno for node in inside if isinstance(node, ast.Import | ast.ImportFrom)]


def test_no_function_imports() -> None:
    assert {path.name: lines for path in MODULES if (lines := _imports_in_functions(path))} == {}


def test_the_command_line_and_runs_alone_catch_what_letterpress_raises() -> None:
    catching = [
        str(path.relative_to(PACKAGE))
        for path in MODULES
        for node in ast.walk(ast.parse(path.read_text()))
        if isinstance(node, ast.ExceptHandler) and node.type and "LetterpressError" in ast.unparse(node.type)
    ]

    assert catching == ["cli/performing.py", "running/making.py", "running/working.py"]
