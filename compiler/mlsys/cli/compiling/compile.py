"""``mlsys compile``: write the project."""

from __future__ import annotations

import os
import sys
from pathlib import Path

import click

from mlsys.cli import console, exits
from mlsys.cli.compiling.changes import (
    Compilation,
    by_blueprint,
    compute,
    counted,
    guard_project,
    line_of,
    lines_of,
    told,
)
from mlsys.cli.options import PATH, compiled_argument, folder_option, identity_options
from mlsys.planning.coverage import Standing
from mlsys.planning.paths import LOCK_NAME
from mlsys.project.identity import Asked
from mlsys.project.reconcile.changes import Action


@click.command("compile", short_help="Generate or update the project of a specification.")
@compiled_argument
@folder_option
@identity_options
@click.option("--check", is_flag=True, help="Write nothing; end with 3 if anything would change.")
@click.option(
    "--resolve",
    "sides",
    nargs=2,
    multiple=True,
    type=(click.Choice(["ours", "theirs"]), PATH),
    metavar="SIDE PATH",
    help="Let a side win in a file that is in conflict; may be repeated.",
)
@click.option("--allow-dirty", is_flag=True, help="Merge into edits that are not committed, too.")
@click.option("-q", "--quiet", is_flag=True, help="Print findings and faults only.")
def command(
    spec: Path | None,
    folder: Path | None,
    environment: str | None,
    *,
    no_environment: bool,
    rebind: bool,
    check: bool,
    sides: tuple[tuple[str, Path], ...],
    allow_dirty: bool,
    quiet: bool,
) -> int:
    """Check SPEC and write its project, all of it or nothing.

    What you edited is kept: managed files are left alone and reported, merged files are merged, seeded files
    are yours. A conflict is marked in the file and ends the command with 1. Compiling again without a
    change writes nothing. A project with uncommitted edits of generated files is not updated, because
    git could not take the edits and the update apart again.

    A project remembers its document and its environment: --env counts until you say otherwise.
    """
    from mlsys.project.transaction.write import write

    asked = Asked(spec, folder, environment, no_environment, rebind)
    compilation = compute(asked, verbose=not quiet, restore=not check, sides=sides)
    changes = compilation.changes
    sys.stderr.write(told(compilation))
    if not (changes.pending or changes.drifted or changes.conflicts):
        return _up_to_date(compilation, quiet=quiet)
    if check:
        code = _differs(compilation)
    guard_project(compilation, allow_dirty=allow_dirty)
    if check:
        return code
    if not changes.writable:
        return _blocked(compilation)
    write(compilation.folder, changes)
    _tell_ignored(compilation.folder)
    if not quiet:
        console.progress("Wrote", str(compilation.folder))
        _summarise(compilation)
    failed = changes.conflicts or any(d.severity.fails for d in changes.diagnostics)
    return exits.FINDINGS if failed else exits.CLEAN


def _blocked(compilation: Compilation) -> int:
    """Tell that nothing is written, because not every file can be."""
    for change in compilation.changes.unfinished:
        console.out(line_of(change))
    console.out("Nothing was written: solve this as the messages above say, then compile again")
    return exits.FINDINGS


def _tell_ignored(folder: Path) -> None:
    """Tell when git does not keep what the next compilation needs."""
    from mlsys.project.git import Git
    from mlsys.project.record.state import PACK

    named = (LOCK_NAME, PACK)
    ignored = Git(folder).run("check-ignore", paths=named, literal=False)
    if isinstance(ignored, bytes):
        names = " and ".join(f"`{name}`" for name in os.fsdecode(ignored).splitlines() if name)
        console.warn(f"git ignores {names} of `{folder}`: a clone will not know what was generated")


def _up_to_date(compilation: Compilation, *, quiet: bool) -> int:
    if not quiet:
        console.out(f"{compilation.folder} is up to date: {counted(compilation.changes)}")
    failed = any(finding.severity.fails for finding in compilation.changes.diagnostics)
    return exits.FINDINGS if failed else exits.CLEAN


def _differs(compilation: Compilation) -> int:
    from mlsys.project.explain.staleness import reasons

    changes = compilation.changes
    for line, _ in lines_of(changes):
        console.out(line)
    console.out(f"{compilation.folder} is not what its specification says: {counted(changes)}")
    found = reasons(changes)
    for reason in found.stale:
        console.out(f"stale: {reason}")
    for reason in found.edited:
        console.out(f"edited: {reason}")
    return exits.PENDING


def _summarise(compilation: Compilation) -> None:
    changes, folder = compilation.changes, compilation.folder
    coverage = compilation.prepared.coverage
    console.out()
    console.out(by_blueprint(changes))
    console.out()
    console.out(f"{console.style(str(folder), 'bold')}: {counted(changes)}")
    enforced, stated = (coverage.count(standing) for standing in (Standing.ENFORCED, Standing.STATED))
    claims = f"{enforced} of {len(coverage.claims)} claims are enforced, {stated} are stated in documents"
    console.out(f"{claims} (`mlsys trace`)")
    place = "" if folder == Path() else f" -C {folder}"
    if changes.conflicts:
        for change in changes.conflicts:
            console.out(line_of(change))
        console.out("Next: solve what is in conflict as the messages above say, then compile again")
    elif changes.count(Action.CREATE) == len(changes.items):
        console.out(f"Next: make{place} setup train evaluate")
    else:
        console.out(f"Next: review the change (`git{place} diff`), then `make{place} check`")
