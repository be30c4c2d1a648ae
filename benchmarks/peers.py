"""The same project as a template of cookiecutter and of copier.

The template is made from the tree that mlsys generates: as many files with as many lines, the package's
name as a variable in paths and contents, every file rendered. What the tree contains of the template
language itself is taken out, so that all tools write files of the same size.
"""

from __future__ import annotations

import json
import re
import shutil
import subprocess
from pathlib import Path

_TEMPLATE_SYNTAX = re.compile(r"\{(?=[{%#])|[}%#](?=\})")
_NOT_TEMPLATE = ("mlsystem.lock", ".mlsys")


def cookiecutter_template(tree: Path, target: Path, package: str) -> Path:
    """Write a cookiecutter template of ``tree`` to ``target`` and return it."""
    root = target / "{{ cookiecutter.name }}"
    _write(tree, root, package, "{{ cookiecutter.package }}")
    (target / "cookiecutter.json").write_text(json.dumps({"name": "project", "package": package}))
    return target


def copier_template(tree: Path, target: Path, package: str) -> Path:
    """Write a copier template of ``tree`` to ``target``, as a git repository with the tag ``v1``."""
    _write(tree, target, package, "{{ package }}", suffix=".jinja")
    (target / "copier.yml").write_text(f"package:\n  type: str\n  default: {package}\n")
    (target / "{{ _copier_conf.answers_file }}.jinja").write_text("{{ _copier_answers|to_nice_yaml }}")
    commit_all(target, "first")
    git(target, "tag", "v1")
    return target


def change_template(template: Path, tree: Path, package: str, tag: str) -> None:
    """Bring a copier template to what mlsys generates now, in ``tree``, and tag the result."""
    for relative in files_of(tree):
        path = template / (str(relative).replace(package, "{{ package }}") + ".jinja")
        text = _TEMPLATE_SYNTAX.sub("_", (tree / relative).read_text(encoding="utf-8"))
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text.replace(package, "{{ package }}"), encoding="utf-8")
    commit_all(template, tag)
    git(template, "tag", tag)


def commit_all(folder: Path, message: str) -> None:
    """Commit everything in ``folder``, which becomes a repository when it is none."""
    if not (folder / ".git").exists():
        git(folder, "init", "--quiet", "--initial-branch=main")
    git(folder, "add", "--all", "--force")
    git(folder, "commit", "--quiet", "--message", message)


def git(folder: Path, *arguments: str) -> None:
    """Run git in ``folder`` under a fixed identity."""
    identity = (
        "-c",
        "user.name=bench",
        "-c",
        "user.email=bench@example.invalid",
        "-c",
        "core.hooksPath=/dev/null",
    )
    subprocess.run(["git", *identity, *arguments], cwd=folder, check=True, capture_output=True)


def files_of(tree: Path) -> list[Path]:
    """Return the generated text files of ``tree``, relative to it; the data set is left to mlsys alone."""
    found = []
    for path in sorted(p for p in tree.rglob("*") if p.is_file()):
        relative = path.relative_to(tree)
        if relative.parts[0] not in _NOT_TEMPLATE and path.suffix != ".csv" and _is_text(path):
            found.append(relative)
    return found


def _is_text(path: Path) -> bool:
    try:
        path.read_text(encoding="utf-8")
    except UnicodeDecodeError:
        return False
    return True


def _write(tree: Path, target: Path, package: str, variable: str, suffix: str = "") -> None:
    shutil.rmtree(target, ignore_errors=True)
    for relative in files_of(tree):
        text = _TEMPLATE_SYNTAX.sub("_", (tree / relative).read_text(encoding="utf-8"))
        path = target / (str(relative).replace(package, variable) + suffix)
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text.replace(package, variable), encoding="utf-8")
