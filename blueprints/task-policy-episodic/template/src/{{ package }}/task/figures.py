"""The report's charts of a policy, each a figure with a caption that says what to see in it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from ..config import design
from ..data.contract import ACTIONS
from ..evaluation.bootstrap import INTERVAL
from ..evaluation.report.svg import WIDTH, Axes, figure, picture, text
from .metrics import PRIMARY
from .predictions import Predictions

ROW: Final = 24


def figures(model: Predictions, baselines: Mapping[str, Predictions]) -> list[str]:
    """All of them, in the order in which they are read."""
    return [values({"the model": model, **baselines}), worlds(model, baselines), shares(model)]


def values(policies: Mapping[str, Predictions], title: str = "What policies bring", about: str = "") -> str:
    """What each policy brings, with its interval."""
    measured = {name: one.measured(PRIMARY) for name, one in policies.items()}
    most = max(result.high for result in measured.values()) or 1.0
    least = min(0.0, *(result.low for result in measured.values()))
    axes = Axes("", "", x=(least, most * 1.1))
    marks = []
    for place, (name, result) in enumerate(measured.items()):
        y = 40 + place * 2 * ROW
        low, value, high = (float(axes.across(number)) for number in (result.low, result.value, result.high))
        marks.append(text(56, y - 10, f"{name}: {result.value:.4g}", "tick"))
        marks.append(f'<line class="whisker" x1="{low:.1f}" x2="{high:.1f}" y1="{y}" y2="{y}"/>')
        style = "model-dot" if name.startswith("the model") else "baseline"
        marks.append(f'<circle class="{style}" cx="{value:.1f}" cy="{y}" r="4.5"/>')
    caption = f"{PRIMARY.name} of each policy in the same episodes, with its {INTERVAL}. {about}".rstrip()
    height = 40 + len(measured) * 2 * ROW
    return figure(title, picture("Value by policy", marks, height), caption)


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
