"""The report's charts of a policy, each a figure with a caption that says what to see in it."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from ..data.contract import ACTIONS
from ..evaluation.report.svg import WIDTH, Axes, figure, picture, text
from .gates import simple
from .predictions import Predictions
from .target import ACTION
from .value_figure import ROW, values


def figures(model: Predictions, baselines: Mapping[str, Predictions]) -> list[str]:
    """All of them, in the order in which they are read."""
    return [values({"the model": model, **simple(model), **baselines}), shares(model), weights(model)]


def shares(model: Predictions) -> str:
    """How often each action was taken, and would be."""
    logged = np.bincount(model.labels[:, ACTION].astype(np.int64), minlength=len(ACTIONS)) / len(model.labels)
    chosen = model.chances.mean(axis=0)
    marks = []
    for place, name in enumerate(ACTIONS):
        y = 20 + place * 2 * ROW
        told = f"{name}: {logged[place]:.1%} in the log, {chosen[place]:.1%} by the policy"
        marks.append(text(0, y, told, "tick"))
        width = WIDTH * chosen[place]
        marks.append(f'<rect class="bar" x="0" y="{y + 5}" width="{width:.1f}" height="8" rx="2"/>')
    caption = "Bars: the share of each action in what the policy would do."
    return figure("Actions", picture("Share of each action", marks, 20 + len(ACTIONS) * 2 * ROW), caption)


def weights(model: Predictions) -> str:
    """How unequal the weights are, from which the effective sample size follows."""
    ordered = np.sort(model.estimates.weight)[::-1]
    total = max(float(ordered.sum()), 1e-12)
    across = np.linspace(0, 1, 101)
    reached = np.append(0.0, ordered.cumsum() / total)
    line = np.interp(across * len(ordered), np.arange(len(ordered) + 1), reached)
    axes = Axes("share of the decisions, heaviest first", "share of the weight")
    marks = [axes.grid(), axes.line((0, 1), (0, 1), "chance"), axes.line(across, line, "model")]
    caption = f"{model.support}. The steeper the start, the fewer decisions tell what the policy brings."
    return figure("Weights", picture("Share of the weight by decision", marks), caption)
