"""Running an example the way a reader would, and writing down what came of it."""

from __future__ import annotations

import json
import math
import re
import subprocess
import tempfile
import time
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import mlsys
from benchmarks.gallery.evidence import (
    Evidence,
    digest_of_data,
    digest_of_document,
    digest_of_text,
)
from benchmarks.gallery.pictures import Picture, against, pictures
from mlsys.pipeline import check, generate, make_plan

TARGETS = ("setup", "train", "evaluate", "batch")


class MeasureError(Exception):
    """An example that does not go its way."""


def measure(folder: Path, gallery: Path) -> Evidence:
    """Compile, set up, train, evaluate and score the example in ``folder``; write evidence and pictures.

    Raises:
        MeasureError: if it does not compile, or one of its steps fails.
    """
    name = folder.name
    with tempfile.TemporaryDirectory(prefix=f"mlsys-{name}-") as scratch:
        project = Path(scratch)
        compile_into(folder / "mlsystem.yaml", project)
        seconds = {target: make(project, target) for target in TARGETS if _has(project, target)}
        report = json.loads((project / "reports/evaluation.json").read_bytes())
        page = (project / "reports/evaluation.html").read_text("utf-8")
    figures = _figures(report)
    drawn = pictures(page) or [_bars(page, figures)]
    evidence = {
        "document": digest_of_document(folder),
        "data": digest_of_data(folder),
        "compiler": mlsys.__version__,
        "measured": datetime.now(UTC).date().isoformat(),
        "seconds": seconds,
        **figures,
        "pictures": [
            {"title": picture.title, "caption": picture.caption, "sha256": digest_of_text(picture.svg)}
            for picture in drawn
        ],
    }
    _write(gallery, name, evidence, drawn)
    return evidence


def compile_into(spec: Path, project: Path) -> None:
    checked = check(spec)
    planned = make_plan(checked, checked.system) if checked.system else None
    if planned is None or planned.value is None or any(found.severity.fails for found in planned.diagnostics):
        raise MeasureError(f"{spec} does not compile: `mlsys validate {spec}`")
    for path, file in generate(planned.value).files.items():
        target = project / path
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(file.read())


def _has(project: Path, target: str) -> bool:
    return re.search(rf"^{target}:", (project / "Makefile").read_text("utf-8"), re.MULTILINE) is not None


def make(project: Path, target: str) -> float:
    start = time.monotonic()
    command = ["make", "--no-print-directory", target]
    done = subprocess.run(command, cwd=project, capture_output=True, text=True, check=False)
    if done.returncode:
        raise MeasureError(f"make {target}:\n{(done.stdout + done.stderr)[-3000:]}")
    return round(time.monotonic() - start, 1)


def _figures(report: dict[str, Any]) -> Evidence:
    """Return of a report what the gallery shows, to four digits."""
    gates = [
        {key: gate[key] for key in ("id", "passed", "value", "threshold", "detail")}
        for gate in report["gates"]
    ]
    shown = {
        "family": report["model"]["family"],
        "counts": _counts(report["data"]),
        "primary": report["primary"]["metric"] if "primary" in report else next(iter(report["metrics"])),
        "metrics": {name: {"value": m["value"], "ci": m["ci"]} for name, m in report["metrics"].items()},
        "baselines": report["baselines"],
        "gates": gates,
    }
    return _rounded(shown)


def _bars(page: str, figures: Evidence) -> Picture:
    metric = figures["primary"]
    model = figures["metrics"][metric]
    values = {"the model": model["value"]}
    values |= {name: found[metric] for name, found in figures["baselines"].items() if found.get(metric)}
    return against(page, metric, values, model["ci"])


def _counts(data: dict[str, Any]) -> dict[str, int]:
    """Return how many there are of what a model was trained and judged on."""
    lengths = {name: len(found) if isinstance(found, list) else found for name, found in data.items()}
    return {name: found for name, found in lengths.items() if isinstance(found, int)}


def _rounded(value: Any) -> Any:
    match value:
        case dict():
            return {key: _rounded(item) for key, item in value.items()}
        case list():
            return [_rounded(item) for item in value]
        case float():
            return float(f"{value:.4g}") if math.isfinite(value) else None
    return value


def _write(gallery: Path, name: str, evidence: Evidence, drawn: list[Picture]) -> None:
    for kind in ("evidence", "pictures"):
        (gallery / kind).mkdir(parents=True, exist_ok=True)
    for old in (gallery / "pictures").glob(f"{name}-[0-9].svg"):
        old.unlink()
    for number, picture in enumerate(drawn, 1):
        (gallery / "pictures" / f"{name}-{number}.svg").write_text(picture.svg, encoding="utf-8")
    text = json.dumps(evidence, indent=1, ensure_ascii=False) + "\n"
    (gallery / "evidence" / f"{name}.json").write_text(text, encoding="utf-8")
