"""Rules of a specification as source code."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from mlsys.spec.features import Feature


def numpy_source(rule: str, features: Mapping[str, Feature], columns: str = "columns") -> str:
    """Return Python source that computes ``rule`` over arrays of columns.

    Args:
        rule: an expression of the safe language that the rules of the compiler have checked.
        features: the declared features; their types decide how a missing value is told.
        columns: source of the mapping from names to arrays.

    Raises:
        ValueError: if ``rule`` is no expression.
    """
    from mlsys.spec.expressions import column_types, parse, to_numpy

    parsed = parse(rule)
    if parsed.expression is None:
        raise ValueError(f"not an expression: {rule}")
    return to_numpy(parsed.expression, columns, column_types(features))
