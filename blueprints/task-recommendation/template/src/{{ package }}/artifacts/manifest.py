"""`manifest.json`: everything that a list needs beside the items' numbers, checked when it is read."""

from __future__ import annotations

import hashlib
from pathlib import Path
from typing import Final

import msgspec

from ..config.errors import CorruptArtefactError

MANIFEST_FILE: Final = "manifest.json"
MODEL_FILE: Final = "items.npz"
SCHEMA_VERSION: Final = 2
COVERED: Final = 500
"""So many lists are looked at together for what they show of the catalogue: it grows with their number."""


class Manifest(msgspec.Struct, frozen=True, kw_only=True):
    """Description of one trained model."""

    schema_version: int = SCHEMA_VERSION
    name: str
    version: str
    """The name of its folder."""
    created_at: str
    """ISO 8601 in UTC."""
    family: str
    items: tuple[str, ...]
    """The names of the items, in the order of their numbers."""
    cut: str
    """The last action that it learned from."""
    expected: dict[str, float]
    """Metrics on the test, of the same family without the actions of the test."""
    tried: dict[str, float]
    """The primary metric of every family on the actions of the choice."""
    new_users: float
    """Share of the users of the test of whom nothing was known before."""
    coverage: float
    """Share of the catalogue that `COVERED` lists show."""
    data_sha256: str
    code_version: str
    packages: dict[str, str] = {}
    """Versions of what was imported at training."""
    files: dict[str, str]
    """SHA-256 of each file beside this one."""


def read_manifest(folder: Path) -> Manifest:
    """The manifest of a model whose files are whole.

    Raises:
        CorruptArtefactError: when a file was changed, or the model is of another form.
    """
    try:
        manifest = msgspec.json.decode((folder / MANIFEST_FILE).read_bytes(), type=Manifest)
    except (FileNotFoundError, msgspec.DecodeError) as error:
        raise CorruptArtefactError(f"{folder}: {error}") from None
    for name, digest in manifest.files.items():
        if not (folder / name).is_file() or sha256(folder / name) != digest:
            raise CorruptArtefactError(f"{folder / name} is not the file of {MANIFEST_FILE}")
    if manifest.schema_version != SCHEMA_VERSION:
        raise CorruptArtefactError(f"{folder} was made by another version of this code: train again")
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
