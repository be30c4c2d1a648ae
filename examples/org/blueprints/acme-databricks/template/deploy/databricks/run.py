"""Run a command of the system as a task of a job: `run.py MODULE CATALOG/SCHEMA COMMAND...`.

Serverless jobs have no variables of their own, so where models and predictions stand is set here, before the
settings are read.
"""

from __future__ import annotations

import os
import runpy
import sys


def main() -> None:
    """Run the command in the volume of the system."""
    module, place, *command = sys.argv[1:]
    volume = f"/Volumes/{place}/{module.partition('.')[0]}"
    os.environ.setdefault("MODELS_DIR", f"{volume}/models")
    os.environ.setdefault("PREDICTIONS_DIR", f"{volume}/predictions")
    os.environ.setdefault("REPORTS_DIR", f"{volume}/reports")
    os.environ.setdefault("MLFLOW_TRACKING_URI", "databricks")
    os.chdir(volume)
    sys.argv = [module, *command]
    runpy.run_module(module, run_name="__main__")


if __name__ == "__main__":
    main()
