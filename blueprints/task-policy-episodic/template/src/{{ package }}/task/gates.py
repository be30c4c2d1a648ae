"""Gates that only this task has: a simulator like the world, no simple policy as good, constraints kept."""

from __future__ import annotations

import math
from collections.abc import Iterator
from typing import Final

from scipy.stats import beta

from ..config import design
from ..data.split import Parts
from ..evaluation.bootstrap import Interval, Rows, interval, lower_bound
from ..evaluation.results import Gate, at_least, at_most
from .fidelity import gaps
from .metrics import PRIMARY, Labels, of_episodes
from .predictions import Predictions
from .rules import simple

CONFIDENCE: Final = 0.95
# Standard errors; chance alone is as far off once in 16,000 comparisons.
MAX_GAP: Final = 4.0
# Of what the best simple policy brings there; so much may it cost that the world is another one.
MAX_LOSS: Final = 0.05


def label_gates(parts: Parts) -> Iterator[Gate]:
    """The simulator gives the rewards that were logged, on average, for each kind of day, and as unevenly."""
    found = gaps(parts.test)
    worst = max(found, key=lambda name: found[name].errors)
    whole = found["all rows"]
    least = MAX_GAP * abs(whole.mean) / whole.errors if whole.errors else math.inf
    detail = (
        f"standard errors between log and simulator, of {len(found)} comparisons, for {worst} "
        f"({found[worst].mean:+.3f}); over all rows a reward that is off by {least:.3f} would be told"
    )
    yield at_most("simulator.fidelity", "task.simulator", found[worst].errors, MAX_GAP, detail)


def decision_gates(model: Predictions) -> Iterator[Gate]:
    """The policy brings more than any simple one, elsewhere not much less, and keeps the constraints."""
    rivals = {name: model.following(policy) for name, policy in simple().items()}
    best = max(rivals, key=lambda name: rivals[name].value(PRIMARY))
    yield best_simple(model, best, rivals[best])
    yield from scenarios(model, best, rivals[best])
    yield from constraints(model)


def best_simple(model: Predictions, name: str, rival: Predictions) -> Gate:
    """The policy is better than the best simple one, beyond chance.

    The best is chosen on the same episodes, which is in its favour.
    """

    def advantage(rows: Rows | slice) -> float:
        return PRIMARY.sign * (model.value(PRIMARY, rows) - rival.value(PRIMARY, rows))

    bound = lower_bound(advantage, len(model.labels), CONFIDENCE) if model.is_enough else math.nan
    detail = (
        f"{PRIMARY.name} is {advantage(slice(None)):+.2f} against {rival.value(PRIMARY):.2f} of {name}, "
        f"at least {bound:+.2f} with {CONFIDENCE:.0%} confidence; {model.support}"
    )
    # As good as a simple policy is not better: 0 does not pass.
    return Gate("policy.best_simple", "task.type", bool(bound > 0), bound, 0.0, detail)


def scenarios(model: Predictions, name: str, rival: Predictions) -> Iterator[Gate]:
    """In no other world does the policy bring much less than the simple one."""
    for scenario, values in design.SCENARIOS.items():
        here = of_episodes(PRIMARY, model.following(model.policy, values).episodes)
        there = of_episodes(PRIMARY, rival.following(rival.policy, values).episodes)
        found = mean_of(PRIMARY.sign * (here - there))
        allowed = -MAX_LOSS * abs(float(there.mean()))
        detail = f"{PRIMARY.name} is {here.mean():.2f} against {there.mean():.2f} of {name}, {found}"
        claim = f"task.simulator.scenarios.{scenario}"
        yield at_least(f"policy.{scenario}", claim, found.low, allowed, detail)


def constraints(model: Predictions) -> Iterator[Gate]:
    """The share of steps that break a constraint is within what is tolerated, beyond chance."""
    steps = len(model.labels) * design.HORIZON
    for name, tolerated in design.TOLERATED.items():
        broken = model.episodes.broken[name]
        value = mean_of(broken).high if tolerated else float(broken.mean())
        detail = f"{broken.mean():.2%} of {steps:,} steps"
        if not broken.any():
            # Of the steps of an episode none is independent of the others; episodes are.
            most = float(beta.ppf(CONFIDENCE, 1, len(broken)))
            detail += f"; at most in {most:.2%} of episodes, with {CONFIDENCE:.0%} confidence"
        yield at_most(f"policy.{name}", f"task.constraints.{name}", value, tolerated, detail)


def mean_of(values: Labels) -> Interval:
    """The mean over episodes with its bootstrap interval."""
    return interval(lambda rows: float(values[rows].mean()), len(values))
