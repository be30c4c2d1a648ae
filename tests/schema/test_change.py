"""What differs between two documents, and what the difference costs."""

from __future__ import annotations

import pytest

from mlsys.route import format_route
from mlsys.source import SourceFile
from mlsys.spec.change import changes
from mlsys.syntax.reader import read


def tree(text):
    value = read(SourceFile("x.yaml", text)).value
    assert value is not None
    return value


def between(old, new):
    return {format_route(c.route): (c.old, c.new, c.impact) for c in changes(tree(old), tree(new))}


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        ("a: 1", "a: 1", {}),
        ("{a: x, b: y}", "b: 'y' # comment\na: x", {}),
        ("x-a: 1", "x-a: 1.0", {"x-a": (1, 1.0, "doc")}),
        (
            "metrics: {roc_auc: {gate: {min: 0.8}}}",
            "metrics: {roc_auc: {gate: {min: 0.9}}}",
            {"metrics.roc_auc.gate.min": (0.8, 0.9, "regate")},
        ),
        (
            "data: {features: {a: {type: integer}}}",
            "data: {features: {a: {type: integer}, b: {type: number}}}",
            {"data.features.b.type": (None, "number", "api-break")},
        ),
        (
            "task: {classes: [a, b], positive_class: a}",
            "task: {classes: [a, b, c]}",
            {
                "task.classes": (["a", "b"], ["a", "b", "c"], "api-break"),
                "task.positive_class": ("a", None, "api-break"),
            },
        ),
        (
            "metadata: {description: a}",
            "metadata: {description: b}",
            {"metadata.description": ("a", "b", "doc")},
        ),
    ],
)
def test_changes_of_fields_come_with_their_impact(old, new, expected):
    assert between(old, new) == expected
