"""The safe expression language of rules over features: ``contract == 'Month-to-month' and tenure < 12``.

Python's own syntax, cut down to comparisons, arithmetic and logic over columns. It is parsed into
frozen nodes, checked against the declared features, and written out as numpy source; it is never
evaluated as Python.

A missing value compares as NaN does: only ``!=`` holds, and arithmetic with it stays missing.
"""

from mlsys.spec.expressions.check import Checked, ColumnType, check, column_types
from mlsys.spec.expressions.nodes import Expression, names
from mlsys.spec.expressions.numpy_source import to_numpy
from mlsys.spec.expressions.parse import Parsed, parse
from mlsys.spec.expressions.source import Problem

__all__ = [
    "Checked",
    "ColumnType",
    "Expression",
    "Parsed",
    "Problem",
    "check",
    "column_types",
    "names",
    "parse",
    "to_numpy",
]
