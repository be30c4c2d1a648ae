"""The decision threshold that costs imply."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from mlsys.ir.derivation import Derivation
from mlsys.ir.wording import number

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
    """Yield the threshold that the declared costs of a binary decision imply."""
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
