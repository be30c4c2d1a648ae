"""``mlsys migrate``: bring documents to the current version of the language."""

from __future__ import annotations

import difflib
from pathlib import Path

import click

from mlsys.cli import console, exits
from mlsys.cli.files import replace_text
from mlsys.cli.options import PATH, SPEC_NAME


@click.command("migrate", short_help="Bring a specification to the current version of the language.")
@click.argument("files", metavar="[FILE...]", nargs=-1, type=PATH)
@click.option("--check", is_flag=True, help="Write nothing; end with 3 if anything would change.")
@click.option("--diff", is_flag=True, help="Show the changes line by line.")
def command(files: tuple[Path, ...], check: bool, diff: bool) -> int:
    """Rewrite each FILE (./mlsystem.yaml unless named) in the current version of the language.

    A FILE is a specification, a preset, a policy, the manifest of a blueprint or the index of a collection.
    Only what the language changed is edited: comments, order and notation of everything else stay. A file in
    which one of the changes cannot be made is left as it is, and the command ends with 1.
    """
    codes = [_migrate(path, check=check, diff=diff) for path in files or (Path(SPEC_NAME),)]
    return exits.FINDINGS if exits.FINDINGS in codes else max(codes)


def _migrate(path: Path, *, check: bool, diff: bool) -> int:
    from mlsys.spec.fields import API_VERSION
    from mlsys.spec.upgrade import steps
    from mlsys.spec.upgrade.apply import upgrade
    from mlsys.syntax.load import load

    source = load(path)
    outcome = upgrade(source, steps.STEPS, API_VERSION)
    if not outcome.made and not outcome.left:
        console.out(f"{path} is current ({API_VERSION})")
        return exits.CLEAN
    if diff:
        before, after = (text.splitlines(keepends=True) for text in (source.text, outcome.text))
        console.out("".join(difflib.unified_diff(before, after, f"a/{path}", f"b/{path}")))
    for phrase in outcome.made:
        console.out(f"{path}: {phrase}")
    for phrase in outcome.left:
        console.fault(f"{path}: {phrase}: cannot be done without touching anything else", "edit it by hand")
    if outcome.left:
        return exits.FINDINGS
    if not check:
        replace_text(path, outcome.text)
    return exits.PENDING if check else exits.CLEAN
