"""What ran, when, on which code and how it ended: the evidence that `mlsys status --score` counts."""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Iterable, Iterator, Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import Final

from .settings import REPORTS

FOLDERS: Final = ("src", "tests", "monitoring", "deploy", ".github")
ENDINGS: Final = frozenset({".py", ".yml", ".yaml", ".json", ".toml"})
MACHINES: Final = ("CI", "KUBERNETES_SERVICE_HOST")
"""Variables of the environment that tell a run without a person from one by hand."""


def record(run: str, checks: Mapping[str, bool], reports: Iterable[Path] = (), root: Path = Path()) -> Path:
    """Leave behind what a run checked, with the digests of its code and of the reports that it wrote."""
    evidence = {
        "run": run,
        "at": datetime.now(UTC).isoformat(timespec="seconds"),
        "code": code_digest(root),
        "automated": any(os.environ.get(name) for name in MACHINES),
        "checks": dict(checks),
        "reports": {path.name: hashlib.sha256(path.read_bytes()).hexdigest() for path in reports},
    }
    path = REPORTS / "evidence" / f"{run}.json"
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps(evidence, indent=2) + "\n", encoding="utf-8")
    return path


def record_gates(ok: bool, reports: Path = REPORTS) -> Path:
    """Leave behind how each gate of the last evaluation ended."""
    report = reports / "evaluation.json"
    gates = json.loads(report.read_text(encoding="utf-8"))["gates"]
    return record("evaluate", {**{g["id"]: g["passed"] for g in gates}, "all gates": ok}, [report])


def code_digest(root: Path) -> str:
    """SHA-256 over the design, the program, its tests and its settings."""
    digest = hashlib.sha256()
    for path in sorted(_files(root), key=lambda path: path.relative_to(root).as_posix()):
        digest.update(f"{path.relative_to(root).as_posix()}\0".encode())
        digest.update(hashlib.sha256(path.read_bytes()).digest())
    return digest.hexdigest()


def _files(root: Path) -> Iterator[Path]:
    yield from root.glob("mlsystem.yaml")
    for folder in FOLDERS:
        yield from (p for p in (root / folder).rglob("*") if p.suffix in ENDINGS and p.is_file())
