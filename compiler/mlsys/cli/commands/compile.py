"""``mlsys compile``: write the project."""

from __future__ import annotations

from pathlib import Path

import click

from mlsys.cli import console, exits
from mlsys.cli.building import tell
from mlsys.cli.compiling import Compilation, by_blueprint, compute, counted, lines_of
from mlsys.cli.options import environment_option, folder_option, spec_argument
from mlsys.project.changes import Action


@click.command("compile", short_help="Generate or update the project of a specification.")
@spec_argument
@folder_option
@environment_option
@click.option("--check", is_flag=True, help="Write nothing; end with 3 if anything would change.")
@click.option("-q", "--quiet", is_flag=True, help="Print findings and faults only.")
def command(spec: Path, folder: Path | None, environment: str | None, check: bool, quiet: bool) -> int:
    """Check SPEC and write its project, all of it or nothing.

    What you edited is kept: managed files are left alone and reported, merged files are merged, seeded files
    are yours. A conflict is marked in the file and ends the command with 1. Compiling again without a
    change writes nothing.
    """
    from mlsys.project.write import write

    compilation = compute(spec, folder, environment, verbose=not quiet, restore=not check)
    changes = compilation.changes
    tell_all(compilation)
    if check:
        return _checked(compilation)
    write(compilation.folder, changes)
    if not quiet:
        console.progress("Wrote", str(compilation.folder))
        _summarise(compilation)
    failed = changes.conflicts or any(d.severity.fails for d in changes.diagnostics)
    return exits.FINDINGS if failed else exits.CLEAN


def tell_all(compilation: Compilation) -> None:
    """Write the findings of the document and of the project to standard error."""
    from dataclasses import replace

    report = compilation.prepared.report
    tell(replace(report, diagnostics=(*report.diagnostics, *compilation.changes.diagnostics)))


def _checked(compilation: Compilation) -> int:
    changes = compilation.changes
    if not changes.pending and not changes.drifted and not changes.conflicts:
        console.out(f"{compilation.folder} is what its specification says")
        return exits.CLEAN
    for line, _ in lines_of(changes):
        console.out(line)
    console.out(f"{compilation.folder} is not what its specification says: {counted(changes)}")
    return exits.PENDING


def _summarise(compilation: Compilation) -> None:
    changes, folder = compilation.changes, compilation.folder
    coverage = compilation.prepared.coverage
    console.out()
    if not changes.pending:
        console.out(f"{folder} is up to date: {counted(changes)}")
        return
    console.out(by_blueprint(changes))
    console.out()
    console.out(f"{console.style(str(folder), 'bold')}: {counted(changes)}")
    enforced = sum(bool(claim.enforcements) for claim in coverage.claims)
    console.out(f"{enforced} of {len(coverage.claims)} claims are enforced (`mlsys trace`)")
    if changes.count(Action.CREATE) == len(changes.items):
        console.out(f"Next: make -C {folder} setup train evaluate")
    else:
        console.out(f"Next: review the change (`git -C {folder} diff`), then `make -C {folder} check`")
