"""The page of the types of tasks."""

from __future__ import annotations

from mlsys.reference.language import field_row
from mlsys.reference.markdown import codes, page, table
from mlsys.rules.registry import all_rules
from mlsys.spec.fields import Section
from mlsys.spec.framing import TaskBase
from mlsys.spec.registry import metrics_for
from mlsys.spec.tasks import TASKS

_INTRO = (
    "The type of a task decides which fields, metrics and rules apply. Fields that all types share are on "
)
_INTRO += "the page of [the language](language.md#TaskBase)."


def meaning(task: type[Section]) -> str:
    """Return in a sentence what a type of task is."""
    return " ".join((task.__doc__ or "").split("\n\n")[0].split())


def own_fields(task: type[Section]) -> list[str]:
    """Return the fields that only this type of task has."""
    return [
        name for name in task.language_fields() if name not in TaskBase.language_fields() and name != "type"
    ]


def render() -> str:
    """Return the page."""
    parts = [_task(name, task) for name, task in TASKS.items()]
    return page("Task types", _INTRO, *parts)


def _task(name: str, task: type[Section]) -> str:
    rows = [field_row(task, field, "language.md") for field in own_fields(task)]
    fields = table(("field", "takes", "default", "merge", "change", "meaning"), rows) if rows else ""
    entries = metrics_for(name)
    usual = codes(entry.name for entry in entries if entry.core)
    others = codes(entry.name for entry in entries if not entry.core)
    about = [rule for rule in all_rules() if name in rule.tasks]
    links = ", ".join(f"[{rule.code}](rules/{rule.band.folder}.md#{rule.code})" for rule in about)
    lines = [f"## `{name}`", meaning(task), fields.rstrip()]
    lines.append(f"**Metrics**: {usual or 'none built in'}" + (f"; also {others}" if others else "") + ".")
    if links:
        lines.append(f"**Rules about it**: {links}.")
    return "\n\n".join(line for line in lines if line)
