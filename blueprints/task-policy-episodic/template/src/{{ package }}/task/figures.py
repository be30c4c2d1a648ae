"""The report's charts of a policy, each a figure with a caption that says what to see in it."""

from __future__ import annotations

from collections.abc import Mapping

from ..config import design
from ..data.contract import ACTIONS
from ..evaluation.report.svg import WIDTH, figure, picture, text
from .metrics import PRIMARY
from .predictions import Predictions
from .value_figure import ROW, values


def figures(model: Predictions, baselines: Mapping[str, Predictions]) -> list[str]:
    """All of them, in the order in which they are read."""
    return [values({"the model": model, **baselines}), worlds(model, baselines), shares(model)]


def worlds(model: Predictions, baselines: Mapping[str, Predictions]) -> str:
    """What the policy and the best baseline bring where the world is another one."""
    best = max(baselines, key=lambda name: baselines[name].value(PRIMARY), default="")
    shown = {}
    for scenario, values_ in design.SCENARIOS.items():
        shown[f"the model, {scenario}"] = model.following(model.policy, values_)
        if best:
            shown[f"{best}, {scenario}"] = model.following(baselines[best].policy, values_)
    return values(shown or {"the model": model}, "In other worlds", "The policy was not learned there.")


def shares(model: Predictions) -> str:
    """How often each action is taken."""
    chosen = model.episodes.actions / max(1, model.episodes.actions.sum())
    marks = []
    for place, name in enumerate(ACTIONS):
        y = 20 + place * 2 * ROW
        marks.append(text(0, y, f"{name}: {chosen[place]:.1%}", "tick"))
        width = WIDTH * chosen[place]
        marks.append(f'<rect class="bar" x="0" y="{y + 5}" width="{width:.1f}" height="8" rx="2"/>')
    caption = "Bars: the share of each action over all steps."
    return figure("Actions", picture("Share of each action", marks, 20 + len(ACTIONS) * 2 * ROW), caption)
