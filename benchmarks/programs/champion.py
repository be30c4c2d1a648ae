"""The pipeline from which the champion was exported, fitted anew; training is deterministic."""

from __future__ import annotations

from importlib import import_module
from pathlib import Path
from typing import Any


def fitted(package: str, models: Path, data: Path) -> tuple[Any, Any]:
    """Return the fitted pipeline of the champion's family, and the function that makes its input."""
    names = ("data", "features", "ladder", "manifest", "pointer", "split")
    table, features, ladder, manifest, pointer, split = (import_module(f"{package}.{name}") for name in names)
    family = manifest.read_manifest(pointer.folder_of("champion", models)).family
    candidates = ladder.climb(split.split(table.load(data)), str)
    pipeline = next(candidate.pipeline for candidate in candidates if candidate.family == family)
    return pipeline, features.model_input
