"""Gates that only this task has: propensities are what they say, and no simple policy earns as much."""

from __future__ import annotations

import math
from collections.abc import Iterator
from typing import Final

import numpy as np

from ..config import design
from ..data.contract import ACTIONS
from ..data.split import Parts
from ..evaluation.bootstrap import Rows, lower_bound
from ..evaluation.results import Gate, at_least, at_most
from .metrics import PRIMARY
from .predictions import MIN_WEIGHT, Predictions
from .propensities import surprises

CONFIDENCE: Final = 0.95
# Standard errors; chance alone is as far off once in 16,000 audits of one figure.
MAX_SURPRISE: Final = 4.0
# Of the sum of weighted rewards; with more, one decision tells what the policy is worth.
MAX_HEAVIEST: Final = 0.05


def label_gates(parts: Parts) -> Iterator[Gate]:
    """Weights by the logged propensities have a mean of 1, whatever policy they are for."""
    found = surprises(parts)
    worst = max(found, key=lambda name: found[name].errors)
    detail = f"standard errors of the mean weight of {worst}, {found[worst].mean:.3f} instead of 1"
    yield at_most("log.propensities", "task.propensity", found[worst].errors, MAX_SURPRISE, detail)


def decision_gates(model: Predictions) -> Iterator[Gate]:
    """The policy earns more than any simple one, explores within its bounds, and hangs on no one decision."""
    yield best_simple(model)
    yield from exploration(model)
    detail = "largest share of one decision in the weighted rewards"
    heaviest = model.estimates.heaviest
    yield at_most("policy.heaviest", "task.propensity", heaviest, MAX_HEAVIEST, detail)


def best_simple(model: Predictions) -> Gate:
    """The policy is better than the best of the logged one and each single action, beyond chance.

    The best is chosen on the test decisions themselves, which is in its favour.
    """
    rivals = simple(model)
    name = max(rivals, key=lambda name: rivals[name].value(PRIMARY))
    rival = rivals[name]

    def advantage(rows: Rows | slice) -> float:
        return model.value(PRIMARY, rows) - rival.value(PRIMARY, rows)

    bound = lower_bound(advantage, len(model.labels), CONFIDENCE) if model.is_enough else math.nan
    unknown = [action for action in ACTIONS if action not in rivals]
    detail = (
        f"{PRIMARY.name} is {advantage(slice(None)):+.4f} against {rival.value(PRIMARY):.4f} of {name}, "
        f"at least {bound:+.4f} with {CONFIDENCE:.0%} confidence; {model.support}"
    )
    if unknown:
        detail += f"; too seldom taken to be judged alone: {', '.join(unknown)}"
    # As good as a simple policy is not better: 0 does not pass.
    return Gate("policy.best_simple", "task.type", bool(bound > 0), bound, 0.0, detail)


def simple(model: Predictions) -> dict[str, Predictions]:
    """The logged policy, and each action by itself of which the log can tell."""
    found = {name: model.always(place) for place, name in enumerate(ACTIONS)}
    judged = {name: one for name, one in found.items() if one.weight >= MIN_WEIGHT}
    return {"the logged policy": model.answering(np.full(len(model.labels), math.nan)), **judged}


def exploration(model: Predictions) -> Iterator[Gate]:
    """The share of decisions that take another action than the best stays within what is declared."""
    choice = (model.chances > 0).sum(axis=1) > 1
    share = float((1 - model.chances.max(axis=1))[choice].mean()) if choice.any() else 0.0
    claim, detail = "task.exploration", f"of {int(choice.sum()):,} decisions with a choice"
    most = design.MAX_EXPLORED + 1e-9
    yield at_most("policy.explored", f"{claim}.max_share", share, most, detail)
    if design.MIN_EXPLORED:
        yield at_least("policy.explores", f"{claim}.min_share", share, design.MIN_EXPLORED, detail)
