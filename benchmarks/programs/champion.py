"""The pipeline from which the champion was exported, fitted anew; training is deterministic."""

from __future__ import annotations

from importlib import import_module
from pathlib import Path
from typing import Any


def fitted(package: str, models: Path, data: Path) -> tuple[Any, Any]:
    """Return the fitted pipeline of the champion's family, and the function that makes its input."""
    names = ("data.load", "data.split", "features.preprocessing", "training.model_selection")
    table, split, features, model_selection = (import_module(f"{package}.{name}") for name in names)
    names = ("artifacts.manifest", "artifacts.model_store")
    manifest, model_store = (import_module(f"{package}.{name}") for name in names)
    family = manifest.read_manifest(model_store.folder_of("champion", models)).family
    candidates = model_selection.climb(split.split(table.load(data)), str)
    pipeline = next(candidate.pipeline for candidate in candidates if candidate.family == family)
    return pipeline, features.model_input
