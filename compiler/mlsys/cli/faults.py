"""What becomes of an exception: one clear line and a documented exit code."""

from __future__ import annotations

import errno
import sys

import click

from mlsys.cli import console, exits
from mlsys.errors import MlsysError

_NOTHING_WRITTEN = "nothing was written"


def report(error: BaseException) -> int:
    """Print ``error`` for the user and return the exit code of the process."""
    from mlsys.cli.compiling.plans import Refusal, tell

    match error:
        case click.UsageError():
            code = _usage(error)
        case Refusal():
            tell(error.report)
            code = exits.FINDINGS
        case MlsysError():
            console.fault(error.message, error.help)
            code = error.exit_code
        case KeyboardInterrupt() | click.Abort():
            sys.stderr.write("\n")
            console.fault("interrupted", "run the same command again; no write is ever left half done")
            code = exits.INTERRUPTED
        case OSError():
            code = _system(error)
        case _:
            code = _bug(error)
    return code


def _usage(error: click.UsageError) -> int:
    if isinstance(error, click.exceptions.NoArgsIsHelpError):
        sys.stderr.write(f"{error.format_message()}\n")
        return exits.USAGE
    context = error.ctx
    command = context.command_path if context is not None else "mlsys"
    console.fault(error.format_message().replace("\n", " "), f"run `{command} --help` for the way to call it")
    return exits.USAGE


def _system(error: OSError) -> int:
    """Word an operating-system error that no layer below has turned into a fault."""
    name = f"`{error.filename}`: " if error.filename else ""
    advice = {
        errno.ENOSPC: f"free some space and run the command again; {_NOTHING_WRITTEN}",
        errno.EDQUOT: f"free some quota and run the command again; {_NOTHING_WRITTEN}",
        errno.EFBIG: "the limit on the size of files is too low (`ulimit -f`)",
        errno.EACCES: "check the rights of the file and its folder",
        errno.EPERM: "check the rights of the file and its folder",
        errno.EROFS: "choose a target on a writable file system",
        errno.EMFILE: "raise the limit of open files (`ulimit -n`)",
    }
    console.fault(f"{name}{error.strerror or error}", advice.get(error.errno or 0, ""))
    return exits.FAULT


def _bug(error: BaseException) -> int:
    import platform
    import traceback

    from mlsys import __version__

    sys.stderr.write("".join(traceback.format_exception(error)))
    versions = f"mlsys {__version__}, Python {platform.python_version()}"
    console.fault(
        f"internal error: {type(error).__name__}: {error} ({versions})",
        "this is a defect of mlsys; report it with the lines above and the document that caused it",
    )
    return exits.BUG
