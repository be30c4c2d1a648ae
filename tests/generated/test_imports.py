"""What a generated module imports of its own project is there: no blueprint leaves out what another needs."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from generated_support import EXAMPLES, compile_to

SPECS = sorted(EXAMPLES.glob("*/mlsystem.yaml"))


@pytest.fixture(scope="module", params=SPECS, ids=lambda spec: spec.parent.name)
def project(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Path:
    return compile_to(request.param, tmp_path_factory.mktemp("imports"))


def test_every_import_of_the_project_leads_to_a_file(project: Path) -> None:
    roots = {path.name: path for path in (*project.joinpath("src").iterdir(), project / "tests")}
    missing = [
        f"{path.relative_to(project)}: {'.'.join(parts)}"
        for root in roots.values()
        for path in root.rglob("*.py")
        for parts in imported(path, project, roots)
        if not is_there(roots[parts[0]].joinpath(*parts[1:]))
    ]
    assert missing == []


def test_what_the_design_is_written_in_is_read(project: Path) -> None:
    """Numbers and types of other tasks would be dead code."""
    (config,) = project.glob("src/*/config")
    programs = "".join(path.read_text("utf-8") for path in project.rglob("*.py") if path.parent != config)
    numbers = (config / "operations.py").read_text("utf-8")
    written = set(re.findall(r"^([A-Z_]+): Final", numbers, re.MULTILINE))
    assert written - set(re.findall(r"\w+", programs)) == set()
    assert set(re.findall(r"\boperations\.([A-Z_]+)\b", programs)) - written == set()
    types = set(re.findall(r"^class (\w+)", (config / "types.py").read_text("utf-8"), re.MULTILINE))
    users = programs + "".join(p.read_text("utf-8") for p in config.glob("*.py") if p.name != "types.py")
    assert types - set(re.findall(r"\w+", users)) == set()


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
