"""The pages of a metric and of a type of task."""

from __future__ import annotations

from typing import Any

from mlsys.diagnostics.suggest import closest
from mlsys.judge import Judgement
from mlsys.spec.registry import MetricEntry, metrics, metrics_for, resolve

Page = dict[str, Any]


def find_topic(subject: str, checked: Judgement | None) -> Page | None:
    """Return the page of the metric or type of task called ``subject``, or ``None``.

    Args:
        subject: as a document writes it: ``pr_auc``, ``precision@10``, ``binary``.
        checked: the document at hand, for what it says about the metric.
    """
    from mlsys.spec.tasks import TASKS

    if subject in TASKS:
        return _task(subject)
    use = resolve(subject)
    if use is None:
        return None
    page = {**_metric(use.entry), **({"given": dict(use.params)} if use.params else {})}
    return page | (_in_document(use.entry, checked) if checked is not None else {})


def nearest_topic(subject: str) -> str | None:
    """Return the metric or type of task whose name is nearest to ``subject``."""
    from mlsys.spec.tasks import TASKS

    return closest(subject, [*metrics(), *TASKS])


def _metric(entry: MetricEntry) -> Page:
    from mlsys.reference.metrics import better, needs_of, range_of

    return {
        "metric": entry.name,
        "title": entry.title,
        "meaning": entry.doc,
        "better": better(entry),
        "range": range_of(entry),
        "needs": needs_of(entry),
        "tasks": sorted(entry.tasks),
        "parameters": {
            name: {
                "meaning": param.doc,
                "default": param.default,
                "choices": list(param.choices),
                "required_for": sorted(param.required_for),
            }
            for name, param in entry.params.items()
        },
        "without_skill": entry.trivial,
        "counted_online": entry.decomposable_online,
    }


def _in_document(entry: MetricEntry, checked: Judgement) -> Page:
    from mlsys.syntax.locate import span_of
    from mlsys.syntax.nodes import find, to_plain

    used = {}
    if checked.system is None:
        return {}
    tree = checked.system.tree
    for metric in checked.system.metrics.values():
        node = find(tree, metric.route)
        if metric.entry is entry and node is not None:
            start = (span := span_of(tree, metric.route)).start
            place = f"{span.source.name}:{start.line}:{start.column}"
            used[f"metrics.{metric.id}"] = {"value": to_plain(node), "location": place}
    return {"used": used} if used else {}


def _task(name: str) -> Page:
    from mlsys.reference.tasks import meaning, own_fields
    from mlsys.rules.registry import all_rules
    from mlsys.spec.tasks import TASKS

    task = TASKS[name]
    entries = metrics_for(name)
    return {
        "task": name,
        "meaning": meaning(task),
        "fields": {field: task.language_fields()[field].meaning.doc for field in own_fields(task)},
        "metrics": [entry.name for entry in entries if entry.core],
        "other_metrics": [entry.name for entry in entries if not entry.core],
        "rules": {rule.code: rule.title for rule in all_rules() if name in rule.tasks},
    }
