"""What lists must keep: their metrics, the bar, an answer for everybody, nothing known too early."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace

import numpy as np

from ..config import design
from ..config.types import Metric, MustBeat
from ..data.actions import Actions, Parts
from ..inference.recommender import NONE, had, histories_of, recommend
from ..models.base import Family, Model
from ..task.metrics import Lists, value
from .bootstrap import INTERVAL, lower_bound, resampled
from .results import Gate, Measured, at_least, at_most


@dataclass(frozen=True, slots=True)
class Judged:
    """The lists of the test: the model's and those of the simple ways, for the same users."""

    model: Lists
    baselines: Mapping[str, Lists]


def metric_gates(found: Mapping[str, Measured]) -> Iterator[Gate]:
    """The declared bounds of the metrics."""
    for metric in design.METRICS:
        result, claim = found[metric.name], f"metrics.{metric.name}.gate"
        detail = f"{INTERVAL} {result.ci[0]:.4f} to {result.ci[1]:.4f}"
        if metric.minimum is not None:
            yield at_least(metric.name, f"{claim}.min", result.value, metric.minimum, detail)
        if metric.maximum is not None:
            yield at_most(metric.name, f"{claim}.max", result.value, metric.maximum, detail)


def must_beat(judged: Judged, beat: MustBeat) -> Gate:
    """The paired advantage over the best simple list, of which the lower bound must exceed the margin.

    Which one is the best is read off the same users: the bar is as high as it can be.
    """
    metric = metric_of(beat.metric)
    scores = {name: value(metric, lists) for name, lists in judged.baselines.items()}
    order = sorted(scores, key=lambda name: -scores[name])
    gain = resampled(judged.model, metric) - resampled(judged.baselines[order[0]], metric)
    bound = lower_bound(gain, beat.confidence)
    now = value(metric, judged.model) - scores[order[0]]
    detail = (
        f"{metric.name} is {now:+.4f} against {scores[order[0]]:.4f} of {order[0]}, "
        f"the best of {', '.join(order)}; "
        f"at least {bound:+.4f} with {beat.confidence:.0%} confidence, {len(judged.model):,} users"
    )
    # As good as a list that anybody can count is not better: 0 does not pass.
    return Gate(
        "must_beat", "evaluation.must_beat", bound > 0 and bound >= beat.margin, bound, beat.margin, detail
    )


def metric_of(name: str) -> Metric:
    """The declared metric of a name."""
    return next(metric for metric in design.METRICS if metric.name == name)


def list_gates(model: Model, parts: Parts) -> Iterator[Gate]:
    """Everybody has an answer, also who is new; nothing stands twice, nothing that the user had."""
    users = np.unique(parts.test.user)
    histories = histories_of(parts.known, users)
    shown = recommend(model, histories)
    new = np.diff(histories.indptr) == 0
    nothing = int((shown[new, 0] == NONE).sum()) if new.any() else 0
    detail = f"of {int(new.sum()):,} new users without a list"
    yield at_most("cold_users", "task.cold_start", nothing, 0, detail)
    ranked = np.sort(shown, axis=1)
    twice = int(((ranked[:, 1:] == ranked[:, :-1]) & (ranked[:, 1:] != NONE)).any(axis=1).sum())
    yield at_most("no_item_twice", "task.k", twice, 0, f"of {len(users):,} lists with an item twice")
    if design.EXCLUDE_SEEN:
        rows = np.arange(len(users))[:, None].repeat(shown.shape[1], 1)
        known = had(histories)[rows, np.maximum(shown, 0)].toarray() > 0
        seen = int((np.asarray(known) & (shown != NONE)).sum())
        yield at_most("nothing_seen", "task.exclude_seen", seen, 0, "items shown that the user had")


def no_peeking(actions: Actions, parts: Parts, family: Family) -> Gate:
    """What is shown at the cut stays the same, whatever comes after it."""
    future = np.random.default_rng(design.SEED).integers(0, len(actions.items), len(parts.test))
    item = np.concatenate([parts.known.item, future])
    other = replace(actions, item=item).between(0, len(parts.known))
    counts = parts.known.counts()
    first, second = (recommend(family.fit(known), counts) for known in (parts.known, other))
    changed = int((first != second).any(axis=1).sum())
    return at_most("no_peeking", "data.split.strategy", changed, 0, "lists that change with the future")
