"""What a generated module imports of its own project is there: no blueprint leaves out what another needs."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

from generated_support import EXAMPLES, compile_to

SPECS = sorted(EXAMPLES.glob("*/mlsystem.yaml"))


@pytest.mark.parametrize("spec", SPECS, ids=lambda spec: spec.parent.name)
def test_every_import_of_the_project_leads_to_a_file(spec: Path, tmp_path: Path) -> None:
    project = compile_to(spec, tmp_path)
    roots = {path.name: path for path in (*project.joinpath("src").iterdir(), project / "tests")}
    missing = [
        f"{path.relative_to(project)}: {'.'.join(parts)}"
        for root in roots.values()
        for path in root.rglob("*.py")
        for parts in imported(path, project, roots)
        if not is_there(roots[parts[0]].joinpath(*parts[1:]))
    ]
    assert missing == []


def imported(path: Path, project: Path, roots: dict[str, Path]) -> Iterator[list[str]]:
    """The parts of each module of the project that a file imports from."""
    base = project / "src" if path.is_relative_to(project / "src") else project
    package = path.relative_to(base).parent.parts
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.ImportFrom):
            above = package[: len(package) - node.level + 1] if node.level else ()
            parts = [*above, *(node.module.split(".") if node.module else [])]
            if parts and parts[0] in roots:
                yield parts


def is_there(module: Path) -> bool:
    return module.is_dir() or module.with_suffix(".py").is_file()
