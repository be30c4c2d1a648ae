"""A type of task is declared in one place; everything else asks its properties."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import mlsys
from mlsys.resources import blueprints_dir
from mlsys.rules.registry import all_rules
from mlsys.spec.tasks import TASK_KINDS

SOURCE = Path(mlsys.__path__[0])
BLUEPRINTS = blueprints_dir()
FRAMING = (
    "spec/tasks/", "spec/framing.py", "starter/", "cli/writing/init.py", "spec/upgrade/",
    "reframing/", "cli/writing/reframe.py",
)  # fmt: skip
"""The language itself, what it was, the proposal of a first framing, and the way from one to another."""
HOMONYMS = {"policy", "ranking"}
"""Names of types that are names of other things as well."""


def test_no_other_module_lists_types_by_name() -> None:
    found = [
        f"{path.relative_to(SOURCE)}:{line}: {name}"
        for path in SOURCE.rglob("*.py")
        if not str(path.relative_to(SOURCE)).startswith(FRAMING)
        for line, name in named(ast.parse(path.read_text()))
    ]
    assert found == []


def test_no_shared_blueprint_asks_for_a_type_by_name() -> None:
    shared = (folder for folder in BLUEPRINTS.iterdir() if not folder.name.startswith("task-"))
    found = [
        f"{path.relative_to(BLUEPRINTS)}: {asked[0]}"
        for folder in shared
        for path in (folder / "blueprint.yaml", *folder.rglob("*.jinja"))
        for asked in re.finditer(r"task\.type\s*(?:[=!]=|in|not in)\s*\S+", path.read_text("utf-8"))
    ]
    assert found == []


def named(tree: ast.AST) -> Iterator[tuple[int, str]]:
    """Yield the names of types of tasks in a module, but for those of documents that examples lie over."""
    bases = {
        id(keyword.value)
        for call in ast.walk(tree)
        if isinstance(call, ast.Call)
        for keyword in call.keywords
        if keyword.arg == "base"
    }
    for node in ast.walk(tree):
        if isinstance(node, ast.arguments):
            bases |= {id(default) for default in (*node.defaults, *node.kw_defaults) if default is not None}
        if isinstance(node, ast.ClassDef):
            bases |= {id(item.value) for item in node.body if isinstance(item, ast.AnnAssign)}
    for node in ast.walk(tree):
        known = isinstance(node, ast.Constant) and node.value in TASK_KINDS and node.value not in HOMONYMS
        if known and id(node) not in bases:
            yield node.lineno, str(node.value)


def test_every_rule_is_about_some_type() -> None:
    assert [rule.code for rule in all_rules() if rule.about is not None and not rule.tasks] == []
