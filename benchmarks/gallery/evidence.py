"""What was measured of an example, and whether it still is the example that was measured."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path
from typing import Any

from mlsys.syntax.load import load
from mlsys.syntax.nodes import to_plain
from mlsys.syntax.reader import read

ROOT = Path(__file__).resolve().parents[2]
EXAMPLES = ROOT / "examples"
GALLERY = ROOT / "docs/gallery"

Evidence = dict[str, Any]


def names() -> list[str]:
    """Return the names of the examples."""
    return sorted(path.parent.name for path in EXAMPLES.glob("*/mlsystem.yaml"))


def digest_of_document(folder: Path) -> str:
    """Return the SHA-256 of what the document says; comments and notation do not count."""
    node = read(load(folder / "mlsystem.yaml")).value
    if node is None:
        raise ValueError(f"{folder}: no document")
    said = json.dumps(to_plain(node), sort_keys=True, default=str)
    return hashlib.sha256(said.encode()).hexdigest()


def digest_of_data(folder: Path) -> str:
    """Return the SHA-256 of the files of data with their names."""
    digest = hashlib.sha256()
    for path in sorted(path for path in (folder / "data").rglob("*") if path.suffix not in {".py", ".pyc"}):
        if path.is_file():
            digest.update(path.relative_to(folder).as_posix().encode() + b"\0" + path.read_bytes())
    return digest.hexdigest()


def digest_of_text(text: str) -> str:
    """Return the SHA-256 of a text."""
    return hashlib.sha256(text.encode()).hexdigest()


def recorded(gallery: Path, name: str) -> Evidence | None:
    """Return what was measured of an example; None where nothing was."""
    path = gallery / "evidence" / f"{name}.json"
    return json.loads(path.read_bytes()) if path.exists() else None


def stale(evidence: Evidence | None, folder: Path) -> str | None:
    """Return why an example has to be measured anew; None where it has not."""
    if evidence is None:
        return "never measured"
    if evidence["document"] != digest_of_document(folder):
        return "its document says something else than when it was measured"
    if evidence["data"] != digest_of_data(folder):
        return "its data are others than when it was measured"
    return None
