"""What a moment tells a model: its day, and where in the week, in the day and in the year it lies.

Every reading is there twice, for training and for the model's graph; the parity gate compares the two.
A moment is in microseconds from 1970 in UTC, which doubles tell apart. Nothing here asks what time it
is now, so that a row is read the same in training, in a batch of last year, and in the service.
"""

from __future__ import annotations

import math
from typing import Final

import numpy as np
from numpy.typing import ArrayLike, NDArray

from ..artifacts.graph import Graph

Moments = NDArray[np.float64]

DAY: Final = 86_400e6
WEEK: Final = 7.0
# Days of a year, leap days included, so that a season keeps its place.
YEAR: Final = 365.2425
# The first day of 1970 was a Thursday; a week begins with Monday, which is 0.
THURSDAY: Final = 3.0
WEEKDAYS: Final = 7
# For trees a moment becomes so many columns, none of them a code of a level.
TREE_COLUMNS: Final = 4


def for_trees(moments: ArrayLike) -> Moments:
    """Days from 1970, the weekday, the share of the day that has passed, and that of the year."""
    days = np.asarray(moments, np.float64) / DAY
    return np.hstack([days, weekday(days), days - np.floor(days), share_of_year(days)])


def for_linear(moments: ArrayLike) -> Moments:
    """Days from 1970, a column a weekday, and the points of the clock and of the season on a circle.

    The circle is there twice, as sine and cosine, so that midnight is beside midnight and December
    beside January.
    """
    days = np.asarray(moments, np.float64) / DAY
    clock, season = 2 * math.pi * (days - np.floor(days)), 2 * math.pi * share_of_year(days)
    names = [np.where(np.isnan(days), np.nan, weekday(days) == name) for name in range(WEEKDAYS)]
    circles = [np.sin(clock), np.sin(clock + math.pi / 2), np.sin(season), np.sin(season + math.pi / 2)]
    return np.hstack([days, *names, *circles])


def weekday(days: Moments) -> Moments:
    """0 for Monday to 6 for Sunday."""
    whole = np.floor(days) + THURSDAY
    return whole - np.floor(whole / WEEK) * WEEK


def share_of_year(days: Moments) -> Moments:
    """How much of the year has passed, 0 to 1."""
    years = days / YEAR
    return years - np.floor(years)


def add_for_trees(graph: Graph, moments: str) -> str:
    """The columns of `for_trees`."""
    days = graph.add("Div", moments, graph.constant(DAY))
    columns = (days, _weekday(graph, days), _fraction(graph, days), _share_of_year(graph, days))
    return graph.add("Concat", *columns, axis=1)


def add_for_linear(graph: Graph, moments: str) -> str:
    """The columns of `for_linear`, null where the moment is."""
    days = graph.add("Div", moments, graph.constant(DAY))
    name, nothing = _weekday(graph, days), graph.constant(float("nan"))
    flags = [graph.add("Equal", name, graph.constant(float(day))) for day in range(WEEKDAYS)]
    one, zero = graph.constant(1.0), graph.constant(0.0)
    names = [graph.add("Where", flag, one, zero) for flag in flags]
    names = [graph.add("Where", graph.add("IsNaN", days), nothing, column) for column in names]
    circles = []
    for share in (_fraction(graph, days), _share_of_year(graph, days)):
        angle = graph.add("Mul", share, graph.constant(2 * math.pi))
        quarter = graph.add("Add", angle, graph.constant(math.pi / 2))
        circles += [graph.add("Sin", angle), graph.add("Sin", quarter)]
    return graph.add("Concat", days, *names, *circles, axis=1)


def _weekday(graph: Graph, days: str) -> str:
    whole = graph.add("Add", graph.add("Floor", days), graph.constant(THURSDAY))
    weeks = graph.add("Floor", graph.add("Div", whole, graph.constant(WEEK)))
    return graph.add("Sub", whole, graph.add("Mul", weeks, graph.constant(WEEK)))


def _share_of_year(graph: Graph, days: str) -> str:
    return _fraction(graph, graph.add("Div", days, graph.constant(YEAR)))


def _fraction(graph: Graph, values: str) -> str:
    return graph.add("Sub", values, graph.add("Floor", values))
