"""A proposal as the text of a first document, each choice beside its reason."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator

from mlsys.profile.column import Column, Kind
from mlsys.starter.propose import Proposal, round_outwards

_PLAIN = re.compile(r"[A-Za-z][\w .()/-]*\Z")
_AMBIGUOUS = re.compile(r"(?:y|yes|n|no|true|false|on|off|null|nan|inf|~)\Z", re.IGNORECASE)
_METRIC = {"binary": "pr_auc", "multiclass": "f1_macro", "regression": "mae"}


def document(proposal: Proposal, name: str, data: str) -> str:
    """Return the text of a document called ``name`` over the table at ``data`` (relative to the document)."""
    return "\n".join([*_head(proposal, name), *_data(proposal, data), *_judgement(proposal)]) + "\n"


def quoted(text: str) -> str:
    """Return ``text`` as a YAML scalar that every YAML reader takes for text."""
    plain = _PLAIN.match(text) and not _AMBIGUOUS.match(text) and text == text.strip()
    return text if plain else json.dumps(text, ensure_ascii=False)


def _head(p: Proposal, name: str) -> Iterator[str]:
    yield "apiVersion: mlsys/v1alpha1"
    yield "kind: MLSystem"
    yield f"metadata: {{name: {name}, stage: prototype}}"
    yield "objectives:"
    yield "  # The business metric that this system is to move, and which way."
    yield "  business:"
    yield f"    {_identifier(p.target.name)}: {{metric: {quoted(p.target.name)}, direction: {_direction(p)}}}"
    yield "task:"
    yield f"  type: {p.task}"
    if p.task == "regression":
        return
    classes = ", ".join(quoted(level) for level in sorted(p.target.levels))
    yield f"  classes: [{classes}]"
    if p.task == "binary":
        yield f"  positive_class: {quoted(p.positive)}  # {p.prevalence:.1%} of the rows"


def _direction(p: Proposal) -> str:
    return "decrease" if p.task == "binary" else "increase"


def _data(p: Proposal, data: str) -> Iterator[str]:
    yield "data:"
    source = [f"path: {quoted(data)}"]
    if p.separator is None and not data.endswith(".parquet"):
        source.append("format: parquet")
    elif p.separator not in (None, ","):
        source.append(f"separator: {json.dumps(p.separator)}")
    if p.null_values != ("",):
        source.append(f"null_values: [{', '.join(map(json.dumps, p.null_values))}]")
    yield f"  source: {{{', '.join(source)}}}"
    yield f"  rows: {p.rows}"
    keys = [
        f"{role}: {quoted(c.name)}" for role, c in (("entity", p.entity), ("time", p.time)) if c is not None
    ]
    if keys:
        yield f"  keys: {{{', '.join(keys)}}}"
    for name, reason in p.left_out:
        yield f"  # left out: {name} ({reason})"
    yield "  features:"
    for column in p.features:
        yield f"    {quoted(column.name)}: {{{_feature(column)}}}{_observed(column)}"
    label = [f"column: {quoted(p.target.name)}"]
    if p.task == "binary":
        label.append(f"prevalence: {p.prevalence:.1%}")
    yield f"  label: {{{', '.join(label)}}}"
    if p.time is not None:
        yield "  split: {strategy: temporal, train: 60%, validation: 20%, test: 20%}  # the rows have a time"


def _feature(column: Column) -> str:
    parts = [f"type: {column.kind.value}"]
    if column.kind in (Kind.INTEGER, Kind.NUMBER):
        parts.append(f"range: {'..'.join(round_outwards(column.minimum, column.maximum))}")
    if column.kind is Kind.CATEGORICAL:
        parts.append(f"values: [{', '.join(quoted(level) for level in column.levels)}]")
    if column.missing:
        parts.append("nullable: true")
    return ", ".join(parts)


def _observed(column: Column) -> str:
    notes = []
    if column.kind in (Kind.INTEGER, Kind.NUMBER):
        notes.append(f"observed {column.minimum:.15g}..{column.maximum:.15g}")
    if column.missing:
        notes.append(f"{column.missing / column.rows:.1%} missing")
    return f"  # {', '.join(notes)}" if notes else ""


def _judgement(p: Proposal) -> Iterator[str]:
    yield "metrics:"
    yield f"  {_METRIC[p.task]}: {{role: optimize}}"
    yield "baseline:"
    yield "  prior: {kind: constant}"
    if p.rule:
        yield f"  rule_of_thumb: {{kind: heuristic, rule: {json.dumps(p.rule, ensure_ascii=False)}}}"


def _identifier(text: str) -> str:
    word = re.sub(r"\W+", "_", text.lower()).strip("_")
    return word if word and not word[0].isdigit() else f"target_{word}"
