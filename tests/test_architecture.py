"""The shape of the compiler: layers, sizes, the public names, the cost of importing."""

from __future__ import annotations

import ast
import re
import subprocess
import sys
from pathlib import Path

import pytest

import mlsys
from mlsys.cli.overview import ROOMS
from mlsys.spec.upgrade.steps import STEPS

PACKAGE = Path(mlsys.__file__).parent
MODULES = sorted(PACKAGE.rglob("*.py"))
PAGE = (PACKAGE.parent.parent / "docs/explanation/architecture.md").read_text()
LAYERS = {
    part: int(layer) for layer, part in re.findall(r"^\| (\d+) \| `(\w+)` \|", PAGE, flags=re.MULTILINE)
}
HEAVY = {
    "attrs", "cookiecutter", "http.client", "jinja2", "jsonschema", "lightgbm", "mlflow",
    "numpy", "pandas", "polars", "pydantic", "requests", "rich", "sklearn", "socket", "ssl",
    "urllib.request", "yaml",
}  # fmt: skip
MAX_FILE, MAX_FUNCTION = 400, 40


def part_of(module: str) -> str:
    """Return the part of the compiler that ``mlsys.part.….name`` belongs to."""
    return module.split(".")[1] if "." in module else "__init__"


def imports_of(path: Path) -> list[tuple[int, str]]:
    """Return the modules of mlsys that ``path`` imports anywhere, also inside functions, with their lines."""
    found = []
    for node in ast.walk(ast.parse(path.read_text())):
        match node:
            case ast.Import(names=names):
                found += [(node.lineno, name.name) for name in names]
            case ast.ImportFrom(level=level) if level:
                found.append((node.lineno, "relative import"))
            case ast.ImportFrom(module="mlsys", names=names):
                found += [(node.lineno, f"mlsys.{name.name}") for name in names]
            case ast.ImportFrom(module=str(module)):
                found.append((node.lineno, module))
    return [(line, name) for line, name in found if name.split(".")[0] in ("mlsys", "relative import")]


def test_every_module_imports_only_downwards() -> None:
    wrong = []
    for path in MODULES:
        relative = path.relative_to(PACKAGE)
        part = relative.parts[0].removesuffix(".py")
        if part == "__init__":
            continue
        assert part in LAYERS, f"{relative}: give the part `{part}` a layer"
        for line, name in imports_of(path):
            imported = part_of(name)
            if imported in (part, "__version__", "__init__"):
                continue
            if LAYERS.get(imported, 99) >= LAYERS[part]:
                wrong.append(f"{relative}:{line} imports {name}")
    assert not wrong, "\n".join(wrong)


def test_the_parts_of_a_layer_do_not_import_each_other_in_a_circle() -> None:
    seen = {
        (path.relative_to(PACKAGE).parts[0].removesuffix(".py"), part_of(name))
        for path in MODULES
        for _, name in imports_of(path)
    }
    circles = sorted((a, b) for a, b in seen if a < b and (b, a) in seen)
    assert not circles


def test_the_rooms_of_the_command_line_are_those_of_its_help() -> None:
    rows = re.findall(r"^\| `(\w+)` \| (`.+`) \|$", PAGE, flags=re.MULTILINE)
    drawn = re.search(r"<b>14 cli</b><br>([^\"]+)", PAGE)
    assert drawn is not None
    assert re.findall(r"\w+", drawn[1].replace("<br>", " ")) == [*ROOMS, "lsp"]
    assert {room: re.findall(r"`(\w+)`", names) for room, names in rows} == {
        room: list(commands) for room, (_, commands) in ROOMS.items()
    }
    assert {path.parent.name for path in PACKAGE.glob("cli/*/__init__.py")} == {*ROOMS, "lsp"}
    assert len(list(PACKAGE.glob("cli/*.py"))) <= 12, "what one room needs alone belongs there"


def names_in(part: str) -> tuple[set[str], set[str]]:
    """Return the classes and type names that a part defines, and the names that it imports from mlsys."""
    defined, imported = set(), set()
    for path in MODULES:
        if path.relative_to(PACKAGE).parts[0].removesuffix(".py") != part:
            continue
        for node in ast.walk(ast.parse(path.read_text())):
            match node:
                case ast.ClassDef(name=name) | ast.AnnAssign(target=ast.Name(id=name)):
                    defined.add(name)
                case ast.ImportFrom(module=str(module), names=names) if module.startswith("mlsys"):
                    imported |= {name.name for name in names}
    return defined, imported


