"""The report's charts of an order, each a figure with a caption that says what to see in it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Final

import numpy as np

from ..config import design
from ..config.types import Metric
from ..data.contract import LABEL
from ..evaluation.report.svg import Axes, figure, picture
from .lists import Floats
from .predictions import Predictions

DEEPEST: Final = 10
GAIN: Final = Metric("gain", "report", kind="ndcg")


def figures(model: Predictions, baselines: Mapping[str, Predictions]) -> list[str]:
    """All of them, in the order in which they are read."""
    return [depths(model, baselines), grades(model, baselines)]


def depths(model: Predictions, baselines: Mapping[str, Predictions]) -> str:
    """NDCG by how far down the list is read."""
    read = np.arange(1, DEEPEST + 1)
    axes = Axes("items that are read", "NDCG", x=(1.0, float(DEEPEST)))
    marks = [axes.grid()]
    for name, one in {**baselines, "model": model}.items():
        cuts = (replace(GAIN, name=f"ndcg@{k}", params={"k": int(k)}) for k in read)
        line = [one.value(cut) for cut in cuts]
        marks.append(axes.line(read.astype(np.float64), line, "model" if name == "model" else "chance"))
    caption = f"The higher, the better. Dashed: {', '.join(baselines) or 'no baseline'}."
    return figure("How far down", picture("NDCG by depth", marks), caption)


def grades(model: Predictions, baselines: Mapping[str, Predictions]) -> str:
    """Mean grade of the items at each place."""
    lines = {name: by_place(one) for name, one in {**baselines, "model": model}.items()}
    highest = max(float(line.max()) for line in lines.values()) * 1.05
    longest = max(2, *(len(line) for line in lines.values()))
    axes = Axes("place in the list", f"mean {LABEL}", x=(1.0, float(longest)), y=(0.0, highest))
    marks = [axes.grid()]
    for name, line in lines.items():
        at = np.arange(1, len(line) + 1).astype(np.float64)
        marks.append(axes.line(at, line, "model" if name == "model" else "chance"))
    caption = "A good order falls steeply; one that tells nothing is flat."
    return figure("Grades by place", picture("Mean grade by place", marks), caption)


def by_place(model: Predictions) -> Floats:
    """The mean grade at each of the first places."""
    order = model.labels.ordered(model.scores)
    seen = order.rank < min(DEEPEST, design.LIST_SIZE)
    rank, found = order.rank[seen], model.labels.grades[order.rows][seen]
    return np.bincount(rank, weights=found) / np.bincount(rank)
