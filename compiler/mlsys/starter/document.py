"""A proposal as the text of a first document, each choice beside its reason."""

from __future__ import annotations

import itertools
import json
import re
from collections.abc import Iterator

from mlsys.profile.column import MAX_LEVELS, Column, Kind
from mlsys.starter import names
from mlsys.starter.framing import Framing
from mlsys.starter.kinds import type_of
from mlsys.starter.propose import Proposal, round_outwards

_RARE = 0.01
"""Below this share a class is lost unless something is done about it; so says MLS307."""
_PLAIN = re.compile(r"[A-Za-z][\w .()/-]*\Z")
_AMBIGUOUS = re.compile(r"(?:y|yes|n|no|true|false|on|off|null|nan|inf|~)\Z", re.IGNORECASE)
_QUANTITY = re.compile(r"[0-9]+(?:\.[0-9]+)?(?: ?[A-Za-z]+)?\Z")
_METRIC = {
    "binary": "pr_auc: {role: optimize}",
    "multiclass": "f1: {role: optimize, params: {average: macro}}",
    "regression": "mae: {role: optimize}",
    "forecasting": "mase: {role: optimize}",
}


def document(proposal: Proposal, name: str, data: str, framing: Framing | None = None) -> str:
    """Return the text of a document called ``name`` over the table at ``data`` (relative to the document).

    ``framing`` is what people answered, if they were asked.
    """
    asked = framing or Framing(metric=proposal.target.name, rule=proposal.rule)
    parts = (_head(proposal, name, asked), _data(proposal, data, asked), _judgement(proposal, asked))
    return "\n".join(itertools.chain(*parts)) + "\n"


def quoted(text: str) -> str:
    """Return ``text`` as a YAML scalar that every YAML reader takes for text."""
    plain = _PLAIN.match(text) and not _AMBIGUOUS.match(text) and text == text.strip()
    return text if plain else json.dumps(text, ensure_ascii=False)


def quantity(text: str) -> str:
    """Return a number with or without a unit as a YAML scalar."""
    return text if _QUANTITY.match(text) else json.dumps(text, ensure_ascii=False)


def _head(p: Proposal, name: str, asked: Framing) -> Iterator[str]:
    yield "apiVersion: mlsys/v1alpha2"
    yield "kind: MLSystem"
    yield f"metadata: {{name: {name}, stage: prototype}}"
    yield "objectives:"
    if not asked.direction:
        yield "  # The business metric that this system is to move; add `direction: increase` or `decrease`."
    direction = f", direction: {asked.direction}" if asked.direction else ""
    yield "  business:"
    yield f"    {quoted(names.identifier(asked.metric))}: {{metric: {quoted(asked.metric)}{direction}}}"
    yield "task:"
    yield f"  type: {p.task}"
    if asked.action:
        yield f"  decision: {{action: {quoted(asked.action)}}}"
    if p.series is not None:
        yield f"  horizon: {p.series.horizon}  # steps; how far ahead does the decision need to know?"
        yield f"  frequency: {p.series.frequency}"
        yield "  prediction: {mode: batch}  # a job writes the forecasts of every series"
    if p.task in ("regression", "forecasting"):
        return
    classes = ", ".join(quoted(level) for level in sorted(p.target.levels))
    yield f"  classes: [{classes}]"
    if p.task == "binary":
        yield f"  positive_class: {quoted(p.positive)}  # {_percent(p.prevalence)} of the rows"
    costs = {"false_positive": asked.false_positive, "false_negative": asked.false_negative}
    if any(costs.values()):
        known = ", ".join(f"{name}: {quantity(cost)}" for name, cost in costs.items() if cost)
        threshold = ", threshold: {from: cost}" if all(costs.values()) else ""
        yield f"  decision_policy: {{policy: threshold{threshold}, costs: {{{known}}}}}"


def _data(p: Proposal, data: str, asked: Framing) -> Iterator[str]:
    yield "data:"
    yield f"  source: {{{', '.join(_source(p, data))}}}"
    yield f"  rows: {p.rows}"
    keys = [
        f"{role}: {quoted(c.name)}" for role, c in (("entity", p.entity), ("time", p.time)) if c is not None
    ]
    if p.series is not None and p.series.columns:
        keys.append(f"series: [{', '.join(map(quoted, p.series.columns))}]")
    if keys:
        yield f"  keys: {{{', '.join(keys)}}}"
    for name, reason in p.left_out:
        yield f"  # left out: {_one_line(name)} ({reason})"
    for pair in p.leaks.pairs:
        both = " and ".join(map(_one_line, pair.columns))
        yield f"  # {both} tell the target together, {pair.how}: are both known at the prediction?"
    if p.features:
        yield "  features:"
    for column in p.features:
        yield f"    {_entry(column, p)}"
    label = [f"column: {quoted(p.target.name)}"]
    label += _shares(p)
    if asked.delay:
        label.append(f"delay: {{p95: {quantity(asked.delay)}}}")
    unlabelled = f"  # {_rows(p.target.missing)} no label" if p.target.missing else ""
    yield f"  label: {{{', '.join(label)}}}{unlabelled}"
    if p.time is not None:
        yield "  split: {strategy: temporal, train: 60%, validation: 20%, test: 20%}  # the rows have a time"


