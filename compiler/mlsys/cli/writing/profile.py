"""``mlsys profile``: a look at the data, for the rules that need one."""

from __future__ import annotations

import os
from pathlib import Path

import click

from mlsys.cli import console, exits
from mlsys.cli.options import PATH, SPEC_NAME
from mlsys.cli.writing import profiling
from mlsys.errors import MlsysError
from mlsys.profile.roles import Roles, roles_of
from mlsys.spec.root import MLSystem


@click.command("profile", short_help="Look at the data, and keep what it shows beside the specification.")
@click.argument("data", metavar="[DATA]", required=False, type=PATH)
@click.option("--spec", type=PATH, default=SPEC_NAME, show_default=True, help="The specification.")
@click.option("--stdout", is_flag=True, help="Print the profile instead of writing it.")
def command(data: Path | None, *, spec: Path, stdout: bool) -> int:
    """Read the table DATA once and write its profile beside the specification, as mlsystem.profile.json.

    Without DATA, the table that the specification names is read: CSV or Parquet. The profile holds type,
    gaps, number of values, range, quantiles and levels of each column, the share of positives of the label,
    how often keys repeat, and the rows of slices. Of columns tagged `pii` and of keys no value is kept.

    `mlsys validate` judges by the profile, and says so when the table has changed since. The same table
    gives the same file; memory does not grow with it.
    """
    from mlsys.profile.measure import profile_of

    if not spec.exists() and not (stdout and data is not None):
        raise MlsysError(
            f"there is no {spec} to put a profile beside",
            help="name the document with `--spec`, or write one with `mlsys init --data TABLE`",
        )
    system = _document(spec) if spec.exists() else None
    data = _table(data, spec, system)
    roles = roles_of(system) if system is not None else Roles()
    place = os.path.relpath(data, spec.parent)
    profile = profile_of(profiling.scan(data, roles.wanted), roles, Path(place).as_posix())
    if stdout:
        from mlsys.profile.file import format_profile

        console.out(format_profile(profile))
        return exits.CLEAN
    profiling.write(spec, profile)
    console.out(profiling.summary(profile))
    return exits.CLEAN


def _document(spec: Path) -> MLSystem:
    """Return the document at ``spec``; what the rules find in it does not matter here.

    Raises:
        Refusal: if its structure is broken.
    """
    from mlsys import pipeline
    from mlsys.cli.compiling.plans import Refusal
    from mlsys.judge import Options

    checked = pipeline.check(spec, Options(every_environment=False))
    if checked.system is None:
        raise Refusal(checked.report)
    return checked.system.spec


def _table(data: Path | None, spec: Path, system: MLSystem | None) -> Path:
    """Return the table to read."""
    source = system.data.source if system is not None else None
    named = spec.parent / source.path if source is not None and source.path is not None else None
    if data is None and named is None:
        raise MlsysError(
            f"{spec} names no file with its data",
            help="export a part of the data as CSV or Parquet, and name that file: `mlsys profile DATA`",
        )
    if data is None or named is None:
        path = data or named
        assert path is not None
        return path
    if os.path.realpath(data) != os.path.realpath(named):
        raise MlsysError(
            f"{spec} reads {named}, not {data}",
            help="leave the file out, or correct `data.source.path`",
        )
    return named
