"""The decision threshold that costs imply, and the share of the rows that a capacity leaves."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from mlsys.ir.derivation import Derivation
from mlsys.ir.wording import number
from mlsys.route import Route
from mlsys.spec.tasks.other import AnomalyTask

if TYPE_CHECKING:
    from mlsys.ir.system import System

SOURCE = "C. Elkan, The Foundations of Cost-Sensitive Learning (IJCAI 2001), equation 2"


def cost_threshold(false_positive: float, false_negative: float) -> float:
    """Return the probability above which acting is cheaper than not acting, for calibrated scores.

    Raises:
        ValueError: if a cost is negative or both are zero.
    """
    if false_positive < 0 or false_negative < 0 or false_positive + false_negative == 0:
        raise ValueError("costs must not be negative and one must be positive")
    return false_positive / (false_positive + false_negative)


def derive(system: System) -> Iterator[Derivation]:
    """Yield the threshold that costs imply, and the share of the rows that can be acted on."""
    yield from _threshold(system)
    yield from _capacity(system)
    yield from _alerts(system)


def _capacity(system: System) -> Iterator[Derivation]:
    """The k best of the rows that are scored between two decisions, or of the table."""
    spec, policy = system.spec, system.spec.task.decision_policy
    if not system.task_kind.two_classes or policy.policy != "top_k" or policy.k is None:
        return
    traffic, cadence = spec.requirements.scalability.traffic.now, spec.task.granularity.cadence
    place: Route
    if traffic is not None and cadence is not None:
        scored, place = traffic.per_second * cadence.seconds, ("requirements", "scalability", "traffic")
    elif spec.data.rows is not None:
        scored, place = float(spec.data.rows), ("data", "rows")
    else:
        return
    share = min(1.0, policy.k / scored)
    yield Derivation(
        id="decision.capacity",
        value=share,
        unit="ratio",
        summary="Share of the scored rows that can be acted on.",
        working=f"{policy.k:,} / {number(scored)} = {number(share)}",
        inputs=(("task", "decision_policy", "k"), place),
        source="proportion",
    )


def _alerts(system: System) -> Iterator[Derivation]:
    """The share of the rows that may raise an alert: what can be looked at, or is anomalous if less."""
    task, traffic = system.spec.task, system.spec.requirements.scalability.traffic.now
    if not isinstance(task, AnomalyTask):
        return
    found: list[tuple[float, str, tuple[Route, ...]]] = []
    if task.alert_budget is not None and traffic is not None and traffic.per_second > 0:
        share = min(1.0, task.alert_budget.per_second / traffic.per_second)
        budget, rows = number(task.alert_budget.per_day), number(traffic.per_day)
        inputs: tuple[Route, ...] = (
            ("task", "alert_budget"),
            ("requirements", "scalability", "traffic", "now"),
        )
        found.append((share, f"{budget} / {rows} = {number(share)}", inputs))
    if task.contamination is not None and task.contamination > 0:
        working = f"contamination = {number(task.contamination)}"
        found.append((task.contamination, working, (("task", "contamination"),)))
    if not found:
        return
    value, working, places = min(found)
    yield Derivation(
        id="alerts.share",
        value=value,
        unit="ratio",
        summary="Share of the scored rows that may raise an alert.",
        working=working,
        inputs=places,
        source="proportion",
    )


def _threshold(system: System) -> Iterator[Derivation]:
    costs = system.spec.task.decision_policy.costs
    if not system.task_kind.two_classes or costs is None:
        return
    if costs.false_positive is None or costs.false_negative is None:
        return
    act, miss = costs.false_positive.amount, costs.false_negative.amount
    if costs.true_positive is not None:
        miss -= costs.true_positive.amount
    if act + miss <= 0 or miss < 0:
        return
    yield Derivation(
        id="decision.threshold",
        value=cost_threshold(act, miss),
        unit="probability",
        summary="Probability above which acting is cheaper than not acting; holds for calibrated scores.",
        working=f"{number(act)} / ({number(act)} + {number(miss)}) = {number(cost_threshold(act, miss))}",
        inputs=(("task", "decision_policy", "costs"),),
        source=SOURCE,
    )