def _shares(p: Proposal) -> Iterator[str]:
    """Yield how the classes share the rows."""
    if p.task == "binary":
        yield f"prevalence: {_percent(p.prevalence)}"
        if p.prevalence < _RARE:
            yield "imbalance: {strategy: class_weight}"
    elif p.task == "multiclass":
        rows = sum(p.target.levels.values())
        shares = (
            f"{quoted(level)}: {_percent(count / rows)}" for level, count in sorted(p.target.levels.items())
        )
        yield f"priors: {{{', '.join(shares)}}}"


def _percent(share: float) -> str:
    """Return a share in four digits that count: that of a rare class is not nothing."""
    return f"{100 * share:.4g}%"


def _source(p: Proposal, data: str) -> Iterator[str]:
    yield f"path: {quoted(data)}"
    if p.separator is None and not data.endswith(".parquet"):
        yield "format: parquet"
    elif p.separator not in (None, ","):
        yield f"separator: {json.dumps(p.separator)}"
    if p.decimal != ".":
        yield f"decimal: {json.dumps(p.decimal)}"
    if p.null_values != ("",):
        yield f"null_values: [{', '.join(map(json.dumps, p.null_values))}]"


def _entry(column: Column, p: Proposal) -> str:
    alias = p.aliases.get(column.name, column.name)
    renamed = f", column: {quoted(column.name)}" if alias != column.name else ""
    return f"{quoted(alias)}: {{{_feature(column)}{renamed}}}{_observed(column, p)}"


def _one_line(name: str) -> str:
    """Return a name that cannot leave a comment."""
    return name if name and name.isprintable() else json.dumps(name)


def _feature(column: Column) -> str:
    kind = type_of(column)
    parts = [f"type: {kind.value}"]
    if kind in (Kind.INTEGER, Kind.NUMBER):
        low, high = column.minimum, column.maximum
        limits = names.limits_by_meaning(column.name, low, high) or round_outwards(low, high)
        parts.append(f"range: {'..'.join(limits)}")
    if kind is Kind.CATEGORICAL and column.sample.distinct > MAX_LEVELS:
        parts.append(f"cardinality: {column.sample.distinct}")
    elif kind is Kind.CATEGORICAL:
        parts.append(f"values: [{', '.join(quoted(level) for level in column.levels)}]")
    if column.missing:
        parts.append("nullable: true")
    if names.protected(column.name):
        parts.append("use: evaluation, tags: [protected]")
    return ", ".join(parts)


def _observed(column: Column, p: Proposal) -> str:
    notes = ["kept to judge fairness, never an input"] if names.protected(column.name) else []
    if type_of(column) in (Kind.INTEGER, Kind.NUMBER):
        notes.append(f"observed {column.minimum:.15g}..{column.maximum:.15g}")
    if column.missing:
        notes.append(f"{column.missing / column.rows:.1%} missing")
    if column.name in p.leaks.single and column.name not in p.known:
        notes.append(
            f"tells the target, {p.leaks.single[column.name].how}: known at the time of the prediction?"
        )
    return f"  # {', '.join(notes)}" if notes else ""


def _judgement(p: Proposal, asked: Framing) -> Iterator[str]:
    yield "metrics:"
    yield f"  {_METRIC[p.task]}"
    yield "baseline:"
    if p.task == "regression":
        yield f"  median: {{kind: constant, value: {_median(p.target):.6g}}}  # lowest MAE of all constants"
    elif p.task == "forecasting":
        yield "  last_season: {kind: seasonal_naive}"
    else:
        yield "  prior: {kind: constant}"
    if asked.rule:
        yield f"  rule_of_thumb: {{kind: heuristic, rule: {json.dumps(asked.rule, ensure_ascii=False)}}}"


def _median(target: Column) -> float:
    return target.numbers.quantiles((0.5,))[0]


def _rows(number: int) -> str:
    return "1 row has" if number == 1 else f"{number:,} rows have"
