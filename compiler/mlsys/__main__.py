"""The entry point: answers ``--version`` at once, hands everything else to the command line."""

from __future__ import annotations

import sys


def main() -> int:
    """Run the command line on the arguments of the process and return its exit code."""
    arguments = sys.argv[1:]
    if arguments in (["--version"], ["-V"]):
        from mlsys import __version__

        sys.stdout.write(f"mlsys {__version__}\n")
        return 0
    from mlsys.cli.app import run

    return run(arguments)


if __name__ == "__main__":
    sys.exit(main())
