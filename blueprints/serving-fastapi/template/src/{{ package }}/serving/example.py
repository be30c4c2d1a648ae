"""A record that keeps the contract: for the API's description, for warming up, for load tests."""

from __future__ import annotations

from typing import Any

from ..config.types import Feature
from ..data.contract import MODEL_FEATURES


def example() -> dict[str, Any]:
    """A record that keeps the contract."""
    return {feature.name: example_value(feature) for feature in MODEL_FEATURES}


def example_value(feature: Feature) -> str | float | bool | None:
    """A value that the contract allows."""
    match feature.kind:
        case "categorical":
            return feature.values[0] if feature.values else "text"
        case "text":
            return "some words"[: feature.length or None]
        case "boolean":
            return True
        case "timestamp":
            return "2026-01-05T12:00:00Z"
        case "integer" | "number":
            low = feature.minimum if feature.minimum > float("-inf") else 0
            return min(max(1, low), feature.maximum)
