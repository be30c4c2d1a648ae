"""``mlsys lsp``: the language server."""

from __future__ import annotations

import click

from mlsys.cli import exits
from mlsys.errors import MlsysError


@click.command("lsp", short_help="Serve an editor: findings, fixes and hover while typing.")
@click.option("--stdio", is_flag=True, hidden=True, help="The only way; editors pass it.")
def command(stdio: bool) -> int:
    """Speak the Language Server Protocol over standard input and output; editors start it.

    It tells everything that `mlsys validate` finds, as a person types, offers the fixes, and shows the
    page of the field under the cursor. Needs the extra `mlsys-compiler[lsp]`.
    """
    try:
        from mlsys.cli.lsp.server import create
    except ModuleNotFoundError as missing:
        if missing.name is None or missing.name.split(".")[0] not in ("pygls", "lsprotocol"):
            raise
        raise MlsysError(
            "the language server is not installed", help="install `mlsys-compiler[lsp]`"
        ) from None
    create().start_io()
    return exits.CLEAN
