"""The recipes of CONTRIBUTING, followed to the letter in a copy of the compiler: one file each."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
import textwrap
from collections.abc import Callable
from pathlib import Path
from typing import TypeAlias

import pytest

ROOT = Path(__file__).resolve().parents[2]
RECIPES = (ROOT / "CONTRIBUTING.md").read_text("utf-8")
DOCUMENT = """\
apiVersion: mlsys/v1alpha2
kind: MLSystem
metadata: {name: calls}
objectives: {business: {margin: {metric: margin, direction: increase}}}
task: {type: count, exposure: days}
data:
  features: {area: {type: number, range: 0..10000}}
  label: {column: calls}
metrics: {mae: {role: optimize}}
baseline: {mean: {kind: constant}}
"""
Mlsys: TypeAlias = Callable[..., str]


def code(heading: str) -> str:
    """Return the first Python below a heading."""
    rest = RECIPES.split(f"## {heading}\n")[1]
    found = re.search(r"^( *)```python\n(.*?)^\1```", rest, re.DOTALL | re.MULTILINE)
    assert found
    return textwrap.dedent(found[2])


@pytest.fixture(scope="module")
def checkout(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a checkout with a rule, a field and a type of task more."""
    root = tmp_path_factory.mktemp("checkout")
    for folder in ("compiler", "schemas"):
        shutil.copytree(ROOT / folder, root / folder)
    (root / "blueprints").symlink_to(ROOT / "blueprints")
    compiler = root / "compiler/mlsys"
    rule = code("Add a rule").replace("MLS4xx", "MLS499")
    (compiler / "rules/metrics/mls499_gate_out_of_range.py").write_text(rule, encoding="utf-8")
    (compiler / "spec/tasks/count.py").write_text(code("Add a type of task"), encoding="utf-8")
    batch = compiler / "spec/infra.py"
    head, line, rest = batch.read_text("utf-8").partition("class Batch(Section, impact=Impact.REDEPLOY):\n")
    doc, blank, fields = rest.partition("\n\n")
    field = textwrap.indent(code("Add a field"), "    ")
    batch.write_text(f"{head}{line}{doc}{blank}{field}{fields}", encoding="utf-8")
    script = "import pathlib, mlsys.spec.schema as s; s.write_schemas(pathlib.Path('schemas'))"
    run(root, "-c", script)
    return root


def run(root: Path, *args: str, code: int = 0) -> str:
    environment = {**os.environ, "PYTHONPATH": str(root / "compiler")}
    done = subprocess.run(
        [sys.executable, *args], cwd=root, env=environment, capture_output=True, text=True, check=False
    )
    assert done.returncode == code, done.stdout + done.stderr
    return done.stdout + done.stderr


@pytest.fixture
def mlsys(checkout: Path) -> Mlsys:
    def call(*args: str, document: str = DOCUMENT, code: int = 0) -> str:
        (checkout / "mlsystem.yaml").write_text(document, encoding="utf-8")
        return run(checkout, "-m", "mlsys", *args, code=code)

    return call


@pytest.mark.slow
def test_a_type_of_task_is_a_file(mlsys: Mlsys) -> None:
    assert "error" not in mlsys("validate")
    assert "for how long events were counted" in mlsys("explain", "task.exposure")
    page = mlsys("explain", "count")
    assert "How many events happen" in page
    assert "mae" in page
    assert "did you mean `count`?" in mlsys(
        "validate", document=DOCUMENT.replace("count,", "poisson,"), code=1
    )
    faulty = DOCUMENT.replace("mae", "roc_auc").replace("kind: constant", "kind: majority")
    found = mlsys("validate", document=faulty, code=1)
    assert "MLS401" in found
    assert "`kind: majority` does not solve a count task" in found


@pytest.mark.slow
def test_a_field_is_a_declaration(mlsys: Mlsys) -> None:
    def waits(time: str) -> str:
        return f"{DOCUMENT}infra: {{batch: {{max_wait: {time}}}}}\n"

    assert "error" not in mlsys("validate", document=waits("5ms"))
    assert "has no unit" in mlsys("validate", document=waits("5"), code=1)
    assert "How long a request waits" in mlsys("explain", "infra.batch.max_wait", document=waits("5ms"))


@pytest.mark.slow
def test_a_rule_is_a_file(mlsys: Mlsys) -> None:
    def gated(least: str) -> str:
        return DOCUMENT.replace(
            "count, exposure: days", "binary, classes: [a, b], positive_class: b"
        ).replace("mae: {role: optimize}", f"roc_auc: {{role: optimize, gate: {{min: {least}}}}}")

    assert "MLS499" not in mlsys("validate", document=gated("0.8"))
    assert "`roc_auc` is at most 1, not 80" in mlsys("validate", document=gated("80"), code=1)
    assert "No model passes such a gate" in mlsys("explain", "MLS499")
