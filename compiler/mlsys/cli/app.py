"""The group of commands, loaded one at a time."""

from __future__ import annotations

import os
from collections.abc import Sequence
from typing import Final

import click

from mlsys.cli.guard import guarded
from mlsys.diagnostics.suggest import closest

COMMANDS: Final = {
    "init": "Write a first specification, from a table or from nothing.",
    "profile": "Look at the data, and keep what it shows beside the specification.",
    "validate": "Check specifications: structure, meaning, feasibility.",
    "plan": "Show what compile would change, and what the change costs.",
    "compile": "Generate or update the project of a specification.",
    "explain": "Explain a rule, a field with its value, a metric or a task.",
    "trace": "Show which artefact enforces which claim, and what can trip it.",
    "prove": "Run the saboteurs of a generated project.",
    "diff": "Show what differs between two specifications, and whom it concerns.",
    "status": "Show what of a compiled project was edited, and what is pending.",
    "eject": "Take over a generated file; compiling leaves it alone from then on.",
    "adopt": "Give a file that was ejected or deleted back to the compiler.",
    "patch": "Keep an edit of a managed file as a patch that is applied again each time.",
    "migrate": "Bring a specification to the current version of the language.",
    "rules": "List the rules.",
    "schema": "Print the JSON Schema of a kind of document.",
    "lsp": "Serve an editor: findings, fixes and hover while typing.",
    "blueprint": "List and show the blueprints that projects are made of.",
}
"""Every command with its line in the overview; a module of the same name implements it."""


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

        command = import_module(f"mlsys.cli.commands.{cmd_name}").command
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

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Write the overview without importing any command."""
        with formatter.section("Commands"):
            formatter.write_dl(list(COMMANDS.items()))


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
    """The compiler for ML-system design documents.

    One mlsystem.yaml becomes a checked, complete project. Start with `mlsys init`, or with
    `mlsys validate` on a document that you have.

    Exit codes: 0 clean, 1 findings, 2 wrong usage, 3 pending changes, 4 fault of the environment,
    70 defect of mlsys, 130 interrupted.
    """


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
