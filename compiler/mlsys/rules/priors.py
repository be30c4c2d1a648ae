"""What a predictor without skill reaches, from the declared shares of the classes."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

from mlsys.route import Route
from mlsys.spec.tasks.policies import PolicyTask

if TYPE_CHECKING:
    from mlsys.ir.system import BoundMetric, System
    from mlsys.spec.ranges import Bounds

OF_REWARDS = ("ope_value", "return", "mean_reward")
"""Metrics that are means of rewards."""
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
        case "one":
            return TrivialValue(1.0, "the seasonal naive forecast", None)
        case "majority":
            return _majority(system)
        case _:
            found = _of_guessing(system, metric.name) or _from_prevalence(
                system, metric.name if kind is None else kind
            )
            return found or _from_range(system, metric) or _any_model(metric)


def _of_guessing(system: System, name: str) -> TrivialValue | None:
    """Return what guessing reaches in metrics for which the number of classes, or nothing, decides."""
    classes: tuple[str, ...] = getattr(system.spec.task, "classes", None) or ()
    many: int = len(classes) or getattr(system.spec.task, "n_classes", None) or 0
    several = system.task_kind.several_classes and many > 1
    match name:
        case "balanced_accuracy" if several or system.task_kind.two_classes:
            return TrivialValue(1 / many if several else 0.5, "guessing", None)
        case "log_loss" if several:
            return TrivialValue(math.log(many), "giving each class the same probability", None)
        case "hamming" | "trustworthiness":
            return TrivialValue(0.5, "guessing", None)
        case "mape" | "wape":
            return TrivialValue(1.0, "always predicting 0", None)
        case _:
            return None


def _from_range(system: System, metric: BoundMetric) -> TrivialValue | None:
    """Return what the middle of the declared range reaches, or the worst action of a bandit."""
    bounds, place = range_of(system)
    if bounds is None or bounds.low is None or bounds.high is None:
        return None
    if system.task_kind.acts:
        of_reward = metric.name in OF_REWARDS
        return TrivialValue(bounds.low, "the worst action", place) if of_reward else None
    half = (bounds.high - bounds.low) / 2
    reached = {"mae": half, "rmse": half, "mse": half**2}.get(metric.name)
    return None if reached is None else TrivialValue(reached, "the middle of the range", place)


def range_of(system: System) -> tuple[Bounds | None, Route]:
    """Return the values that the predicted number, or a reward, may take, and where they are declared."""
    task, label = system.spec.task, system.spec.data.label
    if isinstance(task, PolicyTask):
        place: Route = ("task", "reward", "bounds")
        # the return of an episode is a sum of rewards, of which the bounds say little
        return (task.reward.bounds if task.reward and task.setting == "bandit" else None), place
    declared: Bounds | None = getattr(task, "range", None)
    if declared is None and label is not None and system.task_kind.numeric:
        return label.range, ("data", "label", "range")
    return declared, ("task", "range")


def _any_model(metric: BoundMetric) -> TrivialValue | None:
    if metric.entry is None:
        return None
    worst = metric.entry.low if metric.entry.direction == "maximize" else metric.entry.high
    return None if worst is None else TrivialValue(worst, "every model", None)


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
