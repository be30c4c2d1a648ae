"""``mlsys status``: where a compiled project stands."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import click

from mlsys.cli import console, exits
from mlsys.cli.compiling.changes import Compilation, compute, guard_project, lines_of
from mlsys.cli.compiling.impact import CONSEQUENCES, heaviest
from mlsys.cli.compiling.score import badge, print_score, score_data, score_of
from mlsys.cli.options import PATH, document_option
from mlsys.ir.wording import plural
from mlsys.project.evaluation import Evaluation, read_evaluation
from mlsys.project.identity import Asked, document_of
from mlsys.project.reconcile.memory import read_lock
from mlsys.project.record.lock import FileState, Lock
from mlsys.route import format_route


@click.command("status", short_help="Show what of a compiled project was edited, and what is pending.")
@click.argument("folder", metavar="[DIR]", default=".", type=PATH)
@document_option
@click.option(
    "--format", "output", type=click.Choice(["text", "json", "svg"]), default="text", show_default=True
)
@click.option("--score", "scored", is_flag=True, help="Show the ML Test Score, from evidence that ran.")
@click.option("--at-least", type=float, metavar="SCORE", help="With --score: end with 1 below SCORE.")
def command(folder: Path, spec: Path | None, output: str, scored: bool, at_least: float | None) -> int:
    """Compare the project in DIR with its specification, and show what its last runs said.

    Ends with 3 when the project is not what its specification says, with 1 when a gate of the last
    evaluation failed. With --score, shows the 28 points of the ML Test Score instead: a test that passed
    on this code in the last 30 days is worth one when a machine ran it and half when a person did; a file
    that exists is worth nothing. `svg` is the badge.
    """
    if scored:
        return _score(folder, output, at_least)
    if output == "svg" or at_least is not None:
        raise click.UsageError("`--format svg` and `--at-least` are about `--score`")
    document, environment = document_of(folder) if spec is None else (spec, None)
    lock = read_lock(folder)
    assert lock is not None
    compilation = compute(Asked(document, folder, environment, rebind=spec is not None))
    evaluation = read_evaluation(folder)
    data = status_data(compilation, lock, evaluation)
    console.out_json(data) if output == "json" else _print(compilation, data)
    guard_project(compilation)
    if evaluation is not None and evaluation.failed:
        return exits.FINDINGS
    return exits.PENDING if data["pending"] or data["edited"] or data["conflicts"] else exits.CLEAN


def _score(folder: Path, output: str, at_least: float | None) -> int:
    document_of(folder)
    found = score_of(folder)
    if output == "json":
        console.out_json(score_data(found))
    else:
        console.out(badge(found)) if output == "svg" else print_score(found)
    return exits.FINDINGS if at_least is not None and found.value < at_least else exits.CLEAN


def status_data(compilation: Compilation, lock: Lock, evaluation: Evaluation | None) -> dict[str, Any]:
    """Return where the project stands, as plain data."""
    changes, fields = compilation.changes, compilation.fields
    return {
        "project": str(compilation.folder),
        "system": compilation.prepared.system.name,
        "mlsys": lock.header.mlsys,
        "environment": lock.header.environment,
        "pending": changes.pending,
        "changed_fields": [format_route(change.route) for change in fields],
        "impact": heaviest(change.impact for change in fields) if fields else None,
        "edited": [change.path for change in changes.drifted],
        "conflicts": [change.path for change in changes.conflicts],
        "orphans": [path for path, entry in lock.files.items() if entry.state is FileState.ORPHAN],
        "deleted": [path for path, entry in lock.files.items() if entry.state is FileState.DELETED],
        "gates": [] if evaluation is None else _gates(evaluation),
    }


def _gates(evaluation: Evaluation) -> list[dict[str, Any]]:
    """Return the gates of an evaluation as plain data, the failed ones first."""
    failed = [{"id": name, "passed": False} for name in evaluation.failed]
    return [*failed, *({"id": name, "passed": True} for name in evaluation.passed)]


def _print(compilation: Compilation, data: dict[str, Any]) -> None:
    console.out(console.style(f"{data['system']} in {data['project']}", "bold"))
    console.out(console.table(list(_facts(data))))
    for line, _ in lines_of(compilation.changes):
        console.out(line)


def _facts(data: dict[str, Any]) -> Iterator[tuple[str, str]]:
    yield (
        "compiled by",
        f"mlsys {data['mlsys']}" + (f" for {data['environment']}" if data["environment"] else ""),
    )
    if data["changed_fields"]:
        impact = data["impact"]
        yield (
            "specification",
            f"{plural(len(data['changed_fields']), 'field')} changed: {CONSEQUENCES.get(impact, impact)}",
        )
    state = "changes are pending" if data["pending"] else "up to date"
    yield "project", "needs you" if data["conflicts"] else state
    for name in ("edited", "conflicts", "orphans", "deleted"):
        if data[name]:
            yield name, ", ".join(data[name])
    failed = [gate["id"] for gate in data["gates"] if not gate["passed"]]
    if data["gates"]:
        yield (
            "evaluation",
            f"failed: {', '.join(failed)}" if failed else f"passed: {plural(len(data['gates']), 'gate')}",
        )
    else:
        yield "evaluation", "not run yet"
