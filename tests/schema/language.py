"""A small language with every construct that the published schema uses."""

from __future__ import annotations

from typing import Any

from mlsys.diagnostics import Diagnostic
from mlsys.schema.check import check
from mlsys.source import SourceFile
from mlsys.syntax.locate import locate
from mlsys.syntax.reader import read

DURATION = {
    "type": "string",
    "pattern": r"^[0-9]+(?:\.[0-9]+)?(ms|s|min|h|d|w)$",
    "examples": ["50ms", "30d"],
    "title": "duration",
    "errorMessage": "must be a duration",
}
RATIO = {
    "type": ["number", "string"],
    "minimum": 0,
    "maximum": 1,
    "pattern": r"^[0-9]{1,2}(?:\.[0-9]+)?%$",
    "examples": ["99.9%", 0.999],
    "title": "ratio",
    "errorMessage": "must be a percentage or a number from 0 to 1",
}
COMMON_TASK = {
    "type": {"enum": ["binary", "regression"]},
    "question": {"type": "string", "minLength": 1},
    "policy": {
        "type": "object",
        "properties": {"threshold": {"type": "number"}},
        "additionalProperties": False,
    },
}


def _closed(properties: dict[str, Any], **rest: Any) -> dict[str, Any]:
    return {
        "type": "object",
        "properties": properties,
        "patternProperties": {"^x-": {}},
        "additionalProperties": False,
        **rest,
    }


SCHEMA: dict[str, Any] = {
    "$schema": "https://json-schema.org/draft/2020-12/schema",
    **_closed(
        {
            "apiVersion": {"const": "mlsys/v1alpha2"},
            "kind": {"const": "MLSystem"},
            "metadata": {"$ref": "#/$defs/Metadata"},
            "task": {"$ref": "#/$defs/Task"},
            "metrics": {
                "type": "object",
                "minProperties": 1,
                "patternProperties": {"^x-": {}, "^[a-z][a-z0-9_]*$": {"$ref": "#/$defs/Metric"}},
                "additionalProperties": False,
            },
            "slo": _closed(
                {"threshold": {"$ref": "#/$defs/Duration"}, "objective": {"$ref": "#/$defs/Ratio"}}
            ),
            "families": {
                "type": "array",
                "items": {"enum": ["linear", "boosting"]},
                "minItems": 1,
                "uniqueItems": True,
            },
            "either": {
                "anyOf": [{"type": "number"}, _closed({"from": {"enum": ["cost", "f1"]}}, required=["from"])]
            },
        },
        required=["apiVersion", "kind", "metadata", "task"],
    ),
    "$defs": {
        "Duration": DURATION,
        "Ratio": RATIO,
        "Metadata": _closed(
            {
                "name": {
                    "type": "string",
                    "examples": ["telco-churn"],
                    "description": "What the system is called.",
                },
                "stage": {"enum": ["prototype", "pilot", "production"]},
                "version": {"type": "string"},
            },
            required=["name"],
        ),
        "Metric": _closed(
            {"role": {"enum": ["optimize", "report"]}, "min": {"type": "number"}, "on": {"type": "boolean"}}
        ),
        "Task": {
            "type": "object",
            "properties": COMMON_TASK,
            "required": ["type"],
            "patternProperties": {"^x-": {}},
            "allOf": [
                {
                    "if": {"properties": {"type": {"const": "binary"}}, "required": ["type"]},
                    "then": {
                        "properties": {"positive_class": {"type": "string"}},
                        "required": ["positive_class"],
                    },
                },
                {
                    "if": {"properties": {"type": {"const": "regression"}}, "required": ["type"]},
                    "then": {"properties": {"unit": {"type": "string"}, "positive_class": False}},
                },
            ],
            "unevaluatedProperties": False,
        },
    },
}

GOOD = """\
apiVersion: mlsys/v1alpha2
kind: MLSystem
metadata:
  name: churn
  stage: pilot
task:
  type: binary
  positive_class: "Yes"
metrics:
  roc_auc: {role: optimize, min: 0.8}
slo: {threshold: 50ms, objective: 99.9%}
x-team: {anything: [goes, NO]}
"""


def findings(text: str, schema: dict[str, Any] = SCHEMA) -> tuple[Diagnostic, ...]:
    """Return what is wrong with ``text``, located."""
    result = read(SourceFile("mlsystem.yaml", text))
    if result.value is None:
        return result.diagnostics
    return (*result.diagnostics, *locate(result.value, check(result.value, schema)))


def changed(old: str, new: str) -> tuple[Diagnostic, ...]:
    """Return what is wrong with the good document after replacing ``old`` by ``new``."""
    assert GOOD.count(old) == 1, old
    return findings(GOOD.replace(old, new))
