"""What an image tells a model: how light each of its cells is, and the edges in it, by their direction.

Histograms of oriented gradients (Dalal & Triggs 2005), with slopes that are cut off at zero in place of
angles, so that every step is there twice, for training and for the model's graph; the parity gate
compares the two.
"""

from __future__ import annotations

import math
from typing import Final, TypeAlias

import numpy as np
from numpy.typing import ArrayLike, NDArray

from ..artifacts.graph import Graph

Matrix: TypeAlias = NDArray[np.float64]
Shape: TypeAlias = tuple[int, int, int]
"""Height, width, channels."""

DIRECTIONS: Final = 8
ANGLES: Final = 2 * math.pi * np.arange(DIRECTIONS) / DIRECTIONS
COSINES: Final = np.cos(ANGLES).reshape(1, -1, 1, 1)
SINES: Final = np.sin(ANGLES).reshape(1, -1, 1, 1)
# Along the shorter side; what moves within a cell does not change it.
CELLS: Final = 8
# Steps of a value: the order of a sum must not move it over the cut of a tree.
STEPS: Final = 2.0**24


def shades(pixels: ArrayLike, shape: Shape) -> Matrix:
    """A column for each cell and direction, then for each cell and channel."""
    height, width, channels = shape
    image = np.asarray(pixels, np.float64).reshape(-1, height, width, channels)
    light = image.mean(axis=3)
    across = (light.take(after(width), 2) - light.take(before(width), 2)) * 0.5
    down = (light.take(after(height), 1) - light.take(before(height), 1)) * 0.5
    slopes = across[:, None] * COSINES + down[:, None] * SINES
    edges = (slopes + np.abs(slopes)) * 0.5
    maps = np.concatenate([edges, image.transpose(0, 3, 1, 2)], axis=1)
    side, rows, columns = grid(shape)
    cells = maps[:, :, : rows * side, : columns * side].reshape(
        -1, DIRECTIONS + channels, rows, side, columns, side
    )
    means: Matrix = np.round(cells.mean(axis=(3, 5)) * STEPS) / STEPS
    return means.reshape(-1, (DIRECTIONS + channels) * rows * columns)


def add_shades(graph: Graph, pixels: str, shape: Shape) -> str:
    """The columns of `shades`, from columns of pixels."""
    height, width, channels = shape
    image = graph.add("Reshape", pixels, whole(graph, 0, height, width, channels))
    light = graph.add("ReduceMean", image, whole(graph, 3), keepdims=0)
    across, down = slope(graph, light, width, 2), slope(graph, light, height, 1)
    turned = [
        graph.add("Mul", graph.add("Unsqueeze", one, whole(graph, 1)), graph.constant(parts))
        for one, parts in ((across, COSINES), (down, SINES))
    ]
    slopes = graph.add("Add", *turned)
    half = graph.constant(0.5)
    edges = graph.add("Mul", graph.add("Add", slopes, graph.add("Abs", slopes)), half)
    maps = graph.add("Concat", edges, graph.add("Transpose", image, perm=[0, 3, 1, 2]), axis=1)
    side, rows, columns = grid(shape)
    ends = whole(graph, rows * side, columns * side)
    kept = graph.add("Slice", maps, whole(graph, 0, 0), ends, whole(graph, 2, 3))
    parted = whole(graph, 0, DIRECTIONS + channels, rows, side, columns, side)
    means = graph.add("ReduceMean", graph.add("Reshape", kept, parted), whole(graph, 3, 5), keepdims=0)
    steps = graph.constant(STEPS)
    rounded = graph.add("Div", graph.add("Round", graph.add("Mul", means, steps)), steps)
    return graph.add("Reshape", rounded, whole(graph, 0, (DIRECTIONS + channels) * rows * columns))


def grid(shape: Shape) -> tuple[int, int, int]:
    """The side of a cell in pixels, and the number of rows and columns of cells."""
    height, width, _ = shape
    side = max(2, min(height, width) // CELLS)
    return side, height // side, width // side


def before(size: int) -> NDArray[np.int64]:
    """The place before each; the first has none but its own."""
    return np.maximum(np.arange(size) - 1, 0)


def after(size: int) -> NDArray[np.int64]:
    """The place after each; the last has none but its own."""
    return np.minimum(np.arange(size) + 1, size - 1)


def slope(graph: Graph, light: str, size: int, axis: int) -> str:
    """How much lighter it becomes along an axis, by pixel."""
    ahead = graph.add("Gather", light, graph.constant(after(size)), axis=axis)
    behind = graph.add("Gather", light, graph.constant(before(size)), axis=axis)
    return graph.add("Mul", graph.add("Sub", ahead, behind), graph.constant(0.5))


def whole(graph: Graph, *numbers: int) -> str:
    """A constant list of whole numbers."""
    return graph.constant(np.array(numbers, np.int64))
