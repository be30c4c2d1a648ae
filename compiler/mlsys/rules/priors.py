"""What a predictor without skill reaches, from the declared shares of the classes."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

from mlsys.route import Route

if TYPE_CHECKING:
    from mlsys.ir.system import BoundMetric, System

_PREVALENCE: Route = ("data", "label", "prevalence")
_PRIORS: Route = ("data", "label", "priors")


@dataclass(frozen=True, slots=True)
class TrivialValue:
    """The value of a metric that needs no skill."""

    value: float
    who: str
    """Who reaches it, as the subject of a sentence."""
    place: Route | None
    """The declared share that it follows from."""


def prevalence(system: System) -> float | None:
    """Return the declared share of positives, or ``None``."""
    label = system.spec.data.label
    if label is not None and label.prevalence is not None:
        return label.prevalence
    contamination: float | None = getattr(system.spec.task, "contamination", None)
    return contamination


def majority_share(system: System) -> float | None:
    """Return the declared share of the largest class, or ``None``."""
    label = system.spec.data.label
    if label is not None and label.priors:
        return max(label.priors.values())
    share = prevalence(system)
    return None if share is None or not system.task_kind.two_classes else max(share, 1 - share)


def trivial_value(system: System, metric: BoundMetric) -> TrivialValue | None:
    """Return what a constant or random predictor reaches in ``metric``; ``None`` where it is not known."""
    kind = metric.entry.trivial if metric.entry else None
    match kind:
        case "half":
            return TrivialValue(0.5, "chance", None)
        case "zero":
            return TrivialValue(0.0, "chance", None)
        case "majority":
            return _majority(system)
        case _:
            return _from_prevalence(system, metric.name if kind is None else kind)


def _majority(system: System) -> TrivialValue | None:
    share, label = majority_share(system), system.spec.data.label
    place = _PRIORS if label is not None and label.priors else _PREVALENCE
    return None if share is None else TrivialValue(share, "always answering the majority", place)


def _from_prevalence(system: System, kind: str) -> TrivialValue | None:
    share = prevalence(system)
    if share is None or not system.task_kind.two_classes or not 0 < share < 1:
        return None
    constant = "always predicting the prevalence"
    match kind:
        case "prevalence":
            return TrivialValue(share, "chance", _PREVALENCE)
        case "brier":
            return TrivialValue(share * (1 - share), constant, _PREVALENCE)
        case "log_loss":
            entropy = -share * math.log(share) - (1 - share) * math.log(1 - share)
            return TrivialValue(entropy, constant, _PREVALENCE)
        case _:
            return None
