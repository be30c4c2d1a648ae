"""What the runs of a compiled project left behind: what was checked, when, on which code."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from fnmatch import fnmatchcase
from pathlib import Path
from typing import Any, Final

FOLDER: Final = "reports/evidence"
OLDEST: Final = timedelta(days=30)
"""Age from which a run is no evidence any more."""
_LONGEST: Final = 4_000_000
_FOLDERS: Final = ("src", "tests", "monitoring", "deploy", ".github")
_ENDINGS: Final = frozenset({".py", ".yml", ".yaml", ".json", ".toml"})
"""Both as in the generated ``config/evidence.py``: what a run speaks of."""


@dataclass(frozen=True, slots=True)
class Evidence:
    """One run of a project."""

    run: str
    at: datetime
    automated: bool
    """Whether a machine started it, as CI and a cluster do."""
    checks: Mapping[str, bool]
    stale: str
    """Why it no longer speaks of the project; empty when it does."""

    def matching(self, pattern: str) -> Mapping[str, bool]:
        """Return the checks whose names match ``pattern``."""
        return {name: passed for name, passed in self.checks.items() if fnmatchcase(name, pattern)}


def read_evidence(project: Path, now: datetime) -> Mapping[str, Evidence]:
    """Return what the runs of ``project`` left behind, by the name of the run; unreadable files are none."""
    folder = project / FOLDER
    if not folder.is_dir() or folder.is_symlink():
        return {}
    code = code_digest(project)
    found = (_read(path, project, code, now) for path in sorted(folder.glob("*.json")))
    return {evidence.run: evidence for evidence in found if evidence is not None}


def _read(path: Path, project: Path, code: str, now: datetime) -> Evidence | None:
    try:
        if path.is_symlink() or path.stat().st_size > _LONGEST:
            return None
        data = json.loads(path.read_text(encoding="utf-8"))
        at = datetime.fromisoformat(data["at"])
        return Evidence(
            run=path.stem,
            at=at if at.tzinfo else at.replace(tzinfo=UTC),
            automated=data["automated"] is True,
            checks={str(name): passed is True for name, passed in data["checks"].items()},
            stale=_stale(data, project, code, now),
        )
    except (OSError, ValueError, KeyError, TypeError, AttributeError, RecursionError):
        return None


def _stale(data: Mapping[str, Any], project: Path, code: str, now: datetime) -> str:
    at = datetime.fromisoformat(data["at"])
    age = now - (at if at.tzinfo else at.replace(tzinfo=UTC))
    if data["code"] != code:
        return "the project changed since"
    if age > OLDEST or age < -timedelta(days=1):
        return f"{age.days} days old, at most {OLDEST.days}"
    for name, digest in data["reports"].items():
        report = project / "reports" / Path(name).name
        if not report.is_file() or hashlib.sha256(report.read_bytes()).hexdigest() != digest:
            return f"reports/{Path(name).name} is not what it wrote"
    return ""


def code_digest(root: Path) -> str:
    """Return SHA-256 over the design, the program, its tests and its settings."""
    digest = hashlib.sha256()
    for path in sorted(_files(root), key=lambda path: path.relative_to(root).as_posix()):
        digest.update(f"{path.relative_to(root).as_posix()}\0".encode())
        digest.update(hashlib.sha256(path.read_bytes()).digest())
    return digest.hexdigest()


def _files(root: Path) -> Iterator[Path]:
    yield from root.glob("mlsystem.yaml")
    for folder in _FOLDERS:
        yield from (p for p in (root / folder).rglob("*") if p.suffix in _ENDINGS and p.is_file())
