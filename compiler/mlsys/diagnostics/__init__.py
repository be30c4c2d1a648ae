"""Diagnostics: the model and one renderer a format."""

from mlsys.diagnostics.model import (
    AddEntry,
    Anchor,
    AppendItem,
    Change,
    Diagnostic,
    Fix,
    Related,
    RemoveEntry,
    RenameKey,
    Result,
    SetValue,
    Severity,
)

__all__ = [
    "AddEntry",
    "Anchor",
    "AppendItem",
    "Change",
    "Diagnostic",
    "Fix",
    "Related",
    "RemoveEntry",
    "RenameKey",
    "Result",
    "SetValue",
    "Severity",
]
