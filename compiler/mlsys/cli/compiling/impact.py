"""What a change of the document makes people do, in words."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

CONSEQUENCES: Final = {
    "doc": "documents are written anew",
    "monitor": "alert rules and dashboards are reloaded",
    "regate": "the running model must be evaluated again",
    "redeploy": "services and jobs are rolled out again",
    "retrain": "a new model must be trained",
    "relabel": "labels collected so far mean something else",
    "re-experiment": "evidence for the business effect no longer counts",
    "api-break": "consumers of the predictions must change",
}
"""The impacts of the language, mildest first, with what each one means."""


def heaviest(impacts: Iterable[str]) -> str:
    """Return the heaviest of ``impacts``; ``doc`` for none."""
    order = list(CONSEQUENCES)
    return max(impacts, key=lambda impact: order.index(impact) if impact in order else 0, default="doc")
