"""Arguments and options that several commands share."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any, Final, TypeVar

import click

F = TypeVar("F", bound=Callable[..., Any])

SPEC_NAME: Final = "mlsystem.yaml"
STAGES: Final = ("prototype", "pilot", "production")

PATH: Final = click.Path(path_type=Path, readable=False)
"""A path as it is written; whether it can be read is found out, and worded, by who reads it."""

spec_argument: Callable[[F], F] = click.argument("spec", metavar="[SPEC]", default=SPEC_NAME, type=PATH)
compiled_argument: Callable[[F], F] = click.argument("spec", metavar="[SPEC]", required=False, type=PATH)
"""The document, by default the one that the project here was compiled from."""
environment_option: Callable[[F], F] = click.option(
    "--env", "environment", metavar="NAME", help="The environment, as declared in the document."
)
_ENVIRONMENT = (
    click.option(
        "--env", "environment", metavar="NAME",
        help="The environment, as declared in the document.  [default: that of the last time]",
    ),
    click.option("--no-env", "no_environment", is_flag=True, help="Compile for no environment any more."),
    click.option("--rebind", is_flag=True, help="Let SPEC take the place of the project's document."),
)  # fmt: skip


def identity_options(command: F) -> F:
    """Add the options that say what a project belongs to."""
    for option in reversed(_ENVIRONMENT):
        command = option(command)
    return command


stage_option: Callable[[F], F] = click.option(
    "--stage", type=click.Choice(STAGES), help="Judge as at this stage, whatever the document says."
)
folder_option: Callable[[F], F] = click.option(
    "-o", "--output", "folder", metavar="DIR", type=PATH,
    help="The project.  [default: the document's folder if it holds one, else ./<name>]",
)  # fmt: skip
document_option: Callable[[F], F] = click.option(
    "--spec", metavar="SPEC", type=PATH,
    help="The document, where it extends others outside of the project.  [default: its copy in the project]",
)  # fmt: skip
format_option: Callable[[F], F] = click.option(
    "--format", "output", type=click.Choice(["text", "json"]), default="text", show_default=True
)
report_option: Callable[[F], F] = click.option(
    "--format", "output", type=click.Choice(["text", "json", "markdown"]), default="text", show_default=True
)
