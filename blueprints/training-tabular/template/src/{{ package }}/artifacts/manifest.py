"""`manifest.json`: everything a consumer of `model.onnx` needs to know, checked when it is read."""

from __future__ import annotations

import hashlib
from pathlib import Path
from typing import Any, Literal

import msgspec

from ..config.errors import OperatorError
from ..config.types import Kind
from ..data.histogram import Histogram
from ..task.answers import Head

MODEL_FILE = "model.onnx"
MANIFEST_FILE = "manifest.json"
# 2: the graph takes and answers doubles. 3: what the task adds is its head.
SCHEMA_VERSION = 3


class CorruptArtefactError(OperatorError):
    """The model file is not the one that the manifest describes."""


class Versioned(msgspec.Struct, frozen=True):
    """The one field that manifests of all versions have."""

    schema_version: int


class Input(msgspec.Struct, frozen=True):
    """A model input as it was at training."""

    name: str
    kind: Kind
    values: tuple[str, ...] = ()
    nullable: bool = False

    @property
    def is_numeric(self) -> bool:
        """Whether the value travels in the float tensor (the others travel as text)."""
        return self.kind not in ("categorical", "text")


class Tuning(msgspec.Struct, frozen=True):
    """The search over parameters: as many trials from the same seed find the same."""

    trials: int
    planned: int


class Manifest(msgspec.Struct, frozen=True, kw_only=True):
    """Description of one trained model."""

    schema_version: int = SCHEMA_VERSION
    """Of this file and of the graph's inputs and outputs."""
    name: str
    """Name of the system."""
    version: str
    """Version of this model; the name of its folder."""
    created_at: str
    """Time of training, ISO 8601 in UTC."""
    family: str
    """Rung of the model ladder that was chosen."""
    features: tuple[Input, ...]
    """Model inputs in the order of the tensors' columns."""
    head: Head
    """From the raw scores of the graph to answers."""
    metrics: dict[str, float]
    """Metrics on rows that the model was not fitted on, of the training and validation parts."""
    parameters: dict[str, Any] = {}
    """Hyper-parameters of the chosen family."""
    tuning: dict[str, Tuning]
    """By family, how many trials its search made; fewer than planned when its time limit ended it."""
    fitted_on: Literal["train", "train and validation"]
    """The parts of the table that the model learned from."""
    reference: dict[str, Histogram]
    """Distributions at training, a histogram a feature."""
    reference_score: Histogram
    """Distribution at training of the answers' watched number."""
    data_sha256: str
    code_version: str
    model_sha256: str

    @property
    def numeric(self) -> tuple[str, ...]:
        """Columns of the float tensor, in order."""
        return tuple(feature.name for feature in self.features if feature.is_numeric)

    @property
    def categorical(self) -> tuple[str, ...]:
        """Columns of the string tensor, in order."""
        return tuple(feature.name for feature in self.features if not feature.is_numeric)


def read_manifest(folder: Path) -> Manifest:
    """Read a model's manifest and check that the model file beside it is the one described.

    Raises:
        CorruptArtefactError: when the SHA-256 of the model file differs, or the artefact is of another
            version of this project.
        msgspec.ValidationError: when the manifest lacks a field or has a wrong type.
    """
    packed = msgspec.json.decode((folder / MANIFEST_FILE).read_bytes(), type=Versioned)
    if packed.schema_version != SCHEMA_VERSION:
        raise CorruptArtefactError(
            f"{folder} is of format {packed.schema_version}, this project reads {SCHEMA_VERSION}: train again"
        )
    manifest = msgspec.json.decode((folder / MANIFEST_FILE).read_bytes(), type=Manifest)
    if sha256(folder / MODEL_FILE) != manifest.model_sha256:
        raise CorruptArtefactError(f"{folder / MODEL_FILE} is not the model of {MANIFEST_FILE}")
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
