"""The pages of a metric and of a type of task."""

from __future__ import annotations

from typing import Any

from mlsys.cli import console
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
    from mlsys.reference.tasks import types

    if subject in types():
        return _task(subject)
    use = resolve(subject)
    if use is None:
        return None
    page = {**_metric(use.entry), **({"given": dict(use.params)} if use.params else {})}
    return page | (_in_document(use.entry, checked) if checked is not None else {})


def nearest_topic(subject: str) -> str | None:
    """Return the metric or type of task whose name is nearest to ``subject``."""
    from mlsys.reference.tasks import types

    return closest(subject, [*metrics(), *types()])


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
    from mlsys.reference.tasks import meaning, own_fields, types
    from mlsys.rules.registry import all_rules

    task = types()[name]
    entries = metrics_for(name)
    return {
        "task": name,
        "meaning": meaning(task),
        "fields": {field: task.language_fields()[field].meaning.doc for field in own_fields(task)},
        "metrics": [entry.name for entry in entries if entry.core],
        "other_metrics": [entry.name for entry in entries if not entry.core],
        "rules": {rule.code: rule.title for rule in all_rules() if name in rule.tasks},
    }


def render(page: Page) -> str:
    """Return a page as text for people."""
    return _render_task(page) if "task" in page else _render_metric(page)


def _render_metric(page: Page) -> str:
    facts = {
        "better": page["better"],
        "range": page["range"],
        "needs": page["needs"],
        "tasks": ", ".join(page["tasks"]),
        "no skill": page["without_skill"] or "",
        "online": "a mean over events, counted as they arrive" if page["counted_online"] else "",
    }
    lines = [console.style(f"{page['metric']}  {page['title']}", "bold"), f"  {page['meaning']}", ""]
    lines += [f"  {name:<11}{text}" for name, text in facts.items() if text]
    if page["parameters"]:
        lines += ["", "  parameters", *(_parameter(n, p, page) for n, p in page["parameters"].items())]
    if "used" in page:
        lines += ["", "  in the document"]
        lines += [f"    {path} ({use['location']}): {use['value']}" for path, use in page["used"].items()]
    return "\n".join(lines)


def _parameter(name: str, parameter: Page, page: Page) -> str:
    notes = [f"one of {', '.join(parameter['choices'])}"] if parameter["choices"] else []
    if parameter["default"] is not None:
        notes.append(f"default {parameter['default']}")
    if parameter["required_for"]:
        notes.append(f"required for {', '.join(parameter['required_for'])}")
    if name in page.get("given", {}):
        notes.append(f"here {page['given'][name]}")
    return f"    {name:<12} {parameter['meaning']}" + (f" ({'; '.join(notes)})" if notes else "")


def _render_task(page: Page) -> str:
    lines = [console.style(f"task.type: {page['task']}", "bold"), f"  {page['meaning']}"]
    if page["fields"]:
        lines += ["", "  fields of its own"]
        lines += [f"    {name:<18} {text}" for name, text in page["fields"].items()]
    lines += ["", "  metrics", f"    {', '.join(page['metrics']) or 'none built in'}"]
    if page["other_metrics"]:
        lines.append(f"    also {', '.join(page['other_metrics'])}")
    if page["rules"]:
        lines += ["", "  rules about it"]
        lines += [f"    {code} {title}" for code, title in page["rules"].items()]
    return "\n".join(lines)
