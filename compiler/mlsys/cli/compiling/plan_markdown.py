"""The plan as a comment on a pull request."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from mlsys.cli import console
from mlsys.cli.compiling.changes import Compilation, counted
from mlsys.cli.compiling.impact import CONSEQUENCES, heaviest
from mlsys.cli.compiling.line_diff import line_diff
from mlsys.project.explain.consequences import Consequence
from mlsys.project.reconcile.changes import Action
from mlsys.route import format_route

_LARGEST = 50_000
"""Characters of line diffs; the hosts of repositories refuse comments of more than 65,536."""


def plan_markdown(compilation: Compilation, *, diff: bool) -> str:
    """Return the plan in GitHub-flavoured Markdown; with ``diff``, the changed lines are folded in."""
    changes = compilation.changes
    lines = [f"### mlsys plan: {counted(changes)}", ""]
    if compilation.differences is not None:
        consequences = compilation.consequences()
        lines += _fields(consequences.by_field)
        lines += [f"- {phrase}" for phrase in consequences.together]
        lines += [""] if consequences.together else []
    for finding in changes.diagnostics:
        help_ = f" ({finding.help})" if finding.help else ""
        lines.append(f"- **{finding.severity.value}** {finding.code}: {finding.message}{help_}")
    rows = [item for item in changes.items if item.writes or item.action is Action.CONFLICT]
    if rows:
        lines += ["", "<details><summary>Files</summary>", "", "| file | action | why |", "|---|---|---|"]
        lines += [f"| {_code(item.path)} | {item.action.value} | {_cell(item.reason)} |" for item in rows]
        lines += ["", "</details>"]
    if diff:
        lines += _diffs(line_diff(item) for item in rows)
    return "\n".join(lines).rstrip() + "\n"


def _fields(rows: Iterable[Consequence]) -> Iterator[str]:
    found = list(rows)
    if not found:
        return
    worst = heaviest(row.difference.change.impact for row in found)
    yield f"**Consequence: {worst}**, {CONSEQUENCES.get(worst, worst)}."
    yield ""
    yield "| field | before | after | impact | consequences |"
    yield "|---|---|---|---|---|"
    for row in found:
        change = row.difference.change
        cells = (
            _code(format_route(change.route)),
            _code(console.shortened(change.old)),
            _code(console.shortened(change.new)),
        )
        yield f"| {' | '.join(cells)} | {change.impact} | {_cell('; '.join(row.phrases))} |"
    yield ""


def _diffs(parts: Iterable[str]) -> Iterator[str]:
    text = "".join(parts)
    if not text:
        return
    if len(text) > _LARGEST:
        text = text[:_LARGEST].rpartition("\n")[0] + "\n… (the rest is too long for a comment)\n"
    fence = "`" * max(3, 1 + max((len(line) - len(line.lstrip("`")) for line in _contents(text)), default=0))
    yield from (
        "",
        "<details><summary>Lines</summary>",
        "",
        f"{fence}diff",
        text.rstrip("\n"),
        fence,
        "",
        "</details>",
    )


def _contents(text: str) -> Iterator[str]:
    yield from (line[1:].lstrip() for line in text.split("\n"))


def _code(text: str) -> str:
    ticks = "``" if "`" in text else "`"
    return f"{ticks}{_cell(text)}{ticks}"


def _cell(text: str) -> str:
    return text.replace("|", "\\|").replace("\n", " ")
