"""A task that no blueprint serves is judged like any other, and told once when a project is wanted."""

from __future__ import annotations

from pathlib import Path

import pytest

from mlsys import pipeline
from mlsys.diagnostics import Severity
from mlsys.judge import Options

REGRESSION = """\
apiVersion: mlsys/v1alpha1
kind: MLSystem
metadata: {name: house-price}
objectives:
  business:
    margin: {metric: margin per sale, direction: increase}
task: {type: regression, unit: USD}
data:
  source: {path: data/houses.csv}
  features:
    area: {type: number, range: 0..10000}
  label: {column: price}
metrics:
  rmse: {role: optimize}
baseline:
  mean: {kind: constant}
"""


@pytest.mark.parametrize(("compiling", "severity"), [(False, Severity.NOTE), (True, Severity.ERROR)])
def test_one_finding_names_what_is_missing(tmp_path: Path, compiling: bool, severity: Severity) -> None:
    spec = tmp_path / "mlsystem.yaml"
    spec.write_text(REGRESSION, encoding="utf-8")
    (tmp_path / "data").mkdir()
    (tmp_path / "data" / "houses.csv").write_text("area,price\n", encoding="utf-8")
    checked = pipeline.check(spec, Options(project=True, compiling=compiling))
    (finding,) = checked.report.diagnostics
    assert (finding.code, finding.severity, finding.route) == ("MLS038", severity, ("task", "type"))
    assert "`task`" in finding.message
    assert checked.planned is None
