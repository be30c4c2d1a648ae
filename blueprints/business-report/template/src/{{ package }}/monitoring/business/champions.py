"""Which model served when, and how good it was on the test rows: the registry's record."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Final

from ...artifacts import registry
from ...config import design

TEST: Final = "test_"
"""Begins the names under which the registry logs what a model reached on the test rows."""


@dataclass(frozen=True, slots=True)
class Term:
    """A model from the time at which it became the champion."""

    version: str
    since: datetime
    metrics: Mapping[str, float]


def terms() -> list[Term]:
    """Every term of every champion, the earliest first."""
    client = registry.tracking_client()
    found = []
    for model in client.search_model_versions(f"name = '{design.NAME}'"):
        times = model.tags.get(registry.CHAMPION_SINCE, "").split()
        if times and model.run_id:
            logged = client.get_run(model.run_id).data.metrics
            known = {metric.name: TEST + registry.recordable(metric.name) for metric in design.METRICS}
            metrics = {name: logged[told] for name, told in known.items() if told in logged}
            version = model.tags["version"]
            found += [Term(version, datetime.fromisoformat(time), metrics) for time in times]
    return sorted(found, key=lambda term: term.since)


def serving(terms: list[Term], day: date) -> Term | None:
    """The champion of a day: the last that was made before it, so that it served the whole day."""
    return next((term for term in reversed(terms) if term.since.date() < day), None)
