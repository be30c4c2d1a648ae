"""``mlsys validate``: structure, meaning, feasibility."""

from __future__ import annotations

from pathlib import Path

import click

from mlsys.cli import checking, console, exits
from mlsys.cli.options import PATH, SPEC_NAME, environment_option, stage_option
from mlsys.diagnostics.report import Report
from mlsys.errors import MlsysError
from mlsys.variants import Options

_ROUNDS = 5
"""A fix may uncover a finding with a fix of its own; no document needs more rounds."""


@click.command("validate", short_help="Check specifications: structure, meaning, feasibility.")
@click.argument("files", metavar="[FILE]...", nargs=-1, type=PATH)
@click.option("--format", "output", type=click.Choice(checking.FORMATS), default="text", show_default=True)
@stage_option
@environment_option
@click.option("--select", metavar="CODES", help="Run only these rules: codes, beginnings of codes, names.")
@click.option("--ignore", metavar="CODES", help="Leave these rules out.")
@click.option("--fix", is_flag=True, help="Make the fixes that cannot change what the author meant.")
@click.option("--verbose", is_flag=True, help="Name every rule that was skipped.")
@click.option("--no-cache", is_flag=True, help="Check anew, also what has not changed.")
def command(  # noqa: PLR0917
    files: tuple[Path, ...],
    output: str,
    stage: str | None,
    environment: str | None,
    select: str | None,
    ignore: str | None,
    fix: bool,
    verbose: bool,
    no_cache: bool,
) -> int:
    """Check documents; nothing is written but by --fix. Without FILE, ./mlsystem.yaml is checked.

    All findings come in one run, each with its place, its reason and a way out. Every declared environment
    is checked too; `--env` restricts the check to one. Ends with 1 if a finding is an error or a danger.
    """
    options = Options(environment, stage, environment is None, _codes(select), _codes(ignore), project=True)
    memory = checking.memory(not no_cache)
    reports: list[Report] = []
    faults = 0
    for path in files or (Path(SPEC_NAME),):
        try:
            report = memory.check(path, options)
            reports.append(_fixed(path, report, memory, options) if fix else report)
        except MlsysError as fault:
            console.fault(fault.message, fault.help)
            faults += 1
    report = checking.joined(reports)
    if reports or output != "text":
        console.out(checking.rendered(report, output, verbose=verbose))
    return exits.FAULT if faults else checking.exit_code(report)


def _fixed(path: Path, report: Report, memory: checking.Memory, options: Options) -> Report:
    """Make the safe fixes, those that a fix has uncovered too, and return what is left."""
    from mlsys.cli.files import replace_text
    from mlsys.syntax.edits import apply, safe_fixes
    from mlsys.syntax.load import load

    for _ in range(_ROUNDS):
        source = load(path)
        edited = apply(source, safe_fixes(source, report.diagnostics))
        if not edited.applied:
            break
        replace_text(path, edited.text)
        for made in edited.applied:
            console.progress("Fixed", f"{path}: {made.title}")
        report = memory.check(path, options)
    return report


def _codes(text: str | None) -> tuple[str, ...]:
    return tuple(code.strip() for code in (text or "").split(",") if code.strip())
