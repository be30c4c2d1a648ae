"""The pages of ``mlsys explain`` as text for people."""

from __future__ import annotations

import inspect
from collections.abc import Mapping
from typing import Any

from mlsys.cli import console

Page = dict[str, Any]


def page_text(page: Page) -> str:
    """Return a page as text for people."""
    if "code" in page:
        return rule_text(page)
    return topic_text(page) if page.keys() & {"metric", "task"} else field_text(page)


_FACTS = (
    "type",
    "values",
    "unit",
    "default",
    "merge",
    "tighten",
    "impact",
    "support",
    "deprecated",
    "examples",
)


def field_text(page: Page) -> str:
    """Return the page of a field, or of a derived number, as text for people."""
    if "derivation" in page:
        return "\n".join([console.style(page["derivation"], "bold"), *_derivation_lines(page, "  ")])
    lines = [console.style(page["path"], "bold"), f"  {page['meaning']}", ""]
    place = f"  ({page['location']})" if "location" in page else ""
    if place:
        lines.append(f"  {'value':<11}{_short(page.get('value'))}{place}")
    if len(page.get("contributors", ())) > 1:
        lines += _contributor_lines(page["contributors"])
    shown = (title for title in _FACTS if page.get(title) not in (None, "", []))
    lines += [f"  {title:<11}{_short(page[title])}" for title in shown]
    if "choices" in page:
        lines += ["", "  values", *(f"    {value:<18} {text}" for value, text in page["choices"].items())]
    for name, derivation in page.get("derived", {}).items():
        lines += ["", f"  {console.style(name, 'bold')} is derived from it"]
        lines += _derivation_lines(derivation, "    ")
    if "enforced_by" in page:
        lines += ["", "  enforced by"]
        lines += [f"    {_enforcement(e)}" for e in page["enforced_by"]]
    if "fields" in page:
        lines += ["", "  fields"]
        lines += [f"    {name:<18} {text}" for name, text in page["fields"].items()]
    return "\n".join(lines)


def _contributor_lines(found: list[dict[str, Any]]) -> list[str]:
    return [
        f"  {'from' if index == 0 else '':<11}{entry['as']}: {_short(entry['value'], 60)}  "
        f"({entry['location']})" + ("  decides" if entry["decides"] else "")
        for index, entry in enumerate(found)
    ]


def _short(value: object, width: int = 100) -> str:
    import json

    text = value if isinstance(value, str) else json.dumps(value, ensure_ascii=False, default=str)
    return text if len(text) <= width else f"{text[: width - 1]}…"


def _derivation_lines(page: Page, pad: str) -> list[str]:
    table = isinstance(page["value"], list) and any(isinstance(row, dict) for row in page["value"])
    value = f"{_short(page['value'])} {page['unit']}".rstrip()
    lines = [f"{pad}{page['summary']}", *([] if table else [f"{pad}value    {value}"])]
    lines.append(f"{pad}working  {page['working']}")
    if page["inputs"]:
        lines.append(f"{pad}from     {', '.join(page['inputs'])}")
    return [*lines, f"{pad}source   {page['source']}"]


def _enforcement(e: Mapping[str, Any]) -> str:
    place = f"{e['artefact']}#{e['anchor']}" if e["anchor"] else e["artefact"]
    tripped = f", tripped by {e['saboteur']}" if e["saboteur"] else ""
    return f"{e['kind']} {place}{tripped}"


def topic_text(page: Page) -> str:
    """Return the page of a metric or of a type of task as text for people."""
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


def rule_text(page: Page) -> str:
    """Return the page of a rule as text for people."""
    facts = {
        "needs": page["needs"],
        "only for": ", ".join(page["tasks"]),
        "formerly": ", ".join(page["formerly"]),
    }
    parts = [
        console.style(f"{page['code']} {page['name']}", "bold"),
        f"{page['title']} ({page['severity']})",
        *(f"{name} {text}" for name, text in facts.items() if text),
        "",
        page["body"],
    ]
    for title, example in page["examples"].items():
        parts += ["", console.style(title, "bold"), _indented(example)]
    return "\n".join(parts)


def _indented(text: str) -> str:
    return "\n".join(f"    {line}".rstrip() for line in inspect.cleandoc(text).split("\n"))
