"""`manifest.json`: everything that a forecast needs beside the table, checked when it is read."""

from __future__ import annotations

import hashlib
from pathlib import Path
from typing import Final

import msgspec

from ..config import design
from ..config.errors import CorruptArtefactError
from ..task.intervals import Widths

MANIFEST_FILE: Final = "manifest.json"
SCHEMA_VERSION: Final = 1


class Manifest(msgspec.Struct, frozen=True, kw_only=True):
    """Description of one trained model."""

    schema_version: int = SCHEMA_VERSION
    name: str
    version: str
    """The name of its folder."""
    created_at: str
    """ISO 8601 in UTC."""
    family: str
    horizon: int
    season: int
    features: tuple[str, ...]
    cut: str
    """The newest step that it learned from."""
    widths: Widths
    """From a forecast to its intervals."""
    errors: dict[str, float | None]
    """Metrics on the origins that chose the family; none where one could not be measured."""
    tried: dict[str, float | None]
    """The primary metric of every family on the same origins."""
    expected: dict[str, float | None]
    """WAPE by level on the origins of the test; what the monitoring compares with."""
    data_sha256: str
    code_version: str
    packages: dict[str, str] = {}
    """Versions of what was imported at training."""
    files: dict[str, str]
    """SHA-256 of each file beside this one."""


def read_manifest(folder: Path) -> Manifest:
    """The manifest of a model whose files are whole.

    Raises:
        CorruptArtefactError: when a file was changed, or the model is for another horizon, season or table.
    """
    try:
        manifest = msgspec.json.decode((folder / MANIFEST_FILE).read_bytes(), type=Manifest)
    except (FileNotFoundError, msgspec.DecodeError) as error:
        raise CorruptArtefactError(f"{folder}: {error}") from None
    for name, digest in manifest.files.items():
        if not (folder / name).is_file() or sha256(folder / name) != digest:
            raise CorruptArtefactError(f"{folder / name} is not the file of {MANIFEST_FILE}")
    made_for = (manifest.schema_version, manifest.horizon, manifest.season, manifest.features)
    if made_for != (SCHEMA_VERSION, design.HORIZON, design.SEASON, tuple(f.name for f in design.FEATURES)):
        raise CorruptArtefactError(f"{folder} was made for another horizon, season or table: train again")
    return manifest


def write_manifest(folder: Path, manifest: Manifest) -> None:
    """Write the manifest beside its model."""
    text = msgspec.json.format(msgspec.json.encode(manifest), indent=2)
    (folder / MANIFEST_FILE).write_bytes(text + b"\n")


def sha256(*paths: Path) -> str:
    """SHA-256 over the contents of the files, in order, as hex digits."""
    digest = hashlib.sha256()
    for path in paths:
        digest.update(path.read_bytes())
    return digest.hexdigest()
