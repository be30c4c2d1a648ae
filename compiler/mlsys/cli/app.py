"""The group of commands, loaded one at a time."""

from __future__ import annotations

import os
from collections.abc import Sequence

import click

from mlsys.cli.guard import guarded
from mlsys.cli.overview import COMMANDS, module_of, overview
from mlsys.diagnostics.suggest import closest


class LazyGroup(click.Group):
    """A group that imports the module of a command when the command runs."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """Return the names in the order in which a newcomer meets them."""
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """Import and return the command called ``cmd_name``."""
        if cmd_name not in COMMANDS:
            return None
        from importlib import import_module

        command = import_module(module_of(cmd_name)).command
        assert isinstance(command, click.Command)
        return command

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """Find the command of ``args``; suggest the nearest for a name that is none."""
        name = args[0]
        if name not in COMMANDS and not name.startswith("-"):
            near = closest(name, COMMANDS)
            hint = f"; did you mean `{near}`?" if near else ""
            raise click.UsageError(f"there is no command `{name}`{hint}", ctx)
        return super().resolve_command(ctx, args)

    def get_help(self, ctx: click.Context) -> str:
        """Return the overview, which names the commands without importing any."""
        return overview()


def _print_version(ctx: click.Context, _: click.Parameter, value: bool) -> None:
    if value:
        from mlsys import __version__
        from mlsys.cli import console

        console.out(f"mlsys {__version__}")
        ctx.exit()


@click.group(cls=LazyGroup, context_settings={"help_option_names": ["-h", "--help"]})
@click.option(
    "-V", "--version", is_flag=True, is_eager=True, expose_value=False, callback=_print_version,
    help="Print the version and exit.",
)  # fmt: skip
def cli() -> None:
    """The compiler for ML-system design documents."""


def run(arguments: Sequence[str]) -> int:
    """Run the command line on ``arguments`` and return the exit code; never raises."""
    if "_MLSYS_COMPLETE" in os.environ:
        cli.main(prog_name="mlsys")
    return guarded(lambda: _invoke(arguments))


def _invoke(arguments: Sequence[str]) -> int:
    try:
        with cli.make_context("mlsys", list(arguments)) as context:
            code = cli.invoke(context)
    except click.exceptions.Exit as finished:
        code = finished.exit_code
    return code if isinstance(code, int) else 0
