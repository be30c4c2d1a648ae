"""The same document gives the same bytes on every machine."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

EXAMPLES = sorted((Path(__file__).parent.parent / "examples").glob("*/mlsystem.yaml"))
MACHINES = (
    {"PYTHONHASHSEED": "0", "TZ": "Pacific/Kiritimati", "LC_ALL": "C", "LANG": "C", "HOME": "/nonexistent"},
    {
        "PYTHONHASHSEED": "4711",
        "TZ": "America/Los_Angeles",
        "LC_ALL": "C.UTF-8",
        "USER": "somebody",
        "COLUMNS": "40",
    },
)


def compile_on(machine, spec, target, *options):
    """Compile a copy of the example's folder, in a process of another machine's settings."""
    source = target.parent / f"{target.name}-source"
    if not source.exists():
        shutil.copytree(spec.parent, source)
    command = [sys.executable, "-m", "mlsys", "compile", source / spec.name, "-o", target, *options]
    environment = {**os.environ, **machine}
    return subprocess.run(command, check=False, env=environment, capture_output=True, text=True)


@pytest.fixture(scope="module")
def compiled(request, tmp_path_factory):
    """An example, and its project as it is compiled on the first machine."""
    target = tmp_path_factory.mktemp("first") / "project"
    done = compile_on(MACHINES[0], request.param, target)
    assert done.returncode == 0, done.stderr
    return request.param, target


QUICK = ("quickstart", "telco-churn")
"""The smallest example and the one with the most in it; the others take their time among the slow tests."""
each_example = pytest.mark.parametrize(
    "compiled",
    [pytest.param(spec, marks=[pytest.mark.slow] * (spec.parent.name not in QUICK)) for spec in EXAMPLES],
    ids=[spec.parent.name for spec in EXAMPLES],
    indirect=True,
)


def tree_of(folder):
    paths = (path for path in sorted(folder.rglob("*")) if path.is_file())
    return {str(path.relative_to(folder)): (path.stat().st_mode & 0o111, path.read_bytes()) for path in paths}


@each_example
@pytest.mark.slow
def test_two_machines_generate_the_same_bytes(compiled, tmp_path):
    spec, first = compiled
    (tmp_path / "elsewhere").mkdir()
    done = compile_on(MACHINES[1], spec, tmp_path / "elsewhere/b")
    assert done.returncode == 0, done.stderr
    trees = tree_of(first), tree_of(tmp_path / "elsewhere/b")
    assert trees[0].keys() == trees[1].keys()
    assert [path for path in trees[0] if trees[0][path] != trees[1][path]] == []


@each_example
@pytest.mark.slow
def test_a_second_compile_changes_nothing(compiled):
    spec, target = compiled
    before = {path: path.stat().st_mtime_ns for path in target.rglob("*")}
    again = compile_on(MACHINES[1], spec, target)
    assert again.returncode == 0
    assert "up to date" in again.stdout
    assert {path: path.stat().st_mtime_ns for path in target.rglob("*")} == before
    assert compile_on(MACHINES[1], spec, target, "--check").returncode == 0


@each_example
def test_nothing_generated_tells_about_the_machine(compiled):
    _, target = compiled
    root = str(Path(__file__).parent.parent)
    telltale = [text.encode() for text in (str(target.parent), root, os.uname().nodename) if len(text) > 3]
    told = [path for path, (_, content) in tree_of(target).items() for text in telltale if text in content]
    assert told == []
