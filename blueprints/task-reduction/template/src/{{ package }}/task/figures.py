"""The report's pictures of a reduction: the map of the rows, and what each component keeps."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

import numpy as np

from ..config.types import Feature
from ..data.contract import FEATURES
from ..evaluation.report.svg import Axes, figure, picture, text
from .predictions import Predictions

# Rows that are drawn on the map; more would hide each other.
DRAWN: Final = 600
HISTOGRAM_BINS: Final = 40
# A level that is longer is no mark on a map.
MARK_LENGTH: Final = 3


def figures(model: Predictions, baselines: Mapping[str, Predictions]) -> list[str]:
    """All of them, in the order in which they are read."""
    drawn = [missed(model)]
    if model.head.components > 1:
        drawn.insert(0, rows_on_a_map(model))
    return [*drawn, components(model)] if "explained" in model.parameters else drawn


def rows_on_a_map(model: Predictions) -> str:
    """The rows by their first two components, marked by a column that is no input, if there is one."""
    chosen = np.unique(np.linspace(0, len(model.labels) - 1, DRAWN).astype(np.int64))
    places, told = model.placed.embedding[chosen, :2], next(filter(is_mark, FEATURES), None)
    low, high = places.min(axis=0), places.max(axis=0)
    room = np.maximum((high - low) * 0.04, 1e-9)
    bounds = [(float(a), float(b)) for a, b in zip(low - room, high + room, strict=True)]
    axes = Axes("first component", "second component", x=bounds[0], y=bounds[1])
    marked = model.frame[told.name].fill_null("?")[chosen].to_list() if told else ["\N{BULLET}"] * len(chosen)
    across, down = axes.across(places[:, 0]).tolist(), axes.down(places[:, 1]).tolist()
    marks = [text(x, y, mark, "tick", "middle") for x, y, mark in zip(across, down, marked, strict=True)]
    caption = "Rows that lie together are alike, as far as two components tell."
    caption += f" Marked by {told.name}, which is no input." if told else ""
    return figure("Map of the rows", picture("Rows by two components", [axes.grid(), *marks]), caption)


def is_mark(feature: Feature) -> bool:
    """Whether a column is kept out of the model, and its levels are short."""
    short = all(len(level) <= MARK_LENGTH for level in feature.values)
    return feature.use == "evaluation" and feature.kind == "categorical" and short


def missed(model: Predictions) -> str:
    """What the components miss of the rows."""
    error = model.placed.error
    most = float(max(error.max(), model.head.usual)) or 1.0
    counts, edges = np.histogram(error, HISTOGRAM_BINS, (0, most))
    axes = Axes("reconstruction error", "share of the most frequent", x=(0.0, most))
    marks = [
        axes.grid(),
        axes.area(edges[:-1], counts / max(counts.max(), 1), most / HISTOGRAM_BINS, "histogram"),
        axes.line([model.head.usual] * 2, [0, 1], "chance"),
    ]
    share = float(model.head.unusual(model.scores).mean())
    caption = f"{share:.1%} of the rows are beyond the dashed line, above which a row is unusual."
    return figure("What is missed", picture("Distribution of the errors", marks), caption)


def components(model: Predictions) -> str:
    """What each component keeps of the training rows, and what it would keep of shuffled ones."""
    body = "".join(
        f"<tr><td>{place}</td><td>{own:.1%}</td><td>{noise:.1%}</td></tr>"
        for place, (own, noise) in enumerate(
            zip(model.parameters["explained"], model.parameters["noise"], strict=True), 1
        )
    )
    heads = "".join(f'<th scope="col">{name}</th>' for name in ("component", "keeps", "of shuffled columns"))
    caption = "Share of the training rows' variance; a component that keeps no more than of noise tells none."
    table = f"<table><thead><tr>{heads}</tr></thead><tbody>{body}</tbody></table>"
    return figure("What each component keeps", table, caption)
