"""Save the champion's pipeline as MLflow serves it: PACKAGE MODELS DATA FOLDER; prints a request body."""

from __future__ import annotations

import sys
from importlib import import_module
from pathlib import Path

from champion import fitted


def main() -> None:
    """Fit, save, print one row as JSON."""
    package, models, data, folder = sys.argv[1:]
    pipeline, model_input = fitted(package, Path(models), Path(data))

    import mlflow.sklearn

    mlflow.sklearn.save_model(pipeline, folder, serialization_format="cloudpickle", pip_requirements=[])
    row = model_input(import_module(f"{package}.data.load").load(Path(data)).head(1)).to_pandas()
    print('{"dataframe_split":' + row.to_json(orient="split", index=False) + "}")


if __name__ == "__main__":
    main()
