"""Tables that ship with packages of statistics: a first document of each is judged and compiled as it is."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path
from typing import Final

import pytest
import yaml

from mlsys.cli.app import run

PACKAGES: Final = ("scikit-learn==1.9.1", "statsmodels==0.15.0")
"""Both under the BSD licence with three clauses; the tables are in the public domain or come with them."""
DUMP: Final = """
import sys
from pathlib import Path
import pandas, sklearn.datasets, statsmodels.api
folder = Path(sys.argv[1])
for name in sys.argv[2:]:
    package, table = name.split(".")
    if package == "sklearn":
        frame = getattr(sklearn.datasets, f"load_{table}")(as_frame=True).frame
    else:
        frame = getattr(statsmodels.api.datasets, table).load_pandas().data
        frame = frame if isinstance(frame.index, pandas.RangeIndex) else frame.reset_index()
    frame.to_csv(folder / f"{name}.csv", index=False)
"""
TABLES: Final = {
    "sklearn.iris": ("target", "multiclass"),
    "sklearn.wine": ("target", "multiclass"),
    "sklearn.digits": ("target", "multiclass"),
    "sklearn.breast_cancer": ("target", "binary"),
    "sklearn.diabetes": ("target", "regression"),
    "statsmodels.anes96": ("vote", "binary"),
    "statsmodels.modechoice": ("choice", "binary"),
    "statsmodels.spector": ("GRADE", "binary"),
    "statsmodels.heart": ("censors", "binary"),
    "statsmodels.fair": ("affairs", "regression"),
    "statsmodels.star98": ("NABOVE", "regression"),
    "statsmodels.grunfeld": ("invest", "regression"),
    "statsmodels.randhie": ("mdvis", "regression"),
    "statsmodels.engel": ("foodexp", "regression"),
    "statsmodels.ccard": ("AVGEXP", "regression"),
    "statsmodels.statecrime": ("murder", "regression"),
    "statsmodels.co2": ("co2", "forecasting"),
}


@pytest.fixture(scope="module")
def tables(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Write the tables by an environment that has the packages."""
    folder = tmp_path_factory.mktemp("tables")
    python = folder / "venv/bin/python"
    subprocess.run(["uv", "venv", "--quiet", folder / "venv", "--python", sys.executable], check=True)
    subprocess.run(["uv", "pip", "install", "--quiet", "--python", python, *PACKAGES], check=True)
    subprocess.run([python, "-c", DUMP, folder, *TABLES], check=True)
    return folder


@pytest.mark.slow
@pytest.mark.parametrize("name", TABLES)
def test_a_first_document_of_a_real_table_is_judged_and_compiled(
    tables: Path, name: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    target, task = TABLES[name]
    spec, data = tmp_path / "mlsystem.yaml", tables / f"{name}.csv"
    for command in (
        ("init", tmp_path, "--data", data, "--target", target, "--no-input"),
        ("validate", spec),
        ("compile", spec, "-o", tmp_path / "project"),
    ):
        assert run([str(word) for word in command]) == 0, capsys.readouterr()
    assert yaml.safe_load(spec.read_text("utf-8"))["task"]["type"] == task
