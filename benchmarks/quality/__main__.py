"""``python -m benchmarks.quality [CASE…]``: train the project of each table and its rivals, write a page."""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
import tempfile
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import yaml

from benchmarks.gallery.measure import compile_into, make
from benchmarks.quality.cases import CASES, DUMP, EXAMPLES, PACKAGES, Case
from benchmarks.quality.page import FIGURES, write

RIVALS = ("catboost==1.2.10", "flaml[automl]==2.7.0", "pandas")
ENVIRONMENT = Path(__file__).resolve().parents[2] / "build/rivals"
LEAST_SECONDS = 30.0
"""A search is given as long as the project took to tune and train, and no less than this."""


def main() -> int:
    parser = argparse.ArgumentParser(prog="benchmarks.quality", description=__doc__)
    parser.add_argument("case", nargs="*", help="measure these; else all")
    parser.add_argument("--page", action="store_true", help="measure nothing, write the page alone")
    options = parser.parse_args()
    unknown = set(options.case) - {case.name for case in CASES}
    if unknown:
        parser.error(f"no case is called {', '.join(sorted(unknown))}")
    figures = json.loads(FIGURES.read_bytes()) if FIGURES.exists() else {}
    for case in () if options.page else CASES:
        if options.case and case.name not in options.case:
            continue
        print(case.name, file=sys.stderr, flush=True)
        with tempfile.TemporaryDirectory(prefix="mlsys-quality-") as scratch:
            figures[case.name] = measured(case, Path(scratch))
        FIGURES.write_text(json.dumps(figures, indent=1) + "\n", encoding="utf-8")
    write(figures)
    return 0


def measured(case: Case, scratch: Path) -> dict[str, Any]:
    """Train the project of a table and judge it beside its rivals, by an environment that has both."""
    python = environment(*PACKAGES)
    spec = document(case, scratch, python)
    project = scratch / "project"
    compile_into(spec, project)
    said = yaml.safe_load(spec.read_text("utf-8"))
    data = project / said["data"]["source"]["path"]
    seconds = {target: make(project, target) for target in ("setup", "train")}
    environment("-r", str(project / "requirements.lock"), *RIVALS)
    budget = max(LEAST_SECONDS, seconds["train"])
    package = next((project / "src").iterdir()).name
    judge = Path(__file__).with_name("judge.py")
    done = subprocess.run(
        [python, judge, package, data, case.task, case.metric, str(budget)],
        cwd=project,
        env={"PYTHONPATH": str(project / "src"), "PATH": "/usr/bin:/bin"},
        stdout=subprocess.PIPE,
        check=True,
        text=True,
    )
    found = {"task": case.task, "metric": case.metric, "measured": datetime.now(UTC).date().isoformat()}
    return found | {"seconds": seconds["train"], **json.loads(done.stdout)}


def environment(*packages: str) -> Path:
    """Make the environment of the rivals, or add to it; return its interpreter."""
    python = ENVIRONMENT / "bin/python"
    if not python.exists():
        subprocess.run(["uv", "venv", "--quiet", ENVIRONMENT, "--python", sys.executable], check=True)
    subprocess.run(["uv", "pip", "install", "--quiet", "--python", python, *packages], check=True)
    return python


def document(case: Case, scratch: Path, python: Path) -> Path:
    """Return the example's document, or the first one that `mlsys init` writes of a package's table."""
    if not case.target:
        return EXAMPLES / case.name / "mlsystem.yaml"
    data, folder = scratch / f"{case.name}.csv", scratch / "document"
    subprocess.run([python, "-c", DUMP, case.name, data], check=True)
    command = [
        sys.executable,
        "-m",
        "mlsys",
        "init",
        folder,
        "--data",
        data,
        "--target",
        case.target,
        "--no-input",
    ]
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL)
    return folder / "mlsystem.yaml"


if __name__ == "__main__":
    raise SystemExit(main())
