"""Estimates that a document leaves open, taken from the profile of its data."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from mlsys.route import Route
from mlsys.spec.tasks import TASK_KINDS

if TYPE_CHECKING:
    from mlsys.profile.model import Profile
    from mlsys.spec.labels import Label
    from mlsys.spec.root import MLSystem


def with_measured(spec: MLSystem, profile: Profile) -> tuple[MLSystem, frozenset[Route]]:
    """Return ``spec`` with what it leaves open and ``profile`` knows, and the routes of what was filled in.

    The rules judge by it; nothing is generated from it, so that the project depends on the document alone.
    """
    data = spec.data
    values: dict[str, Any] = {"rows": profile.rows} if data.rows is None and profile.rows else {}
    routes: set[Route] = {("data", name) for name in values}
    label = data.label
    shares = _shares(spec, label, profile) if label is not None else {}
    if label is not None and shares:
        values["label"] = _changed(label, shares)
        routes |= {("data", "label", name) for name in shares}
    if not values:
        return spec, frozenset()
    return _changed(spec, {"data": _changed(data, values)}), frozenset(routes)


def _shares(spec: MLSystem, label: Label, profile: Profile) -> dict[str, Any]:
    """Return the shares of the classes that the label does not declare."""
    seen, kind = profile.label, TASK_KINDS[spec.task.type]
    if seen is None or seen.column != label.column or not seen.rows:
        return {}
    if kind.two_classes and label.prevalence is None:
        same = seen.positive_class == getattr(spec.task, "positive_class", None)
        return {"prevalence": seen.positive_share} if same and seen.positive_share is not None else {}
    levels = profile.columns[seen.column].levels if seen.column in profile.columns else {}
    if kind.several_classes and not label.priors and levels:
        return {"priors": {name: rows / seen.rows for name, rows in levels.items()}}
    return {}


def _changed(section: Any, values: dict[str, Any]) -> Any:
    """Return a copy of a frozen section with other values."""
    copy = section.model_copy()
    vars(copy).update(values)
    return copy
