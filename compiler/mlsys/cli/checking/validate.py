"""``mlsys validate``: structure, meaning, feasibility."""

from __future__ import annotations

from pathlib import Path
from typing import Final

import click

from mlsys.cli.checking import findings
from mlsys.cli.checking.validating import Request, validate
from mlsys.cli.options import PATH, SPEC_NAME, environment_option, stage_option
from mlsys.fleet.places import processors
from mlsys.judge import Options

_EVERY: Final = "all"
"""What names the document and each of its environments, as is the default."""


@click.command("validate", short_help="Check specifications: structure, meaning, feasibility.")
@click.argument("files", metavar="[FILE]...", nargs=-1, type=PATH)
@click.option("--format", "output", type=click.Choice(findings.FORMATS), default="text", show_default=True)
@stage_option
@environment_option
@click.option("--select", metavar="CODES", help="Run only these rules: codes, beginnings of codes, names.")
@click.option("--ignore", metavar="CODES", help="Leave these rules out.")
@click.option("--fix", is_flag=True, help="Make the fixes that cannot change what the author meant.")
@click.option("--unsafe", is_flag=True, help="With --fix or --diff: also fixes that need a look.")
@click.option("--diff", is_flag=True, help="Show what --fix would change, and change nothing.")
@click.option("--verbose", is_flag=True, help="Name every rule that was skipped.")
@click.option(
    "--jobs",
    metavar="N",
    type=click.IntRange(min=0),
    default=1,
    help="Check N documents at a time; 0: one for each processor.",
)
def command(  # noqa: PLR0917
    files: tuple[Path, ...],
    output: str,
    stage: str | None,
    environment: str | None,
    select: str | None,
    ignore: str | None,
    fix: bool,
    unsafe: bool,
    diff: bool,
    verbose: bool,
    jobs: int,
) -> int:
    """Check documents; nothing is written but by --fix. Without FILE, ./mlsystem.yaml is checked.

    All findings come in one run, each with its place, its reason and a way out. Every declared environment
    is checked too, as `--env all` says; `--env NAME` restricts the check to one. Ends with 1 if a finding is
    an error or a danger.
    """
    chosen = None if environment == _EVERY else environment
    options = Options(chosen, stage, chosen is None, _codes(select), _codes(ignore), project=True)
    paths = files or (Path(SPEC_NAME),)
    if unsafe and not (fix or diff):
        raise click.UsageError("`--unsafe` goes with `--fix` or `--diff`")
    if fix and diff:
        raise click.UsageError("`--diff` shows what `--fix` would change: give one of them")
    return validate(
        Request(
            paths,
            options,
            output,
            fix=fix,
            unsafe=unsafe,
            diff=diff,
            verbose=verbose,
            jobs=jobs or processors(),
        )
    )


def _codes(text: str | None) -> tuple[str, ...]:
    return tuple(code.strip() for code in (text or "").split(",") if code.strip())
