"""Which family: the simplest that none beats beyond chance on the actions of the choice."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from ..data.actions import Parts
from ..evaluation.bootstrap import lower_bound, resampled
from ..models.families import FAMILIES
from ..task.metrics import PRIMARY, Lists, Situation, value

CONFIDENCE = 0.95


@dataclass(frozen=True, slots=True)
class Choice:
    """A family, and the primary metric of all."""

    family: str
    tried: dict[str, float]


def choose(parts: Parts, progress: Callable[[str], None]) -> Choice:
    """Judge every family on the same users, on actions of which none is of the test."""
    now = Situation.of(parts.train, parts.choice)
    lists = {name: Lists.by(family.fit(parts.train), now) for name, family in FAMILIES.items()}
    tried = {name: value(PRIMARY, one) for name, one in lists.items()}
    for name, score in tried.items():
        progress(f"{name}: {PRIMARY.name} {score:.4f} on {len(now.users):,} users")
    return Choice(simplest(lists, tried), tried)


def simplest(lists: dict[str, Lists], tried: dict[str, float]) -> str:
    """The best family, or the best simple list where that is not beaten beyond chance."""
    best = max(tried, key=lambda name: tried[name])
    simple = max((name for name in tried if FAMILIES[name].simple), key=lambda name: tried[name])
    gain = resampled(lists[best], PRIMARY) - resampled(lists[simple], PRIMARY)
    return best if lower_bound(gain, CONFIDENCE) > 0 else simple
