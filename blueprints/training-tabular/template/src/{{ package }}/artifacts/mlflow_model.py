"""The packed model as an MLflow model: signature, input example, requirements, and code to load it.

Written by hand rather than by `mlflow.pyfunc.log_model`, which needs pandas in the training
environment and takes ten seconds to guess requirements that are known here.
"""

from __future__ import annotations

import json
import shutil
import sys
from importlib.metadata import version
from pathlib import Path
from typing import Any, Final

from ..config import design
from ..task.answers import COLUMNS
from .manifest import Input, Manifest, read_manifest
from .parity import read_sample

PACKAGE: Final = Path(__file__).parents[1]
LOADER: Final = f"{PACKAGE.name}.inference.mlflow_loader"
# What the loader imports, with the versions that the model was compared under.
LIBRARIES: Final = ("msgspec", "numpy", "onnxruntime", "polars")
EXAMPLE_ROWS: Final = 5
# A moment is in microseconds from 1970 in UTC.
TYPES: Final = {
    "integer": "long",
    "number": "double",
    "boolean": "boolean",
    "timestamp": "double",
    "categorical": "string",
    "text": "string",
}


def write_mlflow_model(artefact: Path, folder: Path, run_id: str) -> None:
    """Write the artefact, the package and the description that MLflow reads to the folder."""
    manifest = read_manifest(artefact)
    shutil.copytree(artefact, folder / "artefact")
    shutil.copytree(PACKAGE, folder / "code" / PACKAGE.name, ignore=shutil.ignore_patterns("__pycache__"))
    requirements = [f"mlflow=={version('mlflow-skinny')}", "pandas"]
    requirements += [f"{name}=={version(name)}" for name in LIBRARIES]
    (folder / "requirements.txt").write_text("\n".join(requirements) + "\n", encoding="utf-8")
    python = ".".join(map(str, sys.version_info[:3]))
    environment = {"python": python, "build_dependencies": ["pip"], "dependencies": ["-r requirements.txt"]}
    _write(folder / "python_env.yaml", environment)
    sample = read_sample(artefact).columns
    names = [feature.name for feature in manifest.features]
    kept = [[_example(value, f) for value in sample[f.name][-EXAMPLE_ROWS:]] for f in manifest.features]
    rows = [list(row) for row in zip(*kept, strict=True)]
    _write(folder / "input_example.json", {"columns": names, "data": rows})
    _write(folder / "MLmodel", description(manifest, run_id, python))


def description(manifest: Manifest, run_id: str, python: str) -> dict[str, Any]:
    """The contents of the file `MLmodel`."""
    inputs = [
        # Whole numbers have no null in pandas, so that a column with nulls arrives as doubles.
        {
            "name": feature.name,
            "type": "double" if feature.nullable and feature.is_numeric else TYPES[feature.kind],
            "required": True,
        }
        for feature in manifest.features
    ]
    outputs = [{"name": name, "type": kind, "required": True} for name, kind in COLUMNS]
    flavor = {
        "loader_module": LOADER,
        "data": "artefact",
        "code": "code",
        "env": {"virtualenv": "python_env.yaml"},
        "python_version": python,
    }
    return {
        "artifact_path": "model",
        "flavors": {"python_function": flavor},
        "metadata": {"version": manifest.version, "system": design.NAME},
        "mlflow_version": version("mlflow-skinny"),
        "run_id": run_id,
        "saved_input_example_info": {
            "artifact_path": "input_example.json",
            "pandas_orient": "split",
            "type": "dataframe",
        },
        "signature": {"inputs": json.dumps(inputs), "outputs": json.dumps(outputs), "params": None},
        "utc_time_created": manifest.created_at,
    }


def _example(value: Any, feature: Input) -> Any:
    """The value in the type of the signature."""
    return bool(value) if feature.kind == "boolean" and not feature.nullable else value


def _write(path: Path, content: dict[str, Any]) -> None:
    """Write JSON, which is YAML too."""
    path.write_text(json.dumps(content, indent=2) + "\n", encoding="utf-8")