def test_the_picture_of_the_road_is_that_of_the_imports() -> None:
    numbers = re.findall(r"^\s+\w+\[\"<b>(\d+) (\w+)</b>", PAGE, flags=re.MULTILINE)
    assert {part: int(layer) for layer, part in numbers}.items() <= LAYERS.items()
    arrows = re.findall(r"^\s+(\w+) -- \"(\w+)\" --> (\w+)$", PAGE, flags=re.MULTILINE)
    assert len(arrows) > 10
    for tail, name, head in arrows:
        below = [part for part, layer in LAYERS.items() if part == tail or layer < LAYERS[tail]]
        assert any(name in names_in(part)[0] for part in below), f"{name} is not defined in or below {tail}"
        assert name in names_in(head)[1], f"{head} does not import {name}"


def functions_of(path: Path) -> list[tuple[str, int]]:
    """Return the functions in ``path`` with the number of their lines, without docstring."""
    found = []
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            doc = node.body[0] if ast.get_docstring(node) is not None else None
            doc_lines = (doc.end_lineno or 0) - doc.lineno + 1 if doc else 0
            found.append((node.name, (node.end_lineno or 0) - node.lineno + 1 - doc_lines))
    return found


def test_files_and_functions_are_short() -> None:
    lengths = {path.relative_to(PACKAGE): len(path.read_text().splitlines()) for path in MODULES}
    wrong = [f"{path}: {lines} lines" for path, lines in lengths.items() if lines > MAX_FILE]
    wrong += [
        f"{path.relative_to(PACKAGE)}: {name} has {lines} lines"
        for path in MODULES
        for name, lines in functions_of(path)
        if lines > MAX_FUNCTION
    ]
    assert not wrong, "\n".join(wrong)


def test_no_document_of_the_repository_is_of_an_earlier_version_of_the_language() -> None:
    earlier = re.compile("|".join(re.escape(step.old) + r"\b" for step in STEPS))
    root = PACKAGE.parent.parent
    told = [
        str(path.relative_to(root))
        for folder in ("examples", "tests", "blueprints", "docs", "compiler", "benchmarks")
        for path in (root / folder).rglob("*")
        if path.suffix in {".yaml", ".yml", ".py", ".md", ".txt", ".jinja"}
        if not {"migrate", "upgrade", "decisions"} & set(path.parts)
        if earlier.search(path.read_text(encoding="utf-8"))
    ]
    assert told == [], "bring them along: `mlsys migrate FILE…`"


def test_what_programs_call_loads_nothing_of_the_command_line() -> None:
    loaded = loaded_after("import mlsys; [getattr(mlsys, name) for name in mlsys.__all__]")
    assert not {name for name in loaded if name.split(".")[0] == "click" or name.startswith("mlsys.cli")}


def test_only_the_command_line_prints() -> None:
    wrong = [
        f"{path.relative_to(PACKAGE)}:{node.lineno}"
        for path in MODULES
        if path.relative_to(PACKAGE).parts[0] not in ("cli", "__main__.py")
        for node in ast.walk(ast.parse(path.read_text()))
        if (isinstance(node, ast.Name) and node.id == "print")
        or (isinstance(node, ast.Attribute) and ast.unparse(node) in ("sys.stdout", "sys.stderr"))
    ]
    assert not wrong, wrong


def loaded_after(statement: str) -> set[str]:
    """Return the modules that a fresh interpreter has loaded after ``statement``."""
    code = f"import sys; before = set(sys.modules); {statement}; print(*(set(sys.modules) - before))"
    run = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    return set(run.stdout.split())


@pytest.mark.parametrize(
    "statement",
    ["import mlsys", "import mlsys.cli", "import mlsys.cli.app", "import mlsys.pipeline"],
)
def test_importing_the_command_line_loads_nothing_heavy(statement: str) -> None:
    assert not loaded_after(statement) & HEAVY


@pytest.mark.parametrize("flag", ["--version", "--help"])
def test_the_first_flags_are_answered_without_loading_click(flag: str) -> None:
    code = f"import sys; sys.argv = ['mlsys', '{flag}']; from mlsys.__main__ import main; main()"
    assert "click" not in loaded_after(code)
